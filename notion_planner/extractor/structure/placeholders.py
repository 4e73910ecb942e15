"""Tells what nobody has filled in: a template's slots, blanks and unfinished sentences."""

import re

from notion_planner.extractor.structure.naming import is_command
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import without_code

_BRACKETED = re.compile(
    r"\[([A-Za-z][^\[\]\n]{0,60})\](?![\[(:])|<([a-z][a-z _-]{1,40})>|\{\{[^{}\n]{1,60}\}\}"
)
_SLOTS_OF_TEXT = 5
"""Several slots are a template's where they are at least one part in so many of its text."""
_CITED = re.compile(r"(?:source|see|ref|quelle|fuente|fonte): ?[^\s]*[./#]", re.IGNORECASE)
_CLARIFICATION = re.compile(
    r"needs? clarification|tb[dcn]\b|to be\b|open\b|zu klären|"
    r"(?:à|por|a|da) (?:confirm|d[eé]fin)|未定|待定|要確認|待确认",
    re.IGNORECASE,
)
_GENERIC_ITEM = re.compile(
    r"^(?=[\w'\s#]{2,50}+(?:(?<=[\dA-CX])|(?<=[\dA-CX]\s))(?:[:：(.]|$))"  # no sentence
    r"(?:primary |secondary |key |main )?([\w' ]{2,30}?)\s*#?(?:\d{1,2}|[A-CX])\b\s*(?:[:：(.]\s*(.*))?$",
    re.IGNORECASE,
)
_BLANK = re.compile(r"(?<!\w)_{3,}(?!\w)")
# A statement of a template ends before what it states: "The system shall …".
_UNFINISHED = re.compile(r"\b(?:shall|must|should|will|can|to|muss|soll|doit|debe|deve|moet)\s?(?:\.{3}|…)$")
# "FR-1: [Describe it]", "Speed: ____"; "Languages: [Dutch, German]" is a list.
_LABELLED_SLOT = re.compile(
    r"[^\[\]:：]{1,40}[:：]\s*\[(?=descri|beschreib|omschr|[^\[\]]{0,6}(?:描述|説明|说明|名称|설명)\]|[^\[\],|/、，]{8,}\])"
    r"([^\[\]\n]{2,120})\]\.?$",
    re.IGNORECASE,
)
_UNFILLED = re.compile(
    r"(?:[^:：]{1,40}[:：]\s*)?(?:x{3,}|_{2,}|待(?:补充|填写|完善|補充)|要記入|작성 예정|"
    r"(?:à|a|da) complet(?:er|ar|are)|noch auszufüllen)\.?$",
    re.IGNORECASE,
)
_UNFILLED_ENDS = (
    *("xxx", "__", "补充", "填写", "完善", "補充", "要記入", "작성 예정"),
    *("completer", "completar", "completare", "auszufüllen"),
)
# "Add detail here", "Describe the requirements here."
_STUB = re.compile(
    r"(?:please )?(?:add|describe|enter|fill in|insert|list|provide|put|write)"
    r"(?: (?:any|further|more|the|your)){0,2} "
    r"(?:content|descriptions?|details?|info|information|it|notes?|requirements?|text) here"
)
_INSTRUCTIONS = (
    *("brief description", "short description of", "lorem ipsum"),
    *("in scope out of scope features", "description target date"),
)
# "Brief description of the product and the problem it solves." is a long one.
_LONGEST_GENERIC = 120


def is_placeholder(text: str) -> bool:
    """Whether a statement is a template's text that nobody has filled in."""
    has_slots = "[" in text or "<" in text or "{{" in text
    if len(text) > 400 or (len(text) > _LONGEST_GENERIC and not has_slots):
        return False
    if text and (not text.strip(" .…") or _is_unsaid(text)):
        return True
    if text.endswith(("...", "…")) and _UNFINISHED.search(text):
        return True
    if has_slots and _has_slots(text):
        return True
    words = vocabulary.normalise(text)
    generic = _GENERIC_ITEM.match(text)
    if generic is not None and vocabulary.normalise(generic[1]) in vocabulary.placeholder_words("generic"):
        rest = generic[2] or ""
        return not rest or rest.startswith(("e.g", "...", "…", "[")) or len(rest) < 3
    if words in vocabulary.placeholder_words("openers") or _STUB.fullmatch(words):
        return True
    return _opens_with_instruction(words)


def _has_slots(text: str) -> bool:
    """Whether something is to be put in for several words in brackets, or for one that holds its place."""
    slot = _LABELLED_SLOT.match(text)
    if slot is not None and not _CLARIFICATION.match(slot[1]):
        return True
    found = ((m[1] or m[2] or "").casefold() for m in _BRACKETED.finditer(text))
    slots = [slot for slot in found if not _CLARIFICATION.match(slot)]
    # A sentence may name buttons: "a notice with its title, its day and [Later] [Done]".
    many = len(slots) > 1 and _SLOTS_OF_TEXT * sum(map(len, slots)) >= len(text)
    return many or any(_is_slot(slot, text) for slot in slots)


def _is_unsaid(text: str) -> bool:
    """ "Owner: xxx", "待补充"."""
    return text.rstrip(".").casefold().endswith(_UNFILLED_ENDS) and _UNFILLED.match(text) is not None


def is_unfilled(raw: str, text: str) -> bool:
    """Whether a statement is a placeholder; what stands in its code is for somebody to type: `run <file>`."""
    return is_placeholder(without_code(raw)[:300] if "`" in raw else text) and not is_command(text)


def has_blanks(raw: str) -> bool:
    """Whether words are left to be put in: "As a ____, I want ____"."""
    return "___" in raw and _BLANK.search(raw) is not None


def _is_slot(slot: str, text: str) -> bool:
    if _CITED.match(slot):
        return False
    words = vocabulary.normalise(slot)
    known = vocabulary.placeholder_words("words")
    return words in known or words.split(" ")[0] in known or (len(text) < len(slot) + 6)


def _opens_with_instruction(words: str) -> bool:
    return len(words) < 120 and words.startswith(_INSTRUCTIONS)
