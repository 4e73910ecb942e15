"""Search by title: fuzzy, late and in the order of relevance, as Notion's is."""

import re
from typing import Any

from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, listing, routes, window
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.shapes import data_source_shape, page_shape

_WORD = re.compile(r"\w+")


@routes.add("POST", "/v1/search", "read_content", reads=True)
def search(call: Call) -> Json:
    ctx = call.ctx
    wanted, in_trash = _filter(call.body.get("filter"))
    size, cursor = call.paging(in_body=True)
    query = str(call.body.get("query") or "")
    found = _indexed(call, wanted, in_trash=in_trash)
    scored = [(score, node) for node in found if (score := relevance(query, node.title)) > 0]
    ordered = [node for _, node in _ordered(scored, call.body.get("sort") or {})]
    chosen, following = window([{"id": node.id, "node": node} for node in ordered], size, cursor)
    shapes = [
        page_shape(ctx, item["node"]) if item["node"].kind == "page" else data_source_shape(ctx, item["node"])
        for item in chosen
    ]
    return listing(shapes, "page_or_data_source", following)


def _filter(given: Any) -> tuple[str | None, bool | None]:
    failures = Failures()
    filter_ = failures.object_at(given, "body.filter") if given is not None else {}
    if filter_ and "property" in filter_:
        failures.one_of(filter_["property"], "body.filter.property", ("object",))
        failures.one_of(filter_.get("value"), "body.filter.value", ("page", "data_source"))
    failures.raise_if_any()
    given_trash = (filter_ or {}).get("in_trash")
    return (filter_ or {}).get("value"), given_trash if given_trash is None else bool(given_trash)


def _indexed(call: Call, wanted: str | None, *, in_trash: bool | None) -> list[Node]:
    """What the index knows by now.

    Trashed pages are never in it, trashed data sources are unless filtered.
    """
    ctx = call.ctx
    horizon = ctx.now - int(ctx.options.search_lag_seconds * 1000)
    kinds = [wanted] if wanted else ["page", "data_source"]
    nodes: list[Node] = []
    for kind in kinds:
        nodes += ctx.store.select("kind=? and created<=? order by seq desc", kind, horizon)
    return [node for node in nodes if _admitted(node, in_trash=in_trash) and ctx.visible(node)]


def _admitted(node: Node, *, in_trash: bool | None) -> bool:
    if node.kind == "page" and in_trash is None:
        return not node.trashed
    return in_trash is None or node.trashed == in_trash


def relevance(query: str, title: str) -> float:
    """1 for every title when nothing is asked, else the share of the words that the title has, more for
    phrases.
    """
    folded, asked = title.casefold(), query.casefold().strip()
    if not asked:
        return 1
    words = _WORD.findall(asked)
    if not words:
        return 0
    known = _WORD.findall(folded)
    hits = sum(1 for word in words if any(other.startswith(word) for other in known))
    if hits == 0 or (len(words) > 1 and hits * 3 < len(words)):
        return 1 if asked in folded else 0
    return hits / len(words) + (2 if asked == folded else 1 if asked in folded else 0)


def _ordered(scored: list[tuple[float, Node]], sort: Json) -> list[tuple[float, Node]]:
    if sort.get("timestamp") not in (None, "last_edited_time"):
        raise invalid('body failed validation: body.sort.timestamp should be `"last_edited_time"`.')
    if "timestamp" in sort:
        return sorted(scored, key=lambda pair: pair[1].edited, reverse=sort.get("direction") != "ascending")
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].edited, -pair[1].seq))
