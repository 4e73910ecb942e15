"""Properties that hold several values, a relation or a multi-select, and their three-way merge. Pure.

Of each element it is known whether it was last asked for, whether it stands there, and whether it is asked
for now. Nothing is ever contended: an element stands there or does not, so that a person and a plan which
both changed it since changed it to the same.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Property
from notion_planner.notion.properties import MOST_PER_REQUEST

NEW = "new:"  # stands for the id of a task that has no page yet
_MEMBERS = {"relation": "id", "multi_select": "name"}  # type → what tells an element in the API's form
# Of an id in a relation; Notion's ids of one moment differ at their end. The state of a large plan has no
# room for whole ids of every task that another one waits for.
_DIGITS = 8
_COMMA = ", "  # no option's name holds a comma


def is_list(kind: str) -> bool:
    return kind in _MEMBERS


def list_value(kind: str, items: Iterable[str]) -> dict[str, Any]:
    """The elements in the API's form."""
    return {kind: [{_MEMBERS[kind]: item} for item in items]}


def items_of(kind: str, inner: Iterable[Mapping[str, Any]]) -> list[str]:
    """The elements of a value in the API's form."""
    return [str(item[_MEMBERS[kind]]) for item in inner]


def text_of_list(kind: str, items: Iterable[str]) -> str:
    """Elements in a form that can be compared and remembered, in no one's order: it means nothing."""
    return _COMMA.join(sorted(_short(item) if kind == "relation" else item for item in items))


def without(text: str, page_ids: Iterable[str]) -> str:
    """A relation's text without these pages; an earlier version's state has whole ids."""
    gone = {_short(page_id) for page_id in page_ids}
    return _COMMA.join(sorted({_short(item) for item in text.split(_COMMA)} - gone)) if text else text


def without_new(text: str) -> str:
    """A relation's text without the tasks that have no page yet."""
    return _COMMA.join(item for item in text.split(_COMMA) if not item.startswith(NEW))


def merged_value(
    now: Property, asked: Mapping[str, Any], base: str, lost: Container[str]
) -> dict[str, Any] | None:
    """What a list comes to, in the API's form as ``asked``; None for any other property, or as of
    :func:`merged`. ``lost``: pages that no relation can name.
    """
    if not is_list(now.type):
        return None
    standing = [item for item in now.value if item not in lost] if isinstance(now.value, tuple) else []
    found = merged(now.type, base, standing, items_of(now.type, asked[now.type]))
    return None if found is None else list_value(now.type, found)


def merged(kind: str, base: str, now: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...] | None:
    """What stands there with what has been added to what is asked for, and without what has been taken out.

    ``base``: the text of what was last asked for. None where that is more than a request can set.
    """
    before = {_key(kind, item) for item in base.split(_COMMA)}
    standing = {_key(kind, item) for item in now}
    asked = {_key(kind, item): item for item in wanted}
    stays = [item for item in now if (key := _key(kind, item)) in asked or key not in before]
    added = [item for key, item in asked.items() if key not in before | standing]
    is_settable = (not added and len(stays) == len(now)) or len(stays) + len(added) <= MOST_PER_REQUEST
    return (*stays, *added) if is_settable else None


def _key(kind: str, item: str) -> str:
    """What tells an element from others; Notion takes options of one name for one, whatever their case."""
    return _short(item) if kind == "relation" else item.casefold()


def _short(page_id: str) -> str:
    return page_id if page_id.startswith(NEW) else plain(page_id)[-_DIGITS:]
