"""What the specification says must come first comes first: its own items' dependencies on each other."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named

BOOKING = """
# Booking

## Requirements

### FR-3: Book a room

- Depends on: FR-2 (login), FR-1

### FR-1: Register an account

Guests register with an e-mail address.

### FR-2: Log in

**Dependencies**: FR-1

## Refunds

- FR-4: Refund a booking, which depends on FR-5
- FR-5: Pay a booking; requires FR-3
- FR-6: Send a receipt
  - Blocked by FR-5 and FR-3

## Dependencies

- Payment provider: sandbox account
"""


def planned(text: str) -> Plan:
    return make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )


def waits(plan: Plan) -> dict[str, list[str]]:
    label = {c.tasks[0]: c.label for c in plan.coverage if c.tasks and c.label.startswith("FR")}
    return {
        label[task.key]: [label[key] for key in task.blocked_by if key in label]
        for task in plan.tasks
        if task.key in label
    }


def test_a_task_waits_for_what_its_requirement_depends_on() -> None:
    plan = planned(BOOKING)
    assert waits(plan) == {
        "FR-1": [],
        "FR-2": ["FR-1"],
        "FR-3": ["FR-2"],  # and by it for FR-1
        "FR-5": ["FR-3"],
        "FR-4": ["FR-5"],
        "FR-6": ["FR-5"],
    }


@pytest.mark.parametrize("column", ["Depends on", "Dependencies", "Blocked by", "Hängt ab von"])
def test_a_column_of_a_table_says_what_its_requirements_depend_on(column: str) -> None:
    text = f"# A\n\n## Functional Requirements\n\n| ID | Requirement | {column} |\n| --- | --- | --- |\n"
    text += "| FR-1 | Book a room | FR-2, FR-3 |\n| FR-2 | Log in | – |\n| FR-3 | Pay a stay | FR-2 |\n"
    assert waits(planned(text)) == {"FR-2": [], "FR-3": ["FR-2"], "FR-1": ["FR-3"]}


def test_an_item_of_the_specification_is_no_dependency_to_confirm() -> None:
    plan = planned(BOOKING)
    assert [line.text for line in plan.external_dependencies] == ["Payment provider: sandbox account"]
    assert [t.title for t in plan.tasks if t.key.startswith("dependency")] == [
        "Confirm payment provider: sandbox account"
    ]


def test_requirements_that_depend_on_each_other_are_still_planned() -> None:
    round_ = (
        "# A\n\n## Requirements\n\n- FR-1: Send mail (depends on FR-2)\n- FR-2: Get mail (depends on FR-1)\n"
    )
    assert waits(planned(round_)) == {"FR-2": [], "FR-1": ["FR-2"]}


def test_a_phase_stands_behind_the_phase_that_it_depends_on() -> None:
    text = "# A\n\n## Functional Requirements\n\n### Refunds\n\n- FR-1: Refund a stay. Depends on FR-2.\n\n"
    text += "### Payments\n\n- FR-2: Pay a stay\n"
    names = [phase.name for phase in planned(text).phases]
    assert names.index("Payments") < names.index("Refunds")


@pytest.mark.parametrize("said", ["requires FR-9 forms", "depends on the weather", "after FR-2"])
def test_what_names_no_item_behind_its_word_is_no_dependency(said: str) -> None:
    text = f"# A\n\n## Requirements\n\n- FR-1: Print a form, {said}\n- FR-2: Fill a form\n"
    assert waits(planned(text)) == {"FR-1": [], "FR-2": []}


def test_what_waits_for_a_task_that_is_split_waits_for_its_last_part() -> None:
    criteria = "".join(f"  - AC-{n}: Row {n} is imported with its {n} columns\n" for n in range(1, 20))
    text = f"# A\n\n## Requirements\n\n- FR-1: Import rows\n{criteria}- FR-2: Show rows. Depends on FR-1.\n"
    plan = planned(text)
    parts = [task.key for task in plan.tasks if task.title.startswith("Implement import")]
    (shown,) = [task for task in plan.tasks if "rows" in task.title and task.key not in parts]
    assert len(parts) > 1
    assert shown.blocked_by == (parts[-1],)


def test_what_waits_for_something_of_a_later_phase_belongs_to_that_phase() -> None:
    text = "# A\n\n## Functional Requirements\n\n### Mail\n\n- FR-1: Send a letter\n"
    text += "- FR-2: Send a bill. Depends on FR-3.\n\n### Money\n\n- FR-3: Pay a stay. Depends on FR-1.\n"
    plan = planned(text)
    assert waits(plan) == {"FR-1": [], "FR-3": ["FR-1"], "FR-2": ["FR-3"]}
    phase_of = {task.key: plan.phases[task.phase - 1].name for task in plan.tasks}
    assert [phase_of[c.tasks[0]] for c in plan.coverage[:3]] == ["Mail", "Money", "Money"]
