"""Makes the plan: drafts from every rule, sized, ordered, scheduled and checked for coverage."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notion_planner.model.overrides import NONE, Overrides
from notion_planner.model.plan import (
    Coverage,
    Estimate,
    Line,
    Milestone,
    Origin,
    OriginKind,
    OverrideField,
    Phase,
    Plan,
    Task,
)
from notion_planner.model.spec import Spec
from notion_planner.planner import sections
from notion_planner.planner.dates.calendar import HORIZON_YEARS, PlanDays, WorkCalendar, horizon
from notion_planner.planner.dates.deadlines import deadlines, milestones, missed
from notion_planner.planner.dates.schedule import Job, Schedule, on_calendar, schedule
from notion_planner.planner.demands.reading import Reading, Slot, read
from notion_planner.planner.editing.overriding import SET_BY, Overriding
from notion_planner.planner.english.unchanged import goes_on
from notion_planner.planner.english.wording import (
    inside,
    joined,
    plain,
    starts_with_verb,
    upper_first,
)
from notion_planner.planner.extras import extras
from notion_planner.planner.profile import Profile
from notion_planner.planner.resources import Resources, external_references, related_work
from notion_planner.planner.tasks.binding import bind
from notion_planner.planner.tasks.deliverables import results_of
from notion_planner.planner.tasks.dependencies import dependencies, inverse, topological
from notion_planner.planner.tasks.drafts import Draft, kind_of
from notion_planner.planner.tasks.feature_tasks import (
    feature_drafts,
    limit_drafts,
    remaining_drafts,
    search_drafts,
    storage_drafts,
)
from notion_planner.planner.tasks.ground_tasks import (
    enabler_drafts,
    grouped_drafts,
    question_tasks,
    schema_drafts,
)
from notion_planner.planner.tasks.quality_tasks import criteria_drafts, quality_drafts, security_drafts
from notion_planner.planner.tasks.sizing import sized
from notion_planner.planner.tasks.titles import titled_apart
from notion_planner.planner.texts import Values, line
from notion_planner.settings import PlanningSettings

QUICK_TASKS = 6
"""Up to so many requirements, stories and criteria a specification is a small change."""


class NothingToPlan(ValueError):  # noqa: N818 - it is a finding about the document, not a fault
    """The specification holds no requirement, no user story and no acceptance criterion."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The calendar of one plan: the date of each working day, and the deployment."""

    days: list[date]
    calendar: WorkCalendar
    deploy: date


def profiles_of(settings: PlanningSettings) -> tuple[str, ...]:
    """The names of the profiles that plans are made with: the configured one, or those of "auto"."""
    return ("standard", "quick") if settings.profile == "auto" else (settings.profile,)


def choose_profile(spec: Spec, settings: PlanningSettings) -> str:
    """The profile's name: the configured one, or for "auto" by the size of what is asked for.

    What asks that something else goes on as it is repairs a thing that is there.
    """
    if settings.profile != "auto":
        return settings.profile
    asked = len(spec.requirements) + len(spec.user_stories) + len(spec.acceptance_criteria)
    built = len(spec.endpoints) + len(spec.entities)
    repairs = any(map(goes_on, spec.requirements))
    return "quick" if repairs or (asked <= QUICK_TASKS and built <= 1) else "standard"


def plan_title(profile: Profile, feature: str) -> str:
    """What the plan page of that feature is called."""
    return line(profile.title, {"feature": feature})


