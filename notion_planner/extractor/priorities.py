"""Reads the line that says how urgent what it stands with is: "**Priority:** P0 (must ship)"."""

from notion_planner.extractor import vocabulary
from notion_planner.extractor.inline import plain
from notion_planner.extractor.phrases import BRACKETS

_LONGEST = 80
_MOST_LINES = 10


def said_priority(raw: str) -> str | None:
    """The priority that one of the lines names behind its label, without a remark in brackets."""
    for line in raw.split("\n")[:_MOST_LINES]:
        label, colon, value = plain(line[:_LONGEST]).replace("：", ":").partition(":")
        bare = BRACKETS.sub("", value).strip()
        if colon and vocabulary.label_kind(label) == "priority" and vocabulary.priority(bare) is not None:
            return bare
    return None
