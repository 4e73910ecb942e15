"""Goes through a document's sections once and gives each to the reader that its role asks for."""

import re

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.binding import bind_criteria
from notion_planner.extractor.readers.criteria import CriteriaReader, add_criterion, names_scenario
from notion_planner.extractor.readers.endpoint_reader import EndpointReader
from notion_planner.extractor.readers.entities import EntityReader
from notion_planner.extractor.readers.implied import counts_as_features, requires_security
from notion_planner.extractor.readers.lists import ListReader, is_clarification, is_open
from notion_planner.extractor.readers.reading import (
    Reading,
    Statement,
    statement_of,
    statement_of_heading,
    tells_of_none,
)
from notion_planner.extractor.readers.requirements import (
    RequirementReader,
    add_requirement,
)
from notion_planner.extractor.readers.scenario_runs import take_scenarios
from notion_planner.extractor.readers.stories import add_story
from notion_planner.extractor.readers.story_reader import StoryReader
from notion_planner.extractor.readers.tables import TableReader
from notion_planner.extractor.readers.unannounced import are_links, are_steps, states_unannounced
from notion_planner.extractor.readers.units import UnitReader
from notion_planner.extractor.readers.value_lists import with_values_joined
from notion_planner.extractor.structure.guidance import is_guidance
from notion_planner.extractor.structure.placeholders import has_blanks, is_unfilled
from notion_planner.extractor.structure.profile import Profile
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import proposals, vocabulary
from notion_planner.extractor.wording.duties import is_deferred, is_normative
from notion_planner.extractor.wording.identifiers import (
    leading_identifier,
    names_story,
    prefix_of,
)
from notion_planner.extractor.wording.vocabulary import REQUIREMENT_ROLES, Role

_NOT_READ = frozenset((Role.TEMPLATE, Role.EXAMPLES))
_NO_STORIES = _NOT_READ | {Role.GLOSSARY}
# Where an identified item is still no requirement: it is listed for another reason.
_NO_IDENTIFIED = frozenset(
    (
        *(Role.TEMPLATE, Role.EXAMPLES, Role.PROCESS, Role.OUT_OF_SCOPE, Role.GLOSSARY, Role.BACKGROUND),
        *(Role.RISKS, Role.QUESTIONS, Role.RESOLVED_QUESTIONS, Role.DECISIONS, Role.GOALS, Role.METRICS),
        *(Role.ASSUMPTIONS, Role.ACCEPTANCE, Role.DEPENDENCIES, Role.EDGE_CASES, Role.FLOWS, Role.ENTITIES),
    )
)
_MAY_DEFER = frozenset((Role.EDGE_CASES, Role.FLOWS, Role.FEATURES))
_PROSE_ROLES = frozenset(
    (
        *(None, Role.PROPOSAL, Role.SECURITY, Role.INTERFACES, Role.ENDPOINTS, Role.CONSTRAINTS),
        *(Role.EDGE_CASES, Role.GLOSSARY),  # a protocol defines its messages with what they must hold
    )
)
# In a proposal whoever writes in capitals binds there, too: in a summary, in the steps of a protocol.
_KEYWORD_ROLES = frozenset((Role.OVERVIEW, Role.PROCESS, Role.FLOWS, Role.TECHNOLOGY, Role.METRICS))
_GHERKIN = frozenset(("gherkin", "feature", "cucumber"))
_NO_LANGUAGE = frozenset(("", "text", "txt", "plain", "plaintext"))
_FEATURE = re.compile(r"^\s*(?:Feature|Scenario)\s*:", re.MULTILINE)
_LEAST_SENTENCE_WORDS = 6
_ENDS_SENTENCE = re.compile(r"\.[)\]\"'”’»]*$")
_NOTES = re.compile(r"\b(?:notes?|remarks?|teach this)$", re.IGNORECASE)
_LABEL = re.compile(r"[^:：.]{2,60}[:：]\s*")


