"""What stands with a statement and is not said by it: check marks, priorities, a question, an aside."""

import re
from collections.abc import Iterator

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.priorities import explains_priorities

_STATUS_MARKS = "✅☑✔❌⚠🚧⏳🔄🟢🟡🔴⬜✓✗️"
_DONE_MARKS = "✅☑✔✓\ufe0f "
_PRIORITY_MARK = re.compile(
    r"[(\[（【]\s*(?:(?:priority|prio|priorität|priorité|prioridad|prioridade|priorità|"
    r"prioriteit|優先度|优先级|우선순위)(?!\w)\s*[:：]?\s*)?([^()\[\]（）【】]{1,24})\s*[)\]）】]",
    re.IGNORECASE,
)
# A priority set apart from what it is of by a dash, or before a colon.
_PRIORITY_FIRST = re.compile(
    r"(?P<label>)(?P<words>P[0-3]|must|should|could)(?:\s[–—|-]\s+|\s?[:：]\s*)(?=\S)", re.IGNORECASE
)
_PRIORITY_LAST = re.compile(
    r"\s(?<=\S\s)\s*[–—|-]\s+(?P<label>(?:priority|prio|priorität|priorité|prioridad|prioridade|priorità|prioriteit)"
    r"\s?[:：]?\s+)?(?P<words>[\w'’-]+(?:[ -]have)?)\s*$",
    re.IGNORECASE,
)
_LONGEST_MARK = 48
_LEVEL = re.compile(r"\bP\d\b")
# A note may follow: "Do readers pay? (ask Ada)".
_QUESTION = re.compile(r"[?？]\s*(?:[(（\[][^()（）\[\]]{1,120}[)）\]]\s*)?$")
_ELSEWHERE = re.compile(
    r"\W{0,4}(?:see|siehe|voir|véase|ver|vedi|zie|vide)\s(?:also\s|auch\s|aussi\s)?(?=[`\[“\"„«])",
    re.IGNORECASE,
)
_RUN_IN_NAME = re.compile(r"\*\*[^*]*?[:：–—-]\s*((?:[\w/&-]+ ){0,4}[\w/&-]+)\.\*\*\s+(?=\S)")
_NAME_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)\s*[:：]\s*(?=\S)")


def is_aside(text: str) -> bool:
    """Whether a statement explains, illustrates or schedules instead of requiring."""
    label, colon, _ = text[:60].replace("：", ":").partition(":")
    words = vocabulary.words("asides")
    if (colon and vocabulary.normalise(label) in words) or explains_priorities(text):
        return True
    start = vocabulary.normalise(label).split(" ")[0] if label else ""
    return colon == ":" and start in (
        "example",
        "examples",
        "ejemplo",
        "ejemplos",
        "exemple",
        "beispiel",
        "esempio",
        "exemplo",
        "voorbeeld",
    )


def is_question(text: str) -> bool:
    return _QUESTION.search(text) is not None


def without_marks(text: str) -> str:
    """The statement without a check mark before it, or one or a progress emoji behind it."""
    return text.lstrip(_DONE_MARKS).rstrip().rstrip(_STATUS_MARKS).rstrip() or text


def points_elsewhere(raw: str) -> bool:
    """Whether a line only says where something is written: "See `tests.md`", "Siehe [Testplan](…)"."""
    return _ELSEWHERE.match(raw) is not None


def with_colon(text: str, raw: str) -> str:
    """A name that opens a statement in another form, before a colon: "Search: …".

    "**FR-1 — Search.** …" sets it in bold, "FR-1 (Search): …" in brackets.
    """
    if (bracketed := _NAME_IN_BRACKETS.match(text)) is not None:
        return f"{bracketed[1]}: {text[bracketed.end() :]}"
    run_in = _RUN_IN_NAME.match(raw) if raw.startswith("**") else None
    is_name = run_in is not None and vocabulary.normative().search(run_in[1]) is None
    if run_in is not None and is_name and text.startswith(f"{run_in[1]}. "):
        return text.replace(". ", ": ", 1)
    return text


def priority_mark(text: str) -> str | None:
    """A priority in brackets in the statement, or apart at an end: "(P1)", "[Must have]", "… – must"."""
    for mark in _bracketed(text[:400]):
        if named := _named(mark):
            return named
    apart = _mark_apart(text)
    return apart["words"] if apart is not None else None


def without_priority(text: str) -> str:
    """The statement without a priority at its start or end; the priority is read on its own."""
    for mark in _bracketed(text[:4000]):
        if _named(mark) is None:
            continue
        before, after = text[: mark.start()].rstrip(), text[mark.end() :].lstrip(" :：-–—")
        if not before or not after or len(after) <= 1:
            return before or after
    apart = _mark_apart(text)
    return text[: apart.start()] + text[apart.end() :] if apart is not None else text


def _bracketed(text: str) -> Iterator[re.Match[str]]:
    """What may be a priority in brackets, which most texts have not."""
    has_brackets = "(" in text or "[" in text or "（" in text or "【" in text
    return _PRIORITY_MARK.finditer(text) if has_brackets else iter(())


def _named(mark: re.Match[str]) -> str | None:
    """The priority in brackets; "Prio 1" is one as a whole only."""
    words = (mark[1].strip(), mark[0].strip("()[]（）【】 "))
    return next((said for said in words if vocabulary.priority(said) is not None), None)


def _mark_apart(text: str) -> re.Match[str] | None:
    """ "P0 – …", "Must: …", "… – Prio: hoch"; "Availability – high" and "from P0 – P3" say other things."""
    mark = _PRIORITY_FIRST.match(text) or _PRIORITY_LAST.search(text, max(len(text) - _LONGEST_MARK, 0))
    if mark is None or vocabulary.priority(mark["words"]) is None or len(_LEVEL.findall(text)) > 1:
        return None
    is_level = mark["label"] is None and vocabulary.level(mark["words"]) is not None
    return None if is_level else mark
