"""The packaged words that the rules look for."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from notion_planner.yaml_text import read_yaml

# These match an "i" in any case, and fold to something else.
_TURKISH_I = str.maketrans("İı", "ii")


class Vague(NamedTuple):
    word: str
    instead: str


@cache
def _words() -> dict[str, object]:
    loaded = read_yaml((files("notion_planner.lint") / "words.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _pattern(words: list[str]) -> re.Pattern[str]:
    spaced = [
        re.escape(word)
        for word in sorted(words, key=len, reverse=True)
        if word[0].isascii() or word.isalpha()
    ]
    wide = [re.escape(word) for word in words if ord(word[0]) >= 0x2E80]
    narrow = [word for word in spaced if ord(word.replace("\\", "")[0]) < 0x2E80]
    return re.compile("|".join([rf"(?<![\w-])(?:{'|'.join(narrow)})(?![\w-])", *wide]), re.IGNORECASE)


@cache
def _vague() -> tuple[re.Pattern[str], dict[str, str]]:
    groups = _words()["vague"]
    assert isinstance(groups, list)
    instead = {str(word).casefold(): str(group["say"]) for group in groups for word in group["words"]}
    return _pattern(list(instead)), instead


@cache
def _names() -> re.Pattern[str]:
    names = _words()["names"]
    assert isinstance(names, list)
    return _pattern([str(name) for name in names])


def vague_word(text: str) -> Vague | None:
    """The first vague word of a text, but for those in the name of something."""
    pattern, instead = _vague()
    match = pattern.search(_names().sub(" ", text[:5000]))
    return Vague(match[0], instead[match[0].translate(_TURKISH_I).casefold()]) if match else None


@cache
def untestable() -> re.Pattern[str]:
    phrases = _words()["untestable"]
    assert isinstance(phrases, list)
    return _pattern([str(phrase) for phrase in phrases])
