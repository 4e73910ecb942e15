"""Within one section each side's changes are carried, and where both changed one item the person's stays."""

from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from notion_planner.merge.items import Merged, merge_units
from notion_planner.notion.units import keys_of, units_of

LINE = st.sampled_from(
    [
        "- [ ] Show the profile of a member",
        "- [x] Show the profile of a member",
        "- [ ] Show the profile of a guest",
        "- Upload a picture",
        "- Upload a picture of at most 5 MB",
        "\t- a note below",
        "A person's words",
        "",
        "```json\n{}\n```",
        "<details>\n<summary>More</summary>\n\t- a note below\n</details>",
        '<table header-row="true">\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</table>',
    ]
)
SHOWN = "- [ ] Show the profile of a member"
TEXT = st.lists(LINE, max_size=8).map(lambda lines: "\n".join(["## S", *lines]))
# Which of two equal items is meant cannot be told, so none is asked for twice.
ITEMS = st.lists(LINE, max_size=8, unique_by=lambda line: line.replace("[x]", "[ ]")).map(
    lambda lines: "\n".join(["## S", *lines])
)


def merge(base: str, theirs: str, ours: str, reworded: Mapping[str, str] | None = None) -> Merged:
    return merge_units(keys_of(base), units_of(theirs), units_of(ours), reworded or {})


@given(TEXT)
def test_units_put_together_are_the_text(text: str) -> None:
    assert "\n".join(unit.raw for unit in units_of(text)) == text


@pytest.mark.parametrize("fence", ["````", "~~~"])
def test_a_code_block_is_one_unit_whatever_shorter_or_other_fence_its_text_holds(fence: str) -> None:
    code = f"{fence}markdown\na\n```\nb\n```\nc\n{fence}"
    assert [unit.raw for unit in units_of(f"{code}\nafter")] == [code, "after"]


@given(TEXT, TEXT)
def test_where_only_one_side_changed_its_text_is_taken(base: str, changed: str) -> None:
    assert keys_of(merge(base, changed, base).text) == keys_of(changed)
    assert keys_of(merge(base, base, changed).text) == keys_of(changed)


# A person has doubled an item of ours, and written below it the very line that we add.
@example(f"## S\n{SHOWN}", f"## S\n{SHOWN}\n\t- a note below\n{SHOWN}", "## S\n\t- a note below")
# They have doubled an item that we drop, with words of their own below the first one.
@example(
    f"## S\n{SHOWN}", f"## S\n{SHOWN}\n\tAsk Ada\n- Upload a picture\n{SHOWN}", "## S\n- Upload a picture"
)
# They have doubled another item, too, and put the first one behind it.
@example(
    f"## S\n- Upload a picture\n{SHOWN}",
    f"## S\n{SHOWN}\n{SHOWN}\n- Upload a picture\n\t- a note below\n- Upload a picture",
    "## S",
)
@given(ITEMS, TEXT, ITEMS)
def test_merging_what_was_merged_changes_nothing(base: str, theirs: str, ours: str) -> None:
    # Which of three equal lines a person has doubled may show in the next merge only.
    assume(max(Counter(theirs.replace("[x]", "[ ]").split("\n")).values()) < 3)
    once = merge(base, theirs, ours)
    again = merge_units(once.base, units_of(once.text), units_of(ours), {})
    assert keys_of(again.text) == keys_of(once.text)


# Three lines of a person's are equal: ours is told from them in the second merge.
@example(
    f"## S\n- [ ] Show the profile of a guest\n- Upload a picture\n{SHOWN}",
    f"## S\n{SHOWN}\n{SHOWN}\n- Upload a picture\n{SHOWN}\n\t- a note below",
    f"## S\n{SHOWN}\n- Upload a picture",
)
@given(ITEMS, TEXT, ITEMS)
def test_merging_comes_to_rest_after_two_syncs(base: str, theirs: str, ours: str) -> None:
    merged = [merge(base, theirs, ours)]
    for _ in range(2):
        merged.append(merge_units(merged[-1].base, units_of(merged[-1].text), units_of(ours), {}))
    assert keys_of(merged[2].text) == keys_of(merged[1].text)


