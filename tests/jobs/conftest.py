"""Queues to test: a file, and a real Redis server on a free port of this machine."""

import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.retry import Retry

from notion_planner.environment import QueuePlace
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.store import JobStore
from notion_planner.settings import JobsSettings


class Clock:
    """A clock that stands still until it is set forward."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as server:
        address = f"redis://127.0.0.1:{port}/0"
        with Redis.from_url(address, retry=Retry(ConstantBackoff(0.05), 200, (NoConnection,))) as redis:
            redis.ping()
        yield address
        server.terminate()


@pytest.fixture
def redis_place(redis_server: str) -> QueuePlace:
    with Redis.from_url(redis_server) as redis:
        redis.flushall()
    return QueuePlace(redis=SecretStr(redis_server))


@pytest.fixture(params=["sqlite", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> QueuePlace:
    if request.param == "redis":
        found: QueuePlace = request.getfixturevalue("redis_place")
        return found
    return QueuePlace(file=tmp_path / "jobs.db")


def end_leases(place: QueuePlace) -> None:
    """As the seconds of a lease would, once all who held one are dead."""
    if place.redis is None:
        with closing(sqlite3.connect(place.file or "")) as database, database:
            database.execute("delete from lease")
        return
    with Redis.from_url(place.redis.get_secret_value()) as redis:
        for key in redis.keys("notion_planner:lease:*"):
            redis.delete(key)


@pytest.fixture
def store(place: QueuePlace, clock: Clock) -> Iterator[JobStore]:
    with open_store(place, JobsSettings(), clock=clock) as store:
        yield store
