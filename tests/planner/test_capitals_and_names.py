"""How the words of a specification stand in titles, phases and lines of the plan."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import make_plan
from notion_planner.planner.wishes import story_phrase
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def planned(text: str) -> Plan:
    standard = profile_named("standard")
    return make_plan(extract(text), settings=PlanningSettings(), profile=standard, start=START)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Weigh a parcel", "Implement weigh a parcel"),
        ("Dark mode", "Implement dark mode"),
        ("Stripe payments", "Implement Stripe payments"),
        ("Progress Timeline", "Implement Progress Timeline"),
        ("PDF export", "Implement PDF export"),
    ],
)
def test_a_title_goes_on_in_small_letters_unless_a_name_follows(asked: str, title: str) -> None:
    plan = planned(f"# Lockers\n\n## Functional Requirements\n\n- FR-1: {asked}\n- FR-2: Book a slot\n")
    assert title in [task.title for task in plan.tasks]


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("ingredients to be merged", "Ensure ingredients are merged"),
        ("see orders to be packed", "Implement seeing orders to be packed"),
        ("orders to scan", "Implement orders to scan"),
    ],
)
def test_a_wish_for_a_state_of_things_needs_no_article(wanted: str, title: str) -> None:
    assert story_phrase(wanted, "Implement") == title


def test_a_phase_is_called_by_the_thing_and_not_by_the_verb_behind_it() -> None:
    text = "# Parcels\n\n## Functional Requirements\n\n- FR-1: The courier sends a photo\n"
    text += "- FR-2: A locker MUST open with a code\n\n## API\n\n- `POST /photos`\n- `GET /photos`\n"
    text += "- `POST /v1/lockers/{id}/open`\n"
    assert not [phase.name for phase in planned(text).phases if "Must" in phase.name]


@pytest.mark.parametrize("heading", ["Must have", "Should Have (P1)", "High priority"])
def test_a_phase_of_a_priority_is_called_the_features_of_it(heading: str) -> None:
    text = f"# Parcels\n\n## Functional\n\n- Weigh a parcel\n\n### {heading}\n\n- Print a label\n"
    assert f"{heading} features" in [phase.name for phase in planned(text).phases]


def test_the_plan_page_says_the_category_of_a_quality_once() -> None:
    text = "# App\n\n## Features\n\n- Map\n\n## Non-Functional\n\n- Performance: App launches in 2 s\n"
    (line,) = planned(text).non_functional
    assert (line.label, line.text) == ("Performance", "App launches in 2 s")
