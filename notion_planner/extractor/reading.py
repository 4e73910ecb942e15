"""What the readers share: the items found so far, the statement being read, and where it stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from notion_planner.extractor import vocabulary
from notion_planner.extractor.blocks import Block, BlockKind
from notion_planner.extractor.headings import Headings
from notion_planner.extractor.inline import plain, without_code
from notion_planner.extractor.naming import is_command
from notion_planner.extractor.priorities import explains_priorities
from notion_planner.extractor.sections import Section
from notion_planner.extractor.vocabulary import Role
from notion_planner.model.spec import Source

_BRACKETED = re.compile(
    r"\[([A-Za-z][^\[\]\n]{0,60})\](?![\[(:])|<([a-z][a-z _-]{1,40})>|\{\{[^{}\n]{1,60}\}\}"
)
_SLOTS_OF_TEXT = 5
"""Several slots are a template's where they are at least one part in so many of its text."""

_CITED = re.compile(r"(?:source|see|ref|quelle|fuente|fonte): ?[^\s]*[./#]", re.IGNORECASE)
_CLARIFICATION = re.compile(
    r"needs? clarification|tb[dcn]\b|to be\b|open\b|zu klären|"
    r"(?:à|por|a|da) (?:confirm|d[eé]fin)|未定|待定|要確認|待确认",
    re.IGNORECASE,
)
_GENERIC_ITEM = re.compile(
    r"^(?=[\w'\s#]{2,50}+(?:(?<=[\dA-CX])|(?<=[\dA-CX]\s))(?:[:：(.]|$))"  # no sentence
    r"(?:primary |secondary |key |main )?([\w' ]{2,30}?)\s*#?(?:\d{1,2}|[A-CX])\b\s*(?:[:：(.]\s*(.*))?$",
    re.IGNORECASE,
)
_STATUS_MARKS = "✅☑✔❌⚠🚧⏳🔄🟢🟡🔴⬜✓✗️"
_DONE_MARKS = "✅☑✔✓\ufe0f "
_PRIORITY_MARK = re.compile(
    r"[(\[（【]\s*(?:(?:priority|prio|priorität|priorité|prioridad|prioridade|priorità|"
    r"prioriteit|優先度|优先级|우선순위)(?!\w)\s*[:：]?\s*)?([^()\[\]（）【】]{1,24})\s*[)\]）】]",
    re.IGNORECASE,
)


# A priority set apart from what it is of by a dash, or before a colon.
_PRIORITY_FIRST = re.compile(
    r"(?P<label>)(?P<words>P[0-3]|must|should|could)(?:\s[–—|-]\s+|\s?[:：]\s*)(?=\S)", re.IGNORECASE
)
_PRIORITY_LAST = re.compile(
    r"\s(?<=\S\s)\s*[–—|-]\s+(?P<label>(?:priority|prio|priorität|priorité|prioridad|prioridade|priorità|prioriteit)"
    r"\s?[:：]?\s+)?(?P<words>[\w'’-]+(?:[ -]have)?)\s*$",
    re.IGNORECASE,
)
_LONGEST_MARK = 48
_LEVEL = re.compile(r"\bP\d\b")

_CLAUSE = re.compile(r"[(（\s]*([^\s\W][^.,:;—–()，。：；（）-]{0,20}?)\s*(?:[.,:;—–()，。：；（）-]|$)")
# A note may follow: "Do readers pay? (ask Ada)".
_QUESTION = re.compile(r"[?？]\s*(?:[(（\[][^()（）\[\]]{1,120}[)）\]]\s*)?$")


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
        self._listed: dict[tuple[str, str], Found] = {}
        self._looked_at: Counter[str] = Counter()

    def listed_before(self, family: str, identifier: str, section: Section) -> Found | None:
        """The item of a list or table in an earlier section that has this identifier: an overview.

        A heading with the same identifier then tells more of the item, and is no other.
        """
        items = self.found[family]
        for item in items[self._looked_at[family] :]:
            if item.id and (item.listed or item.source.rule.endswith("-table")):
                self._listed.setdefault((family, item.id.casefold()), item)
        self._looked_at[family] = len(items)
        found = self._listed.get((family, identifier.casefold()))
        return found if found is not None and found.section is not section else None

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


