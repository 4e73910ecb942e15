"""The plan's lines beside its tasks: overview, requirements, approach, dependencies, risks, success."""

import re
from collections.abc import Iterable
from itertools import pairwise

from notion_planner.model.plan import CheckItem, Line, Origin, OriginKind, PlanRisk
from notion_planner.model.spec import (
    Decision,
    Dependency,
    DependencyKind,
    Item,
    OpenQuestion,
    Requirement,
    RequirementKind,
    Spec,
    UserStory,
)
from notion_planner.planner.demands.precedence import outside
from notion_planner.planner.demands.reading import Reading, functional
from notion_planner.planner.demands.topics import named_stores, technology_kind, without_category
from notion_planner.planner.english.languages import is_foreign
from notion_planner.planner.english.lexicon import ARTICLES, BUILT, COMPOUNDING, PREPOSITIONS, VERBS
from notion_planner.planner.english.naming import UNNAMED
from notion_planner.planner.english.persons import of_them
from notion_planner.planner.english.phrasing import verb_phrase
from notion_planner.planner.english.statements import tells
from notion_planner.planner.english.wishes import is_story, stated_wish
from notion_planner.planner.english.word_forms import base_of, base_of_gerund, is_plural
from notion_planner.planner.english.wording import (
    content_key,
    first_sentence,
    inside,
    is_name,
    joined,
    lower_first,
    name_inside,
    plain,
    shorten,
    starts_with_verb,
    upper_first,
    without_number,
)
from notion_planner.planner.profile import Choice, Profile
from notion_planner.planner.tasks.drafts import check_item, requirement_line
from notion_planner.planner.texts import Values, line, lines

_SENTENCE_STARTS = (
    "this ",
    "these ",
    "the ",
    "we ",
    "our ",
    "it ",
    "in ",
    "as ",
    "currently",
    "today",
    "users ",
    "when ",
    "how ",
    "why ",
)
NOT_STATED = "not stated in the specification"
"""What stands where people are to decide; the page marks such a line itself."""

_SHORT_NAMES = {"Kubernetes": "k8s", "PostgreSQL": "postgres", "Tailwind CSS": "tailwind"}
_BECAUSE = re.compile(r"(?:\s+(?:because|weil|parce que|porque))?[\s:：–—-]*$", re.IGNORECASE)
_LONGEST_DECISION = 120
"""Characters: more before the reason is a sentence of its own and no label."""

_NOUN_PHRASE = 14
"""Words: a longer overview is a sentence, which does not read well after "Build"."""


def line_of(item: Item, rule: str, *, label: str | None = None, text: str | None = None) -> Line:
    origin = Origin(kind=OriginKind.SPEC, rule=rule, items=(item.key,))
    shown = label if label is not None else item.id
    return Line(
        text=plain(text if text is not None else item.text),
        label=plain(shown) if shown else None,
        origin=origin,
    )


def open_line(text: str, rule: str, *, label: str | None = None) -> Line:
    return Line(text=text, label=label, origin=Origin(kind=OriginKind.TO_DECIDE, rule=rule))


def overview(reading: Reading) -> Line:
    """One sentence, verb first: what is built and, from the requirements, its main capabilities."""
    spec = reading.spec
    named = _ordered_name(reading.feature) or f"{reading.shape.overview} {reading.feature}"
    wanted: tuple[Item, ...] = (
        functional(spec) or spec.user_stories or spec.requirements or spec.acceptance_criteria
    )
    abilities = [shorten(_ability(item, reading), 60) for item in wanted[:3]]
    more = len(wanted) - len(abilities)
    listed = "; ".join([*abilities, f"and {more} more"] if more > 0 else abilities)
    origin = Origin(kind=OriginKind.DERIVED, rule="overview", items=tuple(item.key for item in wanted[:3]))
    stated = first_sentence(_said_by_user(_LABEL.sub("", spec.overview or "", count=1))).rstrip(".")
    foreign = not reading.english and reading.feature != UNNAMED
    sentence = foreign or stated.endswith("。") or _tells(stated.split(" ")[:8])
    named, stated = _of_feature(named, stated, reading.feature)
    if not stated or _NOTICE.search(stated):
        return Line(text=f"{named}: {listed}.", origin=origin)
    if starts_with_verb(stated):
        return Line(text=f"{upper_first(stated)}: {listed}.", origin=origin)
    words = stated.lower().split()
    bare = len(words) <= _NOUN_PHRASE and not sentence and not stated.lower().startswith(_SENTENCE_STARTS)
    if bare and not _SAYING.intersection(words):
        return Line(text=f"{reading.shape.overview} {lower_first(stated)}: {listed}.", origin=origin)
    return Line(text=f"{named}. {shorten(stated, 320)}.", origin=origin)


