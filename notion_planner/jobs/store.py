"""What was accepted and is not done, kept by huey's storage in a file (SQLite) or in Redis.

The queue is the doorbell: huey removes an entry as it hands it out. The journal is the truth: a job stands in
it from its acceptance until it is done, and whatever stands there without anyone at work on it rings again.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from huey.constants import EmptyData
from huey.storage import BaseStorage
from pydantic import ValidationError
from redis.exceptions import RedisError

from notion_planner.errors import UnavailableError
from notion_planner.jobs.leases import Lease, Leases
from notion_planner.jobs.model import Job, failure_of
from notion_planner.jobs.retry import Ending, Verdict
from notion_planner.model.base import Frozen

# Notion repeats an event up to eight times over about a day, Slack gives up within an hour; a digest looks
# back a week for the last one that was posted.
_REMEMBERED_SECONDS = 9 * 86_400
_DEAD_KEPT_SECONDS = 30 * 86_400
_logger = logging.getLogger("notion_planner.jobs")


class Record(Frozen):
    """A job's line in the journal. ``starts``: how often it was begun; ``error``: its last failure."""

    job: Job
    accepted: float
    due: float
    starts: int = 0
    error: str = ""


@dataclass(frozen=True)
class Claim:
    """A job in hand: nobody else works in its lane while the lease is renewed."""

    record: Record
    lease: Lease


@dataclass(frozen=True)
class Shelves:
    """huey's storages: the ``journal`` with the queue, ``known`` keys and marks, ``dead`` jobs.

    ``at_once`` makes several steps one, where the storages can do that: it is quicker, and nothing depends
    on it.
    """

    journal: BaseStorage
    known: BaseStorage
    dead: BaseStorage
    at_once: Callable[[], AbstractContextManager[None]] = nullcontext


