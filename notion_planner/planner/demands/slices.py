"""Cuts the wanted behaviour into slices by story, group heading or resource, few enough to be phases."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    leading_identifier,
    unit_heading,
    without_identifier,
)
from notion_planner.model.spec import Endpoint, Priority, Requirement, RequirementKind, Spec, UserStory
from notion_planner.planner.demands.matching import Index, literals
from notion_planner.planner.demands.precedence import acyclic, ordered, stated_needs
from notion_planner.planner.demands.topics import has_size_limit, is_measured, storage_in, topic_of
from notion_planner.planner.english.lexicon import (
    CONDITIONS,
    DETERMINERS,
    MODALS,
    NOT_A_GROUP,
    NOUN_ACTIONS,
    PREPOSITIONS,
    PRIORITIES,
    STOP,
    VERBS,
)
from notion_planner.planner.english.wishes import story_name
from notion_planner.planner.english.word_forms import is_verb
from notion_planner.planner.english.wording import (
    content_key,
    first_sentence,
    joined,
    plain,
    shorten,
    stem,
    tokens,
    upper_first,
    without_number,
    without_priority,
)

CORE = "core"
_MANY = 24
"""Above this many slices neighbours are first pooled evenly, which keeps the merging linear."""

_NAME = 44
"""Characters of a phase's name that stems from one heading or story."""

_NAME_ROOM = 16
"""What a name may have above that rather than be cut inside a clause."""

_SHORT = 12
_ITEM_NUMBER = re.compile(
    r"^(?:requirement|epic|feature)\s*:\s*"
    r"|^(?:fr|nfr|req|us|epic|story|requirement|user story|anforderung|exigence|requisito|historia|要件|需求)"
    r"[ -]?\d+(?:\.\d+)*\s*[.:：)–—-]*\s*",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"^[\d.]+(?![\d.]|(?:st|nd|rd|th)\b)\s*[.:)-]?\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]{0,200}\)")
# The plan numbers its phases itself.
_STEP = re.compile(r"^(?:phase|milestone|stage|iteration|sprint)\s*\d+\s*[:.)–—-]\s*(?=\S)", re.IGNORECASE)
_NO_NAME = STOP | VERBS | MODALS | PREPOSITIONS | CONDITIONS | DETERMINERS
_MARKS = re.compile(r" – |, | so that | by | and | when | that | during | in order to ")
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
        names = _each_once([name or "Core" for name in self.names])
        whole = joined(names)
        return whole if whole.endswith(names[-1]) else joined([shorten(name, _NAME) for name in names])


def _each_once(names: Sequence[str]) -> list[str]:
    """Without the names of which another one says all and more, or the same earlier."""
    said = [frozenset(tokens(name)) for name in names]
    with_word: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in dict.fromkeys(said):
        for word in words:
            with_word[word].append(words)
    kept: list[str] = []
    seen: set[frozenset[str]] = set()
    for name, words in zip(names, said, strict=True):
        # Whatever says more has the rarest word, too: a phase may hold thousands of stories.
        rarest = min((with_word[word] for word in words), key=len, default=[])
        if words not in seen and not any(words < more for more in rarest):
            kept.append(name)
        if words:
            seen.add(words)
    return kept


def slices_of(
    spec: Spec,
    endpoints_of: Mapping[str, tuple[Endpoint, ...]],
    story_of: Mapping[str, str],
    *,
    index: Index,
    skipped: Collection[str],
    limit: int,
) -> tuple[Slice, ...]:
    """At most ``limit`` slices, most urgent first, otherwise in the document's order.

    A slice stands behind those that its items are said to wait for.
    """
    stories = _story_slices(spec.user_stories, limit, _headings_above(spec.requirements))
    items: list[Requirement | UserStory] = [
        r for r in spec.requirements if r.kind is RequirementKind.FUNCTIONAL and r.key not in skipped
    ]
    items += [story for story in spec.user_stories if story.key not in skipped]
    main = _main_resource(endpoints_of)
    by_heading = _labels_in_sections(spec.requirements)
    members: dict[str, list[Requirement | UserStory]] = {}
    for item in items:
        story = item.key if isinstance(item, UserStory) else story_of.get(item.key)
        group = _group(item, by_heading=by_heading) if isinstance(item, Requirement) else None
        key = stories[story].id if story in stories else _slice_id(item, group, endpoints_of, main)
        members.setdefault(key, []).append(item)
    names = {part.id: part.name for part in stories.values()}
    found = [
        Slice(
            id=key,
            names=(names[key] if key in names else _name(key, of),),
            weight=len(of),
            priority=min((i.priority or Priority.P2 for i in of), key=_ORDER.index),
            keys=tuple(item.key for item in of),
        )
        for key, of in members.items()
    ]
    found.sort(key=lambda part: (part.id != CORE, _ORDER.index(part.priority)))
    return _merged(_weighed(_behind_needs(found, stated_needs(spec)), spec, index), max(1, limit))


