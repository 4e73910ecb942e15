"""What the person of a user story wants, as a phrase for a title."""

import re

from notion_planner.model.spec import UserStory
from notion_planner.planner.english.lexicon import ACTORS, COMPOUNDING, THINGS, VERBS
from notion_planner.planner.english.persons import of_the, of_them, people, speaks_of_self
from notion_planner.planner.english.phrasing import joined_verb, verb_phrase
from notion_planner.planner.english.statements import PLAIN, STATES
from notion_planner.planner.english.word_forms import (
    gerund_phrase,
    is_order,
    is_plural,
    is_verb,
    third_person,
)
from notion_planner.planner.english.wording import inside, plain

_WANTS = re.compile(
    r"^(?:as )?(?:an? |the |any )?[\w/-]+(?: [\w/-]+){0,4}?,? (?:i )?"
    r"(?:i['’]d like|wants?|needs?|wish(?:es)?|would like|can|should be able|must be able|is able) "
    r"(?:to )?(?=\S)",
    re.IGNORECASE,
)
_WANTED_OF = re.compile(
    r"^(?:(the|my|our|their|each) )?([\w-]+(?: [\w-]+){0,3}?) to (\w+ly |not )?([a-z]+)\b(.*)$"
)
_MEANS = frozenset({"able", "ability", "option", "way", "chance", "means", "possibility", "choice", "right"})


_ROLE = re.compile(r"^as (?:an? |the |any )?([\w -]{2,40}?),? i\b", re.IGNORECASE)
# "AI to suggest tags" acts by itself; "software to send invoices" is a means.
_ACTING = ACTORS - THINGS | {"ai"}
_WANTING = r"(?:wants?|needs?|likes?|love|wish(?:es)?|able)"
# Of a thing, these tell how it is: "notifications to persist", but "credits to buy a photo" are for that.
_LASTING = frozenset({"arrive", "continue", "feel", "fit", "look", "match", "persist", "scale", "sync"})


def wish(story: UserStory) -> str:
    """What the person of a story wants: "A climber wants to log a session" wishes to "log a session"."""
    return plain(story.goal or _WANTS.sub("", story.text, count=1))


def is_story(text: str) -> bool:
    return text[:3].lower() == "as " and _WANTS.match(text) is not None


def stated_wish(text: str) -> str:
    """ "As a guide, I want to see who is late, so that …" wishes to "see who is late"."""
    return re.split(r",? so that ", _WANTS.sub("", text, count=1), maxsplit=1)[0]


def story_name(story: UserStory) -> str:
    """What a story is about, in a few words that stand alone: a wish, or the state that is wished for."""
    wanted = re.sub(r"^am ", "be ", wish(story))  # "As a guest, I am reminded"
    return of_them(_wished_state(wanted)[1] or wanted.removeprefix("be able to "))


def role_in(text: str) -> str | None:
    """ "As a guide, I want …" is told by a "guide"."""
    told = _ROLE.match(text)
    return told[1] if told else None


def is_act(text: str, wanted: str) -> bool | None:
    """Whether a story's sentence wants to do something, or to have it: "I want mirror mode"."""
    said = plain(text)
    place = said.find(wanted)
    before = said[:place].lower().rstrip() if place > 0 else ""
    if re.search(rf"\b(?:{_WANTING} to(?: be able to)?|can)$", before):
        return True
    return False if re.search(rf"\b{_WANTING}$", before) else None


def story_phrase(text: str, verb: str, *, role: str | None = None, acts: bool | None = None) -> str:
    """A verb-first phrase: "the cache to survive restarts" → "Ensure the cache survives restarts".

    What a person says of themselves is said of their role: "pay my bill" of a guest → "Let guests pay their
    bill". ``acts`` says whether the wish is to do something, where the story's sentence tells.
    """
    phrase = _own_phrase(text, role, acts=acts) if speaks_of_self(text) else ""
    if phrase:
        return phrase
    words = text.split(" ")
    if acts and not (is_verb(words[0]) and is_order(words)) and words[0] not in ("be", "have"):
        doing = gerund_phrase(words)
        if doing:
            return f"{verb} {' '.join(doing)}"
    is_thing = not (words[0].istitle() and (words[0].lower() not in COMPOUNDING or words[1:2] == ["a"]))
    if acts is False and is_verb(words[0]) and " to " not in text and is_thing:
        return f"{verb} {text}"
    return _wished_phrase(text, verb)


def _own_phrase(text: str, role: str | None, *, acts: bool | None) -> str:
    """The phrase of a wish that speaks of "me" and "mine"; empty where it asks for a thing of others."""
    determiner, state = _wished_state(text)
    if state:
        return f"Ensure {of_the(role, f'{determiner} {state}'.strip())}"
    first, _, rest = text.partition(" ")
    if first in ("be", "am") and not rest.startswith("able to "):
        return f"Ensure {people(role)} are {of_them(rest)}"
    done = text.removeprefix("be able to ")
    if acts or (acts is None and is_verb(done.split(" ", 1)[0])):
        return f"Let {people(role)} {of_them(done)}"
    return ""


def _wished_phrase(text: str, verb: str) -> str:
    for_others = _WANTED_OF.match(text)
    if for_others and not for_others[1] and for_others[2].lower() in _ACTING:
        done = f"{for_others[4]}{for_others[5]}".removeprefix("be able to ")
        if not done.startswith("be ") and not for_others[3]:
            return f"Let {inside(for_others[2])} {done}"
    determiner, state = _wished_state(text)
    if text.startswith(("be ", "am ")):  # "As a guest, I am reminded" wishes to be reminded
        own = f"be {text.split(' ', 1)[1]}"
        return joined_verb(verb, own.removeprefix("be able to ").split(" "))
    if text.startswith("have ") and len(text.split(" ", 2)) > 1:
        return of_the(None, f"{verb} {text.removeprefix('have ')}")
    return of_the(None, f"Ensure {f'{determiner} {state}'.strip()}" if state else verb_phrase(text, verb))


def _wished_state(text: str) -> tuple[str, str]:
    """ "the cache to survive restarts" → "the", "cache survives restarts"; empty for a wish to act."""
    found = _WANTED_OF.match(text)
    if found is None or found[2].rsplit(" ", 1)[-1].lower() in _MEANS:
        return "", ""
    determiner, noun, adverb, verb, rest = found[1] or "", found[2], found[3] or "", found[4], found[5]
    plural = is_plural(noun)
    lasts = verb in PLAIN | _LASTING or third_person(verb) in STATES
    bare = verb != "be" or not plural or noun.split(" ", 1)[0].lower() in VERBS
    if not determiner and bare and not (lasts and (plural or noun.endswith("ing"))):
        return "", ""
    if adverb == "not " and verb != "be":
        return determiner, f"{noun} {'do' if plural else 'does'} not {verb}{rest}"
    if verb == "be":
        return determiner, f"{noun} {'are' if plural else 'is'} {adverb}{rest.strip()}"
    return determiner, f"{noun} {adverb}{verb if plural else third_person(verb)}{rest}"