class JobStore:
    """The queue and its journal; every method may be called from any thread."""

    def __init__(self, shelves: Shelves, leases: Leases, *, clock: Callable[[], float] = time.time) -> None:
        self._journal = shelves.journal
        self._known = shelves.known
        self._dead = shelves.dead
        self._at_once = shelves.at_once
        self._leases = leases
        self._clock = clock

    def accept(self, job: Job, *, delay: float = 0) -> bool:
        """See :class:`notion_planner.jobs.model.Jobs`."""
        with _reachable(), self._at_once():
            return self._accept(job, delay)

    def _accept(self, job: Job, delay: float) -> bool:
        now = self._clock()
        record = Record(job=job, accepted=now, due=now + delay)
        if self._known.has_data_for_key(_done(job)):
            return False
        if not self._journal.put_if_empty(job.key, _packed(record)):
            return False
        # Between the two looks it may have been done; what is known before it leaves the journal.
        if self._known.has_data_for_key(_done(job)):
            self._journal.delete_data(job.key)
            return False
        if delay <= 0:
            self._journal.enqueue(job.key.encode())
        return True

    def note(self, mark: str) -> bool:
        with _reachable():
            return bool(self._known.put_if_empty(f"mark:{mark}", str(self._clock()).encode()))

    def noted(self, mark: str) -> bool:
        with _reachable():
            return bool(self._known.has_data_for_key(f"mark:{mark}"))

    def next_key(self) -> str | None:
        """The key of a job to look at, taken off the queue."""
        with _reachable():
            data = self._journal.dequeue()
        return None if data is None else bytes(data).decode()

    def next_claim(self) -> Claim | None:
        """The next job that is ours to carry out, taken off the queue; None where that holds none."""
        while True:
            with _reachable(), self._at_once():
                key = self.next_key()
                claim = None if key is None else self.claim(key)
            if key is None or claim is not None:
                return claim

    def claim(self, key: str) -> Claim | None:
        """The job, ours to carry out; None where it is done, not due, or its lane is taken."""
        with _reachable(), self._at_once():
            record = self._due_record(key)
            if record is None:
                return None
            lease = self._leases.take(record.job.lane)
            if lease is None:
                self._known.put_data(_queued_up(record.job.lane), str(self._clock()).encode())
                return None
            # Whoever had the lane until now may have finished this very job.
            record = self._due_record(key)
            if record is None:
                lease.release()
                return None
            if self._known.has_data_for_key(_done(record.job)):
                self._journal.delete_data(key)
                lease.release()
                return None
            record = record.model_copy(update={"starts": record.starts + 1})
            self._journal.put_data(key, _packed(record))
            return Claim(record, lease)

    def _due_record(self, key: str) -> Record | None:
        data = self._journal.peek_data(key)
        if data is EmptyData:
            return None
        record = _unpacked(data)
        if record is None:
            _logger.error("a job in the queue cannot be read; another version may have written it")
            return None
        return record if record.due <= self._clock() else None

    def renew(self, claim: Claim) -> bool:
        """Whether the claim still stands, and now for another whole lease."""
        with _reachable():
            return claim.lease.renew()

    def settle(self, claim: Claim, verdict: Verdict) -> None:
        """Writes down what became of the job, leaves its lane and rings for the next one in it."""
        record, job = claim.record, claim.record.job
        with _reachable():
            with self._at_once():
                if verdict.ending is Ending.AGAIN:
                    update = {"due": self._clock() + verdict.delay, "error": verdict.error}
                    self._journal.put_data(job.key, _packed(record.model_copy(update=update)))
                else:
                    if verdict.ending is Ending.GIVEN_UP:
                        self._bury(record.model_copy(update={"error": verdict.error, "due": self._clock()}))
                    self._known.put_data(_done(job), str(self._clock()).encode())
                    self._journal.delete_data(job.key)
                claim.lease.release()
            self._ring_lane(job.lane)

    def _ring_lane(self, lane: str) -> None:
        # Only where somebody found the lane taken: to look through the whole journal after each job would
        # make a long queue slow. Whoever finds it taken just now is left to the sweep.
        if self._known.pop_data(_queued_up(lane)) is EmptyData:
            return
        waiting = [record for record in self._waiting() if record.job.lane == lane]
        if len(waiting) > 1:
            self._known.put_data(_queued_up(lane), str(self._clock()).encode())
        self._ring(waiting)

    def _bury(self, record: Record) -> None:
        self._dead.put_data(record.job.key, _packed(record))
        # One that tells of a failure and fails itself has nobody left to tell.
        if not record.job.kind.endswith("-failed"):
            self._accept(failure_of(record.job, record.error), 0)

    def hand_back(self, claim: Claim) -> None:
        """Leaves a job that was begun, and does not count the start: whoever is there takes it up at once."""
        record = claim.record.model_copy(update={"starts": claim.record.starts - 1})
        with _reachable(), self._at_once():
            self._journal.put_data(record.job.key, _packed(record))
            claim.lease.release()
            self._journal.enqueue(record.job.key.encode())

    def sweep(self) -> None:
        """Rings again for every job that is due and nobody holds: delayed, to be repeated, or orphaned."""
        with _reachable():
            self._ring(self._waiting())

    def _ring(self, waiting: Sequence[Record]) -> None:
        now = self._clock()
        firsts: dict[str, Record] = {}
        for record in waiting:
            if record.due <= now:
                firsts.setdefault(record.job.lane, record)
        if not firsts:
            return
        queued = {bytes(data).decode() for data in self._journal.enqueued_items()}
        with self._at_once():
            for lane, record in firsts.items():
                if record.job.key not in queued and self._leases.is_free(lane):
                    self._journal.enqueue(record.job.key.encode())

    def _waiting(self) -> list[Record]:
        return _in_order(self._journal.result_items().values())

    def waiting(self) -> Sequence[Record]:
        """What is accepted and not done, the oldest first; jobs in hand included."""
        with _reachable():
            return self._waiting()

    def dead(self) -> Sequence[Record]:
        """Jobs given up, the oldest first."""
        with _reachable():
            return _in_order(self._dead.result_items().values())

    def revive(self, key: str) -> bool:
        """Takes a job that was given up on again; False: there is none of that key."""
        with _reachable(), self._at_once():
            data = self._dead.peek_data(key)
            record = None if data is EmptyData else _unpacked(data)
            if record is None:
                return False
            job = record.job
            self._known.delete_data(_done(job))
            self._known.delete_data(_done(failure_of(job, "")))
            self._accept(job, 0)
            self._dead.delete_data(key)
            return True

    def forget_old(self) -> None:
        """Drops what is remembered of requests that nobody repeats any more."""
        now = self._clock()
        with _reachable(), self._at_once():
            for key, when in self._known.result_items().items():
                if float(bytes(when)) < now - _REMEMBERED_SECONDS:
                    self._known.delete_data(key)
            for key, data in self._dead.result_items().items():
                record = _unpacked(data)
                if record is None or record.due < now - _DEAD_KEPT_SECONDS:
                    self._dead.delete_data(key)

    def close(self) -> None:
        for storage in (self._journal, self._known, self._dead):
            storage.close()


def _done(job: Job) -> str:
    return f"done:{job.key}"


def _queued_up(lane: str) -> str:
    return f"queued-up:{lane}"


def _packed(record: Record) -> bytes:
    return record.model_dump_json().encode()


def _unpacked(data: bytes | memoryview) -> Record | None:
    """None where it is of no form that this version knows."""
    try:
        return Record.model_validate_json(bytes(data))
    except ValidationError:
        return None


def _in_order(lines: Iterable[bytes | memoryview]) -> list[Record]:
    records = [record for data in lines if (record := _unpacked(data)) is not None]
    return sorted(records, key=lambda record: (record.accepted, record.job.key))


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, RedisError) as error:
        raise UnavailableError(
            f"The job queue cannot be reached ({type(error).__name__}).",
            hint="Check that its server runs, or that its file can be written.",
        ) from error
