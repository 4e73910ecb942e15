"""Times as Notion writes them: floored to the minute on most objects, exact on databases and views."""

from datetime import UTC, datetime
from functools import lru_cache

MINUTE = 60_000


def to_millis(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)


def floored(millis: int) -> int:
    return millis - millis % MINUTE


def minute_text(millis: int) -> str:
    """``2026-07-04T09:12:00.000Z``: what pages, blocks, data sources and comments carry."""
    return _minute_text(floored(millis))


@lru_cache(maxsize=1024)  # what one run has written carries a few different minutes
def _minute_text(minute: int) -> str:
    return from_millis(minute).strftime("%Y-%m-%dT%H:%M:00.000Z")


def exact_text(millis: int) -> str:
    """``2026-07-04T09:08:53.017+00:00``: what databases and views carry."""
    return f"{from_millis(millis):%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}+00:00"


def zulu_text(millis: int) -> str:
    """``2026-07-04T10:07:01.549Z``: what async tasks and webhook events carry."""
    return f"{from_millis(millis):%Y-%m-%dT%H:%M:%S}.{millis % 1000:03d}Z"
