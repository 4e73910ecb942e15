"""Which block of a page each extracted item stands in, where that is asked for: the Markdown does not say."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

from notion_planner.model.spec import Item, Spec
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Block

# Sub-pages and linked databases are documents of their own.
_NOT_ENTERED = ("child_page", "child_database")


async def read_blocks(notion: Gateway, page_id: str) -> tuple[Block, ...]:
    """All blocks of a page in reading order; one request for each block that has children."""
    blocks = await notion.blocks(page_id)
    inner = await asyncio.gather(
        *(
            read_blocks(notion, block.id)
            for block in blocks
            if block.has_children and block.type not in _NOT_ENTERED
        )
    )
    below = iter(inner)
    result: list[Block] = []
    for block in blocks:
        result.append(block)
        if block.has_children and block.type not in _NOT_ENTERED:
            result += next(below)
    return tuple(result)


def with_block_ids(spec: Spec, blocks: Sequence[Block]) -> Spec:
    """The extraction with ``source.block_id`` filled: the next block in reading order that holds the item.

    Items and blocks come in the same order, which tells equal texts apart; an item that fits no block keeps
    None.
    """
    texts = [(block.id, _words(block.text)) for block in blocks if block.text.strip()]
    items = sorted(_items(spec), key=lambda item: (item.source.line, item.source.column))
    found: dict[tuple[int, str], str] = {}
    position = 0
    for item in items:
        wanted = _words(item.source.quote or item.text)
        order = [*range(position, len(texts)), *range(position)]
        match = next((n for n in order if wanted and _fits(wanted, texts[n][1])), None)
        if match is not None:
            found[(item.source.line, item.key)] = texts[match][0]
            position = match
    families: Mapping[str, Any] = {
        name: tuple(_placed(value, found) for value in getattr(spec, name))
        for name in type(spec).model_fields
        if isinstance(getattr(spec, name), tuple)
    }
    return spec.model_copy(update=families)


def _items(spec: Spec) -> list[Item]:
    values = (getattr(spec, name) for name in type(spec).model_fields)
    return [item for value in values if isinstance(value, tuple) for item in value if isinstance(item, Item)]


def _placed(value: Any, found: Mapping[tuple[int, str], str]) -> Any:
    if not isinstance(value, Item):
        return value
    block_id = found.get((value.source.line, value.key))
    return value.model_copy(update={"source": value.source.model_copy(update={"block_id": block_id})})


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _fits(wanted: str, block: str) -> bool:
    """The item is the block, or a part of it (a sentence of a paragraph, a cell of a row)."""
    return wanted == block or f" {wanted} " in f" {block} "
