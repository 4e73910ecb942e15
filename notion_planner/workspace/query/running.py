"""Runs a query of a data source: filter, order, page and cap."""

import hashlib
import json
import re
from dataclasses import dataclass

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.query.filters import compile_filter
from notion_planner.workspace.query.sorts import compile_sorts
from notion_planner.workspace.records import Json, Node

_OFFSET = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Found:
    pages: list[Node]
    next_cursor: str | None
    capped: bool


def run_query(ctx: Context, source: Node, body: Json, size: int, cursor: str | None) -> Found:
    """Rows in the order asked for, newest first where none is;

    at most the cap over all pages of the query.
    """
    where, values = compile_filter(ctx, source, body.get("filter"))
    order, order_values = compile_sorts(source, body.get("sorts") or [])
    trashed = 1 if body.get("in_trash") or body.get("archived") else 0
    shape = _fingerprint(body)
    offset = _offset(cursor, shape)
    limit = ctx.options.query_limit
    # The unary plus keeps SQLite from walking all rows where a filter's own index finds the few that match.
    plus = "+" if "n.id in (" in where and " or " not in where else ""
    rows = f"{plus}n.parent=? and n.kind='page' and n.trashed=? and {where}"
    wanted = min(size, max(0, limit - offset))
    scope = [source.id, trashed, *values]
    pages = ctx.store.select(
        f"{rows} order by {order.replace('n.seq', f'{plus}n.seq')} limit ? offset ?",
        *scope,
        *order_values,
        wanted + 1,
        offset,
    )
    more = len(pages) > wanted
    ending = offset + wanted >= limit
    following = f"s:{shape}:{offset + wanted}" if more and not ending else None
    capped = more and bool(ctx.store.select(f"{rows} limit 1 offset ?", *scope, limit))
    return Found(pages[:wanted], following, capped)


def _fingerprint(body: Json) -> str:
    """A cursor belongs to one filter and sort order."""
    text = json.dumps([body.get("filter"), body.get("sorts")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _offset(cursor: str | None, shape: str) -> int:
    if cursor is None:
        return 0
    prefix, _, offset = str(cursor).rpartition(":")
    if prefix != f"s:{shape}" or not _OFFSET.fullmatch(offset):
        raise invalid(f"The start_cursor provided is invalid: {cursor}")
    return int(offset)
