"""Where a plan stands today: progress by its tasks' statuses, what is late, what changed and when. Pure."""

from collections.abc import Mapping
from datetime import date

from notion_planner.changelog import MOST_ENTRIES, LogEntry, entry_of, outline_of
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.notion.properties import TaskSchema
from notion_planner.progress import Progress, TaskState, roll_up, state_of
from notion_planner.renderer import Standing
from notion_planner.settings import TasksPlace
from notion_planner.state import Existing, PlanState, unpack_items

_OVER = (TaskState.DONE, TaskState.CANCELLED)


def standing_of(
    plan: Plan, spec: Spec, existing: Existing, *, schema: TaskSchema, tasks: TasksPlace, today: date
) -> Standing:
    """``tasks`` is the configuration: names of statuses, and after how many days a started task is stale."""
    states = _states(existing, schema, tasks)
    progress = roll_up(plan, states)
    if schema.role("status"):
        late = {
            "overdue": _overdue(plan, existing, schema, states, today),
            "stale": _stale(plan, existing, states, today, tasks.stale_after),
        }
        progress = progress.model_copy(update=late)
    outline, state = outline_of(plan), existing.state
    if state is None:
        return Standing(created=today, progress=progress, states=states, baseline=outline, outline=outline)
    return Standing(
        created=state.created,
        progress=progress,
        states=states,
        updated=state.updated if _is_told(state, progress) else today,
        log=_log(plan, spec, state, today),
        baseline=state.baseline or outline,
        outline=outline,
    )


def _states(existing: Existing, schema: TaskSchema, tasks: TasksPlace) -> dict[str, TaskState]:
    role = schema.role("status")
    groups: Mapping[str, str] = role.groups if role else {}
    states = {
        key: state_of(page.text_of(role.name) if role else None, groups, tasks.states)
        for key, page in existing.tasks.items()
    }
    if role is None and existing.state is not None:
        # A database that lost its status property tells nothing: what the plan shows stays.
        done = (key for key, page in existing.state.tasks.items() if page.done)
        states |= dict.fromkeys(done, TaskState.DONE)
    return states | dict.fromkeys(existing.gone, TaskState.CANCELLED)


def _is_told(state: PlanState, progress: Progress) -> bool:
    """Whether the plan page shows this progress already (of an incomplete plan: as far as it goes)."""
    return not state.complete or progress.signature == state.progress


def _overdue(
    plan: Plan, existing: Existing, schema: TaskSchema, states: Mapping[str, TaskState], today: date
) -> tuple[str, ...]:
    """Unfinished tasks whose day is over: Notion's, where a person may have moved it, else the plan's.

    A task that is yet to be made counts, too: the plan that is written tells of it.
    """
    role = schema.role("due")
    late = []
    for task in plan.tasks:
        if states.get(task.key) in _OVER:
            continue
        page = existing.tasks.get(task.key)
        text = page.text_of(role.name) if page and role else None
        if (_day(text) or task.due) < today:
            late.append(task.key)
    return tuple(late)


def _stale(
    plan: Plan, existing: Existing, states: Mapping[str, TaskState], today: date, after: int
) -> tuple[str, ...]:
    """Started tasks that nobody has edited for so many days."""
    return tuple(
        task.key
        for task in plan.tasks
        if states.get(task.key) is TaskState.IN_PROGRESS
        and (edited := _day(existing.tasks[task.key].last_edited_time)) is not None
        and (today - edited).days >= after
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _log(plan: Plan, spec: Spec, state: PlanState, today: date) -> tuple[LogEntry, ...]:
    """What changed since the last complete sync comes first; the oldest entries go."""
    if not state.complete:
        return state.log
    text = entry_of(unpack_items(state.items), spec, state.outline, outline_of(plan))
    entries = state.log if text is None else (LogEntry(day=today, text=text), *state.log)
    return entries[:MOST_ENTRIES]
