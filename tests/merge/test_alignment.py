"""Runs of lines that differ, of small texts and of large ones."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.merge.alignment import changed_runs

SMALL = st.lists(st.sampled_from(["<tr>", "</tr>", "a", "b", "c", ""]), max_size=6)
LARGE = st.builds(lambda lines, times: lines * times, SMALL, st.sampled_from([1, 60, 61]))


@given(LARGE, SMALL, LARGE)
def test_the_runs_turn_the_old_lines_into_the_new_ones_and_no_two_touch(
    old: list[str], between: list[str], new: list[str]
) -> None:
    old, new = [*old, *between, *old], [*new, *between, *new]
    runs = changed_runs(old, new)
    made = list(old)
    for low, high, new_low, new_high in reversed(runs):
        made[low:high] = new[new_low:new_high]
    assert made == new
    assert all(first[1] < second[0] for first, second in pairwise(runs))


def test_of_a_table_that_changes_in_each_of_two_thousand_rows_only_the_changed_lines_are_runs() -> None:
    def table(word: str) -> list[str]:
        rows = (["<tr>", f"<td>{n}</td>", f"<td>{word} {n}</td>", "</tr>"] for n in range(2_000))
        return ["<table>", *(line for row in rows for line in row), "</table>"]

    changed = [3 + 4 * row for row in range(2_000)]
    assert changed_runs(table("old"), table("new")) == [(n, n + 1, n, n + 1) for n in changed]
