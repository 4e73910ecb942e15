"""What a sentence is about: access that is asked for, and stores that something is kept in."""

import pytest

from notion_planner.extractor import extract
from notion_planner.planner import make_plan
from notion_planner.planner.demands.topics import Topic, is_flagged, storage_in, topic_of
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Guests log in with a code", Topic.AUTHENTICATION),
        ("The map works without a login", None),
        ("No user authentication exists in this version", None),
        ("Die App funktioniert ohne Login", None),
        ("Nobody changes a plan without permission", Topic.AUTHORIZATION),
        ("The app asks for camera permission", None),
        ("An error is shown when permission for the microphone is denied", None),
        ("No JWT is ever logged", None),
        ("No login is lost, and roles have permissions", Topic.AUTHORIZATION),
    ],
)
def test_access_that_is_not_asked_for_is_no_topic(text: str, topic: Topic | None) -> None:
    assert topic_of(text) is topic


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("Photos are stored in S3", "S3"),
        ("Dates are stored in UTC", None),
        ("Reports are saved in PDF format", None),
        ("Nothing is uploaded in the MVP", None),
    ],
)
def test_a_format_or_a_release_is_no_store(text: str, store: str | None) -> None:
    assert storage_in(text) == store


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Exports are released behind a feature flag", True),
        ("Exports are visible without a feature flag", False),
        ("The feature flag of exports is removed", False),
        ("Export ist sichtbar (kein Feature-Flag mehr nötig)", False),
    ],
)
def test_a_feature_flag_that_goes_is_not_made(text: str, *, flagged: bool) -> None:
    assert is_flagged(text) == flagged


def test_a_rule_of_security_that_is_said_once_is_one_task_whatever_its_section_is_about() -> None:
    text = "# Import\n\n## Requirements\n\n- Import orders\n\n## Security & privacy\n\n- Rate-limit imports\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    named = [t.title for t in plan.tasks if any("Rate-limit" in line.text for line in t.requirements)]
    assert named == ["Implement rate limiting"]


@pytest.mark.parametrize(
    ("criterion", "title"),
    [
        ("Validation errors return 400", "Implement input validation"),
        ("Invalid dates are refused", "Implement input validation"),
        ("E-mail addresses are validated", "Implement input validation"),
        ("Tickets are deployed to staging and validated", "Write integration tests"),
        ("Transitions are validated against the table of transitions", "Write integration tests"),
    ],
)
def test_only_what_is_put_in_is_validated_by_a_task_of_its_own(criterion: str, title: str) -> None:
    text = f"# Tours\n\n## Requirements\n\n- Guides book a room\n\n## Acceptance Criteria\n\n- {criterion}\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert [task.title for task in plan.tasks if task.criterion_keys] == [title]


def test_one_store_by_two_names_is_set_up_once() -> None:
    page = "# Photos\n\n## Requirements\n\n- Photos are stored in the AWS S3 bucket\n- S3 keeps them a year\n"
    plan = make_plan(
        extract(page), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert [task.title for task in plan.tasks if "Configure" in task.title] == ["Configure AWS S3 storage"]


def test_a_criterion_that_names_an_endpoint_and_is_what_is_built_needs_no_second_task() -> None:
    page = "# Photos\n\n## Acceptance criteria\n\n- `GET /photos` lists a day\n- Photos are printed\n"
    plan = make_plan(
        extract(page), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert len([task for task in plan.tasks if "GET /photos" in task.title]) == 1
