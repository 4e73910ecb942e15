"""Every edit hits exactly one place and turns the section into its target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.merge import line_edits, occurs_once, tick_edits
from notion_planner.notion.limits import MOST_BLOCKS, MOST_BYTES, size_of
from notion_planner.notion.markup import Section

# Each begins another one, or says the same on another level.
HEADINGS = ["## Risks", "## Risks of ours", "### Risks", "## R", "##"]
LINE = st.sampled_from([*HEADINGS, "- [ ] a", "- [ ] b", "- [x] a", "text", "other", "a", "aa", ""])
LINES = st.lists(LINE, max_size=12)
OWN = st.tuples(st.sampled_from(HEADINGS), st.lists(LINE, max_size=4)).map(lambda own: [own[0], *own[1]])


def applied(page: str, edits: list[tuple[str, str]]) -> str:
    for old, new in edits:
        assert occurs_once(old, page)
        page = page.replace(old, new, 1)
    return page


@given(LINES, OWN, OWN, LINES)
def test_line_edits_turn_the_section_into_the_target_and_touch_no_line_outside_it(
    before: list[str], section: list[str], target: list[str], after: list[str]
) -> None:
    page = "\n".join([*before, *section, *after])
    part = Section(text="\n".join(section), start=sum(len(line) + 1 for line in before))
    edited = applied(page, line_edits(page, part, "\n".join(target)))
    assert edited == "\n".join([*before, *target, *after])


@given(LINES, OWN, LINES)
def test_a_part_without_a_target_goes_with_its_lines(
    before: list[str], section: list[str], after: list[str]
) -> None:
    page = "\n".join([*before, *section, *after])
    part = Section(text="\n".join(section), start=sum(len(line) + 1 for line in before))
    assert applied(page, line_edits(page, part, None)) == "\n".join([*before, *after])


@pytest.mark.parametrize("target", ["## A\n- one\n- new\n- two\n## B", "## A\n- two\n## B"])
def test_an_edit_beside_a_line_that_has_grown_since_is_refused_and_tears_nothing_apart(target: str) -> None:
    page = "## A\n- one\n- two\n## B"
    [(old, _)] = line_edits(page, Section(text=page), target)
    assert old not in page.replace("- one", "- one, and more")


def test_a_change_larger_than_a_request_is_made_in_several_edits() -> None:
    old = [f"- item {number}" for number in range(1_500)]
    new = [f"- {'x' * 300} {number}" for number in range(2_500)]
    page, target = "\n".join(["## A", *old, "## B"]), "\n".join(["## A", *new, "## B"])
    edits = line_edits(page, Section(text=page), target)
    assert applied(page, edits) == target
    assert all(new.count("\n") < MOST_BLOCKS for _, new in edits)
    assert all(size_of(old) + size_of(new) < MOST_BYTES for old, new in edits)


def test_no_row_of_a_growing_table_is_torn_between_edits() -> None:
    def table(rows: int) -> str:
        listed = "".join(f"<tr>\n<td>{number}</td>\n<td>open</td>\n</tr>\n" for number in range(rows))
        return f"<table>\n{listed}</table>"

    edits = line_edits(table(2), Section(text=table(2)), table(1_500))
    assert applied(table(2), edits) == table(1_500)
    pages = [applied(table(2), edits[:count]) for count in range(1, len(edits))]
    assert pages
    assert [page for page in pages if page.count("<tr>") != page.count("</tr>")] == []


def test_a_tasks_tick_is_set_though_a_person_mentions_another_page_behind_it() -> None:
    def page(number: int) -> str:
        return f'<mention-page url="https://app.notion.com/p/39cf503e31dc81e3b92ef4b9a4d1cfb{number}"/>'

    text = f"- [ ] {page(1)} see {page(2)}\n- [ ] Compare {page(1)} with {page(2)}"
    ticks = {f"39cf503e-31dc-81e3-b92e-f4b9a4d1cfb{number}": True for number in (1, 2)}
    ticked = f"- [x] {page(1)} see {page(2)}\n- [ ] Compare {page(1)} with {page(2)}"
    assert applied(text, tick_edits(text, ticks)) == ticked