def make_plan(
    spec: Spec,
    *,
    settings: PlanningSettings,
    profile: Profile,
    start: date,
    overrides: Overrides = NONE,
) -> Plan:
    """The plan of a specification. ``start`` is rolled forward to a day that counts; ``overrides`` are what
    people set, and everything that follows from it is computed anew.

    Raises:
        NothingToPlan: there is no requirement, story or criterion to make a plan from.
        ProfileError: the profile's texts or dependencies cannot be used.
        CalendarError: the configured calendar has no working days.
    """
    if not spec.is_plannable:
        raise NothingToPlan(
            f"{spec.title or 'The specification'!r} holds no requirement, user story or acceptance criterion"
        )
    reading = read(spec, profile)
    people = Overriding(overrides, reading)
    made = [
        found
        for draft in _drafts(reading, profile)
        for found in sized(draft, profile=profile, settings=settings)
    ]
    sizes = people.sized(made)
    estimates = {draft.key: estimate for draft, estimate in sizes}
    drafts, blocked_by = _in_order([draft for draft, _ in sizes], reading.slots, people)
    slots = _used(reading.slots, {draft.slot for draft in drafts})
    order = {slot.id: number for number, slot in enumerate(slots)}
    jobs = [_job(d, order[d.slot], estimates[d.key].hours, blocked_by[d.key], people) for d in drafts]
    calendar = WorkCalendar(settings)
    timing = schedule(jobs, len(slots), settings, PlanDays(calendar, start))
    days = on_calendar(timing.phases[-1].last_day, start, calendar)
    dates = Dates(days, calendar, calendar.plus(days[-1], settings.deploy_after))
    tasks = _tasks(drafts, people, estimates, blocked_by, (timing, dates, order))
    results = {slot.id: results_of([draft for draft in drafts if draft.slot == slot.id]) for slot in slots}
    phases = tuple(
        _phase(
            slot, number, {"feature": reading.feature, "results": results[slot.id]}, (tasks, timing, dates)
        )
        for number, slot in enumerate(slots)
    )
    plan = _plan(reading, profile, settings, (phases, tasks, timing, dates))
    return plan.model_copy(update={"blockers": (*plan.blockers, *_missed_dates(tasks, horizon(start)))})


def _job(draft: Draft, phase: int, hours: float, blocked_by: tuple[str, ...], people: Overriding) -> Job:
    return Job(
        draft.key,
        phase,
        hours,
        blocked_by,
        not_before=people.start(draft.key),
        due=people.due(draft.key),
    )


def _missed_dates(tasks: Iterable[Task], last: date) -> Iterable[Line]:
    """A line for each date that a person fixed and the schedule cannot keep, or that is after ``last``."""
    for task in tasks:
        for override in task.overridden:
            shown = {OverrideField.START: task.start, OverrideField.DUE: task.due}.get(override.field)
            text = None
            if shown is not None and str(override.value) > last.isoformat():
                text = (
                    f"'{task.title}' is fixed for {override.value}, more than {HORIZON_YEARS} years after "
                    "the start: that date is not planned with; check its year"
                )
            elif shown is not None and shown.isoformat() > str(override.value):
                what = "begins" if override.field is OverrideField.START else "ends"
                text = f"'{task.title}' is fixed for {override.value} and {what} on {shown} at the earliest"
            if text is not None:
                yield Line(text=text, origin=Origin(kind=OriginKind.PERSON, rule=SET_BY))


def _drafts(reading: Reading, profile: Profile) -> list[Draft]:
    bound = bind(reading, profile)
    found: list[Draft] = []
    enablers = list(enabler_drafts(reading, profile, bound))
    opening = [d for d in enablers if d.texts.stage == "foundation"]
    found += opening[:1]
    found += grouped_drafts(reading, profile, bound)
    found += schema_drafts(reading, profile)
    storage = list(storage_drafts(reading, profile, bound))
    found += [d for d in storage if d.rule == "storage"]
    found += opening[1:]
    found += feature_drafts(reading, profile, bound)
    found += limit_drafts(reading, profile, bound)
    found += [d for d in storage if d.rule != "storage"]
    found += search_drafts(reading, profile)
    found += security_drafts(reading, profile, bound)
    found += [d for d in enablers if d.texts.stage != "foundation"]
    found += quality_drafts(reading, profile, bound)
    found += remaining_drafts(reading, profile, bound, found)
    found += criteria_drafts(reading, profile, found)
    asked = question_tasks(reading.spec)
    return [_after_answers(draft, asked) for draft in {draft.key: draft for draft in found}.values()]


def _after_answers(draft: Draft, asked: Mapping[str, str]) -> Draft:
    """The draft, waiting for the answers to what the specification asks about its requirements."""
    waits = (asked[key] for key in draft.requirement_keys if key in asked)
    return replace(draft, needs=(*draft.needs, *waits))


