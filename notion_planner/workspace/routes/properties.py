"""One property of a page in full, in pages where it is a list."""

import re
from typing import Any

from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.routes.registry import Call, invalid_cursor
from notion_planner.workspace.rules.schema import encoded
from notion_planner.workspace.values import shown_value

_OFFSET = re.compile(r"[0-9]{1,9}")
_LISTS = ("title", "rich_text", "people", "relation")


def property_items(call: Call, page: Node, definition: Json) -> Json:
    type_, identifier = definition["type"], encoded(definition["id"])
    shown = shown_value(call.ctx, page, definition, limit=1 << 30)
    if type_ == "rollup":
        return _rollup_list(call, shown["rollup"], identifier)
    if type_ not in _LISTS:
        return {"object": "property_item", "type": type_, "id": identifier, type_: shown[type_]}
    return _paged(call, page, (type_, identifier), shown[type_])


def _paged(call: Call, page: Node, named: tuple[str, str], items: list[Any]) -> Json:
    type_, identifier = named
    size, cursor = call.paging()
    start = _start(cursor, len(items))
    following = str(start + size) if start + size < len(items) else None
    address = f"https://api.notion.com/v1/pages/{page.id}/properties/{identifier}?start_cursor={following}"
    return {
        "object": "list",
        "results": [
            {"object": "property_item", "type": type_, "id": identifier, type_: item}
            for item in items[start : start + size]
        ],
        "next_cursor": following,
        "has_more": following is not None,
        "type": "property_item",
        "property_item": {
            "id": identifier,
            "next_url": address if following else None,
            "type": type_,
            type_: {},
        },
    }


def _start(cursor: str | None, length: int) -> int:
    if cursor is None:
        return 0
    if not _OFFSET.fullmatch(cursor) or int(cursor) > length:
        raise invalid_cursor(cursor)
    return int(cursor)


def _rollup_list(call: Call, rollup: Json, identifier: str) -> Json:
    size, cursor = call.paging()
    items = rollup.get("array", [])
    start = _start(cursor, len(items))
    following = str(start + size) if start + size < len(items) else None
    return {
        "object": "list",
        "results": [
            {"object": "property_item", "id": identifier, **item} for item in items[start : start + size]
        ],
        "next_cursor": following,
        "has_more": following is not None,
        "type": "property_item",
        "property_item": {"id": identifier, "next_url": None, "type": "rollup", "rollup": rollup},
    }
