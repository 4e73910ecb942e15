"""Every edit hits exactly one place and turns the section into its target."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.merge import line_edits, occurs_once

LINE = st.sampled_from(["- [ ] a", "- [ ] b", "- [x] a", "text", "## Risks", "### Risks", "other", "a", "aa"])
LINES = st.lists(LINE, max_size=12)


def applied(page: str, edits: list[tuple[str, str]]) -> str:
    for old, new in edits:
        assert occurs_once(old, page)
        page = page.replace(old, new, 1)
    return page


@given(LINES, LINES, LINES, LINES)
def test_line_edits_turn_the_section_into_the_target_and_touch_nothing_else(
    before: list[str], section: list[str], target: list[str], after: list[str]
) -> None:
    first, last = "## Only here", "its last line"
    own = "\n".join([first, *section, last])
    wanted = "\n".join([first, *target, last])
    page = "\n".join([*before, own, *after])
    edited = applied(page, line_edits(page, own, wanted))
    assert edited == "\n".join([*before, wanted, *after])
