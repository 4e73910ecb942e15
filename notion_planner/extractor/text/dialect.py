"""Brings a Markdown file or Notion's Markdown to CommonMark, remembering the origin of each line."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from notion_planner.extractor.text.fences import fence_at, next_fence, outside_code, with_items_of_fences
from notion_planner.extractor.text.internet_draft import PART, of_draft
from notion_planner.extractor.text.lettering import with_lettered_items
from notion_planner.extractor.text.pasted import as_typed
from notion_planner.extractor.text.toggles import boxes_in, with_sections
from notion_planner.extractor.text.typed_headings import with_bare_headings, with_numbered_headings
from notion_planner.extractor.text.typed_signs import with_known_signs, with_lists_at_margin
from notion_planner.extractor.text.typed_tables import with_typed_tables

_NOTION_ONLY = re.compile(
    r"<(?:empty-block|callout|columns?>|synced_block|mention-|table_of_contents|unknown |meeting-notes"
    r'|page url=|database url=)|\{(?:toggle|color)="'
)
_BLOCK_SUFFIX = re.compile(r'[ \t]*\{(?:(?:toggle|color)="[^"{}]{0,40}"[ ]?){1,3}\}[ \t]*$')
_TAG_LINE = re.compile(
    r"^[ \t]*(?:</?(?:aside|callout|columns?|synced_block(?:_reference)?|details|meeting-notes|"
    r"notes|transcript|div|section"
    r"|center|p|ul|ol|blockquote|tabs?|span|br|hr)\b[^<>]{0,2000}>[ \t]*){1,20}$"
)
_DROPPED = re.compile(r"^[ \t]*<(?:empty-block|table_of_contents|unknown)\b[^<>]{0,4000}>[ \t]*$")
_SUMMARY = re.compile(r"<summary[^<>]{0,300}>(.{0,2000}?)</summary>")
_LIST_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_ORDERED = re.compile(r"[ \t]*\d{1,9}[.)][ \t]+\S")
# A sentence in bold that goes on in the next line ("**As a clerk,**") is no label.
# "**Source:** the board" at the margin below a list, or below the further lines of an item.
_LABELLED = re.compile(r"\*\*[^*\n]{2,40}(?::\*\*|\*\*[ \t]?:)")
_OF_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]|[ \t]{2,}\S")
_LABEL_LINE = re.compile(
    r"^(?:\*\*[^*\n]{0,119}[^*\n,;.!?]\*\*|__[^_\n]{0,119}[^_\n,;.!?]__)[ \t]*[:：]?[ \t]*$"
)
# The sign of a list in a text that is none: typed in a quote, pasted with a line break, or behind <br>.
_TYPED_SIGN = re.compile(r"(?:^\t*(?:> )?|<br */?>)(?:\d{1,9}\\[.)]|\\[-*+])(?=[ \t]+\S)")
_TINT = re.compile(r'<span (?:color|underline|discussion-urls)="[^<>]{0,2000}>|</span>')
# What assistants leave in a text that is copied from them: the source of a statement.
_CITATION = re.compile(
    r"\\?\[cite\\?_start\\?\]|\s?\\?\[cite: ?[\d ,–-]{1,200}\\?\]|"
    r"\s?:contentReference\\?\[oaicite:\d{1,6}\\?\]\\?\{index=\d{1,6}\\?\}|\s?【\d{1,4}†[^【】]{0,80}】"
)
_CITED = re.compile(r"cite|†")
_BREAK = re.compile(r"<br */?>")
_BLANKS = " " * 1000
# A database with its rows, as the fetcher writes it; its title is seen above them as a label is.
_DATABASE = re.compile(r"<database [^<>]{0,2000}>((?:\\.|[^<>\\])*)(<table.*</table>)</database>")
_TABLE = re.compile(r"<table.*?</table>")
_MANY_BLANKS = re.compile(r"[^\S\n]{1001,}")
# What Word and web pages have for "-": pasted, it is a letter of the text.
_SIGN = re.compile(r"^([ \t]*)([•◦▪▫‣●○■∙⁃☐☑☒])[ \t\u00a0]+(?=\S)")
_BOXES = {"☐": "- [ ] ", "☑": "- [x] ", "☒": "- [x] "}
# Notion writes its own tables with tags; this one was typed or pasted as text.
_PIPE_TABLE = re.compile(r"^[ \t]*(?:\|[ \t]*)?:?-{1,200}:?[ \t]*\|[ \t|:-]*$")
_DEEP_ITEM = re.compile(r"^[ \t]{60,}(?=[-*+][ \t]|\d{1,9}[.)][ \t])")
_FIELD = re.compile(r"\w[\w .-]{0,40}:(?:\s|$)")
# What an RFC after Rust's template begins with.
_FEATURE_NAME = re.compile(r"[-*] \**Feature Name\**:\**\s*`?(\w[^`\n]*?)`?\s*$", re.IGNORECASE)
_TITLE = re.compile(r"""^title[ \t]*:[ \t]*["']?(.*?)["']?[ \t]*$""", re.IGNORECASE)

# Deeper levels are read as siblings: no page nests this far on purpose, and each level costs parser frames.
MAX_DEPTH = 30
_MAX_FRONT_MATTER = 200


class Line(NamedTuple):
    """A CommonMark line, the line of the document it stands for (0-based) and where its text starts there."""

    text: str
    origin: int


@dataclass(slots=True)
class SourceText:
    """The document's own lines beside the CommonMark that is parsed instead; ``own``: see own_section."""

    lines: list[str]
    common: list[Line]
    notion: bool = False
    own: range = range(0)
    boxes: tuple[range, ...] = ()
    title: str | None = None
    front_matter: dict[str, str] = field(default_factory=dict)


def split_lines(markdown: str) -> list[str]:
    """Lines as editors count them: ended by LF, CRLF or CR, and by nothing else Unicode calls a line end."""
    return markdown.removeprefix("﻿").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_source(markdown: str) -> SourceText:
    # Nobody sees the difference, and patterns that look for a word behind blanks stay quick.
    lines = [
        _MANY_BLANKS.sub(_BLANKS, line) if len(line) > len(_BLANKS) else line
        for line in split_lines(markdown)
    ]
    source = SourceText(lines=lines, common=[])
    start = _read_front_matter(source)
    source.own = written = own_section(lines)
    read = [*range(start, written.start), *range(max(start, written.stop), len(lines))]
    if start and PART.match(lines[start]):
        lines = of_draft(lines, outside_code(lines, read))
    lines = as_typed(lines, read)
    source.notion = _is_notion([lines[index] for index in read])
    if _CITED.search(markdown):
        lines = [_CITATION.sub("", line) for line in lines]
    lines = with_items_of_fences(lines)
    shown = list(outside_code(lines, read))
    source.boxes = boxes_in(lines, shown)
    lines = with_known_signs(with_lettered_items(lines, shown), shown)
    lines = with_bare_headings(with_numbered_headings(lines, shown), shown)
    if source.notion:
        lines = with_sections(_with_typed_items(lines, shown), shown)
        source.common = _from_notion(with_typed_tables([lines[index] for index in read], read))
    else:
        common = _from_file(with_lists_at_margin(lines, shown), read, frozenset(shown))
        tables = with_typed_tables([line.text for line in common], [line.origin for line in common])
        source.common = [Line(*line) for line in tables]
    return source


def _read_front_matter(source: SourceText) -> int:
    """Index of the first line after the front matter; its simple ``key: value`` lines are kept."""
    if not source.lines or source.lines[0].rstrip() != "---":
        named = _FEATURE_NAME.match(next(filter(str.strip, source.lines[:5]), ""))
        source.title = named[1] if named else None
        return 0
    # A page may begin with a divider, and its first section end with another; YAML has "# " for a comment.
    said = (line for line in source.lines[1:_MAX_FRONT_MATTER] if line.strip() and not line.startswith("# "))
    if _FIELD.match(next(said, "")) is None:
        return 0
    for index, line in enumerate(source.lines[1:_MAX_FRONT_MATTER], start=1):
        if line.rstrip() in ("---", "..."):
            return index + 1 if source.front_matter else 0
        if PART.match(line):
            return index if source.front_matter else 0
        key, colon, value = line.partition(":")
        if colon and key and not key[0].isspace():
            source.front_matter[key.strip().casefold()] = value.strip().strip("\"'")
        if match := _TITLE.match(line):
            source.title = match[1].strip() or None
    source.front_matter, source.title = {}, None
    return 0


_ENDS_OWN = re.compile(r"#{1,6} |-{3}$|<details\b")


def own_section(lines: list[str]) -> range:
    """The lines of the section that this tool writes into a specification, with the divider above it."""
    for heading, line in enumerate(lines):
        if not line.startswith("## ") or "Implementation" not in line:
            continue
        if _BLOCK_SUFFIX.sub("", _TINT.sub("", line)).strip() != "## Implementation":
            continue
        following = range(heading + 1, len(lines))
        # Whatever is set apart from it is the author's, also below a heading of a lower level.
        stop = next((n for n in following if _ENDS_OWN.match(lines[n])), len(lines))
        own = (_TINT.sub("", line).strip() for line in lines[heading:stop])
        if any(line.startswith("**Implementation Plan**:") for line in own):
            start = heading
            while start and lines[start - 1].strip() in ("", "---", "<empty-block/>"):
                start -= 1
            return range(start, stop)
    return range(len(lines), len(lines))


def _is_notion(lines: list[str]) -> bool:
    """Notion's endpoint writes tags of its own, and never a blank line outside code."""
    fence = ""
    filled = 0
    gap = spaced = False
    for line in lines:
        if marker := fence_at(line):
            fence = next_fence(fence, marker)
        elif not fence and ("<" in line or "{" in line) and _NOTION_ONLY.search(line, 0, 4000):
            return True
        if fence or line.strip():
            filled += 1
            spaced = spaced or gap
        else:
            gap = filled > 0
    return filled > 1 and not spaced


def _from_file(lines: list[str], read: Sequence[int], shown: Set[int]) -> list[Line]:
    result: list[Line] = []
    for index in read:
        line = lines[index]
        if index not in shown or not line:
            result.append(Line(line, index))
            continue
        line = _common(line)
        if line.startswith(("**", "__")):
            result += _apart(Line(line, index), result[-1].text if result else "")
        else:
            result.append(Line(line, index))
        if "</table>" in line:
            result.append(Line("", index))
    return result


def _common(line: str) -> str:
    """A line of a file with CommonMark's own signs."""
    if not line.isascii():
        line = _SIGN.sub(_as_item, line)
    if len(line) > 60 and line[0].isspace():
        line = _DEEP_ITEM.sub(" " * 60, line)
    return _structural(line) if "<" in line else line


def _apart(line: Line, above: str = "") -> list[Line]:
    """A label directly under a list or a line of text would be a part of that."""
    if _LABEL_LINE.match(line.text):
        return [Line("", line.origin), line, Line("", line.origin)]
    after_list = _LABELLED.match(line.text) and _OF_LIST.match(above)
    return [Line("", line.origin), line] if after_list else [line]


def _structural(line: str) -> str:
    """A line of container tags becomes blank, a toggle's title a label: what they hold is read."""
    summary = _SUMMARY.search(line)
    if summary is not None:
        title = re.sub(r"<[^<>]{0,300}>|\*", "", summary[1]).strip()
        return f"**{title}**" if title else ""
    return "" if _TAG_LINE.match(line) or _DROPPED.match(line) else line


@dataclass(slots=True)
class _Indents:
    """How far the children of each Notion level are indented in CommonMark."""

    stack: list[int] = field(default_factory=lambda: [0])

    def at(self, depth: int) -> int:
        del self.stack[depth + 1 :]
        return self.stack[-1]

    def children(self, indent: int) -> None:
        self.stack.append(indent)


def _from_notion(lines: list[tuple[str, int]]) -> list[Line]:
    """One line is one block there, and children are one tab deeper than their parent.

    ``lines``: each with where it comes from.
    """
    result: list[Line] = []
    indents = _Indents()
    verbatim_until: re.Pattern[str] | None = None
    after_heading = in_table = False
    for line, index in lines:
        body = line.lstrip("\t")
        depth = min(len(line) - len(body), MAX_DEPTH)
        if verbatim_until is not None:
            result.append(Line(" " * indents.stack[-1] + body, index))
            if verbatim_until.match(body):
                # Without it the parser would read the next block as more of the table.
                result.append(Line("", index))
                verbatim_until = None
            continue
        indent = indents.at(depth)
        if database := _DATABASE.fullmatch(body):
            result += [Line(f"{' ' * indent}{part}", index) for part in _labelled_tables(*database.groups())]
            continue
        body = _SIGN.sub(_as_item, body)
        text = _plainer(body) if "<" in body or body.endswith("}") else body
        in_table = "|" in text and (in_table or _PIPE_TABLE.match(text) is not None)
        if not (after_heading or _interrupts(text) or in_table):
            result.append(Line("", index))
        after_heading = text.startswith("#")
        verbatim_until = _verbatim_end(text)
        marker = _LIST_MARKER.match(text)
        inside = indent + (2 if text[:1] in "-*+" else len(marker[0].split()[0]) + 1) if marker else indent
        is_prose = verbatim_until is None and not after_heading
        first, *more = _BREAK.split(text) if is_prose and "<br" in text else [text]
        result.append(Line(" " * indent + first, index))
        for part in more:
            if _ORDERED.match(text) and _ORDERED.match(part):
                result += [Line("", index), Line(" " * indent + part.strip(), index)]
                continue
            # A line of dashes alone would make a heading of the one before it.
            result += _apart(Line(" " * inside + part.strip() if part.strip("-= ") else "", index))
        indents.children(inside)
    return result


def _labelled_tables(title: str, tables: str) -> Iterator[str]:
    for part in (f"**{title.strip()}**" if title.strip() else "", *_TABLE.findall(tables)):
        yield from ("", part, "")


def _with_typed_items(lines: list[str], shown: Sequence[int]) -> list[str]:
    """Two or more lines together that begin with a list's sign are a list, although Notion says its text."""
    result = list(lines)
    for is_typed, run in groupby(shown, key=lambda index: _TYPED_SIGN.search(lines[index]) is not None):
        numbers = list(run)
        if is_typed and sum(len(_TYPED_SIGN.findall(lines[index])) for index in numbers) > 1:
            for index in numbers:
                result[index] = _TYPED_SIGN.sub(lambda sign: sign[0].replace("\\", ""), lines[index])
    return result


def _as_item(sign: re.Match[str]) -> str:
    return sign[1] + _BOXES.get(sign[2], "- ")


def _plainer(text: str) -> str:
    """Without colours and underlines, which would stand between a sign or label and its words."""
    bare = _TINT.sub("", text) if "<span " in text else text
    return _structural(_BLOCK_SUFFIX.sub("", bare))


def _interrupts(text: str) -> bool:
    """Whether a line begins a block of its own without a blank line before it."""
    return text.startswith(("# ", "## ", "### ", "#### ")) or (
        text.startswith(("- ", "* ", "1. ")) and len(text) > 3
    )


def _verbatim_end(text: str) -> re.Pattern[str] | None:
    if marker := fence_at(text):
        return re.compile(rf"^\s*{re.escape(marker)}\s*$")
    if text.startswith("<table") and "</table>" not in text:
        return re.compile(r"^.*</table>")
    if text.strip() == "$$":
        return re.compile(r"^\s*\$\$\s*$")
    return None
