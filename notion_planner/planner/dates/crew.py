"""The people who do the work, as the schedule sees them: how much each gets done in a day, and when not."""

import math
from dataclasses import dataclass

from notion_planner.planner.dates.calendar import PlanDays
from notion_planner.settings import PlanningSettings

GRAIN = 1e-6
"""Days below this are rounding, not work."""


def day_of(time: float) -> int:
    """The day that a time in days falls on, counted from 0."""
    return math.floor(time + GRAIN)


@dataclass(frozen=True, slots=True)
class Worker:
    """``daily`` hours are done on each day of the plan but those in ``away`` (counted from 1)."""

    daily: float
    away: frozenset[int] = frozenset()

    def works(self, day: int) -> bool:
        return day not in self.away

    def finish(self, start: float, hours: float, first_day: int) -> float:
        """When work begun at ``start`` (in days since ``first_day`` began) is done."""
        if not self.away:
            return start + hours / self.daily
        time, left = start, hours
        while True:
            day = day_of(time)
            done = (day + 1 - time) * self.daily if self.works(first_day + day) else 0.0
            if left <= done + GRAIN:
                return time + left / self.daily
            left -= done
            time = float(day + 1)


def crew_of(settings: PlanningSettings, days: PlanDays | None) -> tuple[Worker, ...]:
    """The configured people, or as many alike as the capacity says."""
    if not settings.people:
        count = max(1, math.ceil(settings.capacity))
        return (Worker(settings.hours_per_day * min(1.0, settings.capacity / count)),) * count
    return tuple(
        Worker(
            person.hours_per_day or settings.hours_per_day * person.capacity,
            frozenset(days.number_of(day) for day in person.days_off if days.counts(day))
            if days
            else frozenset(),
        )
        for person in settings.people
    )
