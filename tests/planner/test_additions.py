"""The days of tasks that a plan gets after its first sync."""

from datetime import date

from notion_planner.model.plan import Override, OverrideField, Plan
from notion_planner.planner.dates.additions import late_dues
from notion_planner.planner.dates.calendar import WorkCalendar
from notion_planner.settings import PlanningSettings

SATURDAY = date(2026, 1, 17)


def dues(plan: Plan, added: set[str], start: date) -> dict[str, date]:
    return late_dues(plan, added, start=start, calendar=WorkCalendar(PlanningSettings()))


def test_an_added_task_takes_as_many_working_days_as_planned(plan: Plan) -> None:
    task = max(plan.tasks, key=lambda task: task.due - task.start)
    calendar = WorkCalendar(PlanningSettings())
    [(key, due)] = dues(plan, {task.key}, SATURDAY).items()
    assert key == task.key
    assert due > task.due
    monday = date(2026, 1, 19)
    assert calendar.between(monday, due) == calendar.between(task.start, task.due)


def test_an_added_task_is_due_no_earlier_than_added_ones_that_it_waits_for(plan: Plan) -> None:
    found = dues(plan, {task.key for task in plan.tasks}, SATURDAY)
    waits = [(found[key], found[task.key]) for task in plan.tasks for key in task.blocked_by]
    assert waits
    assert all(first <= then for first, then in waits)


def test_a_task_that_is_added_in_time_keeps_the_plans_day(plan: Plan) -> None:
    assert dues(plan, {task.key for task in plan.tasks}, plan.start) == {}


def test_an_added_task_keeps_the_day_that_a_person_set(plan: Plan) -> None:
    task = plan.tasks[0]
    assert dues(plan, {task.key}, SATURDAY)
    day = task.due.isoformat()
    override = Override(task=task.key, field=OverrideField.DUE, base=day, value=day)
    kept = task.model_copy(update={"overridden": (override,)})
    assert dues(plan.model_copy(update={"tasks": (kept, *plan.tasks[1:])}), {task.key}, SATURDAY) == {}
