"""What an older release kept is compared as it was meant, though its form told neither nesting nor code."""

from notion_planner.merge import Base, SectionVerdict, Verdict, compare, former_mark

NESTED = "## S\n- a\n\t- b\n- c\n```python\nif x:\n\n    y()\n```"
# As the release before kept it: its fingerprint, and its items.
KEPT = Base(
    marks={"S": former_mark("7d55ffaf42ec")},
    lines={"S": ("## S", "- a", "- b", "- c", "```python\nif x:\ny()\n```")},
)
FLAT = Base(marks={"S": former_mark("fbcfc5d78477")}, lines={"S": ("## S", "- a", "- b", "- c")})


def judged(current: str, wanted: str, base: Base = KEPT) -> SectionVerdict:
    return compare(current, wanted, base)[0]


def test_what_the_release_before_wrote_is_no_edit() -> None:
    changed = judged(NESTED, NESTED.replace("- c", "- d"))
    assert (changed.verdict, changed.target) == (Verdict.OURS, NESTED.replace("- c", "- d"))


def test_what_a_person_wrote_since_is_an_edit() -> None:
    assert judged(NESTED.replace("- c", "- mine"), NESTED).verdict is Verdict.THEIRS


def test_what_a_person_nested_under_the_release_before_is_an_edit() -> None:
    found = judged("## S\n- a\n\t- b\n- c", "## S\n- a\n- b\n- d", FLAT)
    assert (found.verdict, found.target) == (Verdict.MERGED, "## S\n- a\n\t- b\n- d")


def test_a_section_that_both_changed_is_merged_with_what_was_nested_then() -> None:
    found = judged(NESTED.replace("- c", "- mine"), NESTED.replace("- b", "- new"))
    assert (found.verdict, found.conflicts) == (Verdict.MERGED, ())
    assert found.target == NESTED.replace("- c", "- mine").replace("- b", "- new")


def test_a_mark_of_this_release_takes_a_nested_line_for_an_edit() -> None:
    plain = Base(marks={"S": "fbcfc5d78477"}, lines=FLAT.lines)
    found = judged("## S\n- a\n\t- b\n- c", "## S\n- a\n- b\n- c", plain)
    assert found.verdict is Verdict.THEIRS
