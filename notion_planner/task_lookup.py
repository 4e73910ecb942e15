"""Which task of the plans a person means: by key, number, title, ticket or address. Pure."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from notion_planner.errors import AmbiguousError, NotFoundError
from notion_planner.notion.ids import parse_id, plain
from notion_planner.worklist import WorkItem

_NUMBER = re.compile(r"(?:t-?|#)0*(\d{1,6})", re.IGNORECASE)
_MOST_LISTED = 5
_LONGEST_TITLE = 200  # similarity costs as much as both lengths multiplied


def find_task(items: Sequence[WorkItem], name: str) -> WorkItem:
    """The task that the name means; ``items`` may be of several plans.

    Raises:
        NotFoundError: none does.
        AmbiguousError: several do.
    """
    found = _all(items, name.strip())
    if len(found) > 1:
        listing = "; ".join(f"'{item.title}' ({item.spec})" for item in found[:_MOST_LISTED])
        raise AmbiguousError(
            f"{len(found)} tasks could be meant by '{name}': {listing}.",
            hint="Use the task's address, or name its specification with --spec.",
        )
    if not found:
        near = get_close_matches(
            name.casefold()[:_LONGEST_TITLE], [item.title.casefold() for item in items], _MOST_LISTED, 0.4
        )
        titles = [item.title for item in items if item.title.casefold() in near]
        similar = f" Similar: {'; '.join(titles[:_MOST_LISTED])}." if titles else ""
        raise NotFoundError(
            f"No task is called '{name}'.{similar}",
            hint="Use its title, its key, its number (T3) or its address.",
        )
    return found[0]


def _all(items: Sequence[WorkItem], name: str) -> list[WorkItem]:
    """By the first kind of name that any task has: what is surest comes first."""
    page = parse_id(name)
    if page is not None:
        return [item for item in items if item.id is not None and plain(item.id) == plain(page)]
    wanted = name.casefold()
    kinds = (
        lambda item: wanted == item.key.casefold() or wanted.rpartition("/")[2] == item.key.casefold(),
        lambda item: item.ticket is not None and wanted == item.ticket.casefold(),
        lambda item: wanted in (item.title.casefold(), item.short_title.casefold()),
        lambda item: wanted == item.number,
        lambda item: _place(name) == item.place + 1,
    )
    for meant in kinds:
        found = [item for item in items if meant(item)]
        if found:
            return found
    return []


def _place(name: str) -> int | None:
    """The number of "T003", "T-3" or "#3", as exported task lists count."""
    found = _NUMBER.fullmatch(name)
    return int(found[1]) if found else None
