"""Folders in and out: Markdown files are pages, CSV and YAML files are databases."""

import csv
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from notion_planner.workspace.codec.inline_writer import write_inline
from notion_planner.workspace.content import descendants, insert_trees, parsed, render
from notion_planner.workspace.context import Context
from notion_planner.workspace.ids import bare
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.blocks import Tree
from notion_planner.workspace.rules.rich_text import plain_text, text_item
from notion_planner.workspace.seeds import SeedError, plant, planted_page
from notion_planner.workspace.shapes import page_properties

_UNSAFE = re.compile(r"[^\w.() -]+")
_MARKDOWN = (".md", ".markdown")
_TABLES = (".csv", ".yaml", ".yml")
_HELD = ("child_page", "child_database")
# As people write one; "007" and "1_000" are names.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_CELL_PART = 1000  # characters, which are at most the 2,000 UTF-16 units of an item of rich text
# A file system allows 255 for a name; an id and a suffix follow.
_NAME_BYTES = 210


def import_folder(ctx: Context, folder: Path) -> int:
    """The number of files taken in. A folder becomes a page that holds what is in it."""
    if not folder.is_dir():
        raise SeedError(f"{folder} is no folder.")
    return _import(ctx, folder, None)


def _import(ctx: Context, folder: Path, parent: Node | None) -> int:
    """A file comes before a folder of the same name, which then holds what is below the file's page."""
    count = 0
    pages: dict[str, Node] = {}
    shown = [path for path in folder.iterdir() if not path.name.startswith(".")]
    for path in sorted(shown, key=lambda path: (path.is_dir(), path)):
        if path.is_dir():
            page = pages.get(path.name) or planted_page(ctx, parent, {"title": path.name})
            count += _import(ctx, path, page)
        elif (kind := path.suffix.lower()) in (*_MARKDOWN, *_TABLES):
            try:
                if kind in _MARKDOWN:
                    pages[path.stem] = _page(ctx, parent, path)
                else:
                    plant(ctx, {"databases": [_database(path)]}, parent)
            except (SeedError, UnicodeDecodeError, csv.Error) as error:
                raise SeedError(f"{path}: {error}") from error
            count += 1
    return count


def _page(ctx: Context, parent: Node | None, path: Path) -> Node:
    """The first line is the title if it is a heading, else the file's name is."""
    trees = parsed(ctx, path.read_text(encoding="utf-8-sig"))
    title = path.stem
    if trees and trees[0].type == "heading_1":
        title = plain_text(trees[0].payload["rich_text"]) or title
        trees = trees[1:]
    if path.with_suffix("").is_dir():
        trees = _without_held(trees)
    page = planted_page(ctx, parent, {"title": title})
    insert_trees(ctx, page, trees, None)
    return page


def _without_held(trees: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """Without the tags of pages and databases that the folder holds."""
    return tuple(
        replace(tree, children=_without_held(tree.children)) if tree.children else tree
        for tree in trees
        if tree.type not in _HELD or tree.id in {None, "new"}
    )


def _database(path: Path) -> Json:
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        raise SeedError(f"It is not readable as YAML: {error}") from error
    if not isinstance(loaded, dict) or "properties" not in loaded:
        raise SeedError("It should be a mapping with 'properties' and 'rows'.")
    return {"title": path.stem, **loaded}


def _from_csv(path: Path) -> Json:
    """The first column is the title; a column of numbers is a number, any other a text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
        names = list(lines[0]) if lines else []
    if not names:
        raise SeedError("It has no rows.")
    if any(None in line for line in lines):  # where DictReader keeps what has no name
        raise SeedError("A row has more cells than the first line has names.")
    kinds = {name: _kind([line[name] or "" for line in lines]) for name in names}
    kinds[names[0]] = "title"
    rows = [{"properties": {name: _value(kinds[name], line[name] or "") for name in names}} for line in lines]
    return {
        "title": path.stem,
        "properties": {name: {kind: {}} for name, kind in kinds.items()},
        "rows": rows,
    }


def _kind(values: list[str]) -> str:
    filled = [value for value in values if value]
    return "number" if filled and all(_number(value) is not None for value in filled) else "rich_text"


def _number(text: str) -> float | None:
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _value(kind: str, text: str) -> Json:
    if kind == "number":
        return {"number": _number(text)}
    parts = (text[at : at + _CELL_PART] for at in range(0, len(text), _CELL_PART))
    return {kind: [{"text": {"content": part}} for part in parts]}


def export_folder(ctx: Context, folder: Path) -> int:
    """The number of files written: a page is a Markdown file, what is below it a folder of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = ctx.store.select("parent is null and kind in ('page','database') and trashed=0 order by rank")
    return _export(ctx, nodes, folder)


def _export(ctx: Context, nodes: Iterable[Node], folder: Path) -> int:
    count = 0
    used: set[str] = set()
    for node in nodes:
        folder.mkdir(exist_ok=True)
        name = _file_name(node, used)
        if node.kind == "database":
            count += _export_database(ctx, node, folder, name)
        else:
            (folder / f"{name}.md").write_text(_document(ctx, node), encoding="utf-8")
            count += 1 + _export(ctx, _held(ctx, node), folder / name)
    return count


def _held(ctx: Context, page: Node) -> list[Node]:
    """The pages and databases in a page, also those inside its blocks."""
    return [node for nodes in descendants(ctx, page).values() for node in nodes if node.kind != "block"]


def _file_name(node: Node, used: set[str]) -> str:
    """The title as the name of a file; with the id where another of the folder has that name, in any case."""
    short = _UNSAFE.sub("-", node.title).strip(" .")[:80]
    name = short.encode()[:_NAME_BYTES].decode(errors="ignore") or "Untitled"
    if name.casefold() in used:
        name = f"{name} {bare(node.id)}"
    used.add(name.casefold())
    return name


def _document(ctx: Context, page: Node) -> str:
    title = write_inline([text_item(page.title or "Untitled")])
    return f"# {title}\n{render(ctx, page).markdown}\n"


def _export_database(ctx: Context, database: Node, folder: Path, name: str) -> int:
    """One CSV file for each data source, and a Markdown file for each row that has content."""
    sources = ctx.store.children(database.id, kinds=("data_source",))
    filled: list[Node] = []
    for number, source in enumerate(sources):
        rows = ctx.store.select("parent=? and kind='page' and trashed=0 order by seq", source.id)
        filled += [row for row in rows if ctx.store.has_children(row.id)]
        names = sorted(
            (item["name"] for item in source.body["properties"]),
            key=lambda item: item != _title_name(source),
        )
        target = folder / (f"{name} {bare(source.id)}.csv" if number else f"{name}.csv")
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            for row in rows:
                values = page_properties(ctx, row)
                writer.writerow([_flat(values[item]) for item in names])
    return len(sources) + _export(ctx, filled, folder / name)


def _title_name(source: Node) -> str:
    return next(str(item["name"]) for item in source.body["properties"] if item["type"] == "title")


def _flat(value: Json) -> str:
    content: Any = value[value["type"]]
    if isinstance(content, list):
        words = [item.get("plain_text") or item.get("name") or item.get("id") or "" for item in content]
        return ("" if value["type"] in {"title", "rich_text"} else ", ").join(words)
    if isinstance(content, dict):
        for key in ("name", "start", "number", "string"):
            if content.get(key) is not None:
                return str(content[key])
        return ""
    return "" if content is None else str(content)
