"""Database views: create, also linked on a page, list, retrieve, update, delete and query."""

from collections.abc import Iterator
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.databases import linked_database
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.ids import bare, parse_id, random_id
from notion_planner.workspace.mentions import partial_user
from notion_planner.workspace.query.filters import compile_filter
from notion_planner.workspace.query.running import run_query
from notion_planner.workspace.query.sorts import compile_sorts
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, invalid_cursor, listing, routes, window
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.schema import find
from notion_planner.workspace.shapes import page_shape, parent_of
from notion_planner.workspace.times import exact_text
from notion_planner.workspace.views import add_view

VIEW_TYPES = (
    "table",
    "board",
    "calendar",
    "timeline",
    "gallery",
    "list",
    "form",
    "chart",
    "map",
    "dashboard",
)
_QUERY_MINUTES = 15
# https://developers.notion.com/reference/create-view: 400 for none of them and for several
_PLACES = ("database_id", "view_id", "create_database")


def view_shape(ctx: Context, node: Node) -> Json:
    return {
        "object": "view",
        "id": node.id,
        "parent": parent_of(ctx, node),
        "data_source_id": node.body["data_source_id"],
        "name": node.title,
        "type": node.type,
        "created_time": exact_text(node.created),
        "created_by": partial_user(node.created_by),
        "last_edited_time": exact_text(node.edited),
        "last_edited_by": partial_user(node.edited_by),
        "url": f"{ctx.options.page_base_url}{bare(node.parent or '')}?v={bare(node.id)}",
        "filter": node.body["filter"],
        "sorts": node.body["sorts"],
        "quick_filters": node.body["quick_filters"],
        "configuration": node.body["configuration"],
    }


@routes.add("POST", "/v1/views", "insert_content")
def create(call: Call) -> Json:
    ctx, failures = call.ctx, Failures()
    ctx.require("update_content")
    failures.one_of(call.body.get("type"), "body.type", VIEW_TYPES)
    name = failures.text_at(call.body.get("name"), "body.name", 2000)
    source_id = parse_id(str(call.body.get("data_source_id")))
    if source_id is None:
        failures.undefined("body.data_source_id")
    failures.raise_if_any()
    _check_board(call.body)
    source = ctx.node(source_id or "", "data_source")
    parent = _parent(call, source)
    _check_properties(ctx, source, call.body)
    return view_shape(ctx, add_view(ctx, parent, source, {**call.body, "name": name}))


def _check_board(body: Json) -> None:
    configuration = body.get("configuration") or {}
    if body.get("type") == "board" and "group_by" not in configuration:
        failures = Failures()
        failures.undefined("body.configuration.group_by")
        failures.raise_if_any()


def _check_properties(ctx: Context, source: Node, body: Json) -> None:
    """A view filters, sorts and arranges by properties that its source has."""
    compile_filter(ctx, source, body.get("filter"))
    compile_sorts(source, body.get("sorts") or [])
    for name in _named(body.get("configuration")):
        if find(source.body["properties"], name) is None:
            raise invalid(f"Could not find property with name or id: {name}")


def _named(configuration: Any) -> Iterator[str]:
    """Every ``property_id``, ``date_property_id`` and the like within."""
    if isinstance(configuration, list):
        for item in configuration:
            yield from _named(item)
    elif isinstance(configuration, dict):
        for name, value in configuration.items():
            if name.endswith("property_id") and value is not None:
                yield str(value)
            else:
                yield from _named(value)


def _parent(call: Call, source: Node) -> Node:
    """The database that gets the view; one made on a page holds a linked view."""
    ctx, body = call.ctx, call.body
    given = [name for name in _PLACES if body.get(name)]
    if len(given) != 1:
        raise invalid(f"Provide exactly one of {', '.join(_PLACES)}, instead of {len(given)}.")
    if given == ["create_database"]:
        page_id = parse_id(str((body["create_database"].get("parent") or {}).get("page_id"))) or ""
        return linked_database(ctx, ctx.editable(ctx.node(page_id, "page")), source)
    identifier = parse_id(str(body[given[0]])) or ""
    if given == ["view_id"]:
        identifier = ctx.node(identifier, "view").parent or ""
    return ctx.editable(ctx.node(identifier, "database"))


