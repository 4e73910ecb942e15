"""Cuts the wanted behaviour into slices by story, group heading or resource, few enough to be phases."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from notion_planner.model.spec import Endpoint, Priority, Requirement, RequirementKind, Spec, UserStory
from notion_planner.planner.lexicon import NOT_A_GROUP, NOUN_ACTIONS
from notion_planner.planner.matching import literals
from notion_planner.planner.wording import (
    content_key,
    first_sentence,
    joined,
    plain,
    shorten,
    stem,
    tokens,
    upper_first,
    without_priority,
)

CORE = "core"
_MANY = 24
"""Above this many slices neighbours are first pooled evenly, which keeps the merging linear."""

_NUMBERING = re.compile(
    r"^[\d.]+\s*[.:)-]?\s*|^requirement\s*:\s*"
    r"|^(?:fr|nfr|req|us|epic|requirement|user story)[ -]?\d+\s*[.:)–-]*\s*",
    re.IGNORECASE,
)
_ORDER = tuple(Priority)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the wanted behaviour that is delivered together. ``weight`` counts its items."""

    id: str
    names: tuple[str, ...]
    weight: int
    priority: Priority
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Empty for what has no name of its own; a name that another one holds is not said twice."""
        if self.names == ("",):
            return ""
        names = [name or "Core" for name in self.names]
        held = [name for n, name in enumerate(names) if not _said_by(name, names[:n] + names[n + 1 :], n)]
        return joined(held)


def _said_by(name: str, others: Sequence[str], place: int) -> bool:
    """Whether another name says all of this one and more, or the same earlier."""
    words = tokens(name)
    said = [(at, tokens(other)) for at, other in enumerate(others)]
    return any(
        set(words) < set(more) or (set(words) == set(more) and at < place) for at, more in said if words
    )


def slices_of(
    spec: Spec,
    endpoints_of: Mapping[str, tuple[Endpoint, ...]],
    story_of: Mapping[str, str],
    *,
    skipped: Collection[str],
    limit: int,
) -> tuple[Slice, ...]:
    """At most ``limit`` slices, most urgent first, otherwise in the document's order."""
    stories = {story.key: story for story in spec.user_stories}
    items: list[Requirement | UserStory] = [
        r for r in spec.requirements if r.kind is RequirementKind.FUNCTIONAL and r.key not in skipped
    ]
    items += [story for story in spec.user_stories if story.key not in skipped]
    main = _main_resource(endpoints_of)
    members: dict[str, list[Requirement | UserStory]] = {}
    for item in items:
        story = item.key if isinstance(item, UserStory) else story_of.get(item.key)
        key = f"story:{story}" if story else _slice_id(item, endpoints_of, main)
        members.setdefault(key, []).append(item)
    near = _near(spec, members)
    found = [
        Slice(
            id=key,
            names=(_name(key, of, stories),),
            weight=len(of) + near[key],
            priority=min((i.priority or Priority.P2 for i in of), key=_ORDER.index),
            keys=tuple(item.key for item in of),
        )
        for key, of in members.items()
    ]
    found.sort(key=lambda part: (part.id != CORE, _ORDER.index(part.priority)))
    return _merged(found, max(1, limit))


def _slice_id(
    item: Requirement | UserStory, endpoints_of: Mapping[str, tuple[Endpoint, ...]], main: str | None
) -> str:
    group = _group(item) if isinstance(item, Requirement) else None
    if group:
        return f"group:{group}"
    for endpoint in endpoints_of.get(item.key, ()):
        parts = literals(endpoint.path)
        if parts and parts[0] != main:
            return f"part:{parts[0]}"
        if len(parts) > 1:
            return f"part:{parts[1]}"
    return CORE


def _group(requirement: Requirement) -> str | None:
    """The heading that groups requirements: no section's usual name, nor the requirement's own heading."""
    name = _NUMBERING.sub("", plain(requirement.group or "")).strip()
    words = re.findall(r"[\w-]+", name.lower())
    if not words or set(words) <= NOT_A_GROUP or content_key(name) == content_key(requirement.text):
        return None
    return name


