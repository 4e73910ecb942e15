"""What a person changes in the browser, as that person."""

from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.content import insert_trees, parsed
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Node
from notion_planner.workspace.rows import accepted_values, write_values
from notion_planner.workspace.rules.schema import required
from notion_planner.workspace.shapes import schema_of


def page_of(ctx: Context, node: Node) -> Node:
    return next((item for item in ctx.lineage(node) if item.kind in {"page", "database"}), node)


def tick(ctx: Context, block_id: str) -> Node:
    node = ctx.editable(ctx.node(block_id, "block"))
    if node.type != "to_do":
        raise invalid("Only a to-do can be ticked.")
    ctx.save(node, body={**node.body, "checked": not node.body["checked"]})
    return _edited(ctx, node)


def set_text(ctx: Context, block_id: str, text: str) -> Node:
    """The text is Notion's Markdown of one block; line breaks stay in it."""
    node = ctx.editable(ctx.node(block_id, "block"))
    if "rich_text" not in node.body:
        raise invalid("This block has no text.")
    line = "<br>".join(text.replace("\r\n", "\n").strip().split("\n"))
    ctx.save(node, body={**node.body, "rich_text": read_inline(line)})
    return _edited(ctx, node)


def add(ctx: Context, page_id: str, text: str) -> Node:
    """New blocks at the end of a page, written as Markdown."""
    page = ctx.editable(ctx.node(page_id, "page"))
    insert_trees(ctx, page, parsed(ctx, text), ctx.store.last_child(page.id))
    return _edited(ctx, page)


def choose(ctx: Context, page_id: str, property_id: str, option_id: str) -> Node:
    page = ctx.editable(ctx.node(page_id, "page"))
    definition = required(schema_of(ctx, page), property_id)
    value = {definition["type"]: {"id": option_id} if option_id else None}
    accepted = accepted_values(ctx, page, {definition["name"]: value})
    page = write_values(ctx, ctx.save(page), accepted)
    ctx.emit("page.properties_updated", page, updated_properties=[property_id])
    return page


def trash(ctx: Context, page_id: str) -> Node | None:
    """The parent, which is where one looks next."""
    page = ctx.editable(ctx.node(page_id, "page"))
    ctx.save(page, trashed=True)
    ctx.emit("page.deleted", page)
    return ctx.store.node(page.parent) if page.parent else None


def _edited(ctx: Context, node: Node) -> Node:
    ctx.touch(node)
    page = page_of(ctx, node)
    ctx.emit("page.content_updated", page, updated_blocks=[{"id": node.id, "type": "block"}])
    return page
