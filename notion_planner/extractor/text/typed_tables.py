"""Tables drawn with "+", without a rule below their head, or out of a spreadsheet, as those of Markdown."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from notion_planner.extractor.text.fences import outside_code
from notion_planner.extractor.wording import vocabulary

_RULE = re.compile(r"^[ \t]*\+(?:[-=:]+\+){1,40}[ \t]*$")
_DELIMITER = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,40}\|?[ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_EDGES = frozenset("|+")
_SEPARATORS = ("\t", ";", ",")
# Two lines with a bar each may be text.
_LEAST = 3
_LEAST_KNOWN = 2
_LONGEST = 4000
_LONGEST_NAME = 40

_Line = tuple[str, int]
_Row = tuple[list[str], int]


def with_typed_tables(lines: list[str], origins: Sequence[int]) -> list[tuple[str, int]]:
    """The lines and where they come from, each such table as one of Markdown's."""
    shown = set(outside_code(lines, range(len(lines))))
    result: list[tuple[str, int]] = []
    for read, run in groupby(range(len(lines)), key=lambda n: _reader(lines[n]) if n in shown else None):
        own = [(lines[n], origins[n]) for n in run]
        rows = list(read(own)) if read and len(own) >= _LEAST else []
        width = len(rows[0][0]) if rows else 0
        is_table = len(rows) > 1 and width > 1 and all(len(cells) == width for cells, _ in rows)
        result += _table(rows, own[0][0]) if is_table else own
    return result


def _reader(line: str) -> Callable[[list[_Line]], Iterator[_Row]] | None:
    if line[:1].isalnum():
        is_row = ("," in line or ";" in line or "\t" in line) and len(line) < _LONGEST
        return _separated if is_row else None
    text = line.strip() if "|" in line or "+" in line else ""
    is_drawn = text[:1] in _EDGES and text[-1:] in _EDGES and len(line) < _LONGEST
    return _drawn if is_drawn else None


def _drawn(lines: list[_Line]) -> Iterator[_Row]:
    """None of a table that has Markdown's own rule.

    Between the rules of a drawn table a row may go on in further lines, unless only its head has them.
    """
    if any(_DELIMITER.match(text) for text, _ in lines):
        return
    groups = groupby(lines, key=lambda line: _RULE.match(line[0]) is not None)
    parts = [list(part) for is_rule, part in groups if not is_rule]
    for part in parts:
        rows = [([cell.strip() for cell in _BAR.split(text.strip()[1:-1])], origin) for text, origin in part]
        if len(parts) > 2 and len({len(cells) for cells, _ in rows}) == 1:
            columns = zip(*(cells for cells, _ in rows), strict=True)
            yield [" ".join(filter(None, column)) for column in columns], part[0][1]
        else:
            yield from rows


def _separated(lines: list[_Line]) -> Iterator[_Row]:
    """None where the first line does not name columns, or has blanks behind its signs as a text has."""
    if ", " in lines[0][0] or "; " in lines[0][0]:
        return
    head = {sign: _cells(lines[0][0], sign) for sign in _SEPARATORS}
    sign = max(_SEPARATORS, key=lambda sign: len(_known(head[sign])))
    if len(_known(head[sign])) >= _LEAST_KNOWN:
        yield from ((_cells(text, sign), origin) for text, origin in lines)


def _cells(text: str, sign: str) -> list[str]:
    return [cell.strip().replace("|", "\\|") for cell in next(csv.reader([text.strip()], delimiter=sign))]


def _known(head: list[str]) -> list[str]:
    return [cell for cell in head if len(cell) < _LONGEST_NAME and vocabulary.column(cell)]


def _table(rows: list[_Row], first: str) -> Iterator[_Line]:
    """As deep as its first line stands."""
    indent = first[: len(first) - len(first.lstrip())]
    (head, origin), *others = rows
    if re.search(r"\d", head[0]):  # a number or an identifier: it has no head
        head, others = [""] * len(head), rows
    yield indent + _row(head), origin
    yield indent + _row(["---"] * len(head)), origin
    for cells, at in others:
        yield indent + _row(cells), at


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
