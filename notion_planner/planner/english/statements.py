"""Whether a line tells what is so: "search returns 20 rows" does, "search results page" names a thing."""

import re
from itertools import pairwise

from notion_planner.planner.english.lexicon import (
    ACTORS,
    ARTICLES,
    BUILT,
    COMPOUNDING,
    CONDITIONS,
    DETERMINERS,
    DONE,
    JOINING,
    NOT_ALWAYS_VERBS,
    NOUN_ACTIONS,
    OPENING,
    OTHER_CLAUSE,
    PREPOSITIONS,
    TELLING,
    VERBS,
)
from notion_planner.planner.english.word_forms import (
    base_of,
    base_of_gerund,
    base_of_participle,
    is_adverb,
    is_plural,
    is_verb,
    third_person,
)

SIDE_CLAUSES = frozenset({"that", "which", "who"})
FINITE = frozenset({"is", "are", "has", "have"})
# Told where an object follows: "guests need no account", but not "user needs and wishes".
_TAKING = frozenset({"need", "needs", "cost", "costs", "belong", "belongs"})
_DENYING = frozenset({"don't", "doesn't", "don’t", "doesn’t"})
_TAKEN = ARTICLES | {"nothing", "to"}
_DONE_TO_IT = re.compile(r"[a-z]+[^e\W\d]ed$")  # but "proceed", "speed"
_BEING = frozenset(
    {
        "accessible",
        "available",
        "compatible",
        "configurable",
        "editable",
        "printable",
        "reachable",
        "readable",
        "responsive",
    }
    | {"reversible", "searchable", "sortable", "usable", "visible"}
)
# "Time needed for a ride", "data required by law", "a gate called Night" name a thing.
_ASKED_FOR = frozenset({"based", "called", "expected", "named", "needed", "related", "required", "used"})
_NO_NOUN = PREPOSITIONS | ARTICLES | SIDE_CLAUSES | FINITE | {"and", "or", "not", "no"}
_POINTING = frozenset({"all", "any", "no", "that", "these", "this", "those"})
_BEHIND = PREPOSITIONS | CONDITIONS
_BEHIND |= {"above", "as", "away", "back", "below", "beside", "down", "off", "out", "through", "up"}
_SUBJECT = 6
"""Words: a participle behind these belongs to something else."""

_FAR = 12
"""Words: a verb behind these belongs to another clause more often than to the sentence."""

_SAID_WITHOUT = 5
"""Words of a line that leaves its verb out, in which it says what is so."""

_SHORT = 3
_REMAINING = frozenset({"remain", "remains"})
_ELSEWHERE = OTHER_CLAUSE - {"to", "that", "which", "who", "whose", "before", "after"}
_TOLD = frozenset(map(third_person, TELLING))
LASTING = frozenset({"works", "stays", "remains", "survives", "lasts", "behaves"})
STATES = LASTING | {"leaves", "recovers", "becomes", "comes", "goes"}
# Verbs that state what is so and are seldom nouns: "sessions expire", "search returns".
PLAIN = frozenset(
    [
        "appear",
        "become",
        "come",
        "fall",
        "go",
        "belong",
        "contain",
        "expire",
        "fail",
        "find",
        "get",
        "ignore",
        "include",
        "keep",
        "load",
        "receive",
        "remain",
        "remember",
        "require",
        "respond",
        "return",
        "run",
        "see",
        "show",
        "stay",
        "succeed",
        "suggest",
        "support",
        "survive",
        "use",
        "work",
    ]
)


# "The SDK exposes safe defaults": what one thing does with these is seldom several nouns.
_TOLD_OF_ONE = PLAIN | DONE | (BUILT - {"display", "fix", "offer", "show", "support"})


_PARTICIPLE = re.compile(
    r"(?!embed)[a-z]{2,}(?<!e)ed|built|chosen|found|given|held|kept|left|lost|made|paid|seen|sent|set|shown|sold|"
    r"taken|written"
)


def head(subject: list[str]) -> str:
    """The noun that the verb agrees with: the last one before a preposition or a side clause."""
    for place, word in enumerate(subject):
        if place and word.lower() in PREPOSITIONS | SIDE_CLAUSES:
            done = place > 1 and _PARTICIPLE.fullmatch(subject[place - 1])
            of_many = done and is_plural(subject[place - 2])  # "files kept in a box"
            return subject[place - 2 if of_many else place - 1].strip(",")
    return subject[-1]


