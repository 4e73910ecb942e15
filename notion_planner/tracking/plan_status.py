"""Where one plan stands: counts, what is late, blocked or left alone, the next milestone. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from notion_planner.changelog import LogEntry
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Milestone, Plan
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion.properties import TaskSchema
from notion_planner.progress import Progress, Snapshot, TaskState, percent
from notion_planner.tracking.worklist import WorkItem, blocked, overdue, ready, stale

STATUS_SCHEMA = "notion-planner/status/1"


class PhaseStatus(Frozen):
    number: int
    name: str
    due: date
    state: TaskState
    done: int
    total: int
    percent: int


class MilestoneStatus(Frozen):
    """``days`` until it is due; negative where that day has passed."""

    title: str
    due: date
    days: int


class PlanStatus(Frozen):
    """``blocked`` have that status; ``waiting`` have not begun because something else is not done.

    ``statuses`` counts tasks by the board's own names. Titles of tasks are most urgent first. ``in_step`` is
    False where a sync would write something. ``retired`` are tasks that the specification no longer asks for.
    ``milestone`` is None once everything is done.
    """

    spec: str
    spec_url: str
    plan: str
    url: str
    in_step: bool
    start: date
    deploy: date
    done: int
    total: int
    percent: int
    points_done: int
    points_total: int
    points_percent: int
    in_progress: int
    ready: int
    waiting: int
    statuses: Mapping[str, int]
    phases: tuple[PhaseStatus, ...]
    overdue: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    milestone: MilestoneStatus | None = None


class Work(Frozen):
    """One plan's tasks as they stand.

    ``has_assignees``: the database has a property for who does a task. ``in_step``: a sync would write
    nothing. ``retired``: titles of tasks that the specification no longer asks for and that are still bound.
    """

    spec: str
    spec_url: str
    plan: str
    plan_url: str
    plan_id: str
    decided: Plan
    extracted: Spec
    progress: Progress
    items: tuple[WorkItem, ...]
    retired: tuple[str, ...] = ()
    board: TaskSchema
    has_assignees: bool
    in_step: bool
    history: tuple[Snapshot, ...] = ()
    log: tuple[LogEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: Mapping[str, Any] = {}


def plan_status(work: Work, today: date, *, stale_after: int) -> PlanStatus:
    plan, progress, items = work.decided, work.progress, work.items
    held = blocked(items)
    return PlanStatus(
        spec=work.spec,
        spec_url=work.spec_url,
        plan=work.plan,
        url=work.plan_url,
        in_step=work.in_step,
        start=plan.start,
        deploy=plan.deploy,
        done=progress.done,
        total=progress.total,
        percent=progress.percent,
        points_done=progress.points_done,
        points_total=progress.points_total,
        points_percent=percent(progress.points_done, progress.points_total),
        in_progress=progress.in_progress,
        ready=len(ready(items)),
        waiting=sum(item.state is not TaskState.BLOCKED for item in held),
        statuses=Counter(item.status or "No status" for item in items if item.url),
        phases=_phases(plan, progress),
        overdue=tuple(item.title for item in overdue(items, today)),
        blocked=tuple(item.title for item in held if item.state is TaskState.BLOCKED),
        stale=tuple(item.title for item in stale(items, today, after=stale_after)),
        retired=work.retired,
        milestone=next_milestone(plan, progress, today),
    )


def _phases(plan: Plan, progress: Progress) -> tuple[PhaseStatus, ...]:
    found = {phase.number: phase for phase in progress.phases}
    return tuple(
        PhaseStatus(
            number=phase.number,
            name=phase.name,
            due=phase.due,
            state=found[phase.number].state,
            done=found[phase.number].done,
            total=found[phase.number].total,
            percent=found[phase.number].percent,
        )
        for phase in plan.phases
    )


def is_reached(milestone: Milestone, progress: Progress) -> bool:
    """Whether the milestone's phase is done; of one without a phase (the deployment), the whole plan."""
    if milestone.phase is None:
        return progress.is_complete
    return any(phase.number == milestone.phase and phase.state is TaskState.DONE for phase in progress.phases)


def standing_milestones(plan: Plan, progress: Progress) -> tuple[Milestone, ...]:
    """Without those of phases whose tasks were all cancelled: nobody will reach them, and nobody is late."""
    dropped = {phase.number for phase in progress.phases if not phase.total}
    return tuple(found for found in plan.milestones if found.phase not in dropped)


def next_milestone(plan: Plan, progress: Progress, today: date) -> MilestoneStatus | None:
    left = [
        milestone for milestone in standing_milestones(plan, progress) if not is_reached(milestone, progress)
    ]
    if not left:
        return None
    first = min(left, key=lambda milestone: milestone.due)
    return MilestoneStatus(title=first.title, due=first.due, days=(first.due - today).days)
