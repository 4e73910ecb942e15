"""A list that only names values belongs to the line above it; one that names abilities does not."""

import pytest

from notion_planner.extractor import extract


def requirements(features: str) -> list[str]:
    return [item.text for item in extract(f"# Press PRD\n\n## Features\n\n{features}").requirements]


@pytest.mark.parametrize(
    "page",
    [
        "Supported operations:\n\n- add\n- `sub`\n",
        "- Operations:\n  - add,\n  - sub.\n",
        "It must know these operations:\n\n- `add`\n- `sub`\n",
    ],
)
def test_values_belong_to_the_line_that_says_what_they_are(page: str) -> None:
    [found] = extract(f"# Press PRD\n\n## Features\n\n{page}").requirements
    assert found.text.endswith("perations: add, sub")
    assert (found.details, found.source.end_line) == ((), 4 + page.count("\n"))


def test_values_in_code_or_capitals_need_no_word_for_what_they_are() -> None:
    spec = extract("# Press PRD\n\n## Requirements\n\nA copy is:\n\n- `draft`\n- `sent_out`\n\nDone.\n")
    [found] = spec.requirements
    assert (found.text, found.source.line, found.source.end_line) == ("A copy is: draft, sent_out", 5, 8)


@pytest.mark.parametrize(
    "items",
    [
        "The desk has:\n\n- login\n- search\n",
        "Operations:\n\n- Add a page\n- Drop a page\n",
        "Pages:\n\n- `/desk`\n- `/page`\n",
    ],
)
def test_items_that_may_be_abilities_are_required_each(items: str) -> None:
    assert len(requirements(items)) == 2
