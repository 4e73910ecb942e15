"""What a run tells its caller: one value behind the terminal's text, JSON, Markdown and Slack."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from notion_planner.model.base import Frozen

REPORT_SCHEMA = "notion-planner/report/1"


class Problem(Frozen):
    """Something that did not stop the run but that a person should know. ``code`` is stable."""

    code: str
    message: str
    hint: str = ""


class TaskRow(Frozen):
    """One task of the plan. ``action`` is what this run did (or, in a preview, would do) with its page."""

    key: str
    title: str
    action: str
    phase: int
    points: int
    hours: float
    start: date
    due: date
    priority: str
    tags: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    origin: Mapping[str, Any] = {}
    parts: tuple[str, ...] = ()
    id: str | None = None
    url: str | None = None
    status: str | None = None


class PlanRow(Frozen):
    """The plan page and the plan's frame. ``action`` as in :class:`TaskRow`."""

    title: str
    feature: str
    action: str
    start: date
    finish: date
    deploy: date
    working_days: int
    phases: tuple[Mapping[str, Any], ...]
    coverage: Mapping[str, tuple[str, ...]]
    parts: tuple[str, ...] = ()
    id: str | None = None
    url: str | None = None
    spec: Mapping[str, str | None] = {}


class Report(Frozen):
    """``summary`` is the Markdown for people, ``text`` the same for a terminal; neither is in the JSON.

    ``quiet`` (nor is it) is the last day on which another run has nothing new to say unless somebody edits
    something; None where no day changes that. ``gone`` and ``elsewhere`` (nor are they): the ids of tasks in
    the trash or out of sight, and whether something may change that is neither on the pages nor in the task
    database. A preview also carries its
    ``fingerprint``, every page of its ``changes`` with properties and sections, and (not in the JSON) their
    unified diff, of existing pages and of all.
    """

    command: str
    changed: bool = False
    counts: Mapping[str, int] = {}
    requests: Mapping[str, Any] = {}
    plan: PlanRow | None = None
    tasks: tuple[TaskRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    quiet: date | None = None
    gone: tuple[str, ...] = ()
    elsewhere: bool = False
    fingerprint: str | None = None
    changes: tuple[Mapping[str, Any], ...] = ()
    summary: str = ""
    text: str = ""
    diff: str = ""
    full_diff: str = ""

    def as_json(self) -> dict[str, Any]:
        """The documented form: plain JSON values, keys in a fixed order."""
        internal = {"summary", "text", "diff", "full_diff", "quiet", "gone", "elsewhere"}
        body = self.model_dump(mode="json", exclude=internal)
        return {"schema": REPORT_SCHEMA, **body}
