"""Binds each written criterion to what it tests: its parent, a topic, a requirement, or the tests."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from notion_planner.model.spec import AcceptanceCriterion, Item, Requirement, RequirementKind
from notion_planner.planner.demands.reading import Reading, drawn
from notion_planner.planner.demands.topics import Topic, is_measured, storage_in, topic_of
from notion_planner.planner.english.wording import content_key
from notion_planner.planner.profile import Profile, Shape
from notion_planner.planner.tasks.drafts import holds

MAX_ABSORBED = 6
# Among so many requirements and stories, one word tells which of them a criterion tests.
_FEW_TO_TEST = 8
_STANDS_ALONE = frozenset({Topic.AUTHENTICATION, Topic.AUTHORIZATION, Topic.RATE_LIMIT, Topic.VALIDATION})


# "All requirements pass", "every scenario above is tested", "unit tests pass": of no one requirement.
_OF_ALL = re.compile(
    r"\b(?:all|every|each)(?: (?!of\b)[\w-]+){0,2} (?:requirements?|scenarios?|stor(?:y|ies)|criteria)\b"
    r"|\btests? (?:suites? )?(?:pass|passes|succeeds?|(?:is|are) green)\b",
    re.IGNORECASE,
)
_INPUT = re.compile(
    r"\b(?:400|422|addresses|bad request|data|dates?|e-?mails?|fields?|files?|formats?|forms?|inputs?|invalid"
    r"|malformed|names?|numbers?|parameters?|passwords?|payloads?|requests?|values?"
    r"|validation (?:errors?|fail\w*|messages?|rules?))\b",
    re.IGNORECASE,
)


@dataclass
class Bindings:
    """Criteria by what they test. ``topics`` holds what each cross-cutting task is made of."""

    by_item: dict[str, list[AcceptanceCriterion]] = field(default_factory=lambda: defaultdict(list))
    topics: dict[Topic, list[Item]] = field(default_factory=lambda: defaultdict(list))
    topic_criteria: dict[Topic, list[AcceptanceCriterion]] = field(default_factory=lambda: defaultdict(list))
    storage: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    by_enabler: dict[str, list[AcceptanceCriterion]] = field(default_factory=lambda: defaultdict(list))
    wanted: list[AcceptanceCriterion] = field(default_factory=list)
    absorbed: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    @property
    def absorbed_keys(self) -> frozenset[str]:
        return frozenset(item.key for items in self.absorbed.values() for item in items)

    def of(self, *items: Item) -> tuple[AcceptanceCriterion, ...]:
        """The criteria of the items, each once: one may name several of them."""
        return tuple({c.key: c for item in items for c in self.by_item.get(item.key, ())}.values())


def bind(reading: Reading, profile: Profile) -> Bindings:
    """Each criterion where it belongs, once unless it names several requirements.

    Where nothing else is wanted, the criteria are what is built.
    """
    spec, found = reading.spec, Bindings(absorbed=_absorbed(reading, profile))
    _bind_topics(reading, found)
    known = {item.key for item in (*spec.requirements, *spec.user_stories)}
    alone = (
        not any(r.kind is not RequirementKind.CONSTRAINT for r in spec.requirements) and not spec.user_stories
    )
    opening = _opening_words(reading, profile)
    by_id = {item.id.casefold(): item.key for item in (*spec.requirements, *spec.user_stories) if item.id}
    for criterion in (*spec.acceptance_criteria, *spec.derived_criteria):
        if criterion.parent in known:
            named = (by_id.get(name.casefold()) for name in criterion.named)
            for key in dict.fromkeys((criterion.parent, *named)):
                if key is not None:
                    found.by_item[key].append(criterion)
        elif criterion.derived is None:
            enabler = next((name for name, sign in opening.items() if sign.match(criterion.text)), None)
            if enabler is None:
                _bind_free(criterion, reading, found, alone=alone)
            else:
                found.by_enabler[enabler].append(criterion)
    return found


def _bind_topics(reading: Reading, found: Bindings) -> None:
    """The rules and qualities of each cross-cutting task."""
    ruled: dict[str, Topic] = {}
    for rule in reading.spec.security_rules:
        topic = topic_of(f"{rule.aspect or ''} {rule.text}")
        if topic is not None:
            found.topics[topic].append(rule)
            ruled[content_key(rule.text)] = topic
    for requirement in reading.spec.requirements:
        if requirement.kind is not RequirementKind.NON_FUNCTIONAL or requirement.key in found.absorbed_keys:
            continue
        topic = ruled.get(content_key(requirement.text))
        if requirement.category == "security" and not is_measured(requirement):
            topic = topic or topic_of(requirement.text)
        if topic is not None:
            found.topics[topic].append(requirement)
    for topic, items in found.topics.items():
        found.topics[topic] = _each_once(items)


def _bind_free(criterion: AcceptanceCriterion, reading: Reading, found: Bindings, *, alone: bool) -> None:
    topic = _tested_topic(criterion.text)
    store = storage_in(criterion.text)
    if topic in found.topics:
        found.topic_criteria[topic].append(criterion)
        return
    if store is not None:
        found.storage[store].append(criterion)
        return
    # Of many, "Support team trained" tests no "Team preferences": some word of it stands somewhere.
    least = 1 if len(reading.slot_of) <= _FEW_TO_TEST else 2
    near = None if _OF_ALL.search(criterion.text) else reading.index.best(criterion.text, least=least)
    if near is not None:
        found.by_item[near].append(criterion)
    elif topic in _STANDS_ALONE:
        found.topics[topic].append(criterion)
        found.topic_criteria[topic].append(criterion)
    elif alone:
        found.wanted.append(criterion)


def _tested_topic(text: str) -> Topic | None:
    """ "Faster validation" and "deployed and validated" test no rule for what is put in."""
    topic = topic_of(text)
    return None if topic is Topic.VALIDATION and not _INPUT.search(text) else topic


def _each_once(items: list[Item]) -> list[Item]:
    """Without the rules that a requirement states in the same words."""
    required = {content_key(item.text) for item in items if isinstance(item, Requirement)}
    return [i for i in items if isinstance(i, Requirement) or content_key(i.text) not in required]


def _may_absorb(requirement: Requirement, stage: str, shape: Shape) -> bool:
    """A constraint never; a functional requirement only in the phase that its words draw it into."""
    if requirement.kind is not RequirementKind.FUNCTIONAL:
        return requirement.kind is RequirementKind.NON_FUNCTIONAL
    return drawn(requirement.text, shape) in (None, stage)


def _sign_of(word: str) -> str:
    """Where a word of a profile begins: anywhere, or behind "^" at the requirement's own beginning."""
    return rf"^\W*{re.escape(word[1:])}\b" if word.startswith("^") else rf"\b{re.escape(word)}"