def is_aside(text: str) -> bool:
    """Whether a statement explains, illustrates or schedules instead of requiring."""
    label, colon, _ = text[:60].replace("：", ":").partition(":")
    words = vocabulary.words("asides")
    if (colon and vocabulary.normalise(label) in words) or explains_priorities(text):
        return True
    start = vocabulary.normalise(label).split(" ")[0] if label else ""
    return colon == ":" and start in (
        "example",
        "examples",
        "ejemplo",
        "ejemplos",
        "exemple",
        "beispiel",
        "esempio",
        "exemplo",
        "voorbeeld",
    )


def is_question(text: str) -> bool:
    return _QUESTION.search(text) is not None


_BLANK = re.compile(r"(?<!\w)_{3,}(?!\w)")
# A statement of a template ends before what it states: "The system shall …".
_UNFINISHED = re.compile(r"\b(?:shall|must|should|will|can|to|muss|soll|doit|debe|deve|moet)\s?(?:\.{3}|…)$")
# "FR-1: [Describe it]", "Speed: ____"; "Languages: [Dutch, German]" is a list.
_LABELLED_SLOT = re.compile(
    r"[^\[\]:：]{1,40}[:：]\s*\[(?=descri|beschreib|omschr|[^\[\]]{0,6}(?:描述|説明|说明|名称|설명)\]|[^\[\],|/、，]{8,}\])"
    r"([^\[\]\n]{2,120})\]\.?$",
    re.IGNORECASE,
)
_UNFILLED = re.compile(
    r"(?:[^:：]{1,40}[:：]\s*)?(?:x{3,}|_{2,}|待(?:补充|填写|完善|補充)|要記入|작성 예정|"
    r"(?:à|a|da) complet(?:er|ar|are)|noch auszufüllen)\.?$",
    re.IGNORECASE,
)
_UNFILLED_ENDS = (
    *("xxx", "__", "补充", "填写", "完善", "補充", "要記入", "작성 예정"),
    *("completer", "completar", "completare", "auszufüllen"),
)
_INSTRUCTIONS = (
    *("brief description", "short description of", "lorem ipsum"),
    *("in scope out of scope features", "description target date"),
)
# "Brief description of the product and the problem it solves." is a long one.
_LONGEST_GENERIC = 120


def is_placeholder(text: str) -> bool:
    """Whether a statement is a template's text that nobody has filled in."""
    has_slots = "[" in text or "<" in text or "{{" in text
    if len(text) > 400 or (len(text) > _LONGEST_GENERIC and not has_slots):
        return False
    if text and (not text.strip(" .…") or _is_unsaid(text)):
        return True
    if text.endswith(("...", "…")) and _UNFINISHED.search(text):
        return True
    if has_slots and _has_slots(text):
        return True
    words = vocabulary.normalise(text)
    generic = _GENERIC_ITEM.match(text)
    if generic is not None and vocabulary.normalise(generic[1]) in vocabulary.placeholder_words("generic"):
        rest = generic[2] or ""
        return not rest or rest.startswith(("e.g", "...", "…", "[")) or len(rest) < 3
    return words in vocabulary.placeholder_words("openers") or _opens_with_instruction(words)


def _has_slots(text: str) -> bool:
    """Whether something is to be put in for several words in brackets, or for one that holds its place."""
    slot = _LABELLED_SLOT.match(text)
    if slot is not None and not _CLARIFICATION.match(slot[1]):
        return True
    found = ((m[1] or m[2] or "").casefold() for m in _BRACKETED.finditer(text))
    slots = [slot for slot in found if not _CLARIFICATION.match(slot)]
    # A sentence may name buttons: "a notice with its title, its day and [Later] [Done]".
    many = len(slots) > 1 and _SLOTS_OF_TEXT * sum(map(len, slots)) >= len(text)
    return many or any(_is_slot(slot, text) for slot in slots)