def states_something(words: list[str]) -> bool:
    """ "Download links expire", "search still returns 20 rows": a subject of a word or two and a verb."""
    words = [word for n, word in enumerate(words[:7]) if not (n and words[n + 1 :] and is_adverb(word))]
    first = words[0].lower()
    if first in VERBS and first not in NOUN_ACTIONS | COMPOUNDING:
        return False
    # "Order runs" and "order shows" are orders as often; "order total includes tax" is none.
    begin = 1 if first in NOUN_ACTIONS or first not in VERBS else 2
    for place in range(begin, min(3, len(words) - 1)):
        subject, told = words[place - 1], words[place].lower()
        is_person = place > 1 and subject.lower() in ACTORS
        if not is_person and (told in PLAIN if is_plural(subject) else base_of(told) in _TOLD_OF_ONE):
            return place > 1 or first not in ACTORS or is_plural(words[0])
    return False


def lasts(words: list[str]) -> bool:
    """ "Search works offline", "comment posting correctly skips bots": told of a thing, no order."""
    for place, word in enumerate(words[1:4], 1):
        told = word.lower() in LASTING | {"fails"}
        if told or (is_adverb(word) and base_of("".join(words[place + 1 : place + 2]))):
            return True
    return False


def is_finite(words: list[str]) -> bool:
    """Whether something "is", "has", "needs a …", or some "each do", before any other clause."""
    if _denies(words[:_FAR]):
        return True
    for word, after in pairwise([*words[1:_FAR], ""]):
        if word.lower() in _ELSEWHERE or word == "→" or word.startswith('"'):
            return False
        takes = word.lower() in _TAKING and after.lower() in _TAKEN
        if word.lower() in FINITE | _REMAINING or takes or (word.lower() == "each" and after in VERBS):
            return True
    return False


def _denies(words: list[str]) -> bool:
    """ "Refunds do not expire", but neither "a window that doesn't move" nor "mark it, don't remove it"."""
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if before.lower() in OTHER_CLAUSE or before.endswith((",", ":", ";")):
            return False
        if word.lower() in _DENYING or (word.lower() in ("do", "does") and after.lower() == "not"):
            return True
    return False


def orders(words: list[str]) -> bool:
    """Whether a line begins with an order, its verb known or not: "Tell the guest", but "Only the guest"."""
    if len(words) < 3 or words[1].lower() not in ARTICLES - _POINTING:
        return False
    first, lowered = words[0], words[0].lower()
    is_word = len(first) > 2 and first.isascii() and first.isalpha() and first[1:] == lowered[1:]
    is_base = not lowered.endswith(("ed", "ing", "ly", "s")) or lowered.endswith(("ss", "us"))
    joins = lowered in JOINING | DETERMINERS | OPENING
    return is_word and is_base and not joins and not (is_finite(words[1:]) or tells_of_acting(words[1:]))


def takes_an_object(words: list[str]) -> bool:
    """ "Each part gains an owner": between a noun and "a", what ends in -s is a verb, known or not."""
    for place, word in enumerate(words[1:-1], 1):
        before, lowered = words[place - 1].lower(), word.lower()
        if lowered in OTHER_CLAUSE or before.endswith((",", ":", ";")):
            return False
        may_be = len(word) > _SHORT and lowered.isalpha() and is_plural(lowered)
        of_a_noun = not is_plural(before) and before not in PREPOSITIONS | DETERMINERS
        if may_be and of_a_noun and words[place + 1].lower() in ("a", "an"):
            return True
    return False


def tells(words: list[str]) -> bool:
    """ "capture job takes a lock", "people in the EU see a banner": verb and object before another clause."""
    for place, word in enumerate(words[1:-1], 1):
        if word.lower() in OTHER_CLAUSE or words[place - 1].endswith((",", ":", ";")):
            return False
        if words[place + 1].lower() not in ARTICLES:
            continue
        many = is_plural(head(words[:place]))
        if (word.lower() in PLAIN or _can_only_act(words, place)) if many else base_of(word):
            return True
    return False