def _said_by_user(text: str) -> str:
    """What stands in a specification as its author's order for it, without the marks around it."""
    ordered = _INPUT.match(text)
    return text[ordered.end() :].rstrip('."”') if ordered else text


def _of_feature(named: str, stated: str, feature: str) -> tuple[str, str]:
    """Of "this document describes X, a tool for Y" what it says of X, which stands behind the name."""
    place = stated.lower().find(feature.lower())
    if place < 0 or not _OF_DOCUMENT.match(stated):
        return named, stated
    said = _SAID_OF.match(stated[place + len(feature) :])
    return f"{named}, {shorten(said[1], 240)}" if said else named, ""


def _ability(item: Item, reading: Reading) -> str:
    said = _said(item)
    if reading.english and not is_foreign(said) and not is_name(said, reading.spec.technologies):
        said = inside(said)
    return name_inside(verb_phrase(said, "").strip())


def _ordered_name(feature: str) -> str:
    """The name as an order where it says what to do, and to what; else nothing.

    "Migrate orders to MySQL" is one, "Splitting the ledger" tells one, "Find Your Way" is neither.
    """
    first, *others = feature.lower().split(" ")
    if first in VERBS - COMPOUNDING and not PREPOSITIONS.isdisjoint(others[1:]):
        return feature
    if others[:1] and others[0] in ARTICLES and (verb := base_of_gerund(first)):
        return f"{upper_first(verb)} {feature.split(' ', 1)[1]}"
    return ""


def _tells(words: list[str]) -> bool:
    """ "Handles checkout", "Billing shares a cluster with four services", "widgets show the weather"."""
    of_many = any(is_plural(subject) and verb in _TOLD_OF_MANY for subject, verb in pairwise(words))
    return base_of(words[0]) is not None or of_many or tells(words)


_TOLD_OF_MANY = BUILT | {"give", "help"}


# What is said of the document or to its readers, not of what is built: "Status: draft", "Ada | 26 May".
_NOTICE = re.compile(
    r"^\W*(?:status|version|authors?|owners?|date|created|last (?:edited|updated)|document no|derived from"
    r"|draft|how to read|please|wip)\b|^:| \| |[:：!！]$",
    re.IGNORECASE,
)
_OF_DOCUMENT = re.compile(r"(?:this|the) (?:document|page|prd|spec|specification|srs)\b", re.IGNORECASE)
_SAID_OF = re.compile(r"(?: \([^()]*\))?, ((?:an?|the|which) .+)$")
# 'Input: User description: "Let guests pay"'.
_INPUT = re.compile(r"^(?:input: )?(?:user|operator) (?:description|request|input): [\"“]?", re.IGNORECASE)
# "Product Vision: Let callers draw", "Summary: a booking system".
_LABEL = re.compile(
    r"^(?:(?:the|our|product|project|feature|executive|short|one-line) ){0,2}"
    r"(?:vision|mission|summary|purpose|goal|objective|description|overview|scope)(?: statement)?:\s+(?=\S)",
    re.IGNORECASE,
)
# A text with one of these has a verb of its own and is a sentence, not the name of something to build.
_SAYING = frozenset(
    {"is", "are", "was", "were", "has", "have", "will", "must", "shall", "should", "can", "may",
     "defines", "describes", "specifies", "provides", "allows", "enables", "lets", "offers", "helps",
     "makes", "gives", "supports", "introduces", "covers", "outlines", "explains", "details"}
)  # fmt: skip


def _said(item: Item) -> str:
    if isinstance(item, UserStory) and item.goal:
        return of_them(plain(item.goal))
    return of_them(stated_wish(plain(item.text))) if is_story(item.text) else without_number(item.text)


def non_functional(spec: Spec) -> tuple[Line, ...]:
    return tuple(
        line_of(r, "requirement", label=_quality_label(r), text=without_category(r))
        for r in spec.requirements
        if r.kind is not RequirementKind.FUNCTIONAL
    )


