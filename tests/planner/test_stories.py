"""What serves a story, what it is tested after, and which phase both share."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def planned(markdown: str) -> Plan:
    spec = extract(markdown, title="Stock")
    return make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)


STORIES_WITH_REQUIREMENTS = """# Stock

## User Stories

### US-1: Add Item (Priority: P1)

As a keeper, I want to add new items so that we know what we have.

**Functional Requirements:**

- FR-1: Items must have a SKU, a name and a unit price.

**Acceptance Scenarios:**

1. Given a keeper, When they submit a valid item, Then it is saved.

### US-2: Search Stock (Priority: P2)

As an analyst, I want to search the stock by SKU, name or unit price so that I find items.

**Functional Requirements:**

- FR-2: Results must be sorted.

**Acceptance Scenarios:**

1. Given two items, When one is searched for, Then it alone is shown.
"""


def test_a_requirement_below_a_storys_heading_serves_that_story_whatever_other_story_has_its_words() -> None:
    plan = planned(STORIES_WITH_REQUIREMENTS)
    first, second = (task for task in plan.tasks if task.key.startswith("story:"))
    waits = [[plan.task(key).requirements[0].label for key in task.blocked_by] for task in (first, second)]
    assert waits == [["FR-1"], ["FR-2"]]


def test_a_phase_of_a_story_and_its_requirements_has_the_name_of_their_heading() -> None:
    markdown = (
        "# Tasks\n\n## Features\n\n### Feature: Task Board\n\n"
        "**User Story:** As a member, I want to drag tasks so that their status is current.\n\n"
        "**Requirements:**\n\n- Users can create columns\n- Users can drag cards between columns\n\n"
        "**Acceptance Criteria:**\n\n- The order of cards is kept\n\n"
        "### Feature: Notifications\n\n**Requirements:**\n\n- Users get a digest every day\n"
    )
    assert [phase.name for phase in planned(markdown).phases[1:-2]] == ["Task Board", "Notifications"]


STORIES_WITH_ENDPOINTS = """# Reviews

## User Stories

### US-1: Write a review

As a customer, I want to write a review of what I have hired, so that others can read it.

### US-2: My reviews

As a customer, I want to see the reviews that are mine, so that I can follow them.

## API Endpoints

- `POST /tools/{id}/reviews`
- `GET /me/reviews`
"""


def test_a_story_waits_for_the_endpoints_that_it_calls_and_shares_their_phase() -> None:
    plan = planned(STORIES_WITH_ENDPOINTS)
    calls = {
        task.title: [(plan.task(key).title, plan.task(key).phase == task.phase) for key in task.blocked_by]
        for task in plan.tasks
        if task.key.startswith("story:")
    }
    assert list(calls.values()) == [
        [("Implement POST /tools/{id}/reviews", True)],
        [("Implement GET /me/reviews", True)],
    ]


def test_a_story_does_not_call_what_it_shares_only_a_verb_with() -> None:
    plan = planned(
        "# Library\n\n## User Stories\n\n- As a reader, I want to create a new account\n\n"
        "## API Endpoints\n\n- `POST /loans` - Create a new loan\n"
    )
    story = next(task for task in plan.tasks if task.key.startswith("story:"))
    assert not any(key.startswith("endpoint:") for key in story.blocked_by)


def test_to_verify_a_story_takes_no_longer_for_the_number_of_tasks_that_come_first() -> None:
    wanted = ("add a pallet", "move a pallet", "weigh a pallet", "load a pallet", "scrap a pallet")
    listed = "".join(f"- The keeper can {text}\n" for text in wanted)
    plan = planned(
        "# Stock\n\n## User Stories\n\n### US-1: Pallets\n\nAs a keeper, I want to handle pallets.\n\n"
        f"**Functional Requirements:**\n\n{listed}\n**Acceptance Criteria:**\n\n- No pallet is lost\n"
    )
    check = next(task for task in plan.tasks if task.key.startswith("story:"))
    assert len(check.blocked_by) == len(wanted)
    assert check.estimate.points == 2


@pytest.mark.parametrize(("criteria", "points"), [(4, 2), (5, 3), (8, 3)])
def test_to_verify_a_story_takes_at_most_the_day_that_its_requirement_takes(
    criteria: int, points: int
) -> None:
    listed = "".join(f"- Pallet {number} is weighed\n" for number in range(criteria))
    plan = planned(
        "# Stock\n\n## User Stories\n\n### US-1: Pallets\n\nAs a keeper, I want to weigh pallets.\n\n"
        f"**Functional Requirements:**\n\n- Weigh pallets\n\n**Acceptance Criteria:**\n\n{listed}"
    )
    built, check = plan.coverage[0].tasks[0], plan.coverage[1].tasks[0]
    assert (plan.task(built).estimate.points, plan.task(check).estimate.points) == (3, points)


def test_a_story_is_not_lost_to_a_requirement_that_shares_one_word_with_it() -> None:
    plan = planned(
        "# Rules\n\n## User Stories\n\n- US-1: As a user, I can chain multiple actions in sequence\n\n"
        "## Functional Requirements\n\n- FR-1: Support multiple languages\n- FR-2: Sort files\n"
    )
    asked = {item.label: [plan.task(key).key.split(":")[0] for key in item.tasks] for item in plan.coverage}
    assert asked == {"FR-1": ["requirement"], "FR-2": ["requirement"], "US-1": ["story"]}


def test_what_a_user_can_do_is_an_act() -> None:
    plan = planned("# Rules\n\n## User Stories\n\n- US-1: As a user, I can chain actions\n")
    assert "Implement chaining actions" in [task.title for task in plan.tasks]


def test_the_title_of_a_check_leaves_out_an_aside_rather_than_what_comes_after_it() -> None:
    plan = planned(
        "# Alerts\n\n## User Stories\n\n### US-1: Reasons\n\n"
        "As a user, I want to understand why I received (or did not receive) an alert.\n\n"
        "**Functional Requirements:**\n\n- FR-1: Explain an alert\n\n"
        "**Acceptance Criteria:**\n\n- The reason is shown\n"
    )
    (check,) = (task.title for task in plan.tasks if task.key.startswith("story:"))
    assert check == "Verify the story: understand why they received an alert"


def test_a_requirement_serves_the_story_that_has_its_name() -> None:
    plan = planned(
        "# Alerts\n\n## User Stories\n\n### US1: Alert reasons\n\nAs a user, I want to know why.\n\n"
        "**Acceptance Criteria:**\n\n- It can be read\n\n### US2: Digest\n\nAs a user, I want one mail.\n\n"
        "## Functional Requirements\n\n- FR-1: Alert reasons in short\n"
    )
    assert plan.task("requirement:" + plan.coverage[0].item).key in plan.coverage[1].tasks
