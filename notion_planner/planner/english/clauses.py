"""Takes a demand apart: who or what, the modal verb, and what is asked of it."""

import re
from collections.abc import Callable

from notion_planner.planner.english.lexicon import (
    ACTORS,
    ARTICLES,
    CONDITIONS,
    MODALS,
    PREPOSITIONS,
    VERBS,
)
from notion_planner.planner.english.statements import FINITE, LASTING, SIDE_CLAUSES, head
from notion_planner.planner.english.word_forms import base_of, gerund, is_adverb, is_plural, third_person
from notion_planner.planner.english.wording import inside

_NO_VERB = (
    PREPOSITIONS | CONDITIONS | SIDE_CLAUSES | MODALS | frozenset({"for", "not", "are", "is", "as", "then"})
)

_OF_ANOTHER = frozenset({"so", "whose"})

FAR = 16
"""Words: a modal verb later than this belongs to a side clause more often than to the sentence."""

# RFC 2119 and EARS print their keywords in capitals, which a title does not take over.
_SHOUTED = re.compile(
    r"\b(?:MUST|SHALL|SHOULD|MAY|WILL)(?: NOT)?\b|^(?:WHEN|IF|WHILE|WHERE|GIVEN)\b"
    r"|\bTHEN(?= (?:the|THE|it|an?)\b)"
)
_MODAL = rf"\b(?:{'|'.join(sorted(MODALS))})\b"
# "… and when it rains, …", or without a word of its own: "If it is open, and nobody is in, it shall close".
FURTHER_CONDITION = re.compile(
    rf"(?:and|or|but) (?:(?:{'|'.join(sorted(CONDITIONS))}) |(?:(?!{_MODAL})[^,])+, [^,]*{_MODAL})",
    re.IGNORECASE,
)
_DUTIES = frozenset({"must", "shall", "should"})
# Said of one of a kind, such a word stands alone in requirements: "system must not send data".
_ALONE = frozenset(word for word in ACTORS if not is_plural(word)) - frozenset(
    ("anyone", "everyone", "i", "it", "people", "software", "staff", "they", "we", "you")
) | {"ui"}


def calm(line: str) -> str:
    """A sentence without the capitals of its keywords: "it MUST NOT fail" → "it must not fail"."""
    return line if line.isupper() else _SHOUTED.sub(lambda found: found[0].lower(), line)


def named(line: str) -> str:
    """A clause as it stands inside a title: "System must not fail" → "the system must not fail"."""
    words = line.split(" ", 2)
    if words[0].lower() not in _ALONE or len(words) < 2:
        return inside(line)
    told = words[1].lower()
    says = told in MODALS | FINITE | LASTING or is_adverb(told) or base_of(told) is not None
    return f"the {inside(line)}" if says else inside(line)


def modal_at(words: list[str]) -> int | None:
    """Where the sentence's modal verb stands; a sentence that begins with a verb has none of its own."""
    # "Reuse of an ID shall conflict" is a statement.
    order = words[0].lower() in VERBS and words[1:2] != ["of"]
    labelled = False
    for place, word in enumerate(words[:FAR]):
        lowered = word.lower().strip(",")
        # "API: an interface so others can call it": what the label names has no verb of its own.
        if labelled and lowered in _OF_ANOTHER:
            return None
        labelled = labelled or word.endswith(":")
        if order and (lowered in SIDE_CLAUSES or word.endswith((",", ";"))):
            return None
        wanted = lowered in ("want", "wants") and words[place - 1].lower() in ACTORS
        if wanted or lowered in ("needs", "need", "has", "have"):
            if words[place + 1 : place + 2] == ["to"]:
                return place
        elif lowered in MODALS:
            return place
    return None


def after_modal(words: list[str], place: int) -> list[str]:
    rest = words[place + 1 :]
    if rest[:1] == ["to"]:
        rest = rest[1:]
    also, rest = (rest[:1], rest[1:]) if rest and is_adverb(rest[0]) else ([], rest)
    if words[place].lower() == "will" and rest[:2] in (["need", "to"], ["have", "to"]):
        rest = rest[2:]
    if [w.lower() for w in rest[:3]] == ["be", "able", "to"]:
        rest = rest[3:]
    rest = [*also, *rest]
    if rest[:1] and rest[0].lower() in ("allow", "let", "enable") and len(rest) > 3:
        for step in (2, 3):
            if rest[step : step + 1] == ["to"] and rest[step - 1].lower() in ACTORS:
                return rest[step + 1 :]
    return rest


