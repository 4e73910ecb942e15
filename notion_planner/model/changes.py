"""The change set: everything a sync would write, page by page, before anything is written."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem

# Of a handful of tasks, one changed requirement is already a large share (octoDNS draws the same line).
SMALLEST_JUDGED = 10


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    NO_OP = "no-op"


class PageChange(Frozen):
    """What happens to one page. ``parts`` names the sections and properties that change."""

    role: Literal["plan", "task", "spec"]
    key: str
    title: str
    action: Action
    page_id: str | None = None
    parts: tuple[str, ...] = ()


class ChangeSet(Frozen):
    """``overturned_tasks`` of the ``known_tasks`` are no longer asked for, or now ask for something else."""

    plan: PageChange
    tasks: tuple[PageChange, ...] = ()
    spec: PageChange
    problems: tuple[Problem, ...] = ()
    state_only: bool = False
    known_tasks: int = 0
    overturned_tasks: int = 0

    @property
    def pages(self) -> tuple[PageChange, ...]:
        return (self.plan, *self.tasks, self.spec)

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
            "unchanged": count(self.tasks, Action.NO_OP),
            "plan_created": int(self.plan.action is Action.CREATE),
            "plan_updated": int(self.plan.action is Action.UPDATE),
            "spec_updated": int(self.spec.action is not Action.NO_OP),
        }


def count(pages: Iterable[PageChange], action: Action) -> int:
    return sum(page.action is action for page in pages)
