"""A plan and its task pages → work items: states, dates, people, and what waits for what. Pure.

What a person set in Notion wins over the plan: the due date, the priority, and the dependency relation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from notion_planner.changes.directions import day_of, due_of
from notion_planner.model.plan import Plan, Task
from notion_planner.model.spec import Priority
from notion_planner.notion.objects import Page, Property
from notion_planner.notion.properties import TaskSchema, priority_named
from notion_planner.pictures import numbers
from notion_planner.planner.dates.calendar import CalendarError, WorkCalendar
from notion_planner.preview.report import status_of
from notion_planner.progress import TaskState, state_of
from notion_planner.settings import PlanningSettings, StatusNames
from notion_planner.state.plan_state import Existing
from notion_planner.tracking.task_lookup import ticket_of
from notion_planner.tracking.worklist import OVER, Blocker, WorkItem


@dataclass(frozen=True)
class Board:
    """A plan with what stands in Notion. ``others``: pages of other plans that relations name, by id.

    A page that a relation names and that is in neither cannot be seen. ``states``, ``late_dues``: see
    Standing.
    """

    plan: Plan
    existing: Existing
    schema: TaskSchema
    names: StatusNames
    planning: PlanningSettings
    spec: str
    today: date
    others: Mapping[str, Page]
    states: Mapping[str, TaskState]
    late_dues: Mapping[str, date]


def other_pages(plan: Plan, existing: Existing, schema: TaskSchema) -> tuple[str, ...]:
    """Ids of pages outside of the plan that its tasks wait for."""
    known = _keys_of(existing)
    waits = _waits_in_notion(plan, existing, schema) or {}
    return tuple(dict.fromkeys(page_id for ids in waits.values() for page_id in ids if page_id not in known))


def work_items(board: Board) -> tuple[WorkItem, ...]:
    """Every task of the plan, in plan order; those in the trash count as cancelled."""
    plan = board.plan
    states = {task.key: board.states.get(task.key, TaskState.NOT_STARTED) for task in plan.tasks}
    waits = _all_blockers(board, states)
    unblocks = Counter(
        blocker.key for key, found in waits.items() if states[key] not in OVER for blocker in found
    )
    number, calendar = numbers(plan), _calendar(board.planning)
    return tuple(
        _item(board, task, calendar).model_copy(
            update={
                "state": states[task.key],
                "number": number[task.key],
                "waits_for": waits[task.key],
                "unblocks": unblocks[task.key],
                "place": place,
                "blocked_since": _blocked_since(board.existing, task.key, states[task.key]),
                "done_on": _done_on(board, task.key, states[task.key]),
            }
        )
        for place, task in enumerate(plan.tasks)
    )


def _item(board: Board, task: Task, calendar: WorkCalendar | None) -> WorkItem:
    """What the page and the plan say of one task by itself."""
    page = board.existing.tasks.get(task.key)
    due = board.late_dues.get(task.key) or due_of(task, page, board.schema, _written(board, task.key))
    return WorkItem(
        key=task.key,
        title=page.title if page else task.full_title,
        short_title=task.title,
        ticket=ticket_of(page),
        spec=board.spec,
        status=status_of(page, board.schema) if page else None,
        id=page.id if page else None,
        url=page.url if page else None,
        phase=task.phase,
        priority=_priority(page, board.schema) or task.priority,
        points=task.estimate.points,
        start=min(task.start, due),
        due=due,
        latest_start=_latest_start(task, due, calendar),
        slack_days=task.slack_days,
        critical=task.key in board.plan.critical_path,
        assignees=_value(page, board.schema, "assignee").people,
        edited=day_of(page.last_edited_time) if page else None,
    )


def _blocked_since(existing: Existing, key: str, state: TaskState) -> date | None:
    known = existing.state.blocked_since if existing.state else {}
    return known.get(key) if state is TaskState.BLOCKED else None


def _done_on(board: Board, key: str, state: TaskState) -> date | None:
    """The day on which it was first seen done, which may be now."""
    known = board.existing.state.tasks.get(key) if board.existing.state else None
    if known is None or state is not TaskState.DONE:
        return None
    return known.done_on if known.done else board.today


def _written(board: Board, key: str) -> Mapping[str, str]:
    """Role → what was last written to the task's property."""
    known = board.existing.state.tasks.get(key) if board.existing.state else None
    return known.values if known else {}