def _main_resource(endpoints_of: Mapping[str, tuple[Endpoint, ...]]) -> str | None:
    firsts = Counter(p[0] for found in endpoints_of.values() for e in found if (p := literals(e.path)))
    return firsts.most_common(1)[0][0] if firsts else None


def _near(spec: Spec, members: Mapping[str, list[Requirement | UserStory]]) -> Counter[str]:
    """How many other items name a slice's subject; they will be tasks there too."""
    subjects = {word: key for key in members if key != CORE for word in tokens(key.partition(":")[2])}
    others = [r.text for r in spec.requirements if r.kind is not RequirementKind.FUNCTIONAL]
    others += [criterion.text for criterion in spec.acceptance_criteria]
    return Counter(
        subjects[word] for text in others for word in dict.fromkeys(tokens(text)) if word in subjects
    )


def _name(key: str, members: list[Requirement | UserStory], stories: Mapping[str, UserStory]) -> str:
    kind, _, rest = key.partition(":")
    if kind == "story":
        story = stories[rest]
        text = story.goal or _NUMBERING.sub("", story.text)
        return upper_first(shorten(without_priority(first_sentence(text)), 48))
    if kind == "group":
        return upper_first(shorten(rest, 48))
    return _part_name(rest, members) if kind == "part" else ""


def _part_name(segment: str, members: list[Requirement | UserStory]) -> str:
    """ "public" in "Get user's public profile" names "Public Profile"."""
    word = stem(re.split(r"[-_]", segment)[-1])
    title = " ".join(re.split(r"[-_]+", segment)).title()
    for item in members:
        heard = re.sub(r"\(.*", "", item.text).lower().split()
        stems = [stem(w.strip(".,:;")) for w in heard]
        if not stems or word not in stems:
            continue
        place = stems.index(word)
        if place == 0:
            return title
        if place + 1 < len(stems) and stems[place + 1] not in (
            "by",
            "of",
            "for",
            "with",
            "in",
            "to",
            "and",
            "as",
        ):
            return f"{title} {stems[place + 1].title()}"
        if stems[0] in NOUN_ACTIONS:
            return f"{title} {stems[0].title()}"
    return title


def _merge(parts: list[Slice]) -> Slice:
    return replace(
        parts[0],
        names=tuple(dict.fromkeys(name for part in parts for name in part.names)),
        weight=sum(part.weight for part in parts),
        priority=min((part.priority for part in parts), key=_ORDER.index),
        keys=tuple(key for part in parts for key in part.keys),
    )


def _merged(parts: list[Slice], limit: int) -> tuple[Slice, ...]:
    """Neighbours merged into as many slices as there may be, as even as they can be cut.

    Of cuts that are equally even the one with the smaller first slices: early phases stay focused.
    """
    if len(parts) > _MANY:
        size = -(-len(parts) // _MANY)
        parts = [_merge(parts[at : at + size]) for at in range(0, len(parts), size)]
    if len(parts) <= limit:
        return tuple(parts)
    cuts = _even_cuts([part.weight for part in parts], limit)
    return tuple(_merge(parts[first:last]) for first, last in zip((0, *cuts), cuts, strict=False))


def _even_cuts(weights: Sequence[int], count: int) -> tuple[int, ...]:
    """Where so many runs of neighbours end whose sums, squared and added up, are least."""
    ends = range(1, len(weights) + 1)
    best: dict[int, tuple[int, tuple[int, ...]]] = {end: (sum(weights[:end]) ** 2, (end,)) for end in ends}
    for runs in range(2, count + 1):
        best = {
            end: min(
                (best[cut][0] + sum(weights[cut:end]) ** 2, (*best[cut][1], end))
                for cut in range(runs - 1, end)
            )
            for end in ends
            if end >= runs
        }
    return best[len(weights)][1]
