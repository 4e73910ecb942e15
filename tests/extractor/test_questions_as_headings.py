"""Questions that are headings, with what is known of each below them."""

import pytest

from notion_planner.extractor import extract

PAGE = "# Loans PRD\n\n## Features\n\n- Extend a loan\n\n## Open questions\n\n{}\n\n## Risks\n\n- Queues\n"


def questions(text: str) -> list[str]:
    spec = extract(PAGE.format(text))
    assert [one.text for one in spec.requirements] == ["Extend a loan"]
    return [one.text for one in spec.open_questions]


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("### Should dependencies of a loan end?", "Should dependencies of a loan end?"),
        ("### 2. Who pays for paper?", "Who pays for paper?"),
        ("### OQ-1: Fees of partners", "Fees of partners"),
    ],
)
def test_a_question_may_be_a_heading_with_its_options_below(heading: str, asked: str) -> None:
    assert questions(f"{heading}\n\nToday nobody asks.\n\n- The reader\n- The library") == [asked]


def test_headings_that_group_questions_are_none() -> None:
    assert questions("### Fees\n\n- Who pays?\n\n### Mail\n\n- Who writes?") == ["Who pays?", "Who writes?"]


@pytest.mark.parametrize(
    "text",
    [
        "### OQ-1: Fees (resolved)\n\nNone.",
        "### Who pays?\n\n**Decision:** the reader.",
        "### Resolved during planning\n\n- Who pays? The reader.",
    ],
)
def test_a_heading_that_is_settled_asks_no_more(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize("opening", ["None. What was open is settled:", "없음. 아래와 같이 확정함."])
def test_what_was_settled_where_no_question_is_left_is_none(opening: str) -> None:
    assert not questions(f"{opening}\n\n- Deletion: for good\n- Fees: the reader pays")


def test_a_question_that_its_answer_follows_is_open_no_more() -> None:
    asked = (
        "- Do loans end? Current answer: no, they are renewed.\n- Do desks close? The answer: Ada has it\n"
    )
    found = extract(f"# Loans\n\n## Open questions\n\n{asked}- Who pays?\n").open_questions
    assert [one.source.line for one in found] == [7]


def test_a_question_of_a_list_is_named_by_its_number_as_one_in_a_heading_is() -> None:
    page = "# Ferry PRD\n\n## Open questions\n\n1. **OQ-01:** Who pays?\n2. Q3 sales: who counts them?\n"
    (first, second) = extract(page).open_questions
    assert (first.id, first.text) == ("OQ-01", "Who pays?")
    assert (second.id, second.text) == (None, "Q3 sales: who counts them?")
