"""Text as it comes out of e-mails, wikis and word processors, brought to how it is typed in Markdown."""

import re
from collections.abc import Sequence
from itertools import pairwise

from notion_planner.extractor.text.fences import fence_at, outside_code
from notion_planner.extractor.text.wiki import from_wiki

# What web pages and word processors put for a blank, and what no reader sees at all.
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", **dict.fromkeys("\u00ad\u200b\u2060\ufeff")})
_QUOTED = re.compile(r"^[ \t]{0,3}>[ \t]?")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_ESCAPED_HEADING = re.compile(r"\\#(?:\\?#){0,5} ")
# That of a bar is left: it keeps it within a cell.
_ESCAPE = re.compile(r"\\(?=[#*_+.!>()\[\]`~-])")
_HEADING = re.compile(r"#{1,6} \S")
_MARKDOWN = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*(markdown|md)?[ \t]*$", re.IGNORECASE)
_SIGN_ALONE = re.compile(r"[ \t]*(?:[•◦▪●○■·‣⁃*–-]|\d{1,3}[.)])[ \t]*$")
# reStructuredText has a line of one sign below a title; "=" and "-" are Markdown's own.
_UNDERLINE = re.compile(r"([~^\"'*+#:.])\1{3,}[ \t]*$")
# One alone may be anything; a document has several.
_LEAST = 2
_UNDERLINING = frozenset("~^\"'*+#:.")
_LONGEST_SIGN = 12
_MOST_QUOTES = 10  # as a mail that went to and fro


def as_typed(lines: list[str], read: Sequence[int]) -> list[str]:
    """The lines without what copying put around and into them; each stays the line that it is."""
    result = [line if line.isascii() else _visible(line) for line in lines]
    _without_margin(result, [index for index in read if result[index].strip()])
    _without_fence(result, [index for index in read if result[index].strip()])
    _with_underlined_titles(result, read)
    shown = list(outside_code(result, read))
    _with_signs_at_their_text(result, shown)
    if any(result[index][:1] == "\\" and _ESCAPED_HEADING.match(result[index]) for index in shown):
        for index in shown:
            result[index] = _ESCAPE.sub("", result[index])
    return from_wiki(result, shown)


def _visible(line: str) -> str:
    """A paragraph that was moved in with blanks of the web is none of code."""
    result = line.translate(_BLANKS)
    is_moved = "\u00a0" in line[: len(line) - len(line.lstrip())] and not _ITEM.match(result)
    return result.lstrip() if is_moved else result


def _without_margin(lines: list[str], filled: list[int]) -> None:
    """Takes away what stands before each of these lines: the signs of a quote, or blanks."""
    for _ in range(_MOST_QUOTES):
        if len(filled) < _LEAST or not all(lines[index].lstrip(" ").startswith(">") for index in filled):
            break
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


def _without_fence(lines: list[str], filled: list[int]) -> None:
    """Takes away the fence around a whole document, as assistants hand it over."""
    fences = [index for index in filled if fence_at(lines[index])]
    if len(fences) < _LEAST or lines[fences[-1]].strip(" \t`~"):
        return
    opening = _MARKDOWN.match(lines[fences[0]])
    # Without a language it may be a script, whose comments look like headings.
    if opening is None or not (opening[1] or [fences[0], fences[-1]] == [filled[0], filled[-1]]):
        return
    headings = [index for index in filled if _HEADING.match(lines[index])]
    if len(headings) >= _LEAST and fences[0] < headings[0] and headings[-1] < fences[-1]:
        lines[fences[0]] = lines[fences[-1]] = ""


def _with_underlined_titles(lines: list[str], read: Sequence[int]) -> None:
    signs: list[str] = []
    titles = []
    for above, index in pairwise(read):
        line = lines[index]
        if line[:1] not in _UNDERLINING or not (found := _UNDERLINE.match(line)):
            continue
        title = lines[above].strip()
        if title[:1].isalnum() and len(title) <= len(line.rstrip()) + 2:
            signs += [] if found[1] in signs else [found[1]]
            titles.append((above, index, min(3 + signs.index(found[1]), 6)))
    for above, index, level in titles if len(titles) >= _LEAST else ():
        lines[above], lines[index] = f"{'#' * level} {lines[above].strip()}", ""


def _with_signs_at_their_text(lines: list[str], shown: Sequence[int]) -> None:
    """Lists out of a PDF file: the sign in a line of its own, the text in the next."""
    alone = [
        (index, below)
        for index, below in pairwise(shown)
        if len(lines[index]) < _LONGEST_SIGN
        and _SIGN_ALONE.match(lines[index])
        and lines[below][:1].strip()
        and not _SIGN_ALONE.match(lines[below])
    ]
    for index, below in alone if len(alone) >= _LEAST else ():
        sign = lines[index].strip()
        lines[below] = f"{sign if sign[0].isdigit() else '-'} {lines[below]}"
        lines[index] = ""
