"""Statements in a code block are read where the block holds nothing else."""

import pytest

from notion_planner.extractor import extract

STORIES = """# Wallet

## Epic: Connect

```
US-1: As a user, I want to connect my wallet once
      so that I do not sign in again.

US-2: As a trader, I want to see my positions
```
"""
CRITERIA = """# Acceptance Criteria

## AC-01 — Sign in

```
AC-01-1: GIVEN a guest WHEN they open /dashboard THEN they are sent to /login
AC-01-2: GIVEN an unpaid invoice THEN its status is 'open'
```
"""


def test_user_stories_in_a_code_block_are_read_with_the_lines_they_go_on_in() -> None:
    first, second = extract(STORIES).user_stories
    assert (first.id, first.source.line, first.benefit) == ("US-1", 6, "I do not sign in again")
    assert (second.id, second.source.line) == ("US-2", 9)


def test_criteria_in_a_code_block_are_read_with_their_identifiers() -> None:
    found = extract(CRITERIA).acceptance_criteria
    assert [(item.id, item.source.line) for item in found] == [("AC-01-1", 6), ("AC-01-2", 7)]


@pytest.mark.parametrize(
    "block",
    [
        "```\nERROR-42: the export failed\nERROR-43: the import failed\n```",
        "```\nUS-1: As a user, I want to connect\nwallet.connect()\n```",
        "```python\nUS-1: As a user, I want to connect\n```",
        "```\nUS-1: As a user, I want to connect",
    ],
)
def test_a_code_block_that_holds_more_than_statements_stays_code(block: str) -> None:
    spec = extract(f"# Wallet\n\n## Connect\n\n{block}")
    assert (spec.user_stories, spec.requirements, spec.acceptance_criteria) == ((), (), ())


def test_statements_in_a_code_block_of_a_page_in_notion_are_read_alike() -> None:
    page = STORIES.replace("\n\n", "\n<empty-block/>\n", 1)
    assert [story.id for story in extract(page).user_stories] == ["US-1", "US-2"]
