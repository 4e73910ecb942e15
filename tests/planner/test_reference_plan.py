"""The plan of the worked example: sections, phases, tasks, traces and origins."""

from datetime import date

import pytest

from notion_planner.model.plan import OriginKind, Plan
from notion_planner.model.spec import Spec
from notion_planner.planner import NothingToPlan, Profile, choose_profile, make_plan, waves
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START
from tests.planner.worked_example import worked_example


def test_the_feature_is_the_title_without_its_kind(plan: Plan) -> None:
    assert plan.title == "Implementation Plan: User Profile API"
    assert plan.feature == "User Profile API"


def test_phases_go_from_foundation_over_slices_to_release(plan: Plan) -> None:
    assert [phase.name for phase in plan.phases] == [
        "Foundation",
        "Core Endpoints",
        "Avatar Upload",
        "Public Profile & Search",
        "Testing & Optimization",
        "Documentation & Deployment",
    ]


def test_every_requirement_and_criterion_reaches_a_task(plan: Plan) -> None:
    covered = {entry.label: entry.tasks for entry in plan.coverage}
    wanted = (
        [f"FR-{n}" for n in range(1, 6)]
        + [f"NFR-{n}" for n in range(1, 5)]
        + [f"AC-{n}" for n in range(1, 6)]
    )
    assert sorted(covered) == sorted(wanted)
    assert all(covered.values())


def test_data_portability_has_a_task_of_its_own(plan: Plan) -> None:
    found = [task for task in plan.tasks if task.requirement_keys == ("nfr-4",)]
    assert [task.title for task in found] == ["Ensure GDPR compliance (data portability)"]


def test_there_are_at_least_as_many_tasks_as_in_the_example(plan: Plan) -> None:
    assert len(plan.tasks) >= 22


def test_full_titles_name_the_feature(plan: Plan) -> None:
    assert all(task.full_title == f"{task.title} for User Profile API" for task in plan.tasks)


def test_the_schema_task_sketches_the_data_model(plan: Plan) -> None:
    (block,) = plan.task("schema").code
    assert block.code.startswith("CREATE TABLE users (")
    assert "email TEXT UNIQUE" in block.code
    assert "CHECK (char_length(bio) <= 500)" in block.code


def test_each_endpoint_stands_in_the_task_of_its_requirement(plan: Plan) -> None:
    shown = {key: plan.task(f"requirement:fr-{key}").code[0].code for key in range(1, 6)}
    assert shown == {
        1: "GET /api/v1/users/:id",
        2: "PUT /api/v1/users/:id",
        3: "POST /api/v1/users/:id/avatar",
        4: "GET /api/v1/users/:id/public",
        5: "GET /api/v1/users/search",
    }


def test_written_criteria_are_ticked_in_the_task_that_makes_them_true(plan: Plan) -> None:
    task = plan.task("security:authentication")
    assert [check.label for check in task.criteria if check.origin.kind is OriginKind.SPEC] == ["AC-3"]
    assert all(check.origin.kind is OriginKind.DERIVED for check in task.criteria if check.label is None)


def test_what_the_specification_does_not_say_is_to_decide(plan: Plan) -> None:
    open_lines = {
        line.label: line.text for line in plan.architecture if line.origin.kind is OriginKind.TO_DECIDE
    }
    assert open_lines["Database engine"] == "not stated in the specification"
    assert open_lines["Programming language and framework"] == "not stated in the specification"


def test_no_line_repeats_the_mark_of_what_is_to_decide(plan: Plan) -> None:
    lines = [*plan.architecture, *plan.technical_success, *plan.business_success]
    marked = [line.text for line in lines if line.origin.kind is OriginKind.TO_DECIDE]
    assert marked
    assert not [text for text in marked if "to decide" in text.lower()]


def test_levels_of_derived_risks_are_left_to_people(plan: Plan) -> None:
    assert plan.risks
    assert {(risk.probability, risk.impact) for risk in plan.risks} == {(None, None)}


def test_dependencies_leave_work_to_be_done_side_by_side(plan: Plan) -> None:
    found = waves(plan)
    assert len(found) <= 7
    assert max(len(wave) for wave in found) >= 5


def test_the_schedule_is_on_working_days(plan: Plan) -> None:
    assert plan.start == START
    days = [day for task in plan.tasks for day in (task.start, task.due)] + [plan.deploy]
    assert all(day.weekday() < 5 for day in days)
    assert plan.finish == plan.phases[-1].due < plan.deploy


def test_the_same_input_gives_the_same_bytes(
    plan: Plan, standard: Profile, settings: PlanningSettings
) -> None:
    again = make_plan(worked_example(), settings=settings, profile=standard, start=START)
    assert again.model_dump_json() == plan.model_dump_json()


def test_a_specification_without_anything_to_do_is_refused(
    standard: Profile, settings: PlanningSettings
) -> None:
    with pytest.raises(NothingToPlan, match="Empty"):
        make_plan(Spec(title="Empty"), settings=settings, profile=standard, start=date(2026, 1, 5))


def test_the_profile_is_chosen_by_size_unless_it_is_configured() -> None:
    small = worked_example().model_copy(
        update={
            "requirements": worked_example().requirements[:1],
            "acceptance_criteria": (),
            "endpoints": (),
            "entities": (),
        }
    )
    assert choose_profile(small, PlanningSettings()) == "quick"
    assert choose_profile(worked_example(), PlanningSettings()) == "standard"
    assert choose_profile(small, PlanningSettings(profile="detailed")) == "detailed"


def test_the_schema_task_lists_each_field_on_a_line_of_its_own(plan: Plan) -> None:
    lines = [line.text for line in plan.task("schema").approach]
    assert lines[:4] == ["id: UUID", "email: string (unique)", "name: string", "bio: text (max 500 chars)"]


def test_a_task_names_the_fields_and_the_rules_that_concern_it(plan: Plan) -> None:
    lines = [line.text for line in plan.task("requirement:fr-2").approach]
    assert "Fields of the data model that it names: name, bio, avatar_url" in lines
    assert "Holds here too: Authorization: Users can only update own profile" in lines


def test_a_written_criterion_is_not_asked_for_twice(plan: Plan) -> None:
    texts = [check.text for check in plan.task("security:authentication").criteria]
    assert texts == ["Unauthorized access returns 401", "Enforced and tested: JWT bearer token"]
