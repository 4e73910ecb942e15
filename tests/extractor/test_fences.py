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
TOLD_IN_LINES = """# Till

## Clerks

```
As a clerk,
I want to count the till,
So that I can go home.

As a clerk
so I can be sure
I would like to count it twice
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


def test_a_story_in_a_code_block_may_have_a_line_for_each_of_its_parts() -> None:
    first, second = extract(TOLD_IN_LINES).user_stories
    assert (first.source.line, first.role, first.benefit) == (6, "clerk", "I can go home")
    assert (second.source.line, second.goal) == (10, "count it twice")


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
        "```\nAs a user,\nthe wallet opens\n```",
    ],
)
def test_a_code_block_that_holds_more_than_statements_stays_code(block: str) -> None:
    spec = extract(f"# Wallet\n\n## Connect\n\n{block}")
    assert (spec.user_stories, spec.requirements, spec.acceptance_criteria) == ((), (), ())


def test_statements_in_a_code_block_of_a_page_in_notion_are_read_alike() -> None:
    page = STORIES.replace("\n\n", "\n<empty-block/>\n", 1)
    assert [story.id for story in extract(page).user_stories] == ["US-1", "US-2"]


def test_requirements_in_a_code_block_may_have_any_subject_behind_their_identifier() -> None:
    block = (
        "```text\nFR-1  Refunds shall reach the buyer.\nFR-2  When a till opens, staff must count it.\n```"
    )
    found = extract(f"# Till\n\n## Functional Requirements\n\n{block}\n").requirements
    assert [(item.id, item.source.line) for item in found] == [("FR-1", 6), ("FR-2", 7)]


STEPS = "Given an open till\nWhen two clerks count it\nThen the sums are equal"
WHEN = "When the till is shut\nThen nobody can count it"
QUAND = "Étant donné une caisse\nQuand je compte\nAlors la somme est juste"


@pytest.mark.parametrize("language", ["", "text", "gherkin"])
@pytest.mark.parametrize(
    ("block", "texts"),
    [
        (STEPS, [STEPS.replace("\n", " ")]),
        (f"{STEPS}\n\n{WHEN}", [STEPS.replace("\n", " "), WHEN.replace("\n", " ")]),
        (f"{QUAND}\n\n{QUAND} encore", [QUAND.replace("\n", " "), QUAND.replace("\n", " ") + " encore"]),
        (f"AC-1 — Counting\n{STEPS}\n\nAC-2 — Shut\n{WHEN}", ["AC-1 — Counting", "AC-2 — Shut"]),
    ],
    ids=["one", "without a given", "alike at first", "named"],
)
def test_steps_in_a_code_block_are_scenarios(language: str, block: str, texts: list[str]) -> None:
    found = extract(f"# Till\n\n## Acceptance Criteria\n\n```{language}\n{block}\n```\n").acceptance_criteria
    assert [one.text for one in found] == texts


@pytest.mark.parametrize(
    "block", [f"{STEPS}\ntill.open()", f"till.open()\n\n{STEPS}", "Then the sums are equal"]
)
def test_steps_beside_other_lines_stay_code(block: str) -> None:
    assert extract(f"# Till\n\n## Notes\n\n```text\n{block}\n```\n").acceptance_criteria == ()
