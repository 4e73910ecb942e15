"""Tasks that clear the ground: questions, dependencies, constraints, the data model, risks and enablers."""

from collections.abc import Iterable, Sequence

from notion_planner.model.spec import Entity, Item, Requirement, RequirementKind, Risk, Spec
from notion_planner.planner.demands.grouping import few, groups
from notion_planner.planner.demands.matching import content
from notion_planner.planner.demands.precedence import outside
from notion_planner.planner.demands.reading import Reading
from notion_planner.planner.english.wording import first_sentence, inside_sentence, plain, shorten
from notion_planner.planner.profile import Profile
from notion_planner.planner.tasks.binding import Bindings
from notion_planner.planner.tasks.drafts import About, Draft, holds, make_draft
from notion_planner.planner.tasks.sketches import schema_sketch

MAX_FIELDS = 24


def grouped_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """Questions, dependencies, constraints and unmitigated risks, a few to a task."""
    spec = reading.spec
    constraints = [r for r in spec.requirements if r.kind is RequirementKind.CONSTRAINT]
    risks = [risk for risk in spec.risks if not risk.mitigation]
    kinds: tuple[tuple[str, Sequence[Item]], ...] = (
        ("question", spec.open_questions),
        ("dependency", outside(spec)),
        ("constraint", constraints),
        ("mitigation", risks),
    )
    for rule, items in kinds:
        for key, part in groups(rule, items, few):
            about = About(
                items=part, subject=_common(part), criteria=bound.of(*part),
                values={"stated": False, "mitigation": ""},
            )  # fmt: skip
            yield make_draft(rule, key, about, reading=reading, profile=profile)
    for risk in spec.risks:
        if risk.mitigation:
            yield _mitigation(risk, reading, profile)


def question_tasks(spec: Spec) -> dict[str, str]:
    """Item that a question is about → the task that asks it."""
    return {
        question.about: key
        for key, part in groups("question", spec.open_questions, few)
        for question in part
        if question.about
    }


def _mitigation(risk: Risk, reading: Reading, profile: Profile) -> Draft:
    about = About(
        items=(risk,), subject=shorten(inside_sentence(first_sentence(risk.text)), 56),
        slot=reading.slot_near(risk.text),
        values={"stated": True, "mitigation": risk.mitigation or ""},
    )  # fmt: skip
    return make_draft("mitigation", f"mitigation:{risk.key}", about, reading=reading, profile=profile)


def _common(items: tuple[Item, ...]) -> str:
    """What a group of items is called: the one item, or the first and how many more."""
    first = inside_sentence(shorten(first_sentence(items[0].text), 52 if len(items) == 1 else 40))
    return first if len(items) == 1 else f"{first} and {len(items) - 1} more"


def schema_drafts(reading: Reading, profile: Profile) -> Iterable[Draft]:
    """One task for what a migration creates at a time: few entities, or one large one."""
    spec = reading.spec
    parts = list(groups("schema", spec.entities, _one_migration))
    for key, part in parts:
        names = [plain(entity.name) for entity in part if entity.name]
        about = About(
            items=(*part, *_about_entities(part, spec.requirements)),
            subject=", ".join(names) if len(parts) > 1 else "",
            entities=part,
            code=schema_sketch(part, spec.endpoints, reading.feature),
            values=_constraint_values(part),
        )
        yield make_draft("schema", key, about, reading=reading, profile=profile)


def _one_migration(entities: Sequence[Entity]) -> bool:
    return few(entities) and sum(len(entity.fields) for entity in entities) <= MAX_FIELDS


def _about_entities(
    entities: tuple[Entity, ...], requirements: tuple[Requirement, ...]
) -> tuple[Requirement, ...]:
    """Requirements that set a rule for a stored field by naming the entity first."""
    names = {frozenset(content(e.name)) for e in entities if e.name and content(e.name)}
    if not names:
        return ()
    return tuple(
        r for r in requirements[:400]
        if r.kind is RequirementKind.CONSTRAINT and any(name <= content(r.text) for name in names)
    )  # fmt: skip


def _constraint_values(entities: tuple[Entity, ...]) -> dict[str, list[str]]:
    fields = [field for entity in entities for field in entity.fields]
    unique = [plain(f.name) for f in fields if any("unique" in c.lower() for c in f.constraints)]
    limited = [
        f"{plain(f.name)} ({plain(c)})" for f in fields for c in f.constraints if any(d.isdigit() for d in c)
    ]  # fmt: skip
    return {"unique": unique, "limited": limited}


def enabler_drafts(reading: Reading, profile: Profile, bound: Bindings) -> Iterable[Draft]:
    """The profile's own tasks, with the requirements that are those very tasks."""
    for name, enabler in profile.enablers.items():
        items = bound.absorbed.get(name, ())
        if not items and not holds(enabler, reading.facts, reading.shape.id):
            continue
        about = About(items=items, criteria=(*bound.of(*items), *bound.by_enabler[name]))
        yield make_draft(name, name, about, reading=reading, profile=profile)
