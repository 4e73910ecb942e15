"""Which days count: weekends, public holidays of a country, the team's own days off."""

from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache

import holidays

from notion_planner.settings import Calendar, PlanningSettings

_ONE = timedelta(days=1)
_LONGEST_BREAK = 366
"""Days in a row that may be off; more can only be a mistake in the configuration."""
HORIZON_YEARS = 20
"""From a plan's start: a date beyond it can only be a slip of the pen, and every day up to it would count."""


class CalendarError(ValueError):
    """A calendar that cannot be used: an unknown country, or no working day in a year."""


@lru_cache(maxsize=32)
def _public_holidays(country: str, subdivision: str | None) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country.upper(), subdiv=subdivision)
    except NotImplementedError as problem:
        place = country if subdivision is None else f"{country}/{subdivision}"
        raise CalendarError(
            f"no public holidays are known for {place!r}; use an ISO 3166 code such as DE"
        ) from problem


class WorkCalendar:
    """The days of a plan, in the country's own week."""

    def __init__(self, settings: PlanningSettings) -> None:
        self._days_off = frozenset(settings.days_off)
        self._holidays = (
            _public_holidays(settings.country, settings.subdivision) if settings.country else None
        )
        weekend = {5, 6} if self._holidays is None else set(self._holidays.weekend)
        self._weekend = frozenset() if settings.calendar is Calendar.SEVEN_DAY else frozenset(weekend)

    @property
    def unit(self) -> str:
        """What the days of this calendar are called."""
        return "working day" if self._weekend else "day"

    def is_working(self, day: date) -> bool:
        if day.weekday() in self._weekend or day in self._days_off:
            return False
        return self._holidays is None or day not in self._holidays

    def roll(self, day: date) -> date:
        """The day itself, or the next one that counts.

        Raises:
            CalendarError: no day of the following year counts, or the calendar ends.
        """
        for _ in range(_LONGEST_BREAK):
            if self.is_working(day):
                return day
            day = self._next(day)
        raise CalendarError(f"no working day within a year of {day.isoformat()}")

    def before(self, day: date) -> date:
        """The last day before it that counts; where none of a year does, the day before."""
        days = (day - timedelta(days=number) for number in range(1, _LONGEST_BREAK))
        return next(filter(self.is_working, days), day - _ONE)

    def plus(self, day: date, days: int) -> date:
        """The day that is ``days`` counted days after a counted day."""
        for _ in range(days):
            day = self.roll(self._next(day))
        return day

    def between(self, first: date, last: date) -> int:
        """How many counted days there are after ``first`` up to and with ``last``."""
        span = (last - first).days
        return sum(self.is_working(first + timedelta(days=number)) for number in range(1, span + 1))

    @staticmethod
    def _next(day: date) -> date:
        if day == date.max:
            raise CalendarError("the plan runs past the year 9999")
        return day + _ONE


class PlanDays:
    """The days of one plan, counted from 1 on its first day, as far as they are asked for."""

    def __init__(self, calendar: WorkCalendar, start: date) -> None:
        self._calendar = calendar
        self._days = [calendar.roll(start)]
        self._horizon = horizon(start)

    def number_of(self, day: date) -> int:
        """The number of that day, or of the next one that counts; 1 for any day before the plan."""
        while self._days[-1] < day:
            self._days.append(self._calendar.plus(self._days[-1], 1))
        return bisect_left(self._days, day) + 1

    def reaches(self, day: date) -> bool:
        """Whether the day is one that can be meant."""
        return day <= self._horizon

    def counts(self, day: date) -> bool:
        """Whether it is a day of the plan."""
        return day >= self._days[0] and self.reaches(day) and self._calendar.is_working(day)


def horizon(start: date) -> date:
    """The last day that can be meant in a plan which starts then."""
    return start + min(timedelta(days=HORIZON_YEARS * 365), date.max - start)