@routes.add("GET", "/v1/views", "read_content")
def views(call: Call) -> Json:
    ctx, query = call.ctx, call.query
    size, cursor = call.paging()
    if query.get("database_id"):
        database = ctx.node(parse_id(query["database_id"][0]) or "", "database")
        nodes = ctx.store.children(database.id, kinds=("view",))
    elif query.get("data_source_id"):
        source = ctx.node(parse_id(query["data_source_id"][0]) or "", "data_source")
        everything = ctx.store.select("kind='view' and trashed=0 order by seq")
        nodes = [node for node in everything if node.body["data_source_id"] == source.id]
    else:
        raise invalid(
            "query failed validation: query.database_id should be defined, instead was `undefined`."
        )
    chosen, following = window([{"object": "view", "id": node.id} for node in nodes], size, cursor)
    return listing(chosen, "view", following)


def _view(call: Call) -> Node:
    node = call.node("view_id", "view")
    if node.trashed:
        raise call.ctx.absent("view", node.id)
    return node


@routes.add("GET", "/v1/views/{view_id}", "read_content")
def retrieve(call: Call) -> Json:
    return view_shape(call.ctx, _view(call))


@routes.add("PATCH", "/v1/views/{view_id}", "update_content")
def update(call: Call) -> Json:
    node = _view(call)
    body = dict(node.body)
    for name in ("filter", "sorts", "quick_filters"):
        if name in call.body:
            body[name] = call.body[name]
    if "configuration" in call.body:
        body["configuration"] = {**body["configuration"], **(call.body["configuration"] or {})}
    title = str(call.body.get("name", node.title))
    _check_properties(call.ctx, call.ctx.node(body["data_source_id"], "data_source"), call.body)
    return view_shape(call.ctx, call.ctx.save(node, body=body, title=title))


@routes.add("DELETE", "/v1/views/{view_id}", "update_content")
def delete(call: Call) -> Json:
    node = _view(call)
    siblings = call.ctx.store.children(node.parent or "", kinds=("view",))
    if len(siblings) == 1:
        raise invalid("Cannot delete the last view of a database.")
    call.ctx.save(node, trashed=True)
    return {"object": "view", "id": node.id, "parent": parent_of(call.ctx, node), "type": node.type}


@routes.add("POST", "/v1/views/{view_id}/queries", "read_content")
def create_query(call: Call) -> Json:
    ctx, node = call.ctx, _view(call)
    source = ctx.node(node.body["data_source_id"], "data_source")
    size, _ = call.paging(in_body=True)
    found = run_query(ctx, source, _conditions(node), ctx.options.query_limit, None)
    ids = [page.id for page in found.pages]
    identifier = random_id()
    ctx.store.put_document("view_query", identifier, {"view": node.id, "ids": ids}, owner=node.id)
    following = ids[size] if len(ids) > size else None
    return {
        "object": "view_query",
        "id": identifier,
        "view_id": node.id,
        "expires_at": exact_text(ctx.now + _QUERY_MINUTES * 60_000),
        "total_count": len(ids),
        "results": [{"object": "page", "id": item} for item in ids[:size]],
        "next_cursor": following,
        "has_more": following is not None,
    }


def _conditions(node: Node) -> Json:
    return {name: node.body[name] for name in ("filter", "sorts") if node.body[name]}


def _query(call: Call) -> Json:
    identifier = call.identifier("query_id")
    found = call.ctx.store.document("view_query", identifier)
    if found is None or found["view"] != _view(call).id:
        raise call.ctx.absent("view query", identifier)
    return found


@routes.add("GET", "/v1/views/{view_id}/queries/{query_id}", "read_content")
def query_results(call: Call) -> Json:
    found = _query(call)
    size, cursor = call.paging()
    if cursor is not None and cursor not in found["ids"]:
        raise invalid_cursor(cursor)
    chosen, following = window([{"id": item} for item in found["ids"]], size, cursor)
    pages = [page for item in chosen if (page := call.ctx.store.node(item["id"])) is not None]
    return listing([page_shape(call.ctx, page) for page in pages], "page", following)


@routes.add("DELETE", "/v1/views/{view_id}/queries/{query_id}", "read_content")
def delete_query(call: Call) -> Json:
    _query(call)
    identifier = call.identifier("query_id")
    call.ctx.store.drop_document("view_query", identifier)
    return {"object": "view_query", "id": identifier, "deleted": True}
