"""Opens the job queue where the settings say: a file of this machine, or a Redis server for several."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from huey.storage import RedisStorage
from redis import Redis
from redis.exceptions import RedisError

from notion_planner.environment import QueuePlace
from notion_planner.errors import ConfigError
from notion_planner.jobs.file import FileStorage, QueueFile
from notion_planner.jobs.leases import Leases, RedisLeases, SqliteLeases
from notion_planner.jobs.store import JobStore, Shelves
from notion_planner.settings import JobsSettings

_NAME = "notion_planner"
_NAMES = (_NAME, f"{_NAME}_known", f"{_NAME}_dead")
# A server that is there answers within milliseconds; a door must answer within three seconds.
_REDIS_TIMEOUT_SECONDS = 2.0


@contextmanager
def open_store(
    place: QueuePlace, settings: JobsSettings, *, clock: Callable[[], float] = time.time
) -> Iterator[JobStore]:
    """The queue; a Redis server need not be up yet.

    Raises:
        ConfigError: the file cannot be made, or the address is none of a Redis server.
    """
    redis: Redis | None = None
    if place.redis is None:
        shelves, leases = _in_file(_made(place.file or Path()), settings.lease_seconds, clock)
    else:
        redis = connect(place.redis.get_secret_value())
        pool = redis.connection_pool
        journal, known, dead = (RedisStorage(name, blocking=False, connection_pool=pool) for name in _NAMES)
        shelves = Shelves(journal=journal, known=known, dead=dead)
        leases = RedisLeases(redis, _NAME, settings.lease_seconds)
    store = JobStore(shelves, leases, clock=clock)
    try:
        yield store
    finally:
        store.close()
        if redis is not None:
            redis.close()


def connect(address: str) -> Redis:
    """A client; it connects when it is first used.

    Raises:
        ConfigError: that is no address of a Redis server.
    """
    try:
        return Redis.from_url(
            address,
            socket_timeout=_REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=_REDIS_TIMEOUT_SECONDS,
        )
    except (ValueError, RedisError) as error:
        raise ConfigError(
            "The job queue's address is not that of a Redis server.",
            hint="It looks like redis://:password@host:6379/0.",
        ) from error


def _in_file(path: Path, lease_seconds: float, clock: Callable[[], float]) -> tuple[Shelves, Leases]:
    try:
        file = QueueFile(path)
        journal, known, dead = (FileStorage(name, file) for name in _NAMES)
        shelves = Shelves(journal=journal, known=known, dead=dead, at_once=file.at_once)
        return shelves, SqliteLeases(journal, lease_seconds, clock)
    except sqlite3.Error as error:
        raise ConfigError(
            f"The job queue {path} cannot be used: {error}.",
            hint="It is another program's file, damaged, or its disk is full; name another with "
            "NOTION_PLANNER_QUEUE or jobs.queue.",
        ) from error


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What people asked for stands in it.
        path.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(
            f"The job queue {path} cannot be written: {error.strerror}.",
            hint="Name another file with NOTION_PLANNER_QUEUE or jobs.queue.",
        ) from error
    return path
