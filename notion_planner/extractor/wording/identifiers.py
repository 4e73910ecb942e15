"""Recognises the identifiers that authors give to requirements, stories and criteria."""

import re
from functools import lru_cache
from typing import NamedTuple

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.measures import SIZE_UNITS, TIME_UNITS

# "FR-1", "REQ_003", "PERF-1", "FR1.1", "F.R. 1", "REQ-002b", "US-12", "AC 1.2", "NFR-SEC-01", "/LF10/"
_PREFIXED = r"(?:[A-Z][A-Z0-9]{0,11}[-_.]){0,2}[A-Z]{1,12}(?:\.\s|[-_ .])?\d{1,5}(?:[.\-]\d{1,4}){0,4}[a-z]?"
_NUMBERED = r"\d{1,3}(?:\.\d{1,3}){1,4}"
_LEADING = re.compile(
    rf"\s*[\[(【/#<]?(?P<id>{_PREFIXED}(?:\s*[/,&]\s*(?:{_PREFIXED}|"
    rf"\d{{1,5}}))*)[\])】/>]?(?P<mark>\s*[(\[][^()\[\]]{{0,40}}[)\]])?(?P<end>\s*[:：|]\s*|"
    rf"\s*\.\s+|\s*[-–—]+\s+|\s+(?![=+×*]\s)|\s*$|(?=[（(]))"
)
# "🔐 FR-1 Log in", "3.2 Story 4: Browse": what a heading has before its own words.
_PICTURES = re.compile(
    r"\s*(?:(?:\d\ufe0f?\u20e3|[\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])"
    r"[\ufe0f\u200d]*\s*){0,4}"
)
_SECTION_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]\s+|\d{1,3}(?:\.\d{1,3}){1,4}\s+)?")
_LEADING_NUMBER = re.compile(rf"\s*(?P<id>{_NUMBERED})(?P<end>[:：.)]?\s+)(?=\S)")
_UNIT_WORD = re.compile(r"[%‰°€$£]|[^\W\d_]+")
_QUANTITIES = (
    TIME_UNITS | SIZE_UNITS | {"million", "millions", "billion", "percent", "prozent", "times", "stars"}
)
_UNIT = re.compile(
    r"^\s*(?P<id>(?P<word>requirement|user[\s-]+story|story|scenario|szenario|scénario|escenario|cenário|シナリオ|场景|場景|시나리오|anforderung|exigence|"
    r"requisito|eis|要件|要求|需求|요구사항|user\s+storie|historia de usuario|história de usuário|"
    r"storia utente|récit utilisateur|(?:benutzer|nutzer|anwender)geschichte|gebruikersverhaal|"
    r"пользовательская история|historyjka użytkownika|ユーザーストーリー|用户故事|使用者故事|사용자 스토리)"
    r"\s*(?:#\s*)?(?:(?P<number>\d{1,4}(?:\.\d{1,4})*[a-z]?)|"
    r"(?P<named>(?-i:[A-Z]{1,5}(?:-[A-Z]{1,5})?)-?\d{1,5}(?:\.\d{1,4})*[a-z]?))?)"
    r"\s*(?:[:：.–—-]\s*|$|(?=[（(]))(?P<title>.*)$",
    re.IGNORECASE,
)
_STORY_WORDS = re.compile(
    r"story|storie|historia|história|storia|récit|geschichte|verhaal|история|historyjka|ストーリー|故事|스토리",
    re.IGNORECASE,
)
_SCENARIO_WORDS = re.compile(r"s[cz]enari|scénari|escenari|cenári|シナリオ|[场場]景|시나리오")
_ONE_LETTER = re.compile(r"[A-Z]-\d{1,4}(?:\.\d{1,4}){0,2}[a-z]?")
_BETWEEN_REFERENCES = re.compile(r"[\s,;/&+]+")
_ONE_REFERENCE = re.compile(
    r"#?(?:[a-z]{1,12}[-_.]){0,3}[a-z]{0,4}\d{1,5}(?:\.\d{1,4}){0,4}[a-z]?|[–—-]|and|all|n|a|user|story|stories",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"[A-Za-z][A-Za-z_-]*")
_DIGIT = re.compile(r"\d")
_LONGEST = 160


class Identifier(NamedTuple):
    """An identifier as written and where the statement after it begins."""

    text: str
    end: int


class Unit(NamedTuple):
    """A heading that is itself an item: "Requirement 3: Export", "User Story 1 - Browse", "Scenario: …"."""

    word: str
    id: str | None
    title: str


def prefix_of(identifier: str) -> str:
    match = _PREFIX.match(identifier)
    return match[0].rstrip("-_").upper() if match else ""


STORY_PREFIXES = frozenset(("US", "USER", "STORY", "ST", "HU", "U"))
_STORY_PARTS = frozenset(("US", "STORY", "HU"))
_OTHER_PARTS = frozenset(("AC", "FR", "NFR", "TC", "TR", "REQ", "BR", "RF", "RNF", "TASK", "TEST"))


