"""How much Notion takes in one request, and texts measured and cut by it. Pure.

Numbers: the request limits page (https://developers.notion.com/reference/request-limits).
"""

import json
from collections.abc import Iterable, Sequence

from notion_planner.notion.units import blocks_of

MOST_BLOCKS = 1_000  # block elements of one request
MOST_BYTES = 500_000  # 500 KB of one request
MOST_CHARACTERS = 200_000  # of one block: 100 rich-text items of 2,000 characters
SOURCE = "https://developers.notion.com/reference/request-limits"
# What a request holds besides its text: addresses, a title, the names of its fields.
ENVELOPE = 10_000
# Of a plan page that is made in parts; the rest is for the plan's state, which goes with each of them.
PART_BLOCKS = MOST_BLOCKS - 100
PART_BYTES = MOST_BYTES // 2
_CLOSING_TAG = "</"
_CONTINUING = ("\t", _CLOSING_TAG, "<td")


def size_of(text: str) -> int:
    """Bytes of the text within a request."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def count_blocks(text: str) -> int:
    """Blocks that the text becomes: lines, tables with their rows, whole code blocks."""
    return sum(_weight(block) for block in blocks_of(text))


def _weight(block: str) -> int:
    line = block.strip()
    if not line or line.startswith(_CLOSING_TAG):
        return 0
    return 1 + block.count("<tr") if line.startswith("<table") else 1


def parts_of(text: str, *, blocks: int = PART_BLOCKS, size: int = PART_BYTES) -> list[str]:
    """The text in as few parts as fit that many blocks and bytes each, cut where no block is torn.

    A table or code block stays whole, and so does a block with what is nested in it: such a part may exceed.
    """
    parts: list[list[str]] = []
    room = (0, 0)
    for group in _groups(blocks_of(text)):
        joined = "\n".join(group)
        needed = (count_blocks(joined), size_of(joined))
        if not parts or needed[0] > room[0] or needed[1] > room[1]:
            parts.append([])
            room = (blocks, size)
        parts[-1] += group
        room = (room[0] - needed[0], room[1] - needed[1])
    return ["\n".join(part) for part in parts]


def _groups(blocks: Sequence[str]) -> Iterable[list[str]]:
    """Outermost blocks with what belongs to them: what is indented, closing tags, cells, empty lines."""
    group: list[str] = []
    for block in blocks:
        if group and block.strip() and not block.startswith(_CONTINUING):
            yield group
            group = []
        group.append(block)
    if group:
        yield group
