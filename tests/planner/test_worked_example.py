"""The worked example beside its reference: counterparts, contradictions, and the page that shows both."""

import os
from pathlib import Path

import pytest
import yaml

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from notion_planner.trace import trace
from tests.planner.conftest import START, profile_named
from tests.planner.invariants import problems
from tests.planner.side_by_side import PAIRS, counterparts, document

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "worked-example.md"
SEED = ROOT / "notion_planner" / "workspace" / "seeds" / "demo.yaml"
UPDATE = os.environ.get("NOTION_PLANNER_UPDATE")
TITLE = "User Profile API Specification"


def find_markdown(value: object) -> str | None:
    """The text of the specification, wherever the demo workspace's seed holds it."""
    if isinstance(value, str):
        return value if "FR-1: Get user profile by ID" in value else None
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for part in inner if (found := find_markdown(part)) is not None), None)


@pytest.fixture(scope="module")
def spec() -> Spec:
    markdown = find_markdown(yaml.safe_load(SEED.read_text(encoding="utf-8")))
    assert markdown is not None
    return extract(markdown, title=TITLE)


@pytest.fixture(scope="module")
def plan(spec: Spec) -> Plan:
    return make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)


def test_twenty_of_the_22_tasks_have_a_counterpart(plan: Plan) -> None:
    assert len(PAIRS) == 22
    missing = [title for title, found in counterparts(plan).items() if not found]
    assert missing == ["Setup Redis cache", "Process and resize images"]


def test_no_task_is_the_counterpart_of_two(plan: Plan) -> None:
    titles = [title for found in counterparts(plan).values() for title in found]
    assert len(titles) == len(set(titles))


def test_every_law_holds_for_the_extracted_example(plan: Plan, spec: Spec) -> None:
    assert problems(plan, spec, PlanningSettings()) == []
    assert trace(plan, spec).coverage == 100


def test_the_page_is_up_to_date(plan: Plan, spec: Spec) -> None:
    text = document(plan, trace(plan, spec))
    if UPDATE:
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, (
        "run with NOTION_PLANNER_UPDATE=1 and review the difference"
    )