def _is_unsaid(text: str) -> bool:
    """ "Owner: xxx", "待补充"."""
    return text.rstrip(".").casefold().endswith(_UNFILLED_ENDS) and _UNFILLED.match(text) is not None


def is_unfilled(raw: str, text: str) -> bool:
    """Whether a statement is a placeholder; what stands in its code is for somebody to type: `run <file>`."""
    return is_placeholder(without_code(raw)[:300] if "`" in raw else text) and not is_command(text)


def has_blanks(raw: str) -> bool:
    """Whether words are left to be put in: "As a ____, I want ____"."""
    return "___" in raw and _BLANK.search(raw) is not None


def _is_slot(slot: str, text: str) -> bool:
    if _CITED.match(slot):
        return False
    words = vocabulary.normalise(slot)
    known = vocabulary.placeholder_words("words")
    return words in known or words.split(" ")[0] in known or (len(text) < len(slot) + 6)


def _opens_with_instruction(words: str) -> bool:
    return len(words) < 120 and words.startswith(_INSTRUCTIONS)


def without_marks(text: str) -> str:
    """The statement without a check mark before it, or one or a progress emoji behind it."""
    return text.lstrip(_DONE_MARKS).rstrip().rstrip(_STATUS_MARKS).rstrip() or text


def priority_mark(text: str) -> str | None:
    """A priority in brackets in the statement, or apart at an end: "(P1)", "[Must have]", "… – must"."""
    for mark in _bracketed(text[:400]):
        if named := _named(mark):
            return named
    apart = _mark_apart(text)
    return apart["words"] if apart is not None else None


def without_priority(text: str) -> str:
    """The statement without a priority at its start or end; the priority is read on its own."""
    for mark in _bracketed(text[:4000]):
        if _named(mark) is None:
            continue
        before, after = text[: mark.start()].rstrip(), text[mark.end() :].lstrip(" :：-–—")
        if not before or not after or len(after) <= 1:
            return before or after
    apart = _mark_apart(text)
    return text[: apart.start()] + text[apart.end() :] if apart is not None else text


def _bracketed(text: str) -> Iterator[re.Match[str]]:
    """What may be a priority in brackets, which most texts have not."""
    has_brackets = "(" in text or "[" in text or "（" in text or "【" in text
    return _PRIORITY_MARK.finditer(text) if has_brackets else iter(())


def _named(mark: re.Match[str]) -> str | None:
    """The priority in brackets; "Prio 1" is one as a whole only."""
    words = (mark[1].strip(), mark[0].strip("()[]（）【】 "))
    return next((said for said in words if vocabulary.priority(said) is not None), None)


def _mark_apart(text: str) -> re.Match[str] | None:
    """ "P0 – …", "Must: …", "… – Prio: hoch"; "Availability – high" and "from P0 – P3" say other things."""
    mark = _PRIORITY_FIRST.match(text) or _PRIORITY_LAST.search(text, max(len(text) - _LONGEST_MARK, 0))
    if mark is None or vocabulary.priority(mark["words"]) is None or len(_LEVEL.findall(text)) > 1:
        return None
    is_level = mark["label"] is None and vocabulary.level(mark["words"]) is not None
    return None if is_level else mark


def walk(blocks: list[Block]) -> Iterator[Block]:
    """All blocks, depth first, without recursion."""
    for top in blocks:
        yield top
        stack = top.children[::-1]
        while stack:
            block = stack.pop()
            yield block
            stack += block.children[::-1]


REQUIREMENT_ROLES = frozenset((Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS))
FEATURE_ROLES = frozenset((Role.FEATURES, Role.IN_SCOPE, Role.SCOPE))
