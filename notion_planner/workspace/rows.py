"""Writes property values of pages: cells for filters, both sides of relations, options made on the way."""

from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid, missing_property
from notion_planner.workspace.records import Cell, Json, Node
from notion_planner.workspace.rules.rich_text import plain_text
from notion_planner.workspace.rules.schema import find
from notion_planner.workspace.rules.values import Accepted, accept_value, cells_of
from notion_planner.workspace.shapes import schema_of


def accepted_values(ctx: Context, page: Node, given: object) -> Accepted:
    """The request's values, checked against the page's schema."""
    into = Accepted()
    properties = into.failures.object_at(given, "body.properties") or {}
    definitions = schema_of(ctx, page)
    for key, raw in properties.items():
        definition = find(definitions, key)
        if definition is None:
            raise missing_property(key)
        accept_value(definition, raw, f"body.properties.{key}", into)
    into.failures.raise_if_any()
    return into


def write_values(ctx: Context, page: Node, accepted: Accepted) -> Node:
    """The page with its new values. Not marked as edited: the caller says when that is."""
    source = ctx.store.node(page.parent or "")
    in_source = source is not None and source.kind == "data_source"
    if source is not None and in_source and accepted.new_options:
        source = _with_options(ctx, source, accepted.new_options)
    properties = {**page.body.get("properties", {}), **accepted.values}
    title = plain_text(properties.get("title", []))
    node = page._replace(title=title, body={**page.body, "properties": properties})
    ctx.store.save(node)
    if source is not None and in_source:
        for property_id, value in accepted.values.items():
            index(ctx, source, node.id, property_id, value)
        for property_id, targets in accepted.relations.items():
            relate(ctx, source, node, property_id, targets)
    return node


def index(ctx: Context, source: Node, page_id: str, property_id: str, value: Any) -> None:
    definition = next(item for item in source.body["properties"] if item["id"] == property_id)
    ctx.store.replace_cells(page_id, property_id, cells_of(definition, value, source.id, page_id))


def _with_options(ctx: Context, source: Node, made: dict[str, list[Json]]) -> Node:
    properties = []
    for definition in source.body["properties"]:
        added = made.get(definition["id"], [])
        config = definition[definition["type"]]
        changed = {**config, "options": [*config["options"], *added]} if added else config
        properties.append({**definition, definition["type"]: changed})
    return ctx.save(source, body={**source.body, "properties": properties})


def relate(ctx: Context, source: Node, page: Node, property_id: str, targets: list[str]) -> None:
    """The whole set of related pages, on the other side of a dual relation, too."""
    definition = next(item for item in source.body["properties"] if item["id"] == property_id)
    relation = definition["relation"]
    before = ctx.store.cells(page.id, property_id)
    for target in targets:
        if target not in before:
            _check_target(ctx, definition, target)
    ctx.store.replace_cells(
        page.id, property_id, [_edge(source.id, property_id, page.id, target) for target in targets]
    )
    if relation["type"] != "dual_property":
        return
    other, reverse = relation["data_source_id"], relation["dual_property"]["property_id"]
    for target in set(before) - set(targets):
        ctx.store.execute("delete from cell where page=? and property=? and text=?", target, reverse, page.id)
    added = [target for target in targets if target not in before]
    ctx.store.add_cells([_edge(other, reverse, target, page.id) for target in added])


def _edge(source: str, property_id: str, page: str, target: str) -> Cell:
    return Cell(source=source, property=property_id, page=page, text=target)


def _check_target(ctx: Context, definition: Json, target: str) -> None:
    node = ctx.node(target, "page")
    if node.parent != definition["relation"]["data_source_id"]:
        raise invalid(
            f"{definition['name']} can only relate to pages of its related data source: {target} is not one."
        )


def leave(ctx: Context, page: Node) -> None:
    """A row that goes elsewhere has no values there, and no row relates to it any more."""
    ctx.store.execute("delete from cell where page=?", page.id)
    for source in ctx.store.select("kind='data_source'"):
        for item in source.body["properties"]:
            if item["type"] == "relation" and item["relation"]["data_source_id"] == page.parent:
                ctx.store.execute(
                    "delete from cell where source=? and property=? and text=?",
                    source.id,
                    item["id"],
                    page.id,
                )


def start_values(ctx: Context, source: Node) -> Json:
    """What a new row has before anything is written: its number, its first status."""
    found = {item["id"]: start_value(ctx, source, item) for item in source.body["properties"]}
    return {property_id: value for property_id, value in found.items() if value is not None}


def start_value(ctx: Context, source: Node, definition: Json) -> Any:
    match definition["type"]:
        case "status" if definition["status"]["options"]:
            first = (definition["status"]["groups"][0]["option_ids"] or [None])[0]
            return first or definition["status"]["options"][0]["id"]
        case "unique_id":
            return _next_number(ctx, source, definition["id"])
        case "checkbox":
            return False
        case _:
            return None


def _next_number(ctx: Context, source: Node, property_id: str) -> int:
    """Counted from what is stored: numbers are never given twice, also after the row is gone."""
    key = f"unique {source.id} {property_id}"
    number = int(ctx.store.meta(key) or 0) + 1
    ctx.store.set_meta(key, str(number))
    return number
