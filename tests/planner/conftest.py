"""What the planner's tests share: the shipped profiles, default settings and the reference plan."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from notion_planner.model.plan import Plan
from notion_planner.planner import Profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.worked_example import worked_example

PROFILES = Path(__file__).parents[2] / "templates" / "profiles"
START = date(2025, 10, 15)


@cache
def profile_text(name: str) -> str:
    return (PROFILES / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def profile_named(name: str) -> Profile:
    return Profile.parse(profile_text(name), name, profile_text)


@pytest.fixture(scope="session")
def standard() -> Profile:
    return profile_named("standard")


@pytest.fixture(scope="session")
def settings() -> PlanningSettings:
    return PlanningSettings()


@pytest.fixture(scope="session")
def plan(standard: Profile, settings: PlanningSettings) -> Plan:
    return make_plan(worked_example(), settings=settings, profile=standard, start=START)
