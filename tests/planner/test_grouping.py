"""Groups of items keep their keys and members when an item is inserted elsewhere."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.spec import Item
from notion_planner.planner.demands.grouping import TOGETHER, few, groups
from tests.planner.worked_example import at

KEYS = st.lists(st.text("abcdefgh0123", min_size=1, max_size=6), min_size=1, max_size=60, unique=True)


def grouped(keys: list[str]) -> dict[str, list[str]]:
    items = [Item(key=key, text=key, source=at(1)) for key in keys]
    return {name: [item.key for item in part] for name, part in groups("question", items, few)}


@given(KEYS)
def test_groups_hold_every_item_once_in_order_and_fit(keys: list[str]) -> None:
    parts = list(grouped(keys).values())
    assert [key for part in parts for key in part] == keys
    assert all(1 <= len(part) <= TOGETHER for part in parts)


@given(KEYS, st.integers(0, 60))
def test_an_insertion_renames_only_groups_next_to_it(keys: list[str], at_place: int) -> None:
    place = min(at_place, len(keys))
    before, after = grouped(keys), grouped([*keys[:place], "new", *keys[place:]])
    near = set(keys[max(0, place - TOGETHER) : place + TOGETHER])
    renamed = [name for name in before if name not in after]
    assert {name.partition(":")[2] for name in renamed} <= near


@given(KEYS)
def test_the_first_group_is_named_by_its_rule_alone(keys: list[str]) -> None:
    assert next(iter(grouped(keys))) == "question"
    assert next(iter(grouped(["new", *keys]))) == "question"


def test_most_insertions_rename_nothing() -> None:
    keys = [f"item-{n}" for n in range(100)]
    before = set(grouped(keys))
    kept = [before <= set(grouped([*keys[:n], f"new-{n}", *keys[n:]])) for n in range(101)]
    assert sum(kept) >= 90
