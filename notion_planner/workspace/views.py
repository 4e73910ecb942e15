"""Database views as they are stored: a name, a type, and how rows are chosen and arranged."""

from notion_planner.workspace.context import Context
from notion_planner.workspace.records import Json, Node


def add_view(ctx: Context, parent: Node, source: Node, given: Json) -> Node:
    """A view of a data source on a database, or on a page where it is a linked view."""
    body = {
        "data_source_id": source.id,
        "filter": given.get("filter"),
        "sorts": given.get("sorts"),
        "quick_filters": given.get("quick_filters"),
        "configuration": {"type": given["type"], **(given.get("configuration") or {})},
    }
    draft = ctx.draft("view", given["type"], parent.id)
    return ctx.append(draft._replace(title=given["name"], body=body))
