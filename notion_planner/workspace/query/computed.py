"""Filters on values that are computed when they are read: rollups, and formulas, which stay empty."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.dates import moment_of
from notion_planner.workspace.values import shown_value

_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "equals": lambda left, right: left == right,
    "does_not_equal": lambda left, right: left != right,
    "greater_than": lambda left, right: left > right,
    "less_than": lambda left, right: left < right,
    "greater_than_or_equal_to": lambda left, right: left >= right,
    "less_than_or_equal_to": lambda left, right: left <= right,
}
_DATES = {
    "before": "less_than",
    "after": "greater_than",
    "on_or_before": "less_than_or_equal_to",
    "on_or_after": "greater_than_or_equal_to",
    "equals": "equals",
}
_QUANTIFIERS = ("any", "every", "none")
_EMPTINESS = ("is_empty", "is_not_empty")
Test = tuple[str, str, Any]


def matching_pages(ctx: Context, source: Node, definition: Json, condition: Any) -> list[str]:
    """The rows whose computed value meets the condition; every row is read for it."""
    name = definition["type"]
    kind, inner = _single(condition, name)
    test = _test(kind, inner, name) if kind not in _QUANTIFIERS else _test(*_single(inner, name), name)
    rows = ctx.store.select("parent=? and kind='page' and trashed=0", source.id)
    return [row.id for row in rows if _meets(shown_value(ctx, row, definition)[name], kind, test)]


def _single(condition: Any, name: str) -> tuple[str, Any]:
    if not isinstance(condition, dict) or len(condition) != 1:
        raise invalid(f"body failed validation: a {name} filter takes one condition.")
    return next(iter(condition.items()))


def _test(kind: str, condition: Any, name: str) -> Test:
    """The kind of value, the operator, and what the value is held to."""
    operator, wanted = _single(condition, name)
    if kind == "number" and operator not in _EMPTINESS:
        is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
        if operator not in _NUMBERS or not is_number:
            raise invalid(f"body failed validation: {operator} is no condition for a number.")
    return kind, operator, wanted


def _meets(value: Json, quantifier: str, test: Test) -> bool:
    if quantifier in _QUANTIFIERS:
        met = [_item_meets(item, test) for item in value.get("array", [])]
        return {"any": any(met), "every": all(met), "none": not any(met)}[quantifier]
    return _item_meets(value, test)


def _item_meets(item: Json, test: Test) -> bool:
    kind, operator, wanted = test
    actual = item.get(kind if kind != "rich_text" or "rich_text" in item else "title")
    if operator in _EMPTINESS:
        empty = not actual and not isinstance(actual, int | float)
        return empty is (operator == "is_empty")
    if kind == "number":
        return isinstance(actual, int | float) and _NUMBERS[operator](actual, wanted)
    if kind == "date":
        return _date_meets(moment_of((actual or {}).get("start", "")), operator, moment_of(str(wanted)))
    return _text_meets(_words(actual), operator, str(wanted).casefold())


def _date_meets(left: datetime | None, operator: str, right: datetime | None) -> bool:
    if left is None or right is None or operator not in _DATES:
        return False
    return _NUMBERS[_DATES[operator]](left.timestamp(), right.timestamp())


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "".join(str(item.get("plain_text") or item.get("name") or "") for item in value).casefold()
    return str((value.get("name") if isinstance(value, dict) else value) or "").casefold()


def _text_meets(text: str, operator: str, wanted: str) -> bool:
    tests = {
        "equals": text == wanted,
        "does_not_equal": text != wanted,
        "contains": wanted in text,
        "does_not_contain": wanted not in text,
        "starts_with": text.startswith(wanted),
        "ends_with": text.endswith(wanted),
    }
    return tests.get(operator, False)
