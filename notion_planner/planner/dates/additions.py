"""The days of tasks that a plan gets after its first sync. Pure."""

from collections.abc import Collection
from datetime import date

from notion_planner.model.plan import OverrideField, Plan
from notion_planner.planner.dates.calendar import WorkCalendar


def late_dues(plan: Plan, added: Collection[str], *, start: date, calendar: WorkCalendar) -> dict[str, date]:
    """Task key → the day by which an added task can be done, where the plan's own day is too early for that.

    The plan's days count from its start, and the part that a task belongs to may be over when the
    specification asks for it. It takes as many days as planned, from ``start`` or from the end of an added
    task that it waits for; a day that a person set in a plan file stays.

    Raises:
        CalendarError: the calendar has no working day.
    """
    found: dict[str, date] = {}
    for task in plan.tasks:
        if task.key not in added or any(item.field is OverrideField.DUE for item in task.overridden):
            continue
        begin = max(start, task.start, *(found.get(key, task.start) for key in task.blocked_by))
        due = calendar.plus(calendar.roll(begin), calendar.between(task.start, task.due))
        if due > task.due:
            found[task.key] = due
    return found
