"""Joins items that speak of the same thing: rare words in common, found through an index in linear time."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from notion_planner.model.spec import Endpoint, Requirement, UserStory
from notion_planner.planner.english.lexicon import ACTORS, CREATED_BY, DETERMINERS, METHOD_OF, MODALS, STOP
from notion_planner.planner.english.wishes import wish
from notion_planner.planner.english.wording import tokens

COMMON = 64
"""A word in more texts than this tells nothing apart, and following it would cost quadratic time."""

_FAR = 12
"""Words of a requirement in which its verb stands."""

_OF_ANY_CALL = METHOD_OF.keys() | {"new"}
"""What "Adds a new book" and "Creates a new loan" have in common is no thing."""

_MAKES_ITSELF = frozenset(("sign", "register"))
_ASIDE = re.compile(r"\([^()]{0,300}\)")
_PARAMETER = re.compile(r"^[:{<\[]")
_CALLS = re.compile(r"\b([A-Z]{3,7}(?:/[A-Z]{3,7})*)\s+`?(/[\w{}<>:.*/-]+)")
_VERSION = re.compile(r"^(?:api|rest|v\d+(?:\.\d+)?)$", re.IGNORECASE)


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, asides in parentheses left out."""
    return (
        frozenset(word for word in tokens(_ASIDE.sub(" ", text)) if len(word) > 1 or not word.isascii())
        - STOP
    )


class Index:
    """Texts by their words; ``best`` finds the one a text speaks of, or None."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._words = {key: content(text) for key, text in texts}
        self._places: dict[str, list[str]] = defaultdict(list)
        for key, words in self._words.items():
            for word in sorted(words):
                self._places[word].append(key)

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self._words) / len(self._places[word]))

    def best(self, text: str, *, share: float = 0.25, least: int = 1) -> str | None:
        """The text with the most weight in common, if that is at least ``share`` of either text's weight.

        At least ``least`` words must be common, or all of a text that has fewer. Figures tell nothing, unlike
        numbers such as 007: what is 20 % here need not be what is 20 % there.
        """
        words = content(text)
        said = sorted(word for word in words if not word.isnumeric() or word[0] == "0")
        known = [word for word in said if 0 < len(self._places.get(word, ())) <= COMMON]
        scores: dict[str, float] = defaultdict(float)
        for word in known:
            weight = self._weight(word)
            for key in self._places[word]:
                scores[key] += weight
        if not scores:
            return None
        best = max(scores, key=lambda key: (round(scores[key], 9), -len(self._words[key])))
        top = math.log(1 + len(self._words))
        smaller = min(len(words), len(self._words[best])) or 1
        common = len(words & self._words[best])
        return best if common >= min(least, len(words)) and scores[best] >= share * smaller * top else None


def literals(path: str) -> tuple[str, ...]:
    """The fixed parts of a path that name something: no parameters, no "api", no version."""
    parts = [part for part in path.split("?", 1)[0].strip("/").split("/") if part]
    return tuple(p.lower() for p in parts if not _PARAMETER.match(p) and not _VERSION.match(p))


class _Asked(NamedTuple):
    """What a requirement asks for: what is done, if that is a call's verb, and with which things.

    ``joined`` are its pairs of words as a path writes them: who can "log in" calls a "login".
    """

    verb: str | None
    things: frozenset[str]
    joined: frozenset[str]


def _asked(text: str) -> _Asked:
    """The person or program that does it is no thing: "the courier app must send a photo" is of the photo.

    "Users can sign up" makes a user.
    """
    heard = tokens(_ASIDE.sub(" ", text))
    modal = next((place for place, word in enumerate(heard[:_FAR]) if word in MODALS), 0)
    is_actor = modal > 0 and heard[modal - 1] in ACTORS
    done = heard[modal + 1 :] if modal else heard
    verbs = (
        word
        for place, word in enumerate(done[:_FAR])
        if word in METHOD_OF and not (place and done[place - 1] in DETERMINERS)
    )
    verb = next(verbs, None)
    acts = is_actor and verb not in _MAKES_ITSELF
    joined = frozenset(map("".join, pairwise(done)))
    return _Asked(verb, content(" ".join(done) if acts else text), joined)


def _fit(asked: _Asked, endpoint: Endpoint) -> int:
    """How well a requirement fits an endpoint: its verb the method, its things the path."""
    described = tokens(endpoint.description or "")
    score = _agreement(asked.verb, endpoint.method, described[:1])
    parts = literals(endpoint.path)
    for place, part in enumerate(parts):
        last = place == len(parts) - 1 and place > 0
        if _names(asked, part):
            score += 3 if last else 1
        elif last:
            score -= 2
    return score + len((content(endpoint.description or "") & asked.things) - _OF_ANY_CALL)


def _names(asked: _Asked, part: str) -> bool:
    """Whether something that is asked for stands in a path as this part of it."""
    return bool(asked.things.intersection(tokens(part))) or part.replace("-", "") in asked.joined


def _agreement(verb: str | None, method: str | None, described: Sequence[str]) -> int:
    """2 for a verb that the method stands for, -2 for one of another; a POST can stand for many things."""
    stated = "PUT" if method == "PATCH" else method
    if verb is None or stated is None:
        return 0
    if METHOD_OF[verb] != stated:
        return -2
    kinds = {CREATED_BY.get(word) for word in (verb, *described) if word in METHOD_OF}
    return 2 if stated != "POST" or len(kinds) == 1 else 0


def named_calls(texts: Mapping[str, str]) -> dict[tuple[str | None, str], str]:
    """Method and path → the first item that names both: "GET/POST /parts" names two."""
    found: dict[tuple[str | None, str], str] = {}
    for key, text in texts.items():
        for call in _CALLS.finditer(text):
            for method in call[1].split("/"):
                found.setdefault((method, call[2].rstrip(".:")), key)
    return found


def join_endpoints(items: Iterable[Requirement | UserStory], endpoints: Iterable[Endpoint]) -> dict[str, str]:
    """Endpoint key → key of the item it serves, for those where it is named or the words say so."""
    # What a person wishes is said without them: "write a review of what I have hired" asks for a review.
    texts = {i.key: f"Users can {wish(i)}" if isinstance(i, UserStory) else i.text for i in items}
    named = named_calls(texts)
    wanted = {key: _asked(text) for key, text in texts.items()}
    places: dict[str, list[str]] = defaultdict(list)
    for key, found in wanted.items():
        for word in sorted(found.things | found.joined):
            places[word].append(key)
    joined: dict[str, str] = {}
    for endpoint in endpoints:
        if (call := (endpoint.method, endpoint.path)) in named:
            joined[endpoint.key] = named[call]
            continue
        parts = literals(endpoint.path)
        told = content(" ".join((*parts, endpoint.description or "")))
        near = [
            key
            for word in sorted(told)
            if len(places.get(word, ())) <= COMMON
            for key in places.get(word, ())
        ]
        fits = {key: _fit(wanted[key], endpoint) for key in dict.fromkeys(near)}
        whole = {key: sum(_names(wanted[key], part) for part in parts) for key in fits}
        best = max(fits, key=lambda key: (fits[key], whole[key], -len(wanted[key].things)), default=None)
        if best is not None and fits[best] >= 3:
            joined[endpoint.key] = best
    return joined
