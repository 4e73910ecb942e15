"""A criterion that names several requirements is a criterion of each."""

import pytest

from notion_planner.extractor import extract
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named

TEXT = """# Webhooks

## Requirements

- WH-1: Register a webhook
- WH-3: Retry a failed delivery
- WH-4: Log each delivery

## Acceptance Criteria

- AC-1: A webhook is stored (WH-1)
- AC-2: A delivery that fails is tried three times and logged (WH-3, WH-4)
"""


def test_a_criterion_that_names_two_requirements_stands_in_the_tasks_of_both() -> None:
    standard = profile_named("standard")
    plan = make_plan(extract(TEXT), settings=PlanningSettings(), profile=standard, start=START)
    found = {task.title for task in plan.tasks if "AC-2" in [check.label for check in task.criteria]}
    assert found == {"Implement retrying a failed delivery", "Implement logging each delivery"}


def test_a_criterion_of_tests_or_of_all_requirements_or_that_shares_only_a_figure_is_no_single_tasks() -> (
    None
):
    other = [
        "All requirements for delivery pass a review",
        "All tests pass for the log",
        "Adoption after 20 days: 3",
    ]
    text = TEXT.replace("failed delivery", "failed delivery for 20 minutes").split("- AC-1")[0]
    text += "\n".join(f"- {criterion}" for criterion in other)
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    bound = {check.text: task.title for task in plan.tasks for check in task.criteria if check.text in other}
    assert bound == dict.fromkeys(other, "Write integration tests")


@pytest.mark.parametrize(
    ("further", "title"), [(0, "Implement setting team preferences"), (9, "Write integration tests")]
)
def test_one_word_tells_what_a_criterion_tests_only_among_few(further: int, title: str) -> None:
    text = "# Mails\n\n## Requirements\n\n- Set team preferences\n"
    text += "".join(f"- Send mail number {number}\n" for number in range(further))
    text += "\n## Acceptance Criteria\n\n- The whole support team is trained\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert [task.title for task in plan.tasks if task.criterion_keys] == [title]


def test_a_criterion_of_the_unit_tests_or_the_documentation_stands_in_their_task() -> None:
    wanted = {
        "Unit tests cover each retry": "Write unit tests",
        "Documentation covers the webhook's setup": "Write documentation",
        "Documents are stored": "Write integration tests",
    }
    text = TEXT.split("- AC-1")[0] + "\n".join(f"- {criterion}" for criterion in wanted)
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    found = {check.text: task.title for task in plan.tasks for check in task.criteria if check.text in wanted}
    assert found == wanted


def test_a_named_scenario_stands_in_its_task_with_its_steps() -> None:
    text = (
        "# Lockers\n\n## Requirements\n\n### Requirement: Lend a locker\n\nThe desk SHALL lend a locker.\n\n"
        "#### Scenario: None is free\n\n- **WHEN** no locker is free\n- **THEN** the desk offers a queue\n"
    )
    plan = make_plan(extract(text), settings=PlanningSettings(), profile=profile_named("quick"), start=START)
    (found,) = (check.text for check in plan.criteria)
    assert found == "None is free: WHEN no locker is free; THEN the desk offers a queue"
    assert found in [check.text for task in plan.tasks for check in task.criteria]
