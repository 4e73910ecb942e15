"""A line of text or an item that says itself what it is, in front of a colon."""

import pytest

from notion_planner.extractor import extract

_PAGE = "# Shelves\n\n## Requirements\n\n- FR-1: A shelf can be locked\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "Out of scope: shelves of other branches",
        "*Out of scope:* shelves of other branches",
        "Out of scope for v1: shelves of other branches",
        "Explicitly out of scope: shelves of other branches",
        "Non-goals – shelves of other branches",
        "Nicht-Ziele: shelves of other branches",
        "Hors périmètre : shelves of other branches",
    ],
)
def test_a_line_and_an_item_can_name_what_is_out_of_scope(line: str) -> None:
    for written in (line, f"- {line}"):
        found = extract(f"{_PAGE}{written}\n\n- FR-2: A shelf has a sign\n")
        assert [one.text for one in found.out_of_scope] == ["shelves of other branches"]
        assert [one.id for one in found.requirements] == ["FR-1", "FR-2"]


@pytest.mark.parametrize(
    "label", ["TBD", "Open question", "To decide", "Noch zu klären", "À définir", "Por definir"]
)
def test_a_line_and_an_item_can_name_what_is_open(label: str) -> None:
    for mark in ("", "- "):
        found = extract(f"{_PAGE}{mark}{label}: which branch begins\n")
        assert [one.text for one in found.open_questions] == ["which branch begins"]
        assert [one.id for one in found.requirements] == ["FR-1"]


@pytest.mark.parametrize("label", ["Risk", "Risiko", "Risque"])
def test_a_line_and_an_item_can_name_a_risk(label: str) -> None:
    for mark in ("", "- ", "- **"):
        end = "**" if "*" in mark else ""
        found = extract(f"{_PAGE}{mark}{label}:{end} the lock rusts\n")
        assert [one.text for one in found.risks] == ["the lock rusts"]
        assert [one.id for one in found.requirements] == ["FR-1"]


def test_functions_may_be_called_as_such_labels_are() -> None:
    items = (
        "- Open: a clerk opens a shelf\n- **Questions:** readers ask a clerk\n- Risks: a list of all risks\n"
    )
    found = extract(f"# Shelves\n\n## Requirements\n\n{items}")
    assert len(found.requirements) == 3
    assert not found.open_questions
    assert not found.risks


def test_definitions_illustrations_and_references_are_no_such_lines() -> None:
    told = "Later – it was May – the lock came.\n\nLater: it broke.\n\nDepends on: FR-1\n"
    found = extract(f"{_PAGE}## Glossary\n\nRisk: what may go wrong.\n\n## History of it\n\n{told}")
    assert not found.risks
    assert not found.out_of_scope
    assert not found.dependencies


@pytest.mark.parametrize(
    "line",
    [
        "Out of scope for this release:",
        "*Out of scope of this document:*",
        "_Hors périmètre de cette version :_",
        "Nicht im Umfang dieser Version:",
    ],
)
def test_a_label_may_say_which_release_or_document_it_speaks_of(line: str) -> None:
    found = extract(f"{_PAGE}{line}\n\n- shelves of other branches\n")
    assert [one.text for one in found.out_of_scope] == ["shelves of other branches"]
    assert [one.id for one in found.requirements] == ["FR-1"]


def test_a_label_in_bold_may_have_an_aside_behind_it() -> None:
    page = "# Ferry PRD\n\n## Goal\n\nSell.\n\n**Contraintes de design** (actées en mai) :\n- Cash only\n"
    (required,) = extract(page).requirements
    assert (required.text, required.kind) == ("Cash only", "constraint")
