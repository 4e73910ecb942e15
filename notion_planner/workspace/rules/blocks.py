"""Block objects: what a request may hold, and the payload that is kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from notion_planner.workspace.errors import invalid
from notion_planner.workspace.ids import NIL, parse_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.languages import LANGUAGES
from notion_planner.workspace.rules.rich_text import COLORS, EQUATION_LIMIT, URL_LIMIT, accept_rich_text

# One request: 1,000 blocks in all, and two levels below a first-level block.
BLOCK_LIMIT = 1000
NESTED_LEVELS = 2
_OWN_ICON = re.compile(r"https://www\.notion\.so/icons/([a-z0-9-]{1,80})_([a-z]{1,20})\.svg\Z")
HEADINGS = ("heading_1", "heading_2", "heading_3", "heading_4")
MEDIA = ("image", "video", "audio", "file", "pdf")
# The parts of a meeting_notes block, by the tag that Markdown has for each.
MEETING_SECTIONS = {
    "meeting_summary": "summary",
    "meeting_user_notes": "notes",
    "meeting_transcript": "transcript",
}
PARENTS = frozenset(
    {
        *HEADINGS,
        "paragraph",
        "bulleted_list_item",
        "numbered_list_item",
        "to_do",
        "toggle",
        "quote",
        "callout",
        "table",
        "column_list",
        "column",
        "synced_block",
        "template",
        "tab",
    }
)


@dataclass(frozen=True)
class Tree:
    """A block with its children; ``id`` names an existing page, database or block, others have none yet."""

    type: str
    payload: Json
    children: tuple["Tree", ...] = ()
    id: str | None = field(default=None, compare=False)

    def size(self) -> int:
        return 1 + sum(child.size() for child in self.children)


def accept_children(value: object, path: str = "body.children") -> tuple[Tree, ...]:
    failures = Failures()
    trees = _accept_list(value, path, failures, depth=0)
    failures.raise_if_any()
    if sum(tree.size() for tree in trees) > BLOCK_LIMIT:
        raise invalid(f"body failed validation: {path} should contain ≤ `{BLOCK_LIMIT}` blocks in total.")
    return trees


def accept_update(type_: str, update: object, current: Json, path: str = "body") -> Json:
    """The payload after an update: given fields replace, the rest stays."""
    failures = Failures()
    value = failures.object_at(update, f"{path}.{type_}") or {}
    given = {key: item for key, item in value.items() if key != "children"}
    given = {**_request_form(current), **given}
    payload = _accept_payload(type_, given, f"{path}.{type_}", failures)
    failures.raise_if_any()
    return {**{key: item for key, item in current.items() if key.startswith("_")}, **payload}


def _request_form(payload: Json) -> Json:
    return {key: item for key, item in payload.items() if item is not None and not key.startswith("_")}


def _accept_list(value: object, path: str, failures: Failures, depth: int) -> tuple[Tree, ...]:
    accepted = []
    for index, item in enumerate(failures.array_at(value, path)):
        tree = _accept_block(item, f"{path}[{index}]", failures, depth)
        if tree is not None:
            accepted.append(tree)
    return tuple(accepted)


def _accept_block(value: object, path: str, failures: Failures, depth: int) -> Tree | None:
    block = failures.object_at(value, path)
    if block is None:
        return None
    type_ = next((name for name in _PAYLOADS if name in block), None)
    if type_ is None:
        _complain_of_type(block, path, failures)
        return None
    body = failures.object_at(block[type_], f"{path}.{type_}")
    if body is None:
        return None
    payload = _accept_payload(type_, body, f"{path}.{type_}", failures)
    return Tree(type_, payload, _accept_nested(block, body, type_, (path, failures, depth)))


def _complain_of_type(block: Json, path: str, failures: Failures) -> None:
    named = block.get("type")
    if named in ("child_page", "child_database"):
        raise invalid(f"{path} can not be of type {named}: pages and databases have endpoints of their own.")
    for name in _PAYLOADS:
        failures.undefined(f"{path}.{name}")


def _accept_nested(block: Json, body: Json, type_: str, at: tuple[str, Failures, int]) -> tuple[Tree, ...]:
    path, failures, depth = at
    inside = "children" in body
    nested = body.get("children") if inside else block.get("children")
    nested_path = f"{path}.{type_}.children" if inside else f"{path}.children"
    if not nested:
        if type_ == "table":
            failures.undefined(f"{path}.table.children")
        return ()
    if depth >= NESTED_LEVELS or type_ not in PARENTS:
        failures.add(nested_path, "not present", nested)
        return ()
    return _accept_list(nested, nested_path, failures, depth + 1)


def _accept_payload(type_: str, body: Json, path: str, failures: Failures) -> Json:
    payload: Json = {}
    for name, accept in _PAYLOADS[type_]:
        accept(name, body, path, payload, failures)
    return payload


_Accept = Callable[[str, Json, str, Json, Failures], None]


def _rich(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    if name not in body:
        failures.undefined(f"{path}.{name}")
    payload[name] = accept_rich_text(body.get(name, []), f"{path}.{name}", failures)


def _caption(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    payload[name] = accept_rich_text(body.get(name) or [], f"{path}.{name}", failures)


def _color(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    value = body.get(name, "default")
    failures.one_of(value, f"{path}.{name}", COLORS)
    payload[name] = value


def _flag(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    payload[name] = failures.flag_at(body.get(name, False), f"{path}.{name}")


def _icon(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    if name in body and body[name] is None:
        failures.add(f"{path}.{name}", "an object or undefined", None)
    payload[name] = accept_icon(body.get(name), f"{path}.{name}", failures)


def accept_icon(value: object, path: str, failures: Failures) -> Json | None:
    """An emoji or an address, as page icons and covers are, too; None clears."""
    if value is None:
        return None
    icon = failures.object_at(value, path)
    if icon is None:
        return None
    for kind in ("emoji", "external", "icon", "custom_emoji", "file_upload", "file"):
        if kind in icon:
            return _own_icon(icon[kind]) or {"type": kind, kind: icon[kind]}
    failures.undefined(f"{path}.emoji")
    return None


def _own_icon(value: object) -> Json | None:
    """An address of one of Notion's own icons becomes that icon."""
    found = _OWN_ICON.match(str(value.get("url"))) if isinstance(value, dict) else None
    return {"type": "icon", "icon": {"name": found[1], "color": found[2]}} if found else None


