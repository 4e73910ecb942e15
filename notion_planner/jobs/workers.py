"""Carries jobs out: several at a time, one in each lane, each until it is done or given up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2s
from math import inf
from time import monotonic
from typing import TypeVar

from notion_planner.errors import UnavailableError
from notion_planner.jobs.model import Handlers, Job, Schedule
from notion_planner.jobs.retry import Ending, RetryPolicy, Verdict
from notion_planner.jobs.store import Claim, JobStore
from notion_planner.settings import JobsSettings

_POLL_SECONDS = 0.2
_SWEEP_SECONDS = 1.0
_SCHEDULE_SECONDS = 30.0
_FORGET_SECONDS = 3600.0
_WARN_SECONDS = 60.0
_logger = logging.getLogger("notion_planner.jobs")

Answer = TypeVar("Answer")


def local_now() -> datetime:
    return datetime.now().astimezone()


class Workers:
    """The workers of one process. ``observe`` is told each job's kind, ending and seconds."""

    def __init__(
        self,
        store: JobStore,
        handlers: Handlers,
        settings: JobsSettings,
        *,
        schedules: Sequence[Schedule] = (),
        observe: Callable[[str, Ending, float], None] = lambda _kind, _ending, _seconds: None,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._settings = settings
        self._schedules = schedules
        self._observe = observe
        self._now = now
        self._policy = RetryPolicy(attempts=settings.attempts, first_delay=settings.retry_seconds)
        self._running: set[asyncio.Task[None]] = set()
        self._warned = -inf

    async def run(self, stop: asyncio.Event) -> None:
        """Works until ``stop`` is set; then running jobs get their grace, and the rest goes back.

        Cancelled, it gives no grace: all that is under way goes back at once.
        """
        try:
            await self._take_on(stop)
            if self._running:
                await asyncio.wait(self._running, timeout=self._settings.grace_seconds)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _take_on(self, stop: asyncio.Event) -> None:
        """Begins one job after another until ``stop`` is set."""
        chores = [
            asyncio.create_task(self._every(_SWEEP_SECONDS, self._store.sweep, stop)),
            asyncio.create_task(self._every(_SCHEDULE_SECONDS, self._accept_scheduled, stop)),
            asyncio.create_task(self._every(_FORGET_SECONDS, self._store.forget_old, stop)),
        ]
        while not stop.is_set():
            for chore in chores:
                if chore.done():
                    # A bug in one ends the worker, which is noticed, and not only the chore.
                    chore.result()
            if len(self._running) >= self._settings.workers:
                await asyncio.wait(self._running, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                continue
            # Claimed here and not by the task, so that the jobs of a lane keep their order.
            claim = await self._ask(asyncio.to_thread(self._store.next_claim))
            if claim is None:
                await _pause(stop, _POLL_SECONDS)
                continue
            task = asyncio.create_task(self._deliver(claim))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await asyncio.gather(*chores)

    async def _every(self, seconds: float, chore: Callable[[], None], stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._ask(asyncio.to_thread(chore))
            await _pause(stop, seconds)

    def _accept_scheduled(self) -> None:
        now = self._now()
        for schedule in self._schedules:
            for job in schedule(now):
                self._store.accept(job)

    async def _ask(self, work: Awaitable[Answer]) -> Answer | None:
        """None where the queue cannot be reached: it is asked again, and what it holds is not lost."""
        try:
            return await work
        except UnavailableError as error:
            if monotonic() - self._warned > _WARN_SECONDS:
                self._warned = monotonic()
                _logger.warning("%s It is tried again all the time, and this is said once a minute.", error)
            return None

    async def _deliver(self, claim: Claim) -> None:
        started, key, kind = monotonic(), claim.record.job.key, claim.record.job.kind
        verdict = await self._carry_out(claim)
        if verdict is None:
            _logger.warning("job %s (%s) lost its lease; it is handed out again", label(key), kind)
            return
        _logger.info("job %s (%s): %s", label(key), kind, verdict.ending)
        self._observe(kind, verdict.ending, monotonic() - started)
        await self._ask(asyncio.to_thread(self._store.settle, claim, verdict))

    async def _carry_out(self, claim: Claim) -> Verdict | None:
        """The verdict; None where the lease was lost on the way, so that it is not ours to give."""
        job, starts = claim.record.job, claim.record.starts
        handler = self._handlers.get(job.kind)
        if handler is None:
            return _nobody(job)
        if self._policy.exhausted(starts):
            said = claim.record.error or f"It was cut short {starts - 1} times."
            return Verdict(ending=Ending.GIVEN_UP, error=said)
        work = asyncio.ensure_future(handler(job))
        try:
            kept = await self._keep_lease(claim, work)
        except asyncio.CancelledError:
            await _stopped(work)
            await asyncio.shield(asyncio.to_thread(self._store.hand_back, claim))
            raise
        return self._policy.after(work.exception(), starts) if kept else None

    async def _keep_lease(self, claim: Claim, work: asyncio.Future[None]) -> bool:
        """Renews the lease until the work ends. One renewal that fails is bridged by the time left."""
        missed = 0
        while True:
            done, _ = await asyncio.wait({work}, timeout=self._settings.lease_seconds / 3)
            if done:
                return True
            renewed = await self._ask(asyncio.to_thread(self._store.renew, claim))
            missed = 0 if renewed else missed + 1
            if renewed is False or missed > 1:
                await _stopped(work)
                return False


def label(key: str) -> str:
    """Names a job in the log: its key may hold what somebody wrote."""
    return blake2s(key.encode(), digest_size=6).hexdigest()


def _nobody(job: Job) -> Verdict:
    if job.kind.endswith("-failed"):
        return Verdict(ending=Ending.DONE)
    return Verdict(ending=Ending.GIVEN_UP, error=f"No door of this worker knows jobs of kind {job.kind}.")


async def _stopped(work: asyncio.Future[None]) -> None:
    work.cancel()
    await asyncio.wait({work})


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        # Not wait_for, which before Python 3.12 loses a cancellation that comes together with the event.
        async with asyncio.timeout(seconds):
            await stop.wait()
