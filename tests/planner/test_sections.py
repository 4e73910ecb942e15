"""The plan's lines beside its tasks."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def planned(more: str = "", *, overview: str | None = None) -> Plan:
    text = f"# Ink\n\n## Requirements\n\n- FR-1: Draw lines\n- FR-2: Undo lines\n\n{more}"
    spec = extract(text).model_copy(update={"overview": overview})
    return make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)


def test_a_label_before_the_overview_is_not_said_again() -> None:
    said = planned(overview="Product Vision: Enable callers to draw with a finger.").overview.text
    assert said == "Enable callers to draw with a finger: draw lines; undo lines."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Move ink from Canvas to SVG", "Move ink from Canvas to SVG: draw lines; undo lines."),
        ("Splitting the ink of pages", "Split the ink of pages: draw lines; undo lines."),
        ("Find Your Line", "Build Find Your Line: draw lines; undo lines."),
    ],
)
def test_a_name_that_says_what_to_do_is_not_built(name: str, said: str) -> None:
    text = f"# {name}\n\n## Requirements\n\n- FR-1: Draw lines\n- FR-2: Undo lines\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert plan.overview.text == said


@pytest.mark.parametrize(
    ("tail", "said"),
    [(", a board to draw on.", "Build Ink, a board to draw on: "), (".", "Build Ink: ")],
)
def test_an_overview_speaks_of_what_is_built_and_not_of_the_document(tail: str, said: str) -> None:
    text = planned(overview=f"This document defines the requirements for Ink{tail}").overview.text
    assert text.startswith(said)


def test_an_overview_of_several_that_do_something_is_a_sentence_of_its_own() -> None:
    text = planned(overview="Pens provide lines for all boards.").overview.text
    assert text == "Build Ink. Pens provide lines for all boards."


def test_abilities_stand_in_the_overview_as_in_the_middle_of_a_sentence() -> None:
    assert "; automated cleaning" in planned("- FR-3: Automated cleaning").overview.text


def test_a_technology_that_is_named_short_and_in_full_stands_once_under_architecture() -> None:
    stack = "## Tech Stack\n\n- Push: Firebase Cloud Messaging (FCM)\n- Database: PostgreSQL\n- Postgres 16\n"
    found = {line.label: line.text for line in planned(stack).architecture}
    assert (found["Messaging"], found["Database"]) == ("Firebase Cloud Messaging", "PostgreSQL")


def test_data_objects_without_fields_are_named_without_a_number_of_fields() -> None:
    plan = planned("## Key Entities\n\n- **Stroke**: A line on the image\n- **Board**: Holds strokes\n")
    assert "2 data objects: Stroke & Board" in [line.text for line in plan.architecture]


def test_an_open_question_is_no_document() -> None:
    plan = planned("## Open Questions\n\n- Should lines fade?\n")
    assert [line.text for line in plan.documentation] == ["Documentation (made in this plan)"]


def test_a_decision_is_told_apart_from_its_reason_and_once() -> None:
    plan = planned(
        "## Decisions\n\n- Storage: one file a board\n- Use SVG because it scales\n"
        "- Both (ink: vector, wash: pixels) are kept\n"
    )
    assert [(line.label, line.text) for line in plan.decisions] == [
        ("Storage", "one file a board"),
        ("Use SVG", "it scales"),
        (None, "Both (ink: vector, wash: pixels) are kept"),
    ]


def test_fields_of_several_objects_are_told_with_their_object() -> None:
    plan = planned("## Data Model\n\n### Stroke\n\n- id: uuid\n\n### Board\n\n- id: uuid\n- name: text\n")
    schema = plan.task("schema")
    assert [line.text for line in schema.approach][:3] == [
        "Stroke.id: uuid",
        "Board.id: uuid",
        "Board.name: text",
    ]
    assert schema.criteria[0].text.endswith(": Stroke.id, Board.id, Board.name")


def test_a_part_of_a_task_asks_for_its_own_criteria() -> None:
    listed = "".join(f"- [ ] The sale of day {n} adds up\n" for n in range(8))
    plan = planned(f"## Acceptance Criteria\n\n{listed}")
    parts = [task for task in plan.tasks if "(part " in task.title]
    assert len(parts) > 1
    for part in parts:
        own = {line.text for line in part.criteria}
        assert [line.text for line in part.requirements if line.text not in own] == []


def test_a_risk_is_called_by_its_first_sentence() -> None:
    risks = "- **Ink on boards is large.** Nobody has measured it yet. Old ones are.\n- Boards get lost\n"
    plan = planned(f"## Risks\n\n{risks}")
    assert [risk.title for risk in plan.risks] == ["Ink on boards is large", "Boards get lost"]
    assert plan.task("mitigation").title == "Decide how to mitigate: ink on boards is large and 1 more"
