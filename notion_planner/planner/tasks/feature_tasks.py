"""Tasks for what the feature must do: requirements with their endpoints, stories, stores and searches."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from notion_planner.model.spec import (
    AcceptanceCriterion,
    Entity,
    Item,
    OpenQuestion,
    Requirement,
    RequirementKind,
    UserStory,
)
from notion_planner.planner.demands.matching import literals, named_calls
from notion_planner.planner.demands.reading import Reading, functional
from notion_planner.planner.demands.topics import asks_to_test, has_size_limit, is_search, storage_in
from notion_planner.planner.english.languages import is_foreign
from notion_planner.planner.english.phrasing import stated_phrase, verb_phrase
from notion_planner.planner.english.removals import lists_removals, taken_away
from notion_planner.planner.english.unchanged import as_before, goes_on
from notion_planner.planner.english.wishes import (
    is_act,
    is_story,
    role_in,
    stated_wish,
    story_name,
    story_phrase,
    wish,
)
from notion_planner.planner.english.wording import (
    content_key,
    first_sentence,
    inside,
    inside_title,
    is_name,
    led_on,
    name_inside,
    plain,
    shorten,
    slug,
    starts_with_verb,
    titled,
    tokens,
    unlisted,
    upper_first,
    with_name_of,
    without_number,
    without_priority,
)
from notion_planner.planner.profile import Profile
from notion_planner.planner.tasks.binding import Bindings
from notion_planner.planner.tasks.drafts import About, Draft, make_draft
from notion_planner.planner.tasks.sketches import contract_sketch

MAX_ENDPOINTS = 4
_FEW_WORDS = 4
_STORY_NAME = 52
"""Characters of what a story is called where it is verified."""

_WORK = frozenset({"adopt", "deploy", "leverage", "migrate", "use", "utilise", "utilize"}) | {
    "consolidate", "keep", "preserve", "redesign", "refactor", "restructure", "rewrite", "rework",
    "simplify", "streamline",
}  # fmt: skip
"""What whoever builds a system does themselves: "Use PostgreSQL" is no use to implement."""

_WRITES = re.compile(
    r"document\s(?:the|an?|all|any|each|every|how|its|what|which)\s|(?:add|create|extend|publish|update|write)\s(?:[^\s,;:]+\s){0,4}?(?:docs|documentation|readme|changelog|"
    r"(?:contribut\w+|developer|migration|upgrade|user) guides?|tutorials?|runbooks?)\b",
    re.IGNORECASE,
)
"""The same of what is written about the system: "Update the contributor guide"."""

# Names how something is, not what it is: "Backwards-compatible: old files open", "Offline-first: …".
_HOW_IT_IS = re.compile(r"[\w-]+-(?:agnostic|aware|compatible|first|free|proof|safe)", re.IGNORECASE)

_ACCEPTING = re.compile(
    r"^(?:the )?[\w-]+ (?:must|shall|should|can|will) (?:be able to )?"
    r"(?:accept|allow|handle|process|receive|support)s? (?=\S)",
    re.IGNORECASE,
)
# In brackets, or between dashes within a sentence.
_ASIDE = re.compile(r"\s*\([^()]{0,300}\)|\s(?P<dash>--|—)\s[^—]{1,160}?\s(?P=dash)(?=\s(?:[a-z]|[A-Z]{3}))")
_CELL = re.compile(r" \|(?= \|| [A-Z][a-z]+ [a-z]|$)")
"""Where the next cell of a table begins that runs through many lines; not so in "open | closed"."""
_STORED = re.compile(
    r"\s+(?:(?:must|shall|should|will|are|is|be|get)\s+)*(?:stored?|stores|saved?|kept|persisted|uploaded|hosted)\b"
)


def feature_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """One task for each requirement, story or wanted criterion that no enabler absorbs."""
    questions = _questions(reading.spec.open_questions)
    taken = bound.absorbed_keys
    served = frozenset(reading.story_of.values())
    same: dict[str, list[Item]] = defaultdict(list)
    wanted: list[Item] = [r for r in functional(reading.spec) if r.key not in taken]
    wanted += [s for s in reading.spec.user_stories if s.key not in taken and s.key not in served]
    wanted += bound.wanted
    for item in wanted:
        same[content_key(item.text)].append(item)
    for group in (part for alike in same.values() for part in _told_apart(alike)):
        for draft in _wanted(tuple(group), reading, profile, bound, questions):
            yield replace(draft, needs=(*draft.needs, *_needs(group, reading)))
    yield from _story_checks(reading, profile, bound, taken)
    named = named_calls({item.key: item.text for item in bound.wanted})  # criteria that are what is built
    for endpoint in reading.loose_endpoints:
        if (endpoint.method, endpoint.path) in named:
            continue
        subject = f"{plain(endpoint.method or '')} {plain(endpoint.path)}".strip()
        caller = reading.called_by.get(endpoint.key, "")
        near = reading.slot_of.get(caller) or reading.slot_near(" ".join(literals(endpoint.path)))
        about = About(
            items=(endpoint,), subject=subject, slot=reading.interface_slot or near,
            endpoints=(endpoint,), code=contract_sketch((endpoint,)),
        )  # fmt: skip
        yield make_draft("endpoint", f"endpoint:{endpoint.key}", about, reading=reading, profile=profile)


def _told_apart(group: list[Item]) -> Iterable[list[Item]]:
    """Few words said of each of several parts, "round corners" of two shapes, are asked for in each."""
    parts: dict[str, list[Item]] = defaultdict(list)
    above = {item.source.heading_path[:-1] for item in group}
    apart = len(above) == 1 and above != {()} and len(tokens(group[0].text)) <= _FEW_WORDS
    for item in group:
        parts[item.source.heading_path[-1] if apart else ""].append(item)
    return parts.values()


def _needs(group: Sequence[Item], reading: Reading) -> Iterable[str]:
    """The tasks of what the items are said to wait for, of stores they name and of what stories call."""
    rule = "story" if isinstance(group[0], UserStory) else "requirement"
    yield from (f"{rule}:{key}" for item in group for key in reading.needs_of.get(item.key, ()))
    said = " ".join(item.text for item in group)
    named = (name for name in reading.stores if re.search(rf"(?<!\w){re.escape(name)}\b", said))
    yield from (f"storage:{slug(name)}" for name in named)
    yield from (f"endpoint:{endpoint}" for item in group for endpoint in reading.calls_of.get(item.key, ()))


def _story_checks(
    reading: Reading, profile: Profile, bound: Bindings, taken: frozenset[str]
) -> Iterable[Draft]:
    """A story that requirements serve is not built twice: its own criteria are verified after them."""
    serving: dict[str, list[str]] = defaultdict(list)
    for requirement, key in reading.story_of.items():
        serving[key].append(f"requirement:{requirement}")
    for story in reading.spec.user_stories:
        criteria = bound.of(story)
        if story.key in serving and story.key not in taken and criteria:
            name = inside_title(without_priority(story_name(story)))
            whole = name if len(name) <= _STORY_NAME else _ASIDE.sub("", name)
            about = About(
                items=(story,), subject=shorten(whole, _STORY_NAME), slot=reading.slot_of[story.key],
                criteria=criteria, needs=(*serving[story.key], *_needs((story,), reading)),
            )  # fmt: skip
            yield make_draft("story_check", f"story:{story.key}", about, reading=reading, profile=profile)


def remaining_drafts(
    reading: Reading, profile: Profile, bound: Bindings, made: Iterable[Draft]
) -> Iterable[Draft]:
    """A task for each requirement and story that no other rule took, so that none is ever left out."""
    reached = {key for draft in made for key in draft.requirement_keys}
    served = frozenset(reading.story_of.values())
    for item in (*reading.spec.requirements, *reading.spec.user_stories):
        if item.key not in reached and item.key not in served:
            yield from _wanted((item,), reading, profile, bound, {})


def _questions(questions: Iterable[OpenQuestion]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for question in questions:
        if question.about:
            counts[question.about] += 1
    return counts


def _wanted(
    group: tuple[Item, ...], reading: Reading, profile: Profile, bound: Bindings, questions: dict[str, int]
) -> Iterable[Draft]:
    """The task of one wanted thing; a requirement of many endpoints gives a task for each."""
    first = group[0]
    rule = "story" if isinstance(first, UserStory) else "requirement"
    endpoints = tuple(e for item in group for e in reading.endpoints_of.get(item.key, ()))
    criteria = bound.of(*group)
    if isinstance(first, AcceptanceCriterion):
        criteria += tuple(item for item in group if isinstance(item, AcceptanceCriterion))
    split = len(endpoints) > MAX_ENDPOINTS
    about = About(
        items=group,
        subject=_subject(first, reading),
        slot=reading.slot_of.get(first.key) or reading.slot_near(first.text),
        criteria=criteria,
        endpoints=() if split else endpoints,
        code=() if split else contract_sketch(endpoints),
        unknowns=sum(questions.get(item.key, 0) for item in group),
        values=_surroundings(first, reading, guarded=bool(endpoints)),
    )
    key = f"{rule}:{first.key}"
    if (tested := _tested(first, reading)) is not None and tested[0] in profile.tasks:
        proof = replace(about, subject=tested[1], endpoints=(), code=())
        yield make_draft(tested[0], key, proof, reading=reading, profile=profile)
        return
    yield make_draft(rule, key, about, reading=reading, profile=profile)
    for endpoint in endpoints if split else ():
        part = About(
            items=(first,), subject=f"{plain(endpoint.method or '')} {plain(endpoint.path)}".strip(),
            slot=about.slot, endpoints=(endpoint,), code=contract_sketch((endpoint,)),
            needs=(f"{rule}:{first.key}",),
        )  # fmt: skip
        yield make_draft("endpoint", f"endpoint:{endpoint.key}", part, reading=reading, profile=profile)


def _tested(item: Item, reading: Reading) -> tuple[str, str] | None:
    """The rule and subject of what is only to be tested: what goes on as it is, or a test itself."""
    if goes_on(item):
        return "regression", titled(as_before(item.text) if reading.english else plain(item.text), 64)
    return ("test", upper_first(plain(item.text))) if asks_to_test(item) else None


def _surroundings(item: Item, reading: Reading, *, guarded: bool) -> dict[str, list[str]]:
    """The fields that a requirement names, and the rules that hold for every endpoint."""
    named = [reading.field_of_word.get(word) for word in tokens(item.text)]
    rules = [
        f"{rule.aspect}: {rule.text}" if rule.aspect else rule.text for rule in reading.spec.security_rules
    ]
    return {
        "touched": [name for name in dict.fromkeys(named) if name is not None][:8],
        "guards": [plain(rule) for rule in rules[:6]] if guarded else [],
    }


def _subject(item: Item, reading: Reading) -> str:
    said = _CELL.split(item.text, maxsplit=1)[0].strip() or item.text
    if isinstance(item, Requirement) and item.details:
        said = led_on(said, item.details)
    text = without_number(first_sentence(_ASIDE.sub("", unlisted(said))) or said)
    if isinstance(item, UserStory):
        text = without_priority(wish(item))
    shape = reading.shape
    if not reading.english or is_foreign(text):
        return titled(stated_phrase(text, shape.requirement_verb))
    if isinstance(item, Requirement) and not is_name(text, reading.spec.technologies):
        text = inside(text)
    bare = verb_phrase(text, "").strip()
    if isinstance(item, Requirement) and _WRITES.match(text):
        return titled(upper_first(text))
    is_work = isinstance(item, Requirement) and text.split(" ", 1)[0].lower() in _WORK
    if (shape.own_verb or is_work) and starts_with_verb(bare):
        return titled(upper_first(bare))
    if isinstance(item, UserStory) or is_story(text):
        asked = text if isinstance(item, UserStory) else stated_wish(text)
        role = item.role if isinstance(item, UserStory) else role_in(text)
        acts = is_act(item.text, asked)
        return titled(story_phrase(asked, shape.requirement_verb, role=role, acts=acts))
    if gone := taken_away(text):
        return titled(f"Remove {name_inside(gone)}")
    title = _labelled(text, shape.requirement_verb, is_setting=item.source.rule == "settings-table")
    is_thing = title.startswith(f"{shape.requirement_verb} ") and not starts_with_verb(bare)
    if is_thing and any(map(lists_removals, item.source.heading_path)):
        title = title.replace(shape.requirement_verb, "Remove", 1)
    return with_name_of(text, title, reading.spec.technologies)


def _labelled(text: str, verb: str, *, is_setting: bool) -> str:
    """The title of a statement, of which a label may be all that there is room for."""
    label, _, told = text.partition(": ")
    if is_setting:
        return f"{verb} {label}"
    if told and _HOW_IT_IS.fullmatch(label):
        return titled(verb_phrase(told, verb))
    title = titled(verb_phrase(text, verb))
    alone = told and title.lower() == f"ensure {label.lower()}"
    return f"{verb} {name_inside(label)}" if alone else title


def storage_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """Configure each store that the specification names, and put each kind of thing into it."""
    stores: dict[str, list[Item]] = {name: [] for name in reading.stores}
    for name, items in bound.storage.items():
        stores.setdefault(name, []).extend(items)
    for requirement in reading.spec.requirements:
        store = storage_in(requirement.text)
        if store is not None:
            stores[store].append(requirement)
    for item in reading.spec.technologies:
        if not stores.get(item.text, [item]):
            stores[item.text].append(item)
    for name, items in stores.items():
        key = f"storage:{slug(name)}"
        whole = About(items=tuple(items), subject=name, values={"storage": name})
        yield make_draft("storage", key, whole, reading=reading, profile=profile)
        for item in items:
            if not isinstance(item, AcceptanceCriterion):
                continue
            thing = inside(_STORED.split(plain(item.text), 1)[0]) or "files"
            near = reading.index.best(item.text)
            about = About(
                items=(item,), subject=shorten(thing, 40), slot=reading.slot_near(item.text),
                criteria=(item,), values={"storage": name},
                needs=(key, *((f"requirement:{near}",) if near else ())),
            )  # fmt: skip
            yield make_draft("store", f"store:{item.key}", about, reading=reading, profile=profile)


def limit_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    for requirement in reading.spec.requirements:
        if requirement.kind is RequirementKind.NON_FUNCTIONAL and has_size_limit(requirement):
            near = reading.index.best(requirement.text)
            about = About(
                items=(requirement,), subject=shorten(_before_number(requirement.text), 40),
                slot=reading.slot_near(requirement.text), criteria=bound.of(requirement),
                needs=(f"requirement:{near}",) if near else (),
            )  # fmt: skip
            yield make_draft("limit", f"limit:{requirement.key}", about, reading=reading, profile=profile)


def _before_number(text: str) -> str:
    """ "Avatar upload < 5MB" is about "avatar upload", "it must accept files up to 5MB" about "files"."""
    text = _ACCEPTING.sub("", plain(text), count=1)
    head = re.split(
        r"\s*(?:[<>≤≥=]|\d|\b(?:must|shall|should|up to|at most|no more|under|below|max)\b)", text
    )[0]
    return head[:1].lower() + head[1:] if head[1:2].islower() else head or "input"


def search_drafts(reading: Reading, profile: Profile) -> Iterable[Draft]:
    """A search over stored data needs an index, and tuning where a response time is asked for; each once."""
    timed = [r for r in reading.spec.requirements if r.category == "performance" and r.targets]
    stored: tuple[Entity, ...] = reading.spec.entities
    searches = [r for r in functional(reading.spec) if is_search(r.text)]
    if not stored or not searches:
        return
    alike: dict[str, list[Requirement]] = defaultdict(list)
    for requirement in searches:
        alike[content_key(_searched(requirement)) or requirement.key].append(requirement)
    place = {slot.id: number for number, slot in enumerate(reading.slots)}
    for group in alike.values():
        slots = sorted((reading.slot_of[requirement.key] for requirement in group), key=place.__getitem__)
        first, subject = group[0].key, shorten(_searched(group[0]), 44)
        about = About(items=tuple(group), subject=subject, slot=slots[0])
        yield make_draft("index", f"index:{first}", about, reading=reading, profile=profile)
        if timed:
            tune = About(
                items=(*group, timed[0]), subject=subject, slot=slots[-1],
                needs=(*(f"requirement:{requirement.key}" for requirement in group), f"index:{first}"),
            )  # fmt: skip
            yield make_draft("tune", f"tune:{first}", tune, reading=reading, profile=profile)


def _searched(requirement: Requirement) -> str:
    """ "Search users by name" is the search for "users by name"."""
    label = _ASIDE.sub("", requirement.text).partition(": ")
    if label[2] and not is_search(label[0]):
        return label[0]
    phrase = verb_phrase(_ASIDE.sub("", requirement.text), "")
    found = re.sub(
        r"^\s*(?:search|find|look up|lookup)\s+(?:for\s+)?", "", phrase.strip(), flags=re.IGNORECASE
    )
    if found.split(" ", 1)[0].lower() in ("and", "or", "&"):  # "Search and Filtering"
        return ""
    # "provide search functionality with text input" says how one searches, not what is searched.
    return "" if found == phrase.strip() and starts_with_verb(found) else found
