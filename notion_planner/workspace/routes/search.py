"""Search by title: fuzzy, late and in the order of relevance, as Notion's is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, invalid_cursor, listing, routes
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.shapes import data_source_shape, page_shape

_WORD = re.compile(r"\w+")
# Of a longer query the beginning is searched for; Notion names no limit, SQLite has some.
_CHARACTERS = 2_000
_WORDS = 100
_INDEX = "select id, kind, title, edited, seq from node where kind=? and trashed=? and created<=?"


@dataclass(frozen=True)
class Entry:
    """What the index holds of a page or data source."""

    id: str
    kind: str
    title: str
    edited: int
    seq: int


@routes.add("POST", "/v1/search", "read_content", reads=True)
def search(call: Call) -> Json:
    ctx = call.ctx
    wanted, in_trash = _filter(call.body.get("filter"))
    size, cursor = call.paging(in_body=True)
    query = str(call.body.get("query") or "")[:_CHARACTERS]
    found = _indexed(call, query, wanted, in_trash=in_trash)
    scored = [(score, entry) for entry in found if (score := relevance(query, entry.title)) > 0]
    ordered = [entry for _, entry in _ordered(scored, call.body.get("sort") or {})]
    chosen = list(islice(_visible(ctx, _from_cursor(ordered, cursor)), size + 1))
    following = chosen[size].id if len(chosen) > size else None
    return listing([_shape(ctx, node) for node in chosen[:size]], "page_or_data_source", following)


def _from_cursor(ordered: list[Entry], cursor: str | None) -> list[Entry]:
    if cursor is None:
        return ordered
    start = next((index for index, entry in enumerate(ordered) if entry.id == cursor), None)
    if start is None:
        raise invalid_cursor(cursor)
    return ordered[start:]


def _visible(ctx: Context, entries: list[Entry]) -> Iterator[Node]:
    """Read one by one, so that a page of results costs no more than its length."""
    for entry in entries:
        node = ctx.store.node(entry.id)
        if node is not None and ctx.visible(node):
            yield node


def _shape(ctx: Context, node: Node) -> Json:
    return page_shape(ctx, node) if node.kind == "page" else data_source_shape(ctx, node)


def _filter(given: Any) -> tuple[str | None, bool | None]:
    failures = Failures()
    filter_ = failures.object_at(given, "body.filter") if given is not None else {}
    if filter_ and not filter_.keys().isdisjoint({"property", "value"}):
        failures.one_of(filter_.get("property"), "body.filter.property", ("object",))
        failures.one_of(filter_.get("value"), "body.filter.value", ("page", "data_source"))
    in_trash = (filter_ or {}).get("in_trash")
    if in_trash is not None:
        failures.flag_at(in_trash, "body.filter.in_trash")
    failures.raise_if_any()
    return (filter_ or {}).get("value"), in_trash


def _indexed(call: Call, query: str, wanted: str | None, *, in_trash: bool | None) -> list[Entry]:
    """What the index knows by now. Trashed pages are never in it, trashed data sources unless filtered."""
    ctx = call.ctx
    horizon = ctx.now - int(ctx.options.search_lag_seconds * 1000)
    condition, patterns = _words_in_title(query)
    entries: list[Entry] = []
    for kind in [wanted] if wanted else ["page", "data_source"]:
        states = (0, 1) if in_trash is None and kind == "data_source" else (int(bool(in_trash)),)
        for trashed in states:
            found = ctx.store.rows(_INDEX + condition, kind, trashed, horizon, *patterns)
            entries += [Entry(*row) for row in found]
    return entries


def _words_in_title(query: str) -> tuple[str, list[str]]:
    """Leaves out in SQL what cannot match. SQLite folds case for ASCII only, other words are tried on all."""
    words = _words(query.casefold())
    if not words or not query.isascii():
        return "", []
    escaped = [word.replace("_", r"\_") for word in words]
    return (
        " and (" + " or ".join(r"title like ? escape '\'" for _ in words) + " or title glob '*[^ -~]*')",
        [f"%{word}%" for word in escaped],
    )


def _words(folded: str) -> list[str]:
    return _WORD.findall(folded)[:_WORDS]


def relevance(query: str, title: str) -> float:
    """1 for every title when nothing is asked, else the share of the words that the title has, more for
    phrases.
    """
    folded, asked = title.casefold(), query.casefold().strip()
    if not asked:
        return 1
    words = _words(asked)
    if not any(word in folded for word in words):
        return 0
    known = _WORD.findall(folded)
    hits = sum(1 for word in words if any(other.startswith(word) for other in known))
    if hits == 0 or (len(words) > 1 and hits * 3 < len(words)):
        return 1 if asked in folded else 0
    return hits / len(words) + (2 if asked == folded else 1 if asked in folded else 0)


def _ordered(scored: list[tuple[float, Entry]], sort: Json) -> list[tuple[float, Entry]]:
    if sort.get("timestamp") not in (None, "last_edited_time"):
        raise invalid('body failed validation: body.sort.timestamp should be `"last_edited_time"`.')
    if "timestamp" in sort:
        return sorted(scored, key=lambda pair: pair[1].edited, reverse=sort.get("direction") != "ascending")
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].edited, -pair[1].seq))
