"""The change set: everything a sync would write, page by page, before anything is written."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem

# Of a handful of tasks, one changed requirement is already a large share (octoDNS draws the same line).
SMALLEST_JUDGED = 10


class Action(StrEnum):
    """``RETIRE``: the specification no longer asks for the page; nothing is ever deleted."""

    CREATE = "create"
    UPDATE = "update"
    RETIRE = "retire"
    NO_OP = "no-op"


class SectionFate(StrEnum):
    """What happens to a section or property, or why it stays although something else is wanted."""

    CREATE = "create"
    UPDATE = "update"
    THEIRS = "theirs"  # only a person changed it
    CONFLICT = "conflict"  # a person changed it and it also has to change
    REMOVED = "removed"  # a person removed or renamed it


class PropertyChange(Frozen):
    """A property's value as people read it, before and after; None is empty.

    Of a list ``removed`` and ``added`` are what goes and comes, and ``as_before`` is how many stay.
    """

    name: str
    before: str | None
    after: str | None
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    as_before: int = 0


class KeptProperty(Frozen):
    """A property that a person changed and that therefore stays, though the specification asks for another
    value. ``role`` is what it is for; ``now`` and ``wanted`` are values as people read them, None is empty.
    """

    role: str
    name: str
    fate: SectionFate
    now: str | None
    wanted: str | None


class SectionChange(Frozen):
    """``base`` is what was last written, ``now`` what stands there, ``wanted`` what will stand there, or
    would without a person's edit; each as far as it is known. Mentions of pages are their titles.
    """

    heading: str
    fate: SectionFate
    base: str | None = None
    now: str | None = None
    wanted: str | None = None

    @property
    def is_written(self) -> bool:
        return self.fate in (SectionFate.CREATE, SectionFate.UPDATE)


class PageChange(Frozen):
    """What happens to one page. ``parts`` names the sections and properties that change, ``kept`` are
    properties of a person's that do not.
    """

    role: Literal["plan", "task", "spec"]
    key: str
    title: str
    action: Action
    page_id: str | None = None
    parts: tuple[str, ...] = ()
    properties: tuple[PropertyChange, ...] = ()
    kept: tuple[KeptProperty, ...] = ()
    sections: tuple[SectionChange, ...] = ()


class ChangeSet(Frozen):
    """``overturned_tasks`` of the ``known_tasks`` are no longer asked for, or now ask for something else.

    ``retired`` are tasks that the specification no longer asks for, since the last sync. ``views`` are the
    names of the views that the plan page gets.
    """

    plan: PageChange
    tasks: tuple[PageChange, ...] = ()
    retired: tuple[PageChange, ...] = ()
    spec: PageChange
    problems: tuple[Problem, ...] = ()
    state_only: bool = False
    views: tuple[str, ...] = ()
    known_tasks: int = 0
    overturned_tasks: int = 0

    @property
    def pages(self) -> tuple[PageChange, ...]:
        return (self.plan, *self.tasks, *self.retired, self.spec)

    @property
    def changed(self) -> bool:
        return self.state_only or any(page.action is not Action.NO_OP for page in self.pages)

    def exceeds(self, budget: float) -> bool:
        """Whether more than this share of a plan of some size would be overturned."""
        return self.known_tasks >= SMALLEST_JUDGED and self.overturned_tasks > budget * self.known_tasks

    def counts(self) -> dict[str, int]:
        """Tasks by action, and whether plan and specification page are touched."""
        return {
            "created": count(self.tasks, Action.CREATE),
            "updated": count(self.tasks, Action.UPDATE),
            "retired": len(self.retired),
            "unchanged": count(self.tasks, Action.NO_OP),
            "plan_created": int(self.plan.action is Action.CREATE),
            "plan_updated": int(self.plan.action is Action.UPDATE),
            "spec_updated": int(self.spec.action is not Action.NO_OP),
        }

    def summary(self) -> str:
        """Every page counted, the plan's and the specification's too."""
        found = {action: count(self.pages, action) for action in Action}
        return (
            f"Plan: {found[Action.CREATE]} to create, {found[Action.UPDATE]} to update, "
            f"{found[Action.RETIRE]} to retire, {found[Action.NO_OP]} unchanged."
        )


def count(pages: Iterable[PageChange], action: Action) -> int:
    return sum(page.action is action for page in pages)
