"""Filters of data source queries as SQL conditions."""

import json
from collections.abc import Callable
from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.query.computed import matching_pages
from notion_planner.workspace.query.periods import date_condition
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.schema import find

# Compound filters nest two levels deep.
_DEEPEST = 2
_STAMPS = {"created_time": "created", "last_edited_time": "edited"}
_USERS = {"created_by": "created_by", "last_edited_by": "edited_by"}
_TEXTUAL = ("title", "rich_text", "url", "email", "phone_number")
_NUMBERS = {
    "equals": "=",
    "does_not_equal": "=",
    "greater_than": ">",
    "less_than": "<",
    "greater_than_or_equal_to": ">=",
    "less_than_or_equal_to": "<=",
}
_EMPTINESS = ("is_empty", "is_not_empty")
Compiled = tuple[str, list[Any]]


def compile_filter(ctx: Context, source: Node, given: Any) -> Compiled:
    """A condition on ``n``, the row, and its parameters."""
    if given is None or given == {}:
        return "1", []
    return _Compiler(ctx, source).compile(given, "body.filter", 0)


class _Compiler:
    def __init__(self, ctx: Context, source: Node) -> None:
        self._ctx = ctx
        self._source = source

    def compile(self, given: Any, path: str, depth: int) -> Compiled:
        failures = Failures()
        filter_ = failures.object_at(given, path) or {}
        failures.raise_if_any()
        for word in ("and", "or"):
            if word in filter_:
                return self._compound(filter_[word], word, f"{path}.{word}", depth)
        if "timestamp" in filter_:
            name = str(filter_["timestamp"])
            if name not in _STAMPS or name not in filter_:
                raise invalid(
                    f"body failed validation: {path}.timestamp should be created_time or last_edited_time."
                )
            return self._stamp(name, filter_[name], path)
        if "property" not in filter_:
            failures.undefined(f"{path}.or")
            failures.undefined(f"{path}.and")
            failures.undefined(f"{path}.property")
            failures.raise_if_any()
        return self._property(filter_, path)

    def _compound(self, parts: Any, word: str, path: str, depth: int) -> Compiled:
        if depth >= _DEEPEST:
            raise invalid(
                f"body failed validation: {path} should be not present, instead was nested too deep."
            )
        failures = Failures()
        listed = failures.array_at(parts, path)
        failures.raise_if_any()
        conditions, values = [], []
        for index, part in enumerate(listed):
            condition, parameters = self.compile(part, f"{path}[{index}]", depth + 1)
            conditions.append(f"({condition})")
            values += parameters
        if not conditions:
            return "1", []
        return f"({f' {word} '.join(conditions)})", values

    def _property(self, filter_: Json, path: str) -> Compiled:
        key = str(filter_["property"])
        definition = find(self._source.body["properties"], key)
        if definition is None:
            raise invalid(f"Could not find property with name or id: {key}")
        type_ = definition["type"]
        named = next((name for name in filter_ if name not in {"property", "type"}), None)
        allowed = {type_, "rich_text"} if type_ in _TEXTUAL else {type_}
        if named not in allowed:
            raise invalid(f"database property {type_} does not match filter {named}")
        condition = filter_[named or ""]
        if type_ in _STAMPS:
            return self._stamp(type_, condition, path)
        if type_ in _USERS:
            return self._user(definition, condition, f"{path}.{named}")
        if type_ in {"rollup", "formula"}:
            pages = matching_pages(self._ctx, self._source, definition, condition)
            return "n.id in (select value from json_each(?))", [json.dumps(pages)]
        return self._cells(definition, condition, f"{path}.{named}")

    def _stamp(self, name: str, condition: Any, path: str) -> Compiled:
        operator, value = _single(condition, f"{path}.{name}")
        column = f"(n.{_STAMPS[name]} / 60000 * 60)"
        if operator in _EMPTINESS:
            return ("0" if operator == "is_empty" else "1"), []
        sql, values = date_condition(column, operator, value, self._ctx.now)
        return sql, values

    def _user(self, definition: Json, condition: Any, path: str) -> Compiled:
        operator, value = _single(condition, path)
        if operator in _EMPTINESS:
            return ("0" if operator == "is_empty" else "1"), []
        _, user = _reference(self._ctx, definition, operator, value)
        return f"n.{_USERS[definition['type']]} {'=' if operator == 'contains' else '<>'} ?", user

    def _cells(self, definition: Json, condition: Any, path: str) -> Compiled:
        """A condition on the cells of one property; a negated one holds for rows without a cell, too."""
        operator, value = _single(condition, path)
        scope = "select c.page from cell c where c.source=? and c.property=?"
        values: list[Any] = [self._source.id, definition["id"]]
        if operator == "is_empty":
            return f"n.id not in ({scope})", values
        if operator == "is_not_empty":
            return f"n.id in ({scope})", values
        compare = _COMPARE.get(definition["type"], _text)
        sql, parameters = compare(self._ctx, definition, operator, value)
        negated = operator.startswith("does_not")
        return f"n.id {'not ' if negated else ''}in ({scope} and {sql})", values + parameters


