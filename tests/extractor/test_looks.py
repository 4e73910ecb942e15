"""How a page looks in Notion changes nothing of what it says."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from notion_planner.extractor import extract
from notion_planner.fetcher.page_markdown import page_markdown
from notion_planner.fetcher.spec_file import without_title
from notion_planner.model.spec import Spec
from tests.extractor.saying import SPECS, document, prose, said

_HEADING = re.compile(r"(#{1,6}) (.*)$")
_ITEM = re.compile(r"(\t*(?:- (?:\[[ x]\] )?|\d+\. ))([^<>`]+)$")


@cache
def pages() -> list[tuple[str, str, Spec]]:
    """Title, Notion's Markdown, and what it says, of each document without a front matter."""
    found = []
    for path in SPECS:
        text, spec = document(path)
        title = spec.title or path.stem
        page = page_markdown(without_title(text, title))
        if not page.startswith("---"):
            found.append((title, page, extract(page, title=title)))
    return found


def in_a_callout(page: str) -> str:
    return "\n".join(['<callout icon="💡">', *(f"\t{line}" for line in page.split("\n")), "</callout>"])


def below_headings_that_open_and_close(page: str) -> str:
    lines, open_levels = [], list[int]()
    for line, is_prose in prose(page):
        heading = _HEADING.match(line) if is_prose else None
        if heading is None:
            lines.append("\t" * len(open_levels) + line)
            continue
        while open_levels and open_levels[-1] >= len(heading[1]):
            open_levels.pop()
        lines.append("\t" * len(open_levels) + line + ' {toggle="true"}')
        open_levels.append(len(heading[1]))
    return "\n".join(lines)


def in_toggles(page: str) -> str:
    if "<details>" in page:  # it has some of its own beside its headings
        return page
    lines, opened = [], list[int]()
    for line, is_prose in [*prose(page), ("# ", True)]:
        heading = _HEADING.match(line) if is_prose else None
        while heading and opened and opened[-1] >= len(heading[1]):
            opened.pop()
            lines.append("\t" * len(opened) + "</details>")
        tabs = "\t" * len(opened)
        if heading is None:
            lines.append(tabs + line)
        elif heading[2]:
            lines += [f"{tabs}<details>", f"{tabs}<summary>{heading[2]}</summary>"]
            opened.append(len(heading[1]))
    return "\n".join(lines)


def with_coloured_blocks(page: str) -> str:
    return "\n".join(f'{line} {{color="red"}}' if is_prose else line for line, is_prose in prose(page))


def with_coloured_words(page: str) -> str:
    tinted = r'\1<span color="blue">\2</span>'
    return "\n".join(_ITEM.sub(tinted, line) if is_prose else line for line, is_prose in prose(page))


def with_bold_headings(page: str) -> str:
    return "\n".join(
        _HEADING.sub(r"\1 **\2**", line) if is_prose and "*" not in line else line
        for line, is_prose in prose(page)
    )


LOOKS = (
    in_a_callout,
    below_headings_that_open_and_close,
    in_toggles,
    with_coloured_blocks,
    with_coloured_words,
    with_bold_headings,
)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_a_page_says_the_same(look: Callable[[str], str]) -> None:
    dressed = [(title, other, spec) for title, page, spec in pages() if (other := look(page)) != page]
    assert len(dressed) > 30
    for title, page, spec in dressed:
        assert said(extract(page, title=title)) == said(spec), title


def test_lines_of_one_block_are_read_as_lines() -> None:
    fields = "**Statement:** The desk shall lock.<br>**Acceptance criteria:**\n- It rings\n**Priority:** Must"
    spec = extract(f"## Requirements\n### REQ-1\n{fields}\n### REQ-2\n{fields}", title="Desk")
    assert [(item.id, item.text) for item in spec.requirements] == [
        ("REQ-1", "The desk shall lock."),
        ("REQ-2", "The desk shall lock."),
    ]
    assert [item.text for item in spec.acceptance_criteria] == ["It rings", "It rings"]


