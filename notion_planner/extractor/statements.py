"""Reads requirements, acceptance criteria and user stories from statements."""

import re
from itertools import pairwise

from notion_planner.extractor import scenarios, vocabulary
from notion_planner.extractor.blocks import Block, BlockKind
from notion_planner.extractor.classification import classify
from notion_planner.extractor.identifiers import Identifier, leading_identifier, prefix_of, without_identifier
from notion_planner.extractor.inline import plain, sentences
from notion_planner.extractor.measures import targets
from notion_planner.extractor.profile import Profile
from notion_planner.extractor.reading import (
    FEATURE_ROLES,
    REQUIREMENT_ROLES,
    Found,
    Reading,
    Statement,
    is_aside,
    priority_mark,
    statement_of,
    without_marks,
    without_priority,
)
from notion_planner.extractor.sections import Section
from notion_planner.extractor.vocabulary import Role

_LABELLED = re.compile(r"^\s*(?:\*\*|__)?([^*:：\n]{2,40}?)(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?=\S)")
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][A-Z0-9]{0,9}[-_]){1,2}\d{1,5}(?:\.\d{1,4}){0,3}[a-z]?(?:\s*/\s*\d{1,5})*"
)
CRITERION_PREFIXES = frozenset(("AC", "SC", "AT", "ACC", "DOD", "TC", "CA", "AK", "EC"))
STORY_PREFIXES = frozenset(("US", "USER", "STORY", "ST", "HU", "UC", "E", "EPIC", "U"))
_UPPER_KEYWORD = re.compile(r"\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED)\b")
_MAY_ONLY = re.compile(r"\b(?:MAY|OPTIONAL)\b")
_SOFT_KEYWORD = re.compile(
    r"\b(?:must|shall|should|will have to|will need to|are required to|is required to)\b"
)
_WILL = re.compile(
    r"^(?!(?:we|i|it|this|there|that|these|users?)\b)[^,;]{3,80}?"
    r"\bwill (?!be (?:used|referred|discussed|described|shown))",
    re.IGNORECASE,
)
_ABOUT_DOCUMENT = re.compile(
    r"^(?:this (?:document|specification|proposal|section|rfc|page)|the key words|see |"
    r"note that|we (?:considered|could|also)|it should be noted|"
    r"the following|readers?|implementers should be aware)\b|\bshould (?:be limited|"
    r"only be limited|not be confused|be noted|be familiar)\b|\bas (?:described|"
    r"defined) in rfc\b",
    re.IGNORECASE,
)
_DEFERRED_LENGTH = 120


def add_requirement(
    reading: Reading,
    statement: Statement,
    rule: str,
    *,
    text: str | None = None,
    identifier: Identifier | None = None,
) -> Found:
    """A requirement with its kind, category, priority and measurable targets."""
    section = statement.section
    full = text if text is not None else statement.text
    identifier = identifier if identifier is not None or text is not None else leading_identifier(full)
    body = without_priority(without_marks(without_identifier(full, identifier)))
    kind, category = classify(section, body, identifier.text if identifier else None)
    priority_text = priority_mark(full) or _leading_priority(body) or section.priority_text
    item = reading.add(
        "requirements",
        statement,
        rule,
        text=body,
        kind=kind,
        category=category,
        priority=vocabulary.priority(priority_text) if priority_text else None,
        priority_text=priority_text,
        targets=targets(body),
        group=section.title or None,
    )
    item.id = identifier.text if identifier else None
    if statement.block is not None:
        reading.by_block[id(statement.block)] = item
    return item


def _leading_priority(text: str) -> str | None:
    label, colon, _ = text[:40].replace("：", ":").partition(":")
    return label if colon and vocabulary.priority(label) is not None else None


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
        reference=named or _written_reference(body),
    )
    item.id = identifier.text if identifier is not None and own else None
    if statement.block is not None:
        reading.by_block[id(statement.block)] = item
    return item


def _written_reference(text: str) -> str | None:
    """A requirement named at either end of a criterion: "(FR-3)", "[REQ-1/2]", "verifies FR-2"."""
    for match in re.finditer(
        r"[(\[]([^()\[\]]{2,40})[)\]]\s*\.?$|^[(\[]([^()\[\]]{2,40})[)\]]",
        text[-200:] if len(text) > 200 else text,
    ):
        inner = _REFERENCE.search(match[1] or match[2])
        if inner is not None:
            return inner[0]
    return None


def story_text(statement: Statement) -> str | None:
    """The story sentence of a statement, its label ("User Story:") removed; None when it is no story."""
    text = statement.text
    if len(text) > 3000:
        return None
    identifier = leading_identifier(text)
    text = without_identifier(text, identifier)
    label = _LABELLED.match(text)
    if label is not None:
        rest = text[label.end() :].lstrip("*_ ")
        if vocabulary.label_kind(label[1]) == "story" or vocabulary.story_openings().match(rest):
            text = rest
    return text if vocabulary.story_openings().match(text) else None


