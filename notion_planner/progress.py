"""Task statuses → how far each phase and the whole plan are. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.notion.properties import TaskSchema, bare
from notion_planner.settings import StatusNames


class TaskState(StrEnum):
    """What a team's own status names come down to. Cancelled tasks count in no total."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"


# Notion's three groups of a status property.
_GROUPS = {
    "todo": TaskState.NOT_STARTED,
    "inprogress": TaskState.IN_PROGRESS,
    "complete": TaskState.DONE,
}


# Some 4,000 characters of the plan page's state, and more points than a picture of it can show apart.
MOST_SNAPSHOTS = 120


class PhaseProgress(Frozen):
    number: int
    done: int
    total: int
    state: TaskState

    @property
    def percent(self) -> int:
        return percent(self.done, self.total)


class Progress(Frozen):
    """Counts of tasks and points; the other tuples are task keys in plan order.

    ``overdue``: not done, and the day is over; ``stale``: see :func:`fresh_until`.
    ``requirements``: key of a requirement, story or criterion → how many of its tasks are done, of how many.
    """

    done: int
    in_progress: int
    total: int
    points_done: int
    points_total: int
    phases: tuple[PhaseProgress, ...]
    blocked: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    done_keys: tuple[str, ...] = ()
    requirements: Mapping[str, tuple[int, int]] = {}

    @property
    def percent(self) -> int:
        return percent(self.done, self.total)

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def has_begun(self) -> bool:
        return any(phase.state is not TaskState.NOT_STARTED for phase in self.phases)

    @property
    def signature(self) -> str:
        """Equal as long as nothing that the plan shows of the progress has changed."""
        phases = ",".join(f"{phase.done}/{phase.total}{phase.state.value[:2]}" for phase in self.phases)
        late = f";{','.join(self.overdue)};{','.join(self.stale)}" if self.overdue or self.stale else ""
        return f"{self.points_done}/{self.points_total};{phases};{','.join(self.blocked)}{late}"


class Snapshot(NamedTuple):
    """What was done of how much on a day; a tuple because the plan's state keeps many of them."""

    day: date
    points_done: int
    points_total: int
    done: int
    total: int


def recorded(history: Sequence[Snapshot], progress: Progress, day: date) -> tuple[Snapshot, ...]:
    """The history with today's counts, where they differ from the last ones; one snapshot a day at most."""
    last = history[-1] if history else None
    day = max(day, last.day) if last else day
    now = Snapshot(day, progress.points_done, progress.points_total, progress.done, progress.total)
    if last is not None and last[1:] == now[1:]:
        return tuple(history)
    earlier = history[:-1] if last is not None and last.day == day else history
    return thinned((*earlier, now))


def thinned(history: tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
    """At most ``MOST_SNAPSHOTS``: of the older half every other one goes, the first and the last stay."""
    while len(history) > MOST_SNAPSHOTS:
        half = len(history) // 2
        history = (*history[:half:2], *history[half:])
    return history


def percent(done: int, total: int) -> int:
    """Whole percents, rounded down: 100 is only said when everything is done."""
    return 100 * done // total if total else 0


def state_of(status: str | None, groups: Mapping[str, str], names: StatusNames) -> TaskState:
    """The state behind a status: by the team's configured names, the usual ones, then Notion's groups."""
    if status is None:
        return TaskState.NOT_STARTED
    named = (TaskState.BLOCKED, TaskState.CANCELLED, TaskState.DONE, TaskState.IN_PROGRESS)
    for state in named:
        if status in getattr(names, state.value):
            return state
    plain = bare(status)
    for state in named:
        if any(bare(name) == plain for name in getattr(names, state.value)):
            return state
    return _GROUPS.get(bare(groups.get(status, "")), TaskState.NOT_STARTED)


def fresh_until(state: TaskState | None, edited: date | None, *, after: int) -> date | None:
    """The last day on which a task is not stale yet: begun, and not edited for ``after`` days.

    None where it cannot become so. A blocked one waits and is told among the blocked, however long it does.
    """
    if state is not TaskState.IN_PROGRESS or edited is None:
        return None
    return date.fromordinal(min(edited.toordinal() + after - 1, date.max.toordinal()))


def nothing_is_done(schema: TaskSchema, names: StatusNames) -> list[Problem]:
    """That no status on offer means "done", as after its option was renamed: every other task seems open."""
    status = schema.role("status")
    if status is None or not status.options:
        return []
    if any(state_of(option, status.groups, names) is TaskState.DONE for option in status.options):
        return []
    return [
        Problem(
            code="no_done_status",
            message=f"Property '{status.name}' has no option that means \"done\" "
            f"(it has: {', '.join(status.options)}); no further task counts as finished.",
            hint="Name the one that does under tasks.states.done in config.yaml.",
        )
    ]


def roll_up(plan: Plan, states: Mapping[str, TaskState]) -> Progress:
    """``states``: task key → state; a task without one has not been started."""
    counted = [task for task in plan.tasks if states.get(task.key) is not TaskState.CANCELLED]
    found = {task.key: states.get(task.key, TaskState.NOT_STARTED) for task in counted}
    done = [task for task in counted if found[task.key] is TaskState.DONE]
    return Progress(
        done=len(done),
        in_progress=sum(state is TaskState.IN_PROGRESS for state in found.values()),
        total=len(counted),
        points_done=_points(done),
        points_total=_points(counted),
        phases=tuple(
            _phase(phase.number, [found[key] for key in phase.tasks if key in found]) for phase in plan.phases
        ),
        blocked=tuple(task.key for task in counted if found[task.key] is TaskState.BLOCKED),
        done_keys=tuple(task.key for task in done),
        requirements={row.item: _reached(row.tasks, found) for row in plan.coverage},
    )


def _reached(keys: Iterable[str], states: Mapping[str, TaskState]) -> tuple[int, int]:
    counted = [states[key] for key in keys if key in states]
    return counted.count(TaskState.DONE), len(counted)


def _points(tasks: Iterable[Task]) -> int:
    return sum(task.estimate.points for task in tasks)


def _phase(number: int, states: list[TaskState]) -> PhaseProgress:
    done = states.count(TaskState.DONE)
    if states and done == len(states):
        state = TaskState.DONE
    elif TaskState.BLOCKED in states:
        state = TaskState.BLOCKED
    elif done or TaskState.IN_PROGRESS in states:
        state = TaskState.IN_PROGRESS
    else:
        state = TaskState.NOT_STARTED
    return PhaseProgress(number=number, done=done, total=len(states), state=state)