def _quality_label(requirement: Requirement) -> str:
    """ "NFR-1 (Performance)": the author's identifier and what the requirement is about."""
    name = (
        "Constraint"
        if requirement.kind is RequirementKind.CONSTRAINT
        else upper_first(requirement.category or "quality")
    )
    return f"{requirement.id} ({name})" if requirement.id else name


def functional_lines(spec: Spec) -> tuple[Line, ...]:
    found: tuple[Item, ...] = functional(spec) or spec.user_stories
    return tuple(requirement_line(item, "requirement") for item in found)


def criteria(spec: Spec) -> tuple[CheckItem, ...]:
    return tuple(check_item(criterion) for criterion in spec.acceptance_criteria)


def architecture(reading: Reading, profile: Profile) -> tuple[Line, ...]:
    """What the specification states of the solution, what follows from it, and what is still to decide."""
    spec = reading.spec
    found = [*_stated_choices(spec)]
    found += [line_of(r, "security", label=r.aspect or "Security") for r in spec.security_rules]
    if spec.endpoints:
        listed = f"{len(spec.endpoints)} HTTP endpoints" if len(spec.endpoints) > 1 else "1 HTTP endpoint"
        found.append(_derived(listed, "interface", "Interface", spec.endpoints))
    if spec.entities:
        named = [plain(entity.name) for entity in spec.entities if entity.name]
        fields = sum(len(entity.fields) for entity in spec.entities)
        plural = "s" if len(spec.entities) > 1 else ""
        known = f" with {fields} fields in all" if fields else ""
        text = f"{len(spec.entities)} data object{plural}{known}"
        found.append(_derived(f"{text}: {joined(named)}" if named else text, "data", "Data", spec.entities))
    return (*found, *(open_line(c.text, "choice", label=c.label) for c in open_choices(reading, profile)))


def _stated_choices(spec: Spec) -> Iterable[Line]:
    """A line for each kind of technology that is stated, and one for each store that is named beside them."""
    by_kind: dict[str, list[Item]] = {}
    for item in spec.technologies:
        by_kind.setdefault(technology_kind(item), []).append(item)
    secured = {(rule.aspect or "").casefold() for rule in spec.security_rules}
    for kind, items in by_kind.items():
        if kind in secured:
            continue
        origin = Origin(kind=OriginKind.SPEC, rule="technology", items=tuple(item.key for item in items))
        yield Line(
            text=", ".join(_each_once([plain(item.text) for item in items])),
            label=upper_first(kind), origin=origin,
        )  # fmt: skip
    known = {content_key(item.text) for item in spec.technologies}
    for name, item in named_stores(spec).items():
        if content_key(name) not in known:
            yield line_of(item, "storage", label="Storage", text=name)


def _each_once(names: list[str]) -> list[str]:
    """Without the short names of what is spelled out beside them: "FCM", "Postgres"."""
    spelled = {"".join(word[0] for word in re.split(r"[ -]", name) if word).lower() for name in names}
    spelled |= {_SHORT_NAMES.get(name, "") for name in names}
    return [name for name in names if name.lower() not in spelled]


def _derived(text: str, rule: str, label: str, items: tuple[Item, ...]) -> Line:
    origin = Origin(kind=OriginKind.DERIVED, rule=rule, items=tuple(item.key for item in items))
    return Line(text=text, label=label, origin=origin)


def open_choices(reading: Reading, profile: Profile) -> tuple[Choice, ...]:
    """The profile's technical choices that the specification leaves open."""
    spec = reading.spec
    constraints = [r for r in spec.requirements if r.kind is RequirementKind.CONSTRAINT]
    stated = " ".join(item.text.lower() for item in (*spec.technologies, *spec.decisions, *constraints))
    kinds = {technology_kind(item) for item in spec.technologies}
    return tuple(
        choice for choice in profile.choices
        if reading.facts.issuperset(choice.when)
        and not kinds & set(choice.kinds)
        and not any(part in stated for part in choice.unless)
    )  # fmt: skip


def decisions(spec: Spec) -> tuple[Line, ...]:
    if not spec.decisions:
        return (
            open_line(
                "The specification states no design decision; note them here as they are taken", "decision"
            ),
        )
    return tuple(map(_decision, spec.decisions))


def _decision(decision: Decision) -> Line:
    """The decision before its reason; one that has its reason in the middle stands as it is written."""
    reason = plain(decision.rationale or "")
    decided = _BECAUSE.sub("", plain(decision.text).removesuffix(reason))
    if not reason or len(decided) > _LONGEST_DECISION or decided.count("(") != decided.count(")"):
        return line_of(decision, "decision")
    return line_of(decision, "decision", label=decided, text=reason)


