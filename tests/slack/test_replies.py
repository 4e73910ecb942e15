"""Answers go to Slack and nowhere else: by the response_url while it takes them, then to the channel."""

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_sdk.http_retry import BackoffRetryIntervalCalculator

from notion_planner.environment import SlackDoor
from notion_planner.errors import UnavailableError
from notion_planner.settings import SlackSettings
from notion_planner.slack import Slack
from notion_planner.slack.addresses import PublicResolver, is_public, is_reply_address
from notion_planner.slack.asking import Place
from notion_planner.slack.blocks import Message
from notion_planner.slack.messages import said
from tests.slack.fake import BOT_TOKEN, FakeSlack

AT = 1_760_432_400.0
HOOK = "https://hooks.slack.com/commands/T1/1/x"
REAL = SlackDoor(signing_secret=SecretStr("s"))
RESULT = said("Done.", private=False)


class Names(AbstractResolver):
    """Answers every name with these addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[Any]:
        self.asked.append(host)
        return [
            {"hostname": host, "host": each, "port": port, "family": family, "proto": 0, "flags": 0}
            for each in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


def slack_of(fake: FakeSlack, **changes: Any) -> Slack:
    door = SlackDoor(bot_token=SecretStr(BOT_TOKEN), api_base_url=fake.url)
    return replace(Slack(door, SlackSettings(), now=lambda: AT, pause=0), **changes)


def place(fake: FakeSlack, path: str = "/commands/1", **changes: Any) -> Place:
    usual = {"team": "T1", "user": "U1", "channel": "C1", "response_url": fake.url + path, "at": AT}
    return Place.model_validate(usual | changes)


def answer(slack: Slack, to: Place, message: Message = RESULT) -> bool:
    return asyncio.run(slack.answer(to, message))


def test_an_answer_goes_to_the_response_url(fake_slack: FakeSlack) -> None:
    assert answer(slack_of(fake_slack), place(fake_slack))
    assert fake_slack.said().to == "/commands/1"


@pytest.mark.parametrize(
    ("message", "expected"),
    [(RESULT, "C1"), (said("Not you."), "U1")],
)
def test_after_five_posts_an_answer_goes_to_the_channel_and_a_private_one_to_the_person(
    fake_slack: FakeSlack, message: Message, expected: str
) -> None:
    slack, to = slack_of(fake_slack), place(fake_slack)
    for _ in range(5):
        answer(slack, to)
        assert fake_slack.said().to == "/commands/1"
    assert answer(slack, to, message)
    assert fake_slack.said().to == expected


def test_after_half_an_hour_an_answer_goes_to_the_channel(fake_slack: FakeSlack) -> None:
    assert answer(slack_of(fake_slack, now=lambda: AT + 30 * 60), place(fake_slack))
    assert fake_slack.said().to == "C1"
    assert not fake_slack.uses


def test_an_address_that_slack_calls_expired_is_left_for_the_channel(fake_slack: FakeSlack) -> None:
    fake_slack.expired.add("/commands/1")
    assert answer(slack_of(fake_slack), place(fake_slack))
    assert fake_slack.said().to == "C1"


@pytest.mark.parametrize("why", ["not_in_channel", "restricted_action"])
def test_where_the_app_may_not_post_the_person_is_answered(fake_slack: FakeSlack, why: str) -> None:
    fake_slack.absence = why
    fake_slack.absent.add("C1")
    assert answer(slack_of(fake_slack, now=lambda: AT + 3600), place(fake_slack))
    assert fake_slack.said().to == "U1"


def test_without_a_bot_token_a_late_answer_is_given_up(fake_slack: FakeSlack) -> None:
    door = SlackDoor(api_base_url=fake_slack.url)
    assert not answer(slack_of(fake_slack, door=door, now=lambda: AT + 3600), place(fake_slack))


@pytest.mark.parametrize("failures", [[500], [503, 429], [500, 502]])
def test_a_passing_failure_of_slacks_is_tried_again(fake_slack: FakeSlack, failures: list[int]) -> None:
    fake_slack.failures = failures
    assert answer(slack_of(fake_slack), place(fake_slack))
    assert fake_slack.said().to == "/commands/1"


def test_a_lasting_failure_of_slacks_is_left_to_the_job(fake_slack: FakeSlack) -> None:
    fake_slack.failures = [500] * 3
    with pytest.raises(UnavailableError):
        answer(slack_of(fake_slack), place(fake_slack))


@pytest.mark.parametrize(("status", "error"), [(503, ""), (200, "internal_error")])
def test_a_passing_failure_to_post_in_a_channel_is_left_to_the_job(
    fake_slack: FakeSlack, status: int, error: str
) -> None:
    fake_slack.failures, fake_slack.error = [status] if status >= 500 else [], error
    with pytest.raises(UnavailableError):
        answer(slack_of(fake_slack, now=lambda: AT + 3600), place(fake_slack))


def test_a_redirect_is_not_followed(fake_slack: FakeSlack) -> None:
    fake_slack.failures = [302]
    assert answer(slack_of(fake_slack), place(fake_slack))
    assert fake_slack.said().to == "C1"


def test_slack_that_is_not_there_is_an_unavailable_error(
    fake_slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # slack_sdk's own pause before it tries again.
    monkeypatch.setattr(BackoffRetryIntervalCalculator, "calculate_sleep_duration", lambda *_: 0)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    door = SlackDoor(bot_token=SecretStr(BOT_TOKEN), api_base_url=nowhere)
    slack = slack_of(fake_slack, door=door)
    for to in (place(fake_slack, response_url=f"{nowhere}/commands/1"), place(fake_slack, at=0)):
        with pytest.raises(UnavailableError, match="Slack cannot be reached"):
            answer(slack, to)


def test_a_response_url_elsewhere_is_not_posted_to(fake_slack: FakeSlack) -> None:
    elsewhere = fake_slack.url.replace("127.0.0.1", "localhost")
    assert answer(slack_of(fake_slack), place(fake_slack, response_url=f"{elsewhere}/commands/1"))
    assert fake_slack.said().to == "C1"
    assert not fake_slack.uses


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        (HOOK, True),
        ("http://hooks.slack.com/commands/T1/1/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("https://user@hooks.slack.com/", False),
        ("https://HOOKS.slack.com/x", False),
        ("https://hooks.slack.com\\@evil.example/", False),
        ("https://hooks.slack.com/x\r\nHost: evil", False),
        ("https://hooks．slack．com/x", False),
        ("//hooks.slack.com/x", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_an_answer_goes_to_slack_and_nowhere_else(address: str, allowed: bool) -> None:
    assert is_reply_address(address, REAL) is allowed


@given(st.text(), st.text())
def test_no_address_but_slacks_is_one(before: str, after: str) -> None:
    for address in (before, f"https://{before}hooks.slack.com{after}", f"{before}://hooks.slack.com/{after}"):
        if is_reply_address(address, REAL):
            assert re.fullmatch(r"https://hooks\.slack\.com(?:[/?#].*)?", address)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "0.0.0.0"]
)
def test_slacks_name_that_leads_inside_is_not_connected_to(fake_slack: FakeSlack, inside: str) -> None:
    names = Names("3.3.3.3", inside)
    slack = slack_of(fake_slack, names=lambda: names)
    with pytest.raises(UnavailableError):
        answer(slack, place(fake_slack, response_url=HOOK))
    assert set(names.asked) == {"hooks.slack.com"}


def test_a_public_address_of_slacks_name_is_taken_as_it_was_looked_up() -> None:
    async def look_up(host: str) -> list[str]:
        return [entry["host"] for entry in await PublicResolver(Names("3.3.3.3")).resolve(host, 443)]

    assert asyncio.run(look_up("hooks.slack.com")) == ["3.3.3.3"]


@pytest.mark.parametrize(
    ("address", "public"), [("3.3.3.3", True), ("2600::1", True), ("100.64.0.1", False), ("no", False)]
)
def test_what_a_public_address_is(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_neither_addresses_nor_tokens_nor_messages_are_logged(
    fake_slack: FakeSlack, caplog: pytest.LogCaptureFixture, wake_loggers: Callable[[], None]
) -> None:
    wake_loggers()
    answer(slack_of(fake_slack), place(fake_slack, "/commands/capability"), said("canary", private=False))
    answer(slack_of(fake_slack, now=lambda: AT + 3600), place(fake_slack), said("canary", private=False))
    fake_slack.failures = [400]
    answer(slack_of(fake_slack), place(fake_slack, "/commands/capability"), said("canary", private=False))
    for secret in ("capability", BOT_TOKEN, "canary"):
        assert secret not in caplog.text


@pytest.fixture
def wake_loggers(caplog: pytest.LogCaptureFixture) -> Callable[[], None]:
    """Every logger says everything, except where it was told otherwise."""

    def wake() -> None:
        caplog.set_level(logging.DEBUG)

    return wake
