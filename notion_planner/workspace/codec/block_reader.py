"""From Notion's Markdown, and ordinary CommonMark as far as Notion takes it, to a tree of blocks."""

import re

from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.codec.one_line import Draft, icon_of, paragraph, tag_draft, text_draft
from notion_planner.workspace.codec.tables import is_delimiter_row, pipe_table, tag_table
from notion_planner.workspace.codec.tags import Tag, color_of, tag_at
from notion_planner.workspace.ids import id_in_url
from notion_planner.workspace.records import Body, Json
from notion_planner.workspace.rules.blocks import MEETING_SECTIONS, PARENTS, Tree, made
from notion_planner.workspace.rules.languages import language_of
from notion_planner.workspace.rules.rich_text import text_item

_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)\Z")
# Deeper nesting than people write is flattened, so that no tree outgrows its readers.
_DEEPEST = 48
_CONTAINERS = {
    "details": "toggle",
    "callout": "callout",
    "columns": "column_list",
    "column": "column",
    "synced_block": "synced_block",
    "synced_block_reference": "synced_block",
    "meeting-notes": "meeting_notes",
}
_MEETING_SECTIONS = {section: type_ for type_, section in MEETING_SECTIONS.items()}


def read_blocks(markdown: str) -> tuple[Tree, ...]:
    reader = _Reader(markdown)
    return _trees(reader.read())


def _trees(root: Draft) -> tuple[Tree, ...]:
    """Bottom up, without recursion beyond the deepest nesting that the reader makes."""
    return tuple(_tree(child) for child in root.children)


def _tree(draft: Draft) -> Tree:
    children = draft.rows or tuple(_tree(child) for child in draft.children)
    if draft.type == "callout":
        return _callout(draft, children)
    if draft.type == "meeting_notes":
        return _meeting(children)
    if draft.type == "unknown" or draft.type in MEETING_SECTIONS or draft.id:
        return Tree(draft.type, draft.payload, children, draft.id)
    if isinstance(draft.payload, Body):
        return Tree(draft.type, draft.payload, children)
    return made(draft.type, *children, **draft.payload)


def _callout(draft: Draft, children: tuple[Tree, ...]) -> Tree:
    """The first line inside is the callout's own text."""
    first = children[0] if children else None
    if first and first.type == "paragraph" and not first.children and first.payload["color"] == "default":
        return made("callout", *children[1:], **{**draft.payload, "rich_text": first.payload["rich_text"]})
    return made("callout", *children, **draft.payload)


def _meeting(children: tuple[Tree, ...]) -> Tree:
    """The line before the sections is the title."""
    titled = bool(children) and children[0].type == "paragraph"
    title = children[0].payload["rich_text"] if titled else []
    return Tree("meeting_notes", {"title": title}, children[1:] if titled else children)


