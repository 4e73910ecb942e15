"""Where a plan stands today: progress by its tasks' statuses, what is late, what changed and when. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from notion_planner.changelog import LogEntry, Turnover, entry_of, outline_of, reworded, with_entry
from notion_planner.changes.directions import day_of, due_of
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import Page, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.planner.dates.additions import late_dues
from notion_planner.planner.dates.calendar import CalendarError, WorkCalendar
from notion_planner.progress import Progress, TaskState, fresh_until, nothing_is_done, roll_up, state_of
from notion_planner.renderer import Standing
from notion_planner.settings import Settings, TasksPlace
from notion_planner.state.plan_state import Existing, PlanState, unpack_items
from notion_planner.tracking.worklist import counted

_OVER = (TaskState.DONE, TaskState.CANCELLED)


def standing_of(
    plan: Plan, spec: Spec, existing: Existing, *, schema: TaskSchema, settings: Settings, today: date
) -> Standing:
    """``settings`` name the statuses, after how many days a started task is stale, and the working days."""
    tasks = settings.tasks
    states, late = _states(existing, schema, tasks), _late_dues(plan, existing, schema, settings, today)
    progress, quiet = roll_up(plan, states), None
    if schema.role("status"):
        due = {**_due_days(plan, existing, schema, states), **late}
        fresh = _fresh_days(plan, existing, states, tasks.stale_after)
        progress = progress.model_copy(update={"overdue": _over(due, today), "stale": _over(fresh, today)})
        quiet = min((day for day in (*due.values(), *fresh.values()) if day >= today), default=None)
    outline, state = outline_of(plan), existing.state
    if state is None:
        return Standing(
            created=today, progress=progress, states=states, baseline=outline, outline=outline, quiet=quiet
        )
    previous = unpack_items(state.items)
    overtaken = _overtaken(plan, reworded(previous, spec), states)
    return Standing(
        created=state.created,
        progress=progress,
        states=states,
        updated=state.updated if _is_told(state, progress) else today,
        log=_log(plan, spec, state, today, previous=previous, overtaken=overtaken),
        overtaken=overtaken,
        baseline=state.baseline or outline,
        outline=outline,
        quiet=quiet,
        late_dues=late,
    )


def _late_dues(
    plan: Plan, existing: Existing, schema: TaskSchema, settings: Settings, today: date
) -> dict[str, date]:
    """Only where the task's page can keep its day, and none in a plan whose state was lost: which of its
    tasks are new, nobody knows. A calendar without a working day to come leaves the plan's own days.
    """
    state, keeps = existing.state, schema.written.role("due") and not schema.follows_spec("due")
    if state is None or not state.complete or existing.is_recovered or not keeps:
        return {}
    added = {task.key for task in plan.tasks} - {*state.tasks, *existing.tasks, *existing.gone}
    # As a plan does that is made today.
    tomorrow = today + timedelta(days=1)
    try:
        return late_dues(plan, added, start=tomorrow, calendar=WorkCalendar(settings.planning))
    except CalendarError:
        return {}


def _states(existing: Existing, schema: TaskSchema, tasks: TasksPlace) -> dict[str, TaskState]:
    """Where Notion tells nothing, what the plan shows stays: a database that lost its status property, a task
    in a place that has none, an option for "done" that is called otherwise now. Nobody reopened anything.
    """
    role = schema.role("status")
    groups: Mapping[str, str] = role.groups if role else {}
    states = {
        key: state_of(page.text_of(role.name) if role else None, groups, tasks.states)
        for key, page in existing.tasks.items()
    }
    if existing.state is not None:
        shown = (key for key, page in existing.state.tasks.items() if page.done)
        means_done = not nothing_is_done(schema, tasks.states)
        states |= {
            key: TaskState.DONE
            for key in shown
            if role is None
            or is_unseen(existing.tasks.get(key), role)
            or (not means_done and states.get(key) is TaskState.NOT_STARTED)
        }
    return states | dict.fromkeys(existing.gone, TaskState.CANCELLED)


def is_unseen(page: Page | None, status: PropertySchema) -> bool:
    """Whether the page stands where there is no such property."""
    return page is not None and status.name not in page.properties


def unseen_statuses(standing: Standing, plan: Plan, existing: Existing, schema: TaskSchema) -> list[Problem]:
    """That nobody will see it when tasks are done which were moved to where there is no status property."""
    status = schema.role("status")
    if status is None:
        return []
    open_keys = (task.key for task in plan.tasks if standing.states.get(task.key) not in _OVER)
    pages = (existing.tasks.get(key) for key in open_keys)
    titles = [page.title for page in pages if page is not None and is_unseen(page, status)]
    if not titles:
        return []
    more, one = len(titles) - 1, len(titles) == 1
    named = f"'{titles[0]}'" + (f" and {counted(more, 'more task')}" if more else "")
    return [
        Problem(
            code="status_unseen",
            message=f"{named} {'is' if one else 'are'} where there is no property '{status.name}'; when "
            f"{'it is' if one else 'they are'} done, nothing tells the plan.",
            hint=f"Move {'it' if one else 'them'} to the task database.",
        )
    ]


def _is_told(state: PlanState, progress: Progress) -> bool:
    """Whether the plan page shows this progress already (of an incomplete plan: as far as it goes)."""
    return not state.complete or progress.signature == state.progress


def _due_days(
    plan: Plan, existing: Existing, schema: TaskSchema, states: Mapping[str, TaskState]
) -> dict[str, date]:
    """Unfinished task → its day. One that is yet to be made counts: the plan that is written tells of it."""
    return {
        task.key: _due(task, existing, schema) for task in plan.tasks if states.get(task.key) not in _OVER
    }


def _due(task: Task, existing: Existing, schema: TaskSchema) -> date:
    known = existing.state.tasks.get(task.key) if existing.state else None
    return due_of(task, existing.tasks.get(task.key), schema, known.values if known else {})


def _fresh_days(
    plan: Plan, existing: Existing, states: Mapping[str, TaskState], after: int
) -> dict[str, date]:
    """Task that can become stale → the last day on which it is not."""
    found = {
        task.key: fresh_until(states.get(task.key), day_of(page.last_edited_time), after=after)
        for task in plan.tasks
        if (page := existing.tasks.get(task.key)) is not None
    }
    return {key: day for key, day in found.items() if day is not None}


def _over(days: Mapping[str, date], today: date) -> tuple[str, ...]:
    return tuple(key for key, day in days.items() if day < today)


def _overtaken(
    plan: Plan, changed: Mapping[str, str], states: Mapping[str, TaskState]
) -> dict[str, tuple[str, ...]]:
    """Finished task → names of its demands that have changed since the last sync."""
    done = [task for task in plan.tasks if states.get(task.key) is TaskState.DONE]
    demands = {task.key: (*task.requirement_keys, *task.criterion_keys) for task in done}
    found = {key: tuple(changed[one] for one in ones if one in changed) for key, ones in demands.items()}
    return {key: names for key, names in found.items() if names}


def _log(
    plan: Plan, spec: Spec, state: PlanState, today: date, *, previous: Spec | None, overtaken: Iterable[str]
) -> tuple[LogEntry, ...]:
    """What changed since the last complete sync comes first; the oldest entries go."""
    if not state.complete:
        return state.log
    titles = [plan.task(key).title for key in overtaken]
    text = entry_of(previous, spec, state.outline, outline_of(plan), _turnover(plan, state), titles)
    return state.log if text is None else with_entry(state.log, LogEntry(day=today, text=text))


def _turnover(plan: Plan, state: PlanState) -> Turnover:
    wanted = {task.key for task in plan.tasks}
    stood = {key for key, page in state.tasks.items() if not page.superseded}
    return Turnover(new=len(wanted - stood), retired=len(stood - wanted))
