"""A page of Notion's has its title outside its text, so that Heading 1 is what sections begin with."""

import re
from pathlib import Path

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec
from tests.extractor.saying import SPECS, document, said

_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(r"(#{1,6})(\s+.*)$")


def on_a_page(text: str) -> str | None:
    """The text as a page holds it: without its title, every heading one level up; None without one title."""
    lines, titles, fenced = [], 0, False
    for line in text.split("\n"):
        fenced ^= _FENCE.match(line) is not None
        heading = None if fenced else _HEADING.match(line)
        titles += heading is not None and heading[1] == "#"
        lines.append(line if heading is None else heading[1][1:] + heading[2] if heading[1] != "#" else "")
    return "\n".join(lines) if titles == 1 and not text.startswith("---") else None


DOCUMENTS = [path for path in SPECS if on_a_page(path.read_text(encoding="utf-8"))]


def said_where(spec: Spec) -> dict[str, list[tuple[int, str]]]:
    kinds = ("requirements", "acceptance_criteria", "user_stories", "open_questions", "out_of_scope", "risks")
    return {kind: [(item.source.line, item.text) for item in getattr(spec, kind)] for kind in kinds}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_sections_that_begin_with_heading_1_say_what_they_said_below_a_title(path: Path) -> None:
    text, spec = document(path)
    assert said_where(extract(on_a_page(text) or "", title=spec.title)) == said_where(spec)


SECTIONS = (
    "# Where we are\n\nPaper.\n\n# Functional requirements of the desk\n\n## Drawer\n\n- Locks by itself\n"
)


def test_of_several_headings_none_is_the_title_of_a_page_that_has_one() -> None:
    assert extract(SECTIONS, title="Desk").title == "Desk"
    assert extract(f"---\ntitle: Desk\n---\n{SECTIONS}").title == "Desk"


def test_without_any_other_the_first_heading_is_the_title() -> None:
    assert extract(SECTIONS).title == "Where we are"


def test_a_heading_that_opens_the_page_alone_is_its_title() -> None:
    assert extract("# Desk of the clerk\n\n## Requirements\n\n- Locks by itself\n", title="x").title == (
        "Desk of the clerk"
    )


def test_what_stands_below_a_heading_2_of_a_section_is_read() -> None:
    assert [item.text for item in extract(SECTIONS, title="Desk").requirements] == ["Locks by itself"]


PROPOSED = """\
## Context

Sessions are kept on the server.

## Decision

- A refresh token must be stored hashed
"""
LISTED = "- Guests book a court\n- Members see their bookings\n"


@pytest.mark.parametrize(
    ("title", "text"),
    [("ADR 7: Rotating tokens", PROPOSED), ("Court booking requirements", LISTED)],
    ids=["decision", "list"],
)
def test_a_title_says_the_same_outside_the_text_as_in_it(title: str, text: str) -> None:
    page, file = extract(text, title=title), extract(f"# {title}\n\n{text}")
    assert said(page) == said(file)
    assert page.requirements
    assert page.warnings == file.warnings


@pytest.mark.parametrize("title", ["Lastenheft", "Cahier des charges", "Functional specification"])
def test_the_one_top_heading_that_names_a_whole_document_says_nothing_of_its_parts(title: str) -> None:
    page = f"# {title}\n\n## The desk\n\n- Opens at nine\n\n## Functional requirements\n\n- Sell a ticket\n"
    assert [item.text for item in extract(page, title="Tickets").requirements] == ["Sell a ticket"]


def test_a_page_that_begins_with_its_own_title_has_no_other() -> None:
    page = (
        "# Requirements\n\n## The desk\n\n- Opens at nine\n\n## Functional requirements\n\n- Sell a ticket\n"
    )
    assert extract(page, title="Requirements").requirements == extract(page).requirements


def test_a_picture_alone_is_no_requirement() -> None:
    page = "# Requirements\n\n## The desk\n\n![Plan](desk.png)\n\n## Functions\n\n- Sell a ticket\n"
    assert [item.text for item in extract(page, title="Tickets").requirements] == ["Sell a ticket"]


def test_top_headings_that_divide_stories_by_their_role_are_no_title() -> None:
    page = "# Guests\n\nAs a guest, I want to book.\n\n# Clerks\n\nAs a clerk, I want to refund.\n"
    spec = extract(page)
    assert spec.title is None
    assert [one.source.heading_path for one in spec.user_stories] == [("Guests",), ("Clerks",)]
