"""What the person of a user story wants, as a phrase for a title."""

import re

from notion_planner.model.spec import UserStory
from notion_planner.planner.lexicon import ACTORS, THINGS, VERBS
from notion_planner.planner.phrasing import joined_verb, verb_phrase
from notion_planner.planner.word_forms import is_plural, third_person
from notion_planner.planner.wording import plain

_WANTS = re.compile(
    r"^(?:as )?(?:an? |the |any )?[\w-]+(?: [\w-]+){0,4}?,? (?:i )?"
    r"(?:i['’]d like|wants?|needs?|wish(?:es)?|would like|can|should be able|must be able|is able) "
    r"(?:to )?(?=\S)",
    re.IGNORECASE,
)
_WANTED_OF = re.compile(
    r"^(?:(the|my|our|their|each) )?([\w-]+(?: [\w-]+){0,3}?) to (\w+ly |not )?([a-z]+)\b(.*)$"
)
_MEANS = frozenset({"able", "ability", "option", "way", "chance", "means", "possibility", "choice", "right"})


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
    return _wished_state(wish(story))[1] or wish(story)


def story_phrase(text: str, verb: str) -> str:
    """A verb-first phrase: "the cache to survive restarts" → "Ensure the cache survives restarts"."""
    for_others = _WANTED_OF.match(text)
    if for_others and not for_others[1] and for_others[2].lower() in ACTORS - THINGS:
        done = f"{for_others[4]}{for_others[5]}".removeprefix("be able to ")
        if not done.startswith("be ") and not for_others[3]:
            return f"Let {for_others[2].lower()} {done}"
    determiner, state = _wished_state(text)
    if text.startswith(("be ", "am ")):  # "As a guest, I am reminded" wishes to be reminded
        own = f"be {text.split(' ', 1)[1]}"
        return joined_verb(verb, own.removeprefix("be able to ").split(" "))
    if text.startswith("have ") and len(text.split(" ", 2)) > 1:
        return f"{verb} {text.removeprefix('have ')}"
    return f"Ensure {f'{determiner} {state}'.strip()}" if state else verb_phrase(text, verb)


def _wished_state(text: str) -> tuple[str, str]:
    """ "the cache to survive restarts" → "the", "cache survives restarts"; empty for a wish to act."""
    found = _WANTED_OF.match(text)
    if found is None or found[2].rsplit(" ", 1)[-1].lower() in _MEANS:
        return "", ""
    determiner, noun, adverb, verb, rest = found[1] or "", found[2], found[3] or "", found[4], found[5]
    plural = is_plural(noun)
    if not determiner and (verb != "be" or not plural or noun.split(" ", 1)[0].lower() in VERBS):
        return "", ""
    if adverb == "not " and verb != "be":
        return determiner, f"{noun} {'do' if plural else 'does'} not {verb}{rest}"
    if verb == "be":
        return determiner, f"{noun} {'are' if plural else 'is'} {adverb}{rest.strip()}"
    return determiner, f"{noun} {adverb}{verb if plural else third_person(verb)}{rest}"
