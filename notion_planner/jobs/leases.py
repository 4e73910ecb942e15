"""Leases: who works in a lane, until when; one that is not renewed ends by itself.

huey hands a task out and forgets it, so that a worker that dies takes the task along. Here its lease runs
out, and what it held is handed out again.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from huey.storage import SqliteStorage
from redis import Redis
from redis.exceptions import LockError
from redis.lock import Lock

_TABLE = "create table if not exists lease (lane text primary key, owner text not null, until real not null)"
_TAKE = (
    "insert into lease (lane, owner, until) values (?, ?, ?) on conflict (lane) do update "
    "set owner = excluded.owner, until = excluded.until where lease.until <= ?"
)
_RENEW = "update lease set until = ? where lane = ? and owner = ? and until > ?"


class Lease(Protocol):
    def renew(self) -> bool:
        """Whether it is still ours, and now for its whole length again."""

    def release(self) -> None:
        """Gives the lane free; nothing happens where the lease has passed to someone else."""


class Leases(Protocol):
    def take(self, lane: str) -> Lease | None:
        """The lane's lease, None while another holds it."""

    def is_free(self, lane: str) -> bool:
        """Whether nobody holds the lane."""


class SqliteLeases:
    """Leases of the workers of one machine, in the queue's own file."""

    def __init__(self, storage: SqliteStorage, seconds: float, clock: Callable[[], float]) -> None:
        self._storage = storage
        self._seconds = seconds
        self._clock = clock
        storage.sql(_TABLE, commit=True)

    def take(self, lane: str) -> "Lease | None":
        now, owner = self._clock(), uuid4().hex
        taken = self.change(_TAKE, (lane, owner, now + self._seconds, now))
        return _SqliteLease(self, lane, owner) if taken else None

    def is_free(self, lane: str) -> bool:
        held = "select 1 from lease where lane = ? and until > ?"
        return not self._storage.sql(held, (lane, self._clock()), results=True)

    def renew(self, lane: str, owner: str) -> bool:
        now = self._clock()
        return self.change(_RENEW, (now + self._seconds, lane, owner, now))

    def change(self, sql: str, values: tuple[str | float, ...]) -> bool:
        with self._storage.db(commit=True) as cursor:
            cursor.execute(sql, values)
            return bool(cursor.rowcount == 1)


class _SqliteLease:
    def __init__(self, leases: SqliteLeases, lane: str, owner: str) -> None:
        self._leases = leases
        self._lane = lane
        self._owner = owner

    def renew(self) -> bool:
        return self._leases.renew(self._lane, self._owner)

    def release(self) -> None:
        self._leases.change("delete from lease where lane = ? and owner = ?", (self._lane, self._owner))


class RedisLeases:
    """Leases of the workers of many machines; the server's clock counts, through redis-py's own lock."""

    def __init__(self, redis: Redis, name: str, seconds: float) -> None:
        self._redis = redis
        self._prefix = f"{name}:lease:"
        self._seconds = seconds

    def take(self, lane: str) -> "Lease | None":
        # The heartbeat renews from other threads than the one that took the lease.
        lock = self._redis.lock(
            self._prefix + lane, timeout=self._seconds, blocking=False, thread_local=False
        )
        return _RedisLease(lock) if lock.acquire() else None

    def is_free(self, lane: str) -> bool:
        return not self._redis.exists(self._prefix + lane)


class _RedisLease:
    def __init__(self, lock: Lock) -> None:
        self._lock = lock

    def renew(self) -> bool:
        try:
            return bool(self._lock.reacquire())
        except LockError:
            return False

    def release(self) -> None:
        try:
            self._lock.release()
        except LockError:
            return
