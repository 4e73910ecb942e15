"""Stored nodes in the shapes that Notion answers."""

from notion_planner.workspace.context import Context
from notion_planner.workspace.mentions import partial_user, shown_text, url_of
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.blocks import MEETING_SECTIONS
from notion_planner.workspace.rules.rich_text import RICH_FIELDS, text_item
from notion_planner.workspace.rules.schema import encoded, id_order
from notion_planner.workspace.times import exact_text, minute_text
from notion_planner.workspace.values import shown_value


def parent_of(ctx: Context, node: Node) -> Json:
    parent = ctx.parent(node)
    if parent is None:
        return {"type": "workspace", "workspace": True}
    if parent.kind == "data_source":
        return {"type": "data_source_id", "data_source_id": parent.id, "database_id": parent.parent}
    return {"type": f"{parent.kind}_id", f"{parent.kind}_id": parent.id}


def _archived(ctx: Context, node: Node) -> Json:
    """The old name of ``in_trash``, which 2026-03-11 dropped."""
    return {"archived": node.trashed} if ctx.legacy else {}


def page_shape(ctx: Context, node: Node, only: list[str] | None = None) -> Json:
    return {
        "object": "page",
        "id": node.id,
        "created_time": minute_text(node.created),
        "last_edited_time": minute_text(node.edited),
        "created_by": partial_user(node.created_by),
        "last_edited_by": partial_user(node.edited_by),
        "cover": node.body.get("cover"),
        "icon": node.body.get("icon"),
        "parent": parent_of(ctx, node),
        "in_trash": node.trashed,
        "is_archived": node.body.get("is_archived", False),
        "is_locked": node.body.get("is_locked", False),
        "properties": page_properties(ctx, node, only),
        "url": url_of(ctx, node),
        "public_url": None,
        **_archived(ctx, node),
    }


def schema_of(ctx: Context, node: Node) -> list[Json]:
    """The properties a page has: its data source's, or just a title."""
    parent = ctx.parent(node)
    if parent is not None and parent.kind == "data_source":
        definitions: list[Json] = parent.body["properties"]
        return definitions
    return [{"id": "title", "name": "title", "type": "title", "title": {}}]


def page_properties(ctx: Context, node: Node, only: list[str] | None = None) -> Json:
    definitions = sorted(schema_of(ctx, node), key=lambda item: id_order(item["id"]))
    shown: Json = {}
    for definition in definitions:
        if only is not None and definition["id"] not in only:
            continue
        shown[definition["name"]] = {
            "id": encoded(definition["id"]),
            "type": definition["type"],
            **shown_value(ctx, node, definition),
        }
    return shown


def _shown_type(ctx: Context, node: Node) -> str:
    """The sections of meeting notes have no type in the API; before 2026-03-11 the notes had another name."""
    if node.type in MEETING_SECTIONS:
        return "unsupported"
    return "transcription" if node.type == "meeting_notes" and ctx.legacy else node.type


def _meeting_payload(ctx: Context, node: Node) -> Json:
    sections = {
        f"{MEETING_SECTIONS[child.type]}_block_id": child.id
        for child in ctx.store.children(node.id)
        if child.type in MEETING_SECTIONS
    }
    return {"title": shown_text(ctx, node.body["title"]), "status": "notes_ready", "children": sections}


def block_shape(ctx: Context, node: Node) -> Json:
    type_ = _shown_type(ctx, node)
    return {
        "object": "block",
        "id": node.id,
        "parent": parent_of(ctx, node),
        "created_time": minute_text(node.created),
        "last_edited_time": minute_text(node.edited),
        "created_by": partial_user(node.created_by),
        "last_edited_by": partial_user(node.edited_by),
        "has_children": node.kind != "database" and ctx.store.has_children(node.id),
        "in_trash": node.trashed,
        "type": type_,
        type_: block_payload(ctx, node),
        **_archived(ctx, node),
    }


def block_payload(ctx: Context, node: Node) -> Json:
    if node.kind in {"page", "database"}:
        return {"title": node.title}
    if node.type == "meeting_notes":
        return _meeting_payload(ctx, node)
    if node.type in MEETING_SECTIONS:
        return {"block_type": node.type}
    shown: Json = {}
    for name, value in node.body.items():
        if name in RICH_FIELDS:
            shown[name] = shown_text(ctx, value)
        elif name == "cells":
            shown[name] = [shown_text(ctx, cell) for cell in value]
        elif not name.startswith("_"):
            shown[name] = value
    return shown