def _used(slots: tuple[Slot, ...], used: set[str]) -> tuple[Slot, ...]:
    """The phases that have tasks."""
    return tuple(slot for slot in slots if slot.id in used)


def _in_order(
    made: Sequence[Draft], slots: tuple[Slot, ...], people: Overriding
) -> tuple[list[Draft], dict[str, tuple[str, ...]]]:
    """The kept drafts in plan order (within a phase, what blocks stands first), and what blocks each."""
    place = {slot.id: number for number, slot in enumerate(slots)}
    made = sorted(made, key=lambda draft: place[draft.slot])
    # The rules know the phases that they made; what people moved waits for the same as before.
    graph = dependencies(made, slots)
    kept = {draft.key: people.moved(draft) for draft in people.kept(made)}
    phase = {key: place[draft.slot] for key, draft in kept.items()}
    blocked_by = people.graph(graph, phase)
    first = {key: number for number, key in enumerate(topological(blocked_by, list(kept)))}
    order = people.arranged(sorted(kept, key=lambda key: (phase[key], first[key])), blocked_by, phase)
    ordered = titled_apart([kept[key] for key in order])
    at = {key: number for number, key in enumerate(order)}
    return ordered, {key: tuple(sorted(found, key=at.__getitem__)) for key, found in blocked_by.items()}


def _full_title(title: str, feature: str) -> str:
    """A question loses its mark in the middle of a title."""
    return f"{title.rstrip('?？ ')} for {feature}"


def _tasks(
    drafts: Sequence[Draft],
    people: Overriding,
    estimates: Mapping[str, Estimate],
    blocked_by: Mapping[str, tuple[str, ...]],
    timed: tuple[Schedule, Dates, Mapping[str, int]],
) -> tuple[Task, ...]:
    timing, dates, order = timed
    blocks = inverse(blocked_by, [draft.key for draft in drafts])
    reading = people.reading
    resources = Resources(reading.spec)
    tasks = []
    for draft in drafts:
        first, last = timing.days[draft.key]
        tasks.append(
            Task(
                key=draft.key, title=draft.title, full_title=_full_title(draft.title, reading.feature),
                kind=kind_of(draft), phase=order[draft.slot] + 1, priority=draft.priority,
                context=draft.context, objective=draft.objective, requirements=draft.requirements,
                criteria=draft.criteria, approach=draft.approach, code=draft.code,
                resources=resources.of((*draft.origin.items, *draft.criterion_keys)),
                blocked_by=blocked_by[draft.key], blocks=blocks[draft.key], estimate=estimates[draft.key],
                tags=draft.tags, requirement_keys=draft.requirement_keys,
                criterion_keys=draft.criterion_keys, enabler=draft.enabler,
                start=dates.days[first], due=max(dates.days[last], people.due(draft.key) or date.min),
                slack_days=timing.slack_days[draft.key], origin=draft.origin,
                overridden=people.of(draft.key),
            )
        )  # fmt: skip
    return tuple(tasks)


def _phase(slot: Slot, number: int, known: Values, made: tuple[tuple[Task, ...], Schedule, Dates]) -> Phase:
    tasks, timing, dates = made
    mine = [task for task in tasks if task.phase == number + 1]
    span = timing.phases[number]
    values: Values = {
        **known, "slice": slot.name, "count": len(mine),
        "clause": ":story:" in slot.id or starts_with_verb(slot.name),
        "titles": joined([inside(task.title) for task in mine], 200),
    }  # fmt: skip
    origin = Origin(kind=OriginKind.DERIVED, rule=f"stage:{slot.stage.id}")
    return Phase(
        number=number + 1,
        key=slot.id,
        name=slot.name,
        goal=Line(text=line(slot.stage.goal, values), origin=origin),
        deliverables=Line(text=line(slot.stage.deliverables, values), origin=origin),
        tasks=tuple(task.key for task in mine),
        effort_days=span.last_day - span.first_day + 1,
        first_day=span.first_day,
        last_day=span.last_day,
        start=dates.days[span.first_day],
        due=dates.days[span.last_day],
    )