def add_story(
    reading: Reading, statement: Statement, rule: str, text: str, *, identifier: str | None = None
) -> Found:
    section = statement.section
    text = without_priority(text)
    own = leading_identifier(statement.text)
    priority_text = priority_mark(statement.text) or section.priority_text
    item = reading.add(
        "user_stories",
        statement,
        rule,
        text=without_marks(text),
        priority=vocabulary.priority(priority_text) if priority_text else None,
        priority_text=priority_text,
        **story_parts(text),
    )
    item.id = identifier or (own.text if own else None)
    if statement.block is not None:
        reading.by_block[id(statement.block)] = item
    return item


def story_parts(text: str) -> dict[str, object]:
    """Role, goal and benefit of a story sentence, as far as it has them."""
    want = vocabulary.story_part("want").search(text[:1500])
    if want is None:
        return {}
    role = re.sub(
        r"^(?:as an?|as the|als|en tant qu(?:e|['’])|como|come|作为|作為)\s*",
        "",
        text[: want.start()],
        flags=re.IGNORECASE,
    )
    benefit = vocabulary.story_part("benefit").search(text, want.end())
    goal_end = benefit.start() if benefit else len(text)
    return {
        "role": role.strip(" ,，、.") or None,
        "goal": text[want.end() : goal_end].strip(" ,，。.") or None,
        "benefit": text[benefit.end() :].strip(" ,，。.") or None if benefit else None,
    }


class StatementReader:
    """Reads one section's statements by the section's role."""

    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile

    def criteria(self, section: Section) -> None:
        """Everything in a section of acceptance criteria is one, step lists being one scenario."""
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        step_run = _StepRun(self._reading)
        for block in section.blocks:
            if block.kind is BlockKind.ITEM:
                self._criterion_item(block, section, step_run)
            elif block.kind is BlockKind.PARAGRAPH:
                self._criterion_paragraph(block, section, step_run, has_items=bool(items))
        step_run.close()

    def _criterion_item(self, block: Block, section: Section, step_run: "_StepRun") -> None:
        statement = statement_of(block, section)
        if not statement.text:
            for child in block.children:
                self._criterion_child(child, section, step_run)
            return
        if story_text(statement):
            return
        if step_run.take(statement):
            return
        step_run.close()
        child_items = [child for child in block.children if child.kind is BlockKind.ITEM]
        if child_items and _all_steps(child_items):
            steps = tuple(child.text for child in child_items)
            add_criterion(
                self._reading, statement, "scenario-list", text=_scenario_name(statement.text), steps=steps
            )
            return
        if child_items and _is_label(block.raw, statement.text):
            for child in child_items:
                self._criterion_item(child, section, step_run)
            return
        add_criterion(self._reading, statement, "criteria-list")

    def _criterion_child(self, child: Block, section: Section, step_run: "_StepRun") -> None:
        if child.kind is BlockKind.ITEM:
            self._criterion_item(child, section, step_run)

    def _criterion_paragraph(
        self, block: Block, section: Section, step_run: "_StepRun", *, has_items: bool
    ) -> None:
        for statement in paragraph_lines(block, section):
            if step_run.take(statement):
                continue
            step_run.close()
            text = statement.text
            if (
                scenarios.is_whole_scenario(text)
                or leading_identifier(text) is not None
                or (
                    not has_items
                    and not text.endswith((":", "："))
                    and not is_aside(text)
                    and len(section.blocks) <= 3
                )
            ):
                add_criterion(self._reading, statement, "criteria-paragraph")

    def requirements(self, section: Section) -> None:
        """Items and identified paragraphs of a requirements section; its prose where it has no list."""
        has_items = any(block.kind in (BlockKind.ITEM, BlockKind.TABLE) for block in section.blocks)
        for block in section.blocks:
            if block.kind is BlockKind.ITEM:
                self.requirement_item(block, section, "requirements-list")
            elif block.kind is BlockKind.PARAGRAPH and not block.quoted:
                self._requirement_paragraph(block, section, has_items=has_items)

    def requirement_item(self, block: Block, section: Section, rule: str) -> None:
        statement = statement_of(block, section)
        text = statement.text
        children = [child for child in block.children if child.kind is BlockKind.ITEM]
        identifier = leading_identifier(text)
        if identifier is not None and prefix_of(identifier.text) in CRITERION_PREFIXES:
            add_criterion(self._reading, statement, "identifier")
            return
        if children and (not text or (identifier is None and _is_label(block.raw, text))):
            for child in children:
                self.requirement_item(child, section, rule)
            return
        if children and any(_own_identifier(child) for child in children):
            if identifier is not None and not _is_label(block.raw, text):
                add_requirement(self._reading, statement, rule)
            for child in children:
                self.requirement_item(child, section, rule)
            return
        if not text or self._set_aside(statement):
            return
        add_requirement(self._reading, statement, rule)

    def _set_aside(self, statement: Statement) -> bool:
        """Whether an item is an aside, or belongs to another list (a scenario, a deferred feature)."""
        text = statement.text
        if is_aside(text) or re.fullmatch(r"[\W_]*|https?://\S+", text):
            return True
        if scenarios.is_whole_scenario(text) and scenarios.opens_with("given", text):
            add_criterion(self._reading, statement, "scenario")
            return True
        if statement.section.role not in REQUIREMENT_ROLES and is_deferred(text):
            self._reading.add("out_of_scope", statement, "deferred-item")
            return True
        return False

    def _requirement_paragraph(self, block: Block, section: Section, *, has_items: bool) -> None:
        for statement in paragraph_lines(block, section):
            if leading_identifier(statement.text) is not None and statement.text[0].isalpha():
                add_requirement(self._reading, statement, "identified-paragraph")
            elif not has_items and not statement.text.endswith((":", "：")):
                self.prose(statement, keyword=vocabulary.normative())

    def prose(self, statement: Statement, *, keyword: re.Pattern[str] | None = None) -> None:
        """Each normative sentence of a paragraph; in a proposal also those that say what will happen."""
        proposed = statement.section.role is Role.PROPOSAL
        for sentence in sentences(statement.raw):
            text = plain(sentence.raw)
            if len(text) < 12 or is_aside(text) or text.endswith("?"):
                continue
            binding = keyword.search(text) is not None if keyword is not None else is_normative(text)
            if binding or (proposed and _WILL.search(text) and not _ABOUT_DOCUMENT.search(text)):
                line = statement.block.line_of(sentence.line_offset) if statement.block else statement.line
                part = Statement(sentence.raw, line, statement.end, statement.section, text=text)
                add_requirement(self._reading, part, "normative-sentence", text=text)


