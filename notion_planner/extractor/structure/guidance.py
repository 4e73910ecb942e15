"""Tells what a template says to its author from what an author says."""

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.vocabulary import Role

# "Explain the choice to the reader" may be required, and listed as a feature.
_MAY_ORDER = frozenset((
    Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS, Role.FEATURES, Role.IN_SCOPE,
))  # fmt: skip
_ORDERS_NOTHING = frozenset((Role.RISKS, Role.OUT_OF_SCOPE, Role.DEPENDENCIES, Role.ACCEPTANCE))
_ONLY_NAMES = frozenset((Role.RISKS, Role.DEPENDENCIES))


def is_guidance(block: Block, section: Section) -> bool:
    """Whether a paragraph asks for a text, or a line where nothing is asked asks what there is."""
    text = block.text[:300]
    if _says("anywhere", text):
        return True
    if section.role in _ORDERS_NOTHING and _says("questions", text):
        return True
    if block.kind is not BlockKind.PARAGRAPH:
        return section.role in _ONLY_NAMES and _says("listed", text)
    if section.role in _MAY_ORDER:
        return False
    listed = section.role in _ORDERS_NOTHING or section.role is Role.QUESTIONS
    return _says("asked", text) or (listed and _says("listed", text))


def _says(group: str, text: str) -> bool:
    return vocabulary.guidance(group).match(text) is not None
