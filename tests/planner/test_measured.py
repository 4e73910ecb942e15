"""Qualities with a number are tested, and their tests are titled as sentences."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Task
from notion_planner.planner import make_plan
from notion_planner.planner.english.phrasing import measured_phrase, verb_phrase
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def tasks(quality: str) -> list[Task]:
    text = f"# Lockers\n\n## Functional\n\n- FR-1: Book a slot\n\n## Non-Functional\n\n- {quality}\n"
    spec, standard = extract(text), profile_named("standard")
    plan = make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)
    return [task for task in plan.tasks if task.requirement_keys][1:]


def titles(quality: str) -> list[str]:
    return [task.title for task in tasks(quality)]


@pytest.mark.parametrize(
    "load",
    [
        "500 customers run saved searches at the same time",
        "500 bookings per minute are taken",
        "Up to 200 parcels an hour are sorted",
    ],
)
def test_a_number_of_things_at_once_or_in_a_time_is_a_performance_test(load: str) -> None:
    (title,) = titles(load)
    assert title == f"Test that {load[0].lower()}{load[1:]}"


def test_what_is_asked_of_tests_stands_in_the_phase_of_tests() -> None:
    for quality in ("Unit tests shall cover both outcomes", "Keep test coverage above the last release's"):
        assert tasks(quality)[0].phase == tasks("Answer within 1 s")[0].phase
    assert tasks("The tests page shall be readable")[0].phase < tasks("Answer within 1 s")[0].phase


def test_a_rule_of_security_is_titled_as_the_statement_that_it_is() -> None:
    text = "# Mail\n\n## Requirements\n\n- FR-1: Send mail\n\n## Security\n\n- {}\n"
    for rule, title in (
        ("Message bodies are deleted after 30 days", "Ensure message bodies are deleted after 30 days"),
        ("Use prepared statements", "Implement using prepared statements"),
    ):
        spec, standard = extract(text.format(rule)), profile_named("standard")
        plan = make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)
        assert [task.title for task in plan.tasks if task.requirement_keys][1:] == [title]


@pytest.mark.parametrize(
    "limit",
    ["Answer within 200 ms for 95 % of requests", "Carry 500 concurrent users", "Photo uploads up to 5 MB"],
)
def test_a_limit_that_became_a_criterion_is_asked_for_once(limit: str) -> None:
    (task,) = tasks(limit)
    again = ("Measured and recorded", "A measure is agreed", "Input at the limit")
    assert not [check.text for check in task.criteria if check.text.startswith(again)]


def test_a_protection_against_guessing_is_built_whatever_times_it_names() -> None:
    (title,) = titles("Brute force protection: after 10 wrong codes in 5 minutes the field is locked")
    assert title.startswith("Provide brute force protection")


def test_what_is_counted_by_the_day_is_built() -> None:
    assert not titles("A customer gets 2 mails per day")[0].startswith("Test")


@pytest.mark.parametrize(
    ("measured", "tested"),
    [
        ("list loads in 500ms p95", "that list loads in 500ms p95"),
        ("A saved search answers in less than 300 ms", "that a saved search answers in less than 300 ms"),
        ("Handles 500 bookings per minute", "that it handles 500 bookings per minute"),
        ("Index stays below 2 GB", "that index stays below 2 GB"),
        ("Pages load in 1 s", "that pages load in 1 s"),
        ("The list shall load in 1 s", "that the list loads in 1 s"),
        ("UI SHOULD stay responsive", "that the UI stays responsive"),
        ("Memory must not exceed 200 MB", "that memory does not exceed 200 MB"),
        ("Users can search in 1 s", "that users can search in 1 s"),
        ("Support for 500 users", "support for 500 users"),
        ("List orders in 1 s", "the ability to list orders in 1 s"),
        ("Sync starts within 30 s", "that sync starts within 30 s"),
        ("Search results within 300 ms", "the ability to search results within 300 ms"),
        ("Response time < 200 ms", "response time < 200 ms"),
        ("Ability to handle peak loads", "ability to handle peak loads"),
        ("Latency of what the app returns: 1 s", "latency of what the app returns: 1 s"),
    ],
)
def test_a_statement_is_tested_to_be_so_and_an_order_to_be_possible(measured: str, tested: str) -> None:
    assert measured_phrase(measured) == tested


def test_what_a_quality_handles_is_ensured() -> None:
    assert verb_phrase("Handles errors gracefully", "Provide") == "Ensure it handles errors gracefully"


@pytest.mark.parametrize(
    ("quality", "title"),
    [
        ("The system shall recover from crashes", "Ensure the system recovers from crashes"),
        ("Users can export orders", "Ensure the ability to export orders"),
        ("Follow the conventions of the shop", "Follow the conventions of the shop"),
        ("Version control", "Provide version control"),
        ("Data backup at night", "Provide data backup at night"),
        (
            "Room control (see FR-9 and what it says) must keep up with all guests who book in one hour",
            "Ensure room control keeps up with all guests who book in one hour",
        ),
        ("Enforce least privilege for clerks", "Enforce least privilege for clerks"),
        ("Clear separation of layers", "Provide clear separation of layers"),
    ],
)
def test_a_quality_is_ensured_of_what_has_it_and_a_thing_is_provided(quality: str, title: str) -> None:
    assert titles(quality) == [title]


def test_a_category_before_a_quality_is_not_said_twice() -> None:
    assert titles("Privacy: GDPR compliant; users can delete their account") == [
        "Ensure GDPR compliance; users can delete their account"
    ]


def test_a_quality_that_was_pasted_twice_is_one_task_for_both() -> None:
    (task,) = tasks("NFR-1: Answer within 1 s\n- NFR-1: Answer within 1 s")
    assert len(task.requirement_keys) == 2


def test_a_task_does_not_repeat_the_category_of_what_it_shows_or_enforces() -> None:
    (shown,) = tasks("Performance: lists load in 1 s")
    assert shown.objective.text == "Show by measurement: lists load in 1 s"
    (enforced,) = tasks("Security: access control for every role")
    assert enforced.objective.text == "Access control for every role"
    assert enforced.criteria[0].text == "Enforced and tested: access control for every role"


def test_how_much_memory_may_be_taken_is_measured_even_where_limits_are_spoken_of() -> None:
    assert titles("Memory: < 1 GB per rate limit key") == ["Test memory: < 1 GB per rate limit key"]


def test_a_limit_is_of_what_is_accepted_and_not_of_who_accepts_it() -> None:
    found = titles("The system must handle invoice files up to 10 MB")
    assert found == ["Add validation of invoice files size"]


@pytest.mark.parametrize(
    ("quality", "title"),
    [
        ("Timeouts: every request shall time out after 4 s", "that every request times out after 4 s"),
        ("Response Time", "Response Time"),
        ("Response time below 2 s", "response time below 2 s"),
    ],
)
def test_a_measured_sentence_is_told_without_its_name_and_a_name_as_it_is(quality: str, title: str) -> None:
    assert measured_phrase(quality) == title


@pytest.mark.parametrize(
    ("quality", "title"),
    [
        ("Screen reader compatible", "Ensure it is screen reader compatible"),
        ("Fully accessible by keyboard", "Ensure it is fully accessible by keyboard"),
        ("State indicated via text", "Ensure state is indicated via text"),
        ("Receipts archived for a year", "Ensure receipts are archived for a year"),
        ("List of slots booked by guests", "Provide list of slots booked by guests"),
        ("Clear status indicators", "Provide clear status indicators"),
    ],
)
def test_a_quality_that_leaves_out_its_verb_gets_it_in_the_title(quality: str, title: str) -> None:
    assert titles(quality) == [title]
