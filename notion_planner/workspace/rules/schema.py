"""Property definitions of a data source: what a request may define, and the form that is kept."""

import secrets
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from notion_planner.workspace.errors import invalid, missing_property
from notion_planner.workspace.ids import parse_id, random_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.rich_text import HUES

OPTION_COLORS = ("default", *HUES)
READ_ONLY = frozenset(
    [
        "formula",
        "rollup",
        "created_time",
        "created_by",
        "last_edited_time",
        "last_edited_by",
        "unique_id",
        "button",
        "verification",
    ]
)
TYPES = [
    "title",
    "rich_text",
    "number",
    "select",
    "multi_select",
    "status",
    "date",
    "people",
    "files",
    "checkbox",
    "url",
    "email",
    "phone_number",
    "formula",
    "relation",
    "rollup",
    "created_time",
    "created_by",
    "last_edited_time",
    "last_edited_by",
    "unique_id",
    "place",
    "button",
    "verification",
]
_NOT_CREATABLE = frozenset({"button", "verification"})
# The characters that recorded property ids are made of.
_ID_CHARACTERS = "".join(chr(code) for code in range(58, 127))
ROLLUP_FUNCTIONS = [
    "count",
    "count_values",
    "empty",
    "not_empty",
    "unique",
    "show_unique",
    "percent_empty",
    "percent_not_empty",
    "sum",
    "average",
    "median",
    "min",
    "max",
    "range",
    "earliest_date",
    "latest_date",
    "date_range",
    "checked",
    "unchecked",
    "percent_checked",
    "percent_unchecked",
    "count_per_group",
    "percent_per_group",
    "show_original",
]
_PREFIX = 10  # characters of a unique id before its number
OPTION_TYPES = ("select", "multi_select", "status")


def new_property_id(taken: set[str]) -> str:
    while True:
        made = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(4))
        if made not in taken:
            return made


@lru_cache(maxsize=1024)  # the properties of some fifty data sources, which every row shows
def encoded(property_id: str) -> str:
    return quote(property_id, safe="~_")


def id_order(property_id: str) -> tuple[int, bytes]:
    """The order of keys in every recorded answer: shorter ids first, then by their bytes."""
    raw = property_id.encode()
    return len(raw), raw


def find(definitions: list[Json], key: str) -> Json | None:
    """A property by name, by id, or by id as answers show it."""
    for definition in definitions:
        if definition["name"] == key:
            return definition
    decoded = unquote(key)
    return next((item for item in definitions if item["id"] in {key, decoded}), None)


def definition(name: str, value: object, existing: list[Json], path: str) -> Json:
    """A new property. Relations name their target only; the caller ties the two sides together."""
    failures = Failures()
    given = failures.object_at(value, path) or {}
    type_ = next((kind for kind in TYPES if kind in given), None) or str(given.get("type", ""))
    if type_ not in TYPES or type_ in _NOT_CREATABLE:
        for kind in TYPES:
            failures.undefined(f"{path}.{kind}")
        failures.raise_if_any()
        raise invalid(f"{path} can not be created.")
    failures.raise_if_any()
    taken = {item["id"] for item in existing}
    return {
        "id": "title" if type_ == "title" else new_property_id(taken),
        "name": name,
        "description": given.get("description"),
        "type": type_,
        type_: configuration(type_, given.get(type_, {}), None, f"{path}.{type_}"),
    }


def configuration(type_: str, value: object, current: Json | None, path: str) -> Json:
    failures = Failures()
    given = failures.object_at(value, path) or {}
    failures.raise_if_any()
    result: Json = {}
    if type_ == "number":
        result = {"format": given.get("format") or (current or {}).get("format", "number")}
    elif type_ in OPTION_TYPES:
        result = _options(type_, given, current or {}, path, failures)
    elif type_ == "relation":
        result = _relation(given, path, failures)
    elif type_ == "rollup":
        failures.one_of(given.get("function"), f"{path}.function", ROLLUP_FUNCTIONS)
        result = {key: value for key, value in given.items() if isinstance(value, str)}
    elif type_ == "formula":
        result = {"expression": failures.text_at(given.get("expression"), f"{path}.expression", 10_000)}
    elif type_ == "unique_id":
        prefix = failures.text_at(given.get("prefix") or "", f"{path}.prefix", _PREFIX).upper()
        result = {"prefix": prefix or None}
    failures.raise_if_any()
    return result


