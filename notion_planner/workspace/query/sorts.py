"""Sort orders as SQL."""

import json
from typing import Any

from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.schema import OPTION_TYPES, find

_NUMERIC = ("number", "unique_id", "checkbox", "date")
_STAMPS = {"created_time": "n.created", "last_edited_time": "n.edited"}
_BY_OPTION = (
    "select (select j.key from json_each(?) j where j.value=c.text) "
    "from cell c where c.page=n.id and c.property=? order by c.rowid limit 1"
)
_BY_NUMBER = "select c.number from cell c where c.page=n.id and c.property=? order by c.rowid limit 1"
_BY_TEXT = "select c.folded from cell c where c.page=n.id and c.property=? order by c.rowid limit 1"
_USERS = {"created_by": "n.created_by", "last_edited_by": "n.edited_by"}


def compile_sorts(source: Node, sorts: Any) -> tuple[str, list[Any]]:
    """The ORDER BY of a query and its parameters; rows without a value come last."""
    failures = Failures()
    parts: list[str] = []
    values: list[Any] = []
    for index, item in enumerate(failures.array_at(sorts, "body.sorts")):
        path = f"body.sorts[{index}]"
        given = failures.object_at(item, path) or {}
        failures.one_of(given.get("direction", "ascending"), f"{path}.direction", ("ascending", "descending"))
        failures.raise_if_any()
        expression, parameters = _expression(source, given, path)
        way = "desc" if given.get("direction") == "descending" else "asc"
        parts.append(f"({expression}) {way} nulls last")
        values += parameters
    failures.raise_if_any()
    return ", ".join([*parts, "n.seq desc"]), values


def _expression(source: Node, given: Json, path: str) -> tuple[str, list[Any]]:
    if "timestamp" in given:
        column = _STAMPS.get(str(given["timestamp"]))
        if column is None:
            raise invalid(
                f"body failed validation: {path}.timestamp should be created_time or last_edited_time."
            )
        return f"{column} / 60000", []
    definition = find(source.body["properties"], str(given.get("property")))
    if definition is None:
        raise invalid(f"Could not find sort property with name or id: {given.get('property')}")
    type_ = definition["type"]
    if type_ in _STAMPS or type_ in _USERS:
        return {**_STAMPS, **_USERS}[type_], []
    if type_ in OPTION_TYPES:
        order = json.dumps([option["id"] for option in definition[type_]["options"]])
        return _BY_OPTION, [order, definition["id"]]
    return (_BY_NUMBER if type_ in _NUMERIC else _BY_TEXT), [definition["id"]]
