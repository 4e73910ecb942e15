"""Reads user stories, in any of the languages, with their role, goal and benefit."""

import re

from notion_planner.extractor import vocabulary
from notion_planner.extractor.blocks import BlockKind
from notion_planner.extractor.identifiers import (
    leading_identifier,
    prefix_of,
    unit_heading,
    without_identifier,
)
from notion_planner.extractor.reading import (
    Found,
    Reading,
    Statement,
    priority_mark,
    without_marks,
    without_priority,
)
from notion_planner.extractor.sections import Section
from notion_planner.extractor.vocabulary import Role

_LABELLED = re.compile(r"^\s*(?:\*\*|__)?([^*:：\n]{2,40}?)(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?=\S)")
STORY_PREFIXES = frozenset(("US", "USER", "STORY", "ST", "HU", "U"))
_STORY_PARTS = frozenset(("US", "STORY", "HU"))
_OTHER_PARTS = frozenset(("AC", "FR", "NFR", "TC"))


def names_story(identifier: str) -> bool:
    """US-3, and US-PAY-3 or PAY-US-3 of an area."""
    prefix = prefix_of(identifier)
    parts = frozenset(prefix.split("-"))
    return prefix in STORY_PREFIXES or bool(parts & _STORY_PARTS and not parts & _OTHER_PARTS)


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


def bare_story_text(statement: Statement, reading: Reading) -> str | None:
    """A wish without a role ("I want to pause a track") where the section lists stories.

    Below a story that is told in full, and under a story's own heading, such an item describes that story.
    """
    section, block = statement.section, statement.block
    if block is None or block.kind is not BlockKind.ITEM or block.level or not _lists_stories(section):
        return None
    text = statement.text[:1000].replace("’", "'")
    text = without_identifier(text, leading_identifier(text))
    if vocabulary.bare_stories().match(text) is None:
        return None
    for above in section.ancestors():
        told = reading.story_of.get(id(above))
        if unit_heading(above.title) or (told is not None and not told.listed):
            return None
    return without_identifier(statement.text, leading_identifier(statement.text))


def _lists_stories(section: Section) -> bool:
    if section.role is not None:
        return section.role is Role.STORIES
    return any(above.own is Role.STORIES for above in section.ancestors())


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
        r"^(?:as(?:\s+(?:an?|the|our|any|each|every)\b)?|als|en tant qu(?:e|['’])|"
        r"(?:(?:yo|eu),?\s)?como|come|jako|как|作为|作為)\s*",
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
