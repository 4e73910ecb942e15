"""docs/session.md shows what the commands print today; ``NOTION_PLANNER_UPDATE=1`` records it anew."""

import os
from datetime import date

import pytest

from notion_planner.use_cases.run import local_today
from tests.docs.session import PATH, Calendar, record

UPDATE = os.environ.get("NOTION_PLANNER_UPDATE")


@pytest.mark.slow
def test_the_recorded_session_is_what_a_terminal_shows() -> None:
    recorded = record(local_today())
    if UPDATE:
        PATH.write_text(recorded, encoding="utf-8")
    assert PATH.read_text(encoding="utf-8") == recorded, "`make docs` records it anew"


@pytest.mark.parametrize("today", [date(2026, 11, 21), date(2027, 12, 31), date(2028, 2, 28)])
def test_days_are_told_alike_on_whichever_day_it_is_recorded(today: date) -> None:
    calendar = Calendar(today)
    wait = (calendar.start - today).days
    text = f"{today} {calendar.start} {today:%B} {today.day}, {today.year} (in {wait} d)"
    assert calendar.start.weekday() == 0
    assert calendar.told(text) == "2026-11-19 2026-11-23 November 19, 2026 (in 4 d)"