def _single(condition: Any, path: str) -> tuple[str, Any]:
    if not isinstance(condition, dict) or len(condition) != 1:
        failures = Failures()
        failures.add(path, "an object with one condition", condition)
        failures.raise_if_any()
    operator, value = next(iter(condition.items()))
    if operator in _EMPTINESS and value is not True:
        failures = Failures()
        failures.add(f"{path}.{operator}", "`true`", value)
        failures.raise_if_any()
    return str(operator), value


def _refuse(operator: str, definition: Json) -> Exception:
    return invalid(f"body failed validation: {operator} is no condition for a {definition['type']} property.")


def _text(_: Context, definition: Json, operator: str, value: Any) -> Compiled:
    if not isinstance(value, str) or definition["type"] == "files":
        raise _refuse(operator, definition)
    folded = value.casefold()
    match operator:
        case "equals" | "does_not_equal":
            return "c.folded=?", [folded]
        case "contains" | "does_not_contain":
            return "instr(c.folded, ?)>0", [folded]
        case "starts_with":
            return "substr(c.folded, 1, ?)=?", [len(folded), folded]
        case "ends_with":
            return "substr(c.folded, ?)=?", [-len(folded), folded] if folded else [1, folded]
        case _:
            raise _refuse(operator, definition)


def _number(_: Context, definition: Json, operator: str, value: Any) -> Compiled:
    if operator not in _NUMBERS or isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(operator, definition)
    return f"c.number {_NUMBERS[operator]} ?", [value]


def _checkbox(_: Context, definition: Json, operator: str, value: Any) -> Compiled:
    if operator not in {"equals", "does_not_equal"} or not isinstance(value, bool):
        raise _refuse(operator, definition)
    return "c.number=?", [float(value)]


def _option(_: Context, definition: Json, operator: str, value: Any) -> Compiled:
    if operator not in {"equals", "does_not_equal", "contains", "does_not_contain"}:
        raise _refuse(operator, definition)
    options = definition[definition["type"]]["options"]
    known = {item["name"]: item["id"] for item in options} | {item["id"]: item["id"] for item in options}
    names = [str(item) for item in (value if isinstance(value, list) else [value])]
    for name in names:
        if name not in known:
            raise _no_option(name, definition, options)
    wanted = [known[name] for name in names]
    return "c.folded in (select value from json_each(?))", [json.dumps(wanted)]


def _no_option(name: str, definition: Json, options: list[Json]) -> Exception:
    """In the words that are reported of Notion; names have to agree to the letter."""
    listed = ", ".join(f'"{item["name"]}"' for item in options)
    return invalid(
        f'{definition["type"]} option "{name}" not found for property "{definition["name"]}". '
        f"Available options: {listed}."
    )


def _reference(ctx: Context, definition: Json, operator: str, value: Any) -> Compiled:
    if operator not in {"contains", "does_not_contain"}:
        raise _refuse(operator, definition)
    found = ctx.actor.id if value == "me" else parse_id(str(value))
    if found is None:
        raise invalid(
            f"body failed validation: body.filter.{definition['type']}.{operator} should be a valid uuid."
        )
    return "c.folded=?", [found]


def _date(ctx: Context, _: Json, operator: str, value: Any) -> Compiled:
    return date_condition("c.number", operator, value, ctx.now)


_COMPARE: dict[str, Callable[[Context, Json, str, Any], Compiled]] = {
    "number": _number,
    "unique_id": _number,
    "checkbox": _checkbox,
    "select": _option,
    "status": _option,
    "multi_select": _option,
    "relation": _reference,
    "people": _reference,
    "date": _date,
}
