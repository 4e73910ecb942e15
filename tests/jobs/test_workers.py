"""The workers of one process: lanes, endings, interruption, and what the log may hold."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from notion_planner.environment import QueuePlace
from notion_planner.errors import NotFoundError, UnavailableError
from notion_planner.jobs.model import Handlers, Job, Schedule
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.retry import Ending
from notion_planner.jobs.store import JobStore
from notion_planner.jobs.workers import Workers
from notion_planner.settings import JobsSettings
from tests.jobs.conftest import Clock

pytestmark = pytest.mark.usefixtures("eager_workers")

SETTINGS = JobsSettings(workers=3, attempts=2, retry_seconds=0.01, lease_seconds=60, grace_seconds=0)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def job(key: str, lane: str = "", kind: str = "test") -> Job:
    return Job(key=key, kind=kind, lane=lane or key)


class Bench:
    """Workers over a queue of their own, run until a condition holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = SETTINGS
        self.clock: Callable[[], float] = time.time
        self.endings: list[tuple[str, Ending]] = []

    def run(
        self,
        handlers: Handlers,
        *jobs: Job,
        until: Callable[[JobStore], bool] = lambda store: not store.waiting(),
        schedules: tuple[Schedule, ...] = (),
        hurried: bool = False,
    ) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._run(handlers, jobs, until, schedules, hurried=hurried))

    async def _run(
        self,
        handlers: Handlers,
        jobs: tuple[Job, ...],
        until: Callable[[JobStore], bool],
        schedules: tuple[Schedule, ...],
        *,
        hurried: bool,
    ) -> None:
        with open_store(QueuePlace(file=self.path), self.settings, clock=self.clock) as store:
            for accepted in jobs:
                store.accept(accepted)
            stop = asyncio.Event()
            workers = Workers(
                store,
                handlers,
                self.settings,
                schedules=schedules,
                observe=lambda kind, ending, _seconds: self.endings.append((kind, ending)),
                now=lambda: NOON,
            )
            running = asyncio.create_task(workers.run(stop))
            async with asyncio.timeout(20):
                while not until(store) and not running.done():
                    await asyncio.sleep(0.01)
            stop.set()
            if hurried:
                running.cancel()
            await running

    def leased_until(self) -> float:
        with closing(sqlite3.connect(self.path)) as database:
            return float(database.execute("select until from lease").fetchone()[0])

    def waiting(self) -> list[str]:
        with open_store(QueuePlace(file=self.path), self.settings) as store:
            return [record.job.key for record in store.waiting()]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "jobs.db")


def raising(error: Exception) -> Callable[[Job], Awaitable[None]]:
    async def handler(_job: Job) -> None:
        raise error

    return handler


def test_jobs_of_a_lane_run_one_after_another_and_lanes_run_together(bench: Bench) -> None:
    at_work: set[str] = set()
    together: list[set[str]] = []
    ran: list[str] = []
    both = asyncio.Event()

    async def handler(job: Job) -> None:
        assert job.lane not in at_work
        at_work.add(job.lane)
        together.append(set(at_work))
        ran.append(job.key)
        if len(at_work) == 2:
            both.set()
        await both.wait()
        await asyncio.sleep(0)
        at_work.remove(job.lane)

    jobs = [job("a1", "a"), job("a2", "a"), job("a3", "a"), job("b1", "b")]
    bench.run({"test": handler}, *jobs)
    assert {"a", "b"} in together
    assert [key for key in ran if key.startswith("a")] == ["a1", "a2", "a3"]


def test_what_fails_in_passing_is_done_in_the_end(bench: Bench) -> None:
    errors = [UnavailableError("Notion is away.")]

    async def handler(_job: Job) -> None:
        if errors:
            raise errors.pop()

    bench.run({"test": handler}, job("a"))
    assert [ending for _, ending in bench.endings] == [Ending.AGAIN, Ending.DONE]


