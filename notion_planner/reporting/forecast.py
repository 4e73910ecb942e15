"""When a plan will be done at the pace that its history shows. Pure."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from notion_planner.model.base import Frozen
from notion_planner.progress import Snapshot

# Two looks back, so that the range between them says how steady the pace is.
_WINDOWS = (14, 28)
_SHORTEST = 3  # days of history that say anything of a pace
_LONGEST = 3650  # days ahead; a pace that needs more has all but stopped


class Forecast(Frozen):
    """The days between which everything is done at the pace of the last weeks.

    ``points_per_week`` is the pace since ``since``, the longer look back.
    """

    early: date
    late: date
    points_per_week: float
    since: date


def forecast(history: Sequence[Snapshot], today: date) -> Forecast | None:
    """``history`` ends as things stand today.

    None where nothing is left, the history is too short, or the pace too slow to say.
    """
    if not history or history[-1].points_done >= history[-1].points_total:
        return None
    paces = [found for days in _WINDOWS if (found := _pace(history, today, days)) is not None]
    if not paces:
        return None
    left = history[-1].points_total - history[-1].points_done
    spans = [math.ceil(left / rate) for rate, _ in paces]
    if max(spans) > _LONGEST:
        return None
    rate, since = paces[-1]
    return Forecast(
        early=today + timedelta(days=min(spans)),
        late=today + timedelta(days=max(spans)),
        points_per_week=round(7 * rate, 1),
        since=since,
    )


def _pace(history: Sequence[Snapshot], today: date, days: int) -> tuple[float, date] | None:
    """Points a day since so many days ago, and the day of the snapshot that it is measured from."""
    start = snapshot_before(history, today - timedelta(days=days)) or history[0]
    # Nothing was done between a snapshot and the next one, so the pace counts from the window's own start.
    since = max(start.day, today - timedelta(days=days))
    span = (today - since).days
    gained = history[-1].points_done - start.points_done
    return (gained / span, since) if span >= _SHORTEST and gained > 0 else None


def snapshot_before(history: Sequence[Snapshot], day: date) -> Snapshot | None:
    """How things stood at the end of that day; None where nothing is known of it."""
    return next((snapshot for snapshot in reversed(history) if snapshot.day <= day), None)
