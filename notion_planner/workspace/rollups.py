"""What a rollup makes of the values of the related pages."""

from collections.abc import Callable, Sequence
from statistics import fmean, median
from typing import Any

from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.dates import moment_of


def rolled_up(function: str, type_: str, values: Sequence[Json]) -> Json:
    """``{"type": …, "<type>": …, "function": …}`` for values like ``{"type": "number", "number": 3}``."""
    if function in {"show_original", "show_unique"}:
        return {"type": "array", "array": list(values), "function": function}
    if function in {"earliest_date", "latest_date", "date_range"}:
        return {"type": "date", "date": _dates(function, values), "function": function}
    compute = _NUMBERS.get(function)
    if compute is None:
        return {"type": "unsupported", "unsupported": {}, "function": function}
    return {"type": "number", "number": compute([item.get(type_) for item in values]), "function": function}


def _dates(function: str, values: Sequence[Json]) -> Json | None:
    dated = [
        (moment, item["date"])
        for item in values
        if item.get("date")
        if (moment := moment_of(item["date"]["start"])) is not None
    ]
    if not dated:
        return None
    ordered = [date for _, date in sorted(dated, key=lambda pair: pair[0])]
    if function == "date_range":
        return {"start": ordered[0]["start"], "end": ordered[-1]["start"], "time_zone": None}
    chosen: Json = ordered[0] if function == "earliest_date" else ordered[-1]
    return chosen


def _filled(values: list[Any]) -> list[Any]:
    return [value for value in values if value not in (None, [], "")]


def _numeric(values: list[Any]) -> list[float]:
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _share(part: float, values: list[Any]) -> float:
    return part / len(values) if values else 0


def _items(values: list[Any]) -> int:
    return sum(len(value) if isinstance(value, list) else 1 for value in _filled(values))


_NUMBERS: dict[str, Callable[[list[Any]], float | None]] = {
    "count": len,
    "count_values": _items,
    "unique": lambda values: len({repr(value) for value in _filled(values)}),
    "empty": lambda values: len(values) - len(_filled(values)),
    "not_empty": lambda values: len(_filled(values)),
    "percent_empty": lambda values: _share(len(values) - len(_filled(values)), values),
    "percent_not_empty": lambda values: _share(len(_filled(values)), values),
    "sum": lambda values: sum(_numeric(values)),
    "average": lambda values: fmean(_numeric(values)) if _numeric(values) else None,
    "median": lambda values: median(_numeric(values)) if _numeric(values) else None,
    "min": lambda values: min(_numeric(values), default=None),
    "max": lambda values: max(_numeric(values), default=None),
    "range": lambda values: max(_numeric(values)) - min(_numeric(values)) if _numeric(values) else None,
    "checked": lambda values: sum(1 for value in values if value is True),
    "unchecked": lambda values: sum(1 for value in values if value is not True),
    "percent_checked": lambda values: _share(sum(1 for value in values if value is True), values),
    "percent_unchecked": lambda values: _share(sum(1 for value in values if value is not True), values),
}
