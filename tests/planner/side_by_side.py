"""Writes docs/worked-example.md: the reference plan beside the one made here of the same text."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from notion_planner.model.plan import OriginKind, Plan, Task
from notion_planner.planner.dates.calendar import WorkCalendar
from notion_planner.planner.dates.schedule import on_calendar, phase_days
from notion_planner.settings import Calendar, PlanningSettings
from notion_planner.trace import Trace

TEMPLATE = Path(__file__).parent / "worked-example.md.j2"
START = date(2025, 10, 15)
EFFORTS = (2, 3, 2, 2, 3)
PHASES = (
    "Foundation",
    "Core Endpoints",
    "Avatar Upload",
    "Search & Public Profile",
    "Testing & Optimization",
)


@dataclass(frozen=True)
class Pair:
    """A task of the reference, the key of the task with the same deliverable, and a remark."""

    title: str
    key: str | None
    remark: str = ""


PAIRS = (
    Pair("Setup database schema", "schema"),
    Pair("Configure S3 bucket", "storage:s3", "Required by AC-5."),
    Pair(
        "Setup Redis cache",
        None,
        "The specification asks for no cache.",
    ),
    Pair("Create API scaffolding", "scaffold"),
    Pair("Implement GET user profile", "FR-1"),
    Pair("Implement PUT update profile", "FR-2"),
    Pair("Add input validation", "security:validation", "Follows from AC-2."),
    Pair("Add JWT authentication middleware", "security:authentication", "AC-3 is ticked here."),
    Pair("Implement rate limiting", "security:rate-limiting", "AC-4 is ticked here."),
    Pair("Implement avatar upload endpoint", "FR-3"),
    Pair(
        "Add image validation (size, format)",
        "NFR-3",
        "The size is NFR-3; which formats are accepted is asked, since the specification does not say.",
    ),
    Pair("Process and resize images", None, "The specification asks for no image processing."),
    Pair(
        "Upload to S3 with signed URLs",
        "AC-5",
        "Signed URLs are a choice that the specification leaves open.",
    ),
    Pair("Implement user search", "FR-5"),
    Pair("Implement public profile endpoint", "FR-4"),
    Pair("Add search indexing", "index", "Derived from FR-5 and the data model."),
    Pair("Optimize search queries", "tune", "Derived from FR-5 and NFR-1: the target is the stated 200 ms."),
    Pair("Write unit tests", "unit"),
    Pair("Write integration tests", "criteria", "AC-1 is proven here, across all endpoints."),
    Pair(
        "Performance testing", "performance", "One test for NFR-1 and one for NFR-2, so that both are traced."
    ),
    Pair("Security audit", "audit"),
    Pair("API documentation", "docs"),
)


def counterparts(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Task of the reference → titles of the tasks with the same deliverable."""
    return {pair.title: _titles(plan, pair.key) for pair in PAIRS}


def _titles(plan: Plan, key: str | None) -> tuple[str, ...]:
    if key is None:
        return ()
    rule = {"FR": "requirement", "NF": "limit", "AC": "store"}.get(key[:2])
    if rule is not None:
        item = next(entry.item for entry in plan.coverage if entry.label == key)
        return tuple(task.title for task in plan.tasks if task.key == f"{rule}:{item}")
    return tuple(task.title for task in plan.tasks if task.key == key or task.key.startswith(f"{key}:"))


def document(plan: Plan, found: Trace) -> str:
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
    environment.filters["day"] = _day
    matched = counterparts(plan)
    labels = {entry.item: entry.label for entry in plan.coverage}
    known = {title for titles in matched.values() for title in titles}
    spans = [f"{span.first_day}-{span.last_day}" for span in phase_days(EFFORTS)]
    text = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        plan=plan,
        trace=found,
        pairs=PAIRS,
        counterparts=matched,
        matched=sum(bool(titles) for titles in matched.values()),
        phases=list(zip_longest(PHASES, spans, plan.phases, fillvalue="")),
        others=[(task, _reason(task, labels)) for task in plan.tasks if task.title not in known],
        titles={row.label: "; ".join(task.title for task in row.tasks) for row in found.rows},
        undecided=[line.label for line in plan.architecture if line.origin.kind is OriginKind.TO_DECIDE],
        working_days=_dates(Calendar.WORKING_DAYS),
        seven_day=_dates(Calendar.SEVEN_DAY),
    )
    return text.replace(" < ", " &lt; ").rstrip() + "\n"


def _reason(task: Task, labels: dict[str, str]) -> str:
    traced = [labels[key] for key in (*task.requirement_keys, *task.criterion_keys)]
    if traced:
        return ", ".join(traced)
    return "Security" if task.enabler == "security" else f"Enabler '{task.enabler}' of the profile"


def _dates(calendar: Calendar) -> str:
    settings = PlanningSettings(calendar=calendar)
    days = WorkCalendar(settings)
    spans = phase_days(EFFORTS)
    dates = on_calendar(spans[-1].last_day, START, days)
    ends = [_day(dates[span.last_day]) for span in spans]
    return f"{', '.join(ends)} and deployment {_day(days.plus(dates[-1], settings.deploy_after))}"


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"
