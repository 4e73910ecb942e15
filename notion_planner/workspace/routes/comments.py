"""Comments: create, list, retrieve, update and delete."""

from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import ApiError, invalid
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.mentions import partial_user, shown_text
from notion_planner.workspace.records import Json
from notion_planner.workspace.routes.registry import Call, listing, routes, window
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.rich_text import accept_rich_text
from notion_planner.workspace.times import minute_text


def _shape(ctx: Context, comment: Json) -> Json:
    user = ctx.store.document("user", comment["created_by"]) or {}
    kind = "integration" if user.get("type") == "bot" else "user"
    return {
        "object": "comment",
        "id": comment["id"],
        "parent": comment["parent"],
        "discussion_id": comment["discussion_id"],
        "created_time": minute_text(comment["created"]),
        "last_edited_time": minute_text(comment["edited"]),
        "created_by": partial_user(comment["created_by"]),
        "rich_text": shown_text(ctx, comment["rich_text"]),
        "display_name": comment.get("display_name") or {"type": kind, "resolved_name": user.get("name", "")},
    }


def _rich_text(body: Json) -> list[Json]:
    if isinstance(body.get("markdown"), str):
        return read_inline(body["markdown"].strip().replace("\n", "<br>"))
    failures = Failures()
    if "rich_text" not in body:
        failures.undefined("body.rich_text")
        failures.raise_if_any()
    found = accept_rich_text(body["rich_text"], "body.rich_text", failures)
    failures.raise_if_any()
    return found


@routes.add("POST", "/v1/comments", "insert_comments")
def create(call: Call) -> Json:
    ctx = call.ctx
    rich_text = _rich_text(call.body)
    parent, discussion = _place(call)
    identifier = ctx.new_id("comment")
    comment: Json = {
        "id": identifier,
        "parent": parent,
        "discussion_id": discussion,
        "created": ctx.now,
        "edited": ctx.now,
        "created_by": ctx.actor.id,
        "rich_text": rich_text,
    }
    if call.body.get("display_name"):
        comment["display_name"] = _display_name(call.body["display_name"], ctx)
    owner = parent[parent["type"]]
    ctx.store.put_document("comment", identifier, comment, owner=owner)
    event = {
        "type": "comment.created",
        "entity": {"id": identifier, "type": "comment"},
        "author": {"id": ctx.actor.id, "type": "bot"},
        "data": {"parent": parent},
    }
    ctx.events.append(event)
    return _shape(ctx, comment)


def _display_name(given: Json, ctx: Context) -> Json:
    if given.get("type") == "custom":
        return {"type": "custom", "resolved_name": str((given.get("custom") or {}).get("name", ""))}
    return {"type": given.get("type", "integration"), "resolved_name": ctx.actor.name}


def _place(call: Call) -> tuple[Json, str]:
    """What is commented, and in which discussion: a new one, or that of an earlier comment."""
    ctx = call.ctx
    if call.body.get("discussion_id"):
        wanted = parse_id(str(call.body["discussion_id"]))
        first = next((c for c in ctx.store.documents("comment") if c["discussion_id"] == wanted), None)
        if first is None:
            raise ctx.absent("discussion", str(call.body["discussion_id"]))
        return first["parent"], first["discussion_id"]
    parent = call.body.get("parent") or {}
    kind = "block_id" if "block_id" in parent else "page_id"
    identifier = parse_id(str(parent.get(kind)))
    if identifier is None:
        raise invalid(
            f"body failed validation: body.parent.{kind} should be defined, instead was `undefined`."
        )
    node = ctx.node(identifier, "block" if kind == "block_id" else "page", "page")
    return {"type": kind, kind: node.id}, ctx.new_id("discussion")


@routes.add("GET", "/v1/comments", "read_comments")
def comments(call: Call) -> Json:
    wanted = (call.query.get("block_id") or [""])[0]
    identifier = parse_id(wanted)
    if identifier is None:
        raise invalid(
            f'query failed validation: query.block_id should be a valid uuid, instead was `"{wanted}"`.'
        )
    call.ctx.node(identifier, "block", "page", "database")
    size, cursor = call.paging()
    found = sorted(
        call.ctx.store.documents("comment", identifier), key=lambda item: (item["created"], item["id"])
    )
    chosen, following = window(found, size, cursor)
    return listing([_shape(call.ctx, item) for item in chosen], "comment", following)


def _found(call: Call) -> Json:
    identifier = call.identifier("comment_id")
    comment = call.ctx.store.document("comment", identifier)
    if comment is None:
        raise call.ctx.absent("comment", identifier)
    return comment


@routes.add("GET", "/v1/comments/{comment_id}", "read_comments")
def retrieve(call: Call) -> Json:
    return _shape(call.ctx, _found(call))


@routes.add("PATCH", "/v1/comments/{comment_id}", "insert_comments")
def update(call: Call) -> Json:
    comment = {**_own(call), "rich_text": _rich_text(call.body), "edited": call.ctx.now}
    parent = comment["parent"]
    call.ctx.store.put_document("comment", comment["id"], comment, owner=parent[parent["type"]])
    return _shape(call.ctx, comment)


@routes.add("DELETE", "/v1/comments/{comment_id}", "insert_comments")
def delete(call: Call) -> Json:
    comment = _own(call)
    call.ctx.store.drop_document("comment", comment["id"])
    return _shape(call.ctx, comment)


def _own(call: Call) -> Json:
    comment = _found(call)
    if comment["created_by"] != call.ctx.actor.id:
        raise ApiError(403, "restricted_resource", "API token does not have access to this resource.")
    return comment
