"""Ends what a label within a toggle or callout opens where that ends: the section around it goes on."""

from collections.abc import Sequence
from dataclasses import replace

from notion_planner.extractor.structure.sections import LABEL_LEVEL, NESTED_LEVEL, Section
from notion_planner.extractor.text.blocks import Block, BlockKind


def end_boxes(sections: list[Section], boxes: Sequence[range]) -> None:
    """``boxes``: the lines of each, the outer ones first. One that holds a title alone is that of what
    follows, and one with a heading in it is a section of its own.
    """
    for box in reversed(boxes):
        within = [n for n, section in enumerate(sections) if section.line in box]
        opened = [sections[n] for n in within if sections[n].level >= LABEL_LEVEL]
        lines = [block.line for section in opened for block in section.blocks]
        if len(opened) < len(within) or not any(line < box.stop for line in lines):
            continue
        if any(line >= box.stop for line in lines):
            around = next(one for one in reversed(sections[: within[0]]) if one.level < NESTED_LEVEL)
            behind = [block for section in opened for block in _leave(section, box.stop)]
            sections.insert(within[-1] + 1, replace(around, heading=None, blocks=behind))


def _leave(section: Section, end: int) -> list[Block]:
    """The blocks that are not the section's: those behind the end, and remarks on what stands around it."""
    own = [block for block in section.blocks if block.line < end]
    if section.own is None and all(block.kind is BlockKind.PARAGRAPH for block in own):
        own = []
    left = section.blocks[len(own) :]
    section.blocks = own
    return left
