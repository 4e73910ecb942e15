"""What kind of specification this is and where each requirement belongs: shape, phases, slices, joins."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from notion_planner.model.spec import Endpoint, Priority, Requirement, RequirementKind, Spec, UserStory
from notion_planner.planner.demands.matching import Index, join_endpoints
from notion_planner.planner.demands.precedence import ordered, stated_needs
from notion_planner.planner.demands.slices import CORE, Slice, slices_of
from notion_planner.planner.demands.stories import link_stories
from notion_planner.planner.demands.topics import asks_to_test, facts_of, named_stores
from notion_planner.planner.english.languages import is_english
from notion_planner.planner.english.naming import feature_of
from notion_planner.planner.english.unchanged import goes_on
from notion_planner.planner.english.wording import plain, stem, tokens
from notion_planner.planner.profile import Profile, Shape, Stage
from notion_planner.planner.texts import Values, line

MAX_PHASES = 6
# What a package is called, "@shop/ui", says nothing of what is built with it.
_PACKAGE = re.compile(r"(?<![\w.])@[\w-]+/[\w.-]+")

# The part of a shape's threshold that its words must reach without the one that weighs most.
_OTHERS = 2 / 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A phase before it has tasks. ``roles`` are the parts of a plan that it hosts."""

    id: str
    stage: Stage
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A specification as the planner sees it. ``slot_of`` has every requirement's and story's phase.

    Endpoints that serve a requirement are built with it; of the others, which are ``loose_endpoints`` and
    tasks of their own, ``called_by`` has the story that calls them.
    """

    spec: Spec
    feature: str
    shape: Shape
    facts: frozenset[str]
    slots: tuple[Slot, ...]
    slot_of: dict[str, str]
    endpoints_of: dict[str, tuple[Endpoint, ...]]
    loose_endpoints: tuple[Endpoint, ...]
    story_of: dict[str, str]
    called_by: dict[str, str]
    index: Index
    english: bool = True

    def slot_for(self, stage: str) -> str:
        """The phase that is, or takes the part of, this stage; the first feature phase otherwise."""
        for slot in self.slots:
            if stage in (slot.id, slot.stage.id) or stage in slot.roles:
                return slot.id
        return self.core_slot

    @cached_property
    def stories(self) -> dict[str, UserStory]:
        return {story.key: story for story in self.spec.user_stories}

    @cached_property
    def field_of_word(self) -> dict[str, str]:
        """A word → the field of the data model that it names: "bio", or "avatar" for avatar_url."""
        fields = [plain(field.name) for entity in self.spec.entities for field in entity.fields]
        found = {word: name for name in reversed(fields) for word in tokens(name.replace("_", " "))[:1]}
        return found | {stem(name.lower()): name for name in reversed(fields)}

    @cached_property
    def calls_of(self) -> dict[str, list[str]]:
        """Story → the endpoints that it calls."""
        found: dict[str, list[str]] = {}
        for endpoint, caller in self.called_by.items():
            found.setdefault(caller, []).append(endpoint)
        return found

    @cached_property
    def stores(self) -> tuple[str, ...]:
        return tuple(named_stores(self.spec))

    @cached_property
    def needs_of(self) -> dict[str, tuple[str, ...]]:
        return stated_needs(self.spec)

    @property
    def core_slot(self) -> str:
        return next((slot.id for slot in self.slots if "core" in slot.roles), self.slots[0].id)

    @property
    def interface_slot(self) -> str | None:
        """Where what is behind a component is built, before the component is connected to it."""
        return next((slot.id for slot in self.slots if "interface" in slot.roles), None)

    def slot_near(self, text: str) -> str:
        """The phase of the requirement or story that a text speaks of, else the first feature phase."""
        found = self.index.best(text)
        return self.core_slot if found is None else self.slot_of.get(found, self.core_slot)


def functional(spec: Spec) -> tuple[Requirement, ...]:
    return tuple(r for r in spec.requirements if r.kind is RequirementKind.FUNCTIONAL)


def read(spec: Spec, profile: Profile) -> Reading:
    feature = feature_of(spec)
    facts = facts_of(spec)
    shape = shape_of(spec, profile, facts)
    wanted = functional(spec)
    joined = join_endpoints(wanted, spec.endpoints)
    endpoints_of: dict[str, tuple[Endpoint, ...]] = {}
    for endpoint in spec.endpoints:
        if endpoint.key in joined:
            key = joined[endpoint.key]
            endpoints_of[key] = (*endpoints_of.get(key, ()), endpoint)
    loose = tuple(e for e in spec.endpoints if e.key not in joined)
    index = Index((item.key, item.text) for item in (*wanted, *spec.user_stories))
    staged = _staged((*wanted, *spec.user_stories), shape)
    room = MAX_PHASES - sum(not stage.slices for stage in shape.stages)
    story_of = link_stories(spec)
    slices = slices_of(spec, endpoints_of, story_of, index=index, skipped=staged.keys(), limit=room)
    slots = tuple(_slots(shape, slices, {"feature": feature}))
    reading = Reading(
        spec=spec,
        feature=feature,
        shape=shape,
        facts=facts | {shape.id},
        slots=slots,
        slot_of=_slot_of(slots, slices, staged),
        endpoints_of=endpoints_of,
        loose_endpoints=loose,
        story_of=story_of,
        called_by=join_endpoints(spec.user_stories, loose),
        index=index,
        english=is_english(
            item.text for item in (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)
        ),
    )
    rest = (item.key for item in (*wanted, *spec.user_stories) if item.key not in reading.slot_of)
    reading.slot_of.update(dict.fromkeys(rest, reading.core_slot))
    _follow_needs(reading)
    return reading


def _staged(items: Iterable[Requirement | UserStory], shape: Shape) -> dict[str, str]:
    """Item → the stage that it belongs to whatever its neighbours are."""
    tests = next((stage.id for stage in shape.stages if "testing" in stage.roles), None)
    return {
        item.key: stage
        for item in items
        if (stage := tests if goes_on(item) or asks_to_test(item) else drawn(item.text, shape))
    }


def _follow_needs(reading: Reading) -> None:
    """What is said to wait for something of a later phase belongs there, too."""
    place = {slot.id: number for number, slot in enumerate(reading.slots)}
    for key in ordered(reading.needs_of):
        slots = [reading.slot_of[item] for item in (key, *reading.needs_of[key]) if item in reading.slot_of]
        if key in reading.slot_of:
            reading.slot_of[key] = max(slots, key=place.__getitem__)


def shape_of(spec: Spec, profile: Profile, facts: frozenset[str]) -> Shape:
    """The shape whose words weigh most; the profile's first where no other reaches its threshold."""
    title = Counter(tokens(spec.title or ""))
    body = Counter(
        word
        for item in (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria, *spec.goals)
        for word in set(tokens(_PACKAGE.sub(" ", item.text)))
    )
    body.update(tokens(_PACKAGE.sub(" ", spec.overview or "")))
    count = max(1, len(spec.requirements) + len(spec.user_stories) + len(spec.acceptance_criteria))
    best, best_score = profile.shapes[0], 0.0
    for shape in profile.shapes:
        # A thermostat's "schedule" or a calendar's "feed", said often, does not make a data pipeline, and a
        # page with a dropdown is no component.
        telling = [word for word, weight in shape.words.items() if weight > 1 and (body[word] or title[word])]
        tells = shape.facts or len(telling) > 1 or any(title[word] for word in telling)
        if not tells or not facts.issuperset(shape.facts):
            continue
        said = [weight * (min(body[word], count) + 2 * title[word]) for word, weight in shape.words.items()]
        # A long document mentions every word once: what counts is the density in ten statements.
        density = min(1.0, 10 / count)
        score = sum(said) * density
        # However often a stock app says "warehouse", that word alone makes no data pipeline of it.
        others = sum(said) - max(said, default=0)
        alone = not shape.facts and others * density < _OTHERS * shape.threshold
        if score >= shape.threshold and not alone and score > best_score:
            best, best_score = shape, score
    return best