@given(TEXT, TEXT, TEXT)
def test_every_line_that_a_person_added_stays(base: str, theirs: str, ours: str) -> None:
    merged = keys_of(merge(base, theirs, ours).text)
    added = set(keys_of(theirs)) - set(keys_of(base))
    assert added <= set(merged)


@given(TEXT, TEXT, TEXT)
def test_without_conflict_the_base_becomes_what_is_asked_for(base: str, theirs: str, ours: str) -> None:
    merged = merge(base, theirs, ours)
    if not merged.conflicts:
        assert merged.base == keys_of(ours)


def test_a_persons_note_and_our_new_item_next_to_it_both_stand() -> None:
    merged = merge("- a first item", "- a first item\nmy note", "- a first item\n- a second one")
    assert set(merged.text.split("\n")) == {"- a first item", "my note", "- a second one"}
    assert not merged.conflicts


def test_a_note_below_the_last_item_stays_below_it_when_another_is_added() -> None:
    merged = merge("- first\n- last", "- first\n- last\n\t- my note", "- first\n- last\n- a new one")
    assert merged.text == "- first\n- last\n\t- my note\n- a new one"


def test_an_item_that_both_reworded_keeps_the_persons_words() -> None:
    merged = merge(
        "- Upload a picture of 5 MB",
        "- Upload a nice picture of 5 MB",
        "- Upload a picture of 8 MB\n- Delete a picture",
    )
    assert merged.text == "- Upload a nice picture of 5 MB\n- Delete a picture"
    assert [(item.theirs, item.ours) for item in merged.conflicts] == [
        ("- Upload a nice picture of 5 MB", "- Upload a picture of 8 MB")
    ]


def test_a_conflict_is_found_again_as_long_as_it_stands() -> None:
    ours = units_of("- Upload a picture of 8 MB")
    first = merge_units(
        ("- Upload a picture of 5 MB",), units_of("- Upload a fine picture of 5 MB"), ours, {}
    )
    assert merge_units(first.base, units_of(first.text), ours, {}).conflicts == first.conflicts


def test_an_item_that_a_person_removed_stays_removed() -> None:
    merged = merge("- a\n- b\n- c", "- a\n- c", "- a\n- b\n- c\n- d")
    assert merged.text == "- a\n- c\n- d"
    assert not merged.conflicts


def test_an_item_that_a_person_removed_and_the_specification_changed_is_reported() -> None:
    merged = merge(
        "- Upload a picture of 5 MB\n- last", "- last, changed by me", "- Upload a picture of 8 MB\n- last"
    )
    assert "8 MB" not in merged.text
    assert [item.ours for item in merged.conflicts] == ["- Upload a picture of 8 MB"]


def test_an_item_that_is_no_longer_asked_for_goes_unless_a_person_edited_it() -> None:
    base = "- Upload a picture\n- Delete a picture\n- last"
    merged = merge(base, "- Upload a picture\n- Delete a picture, softly\n- last", "- last!")
    assert merged.text == "- Delete a picture, softly\n- last!"
    assert [item.theirs for item in merged.conflicts] == ["- Delete a picture, softly"]


def test_an_item_with_a_persons_note_below_it_stays() -> None:
    merged = merge("- Upload a picture", "- Upload a picture\n\tAsk Ada first", "- Something else entirely")
    assert "- Upload a picture\n\tAsk Ada first" in merged.text


def test_a_tick_goes_with_its_item_through_rewording_and_reordering() -> None:
    merged = merge(
        "- [ ] A member sees the profile\n- [ ] A guest sees nothing",
        "- [x] A member sees the profile\n- [ ] A guest sees nothing",
        "- [ ] A guest sees nothing\n- [ ] A member sees their own profile",
    )
    assert merged.text == "- [ ] A guest sees nothing\n- [x] A member sees their own profile"


def test_a_tick_goes_with_an_item_that_the_specification_says_is_the_same() -> None:
    merged = merge(
        "- [ ] Uploads work",
        "- [x] Uploads work",
        "- [ ] A picture of 5 MB is stored within a second",
        {"Uploads work": "A picture of 5 MB is stored within a second"},
    )
    assert merged.text == "- [x] A picture of 5 MB is stored within a second"


