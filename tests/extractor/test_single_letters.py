"""Identifiers of a single letter, and what criteria name by theirs."""

import pytest

from notion_planner.extractor import extract
from notion_planner.extractor.wording.identifiers import leading_identifier


@pytest.mark.parametrize("text", ["K-1: It prints", "P-12: Pay", "[B-2] Weigh", "M-3 – Mail", "Q-4"])
def test_a_letter_with_a_hyphen_and_a_number_that_stands_apart_is_an_identifier(text: str) -> None:
    found = leading_identifier(text)
    assert found is not None
    assert found.text in text


@pytest.mark.parametrize("text", ["99.9 % uptime", "2.5 GB of memory", "1.5 Sekunden Ladezeit"])
def test_an_amount_is_no_identifier(text: str) -> None:
    assert leading_identifier(text) is None
    assert leading_identifier("2.5 Gates open by themselves") is not None


@pytest.mark.parametrize("text", ["B-2 bombers fly", "Q3: Sales", "P0: Login", "ISO-27001: Audit", "K-means"])
def test_what_goes_on_without_a_mark_is_no_identifier(text: str) -> None:
    assert leading_identifier(text) is None


@pytest.mark.parametrize("named", ["(K-1, K-2)", "(K-1 and K-2)", "(K-1/2)", "[K-1; K-2]"])
def test_a_criterion_says_which_requirements_it_belongs_to(named: str) -> None:
    page = "# Kiosk\n\n## Requirements\n\n- K-1: The kiosk prints\n- K-2: It takes cards\n\n## Acceptance\n\n"
    (criterion,) = extract(f"{page}- A ticket is printed and paid {named}\n").acceptance_criteria
    assert (criterion.named, criterion.parent) == (("K-1", "K-2"), extract(page).requirements[0].key)


def test_an_identifier_that_no_requirement_has_is_the_criterions_own() -> None:
    page = "# Kiosk\n\n## Requirements\n\n- K-1: It prints\n\n## Acceptance\n\n- A-1: It prints (K-1)\n"
    (criterion,) = extract(page).acceptance_criteria
    assert (criterion.id, criterion.text, criterion.named) == ("A-1", "It prints (K-1)", ("K-1",))


@pytest.mark.parametrize("item", ["**/M10/** Drucken", "- /M10/ Drucken", "- **/M10/**: Drucken"])
def test_an_identifier_may_stand_between_slashes_whatever_its_letters(item: str) -> None:
    (found,) = extract(f"# Kiosk\n\n## Anforderungen\n\n{item}\n").requirements
    assert (found.id, found.text) == ("M10", "Drucken")


def test_the_number_of_a_clause_is_the_identifier_of_its_first_sentence() -> None:
    page = "# Kiosk\n\n## Requirements\n\n3.1 The kiosk shall print. It shall cut.\n\n3.2 It must bleep.\n"
    assert [(item.id, item.text) for item in extract(page).requirements] == [
        ("3.1", "The kiosk shall print."),
        (None, "It shall cut."),
        ("3.2", "It must bleep."),
    ]


@pytest.mark.parametrize(
    "item", ["E-1: Ticket: price, date", "/LD10/ Ticket: price, date", "**E-1 Ticket**: price"]
)
def test_an_entity_is_named_by_what_follows_its_identifier(item: str) -> None:
    found = extract(f"# Kiosk\n\n## Data model\n\n- {item}\n- Slot: width\n").entities
    assert [entity.name for entity in found] == ["Ticket", "Slot"]
