"""Dates: the calendar, phases one after another, people working side by side."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from notion_planner.planner.dates.calendar import CalendarError, PlanDays, WorkCalendar
from notion_planner.planner.dates.schedule import Job, on_calendar, phase_days, schedule
from notion_planner.settings import Calendar, Person, PlanningSettings

EXAMPLE_EFFORTS = (2, 3, 2, 2, 3)
EXAMPLE_START = date(2025, 10, 15)


def phase_ends(settings: PlanningSettings) -> tuple[list[date], date]:
    calendar = WorkCalendar(settings)
    spans = phase_days(EXAMPLE_EFFORTS)
    days = on_calendar(spans[-1].last_day, EXAMPLE_START, calendar)
    return [days[span.last_day] for span in spans], calendar.plus(days[-1], settings.deploy_after)


def test_the_example_efforts_end_on_working_days() -> None:
    ends, deploy = phase_ends(PlanningSettings())
    assert ends == [date(2025, 10, day) for day in (16, 21, 23, 27, 30)]
    assert deploy == date(2025, 11, 3)


def test_seven_day_weeks_give_the_dates_that_the_example_prints() -> None:
    ends, deploy = phase_ends(PlanningSettings(calendar=Calendar.SEVEN_DAY))
    assert [*ends, deploy] == [date(2025, 10, day) for day in (16, 19, 21, 23, 26, 28)]


def test_public_holidays_of_the_country_do_not_count() -> None:
    german = WorkCalendar(PlanningSettings(country="DE"))
    assert not german.is_working(date(2025, 10, 3))
    assert WorkCalendar(PlanningSettings()).is_working(date(2025, 10, 3))


def test_holidays_of_a_subdivision_count_only_there() -> None:
    saxony = WorkCalendar(PlanningSettings(country="DE", subdivision="SN"))
    assert not saxony.is_working(date(2025, 10, 31))
    assert WorkCalendar(PlanningSettings(country="DE", subdivision="BE")).is_working(date(2025, 10, 31))


def test_a_weekend_is_the_one_of_the_country() -> None:
    israel = WorkCalendar(PlanningSettings(country="IL"))
    assert not israel.is_working(date(2025, 11, 7))
    assert israel.is_working(date(2025, 11, 9))


def test_own_days_off_do_not_count_in_any_calendar() -> None:
    away = (date(2025, 10, 15),)
    for calendar in Calendar:
        days = WorkCalendar(PlanningSettings(calendar=calendar, days_off=away))
        assert days.roll(date(2025, 10, 15)) == date(2025, 10, 16)


def test_an_unknown_country_is_refused_by_name() -> None:
    with pytest.raises(CalendarError, match="'XX'"):
        WorkCalendar(PlanningSettings(country="XX"))


def test_a_start_on_a_weekend_rolls_to_monday() -> None:
    assert WorkCalendar(PlanningSettings()).roll(date(2025, 10, 18)) == date(2025, 10, 20)


def test_two_people_work_side_by_side() -> None:
    jobs = [Job("a", 0, 8), Job("b", 0, 8)]
    assert schedule(jobs, 1, PlanningSettings(capacity=2)).phases == phase_days((1,))
    assert schedule(jobs, 1, PlanningSettings(capacity=1)).phases == phase_days((2,))


def test_dates_follow_the_order_of_tasks_unless_the_phase_would_take_longer() -> None:
    small_first = [Job("a", 0, 3), Job("b", 0, 8), Job("c", 0, 8)]
    days = schedule(small_first, 1, PlanningSettings(capacity=1)).days
    assert [days[key][0] for key in "abc"] == [1, 1, 2]
    large_last = [Job("a", 0, 8), Job("b", 0, 8), Job("c", 0, 16)]
    assert schedule(large_last, 1, PlanningSettings(capacity=2)).phases == phase_days((2,))


def test_half_a_person_takes_twice_as_long() -> None:
    assert schedule([Job("a", 0, 8)], 1, PlanningSettings(capacity=0.5)).phases == phase_days((2,))


def test_a_blocked_task_starts_after_what_blocks_it() -> None:
    jobs = [Job("a", 0, 8), Job("b", 0, 8, ("a",))]
    assert schedule(jobs, 1, PlanningSettings(capacity=2)).days == {"a": (1, 1), "b": (2, 2)}


def test_a_buffer_lengthens_each_phase() -> None:
    jobs = [Job("a", 0, 40), Job("b", 1, 8)]
    found = schedule(jobs, 2, PlanningSettings(capacity=1, buffer=0.2))
    assert found.phases == phase_days((6, 2))


def test_slack_is_what_a_task_may_slip_without_moving_another() -> None:
    jobs = [Job("long", 0, 16), Job("short", 0, 4)]
    found = schedule(jobs, 1, PlanningSettings(capacity=2))
    assert found.slack_days == {"long": 0, "short": 1.5}
    assert found.critical_path == ("long",)


def days_from(start: date, settings: PlanningSettings) -> PlanDays:
    return PlanDays(WorkCalendar(settings), start)


def staffed(*people: Person) -> PlanningSettings:
    return PlanningSettings(people=people)


def test_named_people_take_the_place_of_the_capacity() -> None:
    jobs = [Job("a", 0, 8), Job("b", 0, 8), Job("c", 0, 8)]
    three = staffed(*(Person(name=name) for name in ("Ada", "Bo", "Cy")))
    assert schedule(jobs, 1, three).phases == phase_days((1,))


def test_someone_at_half_time_takes_twice_as_long() -> None:
    assert schedule([Job("a", 0, 8)], 1, staffed(Person(name="Ada", capacity=0.5))).days == {"a": (1, 2)}
    assert schedule([Job("a", 0, 8)], 1, staffed(Person(name="Ada", hours_per_day=2))).days == {"a": (1, 4)}


def test_a_task_goes_to_whoever_is_done_with_it_first() -> None:
    people = staffed(Person(name="Ada", capacity=0.5), Person(name="Bo"))
    assert schedule([Job("a", 0, 8)], 1, people).days == {"a": (1, 1)}


def test_nobody_works_on_their_day_off() -> None:
    monday, wednesday = date(2025, 10, 13), date(2025, 10, 15)
    people = staffed(Person(name="Ada", days_off=(date(2025, 10, 14),)))
    found = schedule([Job("a", 0, 12), Job("b", 0, 4)], 1, people, days_from(monday, people))
    assert found.days == {"a": (1, 3), "b": (3, 3)}
    assert on_calendar(3, monday, WorkCalendar(people))[3] == wednesday


def test_work_begins_when_someone_is_there() -> None:
    people = staffed(Person(name="Ada", days_off=(date(2025, 10, 13), date(2025, 10, 14))))
    found = schedule([Job("a", 0, 8)], 1, people, days_from(date(2025, 10, 13), people))
    assert found.days == {"a": (3, 3)}


def test_a_day_off_on_a_weekend_costs_nothing() -> None:
    people = staffed(Person(name="Ada", days_off=(date(2025, 10, 18),)))
    found = schedule([Job("a", 0, 16)], 1, people, days_from(date(2025, 10, 17), people))
    assert found.days == {"a": (1, 2)}


def test_a_task_begins_no_earlier_than_a_person_said() -> None:
    settings = PlanningSettings(capacity=1)
    jobs = [Job("late", 0, 8, not_before=date(2025, 10, 16)), Job("early", 0, 8)]
    found = schedule(jobs, 1, settings, days_from(date(2025, 10, 13), settings))
    assert found.days == {"late": (4, 4), "early": (1, 1)}


def test_what_waits_for_a_fixed_date_begins_after_it() -> None:
    settings = PlanningSettings(capacity=1)
    jobs = [Job("approval", 0, 4, due=date(2025, 10, 16)), Job("launch", 0, 8, ("approval",))]
    found = schedule(jobs, 1, settings, days_from(date(2025, 10, 13), settings))
    assert found.days == {"approval": (1, 1), "launch": (5, 5)}
    assert found.critical_path == ("approval", "launch")


@pytest.mark.parametrize("fixed", [{"due": date(9998, 12, 31)}, {"not_before": date(2925, 10, 14)}])
def test_a_date_that_can_only_be_a_slip_is_not_planned_with(fixed: dict[str, date]) -> None:
    settings = PlanningSettings(capacity=1, country="DE")
    jobs = [Job("approval", 0, 8, **fixed), Job("launch", 0, 8, ("approval",))]
    found = schedule(jobs, 1, settings, days_from(date(2025, 10, 13), settings))
    assert found.days == {"approval": (1, 1), "launch": (2, 2)}


def test_the_same_person_cannot_be_named_twice() -> None:
    with pytest.raises(ValidationError, match="named twice"):
        staffed(Person(name="Ada"), Person(name="ada"))


JOBS = st.lists(
    st.tuples(st.integers(0, 2), st.floats(2, 24), st.lists(st.integers(0, 30), max_size=4)),
    min_size=1,
    max_size=30,
)


MONDAY = date(2025, 10, 13)
SOON = st.integers(0, 20).map(lambda days: MONDAY + timedelta(days=days))
CREW = st.lists(st.tuples(st.floats(0.1, 1), st.lists(SOON, max_size=8)), max_size=3)


@given(drawn=JOBS, capacity=st.floats(0.25, 4), crew=CREW)
def test_no_task_starts_before_its_blockers_end_or_outside_its_phase(
    drawn: list[tuple[int, float, list[int]]], capacity: float, crew: list[tuple[float, list[date]]]
) -> None:
    people = [Person(name=str(at), capacity=part, days_off=off) for at, (part, off) in enumerate(crew)]
    phases = [phase for phase, _, _ in drawn]
    jobs = [
        Job(str(at), phase, hours, tuple(str(b) for b in blockers if b < at and phases[b] <= phase))
        for at, (phase, hours, blockers) in enumerate(drawn)
    ]
    settings = PlanningSettings(capacity=capacity, people=people)
    found = schedule(jobs, 3, settings, days_from(MONDAY, settings))
    for job in jobs:
        first, last = found.days[job.key]
        span = found.phases[job.phase]
        assert span.first_day <= first <= last <= span.last_day
        assert all(found.days[blocker][1] <= first for blocker in job.blocked_by)
        assert found.slack_days[job.key] >= 0
    assert all(found.slack_days[key] == 0 for key in found.critical_path)


@pytest.mark.parametrize("table", [{}, {0: 8.0}, {1: 0.0}, {1: -3.0}, {1: float("inf")}, {1: float("nan")}])
def test_a_table_of_points_that_is_no_work_is_refused(table: dict[int, float]) -> None:
    with pytest.raises(ValidationError, match="points"):
        PlanningSettings(points=table)