class _Reader:
    def __init__(self, markdown: str) -> None:
        self._lines = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
        self._at = 0
        self._root = Draft("root", {}, 0)
        self._stack = [self._root]
        self._last_table_end = max(
            (index for index, line in enumerate(self._lines) if "</table>" in line), default=-1
        )

    def read(self) -> Draft:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            stripped = line.lstrip("\t")
            content = stripped.strip()
            if content:
                self._line(len(line) - len(stripped), content)
        return self._root

    def _line(self, depth: int, content: str) -> None:
        self._settle(depth)
        for step in (self._fence, self._equation, self._tags, self._table):
            if step(depth, content):
                return
        self._text_block(depth, content)

    def _settle(self, depth: int) -> None:
        """Leaves every block that this line is too shallow to be in; tags end only at their closing tag."""
        while len(self._stack) > 1 and self._stack[-1].tag is None and self._stack[-1].floor > depth:
            self._stack.pop()

    def _add(self, draft: Draft, *, into: bool = False) -> None:
        self._stack[-1].children.append(draft)
        if into and len(self._stack) < _DEEPEST:
            self._stack.append(draft)

    def _fence(self, depth: int, content: str) -> bool:
        found = _FENCE.match(content)
        if found is None:
            return False
        marker, inside = found[1], []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            closing = line.strip()
            if closing.startswith(marker) and not closing.strip(marker[0]):
                break
            inside.append(_without_tabs(line, depth))
        text = "\n".join(inside)
        rich_text = [text_item(text)] if text else []
        self._add(Draft("code", {"rich_text": rich_text, "language": language_of(found[2])}, depth + 1))
        return True

    def _equation(self, depth: int, content: str) -> bool:
        if content != "$$":
            return False
        end = self._at
        while end < len(self._lines) and self._lines[end].strip() != "$$":
            end += 1
        if end == len(self._lines):
            return False
        lines = [_without_tabs(line, depth) for line in self._lines[self._at : end]]
        self._at = end + 1
        self._add(Draft("equation", {"expression": "\n".join(lines)}, depth + 1))
        return True

    def _tags(self, depth: int, content: str) -> bool:
        tag = tag_at(content, 0) if content.startswith("<") else None
        if tag is None:
            return False
        if tag.closing:
            return self._close(tag, content)
        if tag.name in _MEETING_SECTIONS and self._is_in("meeting-notes"):
            return self._section(tag, depth, content)
        if tag.name == "summary":
            return self._summary(tag, content)
        if tag.name in _CONTAINERS and not tag.empty:
            return self._open(tag, depth, content)
        if tag.name == "table" and self._at - 1 < self._last_table_end:
            return self._tag_table(content)
        draft = tag_draft(tag, content, depth)
        if draft is not None:
            self._add(draft, into=draft.type == "paragraph")
        return draft is not None

    def _close(self, tag: Tag, content: str) -> bool:
        for index in range(len(self._stack) - 1, 0, -1):
            if self._stack[index].tag == tag.name:
                del self._stack[index:]
                rest = content[tag.end :].strip()
                if rest:
                    self._line(0, rest)
                return True
        return False

    def _open(self, tag: Tag, depth: int, content: str) -> bool:
        payload: Json = {}
        if tag.name in {"details", "callout"}:
            payload["color"] = color_of(tag.attributes.get("color"))
            payload["rich_text"] = []
        if tag.name == "callout" and tag.attributes.get("icon"):
            payload["icon"] = icon_of(tag.attributes["icon"])
        if tag.name.startswith("synced_block"):
            origin = id_in_url(tag.attributes.get("url", ""))
            reference = tag.name == "synced_block_reference" and origin
            payload["synced_from"] = {"type": "block_id", "block_id": origin} if reference else None
        self._add(Draft(_CONTAINERS[tag.name], payload, depth, tag=tag.name), into=True)
        rest = content[tag.end :].strip()
        if rest:
            self._line(depth + 1, rest)
        return True

    def _is_in(self, name: str) -> bool:
        nearest = next((draft.tag for draft in reversed(self._stack) if draft.tag), None)
        return nearest == name

    def _section(self, tag: Tag, depth: int, content: str) -> bool:
        self._add(Draft(_MEETING_SECTIONS[tag.name], {}, depth, tag=tag.name), into=True)
        rest = content[tag.end :].strip()
        if rest:
            self._line(depth + 1, rest)
        return True

    def _summary(self, tag: Tag, content: str) -> bool:
        top = self._stack[-1]
        if top.tag != "details" or top.children:
            return False
        closing = "</summary>"
        end = content.find(closing)
        words = [content[tag.end : end if end >= 0 else len(content)]]
        while end < 0 and self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            end = line.find(closing)
            words.append(line[: end if end >= 0 else len(line)])
        top.payload["rich_text"] = read_inline("<br>".join(word.strip() for word in words if word.strip()))
        return True

    def _tag_table(self, content: str) -> bool:
        inside = [content]
        while "</table>" not in inside[-1]:
            inside.append(self._lines[self._at].strip())
            self._at += 1
        payload, rows = tag_table("\n".join(inside))
        if rows:
            self._add(Draft("table", payload, 0, rows=rows))
        return True

    def _table(self, _: int, content: str) -> bool:
        following = self._lines[self._at].strip() if self._at < len(self._lines) else ""
        if "|" not in content or not is_delimiter_row(following, content):
            return False
        lines = [content]
        self._at += 1
        while self._at < len(self._lines) and self._lines[self._at].strip().startswith("|"):
            lines.append(self._lines[self._at].strip())
            self._at += 1
        payload, rows = pipe_table(lines)
        self._add(Draft("table", payload, 0, rows=rows))
        return True

    def _text_block(self, depth: int, content: str) -> None:
        """A list item whose content begins another kind of block is empty and has that block as its child."""
        while True:
            draft, rest = text_draft(content, depth)
            if rest is not None and len(self._stack) >= _DEEPEST:
                draft, rest = paragraph(content, depth), None
            self._add(draft, into=draft.type in PARENTS and _takes_children(draft))
            if rest is None:
                return
            depth, content = depth + 1, rest


def _takes_children(draft: Draft) -> bool:
    return bool(draft.payload.get("is_toggleable")) if draft.type.startswith("heading") else True


def _without_tabs(line: str, count: int) -> str:
    taken = 0
    while taken < count and line[taken : taken + 1] == "\t":
        taken += 1
    return line[taken:]
