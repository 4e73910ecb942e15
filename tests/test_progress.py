"""Every team's status names come down to the same five states."""

from datetime import date

import pytest

from notion_planner.config import starter_settings
from notion_planner.notion.objects import PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.pipeline import Pipeline
from notion_planner.progress import TaskState, percent, state_of
from notion_planner.settings import StatusNames
from notion_planner.standing import standing_of
from notion_planner.state import Existing
from notion_planner.templating import Templates


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


def test_a_hundred_percent_is_only_said_of_everything() -> None:
    assert (percent(999, 1000), percent(1000, 1000), percent(0, 0)) == (99, 100, 0)


def test_a_task_whose_day_is_over_before_it_is_made_is_overdue() -> None:
    settings = starter_settings()
    pipeline = Pipeline(extraction=settings.extraction, planning=settings.planning, templates=Templates())
    spec = pipeline.read("## Requirements\n- FR-1: Show the ledger", title="Ledger")
    plan = pipeline.plan(spec, start=date(2025, 10, 15))
    status = PropertySchema(id="s", name="Status", type="select")
    schema = TaskSchema(data_source="d", title="Name", roles={"status": status})
    standing = standing_of(
        plan, spec, Existing(), schema=schema, tasks=settings.tasks, today=date(2026, 3, 1)
    )
    assert standing.progress.overdue == tuple(task.key for task in plan.tasks)