def _coverage(spec: Spec, story_of: Mapping[str, str], tasks: Iterable[Task]) -> tuple[Coverage, ...]:
    reached: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        for key in (*task.requirement_keys, *task.criterion_keys):
            reached[key].append(task.key)
    served: dict[str, list[str]] = defaultdict(list)
    for requirement, story in story_of.items():
        served[story] += reached[requirement]
    return tuple(
        Coverage(
            item=item.key, label=plain(item.label), text=plain(item.text),
            tasks=tuple(dict.fromkeys((*reached[item.key], *served[item.key]))),
        )
        for item in (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)
    )  # fmt: skip


def _milestones(phases: tuple[Phase, ...], deploy: date) -> tuple[Milestone, ...]:
    found = [
        Milestone(title=f"Phase {phase.number} Complete", due=phase.due, phase=phase.number)
        for phase in phases
    ]
    return (*found, Milestone(title="Production Deploy", due=deploy))


def _assumptions(spec: Spec, settings: PlanningSettings) -> tuple[Line, ...]:
    stated = tuple(sections.line_of(item, "assumption") for item in spec.assumptions)
    text = (
        f"Planned {_capacity(settings)}, "
        f"{'every day' if settings.calendar.value == 'seven_day' else 'on working days'}, "
        f"{settings.buffer:.0%} buffer; estimates come from a table, not from the people who will do the work"
    )
    default = Origin(kind=OriginKind.DEFAULT, rule="schedule")
    if not settings.people:
        return (*stated, Line(text=text, origin=default))
    open_ = Origin(kind=OriginKind.TO_DECIDE, rule="schedule")
    return (*stated, Line(text=text, origin=default), Line(text="Who does which task", origin=open_))


def _capacity(settings: PlanningSettings) -> str:
    if not settings.people:
        return f"with a capacity of {settings.capacity:g} and {settings.hours_per_day:g} hours a day"
    each = [
        f"{person.name} ({person.hours_per_day or settings.hours_per_day * person.capacity:g} hours a day)"
        for person in settings.people
    ]
    return f"for {', '.join(each)} with their days off"


def _plan(
    reading: Reading,
    profile: Profile,
    settings: PlanningSettings,
    made: tuple[tuple[Phase, ...], tuple[Task, ...], Schedule, Dates],
) -> Plan:
    phases, tasks, timing, dates = made
    spec = reading.spec
    fixed = deadlines(spec, settings)
    return Plan(
        title=plan_title(profile, reading.feature),
        feature=reading.feature,
        profile=profile.name,
        spec_fingerprint=spec.fingerprint,
        start=phases[0].start,
        finish=phases[-1].due,
        deploy=dates.deploy,
        working_days=phases[-1].last_day,
        overview=sections.overview(reading),
        functional=sections.functional_lines(spec),
        non_functional=sections.non_functional(spec),
        criteria=sections.criteria(spec),
        architecture=sections.architecture(reading, profile),
        decisions=sections.decisions(spec),
        phases=phases,
        tasks=tasks,
        external_dependencies=sections.external(reading),
        internal_dependencies=sections.internal(spec),
        blockers=tuple(missed(fixed, dates.deploy, dates.calendar)),
        risks=sections.risks(reading, profile),
        milestones=(*_milestones(phases, dates.deploy), *milestones(fixed)),
        technical_success=sections.technical_success(reading, profile),
        business_success=sections.business_success(spec, profile),
        documentation=tuple(_documents(tasks)),
        related_work=related_work(spec),
        external_references=external_references(spec),
        assumptions=_assumptions(spec, settings),
        open_questions=sections.open_questions(spec.open_questions),
        out_of_scope=tuple(sections.line_of(item, "out-of-scope") for item in spec.out_of_scope),
        coverage=_coverage(spec, reading.story_of, tasks),
        critical_path=timing.critical_path,
        extras=extras(reading, profile, tasks),
        page=profile.page,
    )


def _documents(tasks: tuple[Task, ...]) -> Iterable[Line]:
    """The documents that the plan's own documentation tasks make."""
    for task in tasks:
        if task.kind.value == "Document" and task.origin.rule.startswith("enabler:"):
            origin = Origin(kind=OriginKind.DERIVED, rule="documentation")
            yield Line(
                text=f"{upper_first(task.title.removeprefix('Write '))} (made in this plan)", origin=origin
            )
