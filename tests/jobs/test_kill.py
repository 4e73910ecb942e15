"""``kill -9`` at seeded random moments of fifty queued jobs: nothing is lost, nothing is there twice."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from notion_planner.environment import QueuePlace
from notion_planner.jobs.model import Job
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.store import JobStore
from notion_planner.workspace import Workspace
from tests.conftest import Notion
from tests.jobs import worker_process
from tests.jobs.conftest import end_leases
from tests.jobs.forking import end, forked
from tests.jobs.worker_process import SETTINGS
from tests.running import running

JOBS = 50


class Processes:
    """Worker processes that are killed and replaced."""

    def __init__(self, place: QueuePlace, arguments: list[str], stack: ExitStack) -> None:
        self._place = place
        self._arguments = arguments
        self._stack = stack

    def replace(self, victim: ForkServerProcess) -> ForkServerProcess:
        end(victim)
        if self._place.file is not None:  # of which it was the only worker; elsewhere its leases run out
            end_leases(self._place)
        return self.start()[0]

    def start(self) -> tuple[ForkServerProcess, Connection]:
        """It, and what it says when it begins to work."""
        heard, said = Pipe(duplex=False)
        self._stack.callback(heard.close)
        with said:
            process = forked(worker_process.main, said, *self._arguments)
        self._stack.callback(end, process)
        return process, heard


def at_most(store: JobStore, left: int) -> bool:
    return len(store.waiting()) <= left


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "the jobs do not come to an end"
        time.sleep(0.01)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def kill_while_working(store: JobStore, processes: Processes, rng: random.Random, *, workers: int) -> int:
    """The number of kills. Each comes when some more jobs are done, in the middle of others."""
    begun = [processes.start() for _ in range(workers)]
    assert [heard.recv() for _, heard in begun] == ["working"] * workers
    running = [process for process, _ in begun]
    marks = sorted(rng.sample(range(5, JOBS - 5), 3), reverse=True)
    for mark in marks:
        wait_until(partial(at_most, store, mark))
        time.sleep(rng.uniform(0, 0.02))
        running.append(processes.replace(running.pop(rng.randrange(len(running)))))
    wait_until(partial(at_most, store, 0))
    return len(marks)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7])
def test_each_of_fifty_jobs_takes_effect_once_though_its_worker_is_killed(
    place: QueuePlace, tmp_path: Path, stack: ExitStack, seed: int
) -> None:
    rng = random.Random(seed)
    seen = Notion(path=tmp_path / "team.db")
    stack.callback(seen.workspace.close)
    workspace = Workspace.open(tmp_path / "team.db")
    stack.callback(workspace.close)
    address = stack.enter_context(running(workspace.app))
    source, before = seen.find("Engineering Tasks", "data_source"), len(seen.tasks())
    store = stack.enter_context(open_store(place, SETTINGS))
    titles = [f"Effect {number}" for number in range(JOBS)]
    for title in titles:
        store.accept(Job(key=title, kind="make", lane=title, payload={"title": title}))
    queue = place.redis.get_secret_value() if place.redis else str(place.file)
    processes = Processes(place, [address, workspace.token, source, queue], stack)
    kills = kill_while_working(store, processes, rng, workers=1 if place.file else 2)
    made = Counter(page.title for page in seen.tasks())
    assert {title: made[title] for title in titles} == dict.fromkeys(titles, 1)
    assert len(seen.tasks()) == before + JOBS
    assert (kills, store.dead()) == (3, [])