def test_dashes_within_a_block_make_no_heading_of_what_stands_before_them() -> None:
    spec = extract("## Requirements\nThe desk must ring.<br>---<br>The desk must lock.", title="Desk")
    assert [item.text for item in spec.requirements] == ["The desk must ring.", "The desk must lock."]


def test_a_tag_that_is_written_about_stays() -> None:
    spec = extract("## Requirements\n- FR-1: Write `</span>` at the end\n- FR-2: Ring", title="Desk")
    assert spec.requirements[0].text == "Write </span> at the end"


@pytest.mark.parametrize(
    "item",
    [
        "- ~~Print a receipt~~",
        "- [ ] ~~Print a **long** receipt~~ moved to 2.0",
        "- ~~Print a receipt~~ (Ada's wish)",
        "- FR-9: ~~Print a receipt~~\n  - with the date",
        "| FR-9 | ~~Print a receipt~~ |",
        "FR-9 ~~Print a receipt.~~",
        "### ~~FR-9: Print a receipt~~\n\n- Print the date too",
    ],
)
def test_what_is_struck_out_is_asked_for_no_more(item: str) -> None:
    table = "| ID | Requirement |\n|---|---|\n" if item.startswith("|") else ""
    spec = extract(f"# Till\n\n## Requirements\n\n{table}{item}\n\n### Cash\n\n- Count the cash\n")
    assert [found.text for found in spec.requirements] == ["Count the cash"]


def test_what_replaces_struck_words_is_asked_for() -> None:
    spec = extract("# Till\n\n## Requirements\n\n- ~~Keep receipts for 30~~ Keep them ~~for~~ 60 days\n")
    assert [found.text for found in spec.requirements] == ["Keep them 60 days"]


@pytest.mark.parametrize(
    "typed",
    [
        "> 1\\. Lock the desk\n> 2\\. Print a receipt",
        "1\\) Lock the desk\n2\\) Print a receipt",
        "We need:<br>\\- Lock the desk<br>\\- Print a receipt",
        "1. Lock the desk<br>2. Print a receipt",
    ],
)
def test_signs_of_a_list_that_were_typed_into_a_text_are_read_as_one(typed: str) -> None:
    spec = extract(f"## Requirements\n{typed}", title="Desk")
    assert [item.text for item in spec.requirements] == ["Lock the desk", "Print a receipt"]


def test_one_escaped_number_begins_no_list() -> None:
    assert extract("## Requirements\n2027\\. A good year.\nMore of it.", title="Desk").requirements == ()


@pytest.mark.parametrize(
    "page",
    [
        "- Lock the desk\n\t<details>\n\t<summary>Why</summary>\n\t\tMore\n\t</details>\n- Print a receipt",
        "- Lock the desk\n- Print a receipt\n<details>\n<summary>Non-goals</summary>\n\t- Bill\n</details>",
    ],
    ids=["in an item", "at the end"],
)
def test_a_toggle_takes_nothing_from_the_section_around_it(page: str) -> None:
    spec = extract(f"## Requirements\n{page}", title="Desk")
    assert [item.text for item in spec.requirements] == ["Lock the desk", "Print a receipt"]


def test_headings_within_a_toggle_stand_below_its_title() -> None:
    page = (
        "<details>\n<summary>Out of scope</summary>\n\t## Billing\n\t- Bill\n"
        "\t<details>\n\t<summary>Mail</summary>\n\t\t- Mail\n\t</details>\n</details>\n"
        "## Requirements\n- Lock the desk"
    )
    spec = extract(page, title="Desk")
    assert [item.text for item in spec.out_of_scope] == ["Bill", "Mail"]
    assert [item.text for item in spec.requirements] == ["Lock the desk"]


def test_a_section_between_two_dividers_at_the_top_is_read() -> None:
    spec = extract("---\n## Requirements\n- Lock the desk\n- Print this: a receipt\n---\nMore.", title="Desk")
    assert [item.text for item in spec.requirements] == ["Lock the desk", "Print this: a receipt"]


def test_a_comment_at_the_top_of_a_front_matter_makes_no_page_of_it() -> None:
    assert extract("---\n# written by hand\ntitle: Desk\n---\n\n- Lock it\n").title == "Desk"
