"""Data sources: create, retrieve, change the schema, query and list templates."""

from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.query.running import run_query
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.pages import property_ids
from notion_planner.workspace.routes.registry import Call, edit_flag, listing, routes
from notion_planner.workspace.rules.blocks import accept_icon
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.rich_text import accept_rich_text, plain_text
from notion_planner.workspace.schemas import apply, new_source
from notion_planner.workspace.shapes import data_source_shape, page_shape


@routes.add("POST", "/v1/data_sources", "insert_content")
def create(call: Call) -> Json:
    failures = Failures()
    title = accept_rich_text(call.body.get("title") or [], "body.title", failures)
    icon = accept_icon(call.body.get("icon"), "body.icon", failures)
    database = _database(call, failures)
    properties = failures.object_at(call.body.get("properties"), "body.properties")
    failures.raise_if_any()
    given = {"title": title, "name": plain_text(title), "icon": icon, "properties": properties}
    source = new_source(call.ctx, database, given, first=False)
    call.ctx.emit("data_source.created", source)
    return data_source_shape(call.ctx, source)


def _database(call: Call, failures: Failures) -> Node:
    parent = call.body.get("parent") or {}
    identifier = parse_id(str(parent.get("database_id")))
    if identifier is None:
        failures.undefined("body.parent.database_id")
        failures.raise_if_any()
    return call.ctx.editable(call.ctx.node(identifier or "", "database"))


@routes.add("GET", "/v1/data_sources/{data_source_id}", "read_content")
def retrieve(call: Call) -> Json:
    return data_source_shape(call.ctx, call.node("data_source_id", "data_source"))


@routes.add("PATCH", "/v1/data_sources/{data_source_id}", "update_content")
def update(call: Call) -> Json:
    ctx, source = call.ctx, call.node("data_source_id", "data_source")
    flag, failures, body, title = edit_flag(call, source), Failures(), dict(source.body), source.title
    if "title" in call.body:
        body["title"] = accept_rich_text(call.body["title"], "body.title", failures)
        title = plain_text(body["title"])
    if "icon" in call.body:
        body["icon"] = accept_icon(call.body["icon"], "body.icon", failures)
    changes = failures.object_at(call.body.get("properties", {}), "body.properties") or {}
    failures.raise_if_any()
    if flag is not None and flag != source.trashed:
        source = ctx.save(source, trashed=flag)
        ctx.emit(f"data_source.{'deleted' if flag else 'undeleted'}", source)
    if "parent" in call.body:
        source = ctx.save(source, parent=_database(call, failures).id)
    if body != source.body or changes:
        source = ctx.save(source, body=body, title=title)
    if changes:
        source = apply(ctx, source, changes)
        ctx.emit("data_source.schema_updated", source)
    return data_source_shape(ctx, source)


@routes.add("POST", "/v1/data_sources/{data_source_id}/query", "read_content", reads=True)
def query(call: Call) -> Json:
    source = call.node("data_source_id", "data_source")
    wanted = call.listed("filter_properties")
    only = None if wanted is None else property_ids(source.body["properties"], wanted)
    size, cursor = call.paging(in_body=True)
    found = run_query(call.ctx, source, call.body, size, cursor)
    results = [page_shape(call.ctx, page, only) for page in found.pages]
    shape = listing(results, "page_or_data_source", found.next_cursor)
    if found.capped:
        reason = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
        shape["request_status"] = reason
    return shape


@routes.add("GET", "/v1/data_sources/{data_source_id}/templates", "read_content")
def templates(call: Call) -> Json:
    source = call.node("data_source_id", "data_source")
    listed = [
        {"id": item["id"], "name": item["name"], "is_default": item["is_default"]}
        for item in call.ctx.store.documents("template", source.id)
    ]
    return {"templates": listed, "has_more": False, "next_cursor": None}
