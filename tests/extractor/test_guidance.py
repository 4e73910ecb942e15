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
        ("Dependencies", "- List the teams that this needs"),
        ("Criterios de aceptación", "Descripción de las pruebas."),
        ("Criterios de aceptación", "- Criterio de aceptación 1: [Descripción]"),
        ("Requirements", "- FR-1: The system shall ..."),
        ("Requirements", "- RF-1: [Descripción de una función]"),
        ("Requirements", "- Speed: ____"),
        ("Requirements", "- Add more detail here."),
        ("Acceptance criteria", "- [ ] Given ___, when ___, then ___."),
        ("Requirements", "- Safety: Specify the safety requirements"),
        ("Requirements", "| ID | Requirement |\n|---|---|\n| FR-1 | TBD |"),
        ("功能需求", "- 输入：xxx\n- 输出：待补充\n- 描述：[功能描述]"),
        ("风险", "- 风险1"),
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
        ("Requirements", "- Languages: [Dutch, German]"),
        ("Requirements", "- Days that codes are kept: [to be agreed]"),
        ("Features", "- List cars parked here"),
        ("Features", "- Explain the choice of a locker to guests"),
        ("Features", "- The notice shows the locker, its size and its day above [Later] and [Done]"),
        ("Detailed design", "Define a second lock that opens by a code."),
        ("Risks", "- What if the paper runs out?"),
        ("Open questions", "- What should the fee be?"),
    ],
)
def test_what_an_author_asks_or_orders_is_an_item(heading: str, text: str) -> None:
    assert items(read(heading, text)) == [text.removeprefix("- ")]


def test_a_source_in_brackets_is_no_placeholder() -> None:
    spec = read("Requirements", "- Lend a locker\n\n## References\n\n- [Source: notes/lockers.md#lending]")
    assert "template_placeholders" not in [warning.code for warning in spec.warnings]