def test_the_tick_of_a_task_that_is_gone_does_not_go_to_another_task() -> None:
    def task(last: str) -> str:
        return f'<mention-page url="https://app.notion.com/p/39cf503e31dc81e3b92ef4b9a4d1cfb{last}"/>'

    merged = merge(f"- [ ] {task('1')}", f"- [x] {task('1')}", f"- [ ] {task('2')}")
    assert merged.text == f"- [ ] {task('2')}"


def test_rows_of_a_table_are_merged_one_by_one() -> None:
    def table(*rows: tuple[str, str]) -> str:
        body = "\n".join(f"<tr>\n<td>{a}</td>\n<td>{b}</td>\n</tr>" for a, b in rows)
        return f'<table header-row="true">\n{body}\n</table>'

    merged = merge(
        table(("Phase 1", "Oct 16"), ("Phase 2", "Oct 21")),
        table(("Phase 1", "Oct 16, says Ada"), ("Phase 2", "Oct 21")),
        table(("Phase 1", "Oct 16"), ("Phase 2", "Oct 22"), ("Deploy", "Nov 3")),
    )
    assert merged.text == table(("Phase 1", "Oct 16, says Ada"), ("Phase 2", "Oct 22"), ("Deploy", "Nov 3"))


def table(*rows: str) -> str:
    lines = ["<tr>\n" + "\n".join(f"<td>{cell}</td>" for cell in row.split("|")) + "\n</tr>" for row in rows]
    return "\n".join(["<table>", *lines, "</table>"])


@pytest.mark.parametrize("places", ["012", "201", "021", "210"])
def test_a_column_that_a_person_added_to_a_table_stays_where_it_is_and_the_rows_follow_the_specification(
    places: str,
) -> None:
    """``places``: the order in which a person set out our two columns and theirs."""

    def theirs(*rows: str) -> str:
        return table(*("|".join(row.split("|")[int(place)] for place in places) for row in rows))

    base = table("Item|Done", "Log in|0 of 1", "Search by name|0 of 1", "Export|0 of 1")
    standing = theirs("Item|Done|Owner", "Log in|0 of 1|Ada", "Search by name|0 of 1|", "Export|0 of 1|")
    asked = table("Item|Done", "Log in|1 of 1", "Export|0 of 1", "Upload a file|no task")
    merged = merge(base, standing, asked)
    assert not merged.conflicts
    assert merged.text == theirs(
        "Item|Done|Owner", "Log in|1 of 1|Ada", "Export|0 of 1|", "Upload a file|no task|"
    )
    assert merge(asked, merged.text, asked).text == merged.text


def test_a_column_in_which_a_person_also_edited_a_cell_of_ours_leaves_that_row_as_it_is() -> None:
    base, asked = table("Item|Done", "Log in|0", "Export|0"), table("Item|Done", "Log in|1", "Export|1")
    merged = merge(base, table("Owner|Item|Done", "Ada|Log in|half", "|Export|0"), asked)
    assert merged.text == table("Owner|Item|Done", "Ada|Log in|half", "|Export|1")
    assert len(merged.conflicts) == 1


def test_a_person_who_wrote_a_bar_into_a_cell_has_edited_it() -> None:
    def table(cell: str) -> str:
        return f"<table>\n<tr>\n<td>Item</td>\n</tr>\n<tr>\n<td>{cell}</td>\n</tr>\n</table>"

    merged = merge(table("Log in"), table("Log in \\| Ada"), table("Log in at once"))
    assert merged.text == table("Log in \\| Ada")
    assert len(merged.conflicts) == 1


def test_an_item_below_which_a_person_nested_another_stays_and_is_reported() -> None:
    found = merge("- first\n- a\n- b", "- first\n- a\n\t- b", "- first\n- b")
    assert found.text == "- first\n- a\n\t- b"
    assert [conflict.base for conflict in found.conflicts] == ["- a"]


