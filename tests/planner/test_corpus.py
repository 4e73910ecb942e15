"""The laws of every plan on whole documents, read by the extractor."""

import os
from pathlib import Path

import pytest

from notion_planner.extractor import extract
from notion_planner.planner import NothingToPlan, choose_profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named
from tests.planner.invariants import problems

FIXTURES = Path(__file__).parents[1] / "specs"
CORPUS = Path(os.environ.get("NOTION_PLANNER_CORPUS", "corpus"))
DOCUMENTS = [*sorted(FIXTURES.rglob("*.md")), *sorted(CORPUS.glob("docs/*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_law_holds_for_a_whole_document(document: Path) -> None:
    spec = extract(document.read_text(encoding="utf-8"), title=None)
    settings = PlanningSettings()
    profile = profile_named(choose_profile(spec, settings))
    if not spec.is_plannable:
        with pytest.raises(NothingToPlan):
            make_plan(spec, settings=settings, profile=profile, start=START)
        return
    plan = make_plan(spec, settings=settings, profile=profile, start=START)
    assert problems(plan, spec, settings) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="NOTION_PLANNER_CORPUS names no folder of documents")
def test_the_corpus_is_there_when_it_is_named() -> None:
    assert list(CORPUS.glob("docs/*.md"))
