"""Cuts a list of items into small groups whose names survive when an item is inserted elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

from notion_planner.model.spec import Item

TOGETHER = 5
"""How many small items (each well below two hours) make one task."""

T = TypeVar("T", bound=Item)


def groups(
    rule: str, items: Sequence[T], fits: Callable[[Sequence[T]], bool]
) -> Iterable[tuple[str, tuple[T, ...]]]:
    """Neighbouring items in groups that fit, each with the key of its task.

    What does not fit is cut before the item whose key has the highest hash. That choice does not move when
    another item comes or goes, so that cuts, and the keys made from the item after each, stay where they are.
    """
    rank = [sha256(item.key.encode("utf-8", "surrogatepass")).digest() for item in items]
    waiting = [(0, len(items))] if items else []
    while waiting:
        first, end = waiting.pop()
        if end - first == 1 or fits(items[first:end]):
            yield (f"{rule}:{items[first].key}" if first else rule), tuple(items[first:end])
            continue
        cut = max(range(first + 1, end), key=rank.__getitem__)
        waiting += [(cut, end), (first, cut)]


def few(items: Sequence[Item]) -> bool:
    return len(items) <= TOGETHER
