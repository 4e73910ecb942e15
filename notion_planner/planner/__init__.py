"""Decides the plan: tasks, phases, estimates, dependencies and dates from a specification. Pure."""

from notion_planner.planner.assembly import (
    NothingToPlan,
    choose_profile,
    make_plan,
    plan_title,
    profiles_of,
)
from notion_planner.planner.dates.calendar import CalendarError, WorkCalendar
from notion_planner.planner.editing.edits import circular, outdated, overrides_of, still_kept
from notion_planner.planner.editing.faults import Fault, faults
from notion_planner.planner.editing.unheeded import without_effect
from notion_planner.planner.profile import Profile
from notion_planner.planner.tasks.dependencies import waves
from notion_planner.planner.texts import ProfileError

__all__ = [
    "CalendarError",
    "Fault",
    "NothingToPlan",
    "Profile",
    "ProfileError",
    "WorkCalendar",
    "choose_profile",
    "circular",
    "faults",
    "make_plan",
    "outdated",
    "overrides_of",
    "plan_title",
    "profiles_of",
    "still_kept",
    "waves",
    "without_effect",
]
