"""Reads the collections of a document database that are drawn: "/users", "{userId}" below, then fields."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from notion_planner.model.spec import EntityField

# "├── name: string": what a line of a drawing begins with, and its words.
_LINE = re.compile(r"^(?P<lines>[\s│├└─┬|`+*-]*)(?P<words>[^\s│├└─┬|`+*-].*?)\s*(?:(?:#|//|←|<-).*)?$")
_COLLECTION = re.compile(r"/?([A-Za-z][\w-]{1,60})/?(?:\s*\(?collection\)?)?")
_DOCUMENT = re.compile(r"/?(?:\{\w+\}|<\w+>|\[\w+\]|\$\w+|:\w+)/?(?:\s*\(?document\)?)?")
_FIELD = re.compile(r"([A-Za-z_]\w{0,60})\??(?:\s*[:：]\s*(.{1,120})?)?")
_LONGEST = 300
_MOST_LINES = 2000


class Collection(NamedTuple):
    """``line`` counts from the first line of the text."""

    name: str
    fields: tuple[EntityField, ...]
    line: int


def drawn_collections(text: str, first_line: int) -> Iterator[Collection]:
    """Collections at the margin with a document below them; ``first_line`` is the text's in its file."""
    drawn = [_LINE.match(line[:_LONGEST]) for line in text.split("\n")[:_MOST_LINES]]
    for number, (above, below) in enumerate(pairwise(drawn)):
        named = _COLLECTION.fullmatch(above["words"]) if above is not None and not above["lines"] else None
        if named is None or below is None or _DOCUMENT.fullmatch(below["words"]) is None:
            continue
        yield Collection(named[1], tuple(_fields(drawn, number + 2, first_line)), number)


def _fields(drawn: list[re.Match[str] | None], start: int, first_line: int) -> Iterator[EntityField]:
    """The lines directly below the document; what is drawn deeper belongs to one of them."""
    depth: int | None = None
    for number, line in enumerate(drawn[start:], start):
        if line is None or not line["lines"]:
            return
        depth = len(line["lines"]) if depth is None else depth
        if len(line["lines"]) != depth:
            continue
        words = line["words"]
        for part in [words] if ":" in words else words.split(","):
            if field := _FIELD.fullmatch(part.strip()):
                yield EntityField(name=field[1], type=field[2], line=first_line + number + 1)
