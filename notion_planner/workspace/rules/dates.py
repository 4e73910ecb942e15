"""Dates of properties: to the minute, with an offset, as Notion answers them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.failures import Failures


def accept_date(value: object, path: str, failures: Failures) -> Json | None:
    if value is None:
        return None
    given = failures.object_at(value, path) or {}
    zone = _zone(given.get("time_zone"), f"{path}.time_zone", failures)
    start = _accept_moment(given.get("start"), zone, f"{path}.start", failures)
    end = None
    if given.get("end") is not None:
        end = _accept_moment(given["end"], zone, f"{path}.end", failures)
    return {"start": start, "end": end, "time_zone": None}


def moment_of(text: str) -> datetime | None:
    """The instant of a date or date-time; a date begins at midnight UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_day(text: str) -> bool:
    return len(text) == 10


def _zone(name: object, path: str, failures: Failures) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, or too long a name
        failures.add(path, "a valid time zone", name)
        return None


def _accept_moment(value: object, zone: ZoneInfo | None, path: str, failures: Failures) -> str:
    try:
        text = str(value)
        if is_day(text):
            return date.fromisoformat(text).isoformat()
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone or UTC)
        elif zone is not None:
            found = found.astimezone(zone)
    except (ValueError, OverflowError):
        failures.add(path, "a valid ISO 8601 date string", value)
        return ""
    return found.replace(second=0, microsecond=0).isoformat(timespec="milliseconds")
