"""When each task and phase happens: people work through the phases in order, on the days that count."""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notion_planner.planner.dates.calendar import PlanDays, WorkCalendar
from notion_planner.planner.dates.crew import GRAIN, Worker, crew_of, day_of
from notion_planner.settings import PlanningSettings


@dataclass(frozen=True, slots=True)
class Job:
    """A task as the schedule sees it: which phase, how many hours, after which others.

    ``not_before`` and ``due`` are dates that a person fixed: it begins no earlier, and what waits for it
    begins after its due date.
    """

    key: str
    phase: int
    hours: float
    blocked_by: tuple[str, ...] = ()
    not_before: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """Days since the phase began; ``released`` is when what waits for the task may begin, ``cause`` the
    task whose end let this one begin.
    """

    start: float
    finish: float
    released: float
    cause: str | None


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """Working days of the plan, counted from 1."""

    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Schedule:
    phases: tuple[PhaseDays, ...]
    days: Mapping[str, tuple[int, int]]
    slack_days: Mapping[str, float]
    critical_path: tuple[str, ...]


def phase_days(efforts: Sequence[int]) -> tuple[PhaseDays, ...]:
    """Phases of these many days, one after another."""
    found, last = [], 0
    for effort in efforts:
        found.append(PhaseDays(last + 1, last + effort))
        last += effort
    return tuple(found)


def schedule(
    jobs: Sequence[Job], phases: int, settings: PlanningSettings, days: PlanDays | None = None
) -> Schedule:
    """Lists each phase's tasks out to the people there are: first what work waits for, then in order.

    Where large tasks that are begun late make the phase longer, the longest remaining chain goes first.
    ``days`` are the plan's days; without them nobody is ever away and no date is fixed.
    """
    workers = crew_of(settings, days)
    timed: dict[str, tuple[int, int]] = {}
    efforts: list[int] = []
    path: list[str] = []
    slack: dict[str, float] = {}
    for number in range(phases):
        mine = [job for job in jobs if job.phase == number]
        first = sum(efforts) + 1
        listed = (_Listing(mine, workers, first, days, in_turn=turn).placed() for turn in (True, False))
        worked, placed = min(((_worked(found), found) for found in listed), key=lambda known: known[0])
        end = max((t.released for t in placed.values()), default=0.0)
        efforts.append(math.ceil(worked * (1 + settings.buffer) - GRAIN))
        slack |= {key: round(found, 2) for key, found in _slack(mine, placed, end).items()}
        path += _chain(mine, placed, end)
        timed |= {key: _days(found, first) for key, found in placed.items()}
    spans = phase_days(efforts)
    ordered = {job.key: timed[job.key] for job in jobs}
    return Schedule(phases=spans, days=ordered, slack_days=slack, critical_path=tuple(path))


def _worked(placed: Mapping[str, Timed]) -> int:
    """The days that a phase takes."""
    return max(1, math.ceil(max((t.released for t in placed.values()), default=0.0) - GRAIN))


def _days(timed: Timed, first: int) -> tuple[int, int]:
    start = day_of(timed.start)
    return first + start, first + max(start, math.ceil(timed.finish - GRAIN) - 1)


def _remaining(jobs: Sequence[Job]) -> tuple[dict[str, float], dict[str, list[Job]]]:
    """The longest chain of hours from the start of each task to the end of its phase."""
    inside = {job.key for job in jobs}
    followers: dict[str, list[Job]] = {key: [] for key in inside}
    for job in jobs:
        for key in job.blocked_by:
            if key in inside:
                followers[key].append(job)
    remaining: dict[str, float] = {}
    for job in reversed(_ordered(jobs, inside)):
        after = max((remaining[f.key] for f in followers[job.key]), default=0.0)
        remaining[job.key] = job.hours + after
    return remaining, followers


def _ordered(jobs: Sequence[Job], inside: set[str]) -> list[Job]:
    by_key = {job.key: job for job in jobs}
    waiting = {job.key: sum(key in inside for key in job.blocked_by) for job in jobs}
    followers: dict[str, list[str]] = {key: [] for key in inside}
    for job in jobs:
        for key in job.blocked_by:
            if key in inside:
                followers[key].append(job.key)
    ready = [job for job in jobs if not waiting[job.key]]
    for job in ready:
        for key in followers[job.key]:
            waiting[key] -= 1
            if not waiting[key]:
                ready.append(by_key[key])
    return ready


