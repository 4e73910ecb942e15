"""The table of settings in docs/configuration.md: keys and defaults from the model, the meaning in words.

``python -m tests.docs.configuration`` writes it anew: rows stand in the model's order, keys that are gone are
dropped, and a new one gets the model's own description until somebody says it better.
"""

import re
from collections.abc import Iterator
from datetime import time
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from notion_planner.settings import Settings

PATH = Path(__file__).parents[2] / "docs" / "configuration.md"
_HEAD = "| key | default | meaning |\n| --- | --- | --- |\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)+")
_ROW = re.compile(r"^\| `([^`]+)` \| (.*?) ?\| (.*) \|$", re.M)
_MOST_NAMES = 3


def document(text: str) -> str:
    """The same with the table as the model has it."""
    told = {key: (default, meaning) for key, default, meaning in _ROW.findall(_table(text))}
    rows = [_row(key, field, *told.get(key, ("", field.description or ""))) for key, field in keys(Settings)]
    return _TABLE.sub(lambda _: _HEAD + "".join(rows), text)


def _row(key: str, field: FieldInfo, default: str, meaning: str) -> str:
    return f"| `{key}` | {_default(field, default)} | {meaning} |\n".replace("|  |", "| |")


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


def _table(text: str) -> str:
    found = _TABLE.search(text)
    assert found is not None, f"{PATH.name} has no table of settings"
    return found.group()


def _default(field: FieldInfo, told: str) -> str:
    """As people write it; where the model has none, what the document says of what happens then."""
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value in (None, (), {}):
        return told
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:g}"
        case dict(table):
            return ", ".join(f"{key}: {value:g}" for key, value in table.items())
        case tuple(names):
            return f"{', '.join(names[:_MOST_NAMES])}{', …' if names[_MOST_NAMES:] else ''}"
        case time() as at:
            return f"`{at:%H:%M}`"
        case Enum() as member:
            return f"`{member.value}`"
        case _:
            return f"`{value}`"


if __name__ == "__main__":
    PATH.write_text(document(PATH.read_text(encoding="utf-8")), encoding="utf-8")