def _language(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    value = body.get(name, "plain text")
    failures.one_of(value, f"{path}.{name}", LANGUAGES)
    payload[name] = value


def _expression(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    payload[name] = failures.text_at(body.get(name), f"{path}.{name}", EQUATION_LIMIT)


def _url(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    payload[name] = failures.text_at(body.get(name), f"{path}.{name}", URL_LIMIT)


def _width(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    value = body.get(name)
    if not isinstance(value, int):
        failures.add(f"{path}.{name}", "a number", value)
    payload[name] = value


def _ratio(name: str, body: Json, _: str, payload: Json, __: Failures) -> None:
    if body.get(name) is not None:
        payload[name] = body[name]


def _cells(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    payload[name] = [
        accept_rich_text(cell, f"{path}.{name}[{index}]", failures)
        for index, cell in enumerate(failures.array_at(body.get(name), f"{path}.{name}"))
    ]


def _source(_: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    kind = next((kind for kind in ("external", "file", "file_upload") if kind in body), None)
    if kind is None:
        failures.undefined(f"{path}.external")
        return
    source = failures.object_at(body[kind], f"{path}.{kind}") or {}
    if kind == "external":
        failures.text_at(source.get("url"), f"{path}.external.url", URL_LIMIT)
    payload["type"] = kind
    payload[kind] = source


def _file_name(name: str, body: Json, _: str, payload: Json, __: Failures) -> None:
    address = str(payload.get(payload.get("type", ""), {}).get("url", "file"))
    payload[name] = str(body.get(name) or address.rstrip("/").rsplit("/", 1)[-1])


def _synced(name: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    origin = body.get(name)
    if origin is None:
        payload[name] = None
        return
    found = parse_id(str((failures.object_at(origin, f"{path}.{name}") or {}).get("block_id")))
    if found is None:
        failures.add(f"{path}.{name}.block_id", "a valid uuid", origin)
    payload[name] = {"type": "block_id", "block_id": found}


def _target(_: str, body: Json, path: str, payload: Json, failures: Failures) -> None:
    kind = next((kind for kind in ("page_id", "database_id", "comment_id") if kind in body), "page_id")
    found = parse_id(str(body.get(kind)))
    if found is None:
        failures.add(f"{path}.{kind}", "a valid uuid", body.get(kind))
    payload["type"] = kind
    payload[kind] = found


_TEXTUAL: tuple[tuple[str, _Accept], ...] = (("rich_text", _rich), ("color", _color))
_HEADING: tuple[tuple[str, _Accept], ...] = (
    ("rich_text", _rich),
    ("is_toggleable", _flag),
    ("color", _color),
)
_MEDIUM: tuple[tuple[str, _Accept], ...] = (("caption", _caption), ("source", _source))
_LINK: tuple[tuple[str, _Accept], ...] = (("caption", _caption), ("url", _url))
# In the order in which Notion's responses show the fields.
_PAYLOADS: dict[str, tuple[tuple[str, _Accept], ...]] = {
    "paragraph": (("rich_text", _rich), ("icon", _icon), ("color", _color)),
    **dict.fromkeys(HEADINGS, _HEADING),
    "bulleted_list_item": _TEXTUAL,
    "numbered_list_item": _TEXTUAL,
    "quote": _TEXTUAL,
    "toggle": _TEXTUAL,
    "to_do": (("rich_text", _rich), ("checked", _flag), ("color", _color)),
    "template": (("rich_text", _rich),),
    "callout": (("rich_text", _rich), ("icon", _icon), ("color", _color)),
    "code": (("caption", _caption), ("rich_text", _rich), ("language", _language)),
    "equation": (("expression", _expression),),
    "divider": (),
    "breadcrumb": (),
    "tab": (),
    "table_of_contents": (("color", _color),),
    "table": (("table_width", _width), ("has_column_header", _flag), ("has_row_header", _flag)),
    "table_row": (("cells", _cells),),
    "column_list": (),
    "column": (("width_ratio", _ratio),),
    "bookmark": _LINK,
    "embed": _LINK,
    "image": _MEDIUM,
    "video": _MEDIUM,
    "audio": _MEDIUM,
    "pdf": _MEDIUM,
    "file": (*_MEDIUM, ("name", _file_name)),
    "synced_block": (("synced_from", _synced),),
    "link_to_page": (("link", _target),),
}


_LEAST: Json = {
    "rich_text": [],
    "expression": "",
    "url": "",
    "table_width": 0,
    "cells": [],
    "external": {"url": ""},
    "page_id": NIL,
}


def made(type_: str, *children: Tree, **given: Any) -> Tree:
    """A block that comes from Markdown: given fields over defaults, no limits applied."""
    payload = _accept_payload(type_, _LEAST, type_, Failures())
    return Tree(type_, {**payload, **given}, children)
