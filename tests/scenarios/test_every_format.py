"""Whatever habit a specification is written in: its sync converges, and costs what a sync may cost."""

from pathlib import Path

import pytest

from notion_planner.extractor import extract
from notion_planner.spec_file import without_title
from tests.conftest import Notion

SPECS = Path(__file__).parents[1] / "specs"
FORMATS = [folder for folder in sorted(SPECS.iterdir()) if folder.is_dir() and folder.name != "bad"]


@pytest.mark.parametrize("folder", FORMATS, ids=lambda folder: folder.name)
def test_a_second_sync_writes_nothing(notion: Notion, folder: Path) -> None:
    path = sorted(folder.glob("*.md"))[-1]
    text = path.read_text(encoding="utf-8")
    title = extract(text).title or path.stem
    page = notion.add_page(title, "Engineering Specs", without_title(text, title))
    first = notion.sync(page)
    assert first.requests["total"] <= len(first.tasks) + 14
    assert [problem for problem in first.problems if problem.code in ("conflict", "edit_not_applied")] == []
    second = notion.sync(page)
    assert (second.changed, second.requests["writes"]) == (False, 0)
