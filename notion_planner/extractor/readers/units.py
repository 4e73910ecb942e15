"""Reads headings that are items themselves: "Requirement 3: Export", "User Story 1", "FR-3: Upload"."""

import re
from collections.abc import Iterator
from itertools import takewhile

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.criteria import (
    CRITERION_PREFIXES,
    add_criterion,
    is_step,
)
from notion_planner.extractor.readers.reading import (
    Found,
    Reading,
    Statement,
    statement_of,
    statement_of_heading,
)
from notion_planner.extractor.readers.requirements import add_requirement
from notion_planner.extractor.readers.row_details import add_criteria_cell
from notion_planner.extractor.readers.stories import add_story
from notion_planner.extractor.readers.table_shape import Record, Shape, upright
from notion_planner.extractor.structure.placeholders import is_placeholder
from notion_planner.extractor.structure.sections import LABEL_LEVEL, Section
from notion_planner.extractor.text.blocks import BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    Unit,
    leading_identifier,
    names_story,
    prefix_of,
    unit_heading,
    without_identifier,
)
from notion_planner.extractor.wording.inheritance import are_qualities
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.marks import is_aside, is_question, without_priority
from notion_planner.extractor.wording.measures import targets
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, REQUIREMENT_ROLES, Role

# "Points: 3" is said of the story, "Tasks:" of the list below it.
_PROPERTY = re.compile(r"[^:：]{2,30}[:：](?=\s*\S)")
_PRIORITY_LINE = re.compile(r"^([^:：]{2,20})[:：]\s*(.{1,40})$")
_NO_UNITS = frozenset(
    (
        *(
            Role.TEMPLATE,
            Role.EXAMPLES,
            Role.PROCESS,
            Role.OUT_OF_SCOPE,
            Role.GLOSSARY,
            Role.BACKGROUND,
            Role.RISKS,
        ),
        *(
            Role.QUESTIONS,
            Role.RESOLVED_QUESTIONS,
            Role.DECISIONS,
            Role.GOALS,
            Role.METRICS,
            Role.ASSUMPTIONS,
        ),
        *(Role.DEPENDENCIES, Role.EDGE_CASES, Role.FLOWS, Role.ENTITIES),
    )
)
# With these a heading names a requirement, a feature or a use case, which a story may stand below.
_NO_TICKETS = frozenset((
    "FR", "NFR", "NF", "REQ", "R", "F", "FEAT", "FEATURE", "E", "EPIC",
    "UC", "BR", "CR", "CON", "TC", "RF", "RNF",
))  # fmt: skip
# These number a feature, whose list says what it can do: "F2: Search" names no more than "Search" would.
_OF_FEATURES = frozenset(("F", "FEAT", "FEATURE"))
# Sections below such a heading that describe it further, and hold no items of their own but criteria.
_DETAILS = frozenset(
    (
        *(None, Role.ACCEPTANCE, Role.OVERVIEW, Role.BACKGROUND, Role.PROPOSAL),
        *(Role.FUNCTIONAL, Role.REQUIREMENTS, Role.FEATURES),
    )
)


