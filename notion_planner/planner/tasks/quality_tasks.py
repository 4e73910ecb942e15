"""Tasks for how well the feature must work: security, non-functional requirements and verification."""

from collections import defaultdict
from collections.abc import Iterable

from notion_planner.model.spec import (
    AcceptanceCriterion,
    Item,
    Requirement,
    RequirementKind,
    SecurityRule,
    Spec,
)
from notion_planner.planner.demands.grouping import groups
from notion_planner.planner.demands.reading import Reading
from notion_planner.planner.demands.topics import (
    Topic,
    has_size_limit,
    is_measured,
    is_of_tests,
    topic_of,
    without_category,
)
from notion_planner.planner.english.languages import is_foreign
from notion_planner.planner.english.phrasing import ABLE, measured_phrase, stated_phrase, verb_phrase
from notion_planner.planner.english.statements import with_its_verb
from notion_planner.planner.english.word_forms import is_order
from notion_planner.planner.english.wording import (
    content_key,
    inside,
    is_name,
    lower_first,
    plain,
    shorten,
    slug,
    starts_with_verb,
    titled,
    upper_first,
    without_number,
)
from notion_planner.planner.profile import Profile
from notion_planner.planner.tasks.binding import Bindings
from notion_planner.planner.tasks.drafts import About, Draft, make_draft

CRITERIA_TOGETHER = 8
"""How many criteria one verification task proves; more than that is no half day to two days."""


def security_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """One task for each security topic, and for each rule that belongs to none."""
    for topic, items in bound.topics.items():
        # That a load test with as many requests passes says less of a limit than that it is enforced.
        proving = (criterion for criterion in bound.of(*items) if criterion.derived != "load-measured")
        criteria = (*bound.topic_criteria[topic], *proving)
        others = tuple(c for c in bound.topic_criteria[topic] if c.key not in {i.key for i in items})
        tested = {criterion.key for criterion in criteria}
        about = About(
            items=(*items, *others), subject=_security_subject(topic, items),
            slot=reading.core_slot, criteria=criteria,
            values={
                "topic": topic.value, "phrase": "",
                "rules": [_stated(i) for i in items if i.key not in tested],
                **({"text": upper_first(_stated(items[0]))} if items else {}),
            },
            needs=("security:authentication",) if topic is Topic.AUTHORIZATION else (),
        )  # fmt: skip
        yield make_draft("security", f"security:{slug(topic.value)}", about, reading=reading, profile=profile)
    required = _required(reading.spec)
    for rule in reading.spec.security_rules:
        if _topic(rule) is None:
            name = f"{plain(rule.aspect)}: {plain(rule.text)}" if rule.aspect else plain(rule.text)
            phrase = "" if rule.aspect or not reading.english else shorten(verb_phrase(rule.text), 64)
            about = About(
                items=(required.get(rule.key, rule),), subject=shorten(lower_first(name), 56),
                slot=reading.slot_near(rule.text),
                values={"topic": rule.aspect or "security", "phrase": phrase, "rules": [plain(rule.text)]},
            )  # fmt: skip
            yield make_draft("security", f"security:{rule.key}", about, reading=reading, profile=profile)


def _topic(rule: SecurityRule) -> Topic | None:
    return topic_of(f"{rule.aspect or ''} {rule.text}")


def _required(spec: Spec) -> dict[str, Requirement]:
    """Rule of no topic → the quality that says the same, so that both are one task."""
    said = {content_key(r.text): r for r in spec.requirements if r.kind is RequirementKind.NON_FUNCTIONAL}
    rules = {rule.key: said.get(content_key(rule.text)) for rule in spec.security_rules if not _topic(rule)}
    return {key: requirement for key, requirement in rules.items() if requirement is not None}


def _stated(item: Item) -> str:
    """What an item says, without the name of its category: "Security: passwords are hashed"."""
    return plain(without_category(item) if isinstance(item, Requirement) else item.text)


def _security_subject(topic: Topic, items: list[Item]) -> str:
    """The topic, with the means where the specification states one in few words."""
    if topic is Topic.VALIDATION:
        return "input validation"
    stated = next((plain(i.text) for i in items if isinstance(i, SecurityRule) and i.aspect), "")
    if topic is Topic.AUTHENTICATION and stated and len(stated.split()) <= 5:
        return f"{topic.value} by {stated}"
    return topic.value


def quality_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """Measured requirements are tested under load; the others are built."""
    secured = {item.key for items in bound.topics.values() for item in items}
    secured |= {requirement.key for requirement in _required(reading.spec).values()}
    absorbed = bound.absorbed_keys
    same: dict[tuple[str, tuple[str, ...]], list[Requirement]] = defaultdict(list)
    for requirement in reading.spec.requirements:
        done = requirement.key in secured or requirement.key in absorbed or has_size_limit(requirement)
        if requirement.kind is RequirementKind.NON_FUNCTIONAL and not done:
            same[content_key(requirement.text), requirement.source.heading_path].append(requirement)
    for requirement, *again in same.values():
        measured = is_measured(requirement)
        rule = "performance" if measured else "quality"
        said = without_number(without_category(requirement))
        english = reading.english and not is_foreign(said)
        if english and not is_name(said, reading.spec.technologies):
            said = inside(said)
        subject = _quality_subject(said, measured=measured, english=english)
        about = About(
            items=(requirement, *again),
            subject=titled(subject, 64),
            slot=_quality_slot(requirement, reading, measured=measured),
            criteria=tuple(criterion for one in (requirement, *again) for criterion in bound.of(one)),
            values={"category": requirement.category or "quality", "text": _stated(requirement)},
        )
        yield make_draft(rule, f"{rule}:{requirement.key}", about, reading=reading, profile=profile)


def _quality_slot(requirement: Requirement, reading: Reading, *, measured: bool) -> str | None:
    if measured:
        return None
    return reading.slot_for("testing") if is_of_tests(requirement) else reading.slot_near(requirement.text)


def _quality_subject(text: str, *, measured: bool, english: bool) -> str:
    if not english:
        return stated_phrase(text, "" if measured else "Ensure")
    if measured:
        return measured_phrase(text)
    bare = verb_phrase(text, "").strip()
    asked = starts_with_verb(bare) and is_order(bare.split(" "))
    phrase = verb_phrase(text, ABLE if asked else "Provide")
    said = with_its_verb(inside(text)) if phrase.startswith("Provide ") else None
    return f"Ensure {said}" if said else phrase


def criteria_drafts(reading: Reading, profile: Profile, made: Iterable[Draft]) -> Iterable[Draft]:
    """Tests of the criteria that no other task proves; one even without any in the texts' shapes."""
    proven = {key for draft in made for key in draft.criterion_keys}
    left = [c for c in reading.spec.acceptance_criteria if c.key not in proven]
    parts: list[tuple[str, tuple[AcceptanceCriterion, ...]]] = list(
        groups("criteria", left, lambda part: len(part) <= CRITERIA_TOGETHER)
    )
    always = reading.shape.id in profile.tasks["criteria"].shapes
    for key, part in parts or ([("criteria", ())] if always else []):
        further = key != "criteria"
        subject = lower_first(shorten(part[0].text, 44)) if further else ""
        if further and len(part) > 1:
            subject = f"{subject} and {len(part) - 1} more"
        about = About(items=part, subject=subject, criteria=part, needs=("criteria",) if further else ())
        yield make_draft("criteria", key, about, reading=reading, profile=profile)
