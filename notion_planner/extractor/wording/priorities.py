"""Reads the line or heading that says how urgent what it stands with is: "**Priority:** P0 (must ship)"."""

import re

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.phrases import BRACKETS

_BETWEEN = re.compile(r"[:：—–|]|\s-\s")
# "P0 = must have, P1 = should have" explains what stands elsewhere; "P0: search by name" asks for a search.
_EXPLAINED = re.compile(
    r"(?<![\w-])(?:P[0-5]\s?=|(?:P[0-5]|[MSCW])\s?(?:[=:(→]|[–—-]\s)\s?"
    r"(?i:must|should|could|won['’]?t|nice|critical|high|medium|low|required|important|optional|essential))"
)
_EXPLAINS_ONE = re.compile(r"P[0-5]\s?=|(?i:must|should|could|won['’]t)(?i:[ -]have)?\s?\([MSCW]\)\s?[:=–—-]")
# "Priority: high | Points: 3": several labels share a line; "Must | Should" are the choices of one.
_NEXT_LABEL = re.compile(r"\s+[|·•]\s+(?=[*_]{0,2}[^|·•:：\n]{2,30}[:：])|\n")
_ALTERNATIVES = re.compile(r"\s*[/,|]\s*")
PRIORITY_MARK = re.compile(
    r"[(\[（【]\s*(?:(?:priority|priorität|priorité|prioridade?|priorità|prioriteit|priorytet|приоритет|"
    r"優先度|优先级|優先級|우선순위)\s*[:：]?\s*)?(P[0-5]|must(?:[ -]have)?|should(?:[ -]have)?|"
    r"could(?:[ -]have)?|high|medium|low)\s*[)\]）】]",
    re.IGNORECASE,
)

# "Must-have requirements", "Muss-Anforderungen": the rest of the heading is the priority.
_REQUIREMENT_WORD = re.compile(
    r"[\s-](?<![\s-][\s-])[\s-]*(?:requirements?|features?|(?:user[\s-]+)?stories|anforderungen|kriteri(?:en|um)|exigences|requisitos|requisiti|eisen)$",
    re.IGNORECASE,
)
_LONGEST = 80
_MOST_LINES = 10


def said_priority(raw: str) -> str | None:
    """The priority that a line or a part of one names behind its label, without a remark in brackets."""
    if ":" not in raw and "：" not in raw:
        return None
    for part in _NEXT_LABEL.split(raw, maxsplit=_MOST_LINES)[:_MOST_LINES]:
        label, colon, value = plain(part[:_LONGEST]).replace("：", ":").partition(":")
        if colon and vocabulary.label_kind(label) == "priority":
            bare = BRACKETS.sub("", value).strip()
            if vocabulary.priority(bare) is not None:
                return bare
    return None


def heading_priority(title: str) -> str | None:
    """The priority that a heading says, as written: "Search (P1)", "Must have", "Must-have requirements"."""
    if mark := PRIORITY_MARK.search(title):
        return mark[1]
    if (said := _titled(title)) is not None:
        return said
    bare = _REQUIREMENT_WORD.sub("", title)
    return bare if bare != title and vocabulary.priority(bare) is not None else None


def _titled(title: str) -> str | None:
    """The priority that a heading is or begins with: "Must have", "P0 — Must have", "P1: Search"."""
    if vocabulary.priority(title) is not None:
        return title
    between = _BETWEEN.search(title)
    first = title[: between.start()].rstrip() if between is not None else ""
    if between is None or vocabulary.priority(first) is None:
        return None
    return first if first[-1:].isdigit() or vocabulary.priority(title[between.end() :]) is not None else None


def explains_priorities(text: str) -> bool:
    """Whether a line is part of the legend of the priorities that requirements have."""
    if _EXPLAINS_ONE.match(text) or len(_EXPLAINED.findall(text, 0, 400)) > 1:
        return True
    label, _, value = text[:_LONGEST].replace("：", ":").partition(":")
    given = _ALTERNATIVES.split(value.strip(" ."))
    named = vocabulary.priority(label) is not None or (len(given) > 1 and label[:7].casefold() == "priorit")
    return named and all(vocabulary.priority(one) is not None for one in given)