def test_a_code_block_that_both_changed_is_never_mixed() -> None:
    merged = merge("```\na\nb\nc\n```", "```\nmine\nb\nc\n```", "```\na\nb\nours\n```")
    assert merged.text == "```\nmine\nb\nc\n```"
    assert len(merged.conflicts) == 1


PHASES = """## Phases
### Phase 1: Build (Day 1)
**Tasks**:
- Show the profile
- Upload a picture
### Phase 2: Test (Day 2)
**Tasks**:
- Load test
<table>
<tr>
<td>FR-1</td>
<td>one</td>
</tr>
</table>"""
WANTED = (
    PHASES.replace("(Day 1)", "(Days 1-2)").replace("- Upload", "- Search\n- Upload").replace("one", "two")
)


def toggled(section: str) -> str:
    first, *rest = section.split("\n")
    return "\n".join([f'{first} {{toggle="true"}}', *(f"\t{line}" for line in rest)])


def toggled_within(section: str) -> str:
    heading, *parts = section.split("\n### ")
    return "\n".join([heading, *(toggled(f"### {part}") for part in parts)])


@pytest.mark.parametrize("put", [toggled, toggled_within])
def test_what_a_person_made_a_toggle_heading_of_follows_the_specification_within(
    put: Callable[[str], str],
) -> None:
    merged = merge(PHASES, put(PHASES), WANTED)
    assert (merged.text, merged.conflicts) == (put(WANTED), ())


def test_a_heading_that_is_new_stands_behind_the_toggle_heading_before_it() -> None:
    added = "\n### Phase 3: Release (Day 3)\n**Tasks**:\n- Release"
    assert merge(PHASES, toggled_within(PHASES), PHASES + added).text == toggled_within(PHASES) + added


def test_what_a_person_put_into_columns_follows_the_specification_there() -> None:
    def columns(*items: str) -> str:
        return "\n".join(
            ["<columns>", "\t<column>", *(f"\t\t{i}" for i in items), "\t</column>", "</columns>"]
        )

    page = columns("- a", "- drop me", "- upload 5 MB")
    merged = merge("- a\n- drop me\n- upload 5 MB", page, "- a\n- upload 8 MB\n- c")
    assert (merged.text, merged.conflicts) == (columns("- a", "- upload 8 MB", "- c"), ())


def test_an_item_keeps_the_colour_that_a_person_gave_it_when_it_is_reworded() -> None:
    merged = merge("- upload 5 MB", '- upload 5 MB {color="red"}', "- upload 8 MB\n- b")
    assert (merged.text, merged.conflicts) == ('- upload 8 MB {color="red"}\n- b', ())


CRITERIA = (
    "- [ ] Show the profile of a member",
    "- [ ] Upload a picture of at most 5 MB",
    "- [ ] Export all data as CSV",
    "- [ ] Guests see the login page",
)


@pytest.mark.parametrize("order", [(1, 0, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1)])
@pytest.mark.parametrize("changed", range(len(CRITERIA)))
def test_items_that_a_person_put_in_another_order_take_the_specifications_change(
    order: tuple[int, ...], changed: int
) -> None:
    wanted = list(CRITERIA)
    wanted[changed] += " at once"
    added = "- [ ] Search answers within 300 ms"
    ours = [*wanted[:2], added, *wanted[2:]]
    merged = merge("\n".join(CRITERIA), "\n".join(CRITERIA[n] for n in order), "\n".join(ours))
    found = merged.text.split("\n")
    assert not merged.conflicts
    assert [line for line in found if line != added] == [wanted[n] for n in order]
    assert found.count(added) == 1


def test_an_item_that_a_person_edited_and_the_specification_moved_stands_once() -> None:
    base = "- Upload a picture\n- Delete a picture\n- Export all data"
    merged = merge(
        base,
        base.replace("all data", "all data as CSV"),
        "- Export all data\n- Upload a picture\n- Delete a picture",
    )
    assert merged.text.split("\n").count("- Export all data as CSV") == 1
    assert "- Export all data\n" not in f"{merged.text}\n"
    assert not merged.conflicts
