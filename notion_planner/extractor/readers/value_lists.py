"""Joins a list of bare values with the line that leads to it: "Supported formats:" above "csv" and "json"."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary

_WORD = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*[,;.]?")
# Set as code or in capitals, with an underscore or as an extension; `/users` is a path and no value.
_CODED = re.compile(
    r"`[^`\s/]{1,40}`[,;.]?|[A-Z][A-Z0-9]+(?:[_-][A-Z0-9]+)*[,;.]?|[a-z0-9]+(?:_[a-z0-9]+)+[,;.]?|\.\w{1,8}"
)
_LONGEST_LEAD = 100
_MOST_VALUES = 30


def with_values_joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each paragraph with a list of values below it made one item with them."""
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if block.kind is BlockKind.PARAGRAPH and not block.quoted:
            # No slice of what follows: a section may hold a hundred thousand paragraphs.
            following = (blocks[n] for n in range(position, len(blocks)))
            below = [*takewhile(lambda other: other.kind is BlockKind.ITEM, following)]
            if _lists_values(block, below):
                _join(block, below)
                position += len(below)
        yield block


def join_own_values(item: Block) -> None:
    """Makes an item that leads to values below it one with them."""
    if _lists_values(item, item.children):
        _join(item, item.children)


def _lists_values(lead: Block, items: Sequence[Block]) -> bool:
    """Whether items below a line only name the values that it speaks of, and state nothing themselves."""
    text = lead.text
    if not 1 < len(items) <= _MOST_VALUES or len(text) > _LONGEST_LEAD or not text.endswith((":", "：")):
        return False
    if not all(map(_is_bare, items)):
        return False
    coded = sum(_CODED.fullmatch(item.raw) is not None for item in items)
    words = sum(_WORD.fullmatch(item.raw) is not None for item in items if not _CODED.fullmatch(item.raw))
    named = _names_values().search(text) is not None
    return coded + words == len(items) and (named or 2 * coded >= len(items))


@cache
def _names_values() -> re.Pattern[str]:
    """What a line says that is followed by values: "Supported formats:", "It is one of:"."""
    leads = vocabulary.terms()["value_leads"]
    assert isinstance(leads, list)
    return re.compile("|".join(leads), re.IGNORECASE)


def _is_bare(item: Block) -> bool:
    return item.kind is BlockKind.ITEM and not item.children and not item.lead


def _join(lead: Block, items: Sequence[Block]) -> None:
    values = ", ".join(item.text.rstrip(",;.") for item in items)
    text = f"{lead.text} {values}"
    own_lines = [lead.line_of(number) for number in range(lead.raw.count("\n") + 1)]
    lead.kind, lead.children = BlockKind.ITEM, []
    lead.raw = "\n".join((lead.raw, *(item.raw for item in items)))
    lead.line_numbers, lead.end = (*own_lines, *(item.line for item in items)), items[-1].end
    lead.say(text)
