"""What people set in a plan file, on top of what the planner makes of the specification."""

from notion_planner.model.base import Frozen
from notion_planner.model.plan import Override, OverrideField, TaskKind
from notion_planner.model.spec import Priority


class AddedTask(Frozen):
    """A task that no rule makes. ``phase`` is a phase's key, ``covers`` are keys of specification items."""

    key: str
    title: str
    kind: TaskKind
    phase: str
    points: int
    hours: float
    priority: Priority = Priority.P1
    objective: str = ""
    tags: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class Overrides(Frozen):
    """``order`` are task keys in the order that a person wants, as far as dependencies allow."""

    tasks: tuple[Override, ...] = ()
    added: tuple[AddedTask, ...] = ()
    order: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tasks or self.added or self.order)

    def by_task(self) -> dict[str, dict[OverrideField, Override]]:
        found: dict[str, dict[OverrideField, Override]] = {}
        for override in self.tasks:
            found.setdefault(override.task, {})[override.field] = override
        return found


NONE = Overrides()
