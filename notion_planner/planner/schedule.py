"""When each task and phase happens: people work through the phases in order, on the days that count."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notion_planner.planner.calendar import WorkCalendar
from notion_planner.settings import PlanningSettings

_GRAIN = 1e-6
"""Hours below this are rounding, not work."""


@dataclass(frozen=True, slots=True)
class Job:
    """A task as the schedule sees it: which phase, how many hours, after which others."""

    key: str
    phase: int
    hours: float
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timed:
    """Hours since the phase began; ``cause`` is the task whose end let this one begin."""

    start: float
    finish: float
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


def schedule(jobs: Sequence[Job], phases: int, settings: PlanningSettings) -> Schedule:
    """Lists each phase's tasks out to the people there are, longest remaining chain first."""
    people = max(1, math.ceil(settings.capacity))
    daily = settings.hours_per_day * min(1.0, settings.capacity / people)
    timed: dict[str, Timed] = {}
    efforts: list[int] = []
    path: list[str] = []
    slack: dict[str, float] = {}
    for number in range(phases):
        mine = [job for job in jobs if job.phase == number]
        placed = _list_out(mine, people)
        end = max((t.finish for t in placed.values()), default=0.0)
        worked = max(1, math.ceil(end / daily - _GRAIN))
        efforts.append(math.ceil(worked * (1 + settings.buffer) - _GRAIN))
        slack |= {key: round(hours / daily, 2) for key, hours in _slack(mine, placed, end).items()}
        path += _chain(mine, placed, end)
        timed |= placed
    spans = phase_days(efforts)
    days = {
        job.key: _days(timed[job.key], daily, spans[job.phase].first_day) for job in jobs
    }  # fmt: skip
    return Schedule(phases=spans, days=days, slack_days=slack, critical_path=tuple(path))


def _days(timed: Timed, daily: float, first: int) -> tuple[int, int]:
    start = math.floor(timed.start / daily + _GRAIN)
    return first + start, first + max(start, math.ceil(timed.finish / daily - _GRAIN) - 1)


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


def _list_out(jobs: Sequence[Job], people: int) -> dict[str, Timed]:
    remaining, followers = _remaining(jobs)
    place = {job.key: number for number, job in enumerate(jobs)}
    waiting = {job.key: sum(key in remaining for key in job.blocked_by) for job in jobs}
    ready = [(-remaining[job.key], place[job.key]) for job in jobs if not waiting[job.key]]
    heapq.heapify(ready)
    running: list[tuple[float, int]] = []
    placed: dict[str, Timed] = {}
    free, now, cause = people, 0.0, None
    while ready or running:
        while ready and free:
            _, number = heapq.heappop(ready)
            job = jobs[number]
            placed[job.key] = Timed(now, now + job.hours, cause)
            heapq.heappush(running, (now + job.hours, number))
            free -= 1
        now, number = heapq.heappop(running)
        free += 1
        cause = jobs[number].key
        for follower in followers[cause]:
            waiting[follower.key] -= 1
            if not waiting[follower.key]:
                heapq.heappush(ready, (-remaining[follower.key], place[follower.key]))
    return placed


def _slack(jobs: Sequence[Job], placed: Mapping[str, Timed], end: float) -> dict[str, float]:
    """Hours that a task may end later without moving another task's planned start or the phase's end."""
    latest = {job.key: end for job in jobs}
    for job in jobs:
        cause = placed[job.key].cause
        for key in (*job.blocked_by, *([cause] if cause else [])):
            if key in latest:
                latest[key] = min(latest[key], placed[job.key].start)
    return {key: max(0.0, limit - placed[key].finish) for key, limit in latest.items()}


def _chain(jobs: Sequence[Job], placed: Mapping[str, Timed], end: float) -> list[str]:
    """The tasks that make the phase as long as it is, each begun when the one before it ended."""
    last = next((job.key for job in jobs if placed[job.key].finish >= end - _GRAIN), None)
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
