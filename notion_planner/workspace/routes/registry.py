"""Which function answers which method and path."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from notion_planner.workspace.context import Context, identifier_in
from notion_planner.workspace.errors import invalid, invalid_url, literal, trashed
from notion_planner.workspace.records import Json, Kind, Node
from notion_planner.workspace.rules.failures import Failures

PAGE_SIZE_LIMIT = 100


@dataclass(frozen=True)
class Call:
    """One request, its path matched and its body parsed."""

    ctx: Context
    params: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    body: Json

    def identifier(self, name: str) -> str:
        return identifier_in(self.params[name], name)

    def node(self, name: str, *kinds: Kind) -> Node:
        return self.ctx.node(self.identifier(name), *kinds)

    def listed(self, name: str) -> list[str] | None:
        """A repeated query value, with or without brackets after its name."""
        found = [*self.query.get(name, ()), *self.query.get(f"{name}[]", ())]
        return found or None

    def _first(self, name: str) -> str | None:
        return next(iter(self.query.get(name, ())), None)

    def require_first_markdown(self) -> None:
        """Version 2 is read and written otherwise: answered as version 1 it would only look right."""
        wanted = self.body.get("markdown_version") or self._first("markdown_version")
        if wanted not in (None, "v1"):
            raise invalid(f"markdown_version {literal(wanted)} is not emulated: the local workspace has v1.")

    def paging(self, *, in_body: bool = False) -> tuple[int, str | None]:
        """Page size and cursor."""
        size: Any = self.body.get("page_size") if in_body else self._first("page_size")
        cursor: Any = self.body.get("start_cursor") if in_body else self._first("start_cursor")
        return _page_size(size, "body" if in_body else "query"), cursor


def _page_size(value: Any, place: str) -> int:
    if value is None:
        return PAGE_SIZE_LIMIT
    try:
        size = int(value)
    except (TypeError, ValueError):
        raise invalid(
            f'{place} failed validation: {place}.page_size should be a number, instead was `"{value}"`.'
        ) from None
    if size > PAGE_SIZE_LIMIT:
        raise invalid(
            f"{place} failed validation: {place}.page_size should be ≤ `100`, instead was `{size}`."
        )
    if size < 1:
        raise invalid(f"{place} failed validation: {place}.page_size should be ≥ `1`, instead was `{size}`.")
    return size


@dataclass(frozen=True)
class Reply:
    status: int
    body: Json


Handler = Callable[[Call], Json | Reply]


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    handler: Handler
    capability: str
    reads: bool

    @cached_property
    def segments(self) -> list[str]:
        return self.path.strip("/").split("/")


@dataclass(frozen=True)
class Matched:
    route: Route
    params: Mapping[str, str]


class Routes:
    """Collected by the resource modules, matched segment by segment among those of as many segments."""

    def __init__(self) -> None:
        self.all: list[Route] = []
        self._alike: dict[tuple[str, int], list[Route]] = defaultdict(list)

    def add(
        self, method: str, path: str, capability: str, *, reads: bool = False
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            route = Route(method, path, handler, capability, reads or method == "GET")
            self.all.append(route)
            self._alike[method, len(route.segments)].append(route)
            return handler

        return register

    def match(self, method: str, path: str) -> Matched:
        segments = path.strip("/").split("/")
        for route in self._alike.get((method, len(segments)), ()):
            params = _params(route.segments, segments)
            if params is not None:
                return Matched(route, params)
        raise invalid_url()


def _params(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    params = {}
    for expected, given in zip(pattern, segments, strict=True):
        if expected.startswith("{"):
            if not given:
                return None
            params[expected[1:-1]] = given
        elif expected != given:
            return None
    return params


def listing(results: Sequence[Json], kind: str, next_cursor: str | None = None) -> Json:
    return {
        "object": "list",
        "results": list(results),
        "next_cursor": next_cursor,
        "has_more": next_cursor is not None,
        "type": kind,
        kind: {},
    }


def window(items: Sequence[Json], size: int, cursor: str | None) -> tuple[Sequence[Json], str | None]:
    """A page of shapes with ids; the cursor is the id of the next one."""
    start = 0
    if cursor is not None:
        start = next((index for index, item in enumerate(items) if item["id"] == cursor), -1)
        if start < 0:
            raise invalid_cursor(cursor)
    following = items[start + size]["id"] if len(items) > start + size else None
    return items[start : start + size], following


def invalid_cursor(cursor: str) -> Exception:
    return invalid(f"The start_cursor provided is invalid: {cursor}")


def trash_flag(call: Call) -> bool | None:
    """``in_trash``, or at 2025-09-03 also its old name ``archived``; None when neither is given."""
    failures = Failures()
    if "archived" in call.body and not call.ctx.legacy:
        failures.add("body.archived", "not present", call.body["archived"])
    name = "in_trash" if "in_trash" in call.body else "archived"
    found = call.body.get(name)
    flag = None if found is None else failures.flag_at(found, f"body.{name}")
    failures.raise_if_any()
    return flag


def edit_flag(call: Call, node: Node) -> bool | None:
    """The ``trash_flag`` of a change. What is in the trash is edited only where the request restores it."""
    flag = trash_flag(call)
    if set(call.body) - {"in_trash", "archived"}:
        if node.trashed and flag is not False:
            raise trashed()
        call.ctx.check_ancestors(node)
    return flag


routes = Routes()
