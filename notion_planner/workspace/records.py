"""One row of the store: a page, block, database, data source or view."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["page", "block", "database", "data_source", "view"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """``seq`` counts creations, ``rank`` orders siblings, times are milliseconds since the epoch.

    ``access`` is "hidden" or "shared" where sharing begins or ends, None where it is inherited. ``body``
    holds what is particular to the kind: a block's payload, a page's values, a data source's schema.
    """

    id: str
    kind: Kind
    type: str
    parent: str | None
    created: int
    edited: int
    created_by: str
    edited_by: str
    seq: int = 0
    rank: int = 0
    trashed: bool = False
    access: str | None = None
    title: str = ""
    body: Json = field(default_factory=dict)


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
