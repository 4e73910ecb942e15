"""Property values of a page: what a request may write, and the form that is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from notion_planner.workspace.errors import invalid, wrong_type
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Cell, Json
from notion_planner.workspace.rules.dates import accept_date, moment_of
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.rich_text import accept_rich_text, plain_text
from notion_planner.workspace.rules.schema import READ_ONLY, TYPES, check_option_name, new_option

# Email addresses and phone numbers: 200 characters; see the request limits.
_SHORT = 200
_URL = 2000
Accept = Callable[[Any, Json, str, "Accepted"], Any]


@dataclass
class Accepted:
    """What a request writes to one page, with the options that it made on the way."""

    failures: Failures = field(default_factory=Failures)
    values: dict[str, Any] = field(default_factory=dict)
    relations: dict[str, list[str]] = field(default_factory=dict)
    new_options: dict[str, list[Json]] = field(default_factory=dict)


def accept_value(definition: Json, raw: object, path: str, into: Accepted) -> None:
    """Checks one value against its property and notes the form in which it is kept."""
    type_ = definition["type"]
    if type_ in READ_ONLY:
        raise invalid(f"{definition['name']} is read-only: a {type_} property can not be written.")
    value = _unwrapped(definition, raw)
    kept = _ACCEPT[type_](value, definition, f"{path}.{type_}", into)
    if type_ == "relation":
        into.relations[definition["id"]] = kept
    else:
        into.values[definition["id"]] = kept


def _unwrapped(definition: Json, raw: object) -> object:
    """The value inside ``{"type": …, "<type>": …}``; the wrapping may be left out."""
    type_ = definition["type"]
    if not isinstance(raw, dict):
        if type_ in {"title", "rich_text", "relation", "people", "files", "multi_select"} and isinstance(
            raw, list
        ):
            return raw
        if type_ in {"number", "checkbox", "url", "email", "phone_number"} and not isinstance(raw, list):
            return raw
        raise wrong_type(definition["name"], type_)
    if type_ in raw:
        return raw[type_]
    if any(kind in raw for kind in TYPES) or type_ not in {"select", "status", "date", "place"}:
        raise wrong_type(definition["name"], type_)
    return raw


def _rich_text(value: Any, _: Json, path: str, into: Accepted) -> list[Json]:
    return accept_rich_text(value, path, into.failures)


def _number(value: Any, _: Json, path: str, into: Accepted) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        into.failures.add(path, "a number", value)
        return None
    return value


def _checkbox(value: Any, _: Json, path: str, into: Accepted) -> bool:
    return into.failures.flag_at(value, path)


def _string(limit: int) -> Accept:
    def accept(value: Any, _: Json, path: str, into: Accepted) -> str | None:
        if value is None:
            return None
        if value == "":
            into.failures.add(f"{path}.length", "≥ `1`", 0)
        return into.failures.text_at(value, path, limit)

    return accept


def _select(value: Any, definition: Json, path: str, into: Accepted) -> str | None:
    return None if value is None else _option_id(value, definition, path, into)


def _multi_select(value: Any, definition: Json, path: str, into: Accepted) -> list[str]:
    given = into.failures.array_at(value, path)
    found = [_option_id(item, definition, f"{path}[{index}]", into) for index, item in enumerate(given)]
    return list(dict.fromkeys(found))


def _option_id(value: Any, definition: Json, path: str, into: Accepted) -> str:
    option = into.failures.object_at(value, path) or {}
    known = definition[definition["type"]]["options"] + into.new_options.get(definition["id"], [])
    if option.get("id"):
        by_id = next((item for item in known if item["id"] == option["id"]), None)
        if by_id is not None:
            return str(by_id["id"])
    name = option.get("name")
    if not name:
        into.failures.undefined(f"{path}.name")
        return ""
    by_name = next((item for item in known if item["name"].casefold() == str(name).casefold()), None)
    if by_name is not None:
        return str(by_name["id"])
    return _unknown_option(str(name), option, definition, path, into)


def _unknown_option(name: str, given: Json, definition: Json, path: str, into: Accepted) -> str:
    """Select and multi-select make the option silently, status refuses it."""
    if definition["type"] == "status":
        raise invalid(f'Invalid status option. Status option "{name}" does not exist.')
    check_option_name(name, f"{path}.name", into.failures)
    made = new_option(name, given.get("color"))
    into.new_options.setdefault(definition["id"], []).append(made)
    return str(made["id"])


def _date(value: Any, _: Json, path: str, into: Accepted) -> Json | None:
    return accept_date(value, path, into.failures)


def _ids(value: Any, _: Json, path: str, into: Accepted) -> list[str]:
    found = []
    for index, item in enumerate(into.failures.array_at(value, path)):
        given = into.failures.object_at(item, f"{path}[{index}]") or {}
        identifier = parse_id(str(given.get("id")))
        if identifier is None:
            into.failures.add(f"{path}[{index}].id", "a valid uuid", given.get("id"))
        else:
            found.append(identifier)
    return list(dict.fromkeys(found))


def _files(value: Any, _: Json, path: str, into: Accepted) -> list[Json]:
    kept = []
    for index, item in enumerate(into.failures.array_at(value, path)):
        given = into.failures.object_at(item, f"{path}[{index}]") or {}
        kind = next((kind for kind in ("external", "file", "file_upload") if kind in given), None)
        if kind is None:
            into.failures.undefined(f"{path}[{index}].external")
            continue
        source = given[kind] if isinstance(given[kind], dict) else {}
        name = given.get("name") or source.get("url") or "file"
        into.failures.text_at(name, f"{path}[{index}].name", _URL)
        kept.append({"name": name, "type": kind, kind: source})
    return kept


def _place(value: Any, _: Json, path: str, into: Accepted) -> Json | None:
    if value is None:
        return None
    given = into.failures.object_at(value, path) or {}
    names = ("lat", "lon", "name", "address", "aws_place_id", "google_place_id")
    return {name: given.get(name) for name in names}


_ACCEPT: dict[str, Accept] = {
    "title": _rich_text,
    "rich_text": _rich_text,
    "number": _number,
    "checkbox": _checkbox,
    "select": _select,
    "status": _select,
    "multi_select": _multi_select,
    "date": _date,
    "people": _ids,
    "relation": _ids,
    "files": _files,
    "place": _place,
    "url": _string(_URL),
    "email": _string(_SHORT),
    "phone_number": _string(_SHORT),
}


def cells_of(definition: Json, value: Any, source: str, page: str) -> list[Cell]:
    """The comparable form of a value; an empty one has no cell."""
    property_id = definition["id"]

    def cell(text: str = "", number: float | None = None) -> Cell:
        return Cell(source=source, property=property_id, page=page, text=text, number=number)

    match definition["type"]:
        case "title" | "rich_text":
            text = plain_text(value or [])
            return [cell(text)] if text else []
        case "number" | "unique_id":
            return [] if value is None else [cell(str(value), float(value))]
        case "checkbox":
            return [cell("true" if value else "false", float(bool(value)))]
        case "date":
            return _date_cells(value, cell)
        case "multi_select" | "people":
            return [cell(item) for item in value or []]
        case "files":
            return [cell(item["name"]) for item in value or []]
        case _:
            return [cell(str(value))] if value else []


def _date_cells(value: Json | None, cell: Callable[[str, float | None], Cell]) -> list[Cell]:
    found = moment_of(value["start"]) if value else None
    return [] if value is None or found is None else [cell(value["start"], found.timestamp())]
