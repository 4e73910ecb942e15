"""Ends what a toggle's title opens where the toggle ends: behind it goes on the section around it."""

from collections.abc import Sequence
from dataclasses import replace

from notion_planner.extractor.structure.sections import LABEL_LEVEL, NESTED_LEVEL, Section
from notion_planner.extractor.text.blocks import Block, BlockKind


def end_toggles(sections: list[Section], toggles: Sequence[range]) -> None:
    """``toggles``: the lines of each, the outer ones first."""
    for toggle in reversed(toggles):
        within = [n for n, section in enumerate(sections) if section.line in toggle]
        opened = [sections[n] for n in within if sections[n].level >= LABEL_LEVEL]
        if not opened or len(opened) < len(within):
            continue  # its title is a heading: no text of the section around it follows
        around = next(one for one in reversed(sections[: within[0]]) if one.level < NESTED_LEVEL)
        if any(block.line >= toggle.stop for section in opened for block in section.blocks):
            behind = [block for section in opened for block in _leave(section, toggle.stop)]
            sections.insert(within[-1] + 1, replace(around, heading=None, blocks=behind))


def _leave(section: Section, end: int) -> list[Block]:
    """The blocks that are not the section's: those behind the end, and remarks on what stands around it."""
    own = [block for block in section.blocks if block.line < end]
    if section.own is None and all(block.kind is BlockKind.PARAGRAPH for block in own):
        own = []
    left = section.blocks[len(own) :]
    section.blocks = own
    return left
