"""The plan as a file: the whole plan, what it was made from, what a sync would write, what people set."""

from pydantic import Field

from notion_planner.model.base import Frozen
from notion_planner.model.changes import ChangeSet
from notion_planner.model.overrides import Overrides
from notion_planner.model.plan import Plan, TaskKind
from notion_planner.model.spec import Priority


class NewEstimate(Frozen):
    """One of the two is enough; the other follows from the configured table."""

    points: int | None = Field(default=None, ge=1, le=100)
    hours: float | None = Field(default=None, ge=2, le=24)


class NewTask(Frozen):
    """A task to add: put it into ``added``.

    ``phase`` is a phase's number. ``blocked_by`` are keys of other tasks; ``covers`` are identifiers or keys
    of the requirements, stories and criteria that it serves. Without ``key`` one is made of the title.
    """

    title: str
    kind: TaskKind
    phase: int
    estimate: NewEstimate = NewEstimate(points=3)
    priority: Priority = Priority.P1
    objective: str = ""
    tags: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    key: str | None = Field(default=None, pattern=r"^(added:)?[\w.-]{1,80}$")


class MadeFrom(Frozen):
    """What the file was made from; `apply` refuses it once one of the last three fingerprints moved.

    ``page`` is the specification's id, empty for a Markdown file; ``profile`` the setting, not the choice.
    """

    page: str
    title: str
    url: str = ""
    profile: str
    spec: str
    notion: str
    settings: str


class PlanFile(Plan):
    """A plan that may be edited and applied.

    Of each task, ``title``, ``phase``, ``priority``, ``estimate.points``, ``estimate.hours``, ``start``,
    ``due``, ``blocked_by`` and ``tags`` may be changed; a task may be removed, moved within its phase, or
    added under ``added``. Everything that follows from it is computed anew; ``overrides`` lists what was set
    before, each with what the planner had made of the specification. ``changes`` is what a sync would write.
    """

    made_from: MadeFrom
    fingerprint: str
    added: tuple[NewTask, ...] = ()
    overrides: Overrides = Overrides()
    changes: ChangeSet
