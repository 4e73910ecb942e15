"""Takes lines without signs for items where requirements stand: short ones, one below the other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.phrases import JOINED_SCRIPT
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, REQUIREMENT_ROLES

_LEAST = 3  # two may be a name and what it names
_LONGEST = 60
_LONGEST_RAW = 3 * _LONGEST  # with signs and links
_ENDS = (".", ",", ";", ":", "!", "?", "。", "，", "；", "：", "！", "？", "、")


def list_bare_lines(sections: Iterable[Section]) -> None:
    """Makes such lines items, in sections of requirements and features.

    They are lines of one paragraph in a file, and paragraphs of their own on a page of Notion's.
    """
    for section in sections:
        if section.role in REQUIREMENT_ROLES or section.role in FEATURE_ROLES:
            section.blocks = list(_with_items(section.blocks))


def _with_items(blocks: list[Block]) -> Iterator[Block]:
    for is_text, run in groupby(blocks, key=lambda b: b.kind is BlockKind.PARAGRAPH and not b.quoted):
        texts = list(run)
        lines = [line for block in texts for line in _lines(block)] if is_text else []
        yield from lines if _are_bare(lines) else texts


def _lines(paragraph: Block) -> Iterator[Block]:
    for number, raw in enumerate(paragraph.raw.split("\n")):
        line = paragraph.line_of(number)
        yield replace(
            paragraph, kind=BlockKind.ITEM, raw=raw, line=line, end=line + 1, line_numbers=(), _text=None
        )


def _are_bare(lines: list[Block]) -> bool:
    """Whether lines are short and no sentences; facts ("Owner: Ada") and single words are none."""
    if len(lines) < _LEAST or any(len(line.raw) > _LONGEST_RAW for line in lines):
        return False
    texts = [plain(line.raw).strip() for line in lines]
    if not all(map(_is_bare, texts)):
        return False
    facts = sum(":" in text or "：" in text for text in texts)
    words = sum(" " not in text and not JOINED_SCRIPT.search(text) for text in texts)
    return 2 * facts < len(texts) and 2 * words < len(texts)


def _is_bare(text: str) -> bool:
    # A line that goes on from the one above begins with a small letter, one of another kind with a sign.
    begins = text[:1].isalnum() and not text[:1].islower()
    return begins and len(text) <= _LONGEST and not text.endswith(_ENDS)
