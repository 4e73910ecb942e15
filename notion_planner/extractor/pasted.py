"""Text as it comes out of e-mails, wikis and word processors, brought to how it is typed in Markdown."""

import re
from collections.abc import Sequence

from notion_planner.extractor.fences import outside_code

# What web pages and word processors put for a blank, and what no reader sees at all.
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", **dict.fromkeys("\u00ad\u200b\u2060\ufeff")})
_QUOTED = re.compile(r"^[ \t]{0,3}>[ \t]?")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_ESCAPED_HEADING = re.compile(r"\\#(?:\\?#){0,5} ")
# That of a bar is left: it keeps it within a cell.
_ESCAPE = re.compile(r"\\(?=[#*_+.!>()\[\]`~-])")
# Jira and Confluence: "h2. Title"; MediaWiki: "== Title =="; AsciiDoc: "== Title".
_WIKI_HEADINGS = (
    re.compile(r"^h(?P<level>[1-6])\. (?P<title>\S.{0,200})$"),
    re.compile(r"^(?P<signs>={1,6}) ?(?P<title>[^\s=].{0,200}?) ?(?P=signs)[ \t]*$"),
    re.compile(r"^(?P<signs>={1,6}) (?P<title>[^\s=].{0,200}[^\s=])[ \t]*$"),
)
# One alone may be anything; a document has several.
_LEAST = 2


def as_typed(lines: list[str], read: Sequence[int]) -> list[str]:
    """The lines without what copying put around and into them; each stays the line that it is."""
    result = [line if line.isascii() else _visible(line) for line in lines]
    _without_margin(result, [index for index in read if result[index].strip()])
    shown = list(outside_code(result, read))
    if any(result[index][:1] == "\\" and _ESCAPED_HEADING.match(result[index]) for index in shown):
        for index in shown:
            result[index] = _ESCAPE.sub("", result[index])
    for pattern in _WIKI_HEADINGS:
        found = {index: heading for index in shown if (heading := _wiki_heading(pattern, result[index]))}
        if len(found) >= _LEAST:
            for index, heading in found.items():
                result[index] = heading
    return result


def _visible(line: str) -> str:
    """A paragraph that was moved in with blanks of the web is none of code."""
    result = line.translate(_BLANKS)
    is_moved = "\u00a0" in line[: len(line) - len(line.lstrip())] and not _ITEM.match(result)
    return result.lstrip() if is_moved else result


def _without_margin(lines: list[str], filled: list[int]) -> None:
    """Takes away what stands before each of these lines: the signs of a quote, or blanks."""
    while len(filled) >= _LEAST and all(lines[index].lstrip(" ").startswith(">") for index in filled):
        for index in filled:
            lines[index] = _QUOTED.sub("", lines[index])
        filled = [index for index in filled if lines[index].strip()]
    below = filled[1:] if filled and lines[filled[0]][0] == "#" else filled
    # Of texts at the margin, which most are, the first line tells.
    if below and lines[below[0]][0].isspace():
        blanks = [lines[index][: -len(lines[index].lstrip())] for index in below]
        margin = min(blanks, key=len)
        if all(one.startswith(margin) for one in blanks):
            for index in below:
                lines[index] = lines[index].removeprefix(margin)


def _wiki_heading(pattern: re.Pattern[str], line: str) -> str | None:
    if line[:1] not in ("h", "=") or (found := pattern.match(line)) is None:
        return None
    parts = found.groupdict()
    level = int(parts["level"]) if "level" in parts else len(parts["signs"])
    return f"{'#' * level} {parts['title']}"