class UnitReader:
    def __init__(self, reading: Reading, sections: list[Section]) -> None:
        self._reading = reading
        # What stands under labels below a scenario ("Steps:", "Expected result:") is of it.
        self._scenarios: dict[Section | None, Found] = {}
        self._list_requirements = {
            section.parent
            for section in sections
            if section.own in (Role.REQUIREMENTS, Role.FUNCTIONAL)
            and any(block.kind is BlockKind.ITEM for block in section.blocks)
        }
        self._have_criteria = {
            section.parent for section in sections if section.own is Role.ACCEPTANCE and not section.owner
        }

    def read(self, section: Section) -> bool:
        """A heading that is itself an item; True when the section's own blocks are that item's body."""
        if section.heading is None or section.level == 1:
            return False
        if section.own is None and (scenario := self._scenarios.get(section.parent)) is not None:
            scenario.fields["steps"] = (*_steps(scenario), *_lines(section))
            return True
        unit = unit_heading(section.title)
        if unit is not None and section.role not in (Role.PROCESS, Role.OUT_OF_SCOPE):
            return self._named_unit(section, unit)
        identifier = leading_identifier(section.title)
        if identifier is not None and identifier.text[0].isalpha() and section.role not in _NO_UNITS:
            return self._identified_heading(section)
        if self._has_only_criteria(section):
            statement = statement_of_heading(section)
            item = add_requirement(self._reading, statement, "requirement-heading", text=section.title)
            self._reading.unit_of[section] = item
            return True
        return False

    def _has_only_criteria(self, section: Section) -> bool:
        """Whether a heading among requirements has criteria, and nothing below it that they are for."""
        above = section.parent.role if section.parent is not None else None
        return (
            section in self._have_criteria
            and above in REQUIREMENT_ROLES
            and not (section.own and section.exact)
            and section.level < LABEL_LEVEL
            and all(
                block.kind is BlockKind.PARAGRAPH and not vocabulary.normative().search(block.raw)
                for block in section.blocks
                if block.kind is not BlockKind.DIVIDER
            )
        )

    def _named_unit(self, section: Section, unit: Unit) -> bool:
        assert section.heading is not None
        statement = statement_of_heading(section)
        if unit.word == "scenario":
            steps, text = tuple(_lines(section)), unit.title or section.title
            self._scenarios[section] = add_criterion(
                self._reading, statement, "scenario-heading", text=text, steps=steps
            )
            return True
        if unit.word == "story":
            return self._story_heading(section, unit, statement)
        if is_placeholder(unit.title):
            return True
        told = self._reading.story_of.get(section)
        text = unit.title or (told.text if told else self._first_text(section)) or section.title
        item = add_requirement(self._reading, statement, "requirement-heading", text=text)
        item.id = unit.id
        self._own_priority(section, item)
        self._reading.unit_of[section] = item
        return True

    def _story_heading(self, section: Section, unit: Unit, statement: Statement) -> bool:
        if unit.id is None and not unit.title:
            return False
        told = self._reading.story_of.get(section)
        if told is None and unit.id and unit.id[0].isalpha() and " " not in unit.id:
            told = self._reading.listed_before("user_stories", unit.id, section)
        if told is None:
            told = add_story(
                self._reading, statement, "story-heading", unit.title or section.title, identifier=unit.id
            )
        self._reading.unit_of[section] = told
        self._conditions(section, told)
        return True

    def _conditions(self, section: Section, story: Found) -> None:
        """The list right below the sentence of a story that has no criteria elsewhere, as its conditions."""
        if story.source.rule != "story-sentence" or story.listed or section in self._have_criteria:
            return
        above = [*takewhile(lambda block: block.kind is not BlockKind.ITEM, section.blocks)]
        if any(block.kind is not BlockKind.PARAGRAPH or not _PROPERTY.match(block.text) for block in above):
            return
        for item in takewhile(lambda block: block.kind is BlockKind.ITEM, section.blocks[len(above) :]):
            text = item.text
            other = _PROPERTY.match(text) or is_question(text) or is_aside(text) or leading_identifier(text)
            if text and not other:
                add_criterion(self._reading, statement_of(item, section), "story-list").parent = story

    def _identified_heading(self, section: Section) -> bool:
        """A heading like "FR-3: Upload" is a requirement, unless its items have identifiers of their own."""
        assert section.heading is not None
        if _groups_items(section) or self._groups_stories(section) or self._lists_abilities(section):
            return False
        identifier = leading_identifier(section.title)
        assert identifier is not None
        statement = statement_of_heading(section)
        prefix = prefix_of(identifier.text)
        if names_story(identifier.text):
            return self._story_heading(
                section,
                Unit("story", identifier.text, without_identifier(section.title, identifier)),
                statement,
            )
        if (told := self._story_of_ticket(section, prefix)) is not None:
            told.id = told.id or identifier.text
            self._reading.unit_of[section] = told
            return True
        if prefix in CRITERION_PREFIXES:
            self._criterion_heading(section)
            return True
        if section in self._list_requirements:
            return False
        listed = self._reading.listed_before("requirements", identifier.text, section)
        if listed is not None:
            if listed.fields.get("priority_text") is None:
                self._own_priority(section, listed)
            self._reading.unit_of[section] = listed
            return True
        title = without_identifier(section.title, identifier)
        bare = title.strip() == identifier.text
        text = self._text_below(section) or title if bare else self._unit_text(section, title)
        item = add_requirement(
            self._reading, statement, "requirement-heading", text=text if bare else section.title
        )
        item.id, item.text = identifier.text, without_priority(text)
        item.fields["targets"] = targets(item.text)
        self._own_priority(section, item)
        self._criteria_of_card(section, item)
        self._reading.unit_of[section] = item
        return True

    def _criterion_heading(self, section: Section) -> None:
        statement = statement_of_heading(section)
        criterion = add_criterion(self._reading, statement, "criterion-heading", text=section.title)
        steps = tuple(_lines(section))
        if steps and is_step(steps[0]) and any(scenarios.opens_with("then", step) for step in steps):
            criterion.fields["steps"] = steps

    def _lists_abilities(self, section: Section) -> bool:
        """Whether a numbered feature among features has a list right below it, and no criteria."""
        identifier = leading_identifier(section.title)
        return (
            identifier is not None
            and prefix_of(identifier.text) in _OF_FEATURES
            and section.role in FEATURE_ROLES
            and section not in self._have_criteria
            and any(block.kind is BlockKind.ITEM for block in section.blocks)
        )

    def _groups_stories(self, section: Section) -> bool:
        """Whether stories are listed under a heading among stories, as under "E1: Desk" of an epic."""
        told = self._reading.story_of.get(section)
        return section.role is Role.STORIES and told is not None and told.listed

    def _story_of_ticket(self, section: Section, prefix: str) -> Found | None:
        """The one story that a heading with the key of a tracker ("SHOP-12: Pay") is about."""
        if section.role not in (None, Role.STORIES) or prefix in _NO_TICKETS:
            return None
        told = [story for story in self._reading.found["user_stories"][-2:] if story.section is section]
        return told[0] if len(told) == 1 else None

    def _criteria_of_card(self, section: Section, item: Found) -> None:
        """Criteria in a property of the card; where that is empty, the list below it."""
        announced = False
        for block in section.blocks:
            if block.kind is BlockKind.TABLE and (card := upright(block)).rows:
                record = Record(card.rows[1], Shape.of(card), section)
                add_criteria_cell(self._reading, record, item)
                announced = record.raw("acceptance") is not None and not record.value("acceptance")
            elif announced and block.kind is BlockKind.ITEM:
                add_criterion(self._reading, statement_of(block, section), "card-list").parent = item

    def _unit_text(self, section: Section, title: str) -> str:
        """The title; where it only names a quality ("Performance"), with what is required of it."""
        named = are_qualities(vocabulary.normalise(title))
        body = self._first_text(section) if named else None
        return f"{title}: {body}" if body else title

    def _text_below(self, section: Section) -> str | None:
        """What an identifier alone in a heading is about: the line "Statement: …", or what comes first."""
        for line in _first_lines(section):
            label, _, value = line.replace("：", ":").partition(":")
            if vocabulary.column(label) == "requirement" and leading_identifier(value) is None:
                return value.strip() or None
        return self._first_text(section)

    def _own_priority(self, section: Section, item: Found) -> None:
        for line in _first_lines(section):
            match = _PRIORITY_LINE.match(line)
            if match and vocabulary.label_kind(match[1]) == "priority":
                item.fields |= {"priority_text": match[2], "priority": vocabulary.priority(match[2])}
                return

    def _first_text(self, section: Section) -> str | None:
        return next((block.text for block in section.blocks if block.raw), None)

    def complete(self, section: Section) -> None:
        """A requirement's own priority may stand behind a label of its own, its criteria for one."""
        item = self._unit_above(section)
        if item is not None and "priority_text" in item.fields and item.fields["priority_text"] is None:
            self._own_priority(section, item)

    def stands_above(self, section: Section) -> bool:
        """Whether the section only details a requirement or story whose heading stands above it."""
        unit = self._unit_above(section) if section.own in _DETAILS else None
        return unit is not None and (unit.family != "user_stories" or section.own not in REQUIREMENT_ROLES)

    def _unit_above(self, section: Section) -> Found | None:
        above = section.parent
        while above is not None and above not in self._reading.unit_of:
            above = above.parent
        return self._reading.unit_of[above] if above is not None else None


def _lines(section: Section) -> Iterator[str]:
    for block in walk(section.blocks):
        yield from filter(None, map(plain, block.raw.split("\n")))


def _steps(scenario: Found) -> tuple[str, ...]:
    steps = scenario.fields["steps"]
    assert isinstance(steps, tuple)
    return steps


def _first_lines(section: Section) -> Iterator[str]:
    for block in section.blocks:
        yield from map(plain, block.raw.split("\n")[:10])
        if block.kind is BlockKind.TABLE:  # a card; what holds other tables is no unit
            yield from (": ".join(map(plain, row.cells)) for row in block.rows)


def _groups_items(section: Section) -> bool:
    """Whether the items under a heading have identifiers of their own, or come as a table."""
    for block in walk(section.blocks):
        if block.kind is BlockKind.TABLE and upright(block) is block:
            return True
        found = leading_identifier(block.text[:300]) if block.kind is not BlockKind.CODE else None
        if found is not None and found.text[0].isalpha():
            return True
    return False
