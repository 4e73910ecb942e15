"""A task before it has an estimate, dependencies and dates, and how a profile's texts become one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from notion_planner.model.plan import CheckItem, CodeBlock, Line, Origin, OriginKind, TaskKind
from notion_planner.model.spec import (
    AcceptanceCriterion,
    Endpoint,
    Entity,
    Item,
    Priority,
    Requirement,
    UserStory,
)
from notion_planner.planner.demands.reading import Reading
from notion_planner.planner.english.wording import outcome, plain, slug, titled, unlisted, upper_first
from notion_planner.planner.profile import Enabler, Profile, TaskTexts
from notion_planner.planner.texts import Value, Values, line, lines

_ORDER = tuple(Priority)
_KIND_OF_VERB = {"Fix": TaskKind.FIX, "Refactor": TaskKind.REFACTOR, "Integrate": TaskKind.INTEGRATE}


@dataclass(frozen=True, slots=True)
class Draft:
    """``after`` are names of rules, enablers and stages; ``needs`` are keys of drafts."""

    key: str
    rule: str
    slot: str
    texts: TaskTexts
    title: str
    result: str
    objective: Line
    priority: Priority
    origin: Origin
    context: Line | None = None
    requirements: tuple[Line, ...] = ()
    criteria: tuple[CheckItem, ...] = ()
    approach: tuple[Line, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    needs: tuple[str, ...] = ()
    measures: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    requirement_keys: tuple[str, ...] = ()
    criterion_keys: tuple[str, ...] = ()
    enabler: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a task is about: the items that it comes from, and what else its texts may name."""

    items: tuple[Item, ...] = ()
    subject: str = ""
    slot: str | None = None
    criteria: tuple[AcceptanceCriterion, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    entities: tuple[Entity, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    code: tuple[CodeBlock, ...] = ()
    needs: tuple[str, ...] = ()
    unknowns: int = 0


def _values(reading: Reading, about: About) -> dict[str, Value]:
    first = about.items[0] if about.items else None
    several = sum(bool(entity.fields) for entity in about.entities) > 1
    fields = [(f"{e.name}." if several and e.name else "", f) for e in about.entities for f in e.fields]
    targets = [t.text for item in about.items if isinstance(item, Requirement) for t in item.targets]
    values: dict[str, Value] = {
        "feature": reading.feature,
        "shape": reading.shape.id,
        "subject": plain(about.subject),
        "text": plain(first.text) if first else "",
        "label": plain(first.label) if first else "",
        "named": plain(first.id or "") if first else "",
        "count": len(about.items),
        "items": [{"label": plain(i.id or ""), "text": plain(i.text)} for i in about.items],
        "targets": [plain(target) for target in targets],
        "endpoints": [{"method": plain(e.method or ""), "path": plain(e.path)} for e in about.endpoints],
        "fields": [
            {
                "name": plain(f"{of}{f.name}"),
                "type": plain(f.type or ""),
                "constraints": plain(", ".join(f.constraints)),
            }
            for of, f in fields
        ],
        "entities": [plain(entity.name) for entity in about.entities if entity.name],
        "verb": reading.shape.requirement_verb,
        "touched": [],
        "guards": [],
        "derived": [criterion.derived for criterion in about.criteria if criterion.derived],
    }
    return values | {key: plain(v) if isinstance(v, str) else v for key, v in about.values.items()}


def requirement_line(item: Item, rule: str, *, detailed: bool = False) -> Line:
    origin = Origin(kind=OriginKind.SPEC, rule=rule, items=(item.key,))
    details = tuple(map(plain, item.details)) if detailed and isinstance(item, Requirement) else ()
    text = unlisted(item.text)
    return Line(text=text, label=plain(item.id) if item.id else None, origin=origin, details=details)


def _requirement_lines(items: tuple[Item, ...]) -> tuple[Line, ...]:
    """With details only alone: a test of them all would repeat the whole specification."""
    return tuple(requirement_line(item, "requirement", detailed=len(items) == 1) for item in items)


def check_item(criterion: AcceptanceCriterion) -> CheckItem:
    """A criterion as a line to tick; the steps of a scenario stand in order behind its name."""
    kind = OriginKind.DERIVED if criterion.derived else OriginKind.SPEC
    text = unlisted(criterion.text)
    if criterion.steps and plain(criterion.steps[0]) not in text:
        steps = "; ".join(plain(step).rstrip(".,;") for step in criterion.steps)
        text = f"{text.rstrip('.:')}: {steps}" if text else steps
    return CheckItem(
        key=criterion.key,
        text=text,
        label=plain(criterion.id) if criterion.id else None,
        origin=Origin(kind=kind, rule=criterion.derived or "criterion", items=(criterion.key,)),
    )


def _derived_checks(key: str, texts: TaskTexts, values: Values, origin: Origin) -> Iterable[CheckItem]:
    for name, text in texts.criteria.items():
        for number, found in enumerate(lines(text, values)):
            suffix = f":{slug(found)}" if number else ""
            yield CheckItem(key=f"{key}:{name}{suffix}", text=upper_first(found), origin=origin)


def make_draft(rule: str, key: str, about: About, *, reading: Reading, profile: Profile) -> Draft:
    """The task that a rule of the profile makes of what it is about."""
    texts = profile.enablers.get(rule) or profile.tasks[rule]
    values = _values(reading, about)
    keys = tuple(item.key for item in about.items)
    title = titled(line(texts.title, values))
    declared = rule in profile.enablers
    kind = OriginKind.DEFAULT if declared and not keys else OriginKind.DERIVED
    origin = Origin(kind=kind, rule=f"enabler:{rule}" if declared else f"task:{rule}", items=keys)
    traced = tuple(i.key for i in about.items if isinstance(i, Requirement | UserStory))
    written = tuple(c for c in about.criteria if not c.derived)
    criterion_keys = tuple(
        dict.fromkeys(c.key for c in (*about.items, *written) if isinstance(c, AcceptanceCriterion))
    )
    checks = [check_item(criterion) for criterion in about.criteria]
    said = {check.text for check in checks}
    checks += [c for c in _derived_checks(key, texts, values, origin) if c.text not in said]
    return Draft(
        key=key,
        rule=rule,
        slot=about.slot or reading.slot_for(texts.stage),
        texts=texts,
        title=title,
        result=line(texts.result, values | {"title": title, "outcome": outcome(title)}),
        objective=Line(text=line(texts.objective, values), origin=origin),
        priority=_priority(about.items, texts),
        origin=origin,
        context=_context(about.items, reading),
        requirements=_requirement_lines(about.items),
        criteria=tuple({check.key: check for check in checks}.values()),
        approach=tuple(
            Line(text=found, origin=origin) for text in texts.approach for found in lines(text, values)
        ),
        code=about.code,
        needs=about.needs,
        measures=_measures(about, texts.kind),
        tags=tuple(tag for text in texts.tags if (tag := line(text, values))),
        requirement_keys=traced,
        criterion_keys=criterion_keys,
        enabler=None if traced or criterion_keys else rule,
    )


def _context(items: tuple[Item, ...], reading: Reading) -> Line | None:
    """The user story that the task serves, else the section that it comes from."""
    first = items[0] if items else None
    story = reading.stories.get(reading.story_of.get(first.key, "")) if first else None
    if story is not None:
        origin = Origin(kind=OriginKind.SPEC, rule="story", items=(story.key,))
        return Line(text=plain(story.text), label="User story", origin=origin)
    if first is None or not first.source.heading_path:
        return None
    origin = Origin(kind=OriginKind.SPEC, rule="section", items=(first.key,))
    path = " › ".join(plain(heading) for heading in first.source.heading_path)
    return Line(text=path, label="Section of the specification", origin=origin)


def _measures(about: About, kind: TaskKind) -> dict[str, int]:
    """A test builds neither what its criteria ask for nor on the tasks that come before it."""
    criteria = "shown" if kind is TaskKind.TEST else "criteria"
    return {
        criteria: len(about.criteria),
        "fields": sum(len(entity.fields) for entity in about.entities),
        "endpoints": len(about.endpoints),
        "questions": about.unknowns,
        "dependencies": 0 if kind is TaskKind.TEST else len(about.needs),
        "targets": sum(len(i.targets) for i in about.items if isinstance(i, Requirement)),
        "items": len(about.items),
    }


def _priority(items: tuple[Item, ...], texts: TaskTexts) -> Priority:
    stated = [i.priority for i in items if isinstance(i, Requirement | UserStory) and i.priority]
    return min(stated, key=_ORDER.index) if stated else texts.priority


def kind_of(draft: Draft) -> TaskKind:
    """The rule's kind; what is to be implemented may by its verb be a repair or a connection."""
    if draft.texts.kind is not TaskKind.IMPLEMENT:
        return draft.texts.kind
    return _KIND_OF_VERB.get(draft.title.split(" ", 1)[0], TaskKind.IMPLEMENT)


def holds(enabler: Enabler, facts: frozenset[str], shape: str) -> bool:
    return facts.issuperset(enabler.when) and (not enabler.shapes or shape in enabler.shapes)
