"""What people type is understood, and every job knows what it is the same as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.errors import UsageError
from notion_planner.settings import SlackSettings
from notion_planner.slack.asking import (
    EVERY_SPECIFICATION,
    Approval,
    Choice,
    Decision,
    Place,
    command_job,
    command_of,
    decision_job,
    decision_of,
    place_of,
)
from notion_planner.slack.blocks import button
from notion_planner.slack.commands import LONGEST_REFERENCE, Command, Verb, parse
from notion_planner.slack.permission import refusal

PAGE = "41ff04ba-7f55-81c8-8d6b-bd6d29d3e96b"
PLACE = Place(
    team="T1", user="U1", channel="C1", response_url="https://hooks.slack.com/commands/s3cret", at=1
)


@pytest.mark.parametrize(
    ("text", "verb", "reference"),
    [
        ("User Profile API", Verb.PLAN, "User Profile API"),
        ("  User   Profile\nAPI ", Verb.PLAN, "User Profile API"),
        ("status", Verb.STATUS, ""),
        ("Status User Profile API", Verb.STATUS, "User Profile API"),
        ("sync “User Profile API”", Verb.SYNC, "User Profile API"),
        ("sync „User Profile API“", Verb.SYNC, "User Profile API"),
        ("「Status Page」", Verb.PLAN, "Status Page"),
        ("next", Verb.NEXT, ""),
        ("blocked X", Verb.BLOCKED, "X"),
        ("diff X", Verb.DIFF, "X"),
        ("help", Verb.HELP, ""),
        ("", Verb.HELP, ""),
        ("   ", Verb.HELP, ""),
        ('""', Verb.HELP, ""),
        ("Help Center Redesign", Verb.PLAN, "Help Center Redesign"),
        ("plan B", Verb.PLAN, "plan B"),
        ('"Status Page"', Verb.PLAN, "Status Page"),
        ("“next generation”", Verb.PLAN, "next generation"),
        ("R&amp;D &lt;beta&gt;", Verb.PLAN, "R&D <beta>"),
        ("<https://app.notion.com/p/X-1>", Verb.PLAN, "https://app.notion.com/p/X-1"),
        ("status <https://app.notion.com/p/X-1|the spec>", Verb.STATUS, "https://app.notion.com/p/X-1"),
    ],
)
def test_a_command_is_understood(text: str, verb: Verb, reference: str) -> None:
    assert parse(text) == Command(verb=verb, reference=reference)


@given(st.text())
def test_any_text_is_some_command(text: str) -> None:
    command = parse(text)
    assert len(command.reference) <= LONGEST_REFERENCE
    assert Command.model_validate_json(command.model_dump_json()) == command


@given(st.sampled_from([verb for verb in Verb if verb is not Verb.HELP]))
def test_a_quoted_title_is_a_title_whatever_it_begins_with(verb: Verb) -> None:
    assert parse(f'"{verb} of things"') == Command(verb=Verb.PLAN, reference=f"{verb} of things")


def job(text: str, *, trigger: str = "1", place: Place = PLACE):
    return command_job(place, parse(text), trigger=trigger)


def test_a_retry_is_the_same_job_and_a_new_command_another() -> None:
    retried = job("X", place=PLACE.model_copy(update={"at": 2.0}))
    assert job("X").key == retried.key
    assert job("X", trigger="2").key != job("X").key
    assert job("Y").key != job("X").key


def test_what_writes_the_same_specification_shares_a_lane_and_reading_shares_none() -> None:
    address = f"https://app.notion.com/p/X-{PAGE.replace('-', '')}"
    assert job(address).lane == job(f"sync {PAGE}", trigger="2").lane == PAGE
    assert job("Title").lane == job("sync title", trigger="2").lane
    assert job("sync").lane == EVERY_SPECIFICATION
    assert job(f"status {PAGE}").lane != job(f"status {PAGE}", trigger="2").lane


def test_a_job_carries_the_place_and_the_command() -> None:
    made = job("status X")
    assert (place_of(made), command_of(made)) == (PLACE, Command(verb=Verb.STATUS, reference="X"))


DECISION = Decision(
    choice=Choice.APPLY,
    verb=Verb.SYNC,
    reference=PAGE,
    message="0123456789ab",
    approval=Approval(fingerprint="f" * 32, spec="s" * 32, settings="t" * 32, force=True),
)


def test_a_button_holds_its_whole_decision() -> None:
    value = DECISION.as_value()
    assert decision_of(value) == DECISION
    assert button("Apply", action="a", value=value).to_dict()["value"] == value


@pytest.mark.parametrize("value", ["", "{}", "null", '{"choice": "apply"}', "[" * 5000])
def test_a_value_of_another_version_is_no_decision(value: str) -> None:
    with pytest.raises(UsageError):
        decision_of(value)
    assert decision_job(PLACE, value, allowed=True).payload["decision"] == value


def test_all_buttons_of_a_message_make_one_job() -> None:
    cancel = DECISION.model_copy(update={"choice": Choice.CANCEL, "approval": None})
    keys = {decision_job(PLACE, each.as_value(), allowed=True).key for each in (DECISION, cancel)}
    assert len(keys) == 1


def test_who_is_not_allowed_uses_up_nobody_elses_decision() -> None:
    value = DECISION.as_value()
    assert decision_job(PLACE, value, allowed=False).key != decision_job(PLACE, value, allowed=True).key


def test_the_response_url_shows_in_no_repr() -> None:
    assert "s3cret" not in repr(PLACE) + str(PLACE)


@pytest.mark.parametrize(
    ("users", "channels", "allowed"),
    [
        ((), (), True),
        (("U1",), (), True),
        (("U2",), (), False),
        ((), ("C2",), False),
        (("U1",), ("C1",), True),
    ],
)
def test_who_may_apply_where(users: tuple[str, ...], channels: tuple[str, ...], allowed: bool) -> None:
    settings = SlackSettings.model_validate({"apply": {"users": users, "channels": channels}})
    assert (refusal(settings, PLACE) is None) is allowed
