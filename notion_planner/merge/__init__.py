"""Three-way comparison of what we last meant, what stands in Notion, and what is asked for now. Pure.

Sections (H2) are compared first, then the items within one that both sides changed: :mod:`.items`; the
result is carried over by exact-text edits: :mod:`.edits`.
"""

from notion_planner.merge.base import GIVEN_UP, Base
from notion_planner.merge.edits import (
    MOST_EDITS,
    Edit,
    applied,
    line_edits,
    occurs_once,
    tick_edits,
    ticks_of,
)
from notion_planner.merge.former import former_mark, is_mark_of
from notion_planner.merge.items import Conflict
from notion_planner.merge.pairing import pair_off
from notion_planner.merge.sections import (
    SectionVerdict,
    Verdict,
    base_of,
    compare,
    edits_for,
    is_as_meant,
    left_by_person,
    merged_base,
    replacing,
    section_texts,
    unproven,
)

__all__ = [
    "GIVEN_UP",
    "MOST_EDITS",
    "Base",
    "Conflict",
    "Edit",
    "SectionVerdict",
    "Verdict",
    "applied",
    "base_of",
    "compare",
    "edits_for",
    "former_mark",
    "is_as_meant",
    "is_mark_of",
    "left_by_person",
    "line_edits",
    "merged_base",
    "occurs_once",
    "pair_off",
    "replacing",
    "section_texts",
    "tick_edits",
    "ticks_of",
    "unproven",
]