def is_deferred(text: str) -> bool:
    """Whether a short item only says that something comes in a later release."""
    return len(text) < _DEFERRED_LENGTH and vocabulary.pattern("deferred").search(text.casefold()) is not None


def is_normative(text: str) -> bool:
    """RFC 2119 and "must", "should", "shall" sentences that bind the implementation, not the reader."""
    if _ABOUT_DOCUMENT.search(text):
        return False
    return (
        _UPPER_KEYWORD.search(text) is not None or _SOFT_KEYWORD.search(_MAY_ONLY.sub("", text)) is not None
    )


def paragraph_lines(block: Block, section: Section) -> list[Statement]:
    """A paragraph as one statement, or one a line where its lines start with identifiers or steps."""
    lines = block.raw.split("\n")
    if len(lines) > 1:
        texts = [plain(line) for line in lines[:2000]]
        starts = [n for n, text in enumerate(texts) if leading_identifier(text) or _is_step(text)]
        if starts and starts[0] == 0 and (len(starts) > 1 or _is_step(texts[0])):
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


def _is_step(text: str) -> bool:
    return any(scenarios.opens_with(kind, text) for kind in ("given", "when", "then", "more"))


def _all_steps(items: list[Block]) -> bool:
    texts = [item.text for item in items]
    return any(scenarios.opens_with("then", text) for text in texts) and _is_step(texts[0])


def _scenario_name(text: str) -> str:
    label, colon, rest = text.replace("：", ":").partition(":")
    return rest.strip() if colon and rest.strip() and "cenar" in label.casefold() else text.rstrip(":： ")


def _is_label(raw: str, text: str) -> bool:
    """Whether an item only names its children: all bold, or ending with a colon."""
    stripped = raw.strip()
    bold = (
        stripped.startswith(("**", "__"))
        and stripped.rstrip(":： ").endswith(("**", "__"))
        and stripped.count("**") <= 2
    )
    return bold or (text.endswith((":", "：")) and len(text) < 60 and not vocabulary.normative().search(text))


def _own_identifier(block: Block) -> bool:
    found = leading_identifier(block.text[:300])
    return found is not None and found.text[0].isalpha()


class _StepRun:
    """Gathers consecutive Given/When/Then items or lines into one criterion."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._statements: list[Statement] = []
        self._has_then = False

    def take(self, statement: Statement) -> bool:
        text = statement.text
        if scenarios.is_whole_scenario(text):
            return False
        starts = scenarios.opens_with("given", text) or (
            scenarios.opens_with("when", text) and self._has_then
        )
        starts = starts or (
            not self._statements and scenarios.opens_with("when", text) and not scenarios.is_ears(text)
        )
        if starts and (self._has_then or not self._statements):
            self.close()
            self._statements = [statement]
            return True
        if self._statements and _is_step(text):
            self._statements.append(statement)
            self._has_then = self._has_then or scenarios.opens_with("then", text)
            return True
        return False

    def close(self) -> None:
        if self._statements:
            steps = tuple(statement.text for statement in self._statements)
            first = self._statements[0]
            if len(steps) == 1:
                add_criterion(self._reading, first, "criteria-list")
            else:
                add_criterion(self._reading, first, "scenario-steps", text=" ".join(steps), steps=steps)
        self._statements, self._has_then = [], False


def counts_as_features(section: Section, profile: Profile) -> bool:
    """Whether a feature list, or a list under an unknown heading, holds the document's requirements."""
    if profile.states_requirements or not profile.is_spec:
        return False
    if section.role in FEATURE_ROLES:
        return True
    return profile.product and section.role in (None, Role.TECHNOLOGY) and section.level > 1