def _opening_words(reading: Reading, profile: Profile) -> dict[str, re.Pattern[str]]:
    """Enabler → how a criterion of it begins: "Documentation covers the setup" is of the documentation."""
    signs = {
        name: "|".join(_sign_of(word) for word in enabler.absorbs if word.startswith("^"))
        for name, enabler in profile.enablers.items()
        if holds(enabler, reading.facts, reading.shape.id)
    }
    return {name: re.compile(sign, re.IGNORECASE) for name, sign in signs.items() if sign}


def _absorbed(reading: Reading, profile: Profile) -> dict[str, tuple[Item, ...]]:
    """Enabler → the requirements that are that very task, by the words it absorbs."""
    found: dict[str, tuple[Item, ...]] = {}
    taken: set[str] = set()
    for name, enabler in profile.enablers.items():
        if not enabler.absorbs or (enabler.shapes and reading.shape.id not in enabler.shapes):
            continue
        sign = re.compile("|".join(map(_sign_of, enabler.absorbs)), re.IGNORECASE)
        free = [r for r in reading.spec.requirements if r.key not in taken and sign.search(r.text)]
        hits = [r for r in free if _may_absorb(r, enabler.stage, reading.shape)]
        found[name] = tuple(hits[:MAX_ABSORBED])
        taken.update(r.key for r in found[name])
    return found
