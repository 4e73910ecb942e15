"""The laws of every plan on whole documents, read by the extractor."""

import os
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from notion_planner.extractor import extract
from notion_planner.planner import NothingToPlan, choose_profile, make_plan
from notion_planner.settings import PlanningSettings
from notion_planner.speckit import speckit_files
from notion_planner.templating import Templates
from tests.planner.conftest import START, profile_named
from tests.planner.invariants import problems
from tests.planner.test_speckit import TASK

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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_spec_kit_files_of_a_whole_document_follow_their_formats(document: Path) -> None:
    spec = extract(document.read_text(encoding="utf-8"), title=None)
    if not spec.is_plannable:
        return
    settings = PlanningSettings()
    plan = make_plan(spec, settings=settings, profile=profile_named("speckit"), start=START)
    files = speckit_files(plan, spec, Templates().text)
    lines = [line for line in files["tasks.md"].splitlines() if line.startswith("- [")]
    assert len(lines) == len(plan.tasks)
    assert [line for line in lines if not TASK.fullmatch(line)] == []
    if "contracts/openapi.yaml" in files:
        validate(yaml.safe_load(files["contracts/openapi.yaml"]), cls=OpenAPIV31SpecValidator)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="NOTION_PLANNER_CORPUS names no folder of documents")
def test_the_corpus_is_there_when_it_is_named() -> None:
    assert list(CORPUS.glob("docs/*.md"))
