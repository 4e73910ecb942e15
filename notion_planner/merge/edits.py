"""Exact-text edits that turn a part of a page into another text, each hitting one place only. Pure."""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from notion_planner.merge.alignment import changed_runs
from notion_planner.notion.limits import PART_BLOCKS, PART_BYTES, parts_of
from notion_planner.notion.markup import Section, fence_aware, mentioned_pages

MOST_EDITS = 100  # content_updates in one request (Markdown endpoint's schema)
_TICK = re.compile(r"^(\t*- )\[[ xX]\]")
_TODO = re.compile(r"^\t*- \[([ xX])\] ")
_BEGINS_WITH_PAGE = re.compile(r"\t*- \[[ xX]\] <mention-page ")
# Addresses of uploads change on every read, and a page tag that is written moves the page.
_UNTOUCHABLE = re.compile(r"(?<!\\)(?:\\\\)*<(?:unknown|page|database|audio|video|file|pdf|image)\b|!\[")

Edit = tuple[str, str]


def line_edits(page: str, part: Section, target: str | None) -> list[Edit]:
    """Edits of changed runs of lines, last first, each widened until it occurs once in the page.

    ``part``: whole lines of the page, which become ``target``, or go where it is None.
    """
    lines, offset = page.split("\n"), page.count("\n", 0, part.start)
    old_lines, new_lines = part.text.split("\n"), [] if target is None else target.split("\n")
    edits: list[Edit] = []
    for low, high, new_low, new_high in reversed(changed_runs(old_lines, new_lines)):
        for start, old, new in reversed(_portions(low, old_lines[low:high], new_lines[new_low:new_high])):
            edits.append(_unique_edit(lines, offset + start, offset + start + len(old), new))
            lines[offset + start : offset + start + len(old)] = new
    return edits


def _portions(
    start: int, old: Sequence[str], new: Sequence[str]
) -> list[tuple[int, Sequence[str], Sequence[str]]]:
    """A run of lines, where it begins, and what takes its place, in as many as an edit can be large."""
    if len(old) + len(new) <= PART_BLOCKS and sum(map(len, (*old, *new))) <= PART_BYTES // 2:
        return [(start, old, new)]
    found: list[tuple[int, Sequence[str], Sequence[str]]] = []
    for before, after in zip_longest(_parted(old), _parted(new), fillvalue=()):
        found.append((start, before, after))
        start += len(before)
    return found


def _parted(lines: Sequence[str]) -> list[Sequence[str]]:
    parts = parts_of("\n".join(lines), blocks=PART_BLOCKS // 2, size=PART_BYTES // 2) if lines else []
    return [part.split("\n") for part in parts]


def _unique_edit(lines: Sequence[str], low: int, high: int, replacement: Sequence[str]) -> Edit:
    page = "\n".join(lines)
    first, last = low, high
    # An insertion holds on to both neighbours, and a deletion takes a line end between them: an edit that
    # quoted one of them only would tear a line apart that somebody adds words to meanwhile.
    if low == high or not replacement:
        first, last = max(0, low - 1), min(len(lines), high + 1)
        if first < low and last > high and _UNTOUCHABLE.search(lines[high]):
            last = high
        elif first < low and last > high and _UNTOUCHABLE.search(lines[first]):
            first = low
    while not occurs_once("\n".join(lines[first:last]), page) and (first > 0 or last < len(lines)):
        first, last = max(0, first - 1), min(len(lines), last + 1)
    new = [*lines[first:low], *replacement, *lines[high:last]]
    return "\n".join(lines[first:last]), "\n".join(new)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after these edits, each of which hits one place when its turn comes."""
    for old, new in edits:
        text = text.replace(old, new, 1)
    return text


def occurs_once(part: str, text: str) -> bool:
    """Whether the part stands at exactly one place; places that overlap count as two."""
    first = text.find(part)
    return first >= 0 and text.find(part, first + 1) < 0


def is_touchable(edits: Sequence[Edit]) -> bool:
    """Whether no edit rewrites an upload, a sub-page or a block that has no Markdown."""
    return not any(_UNTOUCHABLE.search(old) or _UNTOUCHABLE.search(new) for old, new in edits)


def tick_edits(page: str, ticks: Mapping[str, bool]) -> list[Edit]:
    """Edits that set the checkbox of what is about each of these pages, where it is not set so already."""
    lines = [
        _ticked(line, ticks) if not code and _TODO.match(line) else line for line, code in fence_aware(page)
    ]
    return line_edits(page, Section(text=page), "\n".join(lines))


def ticks_of(page: str) -> dict[str, bool]:
    """Id of each page that a to-do is about → whether that to-do is ticked."""
    lines = (line for line, code in fence_aware(page) if not code)
    todos = ((todo, _about(line)) for line in lines if (todo := _TODO.match(line)))
    return {about: todo.group(1) != " " for todo, about in todos if about}


def _ticked(line: str, ticks: Mapping[str, bool]) -> str:
    about = _about(line)
    if about is None or about not in ticks:
        return line
    return _TICK.sub(r"\1[x]" if ticks[about] else r"\1[ ]", line)


def _about(todo: str) -> str | None:
    """The page that a to-do begins with, as ours do, whatever stands behind it; or the only one."""
    pages = mentioned_pages(todo)
    return pages[0] if len(pages) == 1 or (pages and _BEGINS_WITH_PAGE.match(todo)) else None
