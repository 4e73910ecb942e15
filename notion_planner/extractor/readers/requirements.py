"""Reads requirements from lists, identified paragraphs and normative prose."""

import re
from functools import cache
from itertools import zip_longest

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.classification import classify
from notion_planner.extractor.readers.criteria import (
    CRITERION_PREFIXES,
    add_criterion,
    is_label,
    numbers_criterion,
    paragraph_lines,
)
from notion_planner.extractor.readers.reading import Found, Reading, Statement, statement_of
from notion_planner.extractor.readers.stories import add_story
from notion_planner.extractor.readers.value_lists import join_own_values, with_values_joined
from notion_planner.extractor.structure.naming import (
    BOLD_NAME,
    are_groups,
    is_command,
    items_of,
    names_group,
    names_quality,
    tells_of_named,
    with_named_joined,
    without_fields,
)
from notion_planner.extractor.structure.profile import Profile
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import proposals, vocabulary
from notion_planner.extractor.wording.duties import (
    ABOUT_DOCUMENT,
    DEFERRED_LENGTH,
    MAY_ONLY,
    UPPER_KEYWORD,
    is_deferred,
    is_normative,
    leads_rules,
    says_ability,
    says_duty,
    says_nothing,
    says_purpose,
)
from notion_planner.extractor.wording.identifiers import (
    Identifier,
    given_identifier,
    leading_identifier,
    names_story,
    prefix_of,
    without_identifier,
)
from notion_planner.extractor.wording.inline import plain, sentences
from notion_planner.extractor.wording.marks import (
    is_aside,
    is_question,
    priority_mark,
    with_colon,
    without_marks,
    without_priority,
)
from notion_planner.extractor.wording.measures import targets
from notion_planner.extractor.wording.priorities import said_priority
from notion_planner.extractor.wording.vocabulary import REQUIREMENT_ROLES, Role

_BOLD_LEAD = re.compile(r"^(?:\*\*|__)[^*\n]{2,40}(?:\*\*|__)\s*[:：–—-]?\s*\S")
_NAME = re.compile(r"(?!(?:notes?|hinweis|remarque|nota)\b)[^:：.!?]{2,40}[:：]\s", re.IGNORECASE)
_LABELS = re.compile(r"(?:\*\*|__)[^*\n]{2,30}(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])")
_CAPITALS = re.compile(r"\b(?:MUST|SHALL)\b")
_BINDING = re.compile(r"\b(?:must|shall)\b", re.IGNORECASE)
# An order of tasks: "T-31-01 → T-31-02 ∥ T-31-03".
_TASK = r"[A-Z]{1,8}[-_.]?\d+(?:[-_.]\d+)*"
_CHAIN = re.compile(rf"{_TASK}(?:\s?(?:->|[→⇒∥|,;/&>+])\s?{_TASK})+")
_LEAST_DUTIES = 2


@cache
def _duty() -> re.Pattern[str]:
    """ "Must" and "shall" whoever must, and their like in other languages."""
    return re.compile(rf"{_BINDING.pattern}|{vocabulary.binding().pattern}", re.IGNORECASE)


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
    body = with_colon(body, statement.raw)
    if identifier is None and text is None and (identifier := leading_identifier(body)) is not None:
        body = without_identifier(body, identifier)  # "[P0] FR-1: …"
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
        reading.by_block[statement.block] = item
    return item


def _leading_priority(text: str) -> str | None:
    label, colon, _ = text[:40].replace("：", ":").partition(":")
    return label if colon and vocabulary.priority(label) is not None else None


