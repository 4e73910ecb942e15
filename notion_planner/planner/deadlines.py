"""Fixed dates: the configured deadline and those that the specification's schedule names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notion_planner.model.plan import Line, Milestone, Origin, OriginKind
from notion_planner.model.spec import DependencyKind, Spec
from notion_planner.planner.calendar import WorkCalendar
from notion_planner.planner.wording import plain, shorten
from notion_planner.settings import PlanningSettings

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(
        rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.? (?P<month>{_MONTH}) (?P<year>\d{{4}})\b", re.IGNORECASE),
)


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
    for item in spec.dependencies:
        due = date_in(item.text) if item.kind is DependencyKind.TIMELINE else None
        if due is not None:
            origin = Origin(kind=OriginKind.SPEC, rule="deadline", items=(item.key,))
            found.append(Deadline(shorten(plain(item.text), 60), due, origin))
    return tuple(found)


def date_in(text: str) -> date | None:
    """The first whole date in a text: "2025-10-28", "October 28, 2025", "28 Oct 2025"."""
    for form in _FORMS:
        for found in form.finditer(text[:2000]):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1
            try:
                return date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
    return None


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
