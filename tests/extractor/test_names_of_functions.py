"""What a heading names right below functions and features."""

import pytest

from notion_planner.extractor import extract

LOANS = "# Loans PRD\n\n"
NO_DELAY = "\n## Non-Functional Requirements\n\n- A page opens at once\n"


def requirements(page: str) -> list[str]:
    return [item.text for item in extract(page).requirements]


@pytest.mark.parametrize("above", ["Functional requirements", "Features"])
@pytest.mark.parametrize("heading", ["Analytics", "3.2 Users", "Tasks", "UI/UX", "Aufgaben"])
def test_among_functions_a_heading_of_a_project_names_one(above: str, heading: str) -> None:
    page = f"{LOANS}## {above}\n\n### Loans\n\n- Extend a loan\n\n### {heading}\n\n- Sort by date\n"
    assert requirements(page) == ["Extend a loan", "Sort by date"]


@pytest.mark.parametrize(
    ("heading", "found"), [("Analytics", ["Sort by date"]), ("UX", ["Sort by date"]), ("Goals", [])]
)
def test_among_requirements_of_any_kind_fewer_headings_name_a_function(
    heading: str, found: list[str]
) -> None:
    page = f"{LOANS}## Requirements\n\n### Loans\n\n- Extend a loan\n\n### {heading}\n\n- Sort by date\n"
    assert requirements(page) == ["Extend a loan", *found]


@pytest.mark.parametrize("heading", ["References", "Sign-off", "Why"])
def test_among_functions_other_headings_say_what_they_say_elsewhere(heading: str) -> None:
    page = f"{LOANS}## Functional requirements\n\n- Extend a loan\n\n### {heading}\n\n- The desk of 2024\n"
    assert requirements(page) == ["Extend a loan"]


def test_below_the_name_of_a_whole_document_a_heading_names_no_function() -> None:
    page = "# Functional specification\n\n## Loans\n\n- Extend a loan\n\n## Users\n\n- Readers of all ages\n"
    assert [item.text for item in extract(page, title="Loans").requirements] == ["Extend a loan"]


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("Functional requirements", "functional"),
        ("Requirements", "non_functional"),
        ("Features", "non_functional"),
        ("In scope", "non_functional"),
    ],
)
def test_security_among_what_is_asked_for_is_asked_for(above: str, kind: str) -> None:
    page = f"{LOANS}## {above}\n\n### Access control\n\n- Clerks see every loan\n{NO_DELAY}"
    first = extract(page).requirements[0]
    assert (first.text, str(first.kind)) == ("Clerks see every loan", kind)


@pytest.mark.parametrize("above", ["Features", "In scope"])
def test_integrations_among_features_are_features(above: str) -> None:
    page = f"{LOANS}## {above}\n\n### Integrations\n\n- Loans in the calendar of a reader\n"
    assert requirements(page) == ["Loans in the calendar of a reader"]


def test_the_list_below_a_numbered_feature_says_what_it_can_do() -> None:
    page = f"{LOANS}## Core features\n\n### F1: Extend\n\n- Extend a loan\n- Show the new date\n"
    stated = f"{page}\n### F2: Return\n\n- By post\n\n**Acceptance criteria**\n\n- The book is free\n"
    assert requirements(page) == ["Extend a loan", "Show the new date"]
    assert [one.id for one in extract(stated).requirements] == [None, None, "F2"]
