"""Says what a list is that a sentence announces, above it or as its heading: "It is done when:"."""

import re
from functools import cache

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.vocabulary import Role

_LAST_SENTENCE = re.compile(r"(?:^|[.!?。]\s)\s*([^.!?。]{1,200})[:：]$")


def announced(raw: str) -> tuple[str, Role] | None:
    """The sentence that a paragraph ends with before a colon, and what it says of the list below."""
    if not raw.rstrip().endswith((":", "：")):
        return None
    found = _LAST_SENTENCE.search(plain(raw)[-400:])
    if found is None:
        return None
    sentence = found[1].strip()
    role = role_said(sentence)
    return (sentence, role) if role else None


def role_said(sentence: str) -> Role | None:
    """What a sentence without its colon says of what it announces: "What we will not build"."""
    return next((role for role, ends in _announcements() if ends.search(sentence)), None)


@cache
def _announcements() -> list[tuple[Role, re.Pattern[str]]]:
    written = vocabulary.terms()["announcements"]
    assert isinstance(written, dict)
    return [(Role(role), re.compile(_grouped(ends), re.IGNORECASE)) for role, ends in written.items()]


def _grouped(ends: list[str]) -> str:
    """The alternatives with what they begin at before them all: most letters of a sentence begin none."""
    at = {sign: [end.removeprefix(sign) for end in ends if end.startswith(sign)] for sign in (r"\b", "^")}
    assert sum(map(len, at.values())) == len(ends)
    return "|".join(f"{sign}(?:{'|'.join(group)})" for sign, group in at.items() if group)
