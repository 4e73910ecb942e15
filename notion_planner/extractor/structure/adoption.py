"""Gives a section without a role of its own one: the title's, an empty heading's or that of its items."""

import re

from notion_planner.extractor.structure.profile import proposes_change, states_requirements
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.headings import HeadingMatch, Headings
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.marks import is_question
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, REQUIREMENT_ROLES, Role

# "Project requirements" announces a list; "Requirements of the loyalty programme for partners" is a title.
_LONGEST_ANNOUNCEMENT = 3
_CAPABILITIES = frozenset(
    ("capabilities", "new capabilities", "modified capabilities", "removed capabilities")
)
_SHORT_VALUE = re.compile(r"^[^:：]{2,24}[:：]\s*\S.{0,60}$")


def adopt_roles(sections: list[Section], headings: Headings, title: str | None = None) -> None:
    """``title`` is the document's, which on a page of Notion's is no section."""
    adopted: set[Section] = set()
    _title(sections, headings, adopted, title or "")
    _siblings(sections, adopted)
    _asked(sections)
    _ranked(sections)
    _capabilities(sections)


def _title(sections: list[Section], headings: Headings, adopted: set[Section], title: str) -> None:
    """A title that announces requirements or stories says what the items directly under it are."""
    titled = next((section for section in sections if section.level == 1 and section.own is None), None)
    if titled is None:
        titled = sections[0]
    words = titled.title or title
    found = headings.role(words)
    if found is None or not _announces(words, found):
        return
    if found.role is Role.STORIES:
        titled.own = Role.STORIES
    elif found.role in REQUIREMENT_ROLES and _lists_statements(titled):
        titled.own = titled.role = found.role
        adopted.add(titled)
        _inherit(sections, adopted)


def _announces(title: str, found: HeadingMatch) -> bool:
    return found.exact or len(vocabulary.normalise(title).split()) <= _LONGEST_ANNOUNCEMENT


def _lists_statements(section: Section) -> bool:
    """Whether a section has items beside those that only describe the document ("Version: 1.2")."""
    items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
    described = [
        item
        for item in items
        if _SHORT_VALUE.match(item.text)
        and leading_identifier(item.text) is None
        and not vocabulary.binding().search(item.text)
    ]
    return len(items) > len(described)


def _siblings(sections: list[Section], adopted: set[Section]) -> None:
    """An empty requirements heading speaks for the headings of its level up to the next known one."""
    for position, section in enumerate(sections):
        following = sections[position + 1 : position + 2]
        if section.own not in REQUIREMENT_ROLES or section.blocks or not following:
            continue
        if following[0].level != section.level or following[0].parent is not section.parent:
            continue
        heirs = _heirs(section, sections[position + 1 :])
        if any(_states(heir) for heir in heirs):
            for heir in heirs:
                heir.role = section.role
                adopted.add(heir)
    _inherit(sections, adopted)


def _asked(sections: list[Section]) -> None:
    """A list of nothing but questions is one of open questions, whatever the heading calls it.

    A heading among those that asks something is one of them, whatever it asks about.
    """
    for section in sections:
        among = section.parent is not None and section.parent.role is Role.QUESTIONS
        if among and is_question(section.title):
            section.own, section.role = None, Role.QUESTIONS
            continue
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        unknown = section.own is None and (section.role is None or is_question(section.title))
        # "Decisions of the product team" may be those that are still to be taken.
        unknown = unknown or section.own is Role.DECISIONS
        if unknown and items and all(is_question(item.text) and not item.children for item in items):
            section.role = Role.QUESTIONS


def _ranked(sections: list[Section]) -> None:
    """ "Must have" below the scope or features ranks these, where requirements are listed elsewhere."""
    ranks = [
        s for s in sections if s.own is Role.REQUIREMENTS and s.priority_text and _lists_what_is_built(s)
    ]
    among = set(ranks)
    if ranks and states_requirements([s for s in sections if s not in among]):
        for section in ranks:
            assert section.parent is not None
            section.role = section.parent.role


def _capabilities(sections: list[Section]) -> None:
    """OpenSpec's change proposals name under "New Capabilities" the specifications that say what changes."""
    named = [s for s in sections if vocabulary.normalise(s.title) in _CAPABILITIES and _names_code(s)]
    for section in named if proposes_change(sections) else ():
        section.own = section.role = Role.PROCESS


def _names_code(section: Section) -> bool:
    items = [block.raw.lstrip("*") for block in section.blocks if block.kind is BlockKind.ITEM]
    return bool(items) and all(raw.startswith("`") for raw in items)


def _lists_what_is_built(section: Section) -> bool:
    return section.parent is not None and section.parent.role in FEATURE_ROLES


def _heirs(empty: Section, following: list[Section]) -> list[Section]:
    heirs = []
    for section in following:
        if section.level < empty.level:
            break
        if section.level > empty.level or section.parent is not empty.parent:
            continue
        if section.role is not None:
            break
        heirs.append(section)
    return heirs


def _states(section: Section) -> bool:
    return any(_is_statement(block) for block in walk(section.blocks))


def _is_statement(block: Block) -> bool:
    if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
        return False
    identifier = leading_identifier(block.text[:300])
    named = identifier is not None and identifier.text[0].isalpha()
    return named or vocabulary.binding().search(block.text) is not None


def _inherit(sections: list[Section], adopted: set[Section]) -> None:
    for section in sections:
        if section.role is None and section.parent is not None and section.parent in adopted:
            section.role = section.parent.role
            adopted.add(section)