def database_shape(ctx: Context, node: Node) -> Json:
    sources = ctx.store.children(node.id, kinds=("data_source",))
    title = node.body["title"] or [text_item("New database")]
    return {
        "object": "database",
        "id": node.id,
        "title": shown_text(ctx, title),
        "description": shown_text(ctx, node.body["description"]),
        "parent": parent_of(ctx, node),
        "is_inline": node.body.get("is_inline", False),
        "in_trash": node.trashed,
        "is_locked": node.body.get("is_locked", False),
        "created_time": exact_text(node.created),
        "last_edited_time": exact_text(node.edited),
        "data_sources": [{"id": item.id, "name": item.title or "New database"} for item in sources],
        "icon": node.body.get("icon"),
        "cover": node.body.get("cover"),
        "url": url_of(ctx, node),
        "public_url": None,
        **_archived(ctx, node),
    }


def data_source_shape(ctx: Context, node: Node) -> Json:
    database = ctx.store.node(node.parent) if node.parent else None
    assert database is not None, "a data source stands in a database"
    return {
        "object": "data_source",
        "id": node.id,
        "cover": None,
        "icon": node.body.get("icon"),
        "created_time": minute_text(node.created),
        "created_by": partial_user(node.created_by),
        "last_edited_by": partial_user(node.edited_by),
        "last_edited_time": minute_text(node.edited),
        "title": shown_text(ctx, node.body["title"]),
        "description": shown_text(ctx, database.body["description"]),
        "is_inline": database.body.get("is_inline", False),
        "properties": definitions_shape(ctx, node),
        "parent": {"type": "database_id", "database_id": database.id},
        "database_parent": parent_of(ctx, database),
        "url": url_of(ctx, database),
        "public_url": None,
        "in_trash": node.trashed or database.trashed,
        **_archived(ctx, node),
    }


def definitions_shape(ctx: Context, source: Node) -> Json:
    definitions = sorted(source.body["properties"], key=lambda item: id_order(item["id"]))
    return {item["name"]: _definition_shape(ctx, source, item) for item in definitions}


def _definition_shape(ctx: Context, source: Node, definition: Json) -> Json:
    type_ = definition["type"]
    shown = {
        "id": encoded(definition["id"]),
        "name": definition["name"],
        "description": definition.get("description"),
        "type": type_,
        type_: definition[type_],
    }
    if type_ == "relation":
        shown[type_] = _relation_shape(ctx, definition["relation"])
    elif type_ == "rollup":
        shown[type_] = rollup_names(ctx, source, definition["rollup"])
    return shown


def _relation_shape(ctx: Context, relation: Json) -> Json:
    target = ctx.store.node(relation["data_source_id"])
    shown: Json = {
        "database_id": target.parent if target else None,
        "data_source_id": relation["data_source_id"],
        "type": relation["type"],
        relation["type"]: {},
    }
    if relation["type"] == "dual_property" and target is not None:
        synced = relation["dual_property"].get("property_id")
        name = next((item["name"] for item in target.body["properties"] if item["id"] == synced), None)
        shown["dual_property"] = {"synced_property_name": name, "synced_property_id": encoded(synced or "")}
    return shown


def rollup_names(ctx: Context, source: Node, rollup: Json) -> Json:
    """Ids are not encoded inside a rollup's configuration; names are as they are today."""
    relation = next((p for p in source.body["properties"] if p["id"] == rollup["relation_property_id"]), None)
    target = ctx.store.node(relation["relation"]["data_source_id"]) if relation else None
    inner = (
        [p for p in target.body["properties"] if p["id"] == rollup["rollup_property_id"]] if target else []
    )
    return {
        "rollup_property_name": inner[0]["name"] if inner else "",
        "relation_property_name": relation["name"] if relation else "",
        "rollup_property_id": rollup["rollup_property_id"],
        "relation_property_id": rollup["relation_property_id"],
        "function": rollup["function"],
    }
