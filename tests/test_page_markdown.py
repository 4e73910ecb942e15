"""A Markdown file in Notion's Markdown: a block is a line, and what is nested in it stands below it."""

from pathlib import Path

import pytest

from notion_planner.fetcher.page_markdown import page_markdown
from tests.extractor.saying import SPECS

FILES = {
    "- one\n  - two\n\n    below two\n  - three\n": "- one\n\t- two\n\t\tbelow two\n\t- three",
    "2. two\n3. three\n   - [ ] box\n": "2. two\n3. three\n\t- [ ] box",
    "A line that is\ntoo long.\n\nAnother.\n": "A line that is too long.\nAnother.",
    "A line  \nby itself\\\nand one.\n\nText\n": "A line<br>by itself<br>and one.\nText",
    "REQ-1: Print\nREQ-2: Mail\n\nText\n": "REQ-1: Print<br>REQ-2: Mail\nText",
    "**Owner:** Ada\n**State:** new\n\nText\n": "**Owner:** Ada<br>**State:** new\nText",
    "- one\n\n  ```sh\n  a\n\n    b\n  ```\n": "- one\n\t```sh\n\ta\n\t\n\t  b\n\t```",
    "> quoted\n> text\n>\n> - item\n\nText\n": "> quoted text\n> - item\nText",
    "| A | B |\n|---|---|\n| 1 | 2 |\n\nText\n": "| A | B |\n|---|---|\n| 1 | 2 |\nText",
    "Title\n=====\n\n***\n": "# Title\n---",
    "<details>\n<summary>A</summary>\n\nb\n</details>\n": "<details>\n<summary>A</summary>\nb\n</details>",
    "<!-- a\n\nb -->\n\nOne <!-- c -->\n\n- <!-- d -->\n- two <!-- e -->\n": "One\n- \n- two",
    "End it by `<!-- x -->` or \\<!-- y -->\n\nText\n": "End it by `<!-- x -->` or \\<!-- y -->\nText",
    "- <div>one</div>\n\nText\n": "- <div>one</div>\nText",
    "A | B\n---|---\n||\n1 | 2\\|\n\nText\n": "| A | B |\n| ---|--- |\n||\n| 1 | 2\\| |\nText",
    "> | A |\n> |---|\n> | 1 |\n\nText\n": "> | A |\n> |---|\n> | 1 |\nText",
    "A | B\n-|-\n1 | 2\n": "| A | B |\n| -|- |\n| 1 | 2 |",
    "---\ntitle: Desk\n---\n\n- one\n": "---\ntitle: Desk\n---\n- one",
    "-\n- two\n\nText\n": "- \n- two\nText",
    "": "",
}


@pytest.mark.parametrize("file", FILES)
def test_a_block_is_a_line_and_its_children_are_a_tab_deeper(file: str) -> None:
    assert page_markdown(file) == FILES[file]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_is_notions_markdown_stays_as_it_is(path: Path) -> None:
    once = page_markdown(path.read_text(encoding="utf-8"))
    assert page_markdown(once) == once
