"""Pages: create, retrieve, update, trash, move, and their property items."""

from typing import Any
from urllib.parse import unquote

from notion_planner.workspace.content import insert_trees, parsed
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import ApiError, invalid, missing_property
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.properties import property_items
from notion_planner.workspace.routes.registry import Call, Reply, edit_flag, routes
from notion_planner.workspace.routes.tasks import deferred
from notion_planner.workspace.rows import accepted_values, index, leave, start_values, write_values
from notion_planner.workspace.rules.blocks import Tree, accept_children, accept_icon
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.schema import find
from notion_planner.workspace.shapes import page_shape, schema_of

_BODIES = ("children", "content", "markdown")


@routes.add("POST", "/v1/pages", "insert_content")
def create(call: Call) -> Json | Reply:
    call.require_first_markdown()
    given = [name for name in (*_BODIES, "template") if _given(call.body, name)]
    if len(given) > 1:
        raise invalid(f"body failed validation: body.{given[1]} should be not present with body.{given[0]}.")
    parent = new_parent(call.ctx, call.body.get("parent"))
    trees = _content(call)
    if call.body.get("allow_async") and "markdown" in call.body:
        return deferred(call.ctx, "POST /v1/pages", lambda: _create(call, parent, trees))
    return _create(call, parent, trees)


def _given(body: Json, name: str) -> bool:
    value = body.get(name)
    return value is not None and not (name == "template" and value.get("type") == "none")


def _content(call: Call) -> tuple[Tree, ...]:
    if call.body.get("markdown") is not None:
        failures = Failures()
        text = call.body["markdown"]
        if not isinstance(text, str):
            failures.add("body.markdown", "a string", text)
        failures.raise_if_any()
        return parsed(call.ctx, text)
    return accept_children(call.body.get("children") or call.body.get("content") or [])


def _create(call: Call, parent: Node | None, trees: tuple[Tree, ...]) -> Json:
    ctx = call.ctx
    draft = ctx.draft("page", "child_page", parent.id if parent else None)
    properties = call.body.get("properties") or {}
    accepted = accepted_values(ctx, draft, properties)
    if "markdown" in call.body and "title" not in accepted.values:
        first = trees[0] if trees else None
        if first is not None and first.type == "heading_1":
            accepted.values["title"] = first.payload["rich_text"]
            trees = trees[1:]
    failures = Failures()
    body = {name: accept_icon(call.body.get(name), f"body.{name}", failures) for name in ("icon", "cover")}
    failures.raise_if_any()
    page = _stored(ctx, draft, parent, body, call.body.get("position"))
    page = write_values(ctx, page, accepted)
    insert_trees(ctx, page, trees or _template(ctx, parent, call.body.get("template") or {}), None)
    ctx.emit("page.created", page)
    return page_shape(ctx, page, _only(call, page))


def _template(ctx: Context, parent: Node | None, given: Json) -> tuple[Tree, ...]:
    """The content of a data source's template, named by id or its default one."""
    if given.get("type", "none") == "none":
        return ()
    owner = parent.id if parent is not None and parent.kind == "data_source" else ""
    known = ctx.store.documents("template", owner)
    if given["type"] == "default":
        chosen = next((item for item in known if item["is_default"]), None)
    else:
        chosen = next((item for item in known if item["id"] == parse_id(str(given.get("template_id")))), None)
    if chosen is None:
        raise ctx.absent("template", str(given.get("template_id")))
    return parsed(ctx, chosen["markdown"])


def _stored(ctx: Context, draft: Node, parent: Node | None, body: Json, position: Json | None) -> Node:
    values = start_values(ctx, parent) if parent is not None and parent.kind == "data_source" else {}
    page = draft._replace(body={**body, "properties": values})
    if position and parent is not None and position.get("type") in ("page_start", "after_block"):
        after = _sibling(ctx, parent, position)
        page = ctx.store.insert(page._replace(rank=ctx.store.rank_after(parent.id, after, 1)[0]))
    else:
        page = ctx.append(page)
    if parent is not None and parent.kind == "data_source":
        for property_id, value in values.items():
            index(ctx, parent, page.id, property_id, value)
    return page


def _sibling(ctx: Context, parent: Node, position: Json) -> Node | None:
    if position["type"] != "after_block":
        return None
    identifier = parse_id(str((position.get("after_block") or {}).get("id"))) or ""
    found = ctx.node(identifier, "block", "page", "database")
    if found.parent != parent.id:
        raise invalid(f"Block to append children after is not a child of the parent: {identifier}")
    return found


