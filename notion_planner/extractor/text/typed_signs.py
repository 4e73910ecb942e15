"""Lists and headings typed with signs that Markdown does not know, or knows with a common space only."""

import re
from collections.abc import Iterator, Sequence
from string import ascii_letters, digits

_WIDE_BLANK = re.compile(
    r"^([ \t]*(?:#{1,6}|[-*+]|\d{1,3}[.)]|[-*+] \[[ xX]\]))[\u00a0\u2000-\u200a\u3000]+(?=\S)"
)
_JOINED_HEADING = re.compile(r"^#{2,6}(?=[^\s#!])")
_HTML_HEADING = re.compile(r"^[ \t]*<h([1-6])\b[^<>]{0,300}>(.{1,300})</h\1>[ \t]*$", re.IGNORECASE)
# Text that was bold where it comes from has its signs inside: "**- \*\*R1\*\*: It opens.**"
_BOLD_LINE = re.compile(r"^\*\*((?:#{1,6}|[-*+]) .{1,2000}|-{3,})\*\*[ \t]*$")
_MIDDLE_DOT = re.compile(r"^([ \t]*)\u3000*[・･][ \t\u3000]*(?=\S)")

# Of these two lines together make a list; one alone may be a dialogue, a note or a remark.
_DASH = re.compile(
    r"^[ \t]*(?:[·–—→➤►▶»✓✔➢❖◆◇][ \t]*|-(?=[^\W\d_])|\*(?=[^\W\d_][^*]*$)|[o§]\t+|§ +|[•◦▪‣⁃☐])(?=\S)"
)
_BOX = re.compile(r"^[ \t]*\[[ xX]\][ \t]+(?=\S)")
_PICTURE = re.compile(
    r"^[ \t]*[\u2705\u274c\u2b50\u2b06-\u2bff\U0001f300-\U0001faff]\ufe0f?[ \t]+(?=[^\s*_])"
)
_NUMBER = re.compile(
    r"^[ \t]*(?:[(（](\d{1,2})[)）][ \t]*|(\d{1,2})(?:[．、）]|\\\.)[ \t]*|([①-⑳])[ \t]*)(?=\S)"
)
# What a line may not, and may, begin with that is one of these; beyond ASCII it may with anything.
_OTHER_SIGNS = frozenset("#|>+`_<" + ascii_letters)
_KNOWN_SIGNS = frozenset(" \t<#-*+" + digits)
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_DEEP_ITEM = re.compile(r"(\t+| {4,})(?:[-*+]|\d{1,3}[.)])[ \t]")


def with_known_signs(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with those that are meant as headings and items in Markdown's own signs.

    ``shown`` are those outside code.
    """
    result = list(lines)
    for index in shown:
        line = lines[index]
        if line and (line[0] in _KNOWN_SIGNS or not line[0].isascii()):
            result[index] = _known(line)
    for run in _runs([index for index in shown if result[index].strip()], result):
        for index in run:
            result[index] = _listed(result[index])
    return result


def _known(line: str) -> str:
    if line.startswith("**") and (bold := _BOLD_LINE.match(line)):
        return bold[1].replace("\\*", "*")
    if "<" in line and (heading := _HTML_HEADING.match(line)):
        return f"{'#' * int(heading[1])} {heading[2].strip()}"
    if line.startswith("##"):
        line = _JOINED_HEADING.sub(lambda sign: f"{sign[0]} ", line)
    if line.isascii():
        return line
    line = _WIDE_BLANK.sub(r"\1 ", line, count=1)
    return _MIDDLE_DOT.sub(r"\1- ", line) if "・" in line or "･" in line else line


def _runs(filled: list[int], lines: list[str]) -> Iterator[list[int]]:
    """Two and more lines, one below the other, that begin with signs of the same kind."""
    run: list[int] = []
    kind: tuple[str, int] | None = None
    for index in filled:
        found = _kind(lines[index])
        goes_on = found is not None and kind is not None and _follows(kind, found)
        if not goes_on:
            yield from [run] if len(run) > 1 else []
            run = []
        if found is not None:
            run.append(index)
        kind = found
    yield from [run] if len(run) > 1 else []


def _kind(line: str) -> tuple[str, int] | None:
    """The kind of sign that a line begins with, and its number."""
    first = line.lstrip()[:2]
    if (first[:1] in _OTHER_SIGNS and first != "o\t") or first in ("- ", "* ", "**"):
        return None
    if number := _NUMBER.match(line):
        sign = number[1] or number[2]
        return "number", int(sign) if sign else ord(number[3]) - ord("①") + 1
    for name, pattern in (("box", _BOX), ("picture", _PICTURE), ("dash", _DASH)):
        if pattern.match(line):
            return name, 0
    return None


def _follows(before: tuple[str, int], found: tuple[str, int]) -> bool:
    return before[0] == found[0] and (found[0] != "number" or found[1] == before[1] + 1)


def _listed(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if number := _kind(line) if _NUMBER.match(line) else None:
        return f"{indent}{number[1]}. {_NUMBER.sub('', line)}"
    if _BOX.match(line) or _PICTURE.match(line):
        return f"{indent}- {line.lstrip()}"
    return f"{indent}- {_DASH.sub('', line)}"


def with_lists_at_margin(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with a list that is indented below a text at the margin moved there."""
    result = list(lines)
    above, indent = "", ""
    for index in shown:
        line = lines[index]
        if not line.strip():
            continue
        if indent and not line.startswith(indent):
            indent = ""
        deep = _DEEP_ITEM.match(line) if line[0].isspace() and not indent else None
        if deep and above[:1].strip() and not _ITEM.match(above):
            indent = deep[1]
        result[index] = line.removeprefix(indent)
        above = line
    return result
