"""Says by its form whether a list states what is to be built, under a heading that says nothing known."""

import re
from collections.abc import Sequence

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording.duties import is_user_step
from notion_planner.extractor.wording.inline import opens_with_link
from notion_planner.extractor.wording.phrases import JOINED_SCRIPT

_LEAST_ITEMS = 2  # a single one is a remark
_LEAST_WORDS = 4
_LEAST_JOINED = 12  # characters: as much as four words say in a script without spaces
_MOST_OTHERS = 0.3
# What leads somewhere is a step; a file, a year, a finished thing and those who build tell of the work.
_TELLS_OF_WORK = re.compile(
    r"→|->|=>|^\W{0,2}[✅☑✔]|(?:^|[\s`(])[\w.-]+/[\w./-]*\.\w{1,4}\b|(?<!\d)20\d\d(?!\d)|"
    r"^(?:(?:we|you|i|our|wir|ich|man|nous|vous|on|je|nosotros|nós|noi|wij|ik|my|мы|я|вы)\s|我们|我們)",
    re.IGNORECASE,
)
# What is there already: "Current routes: …", "Existing stack: …".
_TELLS_OF_TODAY = re.compile(
    r"(?:current(?:ly)?|existing|today['’]s|aktuell\w*|derzeit\w*|bisherig\w*|bestehend\w*|actuel\w*|existant\w*|"
    r"actual(?:es|mente)|existentes?|atua(?:l|is|lmente)|attual\w*|esistent\w*|huidige?|bestaande?|текущ\w+)"
    r"\s[^:：]{1,60}[:：]|(?:現在の|現行の|现有|当前|현재 )[^:：]{1,30}[:：]",
    re.IGNORECASE,
)
# "`REVOKED`: can no longer be used" says what a value means.
_VALUE = re.compile(r"`[A-Z][A-Z0-9_]+`\s*(?:[:：–—]|-\s)")
# How it is built and what its parts are for, which a specification tells beside what it must do.
_DESIGN = re.compile(
    r"^[\d.\s]*(?:responsibilities|verantwortlichkeiten|responsabilités|responsabili?dades)\W*$|"
    r"\barchitect(?:ure|uur)|architektur|\barquite(?:c?tura)|\barchitettura|архитектур|架构|架構|アーキテクチャ|아키텍처",
    re.IGNORECASE,
)


def states_unannounced(section: Section) -> bool:
    """Whether a list is one of statements: several, most of four words or more, and none of work or steps.

    Where a document lists requirements under a known heading, a list under an unknown one that passes this
    holds some, too, far more often than not; names, values, steps, files and dates stand there as well.
    """
    items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
    if len(items) < _LEAST_ITEMS or section.heading is None or section.level <= 1:
        return False
    if _DESIGN.search(section.title):
        return False
    statements = sum(map(_says_something, items))
    others = sum(block.ordered or block.checked is not None or _leads_elsewhere(block) for block in items)
    return 2 * statements > len(items) and others < _MOST_OTHERS * len(items)


def tells_of_today(text: str) -> bool:
    """Whether a line begins with what is there already: "Current routes: /, /login"."""
    return _TELLS_OF_TODAY.match(text) is not None


def are_links(items: Sequence[Block]) -> bool:
    """Whether a list is an index of other pages."""
    return len(items) > 1 and all(opens_with_link(item.raw) for item in items)


def are_steps(items: Sequence[Block]) -> bool:
    """Whether a numbered list begins with what somebody does at a screen: a flow, whatever its heading."""
    return len(items) > 2 and items[0].ordered and is_user_step(items[0].text)


def _says_something(item: Block) -> bool:
    text = item.text
    joined = len(text) if JOINED_SCRIPT.search(text) else 0
    return joined >= _LEAST_JOINED or len(text.split()) >= _LEAST_WORDS


def _leads_elsewhere(item: Block) -> bool:
    tells = _TELLS_OF_WORK.search(item.text) or _VALUE.match(item.raw)
    return tells is not None or tells_of_today(item.text) or opens_with_link(item.raw)
