"""Fixed dates: the configured deadline and those that the specification's head and schedule name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notion_planner.extractor.readers.dates import date_in
from notion_planner.model.plan import Line, Milestone, Origin, OriginKind
from notion_planner.model.spec import DependencyKind, Spec
from notion_planner.planner.dates.calendar import WorkCalendar
from notion_planner.planner.english.wording import plain, shorten
from notion_planner.settings import PlanningSettings


@dataclass(frozen=True, slots=True)
class Deadline:
    title: str
    due: date
    origin: Origin


def deadlines(spec: Spec, settings: PlanningSettings) -> tuple[Deadline, ...]:
    """Every fixed date, the configured one first."""
    found = []
    if settings.deadline is not None:
        found.append(
            Deadline("Deadline", settings.deadline, Origin(kind=OriginKind.DEFAULT, rule="deadline"))
        )
    stated = [(item, item.text.partition(":")[0]) for item in spec.deadlines]
    stated += [(item, item.text) for item in spec.dependencies if item.kind is DependencyKind.TIMELINE]
    for item, title in stated:
        due = date_in(item.text)
        if due is not None:
            origin = Origin(kind=OriginKind.SPEC, rule="deadline", items=(item.key,))
            found.append(Deadline(shorten(plain(title), 60), due, origin))
    return tuple(found)


def milestones(found: Iterable[Deadline]) -> Iterable[Milestone]:
    return (Milestone(title=deadline.title, due=deadline.due) for deadline in found)


def missed(found: Iterable[Deadline], deploy: date, calendar: WorkCalendar) -> Iterable[Line]:
    """A line for each fixed date that the planned deployment comes after."""
    for deadline in found:
        if deploy > deadline.due:
            late = calendar.between(deadline.due, deploy)
            days = f"{late} {calendar.unit}{'' if late == 1 else 's'}"
            text = f"The planned deployment on {deploy} is {days} after the fixed date {deadline.due}"
            named = text if deadline.title == "Deadline" else f"{text}: {deadline.title}"
            yield Line(
                text=named,
                origin=Origin(kind=OriginKind.DERIVED, rule="deadline", items=deadline.origin.items),
            )
