"""Every team's status names come down to the same five states."""

import time
from datetime import date, timedelta

import pytest

from notion_planner.config import starter_settings
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import Page, Parent, Property, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.progress import TaskState, percent, state_of
from notion_planner.renderer import Standing
from notion_planner.settings import Direction, StatusNames
from notion_planner.standing import standing_of
from notion_planner.state.plan_state import Existing, PageState, PlanState
from notion_planner.templating import Templates
from notion_planner.use_cases.run import pipeline_of


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Done", TaskState.DONE),
        ("in-progress", TaskState.IN_PROGRESS),
        ("In review", TaskState.IN_PROGRESS),
        ("On hold", TaskState.BLOCKED),
        ("Won't do", TaskState.CANCELLED),
        ("To Do", TaskState.NOT_STARTED),
        ("Something else", TaskState.NOT_STARTED),
        (None, TaskState.NOT_STARTED),
    ],
)
def test_the_usual_names_are_known(status: str | None, state: TaskState) -> None:
    assert state_of(status, {}, StatusNames()) is state


def test_an_unusual_name_means_what_its_group_means() -> None:
    groups = {"Auf dem Weg": "In progress", "Fertig": "Complete"}
    assert state_of("Auf dem Weg", groups, StatusNames()) is TaskState.IN_PROGRESS
    assert state_of("Fertig", groups, StatusNames()) is TaskState.DONE


def test_a_configured_name_wins_over_its_group() -> None:
    names = StatusNames(blocked=("Wartet",))
    assert state_of("Wartet", {"Wartet": "In progress"}, names) is TaskState.BLOCKED


def test_statuses_that_are_only_a_sign_are_told_apart() -> None:
    names = StatusNames(done=("✅",), blocked=("⛔",))
    assert [state_of(status, {}, names) for status in ("✅", "⛔", "🚀")] == [
        TaskState.DONE,
        TaskState.BLOCKED,
        TaskState.NOT_STARTED,
    ]


def test_a_name_in_full_says_more_than_one_that_is_only_like_it() -> None:
    names = StatusNames(done=("Done",), in_progress=("Done?",))
    assert state_of("Done?", {}, names) is TaskState.IN_PROGRESS


def test_a_hundred_percent_is_only_said_of_everything() -> None:
    assert (percent(999, 1000), percent(1000, 1000), percent(0, 0)) == (99, 100, 0)


SETTINGS = starter_settings()
PIPELINE = pipeline_of(SETTINGS, Templates())
SCHEMA = TaskSchema(
    data_source="d",
    title="Name",
    roles={
        "status": PropertySchema(id="s", name="Status", type="select"),
        "due": PropertySchema(id="d", name="Due", type="date"),
    },
)


@pytest.fixture(scope="module")
def spec() -> Spec:
    return PIPELINE.read("## Requirements\n- FR-1: Show the ledger", title="Ledger")


@pytest.fixture(scope="module")
def plan(spec: Spec) -> Plan:
    return PIPELINE.plan(spec, start=date(2025, 10, 15))


def standing(plan: Plan, spec: Spec, tasks: dict[str, Page], today: date) -> Standing:
    return standing_of(plan, spec, Existing(tasks=tasks), schema=SCHEMA, settings=SETTINGS, today=today)


def page(*, status: str = "To Do", due: str | None = None, edited: str = "2025-10-14T08:00:00Z") -> Page:
    values = {
        "Status": Property(id="s", type="select", value=status),
        "Due": Property(id="d", type="date", value=due),
    }
    parent = Parent(kind="workspace")
    return Page(id="p", title="t", url="", parent=parent, last_edited_time=edited, properties=values)


def test_a_task_whose_day_is_over_before_it_is_made_is_overdue(plan: Plan, spec: Spec) -> None:
    found = standing(plan, spec, {}, date(2026, 3, 1))
    assert found.progress.overdue == tuple(task.key for task in plan.tasks)


@pytest.mark.parametrize(("direction", "late"), [(Direction.SPEC, True), (Direction.NOTION, False)])
def test_a_day_that_the_run_writes_decides_already(
    plan: Plan, spec: Spec, direction: Direction, late: bool
) -> None:
    task = plan.tasks[0]
    written = (task.due + timedelta(days=1)).isoformat()
    known = {task.key: PageState(id="p", values={"due": written})}
    state = PlanState(spec="s", created=plan.start, start=plan.start, tasks=known)
    existing = Existing(tasks={task.key: page(due=written)}, state=state)
    schema = SCHEMA.model_copy(update={"directions": {"due": direction}})
    today = task.due + timedelta(days=1)
    found = standing_of(plan, spec, existing, schema=schema, settings=SETTINGS, today=today)
    assert (task.key in found.progress.overdue) is late


def test_a_plan_has_nothing_new_to_say_until_the_first_day_that_is_still_to_come_is_over(
    plan: Plan, spec: Spec
) -> None:
    first, *_, last = sorted({task.due for task in plan.tasks})
    assert standing(plan, spec, {}, first).quiet == first
    assert standing(plan, spec, {}, last).quiet == last
    assert standing(plan, spec, {}, last + timedelta(days=1)).quiet is None


def test_a_day_that_a_person_set_ends_the_quiet_as_well(plan: Plan, spec: Spec) -> None:
    moved = {plan.tasks[-1].key: page(due="2025-10-14")}
    assert standing(plan, spec, moved, date(2025, 10, 14)).quiet == date(2025, 10, 14)


def test_a_task_that_is_done_ends_no_quiet(plan: Plan, spec: Spec) -> None:
    done = {task.key: page(status="Done") for task in plan.tasks}
    assert standing(plan, spec, done, date(2025, 10, 14)).quiet is None


def test_a_started_task_ends_the_quiet_before_it_is_stale(plan: Plan, spec: Spec) -> None:
    started = {plan.tasks[-1].key: page(status="In Progress", edited="2025-10-08T08:00:00Z")}
    last = date(2025, 10, 8) + timedelta(days=SETTINGS.tasks.stale_after - 1)
    assert standing(plan, spec, started, last).quiet == last
    assert standing(plan, spec, started, last + timedelta(days=1)).progress.stale == tuple(started)


def test_the_day_of_an_edit_is_the_readers(plan: Plan, spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        started = {plan.tasks[-1].key: page(status="In Progress", edited="2025-10-08T20:00:00.000Z")}
        last = date(2025, 10, 9) + timedelta(days=SETTINGS.tasks.stale_after - 1)
        assert standing(plan, spec, started, last).quiet == last
    finally:
        monkeypatch.undo()
        time.tzset()