def _can_only_act(words: list[str], place: int) -> bool:
    """ "Cards carry a signature": behind no verb, one that is no noun as often."""
    verb, first = words[place].lower(), words[0].lower()
    return verb in VERBS - COMPOUNDING - NOT_ALWAYS_VERBS and first not in VERBS


_NOUNS = frozenset(map(third_person, COMPOUNDING | NOUN_ACTIONS))
_OBJECTS = ARTICLES | {"it", "them"}
_NEAR = 6
"""Words: behind these a verb is told from a plural noun by its object."""


def tells_of_acting(words: list[str]) -> bool:
    """ "System automatically saves drafts", "deleting a project asks for confirmation"."""
    start = 1 if words[0].lower() in DETERMINERS else 0
    if _acts_alone(words):
        return True
    if words[start : start + 1] and words[start].lower() in ACTORS:
        return (
            len(words) > start + 2 and is_adverb(words[start + 1]) and base_of(words[start + 2]) is not None
        )
    if not words[0].lower().endswith("ing") or len(words) < 4 or words[1].lower() not in ARTICLES:
        return False
    for place, word in enumerate(words[3:-1], 3):
        told = base_of(word) is not None and words[place - 1].lower() not in ARTICLES | PREPOSITIONS
        if told and (place < _NEAR or words[place + 1].lower() in _OBJECTS):
            return True
    return False


def _acts_alone(words: list[str]) -> bool:
    """ "A visitor without a token learns nothing": behind "a", a person and what belongs to them."""
    if words[0].lower() not in ("a", "an"):
        return False
    person = next((n for n, word in enumerate(words[1:5], 1) if word.lower() in ACTORS), 0)
    for place in range(person + 1, min(len(words), person + _NEAR)) if person else ():
        before = words[place - 1].lower()
        named = place > person + 1 and (words[place].lower() in _NOUNS or before in ARTICLES | PREPOSITIONS)
        if base_of(words[place]) is not None and not named:
            return True
    return False


def is_being(words: list[str]) -> bool:
    """ "Accessible via keyboard", "used to verify codes", "abstracted via a service"."""
    if len(words) < 2 or words[1].lower() not in PREPOSITIONS | {"for", "as", "via"}:
        return False
    first = words[0].lower()
    return first in _BEING or (_DONE_TO_IT.match(first) is not None and first not in VERBS)


def with_its_verb(text: str) -> str | None:
    """What is said without "is": "Passwords hashed with salt" → "passwords are hashed with salt", "screen
    reader compatible" → "it is screen reader compatible"."""
    words = text.split(" ")
    for place, word in enumerate(words[:_SAID_WITHOUT]):
        if word.lower() in PREPOSITIONS | SIDE_CLAUSES:
            return None
        after = words[place + 1] if place + 1 < len(words) else "for"
        if place and is_being([word, after]) and (after != "by" or word.lower() in _BEING):
            subject = " ".join(words[:place])
            if word.lower() in _BEING:
                return f"it is {text}"
            return f"{subject} {'are' if is_plural(words[place - 1]) else 'is'} {' '.join(words[place:])}"
    return None


def base_told(word: str) -> bool:
    return word.lower() in _TOLD


def is_told(words: list[str]) -> bool:
    """Whether a sentence tells what something does or is, before any side clause."""
    for place, word in enumerate(words[1:7], 1):
        before, lowered = words[place - 1], word.lower()
        infinitive = lowered == "to" and before.lower() != "up"
        if infinitive or lowered in SIDE_CLAUSES or before.endswith((":", ",", ";")):
            return False
        if lowered in FINITE or (lowered in TELLING if is_plural(before) else base_told(word)):
            return True
    return False


def as_passive(words: list[str]) -> str | None:
    """ "Errors passed on to clerks" → "Errors are passed on to clerks", where nothing else is told."""
    if is_verb(words[0]) or base_of_gerund(words[0]):
        return None
    for place, word in enumerate(words[1:_SUBJECT], 1):
        before = words[place - 1]
        if before.lower() in _NO_NOUN or before.endswith((",", ":", ";")):
            return None
        if base_of_participle(word):
            after = "".join(words[place + 1 : place + 2]).lower()
            goes_on = word.lower() not in _ASKED_FOR and (after in _BEHIND or (after and is_adverb(after)))
            being = "are" if is_plural(before) else "is"
            return " ".join([*words[:place], being, *words[place:]]) if goes_on else None
    return None