class RequirementReader:
    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile

    def read(self, section: Section) -> None:
        """Items and identified paragraphs of a requirements section; its prose where it has no list."""
        section.blocks = [*with_named_joined([*with_values_joined(section.blocks)])]
        blocks, before = without_fields(section.blocks), len(self._reading.found["requirements"])
        has_items = any(block.kind in (BlockKind.ITEM, BlockKind.TABLE) for block in blocks)
        grouped = are_groups([block for block in blocks if block.kind is BlockKind.ITEM])
        for block, below in zip_longest(blocks, blocks[1:]):
            if block.kind is BlockKind.ITEM:
                for item in items_of(block) if grouped else (block,):
                    self.item(item, section, "requirements-list")
            elif block.kind is BlockKind.PARAGRAPH and not block.quoted:
                self._requirement_paragraph(block, section, below, has_items=has_items)
        described = self._reading.found["requirements"][before:]
        if len(described) == 1 and described[0].id is None:
            given = (given_identifier(block.text) for block in section.blocks)
            described[0].id = next(filter(None, given), None)

    def item(self, block: Block, section: Section, rule: str) -> None:
        if block.lead and block in self._reading.by_block:
            return
        join_own_values(block)
        statement = statement_of(block, section)
        text = statement.text
        children = [child for child in block.children if child.kind is BlockKind.ITEM]
        identifier = leading_identifier(text)
        is_constraint = section.role is Role.CONSTRAINTS  # "TC-1" is no test case there
        if identifier and not is_constraint and prefix_of(identifier.text) in CRITERION_PREFIXES:
            add_criterion(self._reading, statement, "identifier")
            return
        if identifier is not None and names_story(identifier.text):
            add_story(self._reading, statement, "identifier", without_identifier(text, identifier))
            return
        names = identifier is None and is_label(block.raw, text) and not is_command(text)
        if children and (not text or names):
            for child in children:
                self.item(child, section, rule)
            return
        if children and any(_own_identifier(child) for child in children):
            tests = [child for child in children if numbers_criterion(child.text)]
            asked = (identifier is not None or tests) and not is_label(block.raw, text)
            tested = add_requirement(self._reading, statement, rule) if asked else None
            for child in children:
                self.item(child, section, rule)
                if child in tests and child in self._reading.by_block:
                    self._reading.by_block[child].parent = tested
            return
        if not text or self._set_aside(statement):
            return
        add_requirement(self._reading, statement, rule)

    def _set_aside(self, statement: Statement) -> bool:
        """Whether an item is an aside, or belongs to another list (a scenario, a deferred feature)."""
        text = statement.text
        if (
            is_aside(text)
            or says_purpose(text)
            or says_nothing(text)
            or vocabulary.denies(text)
            or said_priority(text) is not None
            or re.fullmatch(r"[\W_]*|https?://\S+", text)
        ):
            return True
        if _CHAIN.fullmatch(text):
            return True
        if scenarios.is_whole_scenario(text) and scenarios.opens_with("given", text):
            add_criterion(self._reading, statement, "scenario")
            return True
        if (
            statement.section.role not in REQUIREMENT_ROLES
            and MAY_ONLY.search(text)
            and not is_normative(text)
        ):
            return True
        led = statement.block is not None and statement.block.lead
        if is_question(text) and not led and not vocabulary.binding().search(text):
            self._reading.add("open_questions", statement, "question-item")
            return True
        put_off = vocabulary.is_wont(priority_mark(text) or _leading_priority(text) or "")
        if put_off or (statement.section.role not in REQUIREMENT_ROLES and is_deferred(text)):
            self._reading.add("out_of_scope", statement, "deferred-item")
            return True
        return False

    def _requirement_paragraph(
        self, block: Block, section: Section, below: Block | None, *, has_items: bool
    ) -> None:
        statements = paragraph_lines(block, section)
        texts = [*(statement.text for statement in statements[1:]), below.text if below is not None else ""]
        for statement, following in zip(statements, texts, strict=True):
            identifier = leading_identifier(statement.text)
            if identifier is not None and names_group(statement.text, identifier, following):
                continue
            if identifier is not None and identifier.text[0].isalpha():
                add_requirement(self._reading, statement, "identified-paragraph")
            elif statement.text.endswith((":", "：")) or vocabulary.denies(statement.text):
                continue
            elif has_items:
                self.prose(statement, keyword=_duty(), expected=True)
            elif statement.text:
                self._described(statement, section)

    def led_items(self, section: Section) -> None:
        """The items below "Customers must:" in a section that is not about anything known.

        Among stories, in a flow and in an overview only those below a duty: what a customer can do there is a
        step, or told of the whole. What a role can do stands one level deeper, below its name.
        """
        sums_up = section.role is Role.OVERVIEW and self._profile.product
        tells = section.role in (Role.STORIES, Role.FLOWS) or sums_up
        if not self._profile.is_spec or not (section.role is None or tells):
            return
        for block in section.blocks:
            of_role = not tells and any(one.lead and says_ability(one.text) for one in walk(block.children))
            if of_role or (block.lead and (not tells or vocabulary.normative().search(block.lead))):
                self.item(block, section, "led-list")

    def duties(self, section: Section) -> None:
        """The items of a list under any heading where most of them say what must be."""
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        binding = sum(vocabulary.binding().search(item.text[:2000]) is not None for item in items)
        if binding < _LEAST_DUTIES or 2 * binding <= len(items):
            return
        for item in items:
            if vocabulary.normative().search(item.text[:2000]):
                self.item(item, section, "duties-list")

    def binding_capitals(self, section: Section) -> None:
        """The "MUST" and "SHALL" sentences under any heading: whoever writes so means to bind."""
        for block in section.blocks:
            if block.kind is BlockKind.PARAGRAPH and not block.quoted:
                self.prose(statement_of(block, section), keyword=_CAPITALS)

    def binding_prose(self, section: Section) -> None:
        """The "must", "shall" and "should" sentences of a section that is not about anything known.

        Those of a solution include wider words of duty.
        """
        keyword = vocabulary.binding() if section.role is Role.PROPOSAL else _duty()
        for block in section.blocks:
            if block.kind is BlockKind.PARAGRAPH and not block.quoted:
                self.prose(statement_of(block, section), keyword=keyword, expected=True)

    def keyword_prose(self, section: Section) -> None:
        """The sentences and items with RFC 2119's keywords where others are none of a requirement."""
        for block in section.blocks:
            if block.kind is BlockKind.ITEM and UPPER_KEYWORD.search(block.text) and is_normative(block.text):
                self.item(block, section, "keyword-list")
            elif block.kind is BlockKind.PARAGRAPH and not block.quoted:
                for sentence in sentences(block.raw):
                    text = plain(sentence.raw)
                    if UPPER_KEYWORD.search(text) and is_normative(text):
                        line = block.line_of(sentence.line_offset)
                        part = Statement(sentence.raw, line, block.end, section, text=text)
                        add_requirement(self._reading, part, "normative-sentence", text=text)

    def binding_statements(self, section: Section) -> None:
        """The items and sentences of duty in a document that says nothing else of itself.

        Below "Behaviour rules:" every item is one.
        """
        ruled = False
        for block in section.blocks:
            if block.kind is not BlockKind.ITEM:
                ruled = leads_rules(block.text)
            elif ruled or vocabulary.expected().match(block.text) or says_duty(block.text):
                self.item(block, section, "binding-list")
            if block.kind is BlockKind.PARAGRAPH and not block.quoted:
                self.prose(statement_of(block, section), keyword=vocabulary.binding(), expected=True)

    def feature_paragraph(self, block: Block, section: Section) -> None:
        """A feature told behind its bold name, unless that begins with its deferral; else what will be."""
        lead = BOLD_NAME.match(block.raw)
        statement = statement_of(block, section)
        if block.quoted or is_aside(statement.text):
            return
        if lead is None:
            self.prose(statement, keyword=vocabulary.normative())
            return
        opening = plain(block.raw[lead.end() :])[:DEFERRED_LENGTH]
        deferral = vocabulary.pattern("deferred")
        if deferral.match(opening.casefold()) or deferral.search(plain(lead[1]).casefold()):
            self._reading.add("out_of_scope", statement, "deferred-item")
        else:
            add_requirement(self._reading, statement, "feature-paragraph")

    def _described(self, statement: Statement, section: Section) -> None:
        """Prose instead of a list: its normative sentences; a labelled or measured line states a quality."""
        before = len(self._reading.found["requirements"])
        self.prose(statement, keyword=vocabulary.normative())
        if len(self._reading.found["requirements"]) > before or is_aside(statement.text):
            return
        number = leading_identifier(statement.text)
        # "2.1. Deposits" is a heading, "2.1. A guest may pay later." a clause.
        if number is not None and "." in number.text and statement.text.endswith((".", ";", "。", "；")):
            add_requirement(self._reading, statement, "numbered-clause")
            return
        quality = section.role in (Role.NON_FUNCTIONAL, Role.CONSTRAINTS)
        if quality and (_BOLD_LEAD.match(statement.raw) or targets(statement.text)):
            add_requirement(self._reading, statement, "quality-paragraph")
        elif names_quality(section):
            add_requirement(self._reading, statement, "described-quality")
        elif _names_function(section) and said_priority(statement.text) is None:
            add_requirement(self._reading, statement, "described-function")
        elif section.own in (Role.FUNCTIONAL, Role.REQUIREMENTS) and tells_of_named(statement.raw):
            add_requirement(self._reading, statement, "named-paragraph")

    def prose(
        self, statement: Statement, *, keyword: re.Pattern[str] | None = None, expected: bool = False
    ) -> None:
        """Each normative sentence of a paragraph; in a proposal also those that say what will happen.

        ``expected`` adds to those with the keyword those that begin with who or what should do something.
        """
        if len(_LABELS.findall(statement.raw[:1000])) > 1 or said_priority(statement.text) is not None:
            return  # facts about the document: "**Epic:** Loans **Priority:** Must have"
        proposed = statement.section.role is Role.PROPOSAL
        planned = proposed or (self._profile.prose and statement.section.role is None)
        for number, sentence in enumerate(sentences(statement.raw)):
            text = plain(sentence.raw)
            if len(text) < 12 or is_aside(text) or text.endswith("?"):
                continue
            if vocabulary.lead_ins().match(text.rstrip(" :：")):
                continue
            binding = is_normative(text) if keyword is None else keyword.search(text) is not None
            binding = binding or (expected and vocabulary.expected().match(text) is not None)
            binding = binding or self._conditional(statement.section, text)
            binding = binding and ABOUT_DOCUMENT.search(text) is None
            ordered = proposed and self._profile.prose and proposals.orders(text)
            asked = ordered or (planned and proposals.announces(text))
            if binding or (asked and not ABOUT_DOCUMENT.search(text)):
                line = statement.block.line_of(sentence.line_offset) if statement.block else statement.line
                part = Statement(sentence.raw, line, statement.end, statement.section, text=text)
                own = leading_identifier(text) if number == 0 else None
                add_requirement(self._reading, part, "normative-sentence", text=text, identifier=own)

    def _conditional(self, section: Section, text: str) -> bool:
        """Whether a sentence among requirements says what happens under a condition: "When it rains, …"."""
        named = _NAME.match(text)
        return section.role in REQUIREMENT_ROLES and (
            vocabulary.conditions().match(text, named.end() if named else 0) is not None
        )


def _names_function(section: Section) -> bool:
    """Whether a heading among requirements only names what the text below it describes."""
    among = section.role in (Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.REQUIREMENTS)
    above = section.parent.role if section.parent is not None else None
    part = section.role is above is Role.NON_FUNCTIONAL  # "Legal requirements" below them
    return among and (section.own is None or part) and section.heading is not None


def _own_identifier(block: Block) -> bool:
    found = leading_identifier(block.text[:300])
    return found is not None and found.text[0].isalpha()
