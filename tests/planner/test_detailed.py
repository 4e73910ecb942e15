"""The detailed profile: decision records, gates, definition of done, tracking; never with invented facts."""

import pytest

from notion_planner.model.plan import Extra, OriginKind, Plan
from notion_planner.model.spec import Decision, Item, Source
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START, profile_named
from tests.planner.worked_example import at, worked_example

FRAMEWORK = Source(line=2, end_line=2, rule="technology-framework")


@pytest.fixture(scope="module")
def detailed() -> Plan:
    spec = worked_example().model_copy(
        update={
            "decisions": (Decision(key="d", text="Use signed links", rationale="They expire", source=at(1)),),
            "technologies": (Item(key="t", text="FastAPI", source=FRAMEWORK),),
        }
    )
    return make_plan(spec, settings=PlanningSettings(), profile=profile_named("detailed"), start=START)


def extra(plan: Plan, title: str) -> Extra:
    (found,) = [extra for extra in plan.extras if extra.title == title]
    return found


def test_a_stated_decision_has_a_record_with_its_reason(detailed: Plan) -> None:
    lines = {line.label: line for line in extra(detailed, "ADR-001: Use signed links").lines}
    assert lines["Context"].text == "They expire"
    assert lines["Decision"].origin.kind is OriginKind.SPEC
    assert lines["Consequences"].origin.kind is OriginKind.TO_DECIDE


def test_an_open_choice_has_a_record_to_be_filled_in(detailed: Plan) -> None:
    record = extra(detailed, "ADR-002: Database engine")
    assert {line.text for line in record.lines} == {"not stated in the specification"}


def test_gates_pass_or_say_what_is_missing(detailed: Plan) -> None:
    found = {line.label: line.text for line in extra(detailed, "Gates").lines}
    assert found["Every requirement and criterion reaches a task"] == "PASS"
    assert found["Every quality requirement has a measure"] == "DEFERRED: NFR-4 without a measure"


def test_stated_technologies_wait_for_their_exact_versions(detailed: Plan) -> None:
    assert [line.text for line in extra(detailed, "Exact Versions").lines] == [
        "FastAPI: the specification states no exact version"
    ]


def test_a_version_that_the_specification_writes_is_the_exact_version() -> None:
    stated = Source(
        line=2, end_line=2, rule="technology-database", quote="Stored in PostgreSQL 16.2, by TLS 1.3"
    )
    spec = worked_example().model_copy(
        update={"technologies": (Item(key="t", text="PostgreSQL", source=stated),)}
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("detailed"), start=START)
    assert [line.text for line in extra(plan, "Exact Versions").lines] == [
        "PostgreSQL: 16.2 by the specification"
    ]


def test_the_metrics_that_the_specification_states_are_key_metrics() -> None:
    metric = Item(key="m", text="Half of the guides open it daily", source=at(60))
    stated = building.troubled().model_copy(update={"success_metrics": (metric,)})
    for spec, shown in (
        (stated, ["Half of the guides open it daily"]),
        (building.troubled(), ["The specification states no metric and no measured target"]),
    ):
        plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("detailed"), start=START)
        assert [line.text for line in extra(plan, "Key Metrics").lines] == shown


def test_a_gate_about_nothing_does_not_pass() -> None:
    spec = building.flagged_feature()
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("detailed"), start=START)
    found = {line.label: line.text for line in extra(plan, "Gates").lines}
    assert found["Every quality requirement has a measure"] == "DEFERRED: no quality requirement is written"
    assert found["Every risk has a mitigation"] == "DEFERRED: the specification names no risk"


def test_time_tracking_starts_with_the_sum_of_the_estimates(detailed: Plan) -> None:
    hours = sum(task.estimate.hours for task in detailed.tasks)
    assert extra(detailed, "Time Tracking").lines[0].text.startswith(f"Estimated: {hours:g} hours")


def test_every_extra_stands_inside_a_section_of_the_plan(detailed: Plan) -> None:
    sections = {"Technical Approach", "Risks & Mitigation", "Success Criteria", "Progress Tracking"}
    assert {found.section for found in detailed.extras} == sections
    assert {"Definition of Done", "Key Metrics", "Decisions Log", "Technical Debt", "Contingency"} <= {
        found.title for found in detailed.extras
    }


def test_the_standard_profile_adds_nothing(plan: Plan) -> None:
    assert plan.extras == ()


def test_open_questions_defer_their_gate() -> None:
    plan = make_plan(
        building.troubled(), settings=PlanningSettings(), profile=profile_named("detailed"), start=START
    )
    found = {line.label: line.text for line in extra(plan, "Gates").lines}
    assert found["Open questions are answered"] == "DEFERRED: 1 open question"
    assert found["Every risk has a mitigation"] == "DEFERRED: 1 risk without a mitigation"
