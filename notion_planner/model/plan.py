"""The plan: phases, tasks, dependencies, estimates and dates, every line with its origin.

Plain values, no Markdown and no Notion ids: texts are plain text, references are keys.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal

from notion_planner.model.base import Frozen
from notion_planner.model.spec import Level, Priority

PLAN_SCHEMA: Literal["notion-planner/plan/1"] = "notion-planner/plan/1"


class OriginKind(StrEnum):
    """Why a line is in the plan: read, concluded from what was read, profile default, left to people, or
    set by one of them.
    """

    SPEC = "spec"
    DERIVED = "derived"
    DEFAULT = "default"
    TO_DECIDE = "to_decide"
    PERSON = "person"


class Origin(Frozen):
    """``rule`` is the planner's rule; ``items`` are keys of specification items, most important first."""

    kind: OriginKind
    rule: str
    items: tuple[str, ...] = ()


class Line(Frozen):
    """One line of the plan; ``label`` is printed bold before it ("Performance"), ``details`` below it."""

    text: str
    origin: Origin
    label: str | None = None
    details: tuple[str, ...] = ()


class CheckItem(Line):
    """A line with a checkbox; ``key`` carries a person's tick through rewording and reordering."""

    key: str


class CodeBlock(Frozen):
    language: str
    code: str
    origin: Origin


class TaskKind(StrEnum):
    SETUP = "Setup"
    IMPLEMENT = "Implement"
    INTEGRATE = "Integrate"
    TEST = "Test"
    DOCUMENT = "Document"
    FIX = "Fix"
    REFACTOR = "Refactor"


class OverrideField(StrEnum):
    """What a person may set of a task. ``PHASE`` holds a phase's key, dates are ISO dates."""

    TITLE = "title"
    PHASE = "phase"
    POINTS = "points"
    HOURS = "hours"
    PRIORITY = "priority"
    START = "start"
    DUE = "due"
    BLOCKED_BY = "blocked_by"
    TAGS = "tags"
    DROPPED = "dropped"


OverrideValue = bool | int | float | str | tuple[str, ...] | None


class Override(Frozen):
    """One thing that a person set; ``base`` is what the planner had made of the specification."""

    task: str
    field: OverrideField
    base: OverrideValue
    value: OverrideValue


class Estimate(Frozen):
    """``points`` and ``hours`` from the configured table; ``reasons`` name the base and every factor."""

    points: int
    hours: float
    size: str
    reasons: tuple[str, ...] = ()


class Task(Frozen):
    """One deliverable.

    ``key`` is made from what the task is for and never from its position. ``title`` is the short form that
    plan checklists show ("Implement searching users"), ``full_title`` its page's name ("… for <Feature>").
    ``blocked_by`` and ``blocks`` are task keys, transitively reduced, in plan order. ``overridden`` is what
    a person set of it. ``requirement_keys``
    and ``criterion_keys`` are what it traces to; a task with neither is a declared ``enabler``.
    """

    key: str
    title: str
    full_title: str
    kind: TaskKind
    phase: int
    priority: Priority
    context: Line | None = None
    objective: Line
    requirements: tuple[Line, ...] = ()
    criteria: tuple[CheckItem, ...] = ()
    approach: tuple[Line, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    resources: tuple[Line, ...] = ()
    blocked_by: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    estimate: Estimate
    tags: tuple[str, ...] = ()
    requirement_keys: tuple[str, ...] = ()
    criterion_keys: tuple[str, ...] = ()
    enabler: str | None = None
    start: date
    due: date
    slack_days: float = 0
    origin: Origin
    overridden: tuple[Override, ...] = ()


class Phase(Frozen):
    """``first_day`` and ``last_day`` count working days of the plan from 1, ``effort_days`` how many.

    ``key`` stays the same while phases are renamed or come and go before it.
    """

    number: int
    key: str = ""
    name: str
    goal: Line
    deliverables: Line
    tasks: tuple[str, ...]
    effort_days: int
    first_day: int
    last_day: int
    start: date
    due: date


class Milestone(Frozen):
    title: str
    due: date
    phase: int | None = None


class PlanRisk(Frozen):
    title: str
    probability: Level | None
    impact: Level | None
    mitigation: Line
    origin: Origin


class Extra(Frozen):
    """A subsection that a profile adds at the end of the section that ``section`` names."""

    section: str
    title: str
    lines: tuple[Line, ...] = ()
    checks: tuple[CheckItem, ...] = ()


class Coverage(Frozen):
    """Requirement, criterion or story key → the tasks that it reaches."""

    item: str
    label: str
    text: str
    tasks: tuple[str, ...]


class Plan(Frozen):
    """A whole plan. Same specification and settings, same plan, to the byte.

    ``requirements`` and ``criteria`` texts keep the author's identifier as ``label``. ``start`` is the first
    working day; ``finish`` the last day of the last phase; ``deploy`` the deployment milestone. ``page``
    names the form that the profile wants its page in.
    """

    schema_version: Literal["notion-planner/plan/1"] = PLAN_SCHEMA
    title: str
    feature: str
    profile: str
    spec_fingerprint: str
    start: date
    finish: date
    deploy: date
    working_days: int
    overview: Line
    functional: tuple[Line, ...] = ()
    non_functional: tuple[Line, ...] = ()
    criteria: tuple[CheckItem, ...] = ()
    architecture: tuple[Line, ...] = ()
    decisions: tuple[Line, ...] = ()
    phases: tuple[Phase, ...]
    tasks: tuple[Task, ...]
    external_dependencies: tuple[Line, ...] = ()
    internal_dependencies: tuple[Line, ...] = ()
    blockers: tuple[Line, ...] = ()
    risks: tuple[PlanRisk, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    technical_success: tuple[CheckItem, ...] = ()
    business_success: tuple[CheckItem, ...] = ()
    documentation: tuple[Line, ...] = ()
    related_work: tuple[Line, ...] = ()
    external_references: tuple[Line, ...] = ()
    assumptions: tuple[Line, ...] = ()
    open_questions: tuple[Line, ...] = ()
    out_of_scope: tuple[Line, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    critical_path: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    page: str = "standard"

    def task(self, key: str) -> Task:
        """The task with this key.

        Raises:
            KeyError: the plan has no such task.
        """
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Task]:
        return {task.key: task for task in self.tasks}
