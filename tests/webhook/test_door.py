"""What the webhook does with each call: accepted, bundled, repeated, refused, ignored, our own, verified."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from notion_planner.environment import QueuePlace
from notion_planner.errors import ConfigError
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.store import JobStore
from notion_planner.settings import JobsSettings
from notion_planner.webhook.door import Outcome, WebhookDoor
from notion_planner.webhook.token import TokenKeeper
from tests.webhook.test_event import BOT, PERSON, TOKEN, event, signature

OTHER_PAGE = "38c9ce7b-60a4-8123-9bcd-ffffffffffff"
HANDSHAKE = json.dumps({"verification_token": TOKEN}).encode()


class Bench:
    """A door over a queue in a file, and the clock of both."""

    def __init__(self, folder: Path, store: JobStore) -> None:
        self.now = 1_000_003.0
        self.store = store
        self.file = folder / "webhook-token"
        self.keep(given=TOKEN)

    def keep(self, *, given: str | None = None, expected: bool = False) -> None:
        keeper = TokenKeeper(given=SecretStr(given) if given else None, path=self.file, expected=expected)
        self.door = WebhookDoor(self.store, keeper, window=10, own_id=lambda: BOT, clock=lambda: self.now)

    def post(self, **changes: Any) -> Outcome:
        raw = json.dumps(event(**changes)).encode()
        return self.door.take(raw, signature(raw))

    def jobs(self) -> list[str]:
        return [record.job.payload["page"] for record in self.store.waiting()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(QueuePlace(file=tmp_path / "jobs.db"), JobsSettings()) as store:
        yield Bench(tmp_path, store)


def test_a_signed_event_becomes_a_job(bench: Bench) -> None:
    assert bench.post() is Outcome.ACCEPTED
    assert bench.jobs() == [event()["entity"]["id"]]


@pytest.mark.parametrize("wrong", ["", "sha256=" + "0" * 64, signature(b"{}")])
def test_an_event_that_is_not_signed_is_refused_and_leaves_nothing(bench: Bench, wrong: str) -> None:
    assert bench.door.take(json.dumps(event()).encode(), wrong) is Outcome.REFUSED
    assert bench.jobs() == []


def test_without_a_token_everything_is_refused(bench: Bench) -> None:
    bench.keep()
    assert bench.post() is Outcome.REFUSED


def test_a_burst_on_a_page_is_one_job_at_the_end_of_its_window(bench: Bench) -> None:
    outcomes = [bench.post(id=str(number)) for number in range(5)]
    assert outcomes == [Outcome.ACCEPTED, *[Outcome.BUNDLED] * 4]
    (record,) = bench.store.waiting()
    assert record.due - record.accepted == pytest.approx(7)


def test_the_next_window_makes_a_job_of_its_own(bench: Bench) -> None:
    bench.post(id="1")
    bench.now += 10
    assert bench.post(id="2") is Outcome.ACCEPTED


def test_other_pages_have_jobs_of_their_own(bench: Bench) -> None:
    bench.post(id="1")
    assert bench.post(id="2", entity={"id": OTHER_PAGE, "type": "page"}) is Outcome.ACCEPTED


def test_an_event_that_notion_sends_again_is_known_by_its_id(bench: Bench) -> None:
    bench.post()
    bench.now += 300
    assert bench.post(attempt_number=2) is Outcome.REPEATED
    assert len(bench.jobs()) == 1


def test_our_own_edits_leave_nothing(bench: Bench) -> None:
    assert bench.post(authors=[{"id": BOT, "type": "bot"}]) is Outcome.OWN
    assert bench.jobs() == []


def test_a_persons_edit_counts_after_our_own_in_the_same_window(bench: Bench) -> None:
    bench.post(id="1", authors=[{"id": BOT, "type": "bot"}])
    assert bench.post(id="2", authors=[{"id": BOT, "type": "bot"}, {"id": PERSON, "type": "person"}]) is (
        Outcome.ACCEPTED
    )


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"type": 7}', b"\xff", b'{"id":"x","type":"y"}'])
def test_a_signed_call_that_nobody_understands_is_ignored(bench: Bench, raw: bytes) -> None:
    assert bench.door.take(raw, signature(raw)) is Outcome.IGNORED
    assert bench.jobs() == []


def test_an_unknown_type_is_ignored(bench: Bench) -> None:
    assert bench.post(type="page.not_yet_invented") is Outcome.IGNORED


def test_while_the_queue_is_away_notion_is_asked_to_call_again(bench: Bench) -> None:
    with open_store(QueuePlace(redis=SecretStr("redis://127.0.0.1:1/0")), JobsSettings()) as away:
        bench.store = away
        bench.keep(given=TOKEN)
        assert bench.post() is Outcome.UNAVAILABLE


def test_the_verification_call_is_kept_in_a_file_for_the_operator(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.keep(expected=True)
    assert bench.door.take(HANDSHAKE, signature(HANDSHAKE)) is Outcome.VERIFIED
    assert bench.file.read_text() == f"{TOKEN}\n"
    assert bench.file.stat().st_mode & 0o077 == 0
    assert str(bench.file) in caplog.text
    assert TOKEN not in caplog.text


def test_events_are_checked_with_the_token_that_came(bench: Bench) -> None:
    bench.keep(expected=True)
    bench.door.take(HANDSHAKE, signature(HANDSHAKE))
    assert bench.post() is Outcome.ACCEPTED
    bench.keep()
    assert bench.post(id="2", entity={"id": OTHER_PAGE, "type": "page"}) is Outcome.ACCEPTED


def test_a_verification_call_that_nobody_waits_for_is_refused(bench: Bench) -> None:
    bench.keep()
    assert bench.door.take(HANDSHAKE, signature(HANDSHAKE)) is Outcome.REFUSED
    assert not bench.file.exists()


@pytest.mark.parametrize("given", [None, TOKEN])
def test_a_second_verification_call_does_not_replace_the_first(bench: Bench, given: str | None) -> None:
    bench.keep(given=given, expected=True)
    bench.door.take(HANDSHAKE, signature(HANDSHAKE))
    forged = json.dumps({"verification_token": "secret_of_somebody_else"}).encode()
    assert bench.door.take(forged, signature(forged, "secret_of_somebody_else")) is Outcome.REFUSED
    assert bench.post() is Outcome.ACCEPTED


def test_the_same_verification_call_may_come_again(bench: Bench) -> None:
    assert bench.door.take(HANDSHAKE, signature(HANDSHAKE)) is Outcome.VERIFIED


def test_a_verification_call_that_its_token_did_not_sign_is_refused(bench: Bench) -> None:
    bench.keep(expected=True)
    assert bench.door.take(HANDSHAKE, signature(HANDSHAKE, "secret_other")) is Outcome.REFUSED
    assert not bench.file.exists()


def test_events_in_the_wrong_order_lead_to_the_same_look_at_the_page(bench: Bench) -> None:
    bench.post(id="2", timestamp="2026-12-05T23:55:40.000Z", type="page.deleted")
    bench.post(id="1", timestamp="2026-12-05T23:55:34.000Z", type="page.created")
    assert bench.jobs() == [event()["entity"]["id"]]


def test_a_token_that_cannot_be_read_is_named_and_notion_calls_again(bench: Bench) -> None:
    bench.file.mkdir()
    bench.keep()
    assert bench.post() is Outcome.UNAVAILABLE
    with pytest.raises(ConfigError, match="webhook-token"):
        TokenKeeper(given=None, path=bench.file, expected=False).token()
