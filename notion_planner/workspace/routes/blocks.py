"""Blocks: retrieve, list, append, update and delete."""

from notion_planner.workspace.content import insert_trees
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid, trashed
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, listing, routes, trash_flag, window
from notion_planner.workspace.rules.blocks import PARENTS, accept_children, accept_update
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.shapes import block_shape


@routes.add("GET", "/v1/blocks/{block_id}", "read_content")
def retrieve(call: Call) -> Json:
    return block_shape(call.ctx, call.node("block_id", "block", "page", "database"))


@routes.add("GET", "/v1/blocks/{block_id}/children", "read_content")
def children(call: Call) -> Json:
    parent = call.node("block_id", "block", "page")
    size, cursor = call.paging()
    nodes = call.ctx.store.children(_content_of(call.ctx, parent).id)
    ids, following = window([{"id": node.id} for node in nodes], size, cursor)
    wanted = {item["id"] for item in ids}
    return listing([block_shape(call.ctx, node) for node in nodes if node.id in wanted], "block", following)


def _content_of(ctx: Context, block: Node) -> Node:
    """A copy of a synced block shows the content of its original."""
    origin = block.body.get("synced_from") if block.type == "synced_block" else None
    found = ctx.store.node(origin["block_id"]) if origin else None
    return found if found is not None and ctx.visible(found) else block


@routes.add("PATCH", "/v1/blocks/{block_id}/children", "insert_content")
def append(call: Call) -> Json:
    ctx, parent = call.ctx, call.node("block_id", "block", "page")
    ctx.editable(parent)
    failures = Failures()
    if "children" not in call.body:
        failures.undefined("body.children")
    failures.raise_if_any()
    trees = accept_children(call.body["children"])
    if parent.kind == "block" and parent.type not in PARENTS:
        raise invalid("Block does not support children.")
    after, positioned = _after(call, parent)
    made = insert_trees(ctx, parent, trees, after)
    if made:
        ctx.touch(made[0])
        blocks = [{"id": node.id, "type": "block"} for node in made]
        ctx.emit("page.content_updated", _page_of(ctx, parent), updated_blocks=blocks)
    # Recorded: an insertion in the middle answers with the new blocks and every sibling behind them.
    shown = _from(ctx, parent, made) if positioned and made else made
    return listing([block_shape(ctx, node) for node in shown[:100]], "block")


def _page_of(ctx: Context, node: Node) -> Node:
    return next((item for item in ctx.lineage(node) if item.kind == "page"), node)


def _from(ctx: Context, parent: Node, made: list[Node]) -> list[Node]:
    return [node for node in ctx.store.children(parent.id) if node.rank >= made[0].rank]


def _after(call: Call, parent: Node) -> tuple[Node | None, bool]:
    """The sibling to insert behind, None for the start, and whether the request said where."""
    position, legacy = call.body.get("position"), call.body.get("after")
    failures = Failures()
    if legacy is not None and not call.ctx.legacy:
        failures.add("body.after", "not present", legacy)
    if legacy is not None and position is not None:
        failures.add("body.position", "not present", position)
    failures.raise_if_any()
    if legacy is not None:
        position = {"type": "after_block", "after_block": {"id": legacy}}
    kind = (position or {"type": "end"}).get("type")
    failures.one_of(kind, "body.position.type", ("after_block", "start", "end"))
    failures.raise_if_any()
    if kind == "start":
        return None, True
    if kind == "end":
        return call.ctx.store.last_child(parent.id), False
    return _sibling(call.ctx, parent, position), True


def _sibling(ctx: Context, parent: Node, position: Json | None) -> Node:
    given = ((position or {}).get("after_block") or {}).get("id")
    identifier = parse_id(str(given))
    if identifier is None:
        failures = Failures()
        failures.add("body.position.after_block.id", "a valid uuid", given)
        failures.raise_if_any()
    found = ctx.node(identifier or "", "block", "page", "database")
    if found.parent != parent.id:
        raise invalid(f"Block to append children after is not a child of the parent: {found.id}")
    return found


@routes.add("PATCH", "/v1/blocks/{block_id}", "update_content")
def update(call: Call) -> Json:
    ctx, node = call.ctx, call.node("block_id", "block", "page", "database")
    flag = trash_flag(call)
    if flag is not None and flag != node.trashed:
        node = _set_trash(ctx, node, trashed_now=flag)
    payload = call.body.get(node.type)
    if payload is None:
        _refuse_other_type(call.body, node)
        return block_shape(ctx, node)
    if node.trashed:
        raise trashed()
    ctx.check_ancestors(node)
    if node.kind != "block":
        raise invalid(f"A {node.type} is not updated as a block: use the endpoint for pages or databases.")
    body = accept_update(node.type, payload, node.body)
    if body != node.body:
        node = ctx.save(node, body=body)
        ctx.touch(node)
        ctx.emit(
            "page.content_updated", _page_of(ctx, node), updated_blocks=[{"id": node.id, "type": "block"}]
        )
    return block_shape(ctx, node)


def _refuse_other_type(body: Json, node: Node) -> None:
    other = [key for key in body if key not in {"type", "in_trash", "archived", "object", "id"}]
    if other:
        failures = Failures()
        failures.undefined(f"body.{node.type}")
        failures.raise_if_any()


def _set_trash(ctx: Context, node: Node, *, trashed_now: bool) -> Node:
    changed = ctx.save(node, trashed=trashed_now)
    if node.kind == "block":
        ctx.touch(node)
    else:
        ctx.emit(f"{node.kind}.{'deleted' if trashed_now else 'undeleted'}", node)
    return changed


@routes.add("DELETE", "/v1/blocks/{block_id}", "update_content")
def delete(call: Call) -> Json:
    node = call.node("block_id", "block", "page", "database")
    if node.trashed:
        raise trashed()
    return block_shape(call.ctx, _set_trash(call.ctx, node, trashed_now=True))
