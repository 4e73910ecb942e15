"""Fields of request bodies that hold objects or lists, wherever they appear with that path."""

from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.failures import Failures

_OBJECTS = (
    "parent",
    "properties",
    "template",
    "position",
    "position.after_block",
    "initial_data_source",
    "initial_data_source.properties",
    "configuration",
    "create_database",
    "create_database.parent",
    "display_name",
    "display_name.custom",
    "insert_content",
    "insert_content.position",
    "replace_content",
    "replace_content_range",
    "update_content",
    "filter",
    "sort",
)


def check_containers(body: Json) -> None:
    """Refuses other values there, so that what reads these fields need not ask."""
    failures = Failures()
    for path in _OBJECTS:
        outer, _, name = path.rpartition(".")
        holder = body.get(outer) if outer else body
        value = holder.get(name) if isinstance(holder, dict) else None
        if value is not None and not isinstance(value, dict):
            failures.add(f"body.{path}", "an object", value)
    failures.raise_if_any()
