"""Tells by their numbers which heading stands below which: "4.1" is a part of "4", whatever its level."""

import re

_NUMBER = re.compile(r"[^\w\n]{0,8}(\d{1,3}(?:\.\d{1,3}){0,4})[.)、]?(?![\w.])")
_LETTER = re.compile(r"[a-z][.)]\s+(?=\S)", re.IGNORECASE)


def number_of(heading: str) -> str:
    """The number that a heading begins with, without a dot behind it; empty where it has none."""
    found = _NUMBER.match(heading)
    return found[1] if found is not None else ""


def is_part(number: str, above: str) -> bool:
    """Whether the number of a heading begins with the number of the heading above and goes on."""
    whole = number_of(above) if "." in number else ""
    return bool(whole) and number.startswith(f"{whole}.")


def without_letter(text: str) -> str:
    """What stands behind the letter that somebody typed before it: "a. …", "B) …"."""
    letter = _LETTER.match(text) if text[1:2] in (".", ")") else None
    return text[letter.end() :] if letter is not None else text