def test_a_job_given_up_is_answered_by_the_handler_of_its_failure(bench: Bench) -> None:
    told: list[str] = []

    async def failed(job: Job) -> None:
        told.append(job.payload["error"])

    handlers = {"test": raising(NotFoundError("No such page.")), "test-failed": failed}
    bench.run(handlers, job("a"))
    assert told == ["No such page."]


def test_a_job_that_nobody_knows_is_given_up(bench: Bench) -> None:
    bench.run({}, job("a", kind="strange"))
    assert bench.endings[0] == ("strange", Ending.GIVEN_UP)


def test_a_job_that_outlasts_the_stop_goes_back_to_the_queue(bench: Bench) -> None:
    started = asyncio.Event()

    async def endless(_job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    bench.run({"test": endless}, job("a"), until=lambda _store: started.is_set())
    assert bench.waiting() == ["a"]


def test_a_job_under_way_at_a_stop_is_finished_within_the_grace(bench: Bench) -> None:
    started = asyncio.Event()

    async def short(_job: Job) -> None:
        started.set()
        await asyncio.sleep(0.1)

    bench.settings = SETTINGS.model_copy(update={"grace_seconds": 10})
    bench.run({"test": short}, job("a"), until=lambda _store: started.is_set())
    assert (bench.endings, bench.waiting()) == ([("test", Ending.DONE)], [])


def test_a_worker_that_is_hurried_hands_its_job_back_without_grace(bench: Bench) -> None:
    started = asyncio.Event()

    async def endless(_job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    bench.settings = SETTINGS.model_copy(update={"grace_seconds": 60})
    bench.run({"test": endless}, job("a"), until=lambda _store: started.is_set(), hurried=True)
    with open_store(QueuePlace(file=bench.path), SETTINGS) as store:
        assert [(record.job.key, record.starts) for record in store.waiting()] == [("a", 0)]


def test_a_job_longer_than_its_lease_keeps_it(bench: Bench, clock: Clock) -> None:
    starts: list[str] = []
    bench.clock, bench.settings = clock, SETTINGS.model_copy(update={"lease_seconds": 0.05})

    async def long(job: Job) -> None:
        starts.append(job.key)
        for _ in range(4):
            until = bench.leased_until()
            clock.now += 0.6 * bench.settings.lease_seconds
            while bench.leased_until() == until:
                await asyncio.sleep(0.005)

    bench.run({"test": long}, job("a"))
    assert (starts, bench.endings) == (["a"], [("test", Ending.DONE)])


def test_a_schedule_asks_often_and_its_job_runs_once(bench: Bench) -> None:
    ran: list[str] = []

    async def handler(job: Job) -> None:
        ran.append(job.key)

    def daily(now: datetime) -> list[Job]:
        return [job(f"digest:{now.date()}")] * 2

    bench.run({"test": handler}, schedules=(daily,), until=lambda _store: bool(ran))
    bench.run({"test": handler}, job("other"), schedules=(daily,))
    assert sorted(ran) == ["digest:2026-03-02", "other"]


def test_the_log_names_no_job_by_its_words(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bench.run({"test": raising(ValueError("canary-in-error"))}, job("canary-in-key", "canary-in-lane"))
    assert "given_up" in caplog.text
    assert "canary" not in caplog.text


def test_a_bug_in_a_schedule_ends_the_worker_and_is_not_hidden(bench: Bench) -> None:
    def broken(_now: datetime) -> list[Job]:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        bench.run({}, schedules=(broken,), until=lambda _store: False)


def test_a_queue_that_stays_away_is_told_of_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    place = QueuePlace(redis=SecretStr("redis://127.0.0.1:1/0"))

    async def work() -> None:
        with open_store(place, SETTINGS) as store:
            stop = asyncio.Event()
            asyncio.get_running_loop().call_later(0.05, stop.set)
            await Workers(store, {}, SETTINGS).run(stop)

    asyncio.run(work())
    assert [line.levelname for line in caplog.records] == ["WARNING"]
