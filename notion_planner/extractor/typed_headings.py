"""Headings that are only numbered lines: "4.1 Login" above what a paragraph says of it."""

import re
from collections.abc import Sequence

from notion_planner.extractor.fences import outside_code

_NUMBERED = re.compile(r"^[ \t]*(\d{1,2}(?:\.\d{1,2}){0,3})[.)、]?[ \t]+(?=\D)\S.{1,60}$")
_ENDS = (".", ",", ";", ":", "!", "?", "。", "；", "：", "|")
_MOST_WORDS = 7
# Two numbers in a row may stand in any text.
_LEAST = 3


def with_numbered_headings(lines: list[str], read: Sequence[int]) -> list[str]:
    """The lines, with those as headings whose numbers follow each other and that have a text below them."""
    filled = [index for index in outside_code(lines, read) if lines[index].strip()]
    chain: list[tuple[int, tuple[int, ...]]] = []
    for position, index in enumerate(filled[:-1]):
        number = _number(lines[index])
        below = lines[filled[position + 1]]
        if number is None or below.lstrip().startswith("#") or _lists(number, _number(below)):
            continue
        if chain and not _follows(chain[-1][1], number):
            continue
        if chain or number[-1] == 1:
            chain.append((index, number))
    if len(chain) < _LEAST or all(len(number) == 1 for _, number in chain):
        return lines
    result = list(lines)
    for index, number in chain:
        result[index] = f"{'#' * min(len(number) + 1, 6)} {lines[index].strip()}"
    return result


def _lists(number: tuple[int, ...], below: tuple[int, ...] | None) -> bool:
    """Whether the line below is the next of a list, and none of what stands below a heading."""
    return below is not None and len(below) <= len(number) and _follows(number, below)


def _number(line: str) -> tuple[int, ...] | None:
    """The number that a short line begins with which is no sentence."""
    found = _NUMBERED.match(line)
    if found is None or line.rstrip().endswith(_ENDS) or len(line.split()) > _MOST_WORDS:
        return None
    return tuple(map(int, found[1].split(".")))


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether a number comes next: behind "4.2" comes "4.2.1", "4.3", "5" or "5.1"."""
    deeper = (*before, 1)
    after = [(*before[:size], before[size] + 1) for size in range(len(before))]
    return number == deeper or any(number in (one, (*one, 1)) for one in after)
