"""Recognises Given/When/Then and EARS, and reads feature files with the official Gherkin parser."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

from gherkin.dialect import DIALECTS
from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh-CN", "ko")
_EARS = re.compile(
    r"^(?:when|while|where|if|whenever|upon|after|once)\b.{3,1500}?\b(?:shall|must|then|"
    r"should|will)\b|^the\s.{2,200}?\b(?:shall|must)\b",
    re.IGNORECASE | re.DOTALL,
)
# Long texts are no steps; the bound keeps a five megabyte line cheap.
_LONGEST_STEP = 4000


class Scenario(NamedTuple):
    """A scenario of a feature file: its name, its steps and its line (0-based within the text)."""

    name: str
    steps: tuple[str, ...]
    line: int


class _Keywords(NamedTuple):
    given: tuple[str, ...]
    when: tuple[str, ...]
    then: tuple[str, ...]
    more: tuple[str, ...]


@cache
def _keywords() -> _Keywords:
    def collect(*kinds: str) -> tuple[str, ...]:
        words = {
            word.strip().casefold()
            for language in _LANGUAGES
            for kind in kinds
            for word in cast("dict[str, list[str]]", DIALECTS[language])[kind]
            if len(word.strip()) > 1
        }
        return tuple(sorted(words, key=len, reverse=True))

    return _Keywords((*collect("given"), "gegeben"), collect("when"), collect("then"), collect("and", "but"))


@cache
def _opening(kind: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The letters that its keywords begin with, and all of them."""
    words: tuple[str, ...] = getattr(_keywords(), kind)
    spaced = "|".join(re.escape(word) for word in words if ord(word[0]) < 0x2E80)
    joined = "|".join(re.escape(word) for word in words if ord(word[0]) >= 0x2E80) or "(?!)"
    pattern = re.compile(rf"(?:(?:{spaced})(?!\w)|(?:{joined}))", re.IGNORECASE)
    return frozenset(word[0] for word in words), pattern


def opens_with(kind: str, text: str) -> bool:
    """Whether a plain text starts with a step keyword of ``given``, ``when``, ``then`` or ``more``."""
    letters, keywords = _opening(kind)
    head = text[:60].lstrip("-–• ")
    return head[:1].casefold() in letters and keywords.match(head) is not None


def is_whole_scenario(text: str) -> bool:
    """Given … When … Then … in one statement (the Given may be missing)."""
    head = text[:_LONGEST_STEP]
    if opens_with("given", head):
        return _then().search(head) is not None or opens_with_when_inside(head)
    return opens_with("when", head) and _then().search(head) is not None


@cache
def _then() -> re.Pattern[str]:
    words = [w for w in _keywords().then if len(w) > 2]
    spaced = "|".join(re.escape(word) for word in words if ord(word[0]) < 0x2E80)
    joined = "|".join(re.escape(word) for word in words if ord(word[0]) >= 0x2E80)
    return re.compile(rf"[\s,，、。;](?:{spaced})(?!\w)|(?:{joined})", re.IGNORECASE)


def opens_with_when_inside(text: str) -> bool:
    return (
        re.search(
            r"[\s,，、。;](?:when|wenn|quand|lorsque|cuando|quando|als|wanneer)(?!\w)|もし|当|만약",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def is_ears(text: str) -> bool:
    return _EARS.match(text[:_LONGEST_STEP]) is not None


def feature_file(text: str) -> Iterator[Scenario]:
    """The scenarios of a feature file or a fragment of one; nothing when it is not Gherkin."""
    try:
        document = Parser().parse(text)
    except (CompositeParserException, ParserException):
        yield from _loose_scenarios(text)
        return
    feature = document.get("feature")
    if not feature:
        yield from _loose_scenarios(text)
        return
    children: list[Any] = list(feature["children"])
    while children:
        child = children.pop(0)
        if "rule" in child:
            children = [*child["rule"]["children"], *children]
        elif "scenario" in child:
            scenario = child["scenario"]
            steps = tuple(f"{step['keyword']}{step['text']}".strip() for step in scenario["steps"])
            yield Scenario(scenario["name"], steps, scenario["location"]["line"] - 1)


_SCENARIO_LINE = re.compile(
    r"^\s*(?:scenario(?: outline)?|example|szenario|scénario|escenario|cenário|scenario|シナリオ|"
    r"场景|시나리오)\s*[:：]\s*(.*)$",
    re.IGNORECASE,
)
# No tag, comment, table or "Background:".
_NAME = re.compile(r"[^\W_].*[^:：{};]$")
_MOST_LINES = 400


def are_steps(text: str) -> bool:
    """Whether a code block holds scenarios and nothing else: steps, and names in the line above them."""
    lines = [line.strip() for line in text.split("\n")[:_MOST_LINES]]
    kinds = [_kind_of(line) for line in lines]
    return (
        "then" in kinds
        and ("given" in kinds or "when" in kinds)
        and all(
            kind is not None or not line or _SCENARIO_LINE.match(line) or _is_name(kinds, lines, index)
            for index, (kind, line) in enumerate(zip(kinds, lines, strict=True))
        )
    )


def _kind_of(line: str) -> str | None:
    return next((kind for kind in ("given", "when", "then", "more") if opens_with(kind, line)), None)


def _is_name(kinds: list[str | None], lines: list[str], index: int) -> bool:
    """ "AC-3 — Two visitors" with a step directly below, after an empty line or at the beginning."""
    return (
        kinds[index] is None
        and (index == 0 or not lines[index - 1])
        and index + 1 < len(kinds)
        and kinds[index + 1] is not None
        and _NAME.match(lines[index]) is not None
    )


def _loose_scenarios(text: str) -> Iterator[Scenario]:
    """Scenarios of a fragment that the parser refuses, for example one without a ``Feature:`` line."""
    lines = [line.strip() for line in text.split("\n")]
    kinds = [_kind_of(line) for line in lines]
    name = ""
    steps: list[str] = []
    start = 0
    has_then = False
    for number, (kind, line) in enumerate(zip(kinds, lines, strict=True)):
        heading = _SCENARIO_LINE.match(line)
        named = heading is not None or _is_name(kinds, lines, number)
        after_gap = kind == "when" and number > 0 and not lines[number - 1]
        if named or (has_then and (kind == "given" or after_gap)):
            if steps:
                yield Scenario(name, tuple(steps), start)
            name, steps, start, has_then = "", [], number, False
        if named:
            name = heading[1] if heading else line
        elif kind:
            start = start if steps or name else number
            steps.append(line)
            has_then |= kind == "then"
    if steps:
        yield Scenario(name, tuple(steps), start)
