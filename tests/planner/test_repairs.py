"""The plan of a repair: what is mended is built, what must go on as it is is tested."""

from datetime import date

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import choose_profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import profile_named

EXPECTED = "2.1 WHEN a guest pays THEN the system SHALL send a receipt\n\n"


def plan_of(text: str, heading: str = "Behavior") -> Plan:
    spec = extract(f"# Bugfix Requirements Document\n\n## Analysis\n\n{EXPECTED}### {heading}\n\n{text}\n")
    settings = PlanningSettings()
    return make_plan(
        spec, settings=settings, profile=profile_named(choose_profile(spec, settings)), start=date(2026, 9, 7)
    )


KEPT = "3.1 WHEN a card fails THEN the system SHALL CONTINUE TO keep the seat and show the fare"


@pytest.mark.parametrize(
    ("text", "heading"),
    [(KEPT, "Behavior"), (KEPT.replace("CONTINUE TO", "continue to"), "Unchanged Behavior")],
)
def test_what_must_go_on_as_it_is_is_tested_behind_what_is_built(text: str, heading: str) -> None:
    tasks = [task for task in plan_of(text, heading).tasks if task.requirement_keys]
    assert [(task.kind.value, task.title) for task in tasks] == [
        ("Implement", "Implement sending a receipt when a guest pays"),
        ("Test", "Test that the system still keeps the seat and shows the fare when a card fails"),
    ]
    assert tasks[0].phase < tasks[1].phase


def test_a_repair_needs_no_scaffolding_whatever_its_size() -> None:
    many = "\n\n".join(f"2.{n} WHEN a guest pays THEN the system SHALL print page {n}" for n in range(2, 9))
    assert "Create project scaffolding" in [task.title for task in plan_of(many).tasks]
    assert "Create project scaffolding" not in [task.title for task in plan_of(f"{many}\n\n{KEPT}").tasks]


def test_going_on_while_something_fails_is_built() -> None:
    tasks = plan_of("3.1 WHEN a line is cut THEN the system SHALL continue to print tickets").tasks
    assert [task.kind.value for task in tasks if task.requirement_keys] == ["Implement", "Implement"]
