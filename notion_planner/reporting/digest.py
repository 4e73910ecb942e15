"""What a report of a day, a week, a milestone or for an executive says of one plan. Pure.

Everything is read from Notion, from the plan or from the history in its state; what is not known is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from notion_planner.changelog import LogEntry
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Milestone, Phase
from notion_planner.planner import WorkCalendar
from notion_planner.progress import Snapshot, TaskState, recorded
from notion_planner.reporting.forecast import Forecast, forecast, snapshot_before
from notion_planner.settings import PlanningSettings
from notion_planner.tracking.plan_status import PlanStatus, Work, is_reached, plan_status, standing_milestones
from notion_planner.tracking.worklist import (
    WorkItem,
    blocked,
    by_urgency,
    counted,
    next_up,
    overdue,
    reasons,
    stale,
    under_way,
    waiting,
    warnings,
)

REPORT_SCHEMA = "notion-planner/digest/1"
_MOST_NEXT = 5


class ReportKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MILESTONE = "milestone"
    EXECUTIVE = "executive"


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Entry(Frozen):
    """A task in a list; ``note`` says what the list is about."""

    title: str
    url: str | None
    note: str = ""


class Gain(Frozen):
    """What changed since a day, at the earliest the history's first. ``scope``: points the plan grew by."""

    since: date
    tasks: int
    points: int
    scope: int


class MilestoneLine(Frozen):
    """``days`` until it is due; negative where that day has passed."""

    title: str
    due: date
    reached: bool
    days: int

    @property
    def standing(self) -> str:
        if self.reached:
            return "reached"
        if self.days < 0:
            return f"{counted(-self.days, 'day')} late"
        return f"in {counted(self.days, 'day')}" if self.days else "today"


class MilestoneDigest(Frozen):
    """The milestone that a report is about: the last one reached, else the next. ``phase`` is None for the
    deployment."""

    title: str
    due: date
    reached: bool
    phase: str | None = None
    goal: str = ""
    deliverables: str = ""
    done: tuple[Entry, ...] = ()
    open: tuple[Entry, ...] = ()
    following: str | None = None
    following_start: date | None = None
    following_goal: str = ""


class Digest(Frozen):
    """``since`` is the day that the period begins after; ``gain`` is None where the history begins later.

    ``changes`` are the plan's own log of what changed in the specification.
    """

    kind: ReportKind
    today: date
    since: date
    status: PlanStatus
    gain: Gain | None = None
    changes: tuple[LogEntry, ...] = ()
    finished: tuple[Entry, ...] = ()
    under_way: tuple[Entry, ...] = ()
    next_up: tuple[Entry, ...] = ()
    blocked: tuple[Entry, ...] = ()
    overdue: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()
    milestone: MilestoneDigest | None = None
    forecast: Forecast | None = None
    light: Light = Light.GREEN
    light_reasons: tuple[str, ...] = ()
    history: tuple[Snapshot, ...] = ()


def digest(
    work: Work, kind: ReportKind, today: date, *, stale_after: int, planning: PlanningSettings | None = None
) -> Digest:
    """``stale_after``: days without an edit after which a started task is called stale.

    ``planning`` says which days are working days.
    """
    items, status = work.items, plan_status(work, today, stale_after=stale_after)
    history = recorded(work.history, work.progress, today)
    about = _milestone_of(work)
    calendar = WorkCalendar(planning or PlanningSettings())
    since = _since(kind, today, about.phase if about else None, work.decided.phases, calendar)
    outlook = forecast(history, today)
    light, why = _light(work, status, today, outlook)
    return Digest(
        kind=kind,
        today=today,
        since=since,
        status=status,
        gain=_gain(history, since),
        changes=tuple(entry for entry in work.log if entry.day > since),
        finished=_entries(_finished(items, since), lambda item: counted(item.points, "point")),
        under_way=_entries(under_way(items), lambda item: _working(item, today, stale_after)),
        next_up=_entries(next_up(items, count=_MOST_NEXT), lambda item: "; ".join(reasons(item, today))),
        blocked=_entries(
            (item for item in blocked(items) if item.state is TaskState.BLOCKED or item.latest_start < today),
            _held,
        ),
        overdue=_entries(overdue(items, today), lambda item: f"due {item.due}"),
        stale=_entries(stale(items, today, after=stale_after), lambda item: f"last edit {item.edited}"),
        milestones=tuple(
            sorted(
                (_line(found, work, today) for found in standing_milestones(work.decided, work.progress)),
                key=lambda line: line.due,
            )
        ),
        milestone=_about(about, work) if about else None,
        forecast=outlook,
        light=light,
        light_reasons=why,
        history=history,
    )