def new_parent(ctx: Context, value: object) -> Node | None:
    """Where a new page goes; None is the workspace itself."""
    failures = Failures()
    if value is None:
        failures.undefined("body.parent")
        failures.raise_if_any()
    given = failures.object_at(value, "body.parent") or {}
    failures.raise_if_any()
    if given.get("workspace") is True:
        if not ctx.options.workspace_pages:
            raise invalid(
                "Provided parent workspace is not supported: internal connections can not create pages there."
            )
        return None
    kinds: dict[str, Any] = {"page_id": "page", "data_source_id": "data_source", "database_id": "database"}
    name = next((name for name in kinds if name in given), None)
    if name is None:
        for option in ("page_id", "database_id", "data_source_id"):
            failures.undefined(f"body.parent.{option}")
        failures.raise_if_any()
        return None
    identifier = parse_id(str(given[name]))
    if identifier is None:
        failures.add(f"body.parent.{name}", "a valid uuid", given[name])
        failures.raise_if_any()
    found = ctx.editable(ctx.node(identifier or "", kinds[name]))
    return only_source(ctx, found) if found.kind == "database" else found


def only_source(ctx: Context, database: Node) -> Node:
    sources = ctx.store.children(database.id, kinds=("data_source",))
    if len(sources) != 1:
        raise ApiError(
            400,
            "validation_error",
            f"Databases with multiple data sources are not supported here: name one of the {len(sources)}.",
            {
                "error_type": "multiple_data_sources_for_database",
                "child_data_source_ids": [s.id for s in sources],
            },
        )
    return sources[0]


def _only(call: Call, page: Node) -> list[str] | None:
    """The ids of the properties that the query asks for by name or id."""
    wanted = call.listed("filter_properties")
    return None if wanted is None else property_ids(schema_of(call.ctx, page), wanted)


def property_ids(definitions: list[Json], wanted: list[str]) -> list[str]:
    found = []
    for key in wanted:
        definition = find(definitions, key) or find(definitions, unquote(key))
        if definition is None:
            raise missing_property(key)
        found.append(definition["id"])
    return found


@routes.add("GET", "/v1/pages/{page_id}", "read_content")
def retrieve(call: Call) -> Json:
    page = call.node("page_id", "page")
    return page_shape(call.ctx, page, _only(call, page))


@routes.add("PATCH", "/v1/pages/{page_id}", "update_content")
def update(call: Call) -> Json:
    ctx, page = call.ctx, call.node("page_id", "page")
    flag = edit_flag(call, page)
    rest = set(call.body) - {"in_trash", "archived"}
    if flag is not None and flag != page.trashed:
        page = ctx.save(page, trashed=flag)
        ctx.emit("page.deleted" if flag else "page.undeleted", page)
    if rest and not page.trashed:
        page = _updated(call, page)
    return page_shape(ctx, page, _only(call, page))


def _updated(call: Call, page: Node) -> Node:
    ctx, body, failures = call.ctx, dict(page.body), Failures()
    for name in ("icon", "cover"):
        if name in call.body:
            body[name] = accept_icon(call.body[name], f"body.{name}", failures)
    for name in ("is_locked", "is_archived"):
        if name in call.body:
            body[name] = failures.flag_at(call.body[name], f"body.{name}")
    erase = failures.flag_at(call.body.get("erase_content", False), "body.erase_content")
    failures.raise_if_any()
    trees = _template(ctx, ctx.parent(page), call.body.get("template") or {})
    accepted = accepted_values(ctx, page, call.body.get("properties") or {})
    page = ctx.save(page, body=body)
    if accepted.values or accepted.relations:
        page = write_values(ctx, page, accepted)
        ctx.emit("page.properties_updated", page, updated_properties=[*accepted.values, *accepted.relations])
    if erase:
        for child in ctx.store.children(page.id):
            ctx.save(child, trashed=True)
    insert_trees(ctx, page, trees, ctx.store.last_child(page.id))
    if erase or trees:
        ctx.emit("page.content_updated", page)
    return page


@routes.add("POST", "/v1/pages/{page_id}/move", "update_content")
def move(call: Call) -> Json:
    ctx, page = call.ctx, call.ctx.editable(call.node("page_id", "page"))
    parent = new_parent(ctx, call.body.get("parent"))
    target = parent.id if parent else None
    if target == page.parent:
        return page_shape(ctx, page)
    if parent is not None:
        ctx.check_not_below(page, parent)
    leave(ctx, page)
    rank = ctx.store.rank_after(target, ctx.store.last_child(target), 1)[0]
    in_source = parent is not None and parent.kind == "data_source"
    values = start_values(ctx, parent) if parent is not None and in_source else {}
    values["title"] = page.body.get("properties", {}).get("title", [])
    page = ctx.save(page, parent=target, rank=rank, body={**page.body, "properties": values})
    if parent is not None and in_source:
        for property_id, value in values.items():
            index(ctx, parent, page.id, property_id, value)
    ctx.emit("page.moved", page)
    return page_shape(ctx, page)


@routes.add("GET", "/v1/pages/{page_id}/properties/{property_id}", "read_content")
def property_item(call: Call) -> Json:
    page = call.node("page_id", "page")
    definition = find(schema_of(call.ctx, page), unquote(call.params["property_id"]))
    if definition is None:
        raise ApiError(
            404, "object_not_found", f"Could not find property with ID: {call.params['property_id']}."
        )
    return property_items(call, page, definition)