def _behind_needs(parts: list[Slice], needs_of: Mapping[str, Sequence[str]]) -> list[Slice]:
    """A slice that another waits for is drawn before it, unless it waits for that one, too."""
    if not needs_of:
        return parts
    by_id = {part.id: part for part in parts}
    place = {key: part.id for part in parts for key in part.keys}
    wanted = [(place[key], place[need]) for key in place for need in needs_of.get(key, ()) if need in place]
    waits: dict[str, list[str]] = {part.id: [] for part in parts}
    for waiting, need in wanted:
        if waiting != need and (need, waiting) not in wanted:
            waits[waiting].append(need)
    return [by_id[name] for name in ordered(acyclic(waits))]


@dataclass(frozen=True, slots=True)
class _Told:
    """The slice that a story belongs to."""

    id: str
    name: str


def _headings_above(requirements: Iterable[Requirement]) -> frozenset[tuple[str, ...]]:
    paths = {requirement.source.heading_path for requirement in requirements}
    return frozenset(path[:length] for path in paths for length in range(1, len(path) + 1))


def _story_slices(
    stories: Sequence[UserStory], limit: int, parts: Collection[tuple[str, ...]]
) -> dict[str, _Told]:
    """Story → its slice: its own, or where there are too many, the heading that it shares with others.

    ``parts`` are the headings with requirements below: what these and a story build together has their name.
    """
    headings, labelled = _headings_of(stories)
    under = Counter(headings.values())
    many = len(stories) > limit
    found: dict[str, _Told] = {}
    for story in stories:
        heading = headings[story.key]
        title = _group_name(heading)
        if title and many and under[heading] > 1:
            found[story.key] = _Told(f"group:{title}", upper_first(_fitting(title)))
            continue
        is_unit = _ITEM_NUMBER.match(heading) or _unit_name(heading) or story.key in labelled
        is_unit = is_unit or story.source.heading_path in parts
        own = title if title and under[heading] == 1 and is_unit else story_name(story)
        found[story.key] = _Told(f"story:{story.key}", upper_first(_clause(without_priority(own))))
    return found


def _headings_of(stories: Sequence[UserStory]) -> tuple[dict[str, str], frozenset[str]]:
    """Each story's heading, or the one above where several stories have a label "User story" each.

    The second are the stories that have one.
    """
    labels = [
        story.key
        for story in stories
        if (path := story.source.heading_path)[1:] and vocabulary.label_kind(path[-1]) == "story"
    ]
    labelled = frozenset(labels if len(labels) > 1 else ())
    paths = {
        story.key: story.source.heading_path[: -1 if story.key in labelled else None] for story in stories
    }
    return {key: without_priority(plain(path[-1])) if path else "" for key, path in paths.items()}, labelled


def _clause(text: str) -> str:
    """The text if it fits a phase's name, else its first clause."""
    line = first_sentence(text)
    line = _IN_BRACKETS.sub("", line) if len(line) > _NAME else line
    if len(line) > _NAME:
        # "View, change, and delete orders" is not cut before what it does all that with.
        ends = (
            line[: end.start()]
            for end in _MARKS.finditer(line, _SHORT)
            if end[0] not in (", ", " and ") or not is_verb(line[: end.start()].split(" ")[-1])
        )
        line = next(ends, line)
    return _fitting(line)


