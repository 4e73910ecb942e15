"""The one text that a page and its sub-pages are extracted from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.config import starter_settings
from notion_planner.fetcher.spec_document import SpecDocument, SubPage, no_plan_of, sub_pages_of
from notion_planner.notion.objects import Page, Parent

SETTINGS = starter_settings()
DRAWER = '<page url="https://app.notion.com/p/0123456789abcdef0123456789abcdef">Drawer</page>'
NEXT = DRAWER.replace("Drawer", r"Drawer \<next\>")
PAGE_LINES = st.sampled_from(
    ["# Overview", "## Risks", "", "- It burns", "So:", "```", "\tdeeper", "| a |", "<br>", "text"]
)


def document(markdown: str, title: str = "Desk") -> SpecDocument:
    page = Page(id="p", title=title, url="", parent=Parent(kind="workspace"))
    return SpecDocument(page=page, markdown=markdown)


def read(markdown: str, drawer: str) -> list[str]:
    """The lines that say something, with the sub-pages of the page in their places."""
    parts = (
        SubPage(line=place.line, document=document(drawer, place.title)) for place in sub_pages_of(markdown)
    )
    whole = document(markdown).model_copy(update={"sub_pages": tuple(parts)})
    return [line for line in whole.text(SETTINGS).split("\n") if line]


@pytest.mark.parametrize("lead", ["", "A page each:\n"])
def test_where_its_section_leads_to_it_a_sub_page_stands_in_that(lead: str) -> None:
    found = read(f"## Wishes\n{lead}{DRAWER}\n- And a lamp\n## Risks\n- Fire", "It locks")
    assert found == [
        "## Wishes",
        *lead.split("\n")[:-1],
        "- And a lamp",
        "### Drawer",
        "It locks",
        "## Risks",
        "- Fire",
    ]


@pytest.mark.parametrize("above", ["## Risks\n- Fire\n", "## Risks\n- Fire\n<columns>\n\t<column>\n\t\t", ""])
def test_elsewhere_a_sub_page_is_a_section_of_its_own_at_the_end(above: str) -> None:
    signs = "##" if above else "#"
    assert read(f"{above}{DRAWER}\nText", "It locks")[-2:] == [f"{signs} Drawer", "It locks"]


def test_the_headings_of_a_sub_page_stand_below_its_title_and_code_stays_as_it_is() -> None:
    found = read(f"### Wishes\n{DRAWER}", "# Must\n### Later {{color=red}}\n#### Never\n```\n# ls\n```")
    assert found[2:] == ["##### Must", "###### Later {{color=red}}", "###### Never", "```", "# ls", "```"]


def test_a_title_may_hold_angle_brackets() -> None:
    assert [place.title for place in sub_pages_of(f"{DRAWER}\n{NEXT}")] == ["Drawer", "Drawer <next>"]


def test_a_tag_in_a_code_block_is_no_sub_page() -> None:
    assert list(sub_pages_of(f"```\n{DRAWER}\n```\n{DRAWER} and words")) == []


@given(st.lists(PAGE_LINES | st.just(DRAWER), max_size=12), st.lists(PAGE_LINES, max_size=6).map("\n".join))
def test_no_line_of_the_page_is_lost_or_moved_past_another(lines: list[str], drawer: str) -> None:
    markdown = "\n".join(lines)
    standing = {place.line for place in sub_pages_of(markdown)}
    own = [line for number, line in enumerate(lines) if number not in standing and line]
    found = iter(read(markdown, drawer))
    assert all(line in found for line in own)


@pytest.mark.parametrize(
    ("path", "command"),
    [("docs/a desk.md", "sync 'docs/a desk.md'"), ("-", "sync FILE"), ("/dev/fd/63", "sync FILE")],
)
def test_what_has_no_plan_yet_is_to_be_synced_by_the_name_of_its_file(path: str, command: str) -> None:
    page = Page(id="", title="Desk", url=path, parent=Parent(kind="other"))
    error = no_plan_of(SpecDocument(page=page, markdown="", on_page=False))
    assert error.hint == f"`notion-planner {command}` makes one."
