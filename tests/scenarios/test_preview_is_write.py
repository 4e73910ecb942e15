"""What was previewed is what is written, whatever habit a specification is written in; then nothing is."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from notion_planner.extractor import extract
from notion_planner.fetcher.spec_file import without_title
from tests.conftest import SPEC, Notion
from tests.scenarios.as_previewed import written
from tests.scenarios.rewriting import rewrite, work_on

pytestmark = pytest.mark.slow

SPECS = Path(__file__).parents[1] / "specs"
# One whose plan is long and in the words of another language, and one each of what pages are made of
# otherwise: requirements in rows, nested ones. `make previews` goes through all documents, the corpus's too,
# and the planner's own tests read back the pages of all.
LONG_PLAN = SPECS / "nonenglish" / "portal-umbau-de.md"
DOCUMENTS = [LONG_PLAN, SPECS / "table" / "drone-types.md", SPECS / "stories" / "checkout-epics.md"]
LATER = date(2025, 10, 24)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_is_planned_and_changed_as_previewed(notion: Notion, document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    title = extract(text).title or document.stem
    notion.settings = notion.settings.with_profile("standard" if document == LONG_PLAN else "quick")
    page = notion.add_page(title, "Engineering Specs", without_title(text, title))
    first = written(notion, page)
    assert (first.otherwise, first.edited) == ([], [])
    assert first.report.requests["total"] <= len(first.report.tasks) + 14
    work_on(notion, first.report)
    rewrite(notion, page, title, Random(document.stem))
    second = written(notion, page, today=LATER)
    assert (second.otherwise, second.edited) == ([], [])


def test_a_change_beside_peoples_edits_of_plan_task_and_title_is_written_as_previewed(notion: Notion) -> None:
    first = notion.sync()
    assert first.plan is not None
    assert first.plan.id is not None
    task = next(row.id for row in first.tasks if "FR-3" in row.requirements)
    assert task is not None
    notion.edit(first.plan.id, "## Summary\n", "## Summary\nRead by Ada\n")
    notion.edit(task, "## Requirements\n", "## Requirements\nAsk Ada about formats\n")
    title = {"properties": {"Name": {"title": [{"text": {"content": "Mine now"}}]}}}
    notion.request("PATCH", f"pages/{task}", title)
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    assert written(notion, SPEC).otherwise == []


def test_a_renamed_feature_renames_its_tasks_as_previewed(notion: Notion) -> None:
    notion.sync()
    page = notion.find(SPEC)
    title = {"title": {"title": [{"text": {"content": "Member API Specification"}}]}}
    notion.request("PATCH", f"pages/{page}", {"properties": title})
    assert written(notion, page).otherwise == []
