"""Toggles that stand for sections of a page: each becomes the heading as which its author wrote it."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

_SUMMARY = re.compile(r"<summary[^<>]{0,300}>(.{1,300}?)</summary>")
_DRESS = re.compile(r"<[^<>]{0,300}>|\*")
_HEADING = re.compile(r"(#{1,6}) ")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_BOX = re.compile(r"\s*<(?P<end>/?)(?P<name>details|callout|aside)\b(?!.*</(?P=name)>$)")
_LONGEST = 80
_DEEPEST = 6
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！", "…")
_NO_TEXT = ("", "---", "<empty-block/>")


@dataclass(slots=True)
class _Toggle:
    """``start`` and ``end`` are the lines of its tags; ``last`` the level of the heading above within it."""

    start: int
    depth: int
    title: str
    in_item: bool
    end: int = 0
    level: int = 0
    last: int = 0
    lowered: int | None = None


def boxes_in(lines: list[str], shown: Sequence[int]) -> tuple[range, ...]:
    """The lines of each toggle and callout, the outer ones first; ``shown`` are those outside code."""
    opened: list[tuple[str, int]] = []
    found: list[range] = []
    for index in shown:
        tag = _BOX.match(lines[index]) if "<" in lines[index] else None
        if tag is None:
            continue
        if not tag["end"]:
            opened.append((tag["name"], index))
        elif opened and opened[-1][0] == tag["name"]:
            found.append(range(opened.pop()[1], index + 1))
    return tuple(sorted(found, key=lambda box: box.start))


def with_sections(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with the titles of such toggles as headings, and headings within a toggle below its own.

    A toggle whose title is a sentence, that stands in a list's item, or that text of the section around it
    follows on, hides a detail and stays what it is. ``shown`` are the lines outside code.
    """
    if not any("<summary" in lines[index] for index in shown):
        return lines
    found = _sections(_toggles(lines, shown), lines, shown)
    result = list(lines)
    inside: list[_Toggle] = []
    above = 1
    for index in shown:
        text = lines[index].lstrip("\t")
        if inside and index == inside[-1].end:
            inside.pop()
        elif toggle := found.get(index):
            toggle.level = toggle.last = min((inside[-1].last if inside else above) + 1, _DEEPEST)
            inside.append(toggle)
        elif inside and index == inside[-1].start + 1:
            result[index] = "\t" * inside[-1].depth + "#" * inside[-1].level + " " + inside[-1].title
        elif heading := _HEADING.match(text):
            if inside:
                result[index] = "\t" * (len(lines[index]) - len(text)) + _below(inside[-1], text)
            else:
                above = len(heading[1])
    return result


def _below(toggle: _Toggle, heading: str) -> str:
    signs, words = heading.split(" ", 1)
    if toggle.lowered is None:
        toggle.lowered = max(0, toggle.level + 1 - len(signs))
    toggle.last = min(len(signs) + toggle.lowered, _DEEPEST)
    return f"{'#' * toggle.last} {words}"


def _toggles(lines: list[str], shown: Sequence[int]) -> list[_Toggle]:
    """Those that are closed, in the order of their first lines."""
    opened: list[_Toggle] = []
    found: list[_Toggle] = []
    parents: list[str] = []
    for index in shown:
        text = lines[index].lstrip("\t")
        depth = len(lines[index]) - len(text)
        del parents[depth:]
        if text.startswith("<details"):
            summary = _SUMMARY.search(lines[index + 1]) if index + 1 < len(lines) else None
            title = _DRESS.sub("", summary[1]).strip() if summary else ""
            opened.append(_Toggle(index, depth, title, any(map(_ITEM.match, parents))))
        elif text.startswith("</details>") and opened and opened[-1].depth == depth:
            opened[-1].end = index
            found.append(opened.pop())
        parents += [""] * (depth - len(parents)) + [text]
    return sorted(found, key=lambda toggle: toggle.start)


def _sections(toggles: list[_Toggle], lines: list[str], shown: Sequence[int]) -> dict[int, _Toggle]:
    """Those that are sections, by their first lines: of some in a row all or none."""
    found: dict[int, _Toggle] = {}
    behind = _lines_behind({toggle.end for toggle in toggles}, lines, shown)
    for toggle in reversed(toggles):
        following = behind[toggle.end]
        text = lines[following].strip() if following is not None else ""
        ends = not text or text.startswith("</") or _HEADING.match(text) or following in found
        # "Who is it for?" is a section beside others; several questions alone are asked.
        named = _names_section(toggle) or (toggle.title.endswith("?") and following in found)
        if ends and named and not toggle.in_item and toggle.end > toggle.start + 2:
            found[toggle.start] = toggle
    return found


def _lines_behind(ends: Set[int], lines: list[str], shown: Sequence[int]) -> dict[int, int | None]:
    """The next line with words in it behind each of these."""
    found: dict[int, int | None] = {}
    following: int | None = None
    for index in reversed(shown):
        if index in ends:
            found[index] = following
        if lines[index].strip() not in _NO_TEXT:
            following = index
    return found


def _names_section(toggle: _Toggle) -> bool:
    return 0 < len(toggle.title) <= _LONGEST and not toggle.title.endswith(_SENTENCE_ENDS)
