"""Blocks that are one line: text with or without a sign before it, pictures, and tags with no content."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from notion_planner.workspace.codec.inline_reader import KEPT, destination, read_inline
from notion_planner.workspace.codec.tags import Tag, color_of, trailing_attributes
from notion_planner.workspace.ids import id_in_url
from notion_planner.workspace.records import Body, Json, body_of
from notion_planner.workspace.rules.blocks import Tree, made

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?\Z")
_TO_DO = re.compile(r"[-*+][ \t]+\[([ xX])\](?:[ \t]+(.*))?\Z")
_BULLET = re.compile(r"[-*+](?:[ \t]+(.*))?\Z")
_NUMBER = re.compile(r"\d{1,9}[.)](?:[ \t]+(.*))?\Z")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})[ \t]*\Z")
# What a picture's caption may cost to read: as much as a text item holds.
_CAPTION_LIMIT = 2000
_TICKS = re.compile(r"`+")
_MEDIA_TAGS = ("audio", "video", "file", "pdf")


@dataclass
class Draft:
    """A block under construction. ``floor`` is the least number of tabs its children have."""

    type: str
    payload: Json
    floor: int
    tag: str | None = None
    children: list["Draft"] = field(default_factory=list)
    id: str | None = None
    rows: tuple[Tree, ...] = ()


def icon_of(text: str) -> Json:
    if text.startswith(("http://", "https://")):
        return {"type": "external", "external": {"url": text}}
    return {"type": "emoji", "emoji": text}


def _begins_block(content: str) -> bool:
    return bool(
        _HEADING.match(content)
        or _BULLET.match(content)
        or _NUMBER.match(content)
        or content.startswith(">")
        or _RULE.match(content)
    )


def text_draft(content: str, depth: int) -> tuple[Draft, str | None]:
    """The block that a line of text is, and what of the line still has to be read."""
    type_, payload, rest = _kept(content) if len(content) <= KEPT else _line(content)
    return Draft(type_, payload, depth + 1), rest


@lru_cache(maxsize=8192)  # a page is read anew at each change, and most of its lines are as before
def _kept(content: str) -> tuple[str, Body, str | None]:
    return _line(content)


def _line(content: str) -> tuple[str, Body, str | None]:
    (type_, payload), rest = _read(content)
    return type_, body_of(made(type_, **payload).payload), rest


_Read = tuple[str, Json]


def _read(content: str) -> tuple[_Read, str | None]:
    if _RULE.match(content):
        return ("divider", {}), None
    picture = _picture(content) if content.startswith("![") else None
    if picture is not None:
        return picture, None
    for pattern, build in _LINES:
        found = pattern.match(content)
        if found:
            return build(found)
    if content.startswith(">"):
        return _text("quote", content[1:].strip()), None
    return _text("paragraph", content), None


def paragraph(content: str, depth: int) -> Draft:
    return Draft(*_text("paragraph", content), depth + 1)


def _text(type_: str, content: str, **more: object) -> _Read:
    words, attributes = trailing_attributes(content)
    return type_, {"rich_text": read_inline(words), "color": color_of(attributes.get("color")), **more}


def _heading(found: re.Match[str]) -> tuple[_Read, None]:
    words, attributes = trailing_attributes((found[2] or "").strip())
    level = min(len(found[1]), 4)
    payload = {
        "rich_text": read_inline(words),
        "is_toggleable": attributes.get("toggle") == "true",
        "color": color_of(attributes.get("color")),
    }
    return (f"heading_{level}", payload), None


def _to_do(found: re.Match[str]) -> tuple[_Read, None]:
    return _text("to_do", (found[2] or "").strip(), checked=found[1] in "xX"), None


def _item(type_: str) -> Callable[[re.Match[str]], tuple[_Read, str | None]]:
    def build(found: re.Match[str]) -> tuple[_Read, str | None]:
        content = (found[1] or "").strip()
        if _begins_block(content):
            return _text(type_, ""), content
        return _text(type_, content), None

    return build


def _picture(content: str) -> _Read | None:
    words, attributes = trailing_attributes(content)
    end = _caption_end(words)
    found = destination(words, end + 1) if end else None
    if found is None or found[1] != len(words):
        return None
    payload = {"caption": read_inline(words[2:end]), "type": "external", "external": {"url": found[0]}}
    return "image", {**payload, **_tint(attributes)}


def _caption_end(words: str) -> int | None:
    """Where the bracket of a picture closes; those inside are escaped, in code or in pairs."""
    depth, at, limit = 0, 2, min(len(words), _CAPTION_LIMIT)
    while at < limit:
        character = words[at]
        if character == "]" and depth == 0:
            return at
        depth += {"[": 1, "]": -1}.get(character, 0)
        at = _after_code(words, at) if character == "`" else at + (2 if character == "\\" else 1)
    return None


def _after_code(words: str, at: int) -> int:
    opening = _TICKS.match(words, at)
    assert opening is not None
    closing = (found for found in _TICKS.finditer(words, opening.end()) if len(found[0]) == len(opening[0]))
    found = next(closing, None)
    return found.end() if found else opening.end()


def _tint(attributes: dict[str, str]) -> Json:
    """A colour that only Markdown shows, not the block API."""
    return {"_color": color_of(attributes["color"])} if "color" in attributes else {}


_LINES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[_Read, str | None]]], ...] = (
    (_HEADING, _heading),
    (_TO_DO, _to_do),
    (_BULLET, _item("bulleted_list_item")),
    (_NUMBER, _item("numbered_list_item")),
)


def tag_draft(tag: Tag, content: str, depth: int) -> Draft | None:
    """A block that is one line: a tag with nothing after it."""
    closing = f"</{tag.name}>"
    rest = content[tag.end :]
    attributes = trailing_attributes(rest)[1] if tag.name == "empty-block" else {}
    if not tag.empty and not rest.endswith(closing) and not attributes:
        return None
    label = rest.removesuffix(closing)
    if tag.name == "empty-block":
        return Draft("paragraph", {"color": color_of(attributes.get("color"))}, depth + 1)
    if tag.name == "table_of_contents":
        return Draft("table_of_contents", {"color": color_of(tag.attributes.get("color"))}, depth + 1)
    if tag.name in _MEDIA_TAGS:
        return _medium(tag, label, depth)
    if tag.name in {"page", "database"}:
        return _held(tag, label, depth)
    if tag.name == "unknown":
        return Draft("unknown", {}, depth + 1, id=id_in_fragment(tag.attributes.get("url", "")))
    return None


def _held(tag: Tag, label: str, depth: int) -> Draft:
    """A page or database inside the page: one that exists is named by its address, a new one has none."""
    attributes = tag.attributes
    payload: Json = {"title": "".join(item["plain_text"] for item in read_inline(label)), **_tint(attributes)}
    if tag.name == "database":
        payload["is_inline"] = attributes.get("inline") == "true"
        payload["icon"] = icon_of(attributes["icon"]) if attributes.get("icon") else None
        payload["source"] = id_in_url(attributes.get("data-source-url", ""))
    found = id_in_url(attributes.get("url", ""))
    return Draft(f"child_{tag.name}", payload, depth + 1, id=found or "new")


def _medium(tag: Tag, label: str, depth: int) -> Draft:
    address = tag.attributes.get("src", "")
    payload: Json = {"caption": read_inline(label), "type": "external", "external": {"url": address}}
    if tag.name == "file":
        payload["name"] = address.rstrip("/").rsplit("/", 1)[-1]
    return Draft(tag.name, {**payload, **_tint(tag.attributes)}, depth + 1)


def id_in_fragment(url: str) -> str | None:
    """A block's address is its page's with the block's id behind ``#``."""
    return id_in_url(url.rsplit("#", 1)[-1])
