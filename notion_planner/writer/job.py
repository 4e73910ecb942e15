"""What the writer is given, and what stands once it is done."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from notion_planner.changes.backlink import current_backlink
from notion_planner.fetcher.existing import PlanHome
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.base import Frozen
from notion_planner.model.changes import Action, ChangeSet
from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.renderer import Standing
from notion_planner.state.plan_state import Existing, Look


class Job(Frozen):
    """Everything that the writer needs to know of one specification's sync.

    ``texts``: task key → its page's Markdown, as far as it was read; ``reworded``: former → present text of
    the specification's items; ``looks``: task that is no longer asked for → what is to be remembered of its
    page.
    """

    document: SpecDocument
    spec: Spec
    plan: Plan
    home: PlanHome | None
    database: TaskSchema
    status: str
    standing: Standing
    existing: Existing
    changes: ChangeSet
    texts: Mapping[str, str] = {}
    reworded: Mapping[str, str] = {}
    looks: Mapping[str, Look] = {}
    overrides: str = ""
    views: bool = False

    @property
    def creates(self) -> bool:
        """Whether something is made that a second run at the same time would make twice."""
        new_tasks = any(task.action is Action.CREATE for task in self.changes.tasks)
        links = self.changes.spec.action is Action.UPDATE and current_backlink(self.document.markdown) is None
        return new_tasks or links


@dataclass(frozen=True)
class Writing:
    """One run's identity, its clock, and who is told of each page as it is done.

    ``undo_days``: for how long what the runs changed is remembered.
    """

    run: str
    now: Callable[[], datetime]
    progress: Callable[[str], None]
    undo_days: int


def begin(now: Callable[[], datetime], *, undo_days: int, progress: Callable[[str], None]) -> Writing:
    """A run of its own name, which begins with the time."""
    name = f"{now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    return Writing(run=name, now=now, progress=progress, undo_days=undo_days)


@dataclass
class Written:
    """What stands after a sync: pages by key, and what could not be done."""

    plan: Page
    tasks: dict[str, Page]
    problems: list[Problem] = field(default_factory=list)
