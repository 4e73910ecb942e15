"""Tells a name of what stands below or beside it from a statement: "Timer controls", "R1.1: Desk"."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    Identifier,
    given_identifier,
    leading_identifier,
    names_story,
)
from notion_planner.extractor.wording.phrases import JOINED_SCRIPT
from notion_planner.extractor.wording.vocabulary import Role

BOLD_NAME = re.compile(r"^(?:\*\*|__)([^*\n]{2,120})(?:\*\*|__)[ \t]*[:：.–—-]?\s*(?=\S)")
# As in a synopsis: a name of several parts, then options and arguments; others may follow behind a slash.
_CALL = (
    r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+"
    r"(?: (?:--?[a-z][\w-]*|<[^<>]{1,40}>|\[[^\[\]]{1,60}\]))*"
)
_COMMAND = re.compile(rf"{_CALL}(?: / {_CALL})*")
_MOST_NAME_WORDS = 3
_MOST_TITLE_WORDS = 12
_LEAST_STATED_WORDS = 4


def are_groups(items: Sequence[Block]) -> bool:
    """Whether the items of a list only name what those below them are about: "Timer controls", "Setup"."""
    below = [child for block in items for child in items_of(block)]
    return (
        len(items) > 1
        and all(items_of(block) and _is_name(block.text) for block in items)
        and sum(len(child.text.split()) >= _LEAST_STATED_WORDS for child in below) > len(below) / 2
    )


def is_command(text: str) -> bool:
    """Whether a text is a command or function and how it is called; what stands below tells what it does."""
    return _COMMAND.fullmatch(text[:300]) is not None


def without_fields(blocks: Sequence[Block]) -> Sequence[Block]:
    """Without "Input: a date" and the like, where a block beside them describes the function they are of."""
    labels = [_label(block) for block in blocks]
    if vocabulary.words("function_descriptions").isdisjoint(labels):
        return blocks
    fields = vocabulary.words("function_fields")
    return [
        block
        for block, label in zip(blocks, labels, strict=True)
        if label not in fields and given_identifier(block.text) is None
    ]


def _label(block: Block) -> str:
    label, colon, _ = block.text[:40].replace("：", ":").partition(":")
    return vocabulary.normalise(label) if colon else ""


def items_of(block: Block) -> list[Block]:
    return [child for child in block.children if child.kind is BlockKind.ITEM]


def _is_name(text: str) -> bool:
    short = len(text.split()) <= _MOST_NAME_WORDS and not text.endswith((".", "。", "!", "?"))
    return short and leading_identifier(text) is None and vocabulary.normative().search(text) is None


def with_named_joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each line like "FR-3: Print" made one item with the list below that says what it is."""
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if block.kind is BlockKind.PARAGRAPH and _names_statement(block):
            following = (blocks[n] for n in range(position, len(blocks)))
            below = [*takewhile(lambda other: other.kind is BlockKind.ITEM, following)]
            if below and not any(_is_identified(item.text) for item in below):
                block.kind, block.children = BlockKind.ITEM, below
                position += len(below)
        yield block


def _names_statement(block: Block) -> bool:
    text = block.text
    short = "\n" not in block.raw and len(text.split()) <= _MOST_TITLE_WORDS and not block.quoted
    states = text.endswith((".", "。", ":", "：", "?", "!")) or vocabulary.normative().search(text)
    return short and not states and _is_identified(text)


def _is_identified(text: str) -> bool:
    found = leading_identifier(text[:300])
    return found is not None and found.text[0].isalpha() and not names_story(found.text)


def names_group(text: str, identifier: Identifier, following: str) -> bool:
    """Whether an identified line only names what those below it are about: "R1.1: Desk" above "R1.1.1: …"."""
    below = leading_identifier(following)
    states = text.endswith((".", "。", ";", "；")) or vocabulary.normative().search(text)
    return below is not None and below.text.startswith(f"{identifier.text}.") and not states


def names_quality(section: Section) -> bool:
    """Whether a heading below the requirements names the quality that its prose is about."""
    above = section.parent.role if section.parent is not None else None
    named = section.role is Role.NON_FUNCTIONAL and section.category is not None
    return named and above in (Role.NON_FUNCTIONAL, Role.REQUIREMENTS)


def tells_of_named(raw: str) -> bool:
    """Whether a paragraph tells of what is named before it: "**Search** – by author", no "**Owner:** Ann"."""
    lead = BOLD_NAME.match(raw)
    if lead is None or vocabulary.column(lead[1]) is not None:
        return False
    told = raw[lead.end() :]
    return len(told.split()) >= _LEAST_STATED_WORDS or JOINED_SCRIPT.search(told) is not None
