"""Views of tasks: a board by status and a timeline with dependencies."""

from collections.abc import Iterable
from typing import Any

from notion_planner.model.base import Frozen
from notion_planner.notion.properties import TaskSchema

BOARD, TIMELINE = "Board", "Timeline"


class TaskView(Frozen):
    """A view to make; ``configuration`` in Notion's form."""

    name: str
    type: str
    why: str
    configuration: dict[str, Any]

    def body(self, source_id: str, **place: Any) -> dict[str, Any]:
        """The request that makes it, in the place that is given: ``database_id`` or ``create_database``."""
        return {
            "data_source_id": source_id,
            "name": self.name,
            "type": self.type,
            "configuration": {"type": self.type, **self.configuration},
            **place,
        }


def task_views(schema: TaskSchema) -> tuple[TaskView, ...]:
    """The views that the database's properties allow."""
    views = []
    if status := schema.role("status"):
        group: dict[str, Any] = {"type": status.type, "property_id": status.id, "sort": {"type": "manual"}}
        if status.type == "status":
            group["group_by"] = "option"
        views.append(
            TaskView(name=BOARD, type="board", why=f"by {status.name}", configuration={"group_by": group})
        )
    if due := schema.role("due"):
        arrows = schema.role("blocked_by")
        drawn = {"arrows_by": {"property_id": arrows.id}} if arrows else {}
        why = f"by {due.name}" + (f", arrows by {arrows.name}" if arrows else "")
        configuration = {"date_property_id": due.id, **drawn}
        views.append(TaskView(name=TIMELINE, type="timeline", why=why, configuration=configuration))
    return tuple(views)


def not_there(views: Iterable[TaskView], types: Iterable[str]) -> tuple[TaskView, ...]:
    """Those of which the database has no view of the same type yet, whatever it is called."""
    present = set(types)
    return tuple(view for view in views if view.type not in present)
