"""What stands below a requirement goes with it, unless it is an item of its own."""

import pytest

from notion_planner.extractor import extract


def details(body: str) -> dict[str, tuple[str, ...]]:
    return {item.text: item.details for item in extract(f"# Ferry\n\n## Requirements\n\n{body}").requirements}


def test_sub_items_of_any_depth_are_details_in_their_order() -> None:
    body = "- Search bar\n  - waits 300 ms\n    - unless Enter is hit\n  - opens with /\n- Filters\n"
    assert details(body) == {
        "Search bar": ("waits 300 ms", "unless Enter is hit", "opens with /"),
        "Filters": (),
    }


def test_the_text_below_an_items_own_heading_is_its_detail() -> None:
    body = "### FR-1 Export\n\nBookings are exported.\n\n- as CSV\n\n### FR-2 Print\n\n**Priority:** High\n"
    assert details(body) == {"Export": ("Bookings are exported.", "as CSV"), "Print": ()}


def test_a_detail_whose_letters_stand_within_the_requirement_is_kept() -> None:
    assert details("- Export a list of managers\n  - age\n  - list\n") == {
        "Export a list of managers": ("age", "list")
    }


def test_items_of_their_own_are_no_details() -> None:
    body = (
        "- FR-1: Export\n  - as CSV\n  - Acceptance criteria:\n    - the file opens\n"
        "- FR-2: Print\n  - FR-2.1: walk-in guests\n"
    )
    assert details(body) == {"Export": ("as CSV",), "Print": (), "walk-in guests": ()}


def test_the_steps_of_a_scenario_below_a_requirement_are_no_details() -> None:
    body = (
        "### FR-1 Export\n\nBookings are exported.\n\n#### Scenario: One booking\n\n"
        "- **GIVEN** a booking\n- **WHEN** it is exported\n- **THEN** the file has a row\n"
    )
    assert details(body) == {"Export": ("Bookings are exported.",)}


def test_more_than_thirty_details_are_counted() -> None:
    body = "- Export\n" + "".join(f"  - column {n}\n" for n in range(40))
    (found,) = details(body).values()
    assert (len(found), found[-1]) == (31, "and 10 more in the specification")


@pytest.mark.parametrize("fact", ["Priority: High", "Status: draft", "ID: 7", "**Prio:** P1", "[TODO]"])
def test_facts_about_an_item_are_no_details(fact: str) -> None:
    assert details(f"- Export\n  - {fact}\n  - as CSV\n") == {"Export": ("as CSV",)}


def test_a_quality_is_measured_by_the_numbers_below_its_heading() -> None:
    body = "## Non-Functional Requirements\n\n### NFR-1: Performance\n\n- Searches answer in < 100 ms\n"
    body += "\n### NFR-2: Checkout\n\n- Payments of one region\n- 99.9 % uptime\n"
    read = extract(f"# Ferry\n\n{body}").requirements
    assert [(item.id, [target.text for target in item.targets]) for item in read] == [
        ("NFR-1", ["< 100 ms"]),
        ("NFR-2", ["99.9 %"]),
    ]


def test_a_command_is_required_with_what_stands_below_it() -> None:
    body = "- **list-ports**\n  - Prints all.\n- **book-ferry <day> [--car]** / **cancel-ferry <day>**\n"
    body += "  - Output: a ticket\n- **drop_ports <start_year> <end_year>**\n  - Ports of the range.\n"
    assert details(body) == {
        "list-ports": ("Prints all.",),
        "book-ferry <day> [--car] / cancel-ferry <day>": ("Output: a ticket",),
        "drop_ports <start_year> <end_year>": ("Ports of the range.",),
    }


@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_list_below_an_identifier_and_a_name_says_what_that_is(gap: str) -> None:
    printed = f"FR-1: Print\n{gap}- The till prints a receipt.\n- A copy is kept.\n"
    page = f"# Shop\n\n## Functional requirements\n\n{printed}\nFR-2: Refund\n{gap}- A clerk refunds.\n"
    printing, refund = extract(page).requirements
    assert (printing.id, printing.text) == ("FR-1", "Print")
    assert printing.details == ("The till prints a receipt.", "A copy is kept.")
    assert (refund.id, refund.details) == ("FR-2", ("A clerk refunds.",))


@pytest.mark.parametrize("above", ["FR-1: The till must print.", "FR-1: Printing:"])
def test_a_list_below_an_identified_sentence_is_one_of_its_own(above: str) -> None:
    page = f"# Shop\n\n## Functional requirements\n\n{above}\n\n- A clerk refunds.\n"
    assert [item.text for item in extract(page).requirements][-1] == "A clerk refunds."


def test_what_a_sentence_of_duty_leads_to_is_its_detail_where_it_is_not_required_itself() -> None:
    listed = "The map must show:\n\n- a bow\n- the deck\n\nNames:\n\n- Ada\n"
    design = extract(f"# RFC: Ferry\n\n## Motivation\n\nFog.\n\n## Detailed design\n\n{listed}").requirements
    assert [(one.text, one.details) for one in design] == [("The map must show:", ("a bow", "the deck"))]
    features = extract(f"# Ferry PRD\n\n## Features\n\n- Ferries sail\n\n## Map\n\n{listed}").requirements
    assert [one.text for one in features] == ["Ferries sail", "a bow", "the deck", "Ada"]
