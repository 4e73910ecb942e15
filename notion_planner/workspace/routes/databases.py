"""Databases: the containers of data sources."""

from notion_planner.workspace.context import Context
from notion_planner.workspace.databases import UNTITLED, new_database
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, edit_flag, routes
from notion_planner.workspace.rules.blocks import accept_icon
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.rich_text import accept_rich_text, plain_text
from notion_planner.workspace.shapes import database_shape


@routes.add("POST", "/v1/databases", "insert_content")
def create(call: Call) -> Json:
    ctx, failures = call.ctx, Failures()
    title = accept_rich_text(call.body.get("title") or [], "body.title", failures)
    description = accept_rich_text(call.body.get("description") or [], "body.description", failures)
    icon = accept_icon(call.body.get("icon"), "body.icon", failures)
    cover = accept_icon(call.body.get("cover"), "body.cover", failures)
    is_inline = failures.flag_at(call.body.get("is_inline", False), "body.is_inline")
    failures.raise_if_any()
    parent = page_parent(ctx, call.body.get("parent"))
    body = {
        "title": title,
        "description": description,
        "icon": icon,
        "cover": cover,
        "is_inline": is_inline,
        "is_locked": False,
    }
    return database_shape(ctx, new_database(ctx, parent, body, call.body.get("initial_data_source") or {}))


def page_parent(ctx: Context, value: object) -> Node | None:
    failures = Failures()
    if value is None:
        failures.undefined("body.parent")
    given = failures.object_at(value, "body.parent") or {} if value is not None else {}
    failures.raise_if_any()
    if given.get("workspace") is True:
        if not ctx.options.workspace_pages:
            raise invalid(
                "Provided parent workspace is not supported: internal connections can not create there."
            )
        return None
    identifier = parse_id(str(given.get("page_id") or given.get("block_id")))
    if identifier is None:
        failures.undefined("body.parent.page_id")
        failures.raise_if_any()
    return ctx.editable(ctx.node(identifier or "", "page", "block"))


@routes.add("GET", "/v1/databases/{database_id}", "read_content")
def retrieve(call: Call) -> Json:
    return database_shape(call.ctx, call.node("database_id", "database"))


@routes.add("PATCH", "/v1/databases/{database_id}", "update_content")
def update(call: Call) -> Json:
    ctx, node = call.ctx, call.node("database_id", "database")
    flag, failures, body = edit_flag(call, node), Failures(), dict(node.body)
    for name in ("title", "description"):
        if name in call.body:
            body[name] = accept_rich_text(call.body[name], f"body.{name}", failures)
    for name in ("icon", "cover"):
        if name in call.body:
            body[name] = accept_icon(call.body[name], f"body.{name}", failures)
    for name in ("is_inline", "is_locked"):
        if name in call.body:
            body[name] = failures.flag_at(call.body[name], f"body.{name}")
    failures.raise_if_any()
    title = plain_text(body["title"]) or UNTITLED
    # Recorded: an update does not move a database's last_edited_time.
    node = ctx.store.save(node._replace(body=body, title=title))
    if flag is not None and flag != node.trashed:
        node = ctx.store.save(node._replace(trashed=flag))
        ctx.emit(f"database.{'deleted' if flag else 'undeleted'}", node)
    if "parent" in call.body:
        parent = page_parent(ctx, call.body["parent"])
        if parent is not None:
            ctx.check_not_below(node, parent)
        node = ctx.store.save(node._replace(parent=parent.id if parent else None))
    return database_shape(ctx, node)
