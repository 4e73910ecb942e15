"""Signatures and events as Notion sends them, and everything else that may be posted."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.webhook.event import Event, Verification, is_signed, read_body

TOKEN = "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl"
PAGE = "38c9ce7b-60a4-8123-9bcd-1234567890ab"
BOT, PERSON = "b0000000-0000-4000-8000-000000000001", "a0000000-0000-4000-8000-000000000002"


def signature(raw: bytes, token: str = TOKEN) -> str:
    return "sha256=" + hmac.new(token.encode(), raw, hashlib.sha256).hexdigest()


def event(**changes: Any) -> dict[str, Any]:
    usual = {
        "id": "367cba44-b6f3-4c92-81e7-6a2e9659efd4",
        "timestamp": "2026-12-05T23:55:34.285Z",
        "workspace_id": "13950b26-c203-4f3b-b97d-93ec06319565",
        "subscription_id": "29d75c0d-5546-4414-8459-7b7a92f1fc4b",
        "integration_id": "0ef2e755-4912-8096-91c1-00376a88a5ca",
        "type": "page.content_updated",
        "authors": [{"id": PERSON, "type": "person"}],
        "attempt_number": 1,
        "api_version": "2026-03-11",
        "entity": {"id": PAGE, "type": "page"},
        "data": {"parent": {"id": PAGE, "type": "page"}},
    }
    return {**usual, **changes}


def read(**changes: Any) -> Event:
    found = read_body(json.dumps(event(**changes)).encode())
    assert isinstance(found, Event)
    return found


def test_the_token_owners_signature_holds() -> None:
    raw = json.dumps(event()).encode()
    assert is_signed(raw, signature(raw), TOKEN)
    assert is_signed(raw, signature(raw).upper().replace("SHA256", "sha256"), TOKEN)


def test_a_body_written_anew_is_not_what_was_signed() -> None:
    raw = json.dumps(event(), separators=(",", ":")).encode()
    assert not is_signed(json.dumps(json.loads(raw)).encode(), signature(raw), TOKEN)


@pytest.mark.parametrize("wrong", ["", "sha256=", "sha1=0000", "sha256=" + "0" * 64, "0" * 64, "sha256=é"])
def test_any_other_signature_does_not_hold(wrong: str) -> None:
    assert not is_signed(b"{}", wrong, TOKEN)


def test_another_tokens_signature_does_not_hold() -> None:
    assert not is_signed(b"{}", signature(b"{}", "secret_other"), TOKEN)


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_invented_signature_holds(raw: bytes, invented: str) -> None:
    assert not is_signed(raw, invented, TOKEN)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash(raw: bytes) -> None:
    assert read_body(raw) is None or read_body(raw) is not None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["id", "type", "entity", "authors", "verification_token"]), _JSON))
def test_any_json_is_an_event_or_nothing(body: dict[str, Any]) -> None:
    found = read_body(json.dumps(body).encode())
    assert isinstance(found, Event | Verification | None)


def test_json_nested_beyond_reason_is_nothing() -> None:
    assert read_body(b'{"id":' + b"[" * 100_000) is None


def test_a_change_of_a_page_is_a_hint() -> None:
    assert read().changed_page == PAGE


@pytest.mark.parametrize("kind", ["comment.created", "page.locked", "view.updated", "page.not_yet_invented"])
def test_what_no_plan_depends_on_is_no_hint(kind: str) -> None:
    assert read(type=kind).changed_page is None


def test_an_entity_that_is_no_page_is_no_hint() -> None:
    assert read(entity={"id": PAGE, "type": "database"}).changed_page is None
    assert read(entity={"id": "../../v1/users", "type": "page"}).changed_page is None


def test_fields_that_are_yet_to_be_invented_do_no_harm() -> None:
    assert read(shape="new", entity={"id": PAGE, "type": "page", "colour": "red"}).changed_page == PAGE


def test_our_own_edit_is_known_by_its_author() -> None:
    assert read(authors=[{"id": BOT, "type": "bot"}]).is_work_of(BOT)


@pytest.mark.parametrize(
    "authors",
    [
        [],
        [{"id": PERSON, "type": "person"}],
        [{"id": BOT, "type": "bot"}, {"id": PERSON, "type": "person"}],
        [{"id": "another-bot", "type": "bot"}],
    ],
)
def test_an_edit_that_somebody_else_shares_in_is_not_ours(authors: list[dict[str, str]]) -> None:
    assert not read(authors=authors).is_work_of(BOT)


def test_the_verification_call_is_told_from_an_event() -> None:
    found = read_body(json.dumps({"verification_token": TOKEN}).encode())
    assert isinstance(found, Verification)
    assert TOKEN not in repr(found)
