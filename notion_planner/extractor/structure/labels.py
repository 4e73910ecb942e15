"""Reads the label that a line of text or an item begins with: "Out of scope: refunds", "TBD: which bank"."""

import re
from dataclasses import replace
from itertools import compress, pairwise
from operator import not_
from typing import NamedTuple

from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.headings import Headings
from notion_planner.extractor.wording.identifiers import leading_identifier, names_story
from notion_planner.extractor.wording.inline import opens_with_link, plain
from notion_planner.extractor.wording.phrases import JOINED_SCRIPT
from notion_planner.extractor.wording.priorities import said_priority
from notion_planner.extractor.wording.vocabulary import Role

_LEAD = re.compile(
    r"^(?:[*_](?P<slanted>[^*_:：\n]{2,60}?)(?:[:：]\s*[*_]|[*_]\s*[:：])|"
    r"(?P<bare>[^*:：\n]{2,60}?)(?:\s?[:：]|\s(?P<dash>[–—-])(?=\s)))\s*(?=.*\w)"
)
_BOLD_LEAD = re.compile(r"^\*\*(?P<bold>[^*:：\n]{2,60})(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(?=.*\w)")
# "Out of scope for v1", "Nicht im Umfang für den MVP", "Hors périmètre de cette version"
_FOR_WHAT = re.compile(
    r"\s(?:for|in|für|pour|para|per|voor)\s\S+(?:\s\S+)?$|"
    r"\s(?:of|von|van|de|del|di)\s(?:this|dieser|diesem|dit|deze|cette|ce|est[ea]|quest[oa])\s\S+$|"
    r"\sd(?:ieser|ieses|est[ea])\s\S+$"
)
COLON_LINE = re.compile(r"^[\W_]{0,3}(?P<label>[^*:：\n]{2,60}?)\s?[:：][\W_]{0,3}$")
# In capitals or bold it is a label.
_LAST_WORD = re.compile(r"\s*[^\W\dA-Z_]+\s?[:：]")
_ENDS = (".", ":", "：", "!", "?", "。", ")")
# "Verification: test" names a method.
_LEAST_WORDS = 3
_LONGEST_TITLE = 100
_LABELS = frozenset((Role.OUT_OF_SCOPE, Role.QUESTIONS, Role.RISKS, Role.DEPENDENCIES))
# In an outline or a page of toggles an item may be these words; below "Users" stands what they can do.
_OUTLINED = frozenset((
    Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.FEATURES, Role.IN_SCOPE, Role.OUT_OF_SCOPE,
    Role.ACCEPTANCE, Role.STORIES, Role.QUESTIONS, Role.RISKS, Role.DEPENDENCIES, Role.ASSUMPTIONS,
    Role.GOALS,
))  # fmt: skip
# Where such a line is a definition, an illustration or a note.
_ELSEWHERE = frozenset(
    (Role.GLOSSARY, Role.EXAMPLES, Role.TEMPLATE, Role.PROCESS, Role.FLOWS, Role.EDGE_CASES)
)


class Lead(NamedTuple):
    label: str
    rest: str


def lines_apart(block: Block, headings: Headings) -> list[Block]:
    """A paragraph whose lines begin with labels as one a label, where one is of a story or criteria.

    The others come first: they say no more of what such a label opens.
    """
    if block.kind is not BlockKind.PARAGRAPH or "\n**" not in block.raw:
        return [block]
    lines = block.raw.split("\n")
    starts = [0, *(n for n, line in enumerate(lines) if n and _BOLD_LEAD.match(line))]
    parts = [
        replace(
            block,
            raw="\n".join(lines[a:b]),
            line=block.line_of(a),
            end=block.line_of(b - 1) + 1,
            line_numbers=tuple(block.line_of(n) for n in range(a, b)),
            _text=None,
        )
        for a, b in pairwise([*starts, len(lines)])
    ]
    opened = [_opens(part, headings) for part in parts]
    return [*compress(parts, map(not_, opened)), *compress(parts, opened)] if any(opened) else [block]


def _opens(part: Block, headings: Headings) -> bool:
    match = _BOLD_LEAD.match(part.raw)
    if match is None:
        return False
    says = vocabulary.story_openings().match(plain(part.raw[match.end() :][:_LONGEST_TITLE]))
    tells = says or vocabulary.label_kind(plain(match[1])) == "story"
    return bool(tells) or _is_criteria(match, headings) or role_of_label(match[1], headings) in _LABELS


def priority_said(block: Block) -> str | None:
    """The priority in a line or in a table of one row: "| Points: 3 | Priority: high |"."""
    cells = block.rows[0].cells if len(block.rows) == 1 else []
    return said_priority(" | ".join(cells) or block.raw)


