"""A request is let in when Slack signed it, just now, and once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from notion_planner.slack.signature import Requests

NOW = 1_760_432_400
# From docs.slack.dev/authentication/verifying-requests-from-slack.
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
DOCUMENTED_AT = 1531420618
DOCUMENTED_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
DOCUMENTED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def signature(body: str, at: object = NOW) -> str:
    return str(SignatureVerifier(SECRET).generate_signature(timestamp=str(at), body=body))


def admits(body: bytes, at: object = NOW, signed: str | None = None, *, now: float = NOW) -> bool:
    given_signature = signature(body.decode(), at) if signed is None else signed
    requests = Requests(SECRET, now=lambda: now)
    return requests.admits(body, timestamp=str(at), signature=given_signature)


def test_slacks_documented_example_is_let_in() -> None:
    assert admits(DOCUMENTED_BODY.encode(), DOCUMENTED_AT, DOCUMENTED, now=DOCUMENTED_AT + 1)


@pytest.mark.parametrize(
    ("seconds", "allowed"), [(0, True), (300, True), (301, False), (-300, True), (-301, False)]
)
def test_a_request_is_of_the_last_five_minutes(seconds: int, allowed: bool) -> None:
    assert admits(b"x", now=NOW + seconds) is allowed


@pytest.mark.parametrize("at", ["", "soon", "1e9", " 1760432400", "+1760432400", "1_760_432_400", "9" * 5000])
def test_a_timestamp_is_plain_digits(at: str) -> None:
    assert not admits(b"x", at)


def test_a_body_that_is_no_text_is_not_let_in() -> None:
    assert not admits(b"\xff", signed="v0=" + "0" * 64)


@given(st.binary(), st.text(), st.text())
def test_nothing_invented_is_let_in(body: bytes, at: str, signed: str) -> None:
    assert not Requests(SECRET).admits(body, timestamp=at, signature=signed)


def test_a_request_is_let_in_once_as_long_as_its_timestamp_holds() -> None:
    now = float(NOW)
    requests = Requests(SECRET, now=lambda: now)

    def again() -> bool:
        return requests.admits(b"x", timestamp=str(NOW), signature=signature("x"))

    assert again()
    now = NOW + 299
    assert not again()
    now = NOW + 601
    assert not again()


def test_what_was_seen_is_forgotten_when_its_timestamp_is_over() -> None:
    now = float(NOW)
    requests = Requests(SECRET, now=lambda: now)
    for number in range(50):
        requests.admits(b"%d" % number, timestamp=str(NOW), signature=signature(str(number)))
    now = NOW + 1000
    requests.admits(b"x", timestamp=str(NOW + 1000), signature=signature("x", NOW + 1000))
    assert repr(requests) == "Requests(1 seen)"
