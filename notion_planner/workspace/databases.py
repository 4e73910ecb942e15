"""Databases as they are made: with their first data source, or to hold a linked view of another one's."""

from notion_planner.workspace.context import Context
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.rich_text import plain_text, text_item
from notion_planner.workspace.schemas import new_source
from notion_planner.workspace.views import add_view

UNTITLED = "New database"


def new_database(ctx: Context, parent: Node | None, body: Json, initial: Json) -> Node:
    """A database with its first data source and the table view that Notion makes with it."""
    name = plain_text(body["title"])
    draft = ctx.draft("database", "child_database", parent.id if parent else None, random=True)
    database = ctx.append(draft._replace(title=name or UNTITLED, body=body))
    given = {
        "title": body["title"],
        "name": name,
        "icon": body.get("icon"),
        "properties": initial.get("properties"),
    }
    source = new_source(ctx, database, given, first=True)
    add_view(ctx, database, source, {"name": "Default view", "type": "table"})
    ctx.emit("database.created", database)
    return database


def linked_database(ctx: Context, page: Node, source: Node, title: str = "") -> Node:
    """A database block that holds no rows of its own; its caller adds the view."""
    draft = ctx.draft("database", "child_database", page.id, random=True)
    words = [text_item(title)] if title else source.body["title"]
    body = {"title": words, "description": [], "icon": None, "cover": None, "is_inline": True}
    return ctx.append(draft._replace(title=title or source.title, body=body))