def stated(subject: list[str], rest: list[str]) -> str:
    """ "the list", "also show recent searches" → "the list also shows recent searches"."""
    plural = _is_many(subject)
    rest = carried_on(rest, lambda verb, positive: _told(verb, plural=plural, positive=positive))
    at = next((n for n, word in enumerate(rest) if not is_adverb(word)), 0)
    verb, after = rest[at], rest[at + 1 :]
    if verb.lower() == "be":  # "is still shown", but "still shows"
        return " ".join([*subject, "are" if plural else "is", *rest[:at], *after])
    if not plural:
        listed = _further_verbs(after) if verb.endswith(",") else 0
        verb = third_person(verb)
        after = [
            third_person(w) if n < listed and w != "and" else _joined_on(after, n)
            for n, w in enumerate(after)
        ]
    return " ".join([*subject, *rest[:at], verb, *after])


def denied(subject: list[str], rest: list[str]) -> str:
    """ "the list", "exceed 2 MB" → "the list does not exceed 2 MB"."""
    told = _told(rest[0], plural=_is_many(subject), positive=False)
    return " ".join([*subject, *told, *rest[1:]])


def _told(verb: str, *, plural: bool, positive: bool) -> list[str]:
    if verb.lower() == "be":
        return [("are" if plural else "is"), *([] if positive else ["not"])]
    if positive:
        return [verb if plural else third_person(verb)]
    return ["do" if plural else "does", "not", verb]


def done(verb: str, positive: bool) -> list[str]:  # noqa: FBT001 - passed on by position
    return [*([] if positive else ["not"]), "being" if verb == "be" else gerund(verb)]


def ordered(verb: str, positive: bool) -> list[str]:  # noqa: FBT001 - passed on by position
    return [verb] if positive else ["do", "not", verb]


def carried_on(words: list[str], form: Callable[[str, bool], list[str]]) -> list[str]:
    """A second duty in the form of the first: "… and must reject it" after a gerund is "and rejecting it".

    ``form`` gives the words of a verb, which is denied where its second argument is false.
    """
    opened = False  # another clause
    for place, word in enumerate(words[1:-2], 1):
        opened = opened or words[place - 1] in SIDE_CLAUSES | CONDITIONS
        if opened and words[place - 1][-1:] != ",":
            continue
        after = [follower.lower() for follower in words[place + 1 : place + 3]]
        if word.lower() not in ("and", "but", "or") or after[0] not in _DUTIES:
            continue
        at = place + (3 if after[1] == "not" else 2)
        if words[at : at + 1]:
            rest = carried_on(words[at:], form)
            return [*words[: place + 1], *form(rest[0], after[1] != "not"), *rest[1:]]
    return words


def _is_many(subject: list[str]) -> bool:
    said = re.sub(r"\([^()]*\)", "", " ".join(subject)).split() or subject
    return is_plural(head(said)) or _is_two(said)


def _is_two(subject: list[str]) -> bool:
    """ "migration and seeding" are two; "the export of orders and invoices" and "a red and blue lamp" one."""
    words = [word.lower().strip(",") for word in subject]
    end = next((n for n, word in enumerate(words) if n and word in PREPOSITIONS | SIDE_CLAUSES), len(words))
    if "and" not in words[1:end]:
        return False
    after = words[words.index("and") + 1 :]
    return words[0] not in ("a", "an") or not after or after[0] in ARTICLES


def _further_verbs(words: list[str]) -> int:
    """How many words go on with a list of verbs: two after "build," in "test, and publish the site"."""
    run = next((n for n, word in enumerate(words) if not word.endswith(",")), len(words))
    return run + 2 if words[run : run + 1] == ["and"] else 0


def _joined_on(words: list[str], place: int) -> str:
    """ "rotate the token and invalidate its hash": the verb between "and" and an article goes along."""
    word = words[place]
    before = words[place - 1].lower() if place else ""
    after = words[place + 1].lower() if place + 1 < len(words) else ""
    listed = before in ("and", "or") and after in ARTICLES
    listed = listed and word.isalpha() and word.islower() and word not in _NO_VERB
    return third_person(word) if listed else word
