"""A person's text stays, ticks travel, and every edit hits exactly one place."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.merge import (
    Verdict,
    carry_ticks,
    compare,
    edits_for,
    line_edits,
    merged_base,
    occurs_once,
)
from notion_planner.state import base_of

LINE = st.sampled_from(["- [ ] a", "- [ ] b", "- [x] a", "text", "## Risks", "### Risks", "other", "a", "aa"])
LINES = st.lists(LINE, max_size=12)


def apply(page: str, edits: list[tuple[str, str]]) -> str:
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
    edited = apply(page, line_edits(page, own, wanted))
    assert edited == "\n".join([*before, wanted, *after])


def verdict(current: str, desired: str, base: str) -> Verdict:
    return compare(f"## S\n{current}", f"## S\n{desired}", base_of(f"## S\n{base}"))[0].verdict


def test_only_the_specification_changed() -> None:
    assert verdict("old", "new", "old") is Verdict.OURS


def test_only_a_person_changed() -> None:
    assert verdict("mine", "old", "old") is Verdict.THEIRS


def test_both_changed() -> None:
    assert verdict("mine", "new", "old") is Verdict.CONFLICT


def test_both_changed_to_the_same() -> None:
    assert verdict("new", "new", "old") is Verdict.SAME


def test_a_renamed_section_is_a_persons_decision() -> None:
    found = compare("## Mine\nold", "## S\nnew", base_of("## S\nold"))
    assert [item.verdict for item in found] == [Verdict.REMOVED]


def test_a_tick_is_no_edit() -> None:
    assert verdict("- [x] a", "- [ ] a\n- [ ] b", "- [ ] a") is Verdict.OURS


def test_a_section_with_an_upload_is_never_rewritten() -> None:
    assert verdict("![plan](https://x)", "new", "![plan](https://x)") is Verdict.CONFLICT


def test_ticks_follow_their_items() -> None:
    assert carry_ticks("- [x] a\n- [ ] b", "- [ ] b\n- [ ] c\n- [ ] a") == "- [ ] b\n- [ ] c\n- [x] a"


def test_edits_carry_ticks_over() -> None:
    page = "## S\n- [x] a\n- [ ] b\n## T\n- [ ] a"
    edited = apply(page, edits_for(page, "## S\n- [ ] a\n- [ ] c", ["S"]))
    assert edited == "## S\n- [x] a\n- [ ] c\n## T\n- [ ] a"


def test_a_conflict_keeps_the_old_base() -> None:
    base = base_of("## S\nold")
    desired = "## S\nnew"
    assert merged_base(compare("## S\nmine", desired, base), desired, base) == base


def test_a_change_of_ours_moves_the_base() -> None:
    base, desired = base_of("## S\nold"), "## S\nnew"
    assert merged_base(compare("## S\nold", desired, base), desired, base) == base_of(desired)
