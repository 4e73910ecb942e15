"""Addresses of pages, and mentions as they read now."""

import json
from functools import lru_cache, partial
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.ids import bare, page_url
from notion_planner.workspace.records import Body, Json, Node, body_of
from notion_planner.workspace.rules.rich_text import references, resolved


def partial_user(identifier: str) -> Json:
    return {"object": "user", "id": identifier}


def url_of(ctx: Context, node: Node) -> str:
    title = node.title if node.kind == "page" else ""
    return page_url(ctx.options.page_base_url, node.id, title)


def _read(ctx: Context, kind: str, identifier: str) -> tuple[Any, str, str | None]:
    """What a mention is, says and leads to now."""
    if (kind, identifier) not in ctx.mentioned:
        ctx.mentioned[kind, identifier] = _read_anew(ctx, kind, identifier)
    found: tuple[Any, str, str | None] = ctx.mentioned[kind, identifier]
    return found


def _read_anew(ctx: Context, kind: str, identifier: str) -> tuple[Any, str, str | None]:
    if kind == "user":
        user = ctx.store.document("user", identifier)
        return user or partial_user(identifier), f"@{user['name']}" if user else "@Anonymous", None
    node = ctx.store.node(identifier)
    known = node is not None and ctx.visible(node)
    title = node.title if node and known else ""
    return {"id": identifier}, title or "Untitled", f"{ctx.options.page_base_url}{bare(identifier)}"


def shown_text(ctx: Context, items: list[Json]) -> list[Json]:
    return resolved(items, partial(_read, ctx))


def shown_body(ctx: Context, body: Body) -> Body:
    """What is written and drawn of a body: its mentions with their words and addresses of now."""
    if not body.mentions:
        return body
    return _with_names(body.text, tuple(_read(ctx, *found)[1:] for found in _mentioned(body.text)))


@lru_cache(maxsize=8192)  # as many as there are bodies in the store's own
def _mentioned(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((kind, identifier) for _, kind, identifier in references(json.loads(text)))


@lru_cache(maxsize=8192)
def _with_names(text: str, names: tuple[tuple[str, str | None], ...]) -> Body:
    payload: Json = json.loads(text)
    for (item, *_), (words, href) in zip(references(payload), names, strict=True):
        item["plain_text"], item["href"] = words, href
    return body_of(payload)
