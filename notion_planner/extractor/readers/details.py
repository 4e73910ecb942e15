"""What stands below a requirement and is no item of its own: sub-items, and the text under its heading."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from notion_planner.extractor.readers.reading import Found, Reading
from notion_planner.extractor.readers.table_shape import upright
from notion_planner.extractor.structure.placeholders import is_placeholder
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.measures import targets
from notion_planner.model.spec import RequirementKind

_ITEMS = (
    *("requirements", "acceptance_criteria", "user_stories", "open_questions", "out_of_scope"),
    *("risks", "dependencies", "decisions", "assumptions"),
)
# "Priority: high", "Owner: Ada": about the item, and shown elsewhere or nobody's work.
_FACTS = frozenset(("id", "priority", "status", "milestone", "role", "category", "type", "acceptance"))
_MOST = 30  # of one requirement; whoever writes more below it has written another document


def add_details(reading: Reading, sections: Sequence[Section]) -> None:
    """Gives each requirement the texts below it that no other item is made of, in their order."""
    taken = {
        line
        for family in _ITEMS
        for item in reading.found[family]
        for line in range(item.source.line, item.source.end_line + 1)
    }
    leads = {item.source.end_line: item for item in reading.found["requirements"] if item.text.endswith(":")}
    said: set[int] = set()
    for section in sections:
        for lead, below in _led(section.blocks, leads):
            if _is_said_below(below, reading):
                said.add(id(lead))
            else:
                _detail(lead, below, taken)
        heading = reading.unit_of.get(section)
        if heading is not None:
            _detail(heading, section.blocks, taken)
        for block in walk(section.blocks):
            found = reading.by_block.get(block)
            if found is not None and block.children:
                _detail(found, block.children, taken)
    required = reading.found["requirements"]
    required[:] = [one for one in required if id(one) not in said]


def _led(blocks: Sequence[Block], leads: Mapping[int, Found]) -> Iterator[tuple[Found, list[Block]]]:
    """Each paragraph whose last sentence leads on, with the list right below it."""
    for position, block in enumerate(blocks, start=1):
        if block.kind is BlockKind.PARAGRAPH and (lead := leads.get(block.end)) is not None:
            following = (blocks[place] for place in range(position, len(blocks)))
            yield lead, [*takewhile(lambda other: other.kind is BlockKind.ITEM, following)]


def _is_said_below(below: Sequence[Block], reading: Reading) -> bool:
    """Whether what "The list should show:" leads to is required itself, so that the line asks no more."""
    stated = (reading.by_block[block] for block in below if block in reading.by_block)
    return any(one.family == "requirements" for one in stated)


def _detail(item: Found, below: Sequence[Block], taken: set[int]) -> None:
    if item.family == "requirements":
        # A heading that only names a quality has been given the first of them already.
        told = (item.text, item.text.partition(": ")[2])
        texts = [text for text in _texts(below, taken) if text not in told]
        more = len(texts) - _MOST
        kept = [*texts[:_MOST], f"and {more} more in the specification"] if more > 0 else texts
        known = item.fields.get("details", ())
        assert isinstance(known, tuple)
        item.fields["details"] = (*known, *kept)
        if item.fields["kind"] is RequirementKind.NON_FUNCTIONAL and not item.fields["targets"]:
            item.fields["targets"] = tuple(t for text in kept for t in targets(text) if t.unit)[:_MOST]


def _texts(blocks: Sequence[Block], taken: set[int]) -> Iterator[str]:
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            yield from _described(block)
        if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH) or block.line + 1 in taken:
            continue
        if block.text and not _is_fact(block.text):
            yield block.text
        yield from _texts(block.children, taken)


def _described(table: Block) -> Iterator[str]:
    """What the card of a requirement says of it."""
    card = upright(table)
    if card is table or not card.rows:
        return
    for label, value in zip(card.rows[0].cells, card.rows[1].cells, strict=True):
        if vocabulary.column(plain(label)) == "requirement" and (text := plain(value)):
            yield text


def _is_fact(text: str) -> bool:
    """Whether a line is a fact about the item, or one that nobody filled in."""
    label, colon, _ = text[:60].replace("：", ":").partition(":")
    known = colon and (vocabulary.column(label) in _FACTS or vocabulary.label_kind(label))
    return bool(known) or is_placeholder(text[:300])
