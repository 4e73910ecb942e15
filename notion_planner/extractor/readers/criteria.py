"""Reads acceptance criteria: lists, scenarios of steps, and sentences."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.reading import Found, Reading, Statement, statement_of
from notion_planner.extractor.readers.stories import story_text
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    leading_identifier,
    prefix_of,
    unit_heading,
    without_identifier,
)
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.marks import is_aside, points_elsewhere, without_marks

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][A-Z0-9]{0,9}[-_]){1,2}\d{1,5}(?:\.\d{1,4}){0,3}[a-z]?(?:\s*/\s*\d{1,5})*"
)
# All in bold, as **Lock** or **`lock()`** or **`unlock()`** with a colon behind it.
_NAMES = re.compile(
    r"(?:(\*\*|__)(?:(?!\*\*|__).){1,300}\1\s*(?:[:：]\s*)?(?:(?:[/,&+|]|and|or|und|oder|et|ou|y|o)\s*(?=\*\*|__)|$))+"
)
_BOLD_LABEL = re.compile(r"(?:\*\*|__)[^*_\n]{2,40}(?:[:：](?:\*\*|__)|(?:\*\*|__)[:：])")
# Lines of figures about the document: "**Scenarios:** 22".
_FIGURES = re.compile(rf"(?:(?:{_BOLD_LABEL.pattern})?[ \t]*\d+[ \t]*(?:\n|$))+")
_BOX = re.compile(r"[;；,]?[ \t]?\[[ xX]\]\s")
CRITERION_PREFIXES = frozenset(("AC", "SC", "AT", "ACC", "DOD", "TC", "CA", "AK", "EC"))
# More paragraphs are prose about criteria.
_MOST_PARAGRAPHS = 3


def numbers_criterion(text: str) -> bool:
    """Whether a statement begins with an identifier that only criteria have: "AC-2: …"."""
    identifier = leading_identifier(text)
    return identifier is not None and prefix_of(identifier.text) in CRITERION_PREFIXES


def names_scenario(title: str) -> bool:
    """Whether a heading is the name of the one scenario below it: "Scenario: Refund", "AC-1: Refund"."""
    unit = unit_heading(title)
    return numbers_criterion(title) if unit is None else unit.word == "scenario"


def add_criterion(
    reading: Reading, statement: Statement, rule: str, *, text: str | None = None, steps: tuple[str, ...] = ()
) -> Found:
    """A criterion;

    the identifier it starts with is its own ("AC-1", "2.1") or names a requirement ("FR-3").
    """
    full = text or statement.text
    identifier = leading_identifier(full) if not steps else None
    body = without_identifier(full, identifier)
    own = identifier is not None and (
        not identifier.text[0].isalpha() or prefix_of(identifier.text) in CRITERION_PREFIXES
    )
    named = identifier.text if identifier is not None and not own else None
    item = reading.add(
        "acceptance_criteria",
        statement,
        rule,
        text=without_marks(body),
        steps=steps,
        reference=named or written_reference(body),
    )
    item.id = identifier.text if identifier is not None and own else None
    if statement.block is not None:
        reading.by_block[statement.block] = item
    return item


def written_reference(text: str) -> str | None:
    """The requirements named at either end of a criterion: "(FR-3, FR-4)", "[REQ-1/2]"."""
    for match in re.finditer(
        r"[(\[]([^()\[\]]{2,40})[)\]]\s*\.?$|^[(\[]([^()\[\]]{2,40})[)\]]",
        text[-200:] if len(text) > 200 else text,
    ):
        inside = match[1] or match[2]
        named = list(_REFERENCE.finditer(inside))
        if named:
            return inside[named[0].start() : named[-1].end()]
    return None


def add_steps(reading: Reading, run: Sequence[Statement], *, alone: str = "criteria-list") -> None:
    """One criterion of a run of steps; ``alone`` is the rule where it is a single statement."""
    first, steps = run[0], tuple(statement.text for statement in run)
    if len(steps) == 1:
        add_criterion(reading, first, alone)
    else:
        add_criterion(reading, first, "scenario-steps", text=" ".join(steps), steps=steps)


class CriteriaReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._named: Found | None = None

    def read(self, section: Section) -> None:
        """Everything in a section of acceptance criteria is one, step lists being one scenario."""
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        step_run = StepRun(self._steps)
        self._named = None
        for block in section.blocks:
            if block.kind is BlockKind.ITEM:
                self._criterion_item(block, section, step_run)
            elif block.kind is BlockKind.PARAGRAPH:
                self._criterion_paragraph(block, section, step_run, has_items=bool(items))
        step_run.close()

    def _steps(self, run: Sequence[Statement]) -> None:
        """One criterion; right below a line with its identifier ("**AC-1**: Refund") it is that one."""
        if self._named is not None and len(run) > 1:
            self._named.fields["steps"] = tuple(statement.text for statement in run)
        else:
            add_steps(self._reading, run)
        self._named = None

    def _criterion_item(self, block: Block, section: Section, step_run: "StepRun") -> None:
        statement = statement_of(block, section)
        if not statement.text:
            for child in block.children:
                self._criterion_child(child, section, step_run)
            return
        if story_text(statement) or vocabulary.is_nothing(statement.text):
            return
        if step_run.take(statement):
            return
        step_run.close()
        self._named = None
        child_items = [child for child in block.children if child.kind is BlockKind.ITEM]
        if child_items and _all_steps(child_items):
            steps = tuple(child.text for child in child_items)
            add_criterion(
                self._reading, statement, "scenario-list", text=_scenario_name(statement.text), steps=steps
            )
            return
        # "Direct tests, in a transaction that is rolled back:" leads to its cases, however long it is.
        if child_items and (is_label(block.raw, statement.text) or _leads_on(statement.text)):
            for child in child_items:
                self._criterion_item(child, section, step_run)
            return
        add_criterion(self._reading, statement, "criteria-list")

    def _criterion_child(self, child: Block, section: Section, step_run: "StepRun") -> None:
        if child.kind is BlockKind.ITEM:
            self._criterion_item(child, section, step_run)

    def _criterion_paragraph(
        self, block: Block, section: Section, step_run: "StepRun", *, has_items: bool
    ) -> None:
        for statement in paragraph_lines(block, section):
            if step_run.take(statement):
                continue
            step_run.close()
            if vocabulary.is_nothing(statement.text):
                continue
            if boxed := _boxed(statement):
                for one in boxed:
                    add_criterion(self._reading, one, "criteria-paragraph")
                continue
            text = statement.text
            if (
                scenarios.is_whole_scenario(text)
                or _names_scenario(text)
                or leading_identifier(text) is not None
                or (
                    not has_items
                    and not text.endswith((":", "："))
                    and not is_aside(text)
                    and not _FIGURES.fullmatch(statement.raw)
                    and not points_elsewhere(statement.raw)
                    and (len(section.blocks) <= _MOST_PARAGRAPHS or _lists_lines(section))
                    and not _is_labelled_apart(block, section)
                )
            ):
                item = add_criterion(self._reading, statement, "criteria-paragraph")
                self._named = item if leading_identifier(text) is not None else None


def _lists_lines(section: Section) -> bool:
    """Whether a line that ends in a colon leads to others, which stand for themselves without a sign."""
    announcing, *lines = section.blocks
    plain_lines = (line.kind is BlockKind.PARAGRAPH and "\n" not in line.raw for line in lines)
    return announcing.raw.rstrip().endswith((":", "：")) and all(plain_lines)


def _is_labelled_apart(block: Block, section: Section) -> bool:
    """Whether a paragraph has a label of its own beside the one that the section is: "**DoD:** tested"."""
    first = section.blocks[0]
    return first.line == section.line and block is not first and _BOLD_LABEL.match(block.raw) is not None


def _boxed(statement: Statement) -> list[Statement]:
    """Criteria that stand on one line, each behind a box of its own: "[ ] a; [ ] b"."""
    before, *parts = _BOX.split(statement.raw)
    if not parts or before.strip():
        return []
    return [Statement(part.strip(), statement.line, statement.end, statement.section) for part in parts]


def paragraph_lines(block: Block, section: Section) -> list[Statement]:
    """A paragraph as one statement, or one a line where its lines start with identifiers or steps.

    One that begins with "Scenario 1:" is one statement a scenario.
    """
    lines = block.raw.split("\n")
    if len(lines) > 1:
        texts = [plain(line) for line in lines[:2000]]
        begins = _names_scenario if _names_scenario(texts[0]) else _is_line
        starts = [n for n, text in enumerate(texts) if begins(text)]
        if starts and starts[0] == 0 and (len(starts) > 1 or is_step(texts[0])):
            bounds = [*starts, len(lines)]
            return [
                Statement(
                    "\n".join(lines[a:b]).strip(),
                    block.line_of(a),
                    block.line_of(b - 1) + 1,
                    section,
                    block=None,
                )
                for a, b in pairwise(bounds)
            ]
    return [Statement(block.raw, block.line, block.end, section, block)]


def _is_line(text: str) -> bool:
    return leading_identifier(text) is not None or is_step(text)


def _names_scenario(text: str) -> bool:
    unit = unit_heading(text)
    return unit is not None and unit.word == "scenario"


def is_step(text: str) -> bool:
    return any(scenarios.opens_with(kind, text) for kind in ("given", "when", "then", "more"))


def _all_steps(items: list[Block]) -> bool:
    texts = [item.text for item in items]
    return any(scenarios.opens_with("then", text) for text in texts) and is_step(texts[0])


def _scenario_name(text: str) -> str:
    label, colon, rest = text.replace("：", ":").partition(":")
    return rest.strip() if colon and rest.strip() and "cenar" in label.casefold() else text.rstrip(":： ")


def is_label(raw: str, text: str) -> bool:
    """Whether an item only names its children: all bold, or ending with a colon."""
    stripped = raw.strip()
    return _NAMES.fullmatch(stripped) is not None or (
        text.endswith((":", "：")) and len(text) < 60 and not vocabulary.normative().search(text)
    )


def _leads_on(text: str) -> bool:
    """Whether an item says nothing but what follows; a duty ("The system shall support:") says something."""
    return text.endswith((":", "：")) and not vocabulary.normative().search(text)


class StepRun:
    """Gathers consecutive Given/When/Then items or lines; ``emit`` is given each run as it ends."""

    def __init__(self, emit: Callable[[list[Statement]], object]) -> None:
        self._emit = emit
        self._statements: list[Statement] = []
        self._has_then = False

    def take(self, statement: Statement) -> bool:
        text = statement.text
        given, when = scenarios.opens_with("given", text), scenarios.opens_with("when", text)
        if not (given or when or self._statements) or scenarios.is_whole_scenario(text):
            return False
        starts = given or (when and (self._has_then or not (self._statements or scenarios.is_ears(text))))
        if starts and (self._has_then or not self._statements):
            self.close()
            self._statements = [statement]
            return True
        if self._statements and is_step(text):
            self._statements.append(statement)
            self._has_then = self._has_then or scenarios.opens_with("then", text)
            return True
        return False

    def close(self) -> None:
        if self._statements:
            self._emit(self._statements)
        self._statements, self._has_then = [], False