class DocumentReader:
    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile
        self._requirements = RequirementReader(reading, profile)
        self._criteria = CriteriaReader(reading)
        self._lists = ListReader(reading)
        self._tables = TableReader(reading, profile)
        self._entities = EntityReader(reading)
        self._endpoints = EndpointReader(reading)
        self._series: frozenset[str] = frozenset()
        self._units = UnitReader(reading, [])
        self._stories = StoryReader(reading)

    def read(self, sections: list[Section]) -> None:
        self._series = _series(sections)
        self._units = UnitReader(self._reading, sections)
        for section in sections:
            self._drop_placeholders(section)
            if section.role in _NOT_READ:
                continue
            take_scenarios(self._reading, section)
            self._anywhere(section)
            self._units.complete(section)
            unit = self._units.read(section)
            if not unit and not self._units.stands_above(section):
                self._by_role(section)
            elif section.role is Role.ACCEPTANCE and not unit:
                self._criteria.read(section)
                self._read_tables(section)
            else:
                self._read_tables(section, only_scenarios=True)
            self._mark_questions(section)
        self._endpoints.finish()
        bind_criteria(self._reading)

    def _drop_placeholders(self, section: Section) -> None:
        kept = []
        for block in section.blocks:
            says = block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH)
            unfilled = says and (is_unfilled(block.raw, block.text[:300]) or has_blanks(block.raw))
            if unfilled or (says and is_guidance(block, section)):
                if not vocabulary.denies(block.text):
                    self._reading.placeholders.append(block.line)
            else:
                kept.append(block)
        section.blocks = kept

    def _anywhere(self, section: Section) -> None:
        """What is recognised by its form in any section: stories, endpoints, feature files, SQL."""
        if section.heading is not None and section.level > 1:
            self._told(statement_of_heading(section))
        for block in walk(section.blocks):
            if block.kind is BlockKind.CODE:
                self._code(block, section)
            elif block.kind is BlockKind.TABLE:
                self._endpoints.cells(block, section)
            else:
                self._told(statement_of(block, section))
        self._stories_taken(section)

    def _told(self, statement: Statement) -> None:
        role = statement.section.role
        if role not in _NO_STORIES:
            self._stories.told(statement)
        self._endpoints.told(statement)

    def _stories_taken(self, section: Section) -> None:
        for block in section.blocks:
            self._stories.conditions(block, section)
        self._stories.labelled_conditions(section)
        section.blocks = [block for block in section.blocks if block not in self._reading.by_block]

    def _code(self, block: Block, section: Section) -> None:
        if block.language in _GHERKIN or (
            block.language in _NO_LANGUAGE
            and (_FEATURE.search(block.raw[:2000]) or scenarios.are_steps(block.raw))
        ):
            lines = block.raw.split("\n")
            told = [*scenarios.feature_file(block.raw)]
            if len(told) == 1 and section.level > 1 and names_scenario(section.title):
                return
            for scenario in told:
                line = block.line + 1 + scenario.line
                statement = Statement(
                    lines[scenario.line].strip(),
                    line,
                    line + 1,
                    section,
                    text=scenario.name or " ".join(scenario.steps),
                )
                add_criterion(self._reading, statement, "gherkin", text=statement.text, steps=scenario.steps)
            return
        self._endpoints.code(block, section)
        if section.role is not Role.ENTITIES:
            self._entities.code(block, section)

    def _by_role(self, section: Section) -> None:
        role = section.role
        if role is Role.ACCEPTANCE:
            self._criteria.read(section)
        elif role in REQUIREMENT_ROLES:
            self._requirements.read(section)
        elif role is Role.STORIES:
            self._primary_story(section)
            self._whole_scenarios(section)
            self._requirements.led_items(section)
        elif role is Role.ENTITIES:
            self._entities.read(section)
            if self._profile.prose:
                self._requirements.keyword_prose(section)
            elif section.parent is not None and section.parent.role in REQUIREMENT_ROLES:
                self._requirements.binding_prose(section)
        else:
            self._lists.read(section, argues=self._profile.prose)
            self._requirements.led_items(section)
            if self._binds_by_keywords(role):
                self._requirements.keyword_prose(section)
            self._requirements_elsewhere(section)
        self._read_tables(section)

    def _read_tables(self, section: Section, *, only_scenarios: bool = False) -> None:
        for block in section.blocks:
            if block.kind is not BlockKind.TABLE:
                continue
            if only_scenarios:
                self._tables.read_scenarios(block, section)
            elif section.role is not Role.ENTITIES and self._entities.lists_entities(block, section):
                self._entities.table(block, section)
            else:
                self._tables.read(block, section)

    def _whole_scenarios(self, section: Section) -> None:
        """ "Export: Given a table, when it is exported, then …" among the stories is a criterion."""
        for block in section.blocks:
            if block.kind is BlockKind.ITEM and block not in self._reading.by_block:
                statement = statement_of(block, section)
                label = _LABEL.match(statement.text)
                if scenarios.is_whole_scenario(statement.text[label.end() if label else 0 :]):
                    add_criterion(self._reading, statement, "scenario")

    def _primary_story(self, section: Section) -> None:
        """A section that announces one story tells it in its first paragraph, whatever the wording."""
        singular = vocabulary.normalise(section.title) in (
            "primary user story",
            "user story",
            "main user story",
        )
        if singular and section.heading is not None and section not in self._reading.story_of:
            first = next((block for block in section.blocks if block.kind is BlockKind.PARAGRAPH), None)
            if first is not None:
                statement = statement_of(first, section)
                add_story(self._reading, statement, "story-section", statement.text)

    def _requirements_elsewhere(self, section: Section) -> None:
        role = section.role
        if self._profile.prose and (role in _PROSE_ROLES or _holds_notes(section)):
            self._prose(section)
        elif role is Role.ASSUMPTIONS_AND_CONSTRAINTS or requires_security(section, self._profile):
            self._items_as_requirements(section)
        elif counts_as_features(section, self._profile):
            self._features(section)
            if role in (None, Role.PROPOSAL) or any(b.kind is BlockKind.ITEM for b in section.blocks):
                self._requirements.binding_prose(section)
        elif self._profile.product and (role is None or self._tells_of_flow(section)):
            self._part_of_flow(section)
            self._requirements.binding_prose(section)
        elif self._states_duties(role):
            self._requirements.binding_statements(section)
            self._identified_items(section)
        elif role is Role.FEATURES and not self._profile.is_spec:
            self._identified_items(section)
        elif role in _MAY_DEFER:
            self._deferred(section)
        elif role is Role.GOALS:
            self._identified_items(section, only=self._series)
        else:
            self._stated_anyway(section)

    def _binds_by_keywords(self, role: Role | None) -> bool:
        """Whether a sentence there binds only with one of RFC 2119's keywords, as a summary's does."""
        named_otherwise = role in _KEYWORD_ROLES and (self._profile.prose or self._profile.keyworded)
        return named_otherwise or (self._profile.keyworded and role in _PROSE_ROLES)

    def _stated_anyway(self, section: Section) -> None:
        """What is a requirement by its own form: an identifier, a list of duties, a MUST in capitals."""
        if section.role is None and self._profile.states_requirements:
            self._requirements.duties(section)
            self._requirements.binding_capitals(section)
            if states_unannounced(section):
                self._items(section, "unannounced-list")
        if section.role not in _NO_IDENTIFIED:
            self._identified_items(section)

    def _states_duties(self, role: Role | None) -> bool:
        """Whether what must be is said in such a section, whose other sentences say other things."""
        if role in (None, Role.FLOWS):
            return self._profile.binding
        decided = role is Role.DECISIONS and self._profile.decides
        return decided or (self._profile.product and role in (Role.PROPOSAL, Role.DECISIONS))

    def _deferred(self, section: Section) -> None:
        for block in section.blocks:
            statement = statement_of(block, section) if block.kind is BlockKind.ITEM else None
            if statement is not None and is_deferred(statement.text):
                self._reading.add("out_of_scope", statement, "deferred-item")

    def _items(self, section: Section, rule: str) -> None:
        for block in section.blocks:
            if block.kind is BlockKind.ITEM and block not in self._reading.by_block:
                self._requirements.item(block, section, rule)

    def _items_as_requirements(self, section: Section) -> None:
        self._items(section, "list")
        if section.role is Role.SECURITY:
            self._requirements.binding_prose(section)

    def _features(self, section: Section) -> None:
        section.blocks = [*with_values_joined(section.blocks)]
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        if section.role is None and (are_links(items) or are_steps(items)):
            return
        for block in items:
            if section.role is not None or not _is_work(block):
                self._requirements.item(block, section, "feature-list")
        described = [
            b for b in section.blocks if b.kind is BlockKind.PARAGRAPH and not b.raw.rstrip().endswith(":")
        ]
        if any(block.kind is BlockKind.TABLE for block in section.blocks) or tells_of_none(described[:1]):
            return
        if items or not described or section.role is not Role.FEATURES or section.heading is None:
            return
        if section.own is Role.FEATURES:
            for block in described:
                self._requirements.feature_paragraph(block, section)
        elif section.own is None:
            add_requirement(self._reading, statement_of_heading(section), "feature-heading")

    def _tells_of_flow(self, section: Section) -> bool:
        """Whether a part of a flow ("Step 2: Payment") says what is built, as nothing else lists it.

        A journey tells of a person: "Ann, 34: lives in Kiel"; a screen on it is built all the same.
        """
        if section.role is not Role.FLOWS or section.own is not None or not self._profile.solution:
            return False
        flow = (above for above in section.ancestors() if above.role is Role.FLOWS)
        titles = [vocabulary.normalise(above.title).split() for above in flow]
        screens, journeys = vocabulary.words("screens"), vocabulary.words("journeys")
        is_screen = any(bool(title) and title[0] in screens for title in titles)
        return is_screen or not any(journeys.intersection(title) for title in titles)

    def _part_of_flow(self, section: Section) -> None:
        for block in section.blocks if section.role is Role.FLOWS else ():
            if block.kind is BlockKind.ITEM and not block.ordered:  # what a user does is numbered
                self._requirements.item(block, section, "flow-list")

    def _prose(self, section: Section) -> None:
        for block in section.blocks:
            if block.quoted:
                continue
            if block.kind is BlockKind.PARAGRAPH:
                self._requirements.prose(statement_of(block, section))
            elif block.kind is BlockKind.ITEM:
                text = block.text
                proposed = section.role is Role.PROPOSAL
                whole = len(text.split()) >= _LEAST_SENTENCE_WORDS and _ENDS_SENTENCE.search(text)
                orders = (proposed or section.role is Role.PROCESS) and proposals.orders(block.raw)
                stated = orders or (proposed and whole)
                said = (proposed or section.role is None) and proposals.announces(text)
                if stated or said or is_normative(text):
                    self._requirements.item(block, section, "proposal-list")

    def _identified_items(self, section: Section, only: frozenset[str] | None = None) -> None:
        for block in section.blocks:
            found = (
                leading_identifier(block.text[:300])
                if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH)
                else None
            )
            if found is None or not found.text[0].isalpha() or names_story(found.text):
                continue
            if block in self._reading.by_block:
                continue
            if only is None or prefix_of(found.text) in only:
                if block.kind is BlockKind.ITEM:
                    self._requirements.item(block, section, "identified-item")
                else:
                    add_requirement(self._reading, statement_of(block, section), "identified-paragraph")

    def _mark_questions(self, section: Section) -> None:
        if section.role is Role.QUESTIONS:
            return
        for block in walk(section.blocks):
            about = self._reading.by_block.get(block)
            if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) and is_clarification(block.raw):
                self._lists.marked(statement_of(block, section), about)
            elif about is not None and about.family == "requirements" and is_open(block.text):
                self._lists.left_open(statement_of(block, section), about)


def _series(sections: list[Section]) -> frozenset[str]:
    """The prefixes of identifiers in the sections where an identified item is a requirement.

    A section of goals may begin the series ("F1" to "F6") that others continue.
    """
    found = (
        leading_identifier(block.text[:300])
        for section in sections
        if section.role not in _NO_IDENTIFIED
        for block in section.blocks
        if block.kind is BlockKind.ITEM
    )
    return frozenset(prefix_of(one.text) for one in found if one is not None and one.text[0].isalpha())


def _holds_notes(section: Section) -> bool:
    """Whether a section is of notes, or of what is to be taught, which in a proposal say what else holds."""
    named = next((one for one in section.ancestors() if one.own is not None), None)
    return named is not None and named.own is Role.PROCESS and _NOTES.search(named.title) is not None


def _is_work(block: Block) -> bool:
    """Whether an item tells of work: done ("[x]", "✅"), or numbered as a task ("T-1")."""
    found = leading_identifier(block.text[:300])
    is_task = found is not None and prefix_of(found.text) in ("T", "TASK")
    return bool(block.checked) or is_task or block.text.startswith(("✅", "☑", "✔"))