def _options(type_: str, given: Json, current: Json, path: str, failures: Failures) -> Json:
    """The whole list:

    options left out are gone. Known ones keep their id and, matched by name, their colour.
    """
    if "options" not in given:
        if current:
            return current
        return default_status() if type_ == "status" else {"options": []}
    known = current.get("options", [])
    listed = []
    for index, item in enumerate(failures.array_at(given["options"], f"{path}.options")):
        option = failures.object_at(item, f"{path}.options[{index}]") or {}
        listed.append(_option(option, known, f"{path}.options[{index}]", failures))
    failures.raise_if_any()
    names = [option["name"].casefold() for option in listed]
    for name in {name for name in names if names.count(name) > 1}:
        raise invalid(f"{path}.options contains the option name {name} more than once.")
    return _grouped(listed, given["options"]) if type_ == "status" else {"options": listed}


def _option(given: Json, known: list[Json], path: str, failures: Failures) -> Json:
    by_id = next((item for item in known if given.get("id") and item["id"] == given["id"]), None)
    name = given.get("name") or (by_id or {}).get("name")
    check_option_name(name, f"{path}.name", failures)
    if given.get("color") is not None:
        failures.one_of(given["color"], f"{path}.color", OPTION_COLORS)
    by_name = next((item for item in known if item["name"].casefold() == str(name).casefold()), None)
    found = by_id or by_name
    if found is None:
        return new_option(str(name), given.get("color"), given.get("description"))
    color = given.get("color", found["color"]) if by_id else found["color"]
    return {**found, "name": name if by_id else found["name"], "color": color}


def check_option_name(name: object, path: str, failures: Failures) -> None:
    text = failures.text_at(name, path, 100)
    if "," in text:
        raise invalid(f"Invalid select option, commas not allowed: {text}")


def new_option(name: str, color: str | None = None, description: str | None = None) -> Json:
    return {"id": random_id(), "name": name, "color": color or "default", "description": description}


def default_status() -> Json:
    listed = [new_option("Not started"), new_option("In progress", "blue"), new_option("Done", "green")]
    groups = ["To-do", "In progress", "Complete"]
    return _grouped(listed, [{"group": group} for group in groups])


def _grouped(options: list[Json], given: list[Any]) -> Json:
    groups = [
        {"id": random_id(), "name": name, "color": color, "option_ids": []}
        for name, color in (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))
    ]
    by_name: dict[str, Json] = {str(group["name"]): group for group in groups}
    for option, wanted in zip(options, given, strict=True):
        by_name.get(str(wanted.get("group")), groups[0])["option_ids"].append(option["id"])
    return {"options": options, "groups": groups}


def _relation(given: Json, path: str, failures: Failures) -> Json:
    target = parse_id(str(given.get("data_source_id")))
    if target is None:
        failures.add(f"{path}.data_source_id", "a valid uuid", given.get("data_source_id"))
    dual = given.get("type") == "dual_property" or "dual_property" in given
    result: Json = {"data_source_id": target, "type": "dual_property" if dual else "single_property"}
    if dual:
        result["dual_property"] = (
            failures.object_at(given.get("dual_property", {}), f"{path}.dual_property") or {}
        )
    return result


def renamed(definitions: list[Json], current: Json, name: str) -> Json:
    if any(item["name"] == name and item["id"] != current["id"] for item in definitions):
        raise invalid(f"Cannot create new database property with name {name}: the name is already in use.")
    return {**current, "name": name}


def required(definitions: list[Json], key: str) -> Json:
    found = find(definitions, key)
    if found is None:
        raise missing_property(key)
    return found
