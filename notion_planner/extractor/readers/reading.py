"""What the readers share: the items found so far, the statement being read, and where it stands."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.headings import Headings
from notion_planner.extractor.wording.inline import plain
from notion_planner.model.spec import Source

_CLAUSE = re.compile(r"[(（\s]*([^\s\W][^.,:;—–()，。：；（）-]{0,20}?)\s*(?:[.,:;—–()，。：；（）-]|$)")


@dataclass(slots=True, eq=False)
class Found:
    """An item before it gets its key; ``parent`` is the item it is bound to."""

    family: str
    text: str
    source: Source
    id: str | None = None
    fields: dict[str, object] = field(default_factory=dict)
    parent: "Found | None" = None
    section: Section | None = None
    listed: bool = False


@dataclass(slots=True)
class Statement:
    """A list item, table row, paragraph or heading, as raw Markdown with its place (0-based lines)."""

    raw: str
    line: int
    end: int
    section: Section
    block: Block | None = None
    children: list[Block] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        self.text = self.text or plain(self.raw)

    @property
    def is_item(self) -> bool:
        return self.block is not None and self.block.kind is BlockKind.ITEM


def statement_of(block: Block, section: Section) -> Statement:
    return Statement(block.raw, block.line, block.end, section, block, block.children, block.text)


def statement_of_heading(section: Section) -> Statement:
    assert section.heading is not None
    heading = section.heading
    return Statement(heading.raw, section.line, section.line + 1, section, heading, text=heading.text)


class Reading:
    """Collects what the readers find in one document."""

    def __init__(self, lines: list[str], headings: Headings) -> None:
        self.lines = lines
        self.headings = headings
        self.found: dict[str, list[Found]] = defaultdict(list)
        self.by_block: dict[Block, Found] = {}
        self.unit_of: dict[Section, Found] = {}
        self.placeholders: list[int] = []
        self.story_of: dict[Section, Found] = {}
        self._named: dict[tuple[str, str], Found] = {}
        self._listed: dict[tuple[str, str], Found] = {}
        self._looked_at: Counter[str] = Counter()

    def listed_before(self, family: str, identifier: str, section: Section) -> Found | None:
        """The item of a list or table in an earlier section that has this identifier: an overview.

        A heading with the same identifier then tells more of the item, and is no other.
        """
        self._look_at(family)
        found = self._listed.get((family, identifier.casefold()))
        return found if found is not None and found.section is not section else None

    def told_before(self, family: str, identifier: str, section: Section) -> Found | None:
        """The first item that has this identifier, in whatever form, in an earlier section."""
        self._look_at(family)
        found = self._named.get((family, identifier.casefold()))
        return found if found is not None and found.section is not section else None

    def _look_at(self, family: str) -> None:
        items = self.found[family]
        for item in items[self._looked_at[family] :]:
            if item.id:
                key = (family, item.id.casefold())
                self._named.setdefault(key, item)
                if item.listed or item.source.rule.endswith("-table"):
                    self._listed.setdefault(key, item)
        self._looked_at[family] = len(items)

    def add(
        self, family: str, statement: Statement, rule: str, *, text: str | None = None, **fields: object
    ) -> Found:
        item = Found(
            family,
            text or statement.text,
            self.source(statement, rule),
            fields=fields,
            section=statement.section,
            listed=statement.is_item,
        )
        self.found[family].append(item)
        if family == "user_stories":
            self.story_of.setdefault(statement.section, item)
        return item

    def source(self, statement: Statement, rule: str) -> Source:
        line = min(statement.line, len(self.lines) - 1)
        raw = statement.raw.split("\n")
        last_line = statement.line + len(raw) - 1
        if statement.block is not None and statement.block.line == line:
            last_line = statement.block.line_of(last_line - line)
        last_line = max(line, min(last_line, len(self.lines) - 1))
        last = raw[-1].rstrip()
        column = max(self.lines[line].find(raw[0].strip()), 0)
        last_column = max(self.lines[last_line].find(last), 0)
        return Source(
            line=line + 1,
            end_line=last_line + 1,
            column=column + 1,
            end_column=last_column + len(last) + 1,
            heading_path=statement.section.path,
            quote=statement.raw,
            rule=rule,
        )


def tells_of_none(blocks: list[Block]) -> bool:
    """Whether what a section begins with says that there is nothing: "(None: no capability changes.)"."""
    opening = _CLAUSE.match(blocks[0].text) if blocks else None
    return opening is not None and vocabulary.is_nothing(opening[1])
