"""The subsections that a profile adds: checklists, gates, decision records, tracking."""

import re
from collections.abc import Iterable, Mapping

from notion_planner.model.plan import CheckItem, Extra, Line, Origin, OriginKind, Task
from notion_planner.model.spec import Decision, Item, RequirementKind
from notion_planner.planner.demands.reading import Reading
from notion_planner.planner.english.wording import plain, shorten
from notion_planner.planner.profile import ExtraTexts, Profile
from notion_planner.planner.sections import NOT_STATED, open_choices
from notion_planner.planner.texts import Values, lines

TECHNICAL = "Technical Approach"


def extras(reading: Reading, profile: Profile, tasks: tuple[Task, ...]) -> tuple[Extra, ...]:
    """In the profile's order; decision records and gates stand with the technical approach."""
    values = _values(reading, tasks)
    found = [extra for texts in profile.extras if (extra := _extra(texts, values)) is not None]
    if profile.gates:
        found.insert(0, _gates(reading, profile, tasks))
    if profile.records:
        found[:0] = _records(reading, profile)
    return tuple(found)


def _values(reading: Reading, tasks: tuple[Task, ...]) -> Values:
    spec = reading.spec
    return {
        "feature": reading.feature,
        "hours": f"{sum(task.estimate.hours for task in tasks):g}",
        "points": sum(task.estimate.points for task in tasks),
        "count": len(tasks),
        "criteria": len(spec.acceptance_criteria),
        "documents": [task.title for task in tasks if task.kind.value == "Document" and task.enabler],
        "technologies": [{"text": plain(item.text), "version": _version(item)} for item in spec.technologies],
        "targets": [
            {"label": plain(r.id or ""), "text": plain(r.text)} for r in spec.requirements if r.targets
        ],
        "metrics": [plain(metric.text) for metric in spec.success_metrics],
        "risks": [shorten(risk.text, 80) for risk in spec.risks],
    }


def _version(item: Item) -> str:
    """The version that the specification writes behind a technology's name, such as 16.2."""
    heard = re.search(rf"{re.escape(item.text)}[ -]v?(\d{{1,4}}(?:\.\d{{1,4}}){{0,3}})\b", item.source.quote)
    own = re.search(r"\bv?(\d{1,4}(?:\.\d{1,4}){0,3})$", item.text)
    found = heard or own
    return found[1] if found else ""


def _extra(texts: ExtraTexts, values: Values) -> Extra | None:
    name = texts.title.lower()
    origin = Origin(kind=texts.origin, rule=f"extra:{name}")
    shown = tuple(Line(text=found, origin=origin) for text in texts.lines for found in lines(text, values))
    checks = tuple(
        CheckItem(key=f"extra:{name}:{key}", text=found, origin=origin)
        for key, text in texts.checks.items()
        for found in lines(text, values)[:1]
    )
    if not shown and not checks:
        return None
    return Extra(section=texts.section, title=texts.title, lines=shown, checks=checks)


def _gates(reading: Reading, profile: Profile, tasks: tuple[Task, ...]) -> Extra:
    """Each gate with what was found: PASS, or DEFERRED and what is missing."""
    missing = _missing(reading, profile, tasks)
    origin = Origin(kind=OriginKind.DERIVED, rule="gate")
    shown = tuple(
        Line(label=plain(text), text=f"DEFERRED: {missing[name]}" if missing[name] else "PASS", origin=origin)
        for name, text in profile.gates.items()
    )
    return Extra(section=TECHNICAL, title="Gates", lines=shown)


def _missing(reading: Reading, profile: Profile, tasks: tuple[Task, ...]) -> Mapping[str, str]:
    """Gate → what keeps it from passing, empty where nothing does."""
    spec = reading.spec
    reached = {key for task in tasks for key in (*task.requirement_keys, *task.criterion_keys)}
    reached |= {story for key, story in reading.story_of.items() if key in reached}
    items = (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)
    quality = [r for r in spec.requirements if r.kind is RequirementKind.NON_FUNCTIONAL]
    vague = [r.label for r in quality if not r.targets]
    open_risks = [risk for risk in spec.risks if not risk.mitigation]
    mitigated = _counted(len(open_risks), "risk") + " without a mitigation" if open_risks else ""
    choices = open_choices(reading, profile)
    return {
        "coverage": _named([item.label for item in items if item.key not in reached], "without a task"),
        "criteria": "" if spec.acceptance_criteria else "no acceptance criterion is written",
        "targets": _named(vague, "without a measure") if quality else "no quality requirement is written",
        "questions": _counted(len(spec.open_questions), "open question"),
        "choices": _named([choice.label for choice in choices], "to decide"),
        "risks": mitigated if spec.risks else "the specification names no risk",
    }


def _named(labels: list[str], what: str) -> str:
    shown = ", ".join(plain(label) for label in labels[:6])
    more = f" and {len(labels) - 6} more" if len(labels) > 6 else ""
    return f"{shown}{more} {what}" if labels else ""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def _records(reading: Reading, profile: Profile) -> Iterable[Extra]:
    """A record for each stated decision, then for each choice that is still to be made."""
    stated = [_stated_record(decision) for decision in reading.spec.decisions]
    undecided = [
        (choice.label, Line(text=NOT_STATED, label="Decision", origin=_to_decide("record")))
        for choice in open_choices(reading, profile)
    ]
    for number, (title, decision) in enumerate([*stated, *undecided], 1):
        reason = decision.origin.items and reading.spec.decisions[number - 1].rationale
        context = (
            Line(text=plain(str(reason)), label="Context", origin=decision.origin)
            if reason
            else Line(text=NOT_STATED, label="Context", origin=_to_decide("record"))
        )
        rest = tuple(
            Line(text=NOT_STATED, label=label, origin=_to_decide("record"))
            for label in ("Consequences", "Alternatives Considered")
        )
        yield Extra(
            section=TECHNICAL,
            title=f"ADR-{number:03}: {shorten(title, 80)}",
            lines=(context, decision, *rest),
        )


def _stated_record(decision: Decision) -> tuple[str, Line]:
    origin = Origin(kind=OriginKind.SPEC, rule="decision", items=(decision.key,))
    return decision.text, Line(text=plain(decision.text), label="Decision", origin=origin)


def _to_decide(rule: str) -> Origin:
    return Origin(kind=OriginKind.TO_DECIDE, rule=rule)
