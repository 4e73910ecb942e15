"""Finds the stories that are told in any section, and the conditions that are listed below them."""

import re
from dataclasses import replace

from notion_planner.extractor.readers.criteria import add_criterion, numbers_criterion
from notion_planner.extractor.readers.leads import leads_stories
from notion_planner.extractor.readers.reading import Found, Reading, Statement, statement_of
from notion_planner.extractor.readers.stories import (
    add_story,
    bare_story_text,
    story_parts,
    story_text,
    told_apart,
)
from notion_planner.extractor.structure.placeholders import is_unfilled
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    given_identifier,
    leading_identifier,
    names_story,
    unit_heading,
)
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.marks import is_question, without_marks

# "Points: 3" and "Note: no bikes yet" are said of the story.
_PROPERTY = re.compile(r"[^:：]{2,30}[:：]")


class StoryReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def told(self, statement: Statement) -> None:
        text = story_text(statement) or bare_story_text(statement, self._reading)
        if text is None or leads_stories(text):
            return
        if is_unfilled(statement.raw, text):
            self._reading.placeholders.append(statement.line)
            return
        statement = _from_sentence(statement)
        identifier = self._of_heading(statement.section) or _own_number(statement.text)
        if identifier is not None and self._is_listed(identifier, statement, text):
            return
        if self._is_headed(statement, text):
            return
        first, *others = told_apart(statement)
        text = (story_text(first) if others else None) or text
        story = add_story(self._reading, first, "story-sentence", text, identifier=identifier)
        for other in others:
            if (text := story_text(other)) is not None:
                story = add_story(self._reading, other, "story-sentence", text)
            else:
                add_criterion(self._reading, other, "scenario").parent = story

    def _of_heading(self, section: Section) -> str | None:
        """The identifier that a heading, or a line "ID: US-1", gives to the first story below the heading."""
        if section in self._reading.story_of:
            return None
        unit, heading = unit_heading(section.title), leading_identifier(section.title)
        if unit is not None and unit.word == "story":
            return unit.id
        if heading is not None and names_story(heading.text):
            return heading.text
        return next(filter(None, (given_identifier(block.text) for block in section.blocks)), None)

    def _is_listed(self, identifier: str, statement: Statement, text: str) -> bool:
        """Whether an overview has the story already; where that only names it, it stands where it is told."""
        if not names_story(identifier) or statement.block is None:
            return False
        listed = self._reading.listed_before("user_stories", identifier, statement.section)
        if listed is None:
            return False
        if listed.fields.get("goal") is None:
            listed.text, listed.section = without_marks(text), statement.section
            listed.source = self._reading.source(statement, "story-sentence")
            listed.fields |= story_parts(text)
        self._reading.story_of.setdefault(statement.section, listed)
        self._reading.by_block[statement.block] = listed
        return True

    def _is_headed(self, statement: Statement, text: str) -> bool:
        """Whether the heading right above its section names the story ("#### Statement"), which it tells."""
        parent, block = statement.section.parent, statement.block
        story = self._reading.unit_of.get(parent) if parent is not None else None
        if story is None or story.source.rule != "story-heading" or story.fields.get("goal") is not None:
            return False
        if block is None or block.kind is not BlockKind.PARAGRAPH:
            return False
        story.text = without_marks(text)
        story.fields |= story_parts(text)
        self._reading.story_of.setdefault(statement.section, story)
        self._reading.by_block[block] = story
        return True

    def conditions(self, block: Block, section: Section) -> None:
        """The items right below a story of a list: criteria, where they are numbered so or go no deeper."""
        story = self._reading.by_block.get(block)
        items = [child for child in block.children if child.kind is BlockKind.ITEM and child.text]
        if story is None or story.family != "user_stories":
            return
        numbered = [item for item in items if numbers_criterion(item.text)]
        if not numbered and any(item in self._reading.by_block or item.children for item in items):
            return
        for item in numbered or items:
            if numbered or not (_PROPERTY.match(item.text) or is_question(item.text)):
                add_criterion(self._reading, statement_of(item, section), "story-list").parent = story

    def labelled_conditions(self, section: Section) -> None:
        """The list that a line like "Checks:" leads to, directly below a story."""
        story: Found | None = None
        leads = False
        for block in section.blocks:
            found = self._reading.by_block.get(block)
            if found is not None and found.family == "user_stories":
                story, leads = found, False
            elif story is not None and block.kind is BlockKind.PARAGRAPH:
                label = block.text if block.text.endswith((":", "：")) else ""
                leads = vocabulary.normalise(label) in vocabulary.words("condition_labels")
            elif story is not None and leads and block.kind is BlockKind.ITEM:
                add_criterion(self._reading, statement_of(block, section), "story-list").parent = story


def _own_number(text: str) -> str | None:
    """ "Story 3" of "Story 3: As a clerk, I want …"."""
    unit = unit_heading(text)
    return unit.id if unit is not None and unit.word == "story" else None


def _from_sentence(statement: Statement) -> Statement:
    """A story under its label ("**User Story:**" on the line above) begins at the sentence itself."""
    first, newline, rest = statement.raw.partition("\n")
    label = plain(first)
    if not newline or not label.rstrip(":： ") or not label.endswith((":", "：")):
        return statement
    if vocabulary.story_openings().search(label):
        return statement
    block = statement.block
    line = block.line_of(1) if block else statement.line + 1
    return replace(statement, raw=rest, line=line, text=plain(rest))
