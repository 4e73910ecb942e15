"""Accepted once, handed out until it is done, one at a time in a lane: in a file and in Redis alike."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from notion_planner.environment import QueuePlace
from notion_planner.errors import ConfigError, UnavailableError
from notion_planner.jobs.model import Job
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.retry import Ending, Verdict
from notion_planner.jobs.store import Claim, JobStore
from notion_planner.settings import JobsSettings
from tests.jobs.conftest import Clock

DONE = Verdict(ending=Ending.DONE)


def job(key: str, lane: str = "lane") -> Job:
    return Job(key=key, kind="test", lane=lane, payload={"text": "é"})


def taken(store: JobStore) -> Claim:
    key = store.next_key()
    assert key is not None
    claim = store.claim(key)
    assert claim is not None
    return claim


def test_a_job_comes_out_as_it_was_accepted(store: JobStore) -> None:
    assert store.accept(job("a"))
    assert taken(store).record.job == job("a")


def test_a_key_is_accepted_once_while_the_job_waits(store: JobStore) -> None:
    assert [store.accept(job("a")), store.accept(job("a"))] == [True, False]
    assert len(store.waiting()) == 1


def test_a_key_is_accepted_once_after_the_job_is_done(store: JobStore) -> None:
    store.accept(job("a"))
    store.settle(taken(store), DONE)
    assert not store.accept(job("a"))
    assert (store.waiting(), store.next_key()) == ([], None)


def test_a_second_job_of_a_lane_waits_for_the_first(store: JobStore) -> None:
    store.accept(job("a"))
    store.accept(job("b"))
    first = taken(store)
    second = store.next_key()
    assert second == "b"
    assert store.claim(second) is None
    store.settle(first, DONE)
    assert taken(store).record.job.key == "b"


def test_jobs_of_other_lanes_do_not_wait(store: JobStore) -> None:
    store.accept(job("a", lane="one"))
    store.accept(job("b", lane="two"))
    assert {taken(store).record.job.key, taken(store).record.job.key} == {"a", "b"}


def test_a_delayed_job_is_handed_out_when_its_time_has_come(store: JobStore, clock: Clock) -> None:
    store.accept(job("a"), delay=10)
    store.sweep()
    assert store.next_key() is None
    clock.now += 10
    store.sweep()
    assert taken(store).record.job.key == "a"


def test_a_job_that_failed_is_handed_out_again_after_its_pause(store: JobStore, clock: Clock) -> None:
    store.accept(job("a"))
    store.settle(taken(store), Verdict(ending=Ending.AGAIN, delay=10, error="Notion is away."))
    store.sweep()
    assert store.next_key() is None
    clock.now += 10
    store.sweep()
    again = taken(store).record
    assert (again.starts, again.error) == (2, "Notion is away.")


def test_a_job_given_up_is_kept_and_a_person_is_told(store: JobStore) -> None:
    store.accept(job("a"))
    store.settle(taken(store), Verdict(ending=Ending.GIVEN_UP, error="No such page."))
    assert [record.job.key for record in store.dead()] == ["a"]
    told = taken(store).record.job
    assert (told.kind, told.lane, told.payload["error"]) == ("test-failed", "lane", "No such page.")


def test_telling_of_a_failure_that_fails_tells_nobody_else(store: JobStore) -> None:
    store.accept(job("a"))
    store.settle(taken(store), Verdict(ending=Ending.GIVEN_UP, error="x"))
    store.settle(taken(store), Verdict(ending=Ending.GIVEN_UP, error="y"))
    assert (store.waiting(), store.next_key()) == ([], None)


def test_a_job_given_up_can_be_taken_on_again(store: JobStore) -> None:
    store.accept(job("a"))
    store.settle(taken(store), Verdict(ending=Ending.GIVEN_UP, error="x"))
    store.settle(taken(store), DONE)
    assert store.revive("a")
    assert (taken(store).record.job.key, store.dead()) == ("a", [])
    assert not store.revive("a")


def test_a_job_that_was_interrupted_goes_back_uncounted(store: JobStore) -> None:
    store.accept(job("a"))
    store.hand_back(taken(store))
    assert taken(store).record.starts == 1


def test_what_was_noted_stays_noted(store: JobStore, place: QueuePlace, clock: Clock) -> None:
    assert not store.noted("posted")
    assert [store.note("posted"), store.note("posted")] == [True, False]
    with open_store(place, JobsSettings(), clock=clock) as reopened:
        assert reopened.noted("posted")


def test_what_nobody_repeats_any_more_is_forgotten(store: JobStore, clock: Clock) -> None:
    store.note("posted")
    clock.now += 8 * 86_400
    store.forget_old()
    assert store.noted("posted")
    clock.now += 2 * 86_400
    store.forget_old()
    assert not store.noted("posted")


def test_a_repeated_request_between_the_end_of_a_job_and_its_removal_runs_nothing(store: JobStore) -> None:
    store.accept(job("a"))
    claim = taken(store)
    store.settle(claim, DONE)
    # A worker whose lease had passed to another writes its line late.
    store.settle(claim, Verdict(ending=Ending.AGAIN, error="late"))
    store.sweep()
    assert store.claim("a") is None
    assert store.waiting() == []


def test_of_an_end_that_is_cut_short_nothing_is_written_to_a_file(tmp_path: Path, clock: Clock) -> None:
    place = QueuePlace(file=tmp_path / "jobs.db")
    ticks = iter([clock.now] * 5)  # the last one is that of the job's burial
    with open_store(place, JobsSettings(), clock=lambda: next(ticks)) as store:
        store.accept(job("a"))
        claim = taken(store)
        with pytest.raises(StopIteration):
            store.settle(claim, Verdict(ending=Ending.GIVEN_UP, error="No such page."))
        assert store.dead() == []
        assert [record.starts for record in store.waiting()] == [1]


def test_a_job_whose_taker_died_before_claiming_it_is_handed_out_again(store: JobStore) -> None:
    store.accept(job("a"))
    assert [store.next_key(), store.next_key()] == ["a", None]  # huey's entry is gone once it is handed out
    store.sweep()
    assert taken(store).record.job.key == "a"


def test_a_job_whose_worker_died_is_handed_out_after_the_lease(tmp_path: Path, clock: Clock) -> None:
    place = QueuePlace(file=tmp_path / "jobs.db")
    with open_store(place, JobsSettings(lease_seconds=30), clock=clock) as store:
        store.accept(job("a"))
        taken(store)
        clock.now += 29
        store.sweep()
        assert store.next_key() is None
        clock.now += 2
        store.sweep()
        assert taken(store).record.starts == 2


def test_a_renewed_lease_keeps_others_out(tmp_path: Path, clock: Clock) -> None:
    with open_store(QueuePlace(file=tmp_path / "jobs.db"), JobsSettings(), clock=clock) as store:
        store.accept(job("a"))
        claim = taken(store)
        clock.now += 29
        assert store.renew(claim)
        clock.now += 29
        assert store.claim("a") is None


def test_a_lease_that_ran_out_is_not_renewed(tmp_path: Path, clock: Clock) -> None:
    with open_store(QueuePlace(file=tmp_path / "jobs.db"), JobsSettings(), clock=clock) as store:
        store.accept(job("a"))
        claim = taken(store)
        clock.now += 31
        assert not store.renew(claim)


def test_a_lease_lost_to_another_is_neither_renewed_nor_ended_by_the_loser(store: JobStore) -> None:
    store.accept(job("a"))
    loser = taken(store)
    loser.lease.release()
    store.sweep()
    winner = taken(store)
    assert not store.renew(loser)
    loser.lease.release()
    assert store.renew(winner)


def test_a_line_that_no_version_knows_stops_nobody(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "jobs.db"
    with open_store(QueuePlace(file=path), JobsSettings(), clock=clock) as store:
        store.accept(job("strange"))
        store.accept(job("a"))
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("update kv set value = x'7b7d' where key = 'strange'")
        assert store.claim("strange") is None
        assert [record.job.key for record in store.waiting()] == ["a"]
        store.sweep()


def test_a_lane_that_many_wait_for_is_worked_off_in_the_order_of_acceptance(store: JobStore) -> None:
    keys = [f"job {number}" for number in range(5)]
    for key in keys:
        store.accept(job(key))
    first, *others = [store.next_key() for _ in keys]
    assert first is not None
    claim = store.claim(first)
    assert [store.claim(key or "") for key in others] == [None] * 4
    done = []
    while claim is not None:
        done.append(claim.record.job.key)
        store.settle(claim, DONE)
        following = store.next_key()
        claim = store.claim(following) if following else None
    assert done == keys


def test_the_queue_survives_its_process(place: QueuePlace, clock: Clock) -> None:
    with open_store(place, JobsSettings(), clock=clock) as store:
        store.accept(job("a"))
    with open_store(place, JobsSettings(), clock=clock) as store:
        assert taken(store).record.job.key == "a"


def test_a_queue_that_cannot_be_reached_accepts_nothing_and_says_so() -> None:
    place = QueuePlace(redis=SecretStr("redis://:canary@127.0.0.1:1/0"))
    with open_store(place, JobsSettings()) as store, pytest.raises(UnavailableError) as caught:
        store.accept(job("a"))
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("address", ["canary://x", "redis://canary:notaport/0"])
def test_an_address_of_no_redis_server_is_a_configuration_error(address: str) -> None:
    place = QueuePlace(redis=SecretStr(address))
    with pytest.raises(ConfigError, match="address") as caught, open_store(place, JobsSettings()):
        pass
    assert "canary" not in str(caught.value)


def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "queue" / "jobs.db"
    with open_store(QueuePlace(file=path), JobsSettings()):
        assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_queue_is_a_configuration_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database\n" * 100)
    with (
        pytest.raises(ConfigError, match="cannot be used"),
        open_store(QueuePlace(file=path), JobsSettings()),
    ):
        pass
