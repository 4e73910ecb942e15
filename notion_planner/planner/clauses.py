"""Takes a demand apart: who or what, the modal verb, and what is asked of it."""

from notion_planner.planner.lexicon import (
    ACTORS,
    ARTICLES,
    CONDITIONS,
    MODALS,
    PREPOSITIONS,
    VERBS,
)
from notion_planner.planner.statements import SIDE_CLAUSES, head
from notion_planner.planner.word_forms import is_adverb, is_plural, third_person

_NO_VERB = (
    PREPOSITIONS | CONDITIONS | SIDE_CLAUSES | MODALS | frozenset({"for", "not", "are", "is", "as", "then"})
)

FAR = 16
"""Words: a modal verb later than this belongs to a side clause more often than to the sentence."""


def modal_at(words: list[str]) -> int | None:
    """Where the sentence's modal verb stands; a sentence that begins with a verb has none of its own."""
    # "Reuse of an ID shall conflict" is a statement.
    order = words[0].lower() in VERBS and words[1:2] != ["of"]
    for place, word in enumerate(words[:FAR]):
        lowered = word.lower().strip(",")
        if order and (lowered in SIDE_CLAUSES or word.endswith(",")):
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
    if [w.lower() for w in rest[:3]] == ["be", "able", "to"]:
        rest = rest[3:]
    if rest[:1] and rest[0].lower() in ("allow", "let", "enable") and len(rest) > 3:
        for step in (2, 3):
            if rest[step : step + 1] == ["to"] and rest[step - 1].lower() in ACTORS:
                return rest[step + 1 :]
    return rest


def stated(subject: list[str], rest: list[str]) -> str:
    """ "the list", "also show recent searches" → "the list also shows recent searches"."""
    plural = is_plural(head(subject)) or _is_two(subject)
    at = next((n for n, word in enumerate(rest) if not is_adverb(word)), 0)
    verb, after = rest[at], rest[at + 1 :]
    if verb.lower() == "be":
        verb = "are" if plural else "is"
    elif not plural:
        listed = _further_verbs(after) if verb.endswith(",") else 0
        verb = third_person(verb)
        after = [
            third_person(w) if n < listed and w != "and" else _joined_on(after, n)
            for n, w in enumerate(after)
        ]
    return " ".join([*subject, *rest[:at], verb, *after])


def _is_two(subject: list[str]) -> bool:
    """ "migration and seeding" are two; "the export of orders and invoices" is one."""
    words = [word.lower().strip(",") for word in subject]
    end = next((n for n, word in enumerate(words) if n and word in PREPOSITIONS | SIDE_CLAUSES), len(words))
    return "and" in words[1:end]


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
