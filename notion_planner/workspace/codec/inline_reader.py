"""From a line of Notion's Markdown to rich text, in one pass."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from notion_planner.workspace.codec.tags import Tag, color_of, tag_at
from notion_planner.workspace.ids import id_in_url, parse_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.rich_text import (
    PLAIN,
    equation_item,
    mention_item,
    merged,
    plain_date,
    text_item,
)

# Longer lines are rare, and dear to keep.
KEPT = 1000
_PLAIN_RUN = re.compile(r"[^\\*_~`$\[\]<h]+")
_BARE_URL = re.compile(r"https?://[^\s<>\"\[\]|`\\]{1,2000}")  # an escape ends it, too
_TICKS = re.compile(r"`+")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_MENTION_KINDS = {
    "mention-page": "page",
    "mention-database": "database",
    "mention-data-source": "data_source",
}


@dataclass
class _Piece:
    """A stretch of text, a finished item, or a marker; a marker that finds no partner stays text."""

    text: str = ""
    item: Json | None = None
    opens: tuple[str, Any] | None = None
    closes: str | None = None


def read_inline(text: str) -> list[Json]:
    return list(_kept(text)) if len(text) <= KEPT else _Scanner(text).read()


@lru_cache(maxsize=8192)  # a page is read anew at each change, and most of its lines are as before
def _kept(text: str) -> tuple[Json, ...]:
    return tuple(_Scanner(text).read())


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._pieces: list[_Piece] = []
        self._open: dict[str, list[_Piece]] = {}
        self._ticks: dict[int, list[int]] = {}
        for found in _TICKS.finditer(text):
            self._ticks.setdefault(len(found[0]), []).append(found.start())

    def read(self) -> list[Json]:
        steps = {
            "\\": self._escape,
            "*": self._stars,
            "_": self._underscore,
            "~": self._tildes,
            "`": self._code,
            "$": self._equation,
            "[": self._bracket,
            "]": self._bracket_end,
            "<": self._tag,
            "h": self._bare_url,
        }
        while self._at < len(self._text):
            plain = _PLAIN_RUN.match(self._text, self._at)
            if plain:
                self._pieces.append(_Piece(plain[0]))
                self._at = plain.end()
            else:
                steps[self._text[self._at]]()
        return _assembled(self._pieces)

    def _take(self, length: int) -> str:
        taken = self._text[self._at : self._at + length]
        self._at += length
        return taken

    def _literal(self, length: int = 1) -> None:
        self._pieces.append(_Piece(self._take(length)))

    def _around(self, length: int) -> tuple[str, str]:
        before = self._text[self._at - 1] if self._at else " "
        end = self._at + length
        return before, self._text[end] if end < len(self._text) else " "

    def _escape(self) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following in _PUNCTUATION and following:
            self._at += 1
        self._literal()

    def _run_length(self, character: str) -> int:
        end = self._at
        while end < len(self._text) and self._text[end] == character:
            end += 1
        return end - self._at

    def _opened(self, name: str) -> bool:
        return bool(self._open.get(name))

    def _mark(self, name: str, literal: str, *, value: Any = True) -> None:
        piece = _Piece(literal)
        self._pieces.append(piece)
        self._open.setdefault(name, []).append(piece)
        piece.opens = (name, value)

    def _unmark(self, name: str, literal: str) -> None:
        self._open[name].pop()
        self._pieces.append(_Piece(literal, closes=name))

    def _stars(self) -> None:
        """Closes what is open first, then opens: three stars are bold and italic, two bold, one italic."""
        length = self._run_length("*")
        before, after = self._around(length)
        closing, opening = not before.isspace(), not after.isspace()
        left = length
        if closing:
            left -= self._close_stars(left, opening=opening)
        for name, width in (("bold", 2), ("italic", 1)):
            if opening and left >= width and not self._opened(name):
                self._mark(name, "*" * width)
                left -= width
        if left:
            self._pieces.append(_Piece("*" * left))
        self._at += length

    def _close_stars(self, length: int, *, opening: bool) -> int:
        bold, italic = self._opened("bold"), self._opened("italic")
        used = 0
        if bold and length >= 2:
            self._unmark("bold", "**")
            used = 2
        # Two stars inside italics begin bold text rather than end the italics and begin them anew.
        if italic and length > used and (bold or length != 2 or not opening):
            self._unmark("italic", "*")
            used += 1
        return used

    def _underscore(self) -> None:
        length = self._run_length("_")
        before, after = self._around(length)
        name = {1: "italic", 2: "bold"}.get(length)
        if name is None:
            self._literal(length)
        elif self._opened(f"_{name}") and not before.isspace() and not after.isalnum():
            self._unmark(f"_{name}", self._take(length))
        elif not after.isspace() and not before.isalnum():
            self._mark(f"_{name}", self._take(length))
        else:
            self._literal(length)

    def _tildes(self) -> None:
        length = self._run_length("~")
        before, after = self._around(length)
        if length == 2 and self._opened("strikethrough") and not before.isspace():
            self._unmark("strikethrough", self._take(2))
        elif length == 2 and not self._opened("strikethrough") and not after.isspace():
            self._mark("strikethrough", self._take(2))
        else:
            self._literal(length)

    def _code(self) -> None:
        length = self._run_length("`")
        starts = self._ticks.get(length, [])  # a run whose first tick is escaped is shorter than found
        index = bisect_left(starts, self._at + length)
        if index == len(starts):
            self._literal(length)
            return
        content = self._text[self._at + length : starts[index]]
        if content.startswith(" ") and content.endswith(" ") and content.strip():
            content = content[1:-1]
        self._pieces.append(_Piece(item=text_item(content, {**PLAIN, "code": True})))
        self._at = starts[index] + length

    def _equation(self) -> None:
        before, after = self._around(1)
        if after == "`":
            end = self._text.find("`$", self._at + 2, self._at + 1100)
            if end > self._at + 2:
                self._pieces.append(_Piece(item=equation_item(self._text[self._at + 2 : end])))
                self._at = end + 2
                return
        end = -1 if before.isalnum() or after.isspace() else self._dollar_end()
        if end < 0:
            self._literal()
            return
        self._pieces.append(_Piece(item=equation_item(self._text[self._at + 1 : end])))
        self._at = end + 1

    def _dollar_end(self) -> int:
        end = self._text.find("$", self._at + 2, self._at + 1100)
        if end < 0 or self._text[end - 1].isspace() or self._text[end - 1] == "\\":
            return -1
        return -1 if self._text[end + 1 : end + 2].isalnum() else end

    def _bracket(self) -> None:
        if self._text.startswith("[^", self._at):
            end = self._text.find("]", self._at + 2, self._at + 2100)
            address = self._text[self._at + 2 : end] if end > 0 else ""
            if "://" in address and not any(character.isspace() for character in address):
                self._pieces.append(_Piece(item={**text_item(address, None, address), "citation": True}))
                self._at = end + 1
                return
        self._mark("link", self._take(1))

    def _bracket_end(self) -> None:
        opener = self._open["link"].pop() if self._opened("link") else None
        found = destination(self._text, self._at + 1) if opener else None
        if opener is None or found is None:
            if opener is not None:
                opener.opens = None
            self._literal()
            return
        url, end = found
        opener.opens = ("link", url)
        self._pieces.append(_Piece(closes="link"))
        self._at = end

    def _tag(self) -> None:
        tag = tag_at(self._text, self._at)
        if tag is None:
            self._literal()
        elif tag.name == "br":
            self._pieces.append(_Piece("\n"))
            self._at = tag.end
        elif tag.name == "span":
            self._span(tag)
        elif tag.name.startswith("mention-") and not tag.closing:
            self._mention(tag)
        else:
            self._literal(tag.end - tag.start)

    def _span(self, tag: Tag) -> None:
        literal = self._take(tag.end - tag.start)
        if not tag.closing:
            self._mark("span", literal, value=tag.attributes)
        elif self._opened("span"):
            self._unmark("span", literal)
        else:
            self._pieces.append(_Piece(literal))

    def _mention(self, tag: Tag) -> None:
        label, end = "", tag.end
        if not tag.empty:
            closing = f"</{tag.name}>"
            found = self._text.find(closing, tag.end, tag.end + 2100)
            if found < 0:
                self._literal(tag.end - tag.start)
                return
            label, end = self._text[tag.end : found], found + len(closing)
        item = _mention_of(tag)
        if item is None:
            item = text_item(label or tag.attributes.get("url", ""), None, tag.attributes.get("url"))
        self._pieces.append(_Piece(item=item))
        self._at = end

    def _bare_url(self) -> None:
        before = self._text[self._at - 1] if self._at else " "
        found = None if before.isalnum() or self._opened("link") else _BARE_URL.match(self._text, self._at)
        if found is None:
            self._literal()
            return
        address = found[0].rstrip(".,;:!?'*_~")
        if address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1]
        self._pieces.append(_Piece(item=text_item(address, None, address)))
        self._at += len(address)


def _mention_of(tag: Tag) -> Json | None:
    attributes = tag.attributes
    if tag.name in _MENTION_KINDS:
        found = id_in_url(attributes.get("url", ""))
        return mention_item(_MENTION_KINDS[tag.name], {"id": found}) if found else None
    if tag.name in {"mention-user", "mention-agent"}:
        found = parse_id(attributes.get("url", "").rstrip("/").rsplit("/", 1)[-1])
        # The API has no mention of agents: they are its users, and only Markdown tells them apart.
        marked = {"agent": True} if tag.name == "mention-agent" else {}
        return {**mention_item("user", {"id": found}), **marked} if found else None
    if tag.name == "mention-date" and attributes.get("start"):
        date = {
            "start": _moment(attributes["start"], attributes.get("startTime")),
            "end": _moment(attributes["end"], attributes.get("endTime")) if attributes.get("end") else None,
            "time_zone": attributes.get("timeZone") or None,
        }
        return mention_item("date", date, None, plain_date(date))
    return None


def _moment(day: str, time: str | None) -> str:
    return f"{day}T{time}:00" if time else day


def destination(text: str, position: int) -> tuple[str, int] | None:
    """The address in parentheses at a position, and where it ends."""
    if not text.startswith("(", position):
        return None
    depth, at, address = 0, position + 1, []
    while at < min(len(text), position + 4200):
        character = text[at]
        if character == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
            address.append(text[at + 1])
            at += 2
            continue
        if character.isspace() or (character == ")" and depth == 0):
            break
        depth += {"(": 1, ")": -1}.get(character, 0)
        address.append(character)
        at += 1
    at = _after_title(text, at)
    url = "".join(address)
    if not url or not text.startswith(")", at):
        return None
    return url.removeprefix("<").removesuffix(">"), at + 1


def _after_title(text: str, at: int) -> int:
    if not text[at : at + 1].isspace():
        return at
    found = re.compile(r'\s{1,9}(?:"[^"]{0,500}"|\'[^\']{0,500}\')?\s{0,9}').match(text, at)
    return found.end() if found else at


def _assembled(pieces: list[_Piece]) -> list[Json]:
    matched = _matched_openers(pieces)
    style = _Style()
    items: list[Json] = []
    for index, piece in enumerate(pieces):
        if index in matched and piece.opens:
            style.open(*piece.opens)
        elif piece.closes:
            style.close(piece.closes)
        elif piece.item is not None:
            items.append(style.applied(piece.item))
        else:
            items.append(style.applied(text_item(piece.text)))
    return merged(items)


def _matched_openers(pieces: list[_Piece]) -> set[int]:
    """The markers that a later piece closes: the last open one of that name."""
    waiting: dict[str, list[int]] = {}
    matched = set()
    for index, piece in enumerate(pieces):
        if piece.opens:
            waiting.setdefault(piece.opens[0], []).append(index)
        elif piece.closes:
            matched.add(waiting[piece.closes].pop())
    return matched


class _Style:
    """What the open markers say about the text between them."""

    def __init__(self) -> None:
        self._stack: dict[str, list[Any]] = {}

    def open(self, name: str, value: Any) -> None:
        self._stack.setdefault(name.removeprefix("_"), []).append(value)

    def close(self, name: str) -> None:
        self._stack[name.removeprefix("_")].pop()

    def applied(self, item: Json) -> Json:
        annotations = dict(item["annotations"])
        for name in ("bold", "italic", "strikethrough"):
            annotations[name] = annotations[name] or bool(self._stack.get(name))
        for attributes in self._stack.get("span", []):
            annotations["underline"] = annotations["underline"] or attributes.get("underline") == "true"
            if "color" in attributes:
                annotations["color"] = color_of(attributes["color"])
            if "discussion-urls" in attributes:
                item = {**item, "discussions": attributes["discussion-urls"]}
        link = self._stack.get("link") or [None]
        if item["type"] == "text":
            url = item["href"] or link[-1]
            return {**item, **text_item(item["text"]["content"], annotations, url)}
        return {**item, "annotations": annotations, "href": item["href"] or link[-1]}