def _value(page: Page | None, schema: TaskSchema, role: str) -> Property:
    found = schema.role(role)
    empty = Property(id="", type="")
    return page.properties.get(found.name, empty) if page and found else empty


def _page_state(board: Board, page: Page) -> TaskState:
    role = board.schema.role("status")
    return state_of(status_of(page, board.schema), role.groups if role else {}, board.names)


def _priority(page: Page | None, schema: TaskSchema) -> Priority | None:
    value = _value(page, schema, "priority").value
    return priority_named(value) if isinstance(value, str) else None


def _calendar(planning: PlanningSettings) -> WorkCalendar | None:
    try:
        return WorkCalendar(planning)
    except CalendarError:
        return None


def _latest_start(task: Task, due: date, calendar: WorkCalendar | None) -> date:
    """The planned start, later by the task's slack and by as much as a person moved its due date."""
    try:
        moved = task.start + (due - task.due)
        return calendar.plus(moved, int(task.slack_days)) if calendar else moved
    except (CalendarError, OverflowError):
        return due


def _waits_in_notion(plan: Plan, existing: Existing, schema: TaskSchema) -> dict[str, list[str]] | None:
    """Task key → ids of the pages that it waits for, by the database's relation.

    None where the database has none, or where none of the plan's tasks uses it: a relation that was added
    after the tasks says nothing yet.
    """
    keys = [task.key for task in plan.tasks if task.key in existing.tasks]
    pages = {key: existing.tasks[key] for key in keys}
    waits: dict[str, list[str]] = {key: [] for key in keys}
    if schema.accepts("blocked_by", schema.data_source):
        for key, page in pages.items():
            waits[key] += _ids(page, schema, "blocked_by")
    elif schema.accepts("blocks", schema.data_source):
        by_id = {page.id: key for key, page in pages.items()}
        for page in existing.tasks.values():
            for blocked in _ids(page, schema, "blocks"):
                if blocked in by_id:
                    waits[by_id[blocked]].append(page.id)
    return waits if any(waits.values()) else None


def _ids(page: Page, schema: TaskSchema, role: str) -> Iterable[str]:
    value = _value(page, schema, role).value
    return [i for i in value if i != page.id] if isinstance(value, tuple) else ()


def _keys_of(existing: Existing) -> dict[str, str]:
    """Page id → task key, of every task that the plan knows or knew."""
    known = existing.state.tasks if existing.state else {}
    keys = {page.id: key for key, page in known.items()}
    return keys | {page.id: key for key, page in existing.tasks.items()}


def _all_blockers(board: Board, states: Mapping[str, TaskState]) -> dict[str, tuple[Blocker, ...]]:
    """A task that the specification no longer asks for holds up none, whoever named it."""
    waits = _waits_in_notion(board.plan, board.existing, board.schema) or {}
    keys = _keys_of(board.existing)
    return {
        task.key: tuple(
            _own(board, keys[page_id], states) if page_id in keys else _foreign(board, page_id)
            for page_id in dict.fromkeys(waits[task.key])
            if keys.get(page_id) in states or page_id not in keys
        )
        if task.key in waits
        else tuple(_own(board, key, states) for key in task.blocked_by)
        for task in board.plan.tasks
    }


def _own(board: Board, key: str, states: Mapping[str, TaskState]) -> Blocker:
    page = board.existing.tasks.get(key)
    return Blocker(
        title=page.title if page else board.plan.task(key).full_title,
        key=key,
        url=page.url if page else None,
        status=status_of(page, board.schema) if page else None,
        state=states[key],
    )


def _foreign(board: Board, page_id: str) -> Blocker:
    """A page that is no task of the plan."""
    page = board.others.get(page_id)
    if page is None:
        return Blocker(title=f"page {page_id}")
    state = TaskState.CANCELLED if page.in_trash else _page_state(board, page)
    return Blocker(title=page.title, url=page.url, status=status_of(page, board.schema), state=state)
