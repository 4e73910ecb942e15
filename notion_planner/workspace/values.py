"""Property values as pages show them, rollups computed."""

from collections.abc import Callable
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.mentions import shown_text
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rollups import rolled_up
from notion_planner.workspace.rules.schema import OPTION_TYPES, find
from notion_planner.workspace.times import minute_text

# Relations and people stop at 25 inline; titles and texts do not (recorded: 100 items came back).
INLINE_LIMIT = 25


def shown_value(ctx: Context, page: Node, definition: Json, limit: int = INLINE_LIMIT) -> Json:
    """``{"<type>": value}``, and ``has_more`` for a relation."""
    type_ = definition["type"]
    computed = _COMPUTED.get(type_)
    if computed is not None:
        return computed(ctx, page, definition, limit)
    stored = page.body.get("properties", {}).get(definition["id"])
    if type_ in OPTION_TYPES:
        return {type_: _options(definition, stored)}
    if type_ in {"title", "rich_text"}:
        return {type_: shown_text(ctx, stored or [])}
    return {type_: _EMPTY.get(type_) if stored is None else stored}


_EMPTY: Json = {"checkbox": False, "files": [], "button": {}, "verification": {"state": "unverified"}}


def _options(definition: Json, stored: Any) -> Any:
    known = {item["id"]: item for item in definition[definition["type"]]["options"]}
    if definition["type"] == "multi_select":
        return [option_shape(known[item]) for item in stored or [] if item in known]
    return option_shape(known[stored]) if stored in known else None


def option_shape(option: Json) -> Json:
    return {"id": option["id"], "name": option["name"], "color": option["color"]}


def user_shape(ctx: Context, identifier: str) -> Json:
    """A user inside a property: bots hide whose they are."""
    user = ctx.store.document("user", identifier) or {"object": "user", "id": identifier}
    return {**user, "bot": {}} if user.get("type") == "bot" else user


def related(ctx: Context, page: Node, definition: Json) -> list[str]:
    """The related pages that exist and may be seen; trashed ones come back when they are restored."""
    found = ctx.store.rows(
        "select c.text from cell c join node n on n.id=c.text where c.page=? and c.property=? "
        "and n.trashed=0 order by c.rowid",
        page.id,
        definition["id"],
    )
    targets = [str(row[0]) for row in found]
    source = ctx.lasting(definition["relation"]["data_source_id"])
    return targets if source is not None and ctx.visible(source) else []


def _relation(ctx: Context, page: Node, definition: Json, limit: int) -> Json:
    targets = related(ctx, page, definition)
    return {"relation": [{"id": item} for item in targets[:limit]], "has_more": len(targets) > limit}


def _people(ctx: Context, page: Node, definition: Json, limit: int) -> Json:
    stored = page.body.get("properties", {}).get(definition["id"]) or []
    return {"people": [user_shape(ctx, item) for item in stored[:limit]]}


def _unique_id(_: Context, page: Node, definition: Json, __: int) -> Json:
    number = page.body.get("properties", {}).get(definition["id"])
    return {"unique_id": {"prefix": definition["unique_id"].get("prefix"), "number": number}}


def _formula(_: Context, __: Node, ___: Json, ____: int) -> Json:
    """Formulas are kept but not computed."""
    return {"formula": {"type": "string", "string": None}}


def _rollup(ctx: Context, page: Node, definition: Json, _: int) -> Json:
    config = definition["rollup"]
    source = ctx.store.node(page.parent or "")
    relation = find(source.body["properties"], config["relation_property_id"]) if source else None
    target = ctx.store.node(relation["relation"]["data_source_id"]) if relation else None
    inner = find(target.body["properties"], config["rollup_property_id"]) if target else None
    if relation is None or inner is None:
        return {"rollup": {"type": "array", "array": [], "function": config["function"]}}
    pages = [node for item in related(ctx, page, relation) if (node := ctx.store.node(item))]
    values = [] if inner["type"] == "rollup" else [_plain(ctx, node, inner) for node in pages]
    return {"rollup": rolled_up(config["function"], inner["type"], values)}


def _plain(ctx: Context, page: Node, definition: Json) -> Json:
    shown = shown_value(ctx, page, definition)
    shown.pop("has_more", None)
    return {"type": definition["type"], **shown}


def _stamp(name: str) -> Callable[[Context, Node, Json, int], Json]:
    def shown(ctx: Context, page: Node, _: Json, __: int) -> Json:
        created = name.startswith("created")
        if name.endswith("time"):
            return {name: minute_text(page.created if created else page.edited)}
        return {name: user_shape(ctx, page.created_by if created else page.edited_by)}

    return shown


_COMPUTED: dict[str, Callable[[Context, Node, Json, int], Json]] = {
    "relation": _relation,
    "people": _people,
    "unique_id": _unique_id,
    "formula": _formula,
    "rollup": _rollup,
    **{name: _stamp(name) for name in ("created_time", "created_by", "last_edited_time", "last_edited_by")},
}
