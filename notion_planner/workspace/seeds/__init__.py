"""Seed files: pages, databases and rows in YAML, planted in an empty workspace."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from notion_planner.workspace.content import insert_trees, parsed
from notion_planner.workspace.context import Context
from notion_planner.workspace.databases import new_database
from notion_planner.workspace.errors import ApiError, literal
from notion_planner.workspace.ids import random_id
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rows import accepted_values, index, start_values, write_values
from notion_planner.workspace.rules.rich_text import text_item
from notion_planner.workspace.schemas import apply

BUILT_IN = ("demo", "empty")


class SeedError(ValueError):
    """A seed file that cannot be planted, with the reason."""


def read_seed(seed: str | Path | None) -> Json:
    """A built-in seed by name, or a YAML file by path."""
    if seed is None:
        return {}
    if str(seed) in BUILT_IN:
        text = (files(__name__) / f"{seed}.yaml").read_text(encoding="utf-8")
    else:
        try:
            text = Path(seed).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SeedError(f"{seed} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    try:
        loaded = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise SeedError(f"{seed} is not readable as YAML: {error}") from error
    if loaded is not None and not isinstance(loaded, dict):
        raise SeedError(f"{seed} should be a mapping with 'pages', 'databases' and 'users', not a list.")
    return loaded or {}


def plant(ctx: Context, seed: Json, parent: Node | None = None) -> None:
    """Makes the users, emoji, pages and databases of a seed, those below ``parent`` or at the top.

    Raises:
        SeedError: a part of the seed is not what it should be, or the API refuses it.
    """
    for person in _parts(seed, "users", "name"):
        _user(ctx, person)
    for emoji in _parts(seed, "emojis", "name"):
        _emoji_document(ctx, emoji)
    planted = _Planted(ctx)
    try:
        planted.under(parent, seed)
        planted.tie()
    except ApiError as error:
        raise SeedError(f"A seed is refused as a request would be: {error.message}") from error


def _parts(given: Json, key: str, *needed: str) -> list[Json]:
    """The parts of a seed that stand under a key: mappings with what each needs."""
    parts = given.get(key) or []
    for part in parts if isinstance(parts, list) else [parts]:
        if part is parts or not isinstance(part, dict) or not part.keys() >= set(needed):
            wanted = f" with {', '.join(needed)}" if needed else ""
            raise SeedError(
                f"'{key}' of a seed is a list of mappings{wanted}, which is not so of {literal(part)}."
            )
    return list(parts)


def _user(ctx: Context, person: Json) -> None:
    identifier = str(person.get("id") or random_id())
    shape = {
        "object": "user",
        "id": identifier,
        "name": person["name"],
        "avatar_url": None,
        "type": "person",
        "person": {"email": person.get("email")},
    }
    ctx.store.put_document("user", identifier, shape)


def _emoji_document(ctx: Context, emoji: Json) -> None:
    identifier = str(emoji.get("id") or random_id())
    shape = {"id": identifier, "name": str(emoji["name"]), "url": str(emoji.get("url") or "")}
    ctx.store.put_document("emoji", identifier, shape)


def planted_page(ctx: Context, parent: Node | None, given: Json) -> Node:
    title = str(given["title"])
    draft = ctx.draft("page", "child_page", parent.id if parent else None)
    body: Json = {"icon": _emoji(given.get("icon")), "properties": {"title": [text_item(title)]}}
    access = "hidden" if given.get("shared") is False else None
    page = ctx.append(draft._replace(title=title, body=body, access=access))
    insert_trees(ctx, page, parsed(ctx, str(given.get("markdown") or "")), None)
    return page


class _Planted:
    """What a seed has made so far, by title: relations and rows name one another."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._sources: dict[str, Node] = {}
        self._pages: dict[str, str] = {}
        self._relations: list[tuple[str, str, Json]] = []
        self._rows: list[tuple[str, Json]] = []

    def under(self, parent: Node | None, given: Json) -> None:
        for page in _parts(given, "pages", "title"):
            self._page(parent, page)
        for database in _parts(given, "databases", "title", "properties"):
            self._database(parent, database)

    def _page(self, parent: Node | None, given: Json) -> None:
        page = planted_page(self._ctx, parent, given)
        self._pages[page.title] = page.id
        self.under(page, given)

    def _database(self, parent: Node | None, given: Json) -> None:
        title, defined = str(given["title"]), given["properties"]
        properties: dict[str, Any] = {}
        if not isinstance(defined, dict) or not all(isinstance(item, dict) for item in defined.values()):
            raise SeedError(f"The properties of {title} should be a mapping of names to definitions.")
        for name, definition in defined.items():
            if "relation" in definition:
                self._relations.append((title, name, definition))
            else:
                properties[name] = definition
        body = {
            "title": [text_item(title)],
            "description": [],
            "icon": _emoji(given.get("icon")),
            "cover": None,
            "is_inline": bool(given.get("inline")),
            "is_locked": False,
        }
        database = new_database(self._ctx, parent, body, {"properties": properties})
        self._sources[title] = self._ctx.store.children(database.id, kinds=("data_source",))[0]
        self._rows += [(title, row) for row in _parts(given, "rows")]
        for template in _parts(given, "templates", "name"):
            self._template(self._sources[title], template)

    def _template(self, source: Node, given: Json) -> None:
        identifier = random_id()
        template = {
            "id": identifier,
            "name": str(given["name"]),
            "is_default": bool(given.get("default")),
            "markdown": str(given.get("markdown") or ""),
        }
        self._ctx.store.put_document("template", identifier, template, owner=source.id)

    def tie(self) -> None:
        """Relations once every database exists, then rows, then what rows relate to."""
        for title, name, definition in self._relations:
            relation = dict(definition["relation"])
            target = str(relation.pop("database", title))
            if target not in self._sources:
                raise SeedError(
                    f"Property {name} of {title} relates to {target}, which the seed does not define."
                )
            relation["data_source_id"] = self._sources[target].id
            source = self._ctx.store.node(self._sources[title].id)
            assert source is not None, "a planted source exists"
            apply(self._ctx, source, {name: {**definition, "relation": relation}})
        made = [(self._row(title, row), row) for title, row in self._rows]
        for page, row in made:
            wanted = row.get("related") or {}
            unknown = [title for titles in wanted.values() for title in titles if title not in self._pages]
            if unknown:
                raise SeedError(f"{page.title} relates to {unknown[0]}, which the seed does not define.")
            related = {name: [{"id": self._pages[title]} for title in wanted[name]] for name in wanted}
            current = self._ctx.store.node(page.id)
            if related and current is not None:
                write_values(self._ctx, current, accepted_values(self._ctx, current, related))

    def _row(self, title: str, row: Json) -> Node:
        source = self._ctx.store.node(self._sources[title].id)
        assert source is not None, "a planted source exists"
        draft = self._ctx.draft("page", "child_page", source.id)
        values = start_values(self._ctx, source)
        page = self._ctx.append(draft._replace(body={"properties": values}))
        for property_id, value in values.items():
            index(self._ctx, source, page.id, property_id, value)
        page = write_values(self._ctx, page, accepted_values(self._ctx, page, row.get("properties") or {}))
        insert_trees(self._ctx, page, parsed(self._ctx, str(row.get("markdown") or "")), None)
        self._pages[page.title] = page.id
        return page


def _emoji(text: object) -> Json | None:
    return {"type": "emoji", "emoji": str(text)} if text else None
