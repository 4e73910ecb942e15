"""The trace matrix and its forms, and the explanation of a task."""

import json

import pytest

from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.trace import as_markdown, as_sarif, as_text, explain, trace
from tests.planner.worked_example import worked_example


@pytest.fixture(scope="module")
def spec() -> Spec:
    return worked_example()


@pytest.fixture(scope="module")
def gap(plan: Plan) -> Plan:
    """The plan with its data portability task taken out of the matrix."""
    rows = tuple(r.model_copy(update={"tasks": ()}) if r.item == "nfr-4" else r for r in plan.coverage)
    return plan.model_copy(update={"coverage": rows})


def test_the_reference_plan_is_covered_to_the_last_item(plan: Plan, spec: Spec) -> None:
    found = trace(plan, spec)
    assert (found.covered, found.total, found.coverage) == (14, 14, 100)
    assert found.orphans == ()
    assert found.reaches(100)


def test_a_gap_fails_the_gate_and_is_named(gap: Plan, spec: Spec) -> None:
    found = trace(gap, spec)
    assert found.coverage == 92.8
    assert not found.reaches(100)
    assert found.reaches(90)
    assert "--  NFR-4  GDPR compliant (data portability)\n      no task" in as_text(found)


def test_a_requirement_whose_only_task_is_gone_is_not_covered(plan: Plan, spec: Spec) -> None:
    [key] = next(row.tasks for row in plan.coverage if row.item == "nfr-4")
    found = trace(plan, spec, gone={key})
    assert (found.covered, found.total) == (13, 14)
    why = f"no task: '{plan.task(key).title}' is in the trash or cannot be seen"
    assert f"--  NFR-4  GDPR compliant (data portability)\n      {why}" in as_text(found)
    assert f"**{why}**" in as_markdown(found)
    assert f"reaches {why}" in as_sarif(found, uri="spec.md", version="1.0")


def test_a_task_without_origin_fails_the_gate(plan: Plan, spec: Spec) -> None:
    lost = plan.tasks[0].model_copy(update={"enabler": None, "requirement_keys": (), "criterion_keys": ()})
    found = trace(plan.model_copy(update={"tasks": (lost, *plan.tasks[1:])}), spec)
    assert [task.title for task in found.orphans] == [lost.title]
    assert not found.reaches(0)


def test_sarif_points_at_the_line_of_the_gap(gap: Plan, spec: Spec) -> None:
    log = json.loads(as_sarif(trace(gap, spec), uri="spec.md", version="1.0"))
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == "no-task"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "spec.md"}, "region": {"startLine": 15}}
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} >= {"no-task"}


def test_markdown_cells_keep_table_characters_inside(plan: Plan, spec: Spec) -> None:
    row = plan.coverage[0].model_copy(update={"text": "a | b <i>"})
    text = as_markdown(trace(plan.model_copy(update={"coverage": (row,)}), spec))
    assert "a \\| b &lt;i&gt;" in text


def test_json_carries_the_tasks_of_each_item(plan: Plan, spec: Spec) -> None:
    data = json.loads(trace(plan, spec).model_dump_json())
    assert data["schema_version"] == "notion-planner/trace/1"
    assert data["rows"][0]["tasks"][0]["key"] == "requirement:fr-1"


def test_an_explanation_leads_from_the_quote_to_the_line(plan: Plan, spec: Spec) -> None:
    text = explain(plan, spec, "requirement:fr-1")
    assert "because it is derived by task:requirement from FR-1, line 6: “Get user profile by ID”" in text
    assert "3 for a task of the kind 'requirement'" in text
    (*_, loose) = (task.key for task in plan.tasks if task.slack_days == 1)
    assert explain(plan, spec, loose).endswith(", 1 day of slack")


def test_an_enabler_is_explained_as_a_default(plan: Plan, spec: Spec) -> None:
    assert "default of the profile by enabler:unit" in explain(plan, spec, "unit")


def test_a_task_that_is_not_there_cannot_be_explained(plan: Plan, spec: Spec) -> None:
    with pytest.raises(KeyError):
        explain(plan, spec, "nothing")
