"""Which page is a task's, where the plan no longer remembers: by key, title, objective, or a title alike."""

from datetime import date

import pytest

from notion_planner.changes.recovery import Candidate, agreement, days_in, recognised
from notion_planner.changes.task_values import key_value
from notion_planner.config import starter_settings
from notion_planner.model.plan import Plan
from notion_planner.notion.objects import Page, Parent, Property, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.use_cases.run import pipeline_of
from tests.conftest import CREATED, TEMPLATES

SCHEMA = TaskSchema(
    data_source="d", title="Name", roles={"key": PropertySchema(id="k", name="Key", type="rich_text")}
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    text = (
        "## Requirements\n- Members upload a picture\n- Guests search by name\n- Members export data as CSV\n"
    )
    pipeline = pipeline_of(starter_settings(), TEMPLATES)
    return pipeline.plan(pipeline.read(text, title="Profiles"), start=CREATED)


def page(name: str, *, title: str = "", key: str = "", text: str = "") -> Candidate:
    keyed = {"Key": Property(id="k", type="rich_text", value=key)} if key else {}
    parent = Parent(kind="data_source", id="d")
    return Candidate(page=Page(id=name, title=title, url="", parent=parent, properties=keyed), text=text)


def found(plan: Plan, *candidates: Candidate) -> dict[str, str]:
    pages = recognised(plan, candidates, spec_id="spec", schema=SCHEMA)
    return {key: page.id for key, page in pages.items()}


def test_a_page_is_known_by_its_key_whatever_it_says(plan: Plan) -> None:
    task = plan.tasks[0]
    mine = page("1", title="Ada's", key=key_value("spec", task.key))
    assert found(plan, page("2", title=task.full_title), mine) == {task.key: "1"}


def test_a_page_is_known_by_its_title(plan: Plan) -> None:
    pages = [page(str(n), title=task.full_title) for n, task in enumerate(plan.tasks)]
    assert found(plan, *reversed(pages)) == {task.key: str(n) for n, task in enumerate(plan.tasks)}


def test_a_renamed_page_is_known_by_the_objective_that_it_states(plan: Plan) -> None:
    task = plan.tasks[1]
    text = f"## Objective\n{task.objective.text}\n## My notes\n"
    assert found(plan, page("1", title="Ada's", text=text)) == {task.key: "1"}


def test_a_page_whose_title_reads_much_alike_is_taken_and_another_is_not(plan: Plan) -> None:
    task = plan.tasks[0]
    alike, other = page("1", title=f"{task.full_title} now"), page("2", title="Paint the fence")
    assert found(plan, other, alike) == {task.key: "1"}


def test_the_days_of_a_text_are_named_last_first() -> None:
    text = "Deploy by 2025-12-01\n*Updated on October 20, 2025*\n*Created on October 14, 2025*\n2025-10-14"
    assert days_in(text) == (date(2025, 10, 14), date(2025, 10, 20), date(2025, 12, 1))


def test_a_text_agrees_in_as_many_items_as_it_has_in_common() -> None:
    assert agreement("## A\n- one\n- two\n- two", "## A\n- two\n- one\n- three") == 3
