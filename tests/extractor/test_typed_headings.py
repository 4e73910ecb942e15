"""Numbered lines that are headings, and statements that stand alone below them."""

import pytest

from notion_planner.extractor import extract

PLAIN = """# Functional requirements

4.1 Login

Readers log in.

4.2 Loans

A list shows each loan.

# Non-functional requirements

5.1 Legal requirements

Data stays in the EU

6 Completion criteria

It is done when:

Each loan is listed

A reader has tested it

Nothing is lost

The manual is written
"""


@pytest.mark.parametrize("page", [PLAIN, PLAIN.replace("\n\n", "\n"), PLAIN.replace("\n\n", "\n\n    ")])
def test_a_numbered_line_is_a_heading_where_others_follow_it_and_say_more(page: str) -> None:
    spec = extract(page, title="Loans SRS")
    assert [(item.text, str(item.kind)) for item in spec.requirements] == [
        ("Readers log in.", "functional"),
        ("A list shows each loan.", "functional"),
        ("Data stays in the EU", "non_functional"),
    ]
    assert len(spec.acceptance_criteria) == 4


def test_numbered_lines_without_a_text_below_them_are_a_list() -> None:
    page = "# Loans\n\n## Requirements\n\n1. Login\n2. Loans\n3. Fines\n\nThese hold for readers.\n"
    assert [item.text for item in extract(page).requirements] == ["Login", "Loans", "Fines"]


def test_what_is_described_below_the_name_of_a_requirement_is_required() -> None:
    page = "# Loans\n\n## Requirements\n\n### Export\n\nPriority: high\n\nReaders get a CSV.\n"
    assert [item.text for item in extract(page).requirements] == ["Readers get a CSV."]


BARE = """Loan desk

Requirements

- Export loans
- End a loan

Our shelves

- Oak in the hall

Out of scope

- Fines

Open questions

- Who pays?
"""
HEADINGS = ("Loan desk", "Requirements", "Our shelves", "Out of scope", "Open questions")


def said(text: str) -> list[tuple[str, ...]]:
    spec = extract(text, title="Loan desk")
    return [tuple(item.text for item in items) for items in (spec.requirements, spec.out_of_scope)]


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "{}:",
        "*{}*",
        "[{}]",
        "<u>{}</u>",
        "【{}】",
        "--- {} ---",
        "==={}===",
        "h2. {}",
        "== {} ==",
        "== {}",
    ],
)
def test_a_line_alone_is_a_heading_in_each_form_that_people_type(form: str) -> None:
    page = "\n".join(form.format(line) if line in HEADINGS else line for line in BARE.split("\n"))
    assert said(page) == [("Export loans", "End a loan"), ("Fines",)]


def test_short_lines_one_below_the_other_are_no_headings() -> None:
    spec = extract("# Loans\n\n## Requirements\n\nExport loans\n\nEnd a loan\n\nOut of scope\n")
    assert not spec.out_of_scope


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_typed_table_of_contents_holds_no_headings(gap: str) -> None:
    headings = ["1. Introduction", "1.1 Purpose", "2. Requirements", "2.1 Loans", "2.2 Returns"]
    body = "\n\n".join(
        [headings[0], headings[1], "For readers.", headings[2], headings[3], "- Extend a loan", headings[4]]
    )
    page = f"# Loans SRS\n\nTable of Contents\n\n{gap.join(headings)}\n\n---\n\n{body}\n\n- Return a book\n"
    assert [item.text for item in extract(page).requirements] == ["Extend a loan", "Return a book"]


def test_a_numbered_heading_may_end_with_a_colon() -> None:
    page = "Gates\n\n1. Goals:\n\nQuiet.\n2. Requirements:\n\nA gate must ring.\n3. Risks:\n\nIt breaks.\n"
    (asked,), risks = extract(page).requirements, extract(page).risks
    assert (asked.text, asked.group, len(risks)) == ("A gate must ring.", "Requirements", 1)
