"""The page of a Markdown file is written when the file has changed, and only then."""

from pathlib import Path

import pytest

from notion_planner.import_record import ImportRecord
from notion_planner.spec_file import import_file, read_file
from tests.conftest import Notion
from tests.extractor.saying import SPECS

# Notion escapes the brackets and the tilde, names the language in full, and writes the address as a link.
FILE = """\
# Desk

## Requirements

- FR-1: Locks [beta] in ~2 s
  by itself
  - at night, see https://example.com

```js
lock()
```
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.md"
    path.write_text(FILE, encoding="utf-8")
    return path


def writes(notion: Notion, path: Path) -> int:
    """How many requests of an import write."""
    record = ImportRecord.beside(Path("workspace.db"))
    notion.workspace.requests.clear()
    notion.ask(lambda gateway: import_file(gateway, read_file(path), notion.settings, record))
    return sum(request.is_write for request in notion.workspace.requests)


def page(notion: Notion) -> str:
    return notion.find("Desk")


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_file_that_did_not_change_is_written_once(notion: Notion, path: Path) -> None:
    assert [writes(notion, path), writes(notion, path)] == [1, 0]


def test_a_plans_link_on_the_page_is_no_change_of_the_file(notion: Notion, file: Path) -> None:
    writes(notion, file)
    notion.sync_anew("Desk")
    assert "## Implementation" in notion.markdown(page(notion))
    assert writes(notion, file) == 0


def test_a_blank_more_in_a_code_block_is_a_change(notion: Notion, file: Path) -> None:
    writes(notion, file)
    file.write_text(FILE.replace("lock()", "  lock()"), encoding="utf-8")
    assert writes(notion, file) == 1
    assert "  lock()" in notion.markdown(page(notion))


def test_a_page_that_somebody_changed_gets_the_files_text_again(notion: Notion, file: Path) -> None:
    writes(notion, file)
    notion.edit(page(notion), "at night", "by day")
    assert writes(notion, file) == 1
    assert "at night" in notion.markdown(page(notion))


@pytest.mark.parametrize("text", ["", "[]", "{broken", '{"a": 1}', "\udcff"])
def test_a_broken_record_costs_one_write_and_no_more(notion: Notion, file: Path, text: str) -> None:
    writes(notion, file)
    Path("workspace.db.imports.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert [writes(notion, file), writes(notion, file)] == [1, 0]
