"""What the doors and the workers agree on: a job, who accepts it, and what carries it out."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from notion_planner.model.base import Frozen


class Job(Frozen):
    """Work that a door has accepted.

    ``key`` is the identity of the accepted request: the same key is accepted once. ``kind`` names the
    handler. ``lane`` is what must not be worked on twice at a time: the specification's ID,
    or the reference given.
    """

    key: str
    kind: str
    lane: str
    payload: Mapping[str, str] = {}


class Jobs(Protocol):
    """Where doors leave work. Every call blocks for a few milliseconds: from a coroutine, use a thread."""

    def accept(self, job: Job, *, delay: float = 0) -> bool:
        """Takes a job on, durably before it returns; it starts no sooner than ``delay`` seconds from now.

        False: a job of this key was accepted before, whatever has become of it.

        Raises:
            UnavailableError: the queue cannot be reached, so nothing was accepted.
        """

    def note(self, mark: str) -> bool:
        """Records durably, for days, that something was done or seen; False: it was recorded before."""

    def noted(self, mark: str) -> bool:
        """Whether it was recorded."""


# A handler may be called again for a job that was cut short, so a second time must change nothing.
# UnavailableError and what nobody foresaw are tried again; any other PlannerError is final.
Handlers = Mapping[str, Callable[[Job], Awaitable[None]]]


def failure_of(job: Job, message: str) -> Job:
    """The job that tells a person of one given up; the handler of ``<kind>-failed`` finds ``error`` in it."""
    payload = {**job.payload, "error": message}
    return Job(key=f"{job.key}:failed", kind=f"{job.kind}-failed", lane=job.lane, payload=payload)


# Asked about every half minute for what the time of day calls for; a key says which day or hour it is for,
# so that asking again adds nothing.
Schedule = Callable[[datetime], Iterable[Job]]