def _fitting(name: str) -> str:
    """Without an aside if that is too long, else cut where a clause ends, with some room above the limit."""
    bare = _IN_BRACKETS.sub("", name) if len(name) > _NAME else name
    short = shorten(bare, _NAME)
    return shorten(bare, _NAME + _NAME_ROOM) if short.endswith("…") else short


def _slice_id(
    item: Requirement | UserStory,
    group: str | None,
    endpoints_of: Mapping[str, tuple[Endpoint, ...]],
    main: str | None,
) -> str:
    if group:
        return f"group:{group}"
    for endpoint in endpoints_of.get(item.key, ()):
        parts = literals(endpoint.path)
        if parts and parts[0] != main:
            return f"part:{parts[0]}"
        if len(parts) > 1:
            return f"part:{parts[1]}"
    return CORE


def _labels_in_sections(requirements: Iterable[Requirement]) -> bool:
    """Whether labels ("Screens:") divide several sections: these are parts, and their labels none."""
    above = {found for item in requirements if (found := _above_label(item))}
    return len(above) > 1


def _above_label(requirement: Requirement) -> str:
    """The heading above the label that a requirement stands under; empty without such a label or a name."""
    path = requirement.source.heading_path
    is_label = len(path) > 1 and path[-1] == requirement.group and path[-1].rstrip().endswith((":", "："))
    return _group_name(plain(path[-2])) if is_label else ""


def _group(requirement: Requirement, *, by_heading: bool) -> str | None:
    """The heading that groups requirements: no section's usual name, nor the requirement's own heading."""
    above = _above_label(requirement) if by_heading else ""
    name = above or _group_name(plain(requirement.group or ""))
    own = content_key(without_number(requirement.text))
    return None if content_key(name) == own else name or None


def _group_name(heading: str) -> str:
    """A heading without its number; empty where its words only say that requirements follow."""
    bare = _unit_name(heading) or _ITEM_NUMBER.sub("", _CHAPTER.sub("", heading, count=1), count=1)
    code = leading_identifier(bare)
    if code is not None and "-" in code.text:  # "REQ-ENV-4: Seats"
        bare = without_identifier(bare, code)
    name = without_number(bare).strip()
    words = re.findall(r"[\w-]+", name.lower())
    return "" if set(words) <= NOT_A_GROUP else name


def _unit_name(heading: str) -> str:
    """The name in the heading of one story or requirement, in any language: "História 2 - Abrir"."""
    unit = unit_heading(heading)
    return unit.title if unit is not None and unit.id is not None else ""


def _main_resource(endpoints_of: Mapping[str, tuple[Endpoint, ...]]) -> str | None:
    firsts = Counter(p[0] for found in endpoints_of.values() for e in found if (p := literals(e.path)))
    return firsts.most_common(1)[0][0] if firsts else None


def _weighed(parts: list[Slice], spec: Spec, index: Index) -> list[Slice]:
    """With what else becomes a task there: near one of its items, else in the first slice."""
    if not parts:
        return parts
    place = {key: part.id for part in parts for key in part.keys}
    more: Counter[str] = Counter()
    for text in _further_tasks(spec):
        found = index.best(text)
        more[place.get(found or "", parts[0].id)] += 1
    more[parts[0].id] += len({topic_of(rule.text) for rule in spec.security_rules} - {None})
    return [replace(part, weight=part.weight + more[part.id]) for part in parts]


def _further_tasks(spec: Spec) -> list[str]:
    """The texts of what is built beside the functional requirements and stories."""
    built = [r for r in spec.requirements if r.kind is RequirementKind.NON_FUNCTIONAL]
    texts = [r.text for r in built if has_size_limit(r) or not is_measured(r)]
    known = {item.key for item in (*spec.requirements, *spec.user_stories)}
    return texts + [c.text for c in spec.acceptance_criteria if c.parent not in known and storage_in(c.text)]


def _name(key: str, members: list[Requirement | UserStory]) -> str:
    kind, _, rest = key.partition(":")
    if kind == "group":
        # "Must have" alone is no thing that could work from end to end.
        only_priority = set(re.findall(r"[\w'-]+", rest.lower())) <= PRIORITIES
        return upper_first(_fitting(f"{rest} features" if only_priority else _STEP.sub("", rest, count=1)))
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
        if place + 1 < len(stems) and stems[place + 1] not in _NO_NAME:
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
