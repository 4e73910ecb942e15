"""Date conditions: comparisons with a moment, and periods around today."""

from datetime import datetime, timedelta
from typing import Any

from notion_planner.workspace.errors import invalid
from notion_planner.workspace.rules.dates import is_day, moment_of
from notion_planner.workspace.times import from_millis

_DAY = timedelta(days=1)
_RELATIVE = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "one_week_ago": -7,
    "one_week_from_now": 7,
    "one_month_ago": -30,
    "one_month_from_now": 30,
}
_SPANS = {
    "past_week": (-7, 0),
    "past_month": (-30, 0),
    "past_year": (-365, 0),
    "next_week": (0, 7),
    "next_month": (0, 30),
    "next_year": (0, 365),
}


def date_condition(column: str, operator: str, value: Any, now: int) -> tuple[str, list[Any]]:
    """A condition on a column of seconds since the epoch."""
    today = from_millis(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if operator in _SPANS:
        before, ahead = _SPANS[operator]
        start, end = today + before * _DAY, today + (ahead + 1) * _DAY
        return f"({column} >= ? and {column} < ?)", [start.timestamp(), end.timestamp()]
    if operator == "this_week":
        start = today - timedelta(days=(today.weekday() + 1) % 7)
        return f"({column} >= ? and {column} < ?)", [start.timestamp(), (start + 7 * _DAY).timestamp()]
    first, beyond = _bounds(operator, value, today)
    match operator:
        case "equals":
            return f"({column} >= ? and {column} < ?)", [first, beyond]
        case "before":
            return f"{column} < ?", [first]
        case "after":
            return f"{column} >= ?", [beyond]
        case "on_or_before":
            return f"{column} < ?", [beyond]
        case "on_or_after":
            return f"{column} >= ?", [first]
        case _:
            raise invalid(f"body failed validation: {operator} is no condition for a date.")


def _bounds(operator: str, value: Any, today: datetime) -> tuple[float, float]:
    """A day spans its 24 hours, a moment its minute."""
    text = str(value)
    if text in _RELATIVE:
        start = today + _RELATIVE[text] * _DAY
        return start.timestamp(), (start + _DAY).timestamp()
    found = moment_of(text)
    if found is None:
        raise invalid(
            f"body failed validation: body.filter.date.{operator} should be a valid ISO 8601 date string, "
            f"instead was `{text}`."
        )
    if is_day(text):
        return found.timestamp(), found.timestamp() + _DAY.total_seconds()
    minute = found.replace(second=0, microsecond=0).timestamp()
    return minute, minute + 60
