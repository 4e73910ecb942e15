"""One row of the store: a page, block, database, data source or view."""

import json
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]


class Body(Json):
    """A body as it was read from the store, shared between its readers: a change makes another one.

    ``text`` is its JSON, by which what is made from the body alone is made once.
    """

    __slots__ = ("text",)

    def __init__(self, values: Json, text: str) -> None:
        super().__init__(values)
        self.text = text

    @property
    def mentions(self) -> bool:
        """Whether what it says may depend on what others are called now."""
        return '"mention"' in self.text


# To look for circles takes a third of the time, and nothing here refers back.
_ENCODER = json.JSONEncoder(check_circular=False, ensure_ascii=False, separators=(",", ":"))


def text_of(values: Json) -> str:
    """The JSON that the store keeps and answers are sent in."""
    return values.text if isinstance(values, Body) else _ENCODER.encode(values)


def body_of(values: Json) -> Body:
    return Body(values, text_of(values))


Kind = Literal["page", "block", "database", "data_source", "view"]


class Node(NamedTuple):
    """The columns of the store, in their order; thousands are made for one page.

    ``seq`` counts creations, ``rank`` orders siblings, times are milliseconds since the epoch.

    ``access`` is "hidden" or "shared" where sharing begins or ends, None where it is inherited. ``body``
    holds what is particular to the kind: a block's payload, a page's values, a data source's schema.
    """

    seq: int
    id: str
    kind: Kind
    type: str
    parent: str | None
    rank: int
    created: int
    edited: int
    created_by: str
    edited_by: str
    trashed: bool
    access: str | None
    title: str
    body: Json


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of one property of one row, in the form that filters and sorts compare.

    Relations, people and multi-selects have a cell for each of their items; relations live nowhere else.
    """

    source: str
    property: str
    page: str
    text: str = ""
    number: float | None = None