def names_story(identifier: str) -> bool:
    """US-3, and US-PAY-3 or PAY-US-3 of an area."""
    prefix = prefix_of(identifier)
    parts = frozenset(prefix.split("-"))
    return prefix in STORY_PREFIXES or bool(parts & _STORY_PARTS and not parts & _OTHER_PARTS)


def leading_identifier(text: str) -> Identifier | None:
    """The identifier that a statement starts with."""
    # Every identifier has a digit, and none begins as a word does, with a letter and a small one.
    if (text[1:2].islower() and text[0].isalpha()) or _DIGIT.search(text, 0, _LONGEST) is None:
        return None
    return _leading(text[:_LONGEST])


@lru_cache(maxsize=32768)  # each of several readers asks, one after another, of all statements
def _leading(head: str) -> Identifier | None:
    pictures, words = _decoration(head)
    for start in (0, words) if words else (0,):
        match = _LEADING.match(head, start)
        if match is not None and _is_identifier(match) and _separated(match):
            return Identifier(
                re.sub(r"\s+", " ", match["id"]).strip(),
                match.end("end") if not match["mark"] else match.end("id"),
            )
    number = _LEADING_NUMBER.match(head, pictures)
    if number is not None and not _is_quantity(head, number):
        return Identifier(number["id"], number.end())
    return None


def _is_identifier(match: re.Match[str]) -> bool:
    """No standard, date or size ("ISO-27001", "Q3"); a single letter has a hyphen and a mark: "K-1: …".

    Between strokes it is one whatever its letters: "/M1/".
    """
    start, end = match.span("id")
    if match.string[start - 1 : start] == match.string[end : end + 1] == "/":
        return True
    apart = match[0].strip() != match["id"] or match.end() == len(match.string)
    single = apart and _ONE_LETTER.fullmatch(match["id"]) is not None
    return single or prefix_of(match["id"]).casefold() not in vocabulary.words("not_identifiers")


def _is_quantity(head: str, number: re.Match[str]) -> bool:
    """ "99.9 % uptime" and "2.5 GB of memory" begin with how much."""
    unit = _UNIT_WORD.match(head, number.end())
    return (
        number["end"].isspace()
        and unit is not None
        and (not unit[0].isalpha() or unit[0].casefold() in _QUANTITIES)
    )


def undecorated(text: str) -> str:
    """What a heading says, without the picture or the number of a section before it."""
    return text[_decoration(text)[1] :] or text


def without_pictures(text: str) -> str:
    """What stands behind the pictures that a line begins with."""
    return text[_decoration(text)[0] :]


def _decoration(text: str) -> tuple[int, int]:
    """Where the pictures before it end, and where its words begin."""
    if text[:1].isalpha():
        return 0, 0
    pictures = _PICTURES.match(text)
    assert pictures is not None
    number = _SECTION_NUMBER.match(text, pictures.end())
    assert number is not None
    return pictures.end(), number.end()


def _separated(match: re.Match[str]) -> bool:
    """A bare word with a number ("PDF 2 export") is no identifier; a hyphen or a separator makes it one."""
    text = match["id"]
    if re.search(r"[A-Z][-_.]?\d", text):
        return True
    return bool(match["end"].strip())


def without_identifier(text: str, identifier: Identifier | None) -> str:
    if identifier is None:
        return text
    return text[identifier.end :].lstrip(" :：.|)]】–—-") or text


def beside_identifier(cell: str) -> str | None:
    """What the cell of an identifier says beside it: "NFR-02 Privacy"."""
    identifier = leading_identifier(cell)
    beside = without_identifier(cell, identifier)
    return beside if identifier is not None and beside != cell else None


def given_identifier(text: str) -> str | None:
    """The identifier that a line gives and says nothing else: "Story ID: US-1"."""
    label, colon, value = text[:60].replace("：", ":").partition(":")
    given = leading_identifier(value.strip()) if colon and vocabulary.column(label) == "id" else None
    return given.text if given is not None and given.text == value.strip() else None


def is_reference(cell: str) -> bool:
    """Whether it only names other items: "US-1, US-2", "Story 3", "–"."""
    parts = _BETWEEN_REFERENCES.split(cell[:200])
    return all(not part or _ONE_REFERENCE.fullmatch(part) is not None for part in parts)


@lru_cache(maxsize=1024)  # several readers ask it of a section's title
def unit_heading(text: str) -> Unit | None:
    text = undecorated(text)
    match = _UNIT.match(text[:400])
    if match is None:
        return None
    word = match["word"].casefold()
    kind = (
        "story" if _STORY_WORDS.search(word) else "scenario" if _SCENARIO_WORDS.match(word) else "requirement"
    )
    if named := match["named"]:  # "Story #US-3: Pay"
        standard = prefix_of(named).casefold() in vocabulary.words("not_identifiers")
        return None if standard else Unit(kind, named, match["title"].strip())
    if match["number"] is None and not (match["title"] and re.match(r"^\s*\w+\s*[:：]", text)):
        return None
    identifier = " ".join(match["id"].split()) if match["number"] else None
    return Unit(kind, identifier, match["title"].strip())