class _Listing:
    """One phase's tasks listed out: whoever is free and there takes what has the longest chain behind it.

    ``in_turn`` leaves a task's own hours out of that: of tasks that none waits for, the first is taken.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        workers: Sequence[Worker],
        first_day: int,
        days: PlanDays | None,
        *,
        in_turn: bool,
    ) -> None:
        self._jobs = jobs
        self._workers = workers
        self._first = first_day
        self._plan_days = days
        self._remaining, self._followers = _remaining(jobs)
        self._rank = {job.key: self._remaining[job.key] - in_turn * job.hours for job in jobs}
        self._waiting = {job.key: sum(k in self._remaining for k in job.blocked_by) for job in jobs}
        self._place = {job.key: number for number, job in enumerate(jobs)}
        self._ready: list[tuple[float, int]] = []
        # (time, job, worker); without a worker, the job's followers are released or it becomes ready itself.
        self._events: list[tuple[float, int, int | None]] = []
        self._free = set(range(len(workers)))
        self._placed: dict[str, Timed] = {}
        self._now = 0.0
        self._cause: str | None = None

    def placed(self) -> dict[str, Timed]:
        self._offer(job for job in self._jobs if not self._waiting[job.key])
        while self._ready or self._events:
            while self._ready and (present := self._present()):
                _, number = heapq.heappop(self._ready)
                self._begin(number, present)
            self._advance()
        return self._placed

    def _present(self) -> list[int]:
        today = self._first + day_of(self._now)
        return [worker for worker in sorted(self._free) if self._workers[worker].works(today)]

    def _offer(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            earliest = self._at(job.not_before)
            number = self._place[job.key]
            if earliest > self._now + GRAIN:
                heapq.heappush(self._events, (earliest, number, None))
            else:
                heapq.heappush(self._ready, (-self._rank[job.key], number))

    def _at(self, day: date | None) -> float:
        """The beginning of that day, in days since the phase began; 0 for one that cannot be meant."""
        if day is None or self._plan_days is None or not self._plan_days.reaches(day):
            return 0.0
        return float(self._plan_days.number_of(day) - self._first)

    def _begin(self, number: int, present: Sequence[int]) -> None:
        job = self._jobs[number]
        ends = {w: self._workers[w].finish(self._now, job.hours, self._first) for w in present}
        worker = min(present, key=lambda w: (ends[w], w))
        finish = ends[worker]
        released = max(finish, self._at(job.due) + 1) if job.due else finish
        self._placed[job.key] = Timed(self._now, finish, released, self._cause)
        self._free.remove(worker)
        heapq.heappush(self._events, (finish, number, worker))
        if released > finish:
            heapq.heappush(self._events, (released, number, None))

    def _advance(self) -> None:
        """To the next event; where work is ready and the free people are away, to the next day at most."""
        tomorrow = float(day_of(self._now) + 1)
        if self._ready and self._free and (not self._events or self._events[0][0] > tomorrow):
            self._now, self._cause = tomorrow, None
            return
        if not self._events:
            return
        self._now, number, worker = heapq.heappop(self._events)
        job = self._jobs[number]
        if job.key not in self._placed:
            self._cause = None
            heapq.heappush(self._ready, (-self._rank[job.key], number))
            return
        if worker is not None:
            self._free.add(worker)
        if self._placed[job.key].released <= self._now + GRAIN:
            self._cause = job.key
            self._release(job)

    def _release(self, job: Job) -> None:
        done = []
        for follower in self._followers[job.key]:
            self._waiting[follower.key] -= 1
            if not self._waiting[follower.key]:
                done.append(follower)
        self._offer(done)


def _slack(jobs: Sequence[Job], placed: Mapping[str, Timed], end: float) -> dict[str, float]:
    """Days that a task may end later without moving another task's planned start or the phase's end."""
    latest = {job.key: end for job in jobs}
    for job in jobs:
        cause = placed[job.key].cause
        for key in (*job.blocked_by, *([cause] if cause else [])):
            if key in latest:
                latest[key] = min(latest[key], placed[job.key].start)
    return {key: max(0.0, limit - placed[key].released) for key, limit in latest.items()}


def _chain(jobs: Sequence[Job], placed: Mapping[str, Timed], end: float) -> list[str]:
    """The tasks that make the phase as long as it is, each begun when the one before it ended."""
    last = next((job.key for job in jobs if placed[job.key].released >= end - GRAIN), None)
    chain: list[str] = []
    while last is not None:
        chain.append(last)
        last = placed[last].cause
    return chain[::-1]


def on_calendar(days: int, start: date, calendar: WorkCalendar) -> list[date]:
    """The dates of the plan's working days, the first at index 1."""
    found = [start, calendar.roll(start)]
    while len(found) <= days:
        found.append(calendar.plus(found[-1], 1))
    return found
