"""Reads the label that a line of text or an item begins with: "Out of scope: refunds", "TBD: which bank"."""

import re
from typing import NamedTuple

from notion_planner.extractor import vocabulary
from notion_planner.extractor.blocks import Block, BlockKind
from notion_planner.extractor.identifiers import leading_identifier
from notion_planner.extractor.inline import plain
from notion_planner.extractor.vocabulary import Headings, Role

_LEAD = re.compile(
    r"^(?:[*_](?P<slanted>[^*_:：\n]{2,60}?)(?:[:：]\s*[*_]|[*_]\s*[:：])|"
    r"(?P<bare>[^*:：\n]{2,60}?)(?:\s?[:：]|\s(?P<dash>[–—-])(?=\s)))\s*(?=.*\w)"
)
_BOLD_LEAD = re.compile(r"^\*\*(?P<bold>[^*:：\n]{2,60})(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(?=.*\w)")
# "Out of scope for v1", "Nicht im Umfang für den MVP"
_FOR_WHAT = re.compile(r"\s(?:for|in|für|pour|para|per|voor)\s\S+(?:\s\S+)?$")
_LABELS = frozenset((Role.OUT_OF_SCOPE, Role.QUESTIONS, Role.RISKS, Role.DEPENDENCIES))
# Where such a line is a definition, an illustration or a note.
_ELSEWHERE = frozenset(
    (Role.GLOSSARY, Role.EXAMPLES, Role.TEMPLATE, Role.PROCESS, Role.FLOWS, Role.EDGE_CASES)
)


class Lead(NamedTuple):
    label: str
    rest: str


def line_lead(block: Block, headings: Headings, within: Role | None) -> Lead | None:
    """The label of a line of text, and what it says, in a section that is not about the same already."""
    if block.kind is not BlockKind.PARAGRAPH or block.quoted or block.raw.endswith((":", "：")):
        return None
    lead, *others = (_lead(_LEAD.match(line), headings, within) for line in block.raw.split("\n")[:20])
    if lead is None or any(others):
        return None
    return Lead(lead[0], block.raw[lead[1] :])


def item_lead(block: Block, headings: Headings, within: Role | None) -> Lead | None:
    """The same of an item; "Risks: …" in the plural may be the name of a function there."""
    raw = block.raw
    lead = None if block.children else _lead(_BOLD_LEAD.match(raw) or _LEAD.match(raw), headings, within)
    if lead is None:
        return None
    role = _role(lead[0], headings)
    plural = role in (Role.RISKS, Role.DEPENDENCIES)
    if plural and vocabulary.normalise(lead[0]) not in vocabulary.words("single_labels"):
        return None
    return Lead(lead[0], raw[lead[1] :])


def _lead(match: re.Match[str] | None, headings: Headings, within: Role | None) -> tuple[str, int] | None:
    if match is None or within in _ELSEWHERE:
        return None
    label = plain(next(filter(None, match.groups()))).strip()
    role = _role(label, headings)
    if role not in _LABELS or role is within:
        return None
    # "Open: a clerk opens the gate", "Later: the bank came" have other meanings; "TBD" has none.
    one_word = len(re.split(r"[\s-]", label)) == 1 and not label.isupper()
    if one_word and (role in (Role.OUT_OF_SCOPE, Role.QUESTIONS) or match.groupdict().get("dash")):
        return None
    # "Depends on: FR-2" says it of the requirement above.
    if role is Role.DEPENDENCIES and leading_identifier(match.string[match.end() :]) is not None:
        return None
    return label, match.end()


def _role(label: str, headings: Headings) -> Role | None:
    found = headings.role(label)
    if found is None or not found.exact:
        found = headings.role(_FOR_WHAT.sub("", label))
    return found.role if found is not None and found.exact else None
