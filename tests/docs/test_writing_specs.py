"""What docs/writing-specs.md advises makes the difference that it says."""

from pathlib import Path

import pytest

from notion_planner.errors import ConfigError
from notion_planner.lint import lint
from notion_planner.pipeline import Pipeline
from notion_planner.settings import ExtractionSettings, PlanningSettings
from tests.conftest import CREATED, TEMPLATES
from tests.docs.documents import blocks

ROOT = Path(__file__).parents[2]
EXAMPLE = next(block.text for block in blocks("markdown") if block.document == "docs/writing-specs.md")


def pipeline(**headings: tuple[str, ...]) -> Pipeline:
    extraction = ExtractionSettings(headings=headings)
    return Pipeline(extraction=extraction, planning=PlanningSettings(profile="standard"), templates=TEMPLATES)


def titles(markdown: str) -> list[str]:
    spec = pipeline().read(markdown, title="Searches")
    return [task.title for task in pipeline().plan(spec, start=CREATED).tasks]


REQUIREMENT_AND_DUTY = {
    "en": ("Requirements", "The server must answer"),
    "de": ("Anforderungen", "Der Server muss antworten"),
    "fr": ("Exigences", "Le serveur doit répondre"),
    "es": ("Requisitos", "El servidor debe responder"),
    "pt": ("Requisitos", "O servidor deve responder"),
    "it": ("Requisiti", "I server devono rispondere"),
    "nl": ("Eisen", "De server moet antwoorden"),
    "ja": ("要件", "サーバーは応答しなければならない"),
    "zh": ("需求", "服务器必须在三秒之内响应每个请求"),
    "ko": ("요구사항", "서버는 3초 안에 모든 요청에 응답해야 한다"),
    "ru": ("Требования", "Сервер должен отвечать"),
    "pl": ("Wymagania", "Serwer musi odpowiadać"),
}


@pytest.mark.parametrize(("heading", "duty"), REQUIREMENT_AND_DUTY.values(), ids=REQUIREMENT_AND_DUTY)
def test_a_heading_and_a_sentence_of_duty_are_read_in_each_language(heading: str, duty: str) -> None:
    assert len(pipeline().read(f"## {heading}\n- Alpha\n", title="Searches").requirements) == 1
    assert len(pipeline().read(f"{duty}\n", title="Searches").requirements) == 1


def test_the_documents_count_the_languages() -> None:
    assert len(REQUIREMENT_AND_DUTY) == 12
    for name in ("docs/writing-specs.md", "CHANGELOG.md"):
        assert "in twelve languages" in " ".join((ROOT / name).read_text(encoding="utf-8").split())


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


def test_a_heading_that_is_taught_as_no_kind_of_section_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match=r"'functionall' is no kind of section\. Kinds: .*\bfunctional\b"):
        pipeline(functionall=("What it can do for you",)).read("# Searches", title="Searches")
