"""What docs/writing-specs.md advises makes the difference that it says."""

import pytest

from notion_planner.lint import lint
from notion_planner.pipeline import Pipeline
from notion_planner.settings import ExtractionSettings, PlanningSettings
from tests.conftest import CREATED, TEMPLATES
from tests.docs.documents import blocks

EXAMPLE = next(block.text for block in blocks("markdown") if block.document == "docs/writing-specs.md")


def pipeline(**headings: tuple[str, ...]) -> Pipeline:
    extraction = ExtractionSettings(headings=headings)
    return Pipeline(extraction=extraction, planning=PlanningSettings(profile="standard"), templates=TEMPLATES)


def titles(markdown: str) -> list[str]:
    spec = pipeline().read(markdown, title="Searches")
    return [task.title for task in pipeline().plan(spec, start=CREATED).tasks]


def test_three_items_are_three_tasks_and_one_sentence_is_one() -> None:
    together = titles("## Requirements\n- Save, list and delete searches")
    apart = titles("## Requirements\n- Save searches\n- List searches\n- Delete searches")
    assert len(apart) == len(together) + 2


def test_a_number_makes_a_test_and_a_vague_word_a_finding() -> None:
    assert any("300 ms" in title for title in titles(EXAMPLE))
    vague = "## Requirements\n- FR-1: The search is fast"
    assert "vague-word" in {finding.rule for finding in lint(pipeline().read(vague, title="Searches"), vague)}


def test_what_is_not_named_becomes_a_task_to_decide_it() -> None:
    assert "Decide open technical choices" in titles(EXAMPLE)


@pytest.mark.parametrize("heading", ["Out of Scope", "Future", "Deferred"])
def test_what_is_not_to_be_built_is_not_planned(heading: str) -> None:
    asked = "## Requirements\n- FR-1: Save searches\n\n"
    assert titles(f"{asked}## {heading}\n- Share searches") == titles(asked)


def test_a_heading_of_ones_own_is_read_once_it_is_taught() -> None:
    text = "## What it can do for you\n- Save searches"
    assert not pipeline().read(text, title="Searches").requirements
    assert pipeline(functional=("What it can do for you",)).read(text, title="Searches").requirements