def _since(
    kind: ReportKind, today: date, phase: int | None, phases: Sequence[Phase], calendar: WorkCalendar
) -> date:
    match kind:
        case ReportKind.DAILY:
            # A morning's report tells of the last working day, whenever on it something was seen.
            return calendar.before(today) - timedelta(days=1)
        case ReportKind.MILESTONE:
            starts = [found.start for found in phases if found.number == phase]
            return min(starts[0] if starts else phases[0].start, today) - timedelta(days=1)
        case _:
            return today - timedelta(days=7)


def _gain(history: Sequence[Snapshot], since: date) -> Gain | None:
    now = history[-1]
    before = snapshot_before(history, since)
    if before is None and len(history) == 1:
        return None
    before = before or history[0]
    return Gain(
        since=max(since, before.day),
        tasks=now.done - before.done,
        points=now.points_done - before.points_done,
        scope=now.points_total - before.points_total,
    )


def _finished(items: Iterable[WorkItem], since: date) -> tuple[WorkItem, ...]:
    return tuple(item for item in items if item.done_on is not None and item.done_on > since)


def _entries(items: Iterable[WorkItem], note: Callable[[WorkItem], str]) -> tuple[Entry, ...]:
    return tuple(Entry(title=item.title, url=item.url, note=note(item)) for item in items)


def _working(item: WorkItem, today: date, stale_after: int) -> str:
    people = ", ".join(person.label for person in item.assignees) or "nobody assigned"
    return "; ".join((people, *warnings(item, today, stale_after=stale_after)))


def _held(item: WorkItem) -> str:
    since = f", since {item.blocked_since}" if item.blocked_since else ""
    return f"{'; '.join(waiting(item))}{since}"


def _line(milestone: Milestone, work: Work, today: date) -> MilestoneLine:
    return MilestoneLine(
        title=milestone.title,
        due=milestone.due,
        reached=is_reached(milestone, work.progress),
        days=(milestone.due - today).days,
    )


def _milestone_of(work: Work) -> Milestone | None:
    found = standing_milestones(work.decided, work.progress)
    reached = [milestone for milestone in found if is_reached(milestone, work.progress)]
    return reached[-1] if reached else next(iter(found), None)


def _about(milestone: Milestone, work: Work) -> MilestoneDigest:
    phases = {phase.number: phase for phase in work.decided.phases}
    phase = phases.get(milestone.phase or 0)
    tasks = by_urgency(item for item in work.items if phase is None or item.phase == phase.number)
    following = phases.get(phase.number + 1) if phase else None
    return MilestoneDigest(
        title=milestone.title,
        due=milestone.due,
        reached=is_reached(milestone, work.progress),
        phase=phase.name if phase else None,
        goal=phase.goal.text if phase else "",
        deliverables=phase.deliverables.text if phase else "",
        done=_entries((i for i in tasks if i.state is TaskState.DONE), _finished_note),
        open=_entries(
            (i for i in tasks if i.state not in (TaskState.DONE, TaskState.CANCELLED)),
            lambda item: item.status or "not begun",
        ),
        following=following.name if following else None,
        following_start=following.start if following else None,
        following_goal=following.goal.text if following else "",
    )


def _finished_note(item: WorkItem) -> str:
    return f"seen done on {item.done_on}" if item.done_on else ""


def _light(
    work: Work, status: PlanStatus, today: date, outlook: Forecast | None
) -> tuple[Light, tuple[str, ...]]:
    """Red: the date is in danger. Amber: something needs attention. Each with its reasons."""
    late = [item for item in overdue(work.items, today) if item.critical]
    stuck = [item for item in work.items if item.critical and item.state is TaskState.BLOCKED]
    red = []
    if late:
        red.append(f"{counted(len(late), 'task')} of the critical path overdue")
    if stuck:
        red.append(f"{counted(len(stuck), 'task')} of the critical path blocked")
    if not work.progress.is_complete:
        red += [line.text for line in work.decided.blockers]
    if outlook is not None and outlook.early > status.deploy:
        red.append(f"at the present pace done on {outlook.early} at the earliest")
    if red:
        return Light.RED, tuple(red)
    amber = [
        f"{counted(len(titles), 'task')} {name}"
        for name, titles in (
            ("overdue", status.overdue),
            ("blocked", status.blocked),
            ("stale", status.stale),
        )
        if titles
    ]
    if outlook is not None and outlook.late > status.deploy:
        amber.append(f"at the present pace done by {outlook.late} at the latest")
    return (Light.AMBER, tuple(amber)) if amber else (Light.GREEN, ())