def drawn(text: str, shape: Shape) -> str | None:
    """The stage whose words the text uses: the one with most of them, of equal ones the one named first."""
    said = tokens(text)
    best, best_fit = None, (0, 0)
    for stage in shape.stages:
        hits = [place for place, word in enumerate(said) if word in stage.words]
        fit = (len({said[place] for place in hits}), -hits[0]) if hits else (0, 0)
        if hits and fit > best_fit:
            best, best_fit = stage.id, fit
    return best


def _slots(shape: Shape, slices: tuple[Slice, ...], values: Values) -> Iterable[Slot]:
    for stage in shape.stages:
        if not stage.slices:
            yield Slot(stage.id, stage, line(stage.name, {**values, "slice": ""}), stage.roles)
            continue
        for number, part in enumerate(slices or (Slice(CORE, ("",), 0, Priority.P2),)):
            name = line(stage.name, {**values, "slice": part.name})
            yield Slot(f"{stage.id}:{part.id}", stage, name, stage.roles if number == 0 else ())


def _slot_of(slots: tuple[Slot, ...], slices: tuple[Slice, ...], staged: dict[str, str]) -> dict[str, str]:
    known = {slot.id for slot in slots}
    places = {key: stage for key, stage in staged.items() if stage in known}
    for slot in slots:
        for part in slices:
            if slot.id == f"{slot.stage.id}:{part.id}":
                places.update(dict.fromkeys(part.keys, slot.id))
    return places
