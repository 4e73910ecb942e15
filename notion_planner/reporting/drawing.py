"""Where the bars and lines of a report's pictures go: coordinates in the units of an SVG's view box. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from notion_planner.model.base import Frozen
from notion_planner.pictures import last_shown
from notion_planner.progress import Snapshot, TaskState
from notion_planner.tracking.plan_status import PlanStatus
from notion_planner.tracking.worklist import WorkItem, day_after

WIDTH = 960
_LABELS = 330  # room for titles left of the bars
_ROW = 22
_MARGIN = 40  # room for the last date
_HEAD = 28
_MOST_TICKS = 12
_LABEL_CHARACTERS = 46
_NARROWEST = 4.0
_FARTHEST = 5  # plans' lengths before the plan
_PLOT_LEFT, _PLOT_TOP, _PLOT_HEIGHT, _PLOT_FOOT = 56, 12, 260, 30


class Tick(Frozen):
    at: float
    label: str


class Bar(Frozen):
    """A task from its planned start to its due date; ``state`` chooses its colour.

    ``is_cut``: one of the two lies outside of the picture.
    """

    label: str
    title: str
    y: float
    x: float
    width: float
    state: TaskState
    critical: bool
    start: date
    due: date
    is_cut: bool


class Band(Frozen):
    """A phase's heading above its tasks."""

    label: str
    y: float


class Timeline(Frozen):
    width: int
    height: int
    left: int
    bands: tuple[Band, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: float | None


class BurnUp(Frozen):
    """Lines as SVG point lists; ``ideal`` runs from the start to the deployment."""

    width: int
    height: int
    left: int
    base: float
    done: str
    scope: str
    ideal: str
    days: tuple[Tick, ...]
    points: tuple[Tick, ...]
    today: float | None
    first: date
    last: date


class _Axis(Frozen):
    """Days laid out over a width."""

    first: date
    last: date
    left: float
    width: float

    def at(self, day: date) -> float:
        """Where the day is; one outside of the axis is at its end."""
        day = min(max(day, self.first), self.last)
        span = max(1, (self.last - self.first).days)
        return round(self.left + self.width * (day - self.first).days / span, 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self) -> tuple[Tick, ...]:
        span = (self.last - self.first).days
        step = next(
            (days for days in (1, 2, 7, 14, 28, 91, 182) if span <= days * _MOST_TICKS),
            1 + span // _MOST_TICKS,
        )
        days = [self.first + timedelta(days=number) for number in range(0, span + 1, step)]
        return tuple(Tick(at=self.at(day), label=f"{day:%b} {day.day}") for day in days)


def draw_timeline(status: PlanStatus, items: Sequence[WorkItem], today: date) -> Timeline:
    first, last = _days_shown(status, items)
    # A plan that ended long ago is not squeezed for the sake of today's line.
    last = max(last, today) if today - last < last - first else last
    axis = _Axis(first=first, last=last, left=_LABELS, width=WIDTH - _LABELS - _MARGIN)
    bands: list[Band] = []
    bars: list[Bar] = []
    y = float(_HEAD)
    for phase in status.phases:
        bands.append(Band(label=f"Phase {phase.number}: {_short(phase.name)}", y=y))
        y += _ROW
        for item in (found for found in items if found.phase == phase.number):
            bars.append(_bar(item, y, axis))
            y += _ROW
    return Timeline(
        width=WIDTH,
        height=int(y) + 8,
        left=_LABELS,
        bands=tuple(bands),
        bars=tuple(bars),
        ticks=axis.ticks(),
        today=axis.at(today) if axis.holds(today) else None,
    )


def _days_shown(status: PlanStatus, items: Sequence[WorkItem]) -> tuple[date, date]:
    """The first day and the one after the last, without those so far off that the rest could not be read."""
    length = max(status.deploy - status.start, timedelta(days=7))
    near = (item.start for item in items if status.start - item.start < length * _FARTHEST)
    first = min([status.start, *near])
    return first, day_after(last_shown(first, (status.deploy, *(item.due for item in items))))


def _bar(item: WorkItem, y: float, axis: _Axis) -> Bar:
    end = axis.at(day_after(item.due))
    x = min(axis.at(item.start), end - _NARROWEST)
    return Bar(
        label=f"{item.number} {_short(item.title)}",
        title=item.title,
        y=y,
        x=x,
        width=round(end - x, 1),
        state=item.state,
        critical=item.critical,
        start=item.start,
        due=item.due,
        is_cut=item.start < axis.first or day_after(item.due) > axis.last,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1] + "…"


def draw_burn_up(history: Sequence[Snapshot], *, start: date, deploy: date, today: date) -> BurnUp:
    """``history`` is not empty; it ends as things stand today."""
    first = min(start, history[0].day)
    last = max(deploy, today, history[-1].day)
    axis = _Axis(first=first, last=last, left=_PLOT_LEFT, width=WIDTH - _PLOT_LEFT - _MARGIN)
    most = max(1, *(snapshot.points_total for snapshot in history))
    base = _PLOT_TOP + _PLOT_HEIGHT

    def y(points: int) -> float:
        return round(base - _PLOT_HEIGHT * points / most, 1)

    days = [*history, history[-1]._replace(day=max(today, history[-1].day))]
    return BurnUp(
        width=WIDTH,
        height=base + _PLOT_FOOT,
        left=_PLOT_LEFT,
        base=base,
        done=_steps([(axis.at(snapshot.day), y(snapshot.points_done)) for snapshot in days]),
        scope=_steps([(axis.at(snapshot.day), y(snapshot.points_total)) for snapshot in days]),
        ideal=f"{axis.at(start)},{y(0)} {axis.at(deploy)},{y(history[-1].points_total)}",
        days=axis.ticks(),
        points=tuple(Tick(at=y(points), label=str(points)) for points in _levels(most)),
        today=axis.at(today) if axis.holds(today) else None,
        first=first,
        last=last,
    )


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """A line that stays level until something changed, as counts do."""
    found = [points[0]]
    for x, y in points[1:]:
        if y != found[-1][1]:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return " ".join(f"{x:g},{y:g}" for x, y in found)


def _levels(most: int) -> list[int]:
    step = next((size for size in _round_numbers() if most <= 5 * size), most)
    return list(range(0, most + 1, step))


def _round_numbers() -> list[int]:
    return [factor * 10**power for power in range(8) for factor in (1, 2, 5)]
