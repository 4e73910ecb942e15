"""The table of settings in docs/configuration.md: keys, defaults and meanings from the settings model.

``python -m tests.docs.configuration`` writes it anew.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from notion_planner.config import JOBS_FILE
from notion_planner.notion.properties import _ROLES
from notion_planner.settings import Settings

_MOST_NAMES = 3
PATH = Path(__file__).parents[2] / "docs" / "configuration.md"


def listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:_MOST_NAMES])}{', …' if names[_MOST_NAMES:] else ''}"


_HEAD = "| key | default | meaning |\n| --- | --- | --- |\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)+")
# What stands for a default that the model leaves open.
_OPEN = {
    "jobs.queue": f"`{JOBS_FILE}`",
    **{f"tasks.properties.{role}": listed(aliases) for role, (_, aliases) in _ROLES.items()},
}


def document(text: str) -> str:
    """The same with the table as the model has it."""
    rows = [_row(key, field) for key, field in keys(Settings)]
    assert _TABLE.search(text), f"{PATH.name} has no table of settings"
    return _TABLE.sub(lambda _: _HEAD + "".join(rows), text)


def _row(key: str, field: FieldInfo) -> str:
    default = _OPEN.get(key) or _default(field)
    return f"| `{key}` | {default} | {field.description} |\n".replace("|  |", "| |")


def keys(model: Any, prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every key with its field; a list of mappings stands before what each of them may hold."""
    for name, field in model.model_fields.items():
        inner = next((part for part in _parts(field.annotation) if hasattr(part, "model_fields")), None)
        if inner is None or "tuple" in str(field.annotation):
            yield f"{prefix}{name}", field
        if inner is not None:
            yield from keys(inner, f"{prefix}{name}.")


def _parts(annotation: Any) -> list[Any]:
    return list(getattr(annotation, "__args__", ())) or [annotation]


def _default(field: FieldInfo) -> str:
    """As people write it."""
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value in (None, (), {}):
        return ""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:g}"
        case dict(table):
            return ", ".join(f"{key}: {value:g}" for key, value in table.items())
        case tuple(names):
            return listed(names)
        case time() as at:
            return f"`{at:%H:%M}`"
        case Enum() as member:
            return f"`{member.value}`"
        case _:
            return f"`{value}`"


if __name__ == "__main__":
    PATH.write_text(document(PATH.read_text(encoding="utf-8")), encoding="utf-8")
