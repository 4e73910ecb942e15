"""Which sections are ours to write, and what the next sync compares with."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.merge import GIVEN_UP, Verdict, base_of, compare, edits_for, left_by_person, merged_base
from notion_planner.notion.markup import sections
from tests.merge.test_edits import applied

HEADINGS = ["Risks", "Risks of ours", "R", "Goals"]
LINE = st.sampled_from(["- a", "- b", "- [ ] c", "### Risks", "### R", "a note", "- a, and more"])
PAGE = st.dictionaries(st.sampled_from(HEADINGS), st.lists(LINE, max_size=3)).flatmap(
    lambda found: st.permutations([(heading, tuple(lines)) for heading, lines in found.items()])
)


def verdict(current: str, desired: str, base: str) -> Verdict:
    return compare(f"## S\n{current}", f"## S\n{desired}", base_of(f"## S\n{base}"))[0].verdict


def test_only_the_specification_changed() -> None:
    assert verdict("old", "new", "old") is Verdict.OURS


def test_only_a_person_changed() -> None:
    assert verdict("mine", "old", "old") is Verdict.THEIRS


def test_comments_on_what_the_specification_left_as_it_was_stay() -> None:
    commented = '- <span discussion-urls="discussion://1">a</span>'
    page, desired = f"## S\n{commented}\n- b", "## S\n- a\n- ours"
    found = compare(page, desired, base_of("## S\n- a\n- b"))
    assert applied(page, edits_for(page, desired, found)) == f"## S\n{commented}\n- ours"


def test_both_changed_the_same_line() -> None:
    assert verdict("- an old line, mine", "- an old line, ours", "- an old line") is Verdict.CONFLICT


def test_both_changed_different_lines() -> None:
    assert verdict("- mine\n- b", "- a\n- ours", "- a\n- b") is Verdict.MERGED


def test_both_changed_to_the_same() -> None:
    assert verdict("new", "new", "old") is Verdict.SAME


def test_without_the_bases_text_a_change_of_both_is_a_conflict() -> None:
    base = base_of("## S\n- a\n- b").model_copy(update={"lines": {}})
    assert compare("## S\n- mine\n- b", "## S\n- a\n- ours", base)[0].verdict is Verdict.CONFLICT


def test_a_renamed_section_is_a_persons_decision_told_once() -> None:
    base = base_of("## S\nold")
    found = compare("## Mine\nold", "## S\nnew", base)
    assert [item.verdict for item in found] == [Verdict.REMOVED]
    assert left_by_person(found, base) == ["S"]
    after = merged_base(found, base)
    assert after.marks == {"S": GIVEN_UP}
    assert left_by_person(compare("## Mine\nold", "## S\nnew", after), after) == []


def test_a_section_that_is_wanted_for_the_first_time_follows_the_one_before_it() -> None:
    page, desired = "## A\na\n## C\nc", "## A\na\n## B\nb\n## C\nc"
    found = compare(page, desired, base_of(page))
    assert applied(page, edits_for(page, desired, found)) == desired


def page_of(parts: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    return "\n".join(["Words above", *("\n".join([f"## {heading}", *lines]) for heading, lines in parts)])


@given(PAGE, PAGE, PAGE)
def test_no_edit_touches_a_line_outside_the_sections_that_change(
    theirs: Sequence[tuple[str, tuple[str, ...]]],
    asked: Sequence[tuple[str, tuple[str, ...]]],
    meant: Sequence[tuple[str, tuple[str, ...]]],
) -> None:
    page, desired = page_of(theirs), page_of(asked)
    found = compare(page, desired, base_of(page_of(meant)))
    targets = {item.heading: item.target for item in found if item.target is not None}
    after = sections(applied(page, edits_for(page, desired, found)))
    standing = {section.heading: section.text for section in sections(page) if section.heading}
    assert {section.heading: section.text for section in after if section.heading} == standing | targets
    assert [section.heading for section in after if section.heading in standing] == list(standing)


def test_a_tick_is_no_edit() -> None:
    assert verdict("- [x] a", "- [ ] a\n- [ ] b", "- [ ] a") is Verdict.OURS


def test_a_line_with_an_upload_is_never_rewritten() -> None:
    assert verdict("![plan](https://x)", "new", "![plan](https://x)") is Verdict.CONFLICT


def test_an_upload_in_a_section_does_not_keep_other_lines_from_changing() -> None:
    page, base = "## S\n- a\n- b\n\n![mine](https://x)\n## T", base_of("## S\n- a\n- b\n## T")
    desired = "## S\n- ours\n- b\n## T"
    found = compare(page, desired, base)
    assert applied(page, edits_for(page, desired, found)) == "## S\n- ours\n- b\n\n![mine](https://x)\n## T"


def test_edits_carry_ticks_over() -> None:
    page, desired = "## S\n- [x] a\n- [ ] b\n## T\n- [ ] a", "## S\n- [ ] a\n- [ ] c"
    found = compare(page, desired, base_of("## S\n- [ ] a\n- [ ] b"))
    assert applied(page, edits_for(page, desired, found)) == "## S\n- [x] a\n- [ ] c\n## T\n- [ ] a"


def test_a_change_of_ours_moves_the_base() -> None:
    base, desired = base_of("## S\nold"), "## S\nnew"
    assert merged_base(compare("## S\nold", desired, base), base) == base_of(desired)


def test_a_section_that_does_not_read_back_as_written_keeps_its_base() -> None:
    base = base_of("## S\nold")
    assert merged_base(compare("## S\nold", "## S\nnew", base), base, unproven=["S"]) == base


def test_what_would_come_to_stand_within_a_table_is_a_conflict_and_not_written() -> None:
    def table(*rows: str) -> str:
        cells = "\n".join(f"<tr>\n<td>{row}</td>\n</tr>" for row in rows)
        return f"## S\n<table>\n{cells}\n</table>"

    page = "## S\n- Phase 1 is due on the first day\nmy note\n- Phase 2 is due on the second day"
    base = base_of("## S\n- Phase 1 is due on the first day\n- Phase 2 is due on the second day")
    desired = table("Phase 1 is due on the first day", "Phase 2 is due on the third day")
    found = compare(page, desired, base)
    after = applied(page, edits_for(page, desired, found))
    assert "my note" in after.split("<table>")[0] + after.split("</table>")[-1]


def test_a_row_is_not_written_outside_of_the_table_that_a_person_put_into_a_toggle() -> None:
    def table(*rows: str) -> str:
        return "\n".join(["<table>", *(f"<tr>\n<td>{row}</td>\n</tr>" for row in rows), "</table>"])

    inside = table("one", "two").replace("\n", "\n\t")
    page = f"## S\n<details>\n<summary>More</summary>\n\t{inside}\n</details>"
    [found] = compare(page, f"## S\n{table('one', 'two', 'three')}", base_of(f"## S\n{table('one', 'two')}"))
    assert (found.verdict, found.target) == (Verdict.CONFLICT, None)


def test_no_row_is_written_into_a_table_with_a_column_before_ours_one_of_which_a_person_renamed() -> None:
    def table(*rows: str) -> str:
        cells = ("".join(f"<td>{cell}</td>\n" for cell in row.split("|")) for row in rows)
        return "## S\n" + "\n".join(["<table>", *(f"<tr>\n{row}</tr>" for row in cells), "</table>"])

    page, base = table("Owner|What|Done", "Ada|FR-1|no"), base_of(table("Item|Done", "FR-1|no"))
    [found] = compare(page, table("Item|Done", "FR-1|no", "FR-2|no"), base)
    assert (found.verdict, found.target) == (Verdict.CONFLICT, None)


def test_what_was_merged_is_the_base_of_the_next_comparison() -> None:
    base = base_of("## S\n- a picture of 5 MB\n- a label on paper")
    page = "## S\n- a fine picture of 5 MB"
    desired = "## S\n- a picture of 8 MB\n- a label on card"
    found = compare(page, desired, base)
    assert [item.verdict for item in found] == [Verdict.CONFLICT]
    text = applied(page, edits_for(page, desired, found))
    again = compare(text, desired, merged_base(found, base))
    assert edits_for(text, desired, again) == []
    assert again[0].conflicts == found[0].conflicts


MEANT = "## S\n- one\n- two\n- three\n- four"


def test_a_heading_of_a_persons_in_the_middle_of_a_section_keeps_it_as_it_is() -> None:
    page = MEANT.replace("- three", "## Mine\n- three") + "\n## T\n- t"
    found = compare(page, MEANT.replace("three", "3") + "\n## T\n- u", base_of(MEANT + "\n## T\n- t"))
    assert [(item.verdict, item.parted_by) for item in found] == [
        (Verdict.CONFLICT, "Mine"),
        (Verdict.OURS, None),
    ]
    assert found[0].target is None


def test_a_section_that_stands_twice_stays_and_is_reported_as_long_as_it_has_to_change() -> None:
    page = MEANT + "\n" + MEANT
    [found] = compare(page, MEANT.replace("four", "4"), base_of(MEANT))
    assert (found.verdict, found.parted_by, found.target) == (Verdict.CONFLICT, "S", None)
    once = compare(MEANT, MEANT.replace("four", "4"), merged_base([found], base_of(MEANT)))
    assert [item.verdict for item in once] == [Verdict.OURS]


def test_an_item_that_a_person_moved_below_a_heading_of_their_own_does_not_part_the_section() -> None:
    page = MEANT.replace("- two\n", "") + "\n## Mine\n- two"
    [found] = compare(page, MEANT.replace("four", "4"), base_of(MEANT))
    assert (found.verdict, found.target) == (Verdict.MERGED, "## S\n- one\n- three\n- 4")


TOGGLE = "<details>\n<summary>Mine</summary>\n\t- note\n</details>"


def test_a_toggle_of_a_persons_in_the_middle_of_a_section_is_one_item_of_theirs() -> None:
    page = MEANT.replace("- three", f"{TOGGLE}\n- three")
    [found] = compare(page, MEANT.replace("four", "4"), base_of(MEANT))
    assert (found.verdict, found.target) == (Verdict.MERGED, page.replace("four", "4"))
