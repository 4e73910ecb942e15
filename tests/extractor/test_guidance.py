"""A template's words to its author are nothing that the author says."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec

KINDS = ("requirements", "acceptance_criteria", "user_stories", "open_questions", "out_of_scope", "risks")


def read(heading: str, text: str) -> Spec:
    return extract(
        f"# RFC: Lockers\n\n## Motivation\n\nLost keys.\n\n## {heading}\n\n{text}\n\n## Drawbacks\n\n–\n"
    )


def items(spec: Spec) -> list[str]:
    return [one.text for kind in KINDS for one in getattr(spec, kind)]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Detailed design", "Explain the design as a whole. It should include examples."),
        ("Detailed design", "This is the bulk of the text. New words should be defined here."),
        ("Acceptance criteria", "Define exactly how this is tested. Each one must stand alone."),
        ("Out of scope", "- What are we not doing?"),
        ("Risks", "What are the risks, and how do we meet them?"),
        ("Risks", "Beschreiben Sie die Risiken."),
        ("Open questions", "- Any open questions?"),
        ("Unresolved questions", "What parts of the design are still to be found?"),
        ("Unresolved questions", "List unresolved matters."),
        ("Requirements", "- FR-1: The system shall ..."),
        ("User stories", "- As a ___, I want ___ so that ___"),
    ],
)
def test_what_a_template_asks_its_author_is_no_item(heading: str, text: str) -> None:
    spec = read(heading, text)
    assert items(spec) == []
    assert "template_placeholders" in [warning.code for warning in spec.warnings]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Features", "- Explain the choice of a locker to guests"),
        ("Detailed design", "Define a second lock that opens by a code."),
        ("Risks", "- What if the paper runs out?"),
        ("Open questions", "- What should the fee be?"),
    ],
)
def test_what_an_author_asks_or_orders_is_an_item(heading: str, text: str) -> None:
    assert items(read(heading, text)) == [text.removeprefix("- ")]