def story_title(block: Block, following: Block | None) -> str | None:
    """A line with the identifier of the story that is told below it: "US-3 | Must | 2 points"."""
    identifier = leading_identifier(block.text) if len(block.text) < _LONGEST_TITLE else None
    if following is None or identifier is None or not names_story(identifier.text):
        return None
    story = vocabulary.story_openings()
    short = "\n" not in block.raw and not block.text.endswith(".") and not story.search(block.text)
    return block.text if short and story.match(following.text) else None


def line_lead(block: Block, headings: Headings, within: Role | None) -> Lead | None:
    """The label of a line of text, and what it says, in a section that is not about the same already."""
    if block.kind is not BlockKind.PARAGRAPH or block.quoted or block.raw.endswith((":", "：")):
        return None
    lead, *others = (_lead(_bare_lead(line), headings, within) for line in block.raw.split("\n")[:20])
    if lead is None or any(others):
        return None
    return Lead(lead[0], block.raw[lead[1] :])


def item_lead(block: Block, headings: Headings, within: Role | None) -> Lead | None:
    """The same of an item; "Risks: …" in the plural may be the name of a function there."""
    raw = block.raw
    lead = None if block.children else _lead(_any_lead(raw), headings, within)
    if lead is None:
        return None
    role = role_of_label(lead[0], headings)
    plural = role in (Role.RISKS, Role.DEPENDENCIES)
    if plural and vocabulary.normalise(lead[0]) not in vocabulary.words("single_labels"):
        return None
    return Lead(lead[0], raw[lead[1] :])


def with_criteria_apart(item: Block, headings: Headings) -> Block:
    """The item with its criteria below their label, where they stand behind it: "AC: it opens"."""
    if not item.children and "\n" not in item.raw:
        return item
    first, *more = item.raw.split("\n")
    opened = [_opened(child, headings) for child in item.children]
    above = first
    for number, line in enumerate(more, start=1):
        broken, above = _is_broken(above, line), line
        if broken:
            continue
        at = item.line_of(number)
        told = _opened(Block(BlockKind.ITEM, line.strip(), at, at + 1, level=item.level + 1), headings)
        last = number == len(more) and _is_criteria(COLON_LINE.match(line.strip()), headings)
        if last or told.children:
            opened = [replace(told, children=opened)] if last else [told, *opened]
            more[number - 1] = ""
    if opened == item.children:
        return item
    return replace(item, raw="\n".join([first, *filter(None, more)]), children=opened, _text=None)


def _is_broken(above: str, line: str) -> bool:
    """Whether a sentence was only broken before its last word: "a line for each" above "scenario:"."""
    return _LAST_WORD.match(line) is not None and not above.rstrip("*_ ").endswith(_ENDS)


def _opened(child: Block, headings: Headings) -> Block:
    """The item as a label with its words below it, where it begins with one of criteria."""
    raw = child.raw
    plain_item = child.kind is BlockKind.ITEM and not child.children and "\n" not in raw
    match = _any_lead(raw) if plain_item else None
    if match is None or match.groupdict().get("dash") or not _is_criteria(match, headings):
        return child
    rest = raw[match.end() :]
    if len(rest.split()) < _LEAST_WORDS and not JOINED_SCRIPT.search(rest):
        return child
    told = Block(BlockKind.PARAGRAPH, rest, child.line, child.end)
    return replace(child, raw=raw[: match.end()].rstrip(), children=[told], _text=None)


def outlines(item: Block, role: Role, headings: Headings) -> bool:
    """Whether an item that only says what a heading says has below it what that is about.

    A table of contents has links or other headings there.
    """
    lists = role in _OUTLINED and bool(item.children)
    return lists and not any(
        opens_with_link(block.raw) or (role_of_label(block.text, headings) and not block.children)
        for block in (item, *item.children)
    )


def _any_lead(raw: str) -> re.Match[str] | None:
    return _BOLD_LEAD.match(raw) or _bare_lead(raw)


def _bare_lead(raw: str) -> re.Match[str] | None:
    # Most lines have none of its signs, and the pattern tries every one of their first letters.
    signs = ":" in raw or "：" in raw or "-" in raw or "–" in raw or "—" in raw
    return _LEAD.match(raw) if signs else None


def _is_criteria(match: re.Match[str] | None, headings: Headings) -> bool:
    label = plain(next(filter(None, match.groups()))).strip() if match is not None else ""
    found = headings.role(label) if label else None
    return found is not None and found.exact and found.role is Role.ACCEPTANCE


def _lead(match: re.Match[str] | None, headings: Headings, within: Role | None) -> tuple[str, int] | None:
    if match is None or within in _ELSEWHERE:
        return None
    label = plain(next(filter(None, match.groups()))).strip()
    role = role_of_label(label, headings)
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


def role_of_label(label: str, headings: Headings) -> Role | None:
    """What a label is exactly, whatever release or document it says that for."""
    found = headings.role(label)
    if found is None or not found.exact:
        found = headings.role(_FOR_WHAT.sub("", label))
    return found.role if found is not None and found.exact else None
