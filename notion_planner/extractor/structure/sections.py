"""Divides a document into sections, by headings and by bold labels, and says what each section is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from notion_planner.extractor.structure.labels import (
    COLON_LINE,
    item_lead,
    line_lead,
    lines_apart,
    outlines,
    priority_said,
    role_of_label,
    story_title,
    with_criteria_apart,
)
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.announcement import announced, role_said
from notion_planner.extractor.wording.headings import WHOLE_SPEC, Headings
from notion_planner.extractor.wording.identifiers import (
    leading_identifier,
    undecorated,
    unit_heading,
    without_pictures,
)
from notion_planner.extractor.wording.inheritance import counts_at_run_time, lists_functions, role_below
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.numbering import is_part, number_of
from notion_planner.extractor.wording.priorities import PRIORITY_MARK, heading_priority
from notion_planner.extractor.wording.vocabulary import Role
from notion_planner.extractor.wording.withdrawal import is_withdrawn

_BOLD_ONLY = re.compile(r"^(?:\*\*|__)([^*\n]{1,200}?)(?:\*\*|__)\s*(?:\([^()\n]+\)\s*(?=[:：]))?[:：]?\s*$")
_BOLD_LEAD = re.compile(r"^(?:\*\*|__)([^*\n]{1,80}?)\s*[:：]?\s*(?:\*\*|__)\s*[:：–—-]?\s*(?=\S)")
_ITEM_LEAD = re.compile(
    r"^(?:\*\*(?P<bold>[^*:：\n]{2,60})(?:[:：]\s*\*\*|\*\*\s*[:：])|(?P<bare>[^*:：\n]{2,60})[:：])\s*(?=.*\w)"
)
_CODE_NAME = re.compile(r"[\d.\s]*`[^`\s]+`\s*")
_MOST_BEFORE_PRIORITY = 10
_SHORT_LINE = re.compile(r"^(.{2,60}?)\s*$")

LABEL_LEVEL = 7
NESTED_LEVEL = 8
# Labels whose text may stand on the same line ("**Out of scope:** billing").
_INLINE_LABELS = frozenset(
    (
        Role.ACCEPTANCE,
        Role.OUT_OF_SCOPE,
        Role.QUESTIONS,
        Role.RISKS,
        Role.DEPENDENCIES,
        Role.IN_SCOPE,
        Role.ASSUMPTIONS,
    )
)
_NESTED_LABELS = _INLINE_LABELS.union(
    (Role.CONSTRAINTS, Role.ENDPOINTS, Role.EXAMPLES, Role.EDGE_CASES, Role.NON_FUNCTIONAL),
    (Role.FUNCTIONAL, Role.REQUIREMENTS, Role.SECURITY, Role.ENTITIES),
)


@dataclass(slots=True, eq=False)
class Section:
    """A heading or label with the blocks directly under it.

    ``own`` is what its own heading says, ``role`` what holds after inheritance; ``owner`` is the list item
    that a nested label belongs to; ``written`` is the level of its heading where ``level`` is another.
    """

    title: str
    level: int
    line: int
    parent: "Section | None" = None
    heading: Block | None = None
    own: Role | None = None
    exact: bool = False
    role: Role | None = None
    category: str | None = None
    priority_text: str | None = None
    owner: Block | None = None
    blocks: list[Block] = field(default_factory=list)
    path: tuple[str, ...] = ()
    written: int = 0

    def ancestors(self) -> Iterator["Section"]:
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent


class Outline:
    """Builds the sections of one document, in document order."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self.title: str | None = None
        self.sections: list[Section] = [Section(title="", level=0, line=0)]
        self._seen_title = False
        self._sections_on_top = False
        self._titled = False
        self._one_top = False
        self._lowered = 0
        self._announced: Section | None = None

    def read(self, blocks: list[Block], *, titled: bool = False) -> list[Section]:
        """``titled``: the page has a title outside its text.

        Then a heading like "Overview" is none, and one of several, or one that does not open the text.
        """
        blocks = [part for block in blocks for part in lines_apart(block, self._headings)]
        if not titled:
            blocks = [self._opening_title(blocks) or blocks[0], *blocks[1:]] if blocks else blocks
        tops = [
            block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1 and block.text
        ]
        self._sections_on_top = titled or len(tops) > 1
        self._titled = titled and bool(tops) and blocks[:1] != tops
        self._one_top = len(tops) == 1
        # Level 1 is the title's: where sections have it too, as on a page of Notion's, all stand one lower.
        has_sections = len(tops) > 1 or self._titled or any(self._names_section(top.text) for top in tops)
        self._lowered = int(has_sections)
        for block, following in zip_longest(blocks, blocks[1:]):
            if self._announced is not None and block.kind is BlockKind.ITEM:
                self._announced.blocks.append(block)
                continue
            self._announced = None
            self._place(block, following)
        return self.sections

    def _opening_title(self, blocks: list[Block]) -> Block | None:
        """The first line as the title that it is without being a heading of level 1.

        It is set in bold, or the one heading of a level above all others.
        """
        first, levels = blocks[0], [block.level for block in blocks[1:] if block.kind is BlockKind.HEADING]
        if not levels or min(levels) < 2:
            return None
        if first.kind is BlockKind.HEADING:
            return replace(first, level=1) if first.level < min(levels) else None
        bold = _BOLD_ONLY.match(first.raw) if first.kind is BlockKind.PARAGRAPH else None
        text = bold[1] if bold else ""
        named = len(text.split()) > 1 and ":" not in text and self._headings.role(text) is None
        return replace(first, kind=BlockKind.HEADING, raw=text, level=1) if named else None

    def _place(self, block: Block, following: Block | None) -> None:
        leads_list = following is not None and following.kind is BlockKind.ITEM
        if block.kind is BlockKind.HEADING:
            self._heading(block)
        elif block.kind is BlockKind.PARAGRAPH and (
            label := self._label(block.raw, leads_list=leads_list) or story_title(block, following)
        ):
            self._open_section(block, label, LABEL_LEVEL, "")
        elif block.kind is BlockKind.PARAGRAPH and (lead := self._inline_label(block.raw)):
            rest = lead.string[lead.end() :]
            self._open_section(block, lead[1], LABEL_LEVEL, rest)
        elif block.kind is BlockKind.ITEM:
            self._item(block)
        elif told := line_lead(block, self._headings, self._at().role):
            self._open_section(block, told.label, NESTED_LEVEL, told.rest)
        else:
            self._end_criteria(block.text)
            self._add(block)
            if leads_list and block.kind is BlockKind.PARAGRAPH:
                self._announce(block)

    def _end_criteria(self, text: str) -> None:
        """A story below the label of another's criteria is no part of these."""
        at = self._at()
        if at.role is Role.ACCEPTANCE and at.level == LABEL_LEVEL and vocabulary.opens_story(text):
            self.sections.append(replace(at.parent or at, heading=None, blocks=[]))

    def _announce(self, block: Block) -> None:
        """Opens a section for the list below a paragraph that says, other than the heading, what it is."""
        found = announced(block.raw) or self._asked(block.raw)
        if found is not None and found[1] is not self._at().role:
            self._announced = self._open_section(block, found[0], NESTED_LEVEL, "")
            self._announced.own = self._announced.role = found[1]

    def _add(self, block: Block) -> None:
        """Below a heading, the line "Priority: high" before what it holds is said of all that."""
        section = self._at()
        near = section.level > 1 and len(section.blocks) < _MOST_BEFORE_PRIORITY
        first = near and all(above.kind is BlockKind.PARAGRAPH for above in section.blocks)
        if first and (said := priority_said(block)) and heading_priority(section.title) is None:
            section.priority_text = said
        section.blocks.append(block)

    def _at(self) -> Section:
        for section in reversed(self.sections):
            if section.level < NESTED_LEVEL:
                break
        return section

    def _heading(self, block: Block) -> None:
        if is_withdrawn(block.raw):
            # Nothing below a heading that is struck out is asked for either.
            section = self._open_section(block, block.raw.replace("~~", ""), self._level(block)[0], "")
            section.own = section.role = Role.TEMPLATE
            return
        text = block.text
        if not text:
            return
        first = block.level == 1 and not self._seen_title
        self._seen_title = self._seen_title or first
        whole = self._one_top and WHOLE_SPEC.search(text) is not None
        if first and (whole or not (self._titled or self._names_section(text))):
            self.title = None if self._titled else text
            self.sections.append(
                Section(title=text, level=1, line=block.line, heading=block, parent=self.sections[0])
            )
            return
        level, written = self._level(block)
        self._open_section(block, text, level, "").written = written

    def _level(self, heading: Block) -> tuple[int, int]:
        """The level of a heading, one below the section that it is a part of, and the level it is written at.

        "## 4.1" is a part of "## 4", and "### Drawer" one of the "## 4.1" above it.
        """
        written = heading.level + self._lowered
        above = [s for s in self._at().ancestors() if s.level < LABEL_LEVEL]
        number = number_of(heading.text)
        numbered = (s for s in above if s.heading is not None and is_part(number, s.heading.text))
        deeper = (s for s in above if (s.written or s.level) < written)
        whole = (next(numbered, None) if number else None) or next(deeper, None)
        level = max(written, whole.level + 1) if whole is not None else written
        return min(level, LABEL_LEVEL - 1), written

    def _names_section(self, text: str) -> bool:
        found = self._headings.role(text) if self._sections_on_top else None
        return found is not None and found.exact

    def _label(self, raw: str, *, leads_list: bool = False) -> str | None:
        """The text of a paragraph that is only a label: all bold, or a known phrase before colon or list."""
        if "\n" in raw:
            return None
        if bold := _bold(_BOLD_ONLY, raw):
            text = plain(bold[1])
            says = vocabulary.story_openings().search(text) or text.endswith((".", "?", "!"))
            return None if says else text
        line = COLON_LINE.match(raw) or (_SHORT_LINE.match(raw) if leads_list else None)
        if line is None:
            return None
        label = plain(line[1])
        return label if role_of_label(label, self._headings) else None

    def _asked(self, raw: str) -> tuple[str, Role] | None:
        """A question in bold that asks for what the list below it holds: "**What are the risks?**"."""
        bold = _BOLD_ONLY.match(raw)
        text = plain(bold[1]) if bold else ""
        found = self._headings.role(text) if text.endswith(("?", "？")) else None
        return (text, found.role) if found and found.role in _INLINE_LABELS else None

    def _inline_label(self, raw: str) -> re.Match[str] | None:
        lead = _bold(_BOLD_LEAD, raw)
        if lead is None:
            return None
        found = self._headings.role(plain(lead[1]))
        return lead if found and found.exact and found.role in _INLINE_LABELS else None

    def _open_section(self, block: Block, text: str, level: int, rest: str) -> Section:
        before = self._at()
        parent = next((s for s in before.ancestors() if s.level < level), self.sections[0])
        section = self._section(block, text, level, parent)
        self.sections.append(section)
        if rest:
            section.blocks.append(
                Block(BlockKind.PARAGRAPH, rest, block.line, block.end, line_numbers=block.line_numbers)
            )
        return section

    def _section(self, block: Block, text: str, level: int, parent: Section) -> Section:
        path = (*parent.path, text)
        text = undecorated(text)
        section = Section(title=text, level=level, line=block.line, heading=block, parent=parent, path=path)
        identifier = leading_identifier(text)
        is_name = block.kind is BlockKind.HEADING and "`" in block.raw and _CODE_NAME.fullmatch(block.raw)
        if not is_name and unit_heading(text) is None and not (identifier and identifier.text[0].isalpha()):
            found = self._headings.role(PRIORITY_MARK.sub("", text))
            if found is not None:
                section.own, section.exact = found.role, found.exact
            else:
                section.own = role_said(text.rstrip(" :：."))
        section.category = vocabulary.category(text) if len(text) < 80 else None
        section.priority_text = heading_priority(text)
        _inherit(section)
        return section

    def _item(self, block: Block) -> None:
        section = self._at()
        label = self._item_label(block)
        if label is not None:
            self._labelled_item(block, label, section)
            return
        if led := self._item_lead(block) or item_lead(block, self._headings, section.role):
            self._open_section(block, led[0], NESTED_LEVEL, led[1])
            return
        block = with_criteria_apart(block, self._headings)
        self._add(block)
        if block.children:
            self._nested(block, section)

    def _item_label(self, block: Block) -> str | None:
        """The label of an item that only names what its children or further lines are."""
        first, _, rest = block.raw.partition("\n")
        if not block.children and not rest:
            return None
        text = plain(first)
        marked = _BOLD_ONLY.match(first.strip()) or text.endswith((":", "："))
        label = text.rstrip(":： ")
        found = self._headings.role(label)
        labels = found is not None and found.exact and (marked or outlines(block, found.role, self._headings))
        return label if labels else None

    def _item_lead(self, block: Block) -> tuple[str, str] | None:
        """Label and words of "Acceptance criterion: it opens" and "Not included: mail" among other items."""
        may_lead = not block.children and (":" in block.raw or "：" in block.raw)
        lead = _ITEM_LEAD.match(block.raw) if may_lead and self._at().role is not Role.GLOSSARY else None
        if lead is None:
            return None
        label = plain(lead["bold"] or lead["bare"]).strip()
        found = self._headings.role(label)
        if found is None:
            return None
        within = found.role is Role.IN_SCOPE and self._at().role is Role.OUT_OF_SCOPE
        leads = within or (found.exact and found.role in (Role.ACCEPTANCE, Role.OUT_OF_SCOPE))
        return (label, block.raw[lead.end() :]) if leads else None

    def _labelled_item(self, block: Block, label: str, parent: Section, owner: Block | None = None) -> None:
        first, _, rest = block.raw.partition("\n")
        # The further lines are what the label is for, and no part of it.
        heading = replace(block, raw=first, _text=None) if rest else block
        section = self._section(heading, label, NESTED_LEVEL, parent)
        section.owner = owner
        if lists_functions(parent.role, label):
            section.role = parent.role
        self.sections.append(section)
        if rest:
            numbers = tuple(block.line_of(n) for n in range(1, rest.count("\n") + 2))
            section.blocks.append(
                Block(BlockKind.PARAGRAPH, rest, numbers[0], block.end, line_numbers=numbers)
            )
        for child in block.children:
            inner = self._item_label(child) if child.kind is BlockKind.ITEM else None
            if inner is None:
                section.blocks.append(child)
            else:
                self._labelled_item(child, inner, section, owner)

    def _nested(self, item: Block, parent: Section) -> None:
        """Moves what stands under a label inside an item ("Acceptance criteria:") into its own section."""
        kept: list[Block] = []
        section: Section | None = None
        for child in item.children:
            label = self._nested_label(child)
            if label is not None and child.kind is BlockKind.ITEM:
                self._labelled_item(child, label, parent, owner=item)
                section = None
            elif label is not None:
                section = self._section(child, label, NESTED_LEVEL, parent)
                section.owner = item
                self.sections.append(section)
            elif section is not None:
                section.blocks.append(child)
            else:
                kept.append(child)
        item.children = kept

    def _nested_label(self, child: Block) -> str | None:
        if child.kind is BlockKind.ITEM:
            label = self._item_label(child)
        elif child.kind is BlockKind.PARAGRAPH:
            label = self._label(child.raw)
        else:
            return None
        found = self._headings.role(label) if label else None
        return label if found and found.role in _NESTED_LABELS else None


def _bold(pattern: re.Pattern[str], raw: str) -> re.Match[str] | None:
    """What the pattern finds in bold at the beginning, behind pictures."""
    return pattern.match(without_pictures(raw)) if "**" in raw or "__" in raw else None


def _inherit(section: Section) -> None:
    parent = section.parent
    if section.own is None and vocabulary.pattern("deferred").search(section.title.casefold()):
        section.own = Role.OUT_OF_SCOPE
    if parent is not None and counts_at_run_time(section.title, section.own, parent.category):
        section.own = None
    above = parent.role if parent is not None else None
    grouped = parent is not None and parent.own is above is not None and not WHOLE_SPEC.search(parent.title)
    section.role = role_below(above, section.title, section.own, exact=section.exact, grouped=grouped)
    if parent is not None:
        section.priority_text = section.priority_text or parent.priority_text
        section.category = section.category or parent.category
