"""The laws of every plan on whole documents, read by the extractor."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from notion_planner.config import starter_settings
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.notion.markup import canonical
from notion_planner.notion.properties import TaskSchema
from notion_planner.planner import NothingToPlan, choose_profile, make_plan
from notion_planner.renderer import PageLink, Renderer
from notion_planner.settings import PlanningSettings
from notion_planner.speckit import speckit_files
from notion_planner.standing import standing_of
from notion_planner.state.plan_state import Existing
from notion_planner.workspace.codec.block_reader import read_blocks
from tests.conftest import TEMPLATES
from tests.extractor import saying
from tests.planner.conftest import START, profile_named
from tests.planner.invariants import problems
from tests.planner.test_speckit import TASK, valid
from tests.workspace.test_codec import PAGE, address_of, markdown

FIXTURES = Path(__file__).parents[1] / "specs"
CORPUS = Path(os.environ.get("NOTION_PLANNER_CORPUS", "corpus"))
DOCUMENTS = [*sorted(FIXTURES.rglob("*.md")), *sorted(CORPUS.glob("docs/*.md"))]
SETTINGS = PlanningSettings()


def read(document: Path) -> Spec:
    return saying.document(document)[1]


@cache
def planned(document: Path) -> Plan:
    spec = read(document)
    profile = profile_named(choose_profile(spec, SETTINGS))
    return make_plan(spec, settings=SETTINGS, profile=profile, start=START)


@cache
def as_read(section: str) -> list[str]:
    """The lines of a section as they come back; many pages share some."""
    return canonical(markdown(read_blocks(section))).split("\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_law_holds_for_a_whole_document(document: Path) -> None:
    if not read(document).is_plannable:
        with pytest.raises(NothingToPlan):
            planned(document)
        return
    assert problems(planned(document), read(document), SETTINGS) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_page_of_a_whole_documents_plan_reads_back_as_it_was_written(document: Path) -> None:
    if not read(document).is_plannable:
        return
    plan, settings = planned(document), starter_settings()
    schema, link = TaskSchema(data_source="d", title="Name"), PageLink(title="A page", url=address_of(PAGE))
    standing = standing_of(plan, read(document), Existing(), schema=schema, settings=settings, today=START)
    renderer = Renderer(TEMPLATES, plan, spec=link, standing=standing)
    pages = [renderer.task_page(task, plan_page=link, pages={}) for task in plan.tasks]
    for page in (renderer.plan_page({}), *pages):
        for section in re.split(r"^(?=## )", page, flags=re.MULTILINE):
            assert as_read(section) == canonical(section).split("\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_spec_kit_files_of_a_whole_document_follow_their_formats(document: Path) -> None:
    spec = read(document)
    if not spec.is_plannable:
        return
    plan = make_plan(spec, settings=SETTINGS, profile=profile_named("speckit"), start=START)
    files = speckit_files(plan, spec, TEMPLATES.text)
    lines = [line for line in files["tasks.md"].splitlines() if line.startswith("- [")]
    assert len(lines) == len(plan.tasks)
    assert [line for line in lines if not TASK.fullmatch(line)] == []
    if "contracts/openapi.yaml" in files:
        assert valid(files["contracts/openapi.yaml"])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="NOTION_PLANNER_CORPUS names no folder of documents")
def test_the_corpus_is_there_when_it_is_named() -> None:
    assert list(CORPUS.glob("docs/*.md"))
