"""Decides the plan: tasks, phases, estimates, dependencies and dates from a specification. Pure."""

from notion_planner.planner.assembly import NothingToPlan, choose_profile, make_plan
from notion_planner.planner.calendar import CalendarError, WorkCalendar
from notion_planner.planner.dependencies import waves
from notion_planner.planner.edits import circular, outdated, overrides_of, still_kept
from notion_planner.planner.faults import Fault, faults
from notion_planner.planner.profile import Profile
from notion_planner.planner.texts import ProfileError
from notion_planner.planner.unheeded import without_effect

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
    "still_kept",
    "waves",
    "without_effect",
]
