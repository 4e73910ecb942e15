"""Addresses of pages, and mentions as they read now."""

from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.ids import bare, page_url
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.rich_text import resolved


def partial_user(identifier: str) -> Json:
    return {"object": "user", "id": identifier}


def url_of(ctx: Context, node: Node) -> str:
    title = node.title if node.kind == "page" else ""
    return page_url(ctx.options.page_base_url, node.id, title)


def resolver(ctx: Context) -> Any:
    """Reads mentions: what they are, say and lead to now."""

    def resolve(kind: str, identifier: str) -> tuple[Any, str, str | None]:
        if (kind, identifier) not in ctx.mentioned:
            ctx.mentioned[kind, identifier] = read(kind, identifier)
        found: tuple[Any, str, str | None] = ctx.mentioned[kind, identifier]
        return found

    def read(kind: str, identifier: str) -> tuple[Any, str, str | None]:
        if kind == "user":
            user = ctx.store.document("user", identifier)
            return user or partial_user(identifier), f"@{user['name']}" if user else "@Anonymous", None
        node = ctx.store.node(identifier)
        known = node is not None and ctx.visible(node)
        title = node.title if node and known else ""
        return {"id": identifier}, title or "Untitled", f"{ctx.options.page_base_url}{bare(identifier)}"

    return resolve


def shown_text(ctx: Context, items: list[Json]) -> list[Json]:
    return resolved(items, resolver(ctx))
