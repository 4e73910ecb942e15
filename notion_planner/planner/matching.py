"""Joins items that speak of the same thing: rare words in common, found through an index in linear time."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable

from notion_planner.model.spec import Endpoint, Requirement
from notion_planner.planner.lexicon import METHOD_OF, STOP
from notion_planner.planner.wording import tokens

COMMON = 64
"""A word in more texts than this tells nothing apart, and following it would cost quadratic time."""

_ASIDE = re.compile(r"\([^()]{0,300}\)")
_PARAMETER = re.compile(r"^[:{<\[]")
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

    def best(self, text: str, *, share: float = 0.25) -> str | None:
        """The text with the most weight in common, if that is at least ``share`` of either text's weight."""
        words = content(text)
        known = [word for word in sorted(words) if 0 < len(self._places.get(word, ())) <= COMMON]
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
        return best if scores[best] >= share * smaller * top else None


def literals(path: str) -> tuple[str, ...]:
    """The fixed parts of a path that name something: no parameters, no "api", no version."""
    parts = [part for part in path.split("?", 1)[0].strip("/").split("/") if part]
    return tuple(p.lower() for p in parts if not _PARAMETER.match(p) and not _VERSION.match(p))


def _fit(requirement: Requirement, words: frozenset[str], endpoint: Endpoint) -> int:
    """How well a requirement fits an endpoint: its verb the method, its words the path."""
    head = tokens(requirement.text)[:12]
    method = next((METHOD_OF[word] for word in head if word in METHOD_OF), None)
    stated = "PUT" if (endpoint.method or "") == "PATCH" else endpoint.method
    score = 0 if method is None or stated is None else (2 if method == stated else -2)
    parts = literals(endpoint.path)
    for place, part in enumerate(parts):
        named = frozenset(tokens(part))
        last = place == len(parts) - 1 and place > 0
        if named & words:
            score += 3 if last else 1
        elif last:
            score -= 2
    return score + len(content(endpoint.description or "") & words)


def join_endpoints(requirements: Iterable[Requirement], endpoints: Iterable[Endpoint]) -> dict[str, str]:
    """Endpoint key → key of the requirement it serves, for those where the words say so."""
    by_key = {requirement.key: requirement for requirement in requirements}
    words = {key: content(requirement.text) for key, requirement in by_key.items()}
    places: dict[str, list[str]] = defaultdict(list)
    for key in by_key:
        for word in sorted(words[key]):
            places[word].append(key)
    joined: dict[str, str] = {}
    for endpoint in endpoints:
        asked = content(" ".join((*literals(endpoint.path), endpoint.description or "")))
        near = [
            key
            for word in sorted(asked)
            if len(places.get(word, ())) <= COMMON
            for key in places.get(word, ())
        ]
        fits = {key: _fit(by_key[key], words[key], endpoint) for key in dict.fromkeys(near)}
        found = max(fits, key=lambda key: (fits[key], -len(words[key])), default=None)
        if found is not None and fits[found] >= 3:
            joined[endpoint.key] = found
    return joined
