"""What stands below "Customers must:", and what "should" be in a document that is prose."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Priority, Spec


def wanted(spec: Spec) -> list[str]:
    return [item.text for item in spec.requirements]


@pytest.mark.parametrize(
    ("lead", "item", "whole"),
    [
        ("Customers must", "rent a bike", "Customers must rent a bike"),
        ("The app should be able to", "Lock a bike", "The app should be able to lock a bike"),
        ("Kunden müssen", "ein Rad mieten", "Kunden müssen ein Rad mieten"),
        ("Les clients doivent pouvoir", "louer un vélo", "Les clients doivent pouvoir louer un vélo"),
        ("Les clients pourront", "louer un vélo", "Les clients pourront louer un vélo"),
        ("Gli utenti potranno", "noleggiare una bici", "Gli utenti potranno noleggiare una bici"),
        ("Los clientes deben", "iniciar sesión", "Los clientes deben iniciar sesión"),
        ("The app must not", "Track a rider", "The app must not track a rider"),
        ("Die App darf nicht", "mitlesen", "Die App darf nicht mitlesen"),
        ("L'application ne doit pas", "suivre un client", "L'application ne doit pas suivre un client"),
    ],
)
@pytest.mark.parametrize("bullet", ["-", "•", "1."])
def test_an_item_below_a_subject_and_its_modal_verb_is_the_whole_sentence(
    lead: str, item: str, whole: str, bullet: str
) -> None:
    assert wanted(extract(f"# Bike\n\n{lead}:\n\n{bullet} {item}\n")) == [whole]


@pytest.mark.parametrize("above", ["## Customers must", "**Customers must:**", "We rent. Customers must:"])
def test_a_heading_a_label_and_the_end_of_a_paragraph_lead_a_list_too(above: str) -> None:
    page = f"# Bike\n\n{above}\n\n- rent a bike\n- end a ride\n"
    assert wanted(extract(page)) == ["Customers must rent a bike", "Customers must end a ride"]


@pytest.mark.parametrize("item", ["FR-1: Rent a bike", "**Rent**: by phone", "The station must print"])
def test_an_item_that_is_a_statement_of_its_own_does_not_go_on_from_the_line_above(item: str) -> None:
    (one,) = extract(f"# Bike\n\n## Requirements\n\nCustomers must:\n\n- {item}\n").requirements
    assert not one.text.startswith("Customers")


@pytest.mark.parametrize(
    ("heading", "lead"),
    [
        ("User scenarios", "A rider should be able to"),
        ("User flow", "Kunden müssen"),
        ("Сценарии использования", "Водитель должен уметь"),
    ],
)
def test_what_somebody_must_be_able_to_do_is_wanted_among_stories_too(heading: str, lead: str) -> None:
    page = (
        f"# Bike\n\n## Requirements\n\n- Free\n\n## {heading}\n\n{lead}:\n\n1. XY\n\nRiders can:\n\n1. Pay\n"
    )
    assert wanted(extract(page)) == ["Free", f"{lead} XY"]
    story = "As a rider, I want to pay at the station."
    assert wanted(extract(page.replace("XY", story))) == ["Free"]


@pytest.mark.parametrize("lead", ["We must", "You should", "Contributors must", "Wir müssen"])
def test_what_those_who_build_must_do_is_no_requirement(lead: str) -> None:
    assert wanted(extract(f"# Bike\n\n{lead}:\n\n- call the city\n- buy bikes\n")) == []


def test_what_somebody_can_do_makes_no_document_a_specification() -> None:
    assert wanted(extract("# Bike\n\nRiders can:\n\n- rent a bike\n- end a ride\n")) == []


def test_the_place_of_a_led_item_quotes_its_own_words() -> None:
    (one,) = extract("# Bike\n\nCustomers must:\n\n- rent a bike\n").requirements
    assert (one.source.quote, one.source.line, one.source.column) == ("rent a bike", 5, 3)


@pytest.mark.parametrize(
    "sentence",
    ["The admin should see a map.", "Operators should be able to lock a bike.", "Fahrer sollten zahlen."],
)
def test_what_somebody_should_do_is_wanted_beside_what_they_must(sentence: str) -> None:
    page = f"# Bike\n\n{sentence} Customers must sign in with a phone number.\n"
    assert wanted(extract(page)) == [sentence, "Customers must sign in with a phone number."]


@pytest.mark.parametrize(
    "place", ["## Look", "## Requirements\n\n- A rider can sign in", "## Features\n\n### Map\n\n- Rent"]
)
def test_what_should_be_is_wanted_in_prose_beside_lists(place: str) -> None:
    sentence = "Team members should see only bikes that are free."
    others = "The design team should ask the city. Stakeholders should comment. Maybe it rains."
    assert wanted(extract(f"# Bike PRD\n\n{place}\n\n{sentence} {others}\n"))[-1] == sentence


@pytest.mark.parametrize("sentence", ["We should ask the city first.", "This should be easy to do."])
def test_what_should_be_done_about_the_work_is_not_wanted(sentence: str) -> None:
    page = f"# Bike\n\n{sentence} Customers must sign in with a phone number.\n"
    assert wanted(extract(page)) == ["Customers must sign in with a phone number."]


@pytest.mark.parametrize("marks", ["(a) (b)", "a) b)", "A) B)", "(i) (ii)"])
def test_lines_with_letters_are_a_list(marks: str) -> None:
    first, second = marks.split()
    lead = "# Bike\n\n## Requirements\n\nWhere a ride fails, the system shall:\n\n"
    page = f"{lead}  {first} lock the bike; and\n  {second} tell the rider.\n"
    assert wanted(extract(page)) == [
        "Where a ride fails, the system shall lock the bike; and",
        "Where a ride fails, the system shall tell the rider.",
    ]


def test_a_letter_at_the_begin_of_a_broken_line_makes_no_list() -> None:
    page = "# Bike\n\n## Requirements\n\nThe system shall follow section 3\n(a) of the order.\n"
    assert wanted(extract(page)) == ["The system shall follow section 3 (a) of the order."]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Bikes are rented by the hour. This does not apply to:", "out_of_scope"),
        ("In this release we will not build:", "out_of_scope"),
        ("Der Auftrag umfasst nicht:", "out_of_scope"),
        ("The pilot is considered successful if:", "acceptance_criteria"),
        ("A lock counts as accepted when:", "acceptance_criteria"),
        ("**What is out of scope?**", "out_of_scope"),
        ("**What are we worried about?**", "risks"),
    ],
)
def test_a_sentence_says_what_the_list_below_it_is_and_no_more(sentence: str, kind: str) -> None:
    page = f"# Bike\n\n## Requirements\n\n{sentence}\n\n- Scooters\n\nElse it must lock.\n\n- It rings\n"
    spec = extract(page)
    assert [item.text for item in getattr(spec, kind)] == ["Scooters"]
    assert wanted(spec) == ["Else it must lock.", "It rings"]


@pytest.mark.parametrize("line", ["**Priority:** P0 (must ship)", "Priority: P0\nOwner: A", "- Priority: P0"])
def test_a_line_on_priority_below_a_heading_is_said_of_all_it_holds(line: str) -> None:
    page = f"# Bike\n\n## Requirements\n\n### Lock\n\n{line}\n\n- It rings\n\n### Map\n\n- It shows bikes\n"
    assert [(item.text, item.priority) for item in extract(page).requirements] == [
        ("It rings", Priority.P0),
        ("It shows bikes", None),
    ]


def test_a_line_on_priority_ranks_before_that_of_the_heading_above() -> None:
    page = "# Bike\n\n## Requirements\n\nPriority: P0\n\n### Map\n\nPriority: P2\n\n- It shows bikes\n"
    assert [item.priority for item in extract(page).requirements] == [Priority.P2]


def test_the_priority_of_a_document_or_of_the_item_above_is_not_that_of_other_items() -> None:
    page = "# Bike\n\n**Priority:** P0\n\n## Requirements\n\n- It locks\n- Priority: P1\n- It rings\n"
    assert [item.priority for item in extract(page).requirements] == [None, None]


@pytest.mark.parametrize(
    "sentence",
    [
        "When a ride ends, the lock closes.",
        "Where fines are enabled, late rides are charged.",
        "Sobald es regnet, endet die Fahrt.",
        "Empty map: If no bike is near, show the nearest one.",
    ],
)
def test_what_happens_under_a_condition_is_wanted_among_requirements_alone(sentence: str) -> None:
    page = f"# Bike\n\n## Requirements\n\n- It rings\n\n{sentence} If you have questions, ask Ada.\n"
    assert wanted(extract(page)) == ["It rings", sentence]
    assert wanted(extract(f"# Bike PRD\n\n## Problem\n\n{sentence}\n\n## Features\n\n- A bell\n")) == [
        "A bell"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Single sign-on is what all cities want, and some pay for it.",
        "Si vous voulez, demandez.",
        "Als Grundlage dient das Lastenheft, das die Stadt schickte.",
        "When in doubt, see the wiki.",
        "If a rule is hard to read, ask Ada.",
        "Note: if this grows, split it.",
    ],
)
def test_what_is_said_to_the_reader_among_requirements_is_no_condition(sentence: str) -> None:
    assert wanted(extract(f"# Bike\n\n## Requirements\n\n- It rings\n\n{sentence}\n")) == ["It rings"]


@pytest.mark.parametrize(
    ("lead", "wish"),
    [
        ("### As a rider, I want to be able to:\n\n-", "rent a bike so that I can go home"),
        ("As a rider I can:\n\n-", "**rent** a bike"),
        ("- As a rider, I would like to:\n    -", "rent a bike"),
        ("Als Fahrerin möchte ich:\n\n-", "ein Rad mieten"),
        ("Como ciclista quiero:\n\n-", "alquilar una bici"),
    ],
)
def test_each_wish_below_the_role_of_stories_is_one(lead: str, wish: str) -> None:
    (story,) = extract(f"# Bike\n\n## User stories\n\n{lead} {wish}\n").user_stories
    assert story.text == f"{lead.split(':')[0].strip('#- ')} {wish.replace('**', '')}"


def test_what_only_the_end_of_a_wish_is_listed_for_stays_one_story() -> None:
    spec = extract("# Bike\n\n## User stories\n\nAs a rider, I want to pay with:\n\n- cash\n- a card\n")
    assert [one.text for one in spec.user_stories] == ["As a rider, I want to pay with:"]


@pytest.mark.parametrize("lead", ["Push messages for:", "Filtert Meldungen mit:"])
def test_an_item_that_breaks_off_leads_the_items_below_it(lead: str) -> None:
    page = f"# Ferry\n\n## Requirements\n\n- {lead}\n  - Late ships\n  - Full ships\n"
    words = lead.rstrip(":")
    assert [one.text for one in extract(page).requirements] == [f"{words} late ships", f"{words} full ships"]


def test_a_benefit_of_others_ends_a_wish() -> None:
    story = "As a guest, I want to report a broken seat so crews can mend it."
    (found,) = extract(f"# Ferry\n\n## User stories\n\n- {story}\n").user_stories
    assert (found.goal, found.benefit) == ("report a broken seat", "crews can mend it")


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        (
            "- **Clerk**\n  - can open a gate\n  - close gates\n- **Guest**\n  - cannot open any\n",
            ["Clerk can open a gate", "close gates", "Guest cannot open any"],
        ),
        (
            "### Clerk\n\n- can open a gate\n\n### Guest\n\n- cannot open any\n",
            ["Clerk can open a gate", "Guest cannot open any"],
        ),
    ],
)
def test_what_a_role_can_do_stands_below_its_name(roles: str, found: list[str]) -> None:
    page = "# Ferry\n\n## Requirements\n\n- Gates ring\n\n## {}\n\n{}"
    assert wanted(extract(page.format("Roles and permissions", roles))) == ["Gates ring", *found]
    assert wanted(extract(page.format("Ports", roles))) == ["Gates ring"]


def test_a_requirement_of_a_role_names_it() -> None:
    page = "# Ferry\n\n## Requirements\n\n### Rollen\n\n- **Gast:**\n  - kann ein Tor öffnen\n"
    assert wanted(extract(page)) == ["Gast kann ein Tor öffnen"]


def test_a_document_that_says_what_its_roles_can_do_asks_for_that() -> None:
    rights = "- **Roles**\n  - **Clerk**\n    - can open a gate\n    - can close a gate\n"
    page = f"# Gates\n\n## Access roles\n\n{rights}  - **Guest**\n    - cannot open any\n"
    assert wanted(extract(page)) == [
        "Clerk can open a gate",
        "Clerk can close a gate",
        "Guest cannot open any",
    ]