def external(reading: Reading) -> tuple[Line, ...]:
    spec = reading.spec
    found = [_dependency(d) for d in outside(spec) if d.kind is not DependencyKind.INTERNAL]
    stores = named_stores(spec)
    for name, item in stores.items():
        if not any(name.lower() in known.text.lower() for known in found):
            origin = Origin(kind=OriginKind.TO_DECIDE, rule="storage", items=(item.key,))
            found.append(Line(text=f"{name}: access and availability to confirm", origin=origin))
    return tuple(found)


def internal(spec: Spec) -> tuple[Line, ...]:
    return tuple(_dependency(d) for d in outside(spec) if d.kind is DependencyKind.INTERNAL)


def _dependency(dependency: Dependency) -> Line:
    """The dependency with its status only where the specification states one."""
    status = plain(dependency.status or "")
    text = plain(dependency.text)
    return line_of(
        dependency, "dependency", text=f"{text} ({status})" if status and status not in text else text
    )


def open_questions(questions: Iterable[OpenQuestion]) -> tuple[Line, ...]:
    return tuple(line_of(question, "open-question") for question in questions)


def risks(reading: Reading, profile: Profile) -> tuple[PlanRisk, ...]:
    """The stated risks; where none is stated, those that the profile derives from what is asked for."""
    found = []
    for risk in reading.spec.risks:
        origin = Origin(kind=OriginKind.SPEC, rule="risk", items=(risk.key,))
        kind = OriginKind.SPEC if risk.mitigation else OriginKind.TO_DECIDE
        mitigation = Line(
            text=plain(risk.mitigation or NOT_STATED),
            origin=Origin(kind=kind, rule="risk", items=(risk.key,)),
        )
        found.append(
            PlanRisk(
                title=shorten(first_sentence(risk.text), 200),
                probability=risk.probability, impact=risk.impact, mitigation=mitigation, origin=origin,
            )
        )  # fmt: skip
    if found:
        return tuple(found)
    values: Values = {"feature": reading.feature}
    for name, texts in profile.risks.items():
        if reading.facts.issuperset(texts.when):
            origin = Origin(kind=OriginKind.DERIVED, rule=f"risk:{name}")
            advice = Line(text=line(texts.mitigation, values), origin=origin)
            title = line(texts.title, values)
            found.append(
                PlanRisk(title=title, probability=None, impact=None, mitigation=advice, origin=origin)
            )
    return tuple(found)


def technical_success(reading: Reading, profile: Profile) -> tuple[CheckItem, ...]:
    """Targets that the specification states, what follows from its counts, and what it leaves open."""
    spec = reading.spec
    values: Values = {
        "endpoints": len(spec.endpoints), "criteria": len(spec.acceptance_criteria),
        "requirements": len(spec.requirements), "stories": len(spec.user_stories), "feature": reading.feature,
    }  # fmt: skip
    found = []
    for name, text in profile.success.items():
        origin = Origin(kind=OriginKind.DERIVED, rule=f"success:{name}")
        found += [
            CheckItem(key=f"success:{name}", text=shown, origin=origin) for shown in lines(text, values)
        ]
    for r in spec.requirements:
        if r.kind is RequirementKind.NON_FUNCTIONAL and r.targets:
            origin = Origin(kind=OriginKind.SPEC, rule="target", items=(r.key,))
            found.append(CheckItem(key=f"success:{r.key}", text=plain(r.text), label=r.id, origin=origin))
    return (*found, *_undecided(profile.undecided_success, "success"))


def business_success(spec: Spec, profile: Profile) -> tuple[CheckItem, ...]:
    stated = tuple(
        CheckItem(
            key=f"metric:{item.key}", text=plain(item.text), label=plain(item.id) if item.id else None,
            origin=Origin(kind=OriginKind.SPEC, rule="metric", items=(item.key,)),
        )
        for item in (*spec.success_metrics, *spec.goals)
    )  # fmt: skip
    return stated or _undecided(profile.undecided_business, "metric")


def _undecided(texts: dict[str, str], prefix: str) -> tuple[CheckItem, ...]:
    origin = Origin(kind=OriginKind.TO_DECIDE, rule=prefix)
    return tuple(CheckItem(key=f"{prefix}:{name}", text=text, origin=origin) for name, text in texts.items())
