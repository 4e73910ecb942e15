"""Lists of values are merged element by element."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.changes.list_values import merged, text_of_list

KIND = "relation"
PAGES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(base=PAGES, now=PAGES, wanted=PAGES)
def test_an_element_stands_as_the_side_wants_it_that_changed_it_and_only_once(
    base: list[str], now: list[str], wanted: list[str]
) -> None:
    found = merged(KIND, text_of_list(KIND, base), now, wanted)
    assert found is not None
    for page in "abcdef":
        is_ours = (page in wanted) != (page in base)
        assert found.count(page) == int(page in (wanted if is_ours else now))


@given(base=PAGES, now=PAGES, wanted=PAGES)
def test_a_merge_that_was_written_is_merged_to_the_same_whether_that_is_remembered_or_not(
    base: list[str], now: list[str], wanted: list[str]
) -> None:
    found = merged(KIND, text_of_list(KIND, base), now, wanted) or ()
    for remembered in (base, wanted):
        assert merged(KIND, text_of_list(KIND, remembered), found, wanted) == found


def test_options_that_differ_in_case_are_one() -> None:
    assert merged("multi_select", "api, Backend", ("API", "mine"), ("backend", "api")) == ("API", "mine")


def test_more_than_a_request_can_set_is_only_merged_where_nothing_has_to_be_written() -> None:
    theirs = [f"person {number}" for number in range(100)]
    assert merged(KIND, "", theirs, ["ours"]) is None
    assert merged(KIND, "ours", [*theirs, "ours"], ["ours"]) == (*theirs, "ours")
