"""Which requirements and stories wait for which others, where the specification says so itself."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from notion_planner.model.spec import Dependency, Requirement, Spec, UserStory

_WORDS = (
    r"(?:depend(?:s|ing)? (?:up)?on|dependenc(?:y|ies)|deps|blocked by|builds? (?:up)?on|requires"
    r"|pre-?requisites?|hängt ab von|abhängig(?:keit(?:en)?)?(?: von)?|dépend(?: de|ances?)|depende de"
    r"|dependencias?|dependências?|dipende da|dipendenze|依存(?:関係)?|依赖)"
)
_LABELLED = re.compile(rf"\W{{0,4}}{_WORDS}\W{{0,4}}\s*(?=\S)", re.IGNORECASE)
_IN_TEXT = re.compile(rf"\b{_WORDS}:?\s+(?=\S)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_ ]?\d+(?:[.-]\d+)*[a-z]?")
_BETWEEN = re.compile(r"(?:\s*(?:[,;/&+、]|\b(?:and|und|et|y|e)\b|\([^()]{0,80}\)))+\s*")


def stated_needs(spec: Spec) -> dict[str, tuple[str, ...]]:
    """Item key → keys of the items of its kind that it waits for, without what would go round in a circle.

    "Depends on: FR-1, FR-2" may stand below a requirement, in its sentence, or under its heading.
    """
    graph = acyclic({**_named(spec.requirements, spec), **_named(spec.user_stories, spec)})
    return {key: needs for key, needs in graph.items() if needs}


def outside(spec: Spec) -> list[Dependency]:
    """The stated dependencies without those of the specification's own items on each other."""
    known = {item.id.casefold() for item in (*spec.requirements, *spec.user_stories) if item.id}
    return [found for found in spec.dependencies if not any(_listed(found.text, known))]


def _named(items: Sequence[Requirement] | Sequence[UserStory], spec: Spec) -> dict[str, list[str]]:
    key_of = {item.id.casefold(): item.key for item in reversed(items) if item.id}
    if not key_of:
        return {}
    under: dict[tuple[str, ...], list[str]] = {}
    for dependency in spec.dependencies:
        under.setdefault(dependency.source.heading_path[:-1], []).append(dependency.text)
    found: dict[str, list[str]] = {}
    for item in items:
        below = item.details if isinstance(item, Requirement) else ()
        texts = [text[match.end() :] for text in below if (match := _LABELLED.match(text))]
        texts += [item.text[match.end() :] for match in _IN_TEXT.finditer(item.text[:2000])]
        texts += under.get(item.source.heading_path, [])
        needs = [key_of[name] for text in texts for name in _listed(text, key_of)]
        found[item.key] = [key for key in dict.fromkeys(needs) if key != item.key]
    return found


def _listed(text: str, known: Container[str]) -> Iterator[str]:
    """The known identifiers with which a text begins: "FR-1, FR-2 (paid)" lists two."""
    place = 0
    while match := _IDENTIFIER.match(text, place):
        name = match[0].casefold()
        if name not in known:
            return
        yield name
        between = _BETWEEN.match(text, match.end())
        if not between:
            return
        place = between.end()


def acyclic(wanted: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The graph, taken in its order, without each edge that closes a circle."""
    kept: dict[str, list[str]] = {key: [] for key in wanted}
    for key, needs in wanted.items():
        for need in needs:
            if not _reaches(need, key, kept):
                kept[key].append(need)
    return {key: tuple(needs) for key, needs in kept.items()}


def ordered(graph: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of an acyclic graph, each behind those that it waits for."""
    done: dict[str, None] = {}
    left = list(graph)[::-1]
    while left:
        first = [need for need in graph.get(left[-1], ()) if need not in done]
        if first:
            left += first
        else:
            done[left.pop()] = None
    return [key for key in done if key in graph]


def _reaches(start: str, end: str, graph: Mapping[str, Sequence[str]]) -> bool:
    seen, left = {start}, [start]
    while left:
        key = left.pop()
        if key == end:
            return True
        new = [parent for parent in graph.get(key, ()) if parent not in seen]
        seen.update(new)
        left += new
    return False
