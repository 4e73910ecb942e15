"""Whether texts are in English, so that titles can be made of their words."""

import unicodedata
from collections.abc import Iterable

from notion_planner.planner.english.lexicon import (
    ACTORS,
    DETERMINERS,
    ELSEWHERE,
    MODALS,
    PLAINLY_ENGLISH,
    PREPOSITIONS,
    STOP,
    VERBS,
)
from notion_planner.planner.english.wording import tokens

_ENGLISH = frozenset(
    word for word in VERBS | ACTORS | MODALS | PREPOSITIONS | STOP | DETERMINERS if len(word) > 1
) - {"no", "me", "as"}
_ENGLISH_SHARE = 0.12
"""Sample specifications in English have 20 % or more of these words, in other languages under 8 %."""

_OTHER_SHARE = 0.06
"""Of these words; English texts have a few in names: "Rio de Janeiro", "van"."""


def is_english(texts: Iterable[str]) -> bool:
    """Whether the texts together use the English words that any specification in English uses."""
    words = [word for text in texts for word in tokens(text)]
    other = sum(word in ELSEWHERE for word in words)
    if other > max(_OTHER_SHARE * len(words), sum(word in PLAINLY_ENGLISH for word in words)):
        return False
    return not words or sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words)


def is_foreign(text: str) -> bool:
    """Whether most of its letters are of another script: a line in Korean among English ones."""
    if text.isascii():  # as most are; to ask for the name of each letter would take far longer
        return False
    letters = [char for char in text if char.isalpha()]
    return sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters) * 2 > len(letters)
