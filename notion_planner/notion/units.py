"""A section as the units that people and we change: a line, a row, a whole code block or toggle. Pure."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from notion_planner.notion.markup import canonical, cells_of, closes_code, depth_of, fence_aware

_ROW = re.compile(r"\t*<tr\b.*?</tr>", re.S)
_CELL = re.compile(r"(<td\b[^<>]*>.*?</td>)", re.S)
_LOOSE = re.compile(r"\t*</?t(?:r|d|able|head|body)\b")
# What a person puts lines into, which stand one deeper there: a toggle's are one unit with it.
_CONTAINER = re.compile(r"\t*(?:<(?:columns|column|callout|synced_block)\b|#{1,4} .*\{[^{}]*toggle=\"true\")")
_HEADING = re.compile(r"\t*(#{1,4}) ")
_ATTRIBUTES = re.compile(r' \{(?:(?:toggle|color)="[^"{}]*" ?)+\}$')
_TODO = re.compile(r"^(\t*- )\[([ xX])\] ")
_ITEM = re.compile(r"(?:[-*+]|\d+\.) ")
_TOGGLE, _TOGGLE_END = "<details", "</details>"
_OPEN, _CLOSE, _ROW_KEY = "<table>", "</table>", "| "


class Kind(Enum):
    """Units of different kinds are never the same item."""

    TEXT = auto()
    ITEM = auto()
    ROW = auto()
    TABLE = auto()
    CODE = auto()
    TOGGLE = auto()


class Unit(NamedTuple):
    """``raw`` stands on the page; ``key`` is its canonical form, in which units are compared."""

    raw: str
    key: str

    @property
    def kind(self) -> Kind:
        return kind_of(self.key)

    @property
    def is_todo(self) -> bool:
        return _TODO.match(self.raw) is not None

    @property
    def is_ticked(self) -> bool:
        found = _TODO.match(self.raw)
        return found is not None and found.group(2) != " "

    @property
    def depth(self) -> int:
        return depth_of(self.raw)

    def holds(self, other: "Unit") -> bool:
        """Whether what a person puts there may stand within it: a column, a callout, a toggle heading."""
        level, below = (_HEADING.match(unit.raw) for unit in (self, other))
        is_beside = level and below and len(level.group(1)) >= len(below.group(1))
        return _CONTAINER.match(self.raw) is not None and not is_beside

    @property
    def is_loose(self) -> bool:
        """Whether it is a piece of a table outside of any."""
        return self.kind is Kind.TEXT and _LOOSE.match(self.raw) is not None

    def nested(self, deeper: int) -> "Unit":
        """The unit so many levels deeper, or less deep where that is negative."""
        return Unit(raw=_shifted(self.raw, deeper), key=_shifted(self.key, deeper))

    def dressed(self, like: "Unit", former: str) -> "Unit":
        """The unit as deep, and with the colour or further cells, that ``like`` was given since its key was
        ``former``.
        """
        raw = self.nested(like.depth - depth_of(former)).raw
        if self.kind is Kind.ROW:
            return Unit(raw=raw, key=self.key).widened(like.cells[len(self.cells) :])
        first, *rest = raw.split("\n")
        own, theirs = _ATTRIBUTES.search(first), _ATTRIBUTES.search(like.raw.split("\n", 1)[0])
        if theirs and not own and self.kind in (Kind.TEXT, Kind.ITEM):
            raw = "\n".join([first + theirs.group(), *rest])
        return Unit(raw=raw, key=canonical(raw) if raw != self.raw else self.key)

    @property
    def cells(self) -> list[str]:
        return cells_of(self.raw)

    def widened(self, cells: Sequence[str]) -> "Unit":
        """The row with these cells behind its own."""
        *lines, last = self.raw.split("\n")
        tabs = "\t" * self.depth
        added = [f"{tabs}<td>{cell}</td>" for cell in cells]
        raw = "\n".join([*lines, *added, last])
        return Unit(raw=raw, key=tabs + row_key(cells_of(raw))) if cells else self

    def arranged(self, places: Sequence[int]) -> "Unit":
        """The row with its cells in another order: at each place the one that stood at the place named."""
        pieces = _CELL.split(self.raw)
        pieces[1::2] = [pieces[1::2][place] for place in places]
        raw = "".join(pieces)
        return Unit(raw=raw, key="\t" * self.depth + row_key(cells_of(raw)))

    def is_widened(self, former: str, width: int) -> bool:
        """Whether it is the row of that key and of so many cells, with further cells behind."""
        return (
            self.kind is Kind.ROW and len(self.cells) > width and row_key(self.cells[:width]) == bare(former)
        )

    def ticked(self) -> "Unit":
        return self._replace(raw=_TODO.sub(r"\1[x] ", self.raw))


# A section's units are asked for three times: to compare it, to find what parts it and to edit it.
@lru_cache(maxsize=512)
def units_of(text: str) -> tuple[Unit, ...]:
    """The units in order; their ``raw`` joined by line ends is the text again.

    Empty lines belong to the unit before them.
    """
    found: list[Unit] = []
    for block in _with_toggles(blocks_of(text)):
        if not block.strip() or block.strip() == "<empty-block/>":
            if found:
                found[-1] = found[-1]._replace(raw=f"{found[-1].raw}\n{block}")
            else:
                found.append(Unit(raw=block, key=""))
        elif block.lstrip("\t").startswith("<table"):
            found.extend(_rows(block))
        else:
            found.append(Unit(raw=block, key=canonical(block)))
    return tuple(found)


def is_well_formed(units: Sequence[Unit]) -> bool:
    """Whether each table's rows, all as wide, and nothing else, stand between its first and last line."""
    inside = False
    width = 0
    for unit in units:
        if unit.is_loose:
            return False
        if unit.kind is Kind.ROW:
            width = width or len(unit.cells)
            if len(unit.cells) != width:
                return False
        if unit.kind is Kind.TABLE:
            opens = unit.key.lstrip("\t") == _OPEN
            if opens == inside:
                return False
            inside, width = opens, 0
        elif inside != (unit.kind is Kind.ROW):
            return False
    return not inside


def kind_of(key: str) -> Kind:
    """What a unit is, told by its canonical form."""
    key = key.lstrip("\t")
    if key in (_OPEN, _CLOSE):
        return Kind.TABLE
    if key.startswith(_ROW_KEY):
        return Kind.ROW
    if key.startswith(("```", "~~~")):
        return Kind.CODE
    if key.startswith(_TOGGLE):
        return Kind.TOGGLE
    return Kind.ITEM if _ITEM.match(key) else Kind.TEXT


def bare(key: str) -> str:
    """A unit's key as it would be if it were not nested in anything."""
    return _shifted(key, -depth_of(key))


def words_of(key: str) -> str:
    """What a unit says, wherever it is nested and whatever colour it has."""
    return _ATTRIBUTES.sub("", bare(key))


def _shifted(text: str, deeper: int) -> str:
    if deeper < 0:
        return re.sub(rf"(?m)^\t{{0,{-deeper}}}", "", text)
    return re.sub(r"(?m)^(?=.)", "\t" * deeper, text) if deeper else text


def keys_of(text: str) -> tuple[str, ...]:
    return tuple(unit.key for unit in units_of(text))


def blocks_of(text: str) -> list[str]:
    """Lines, with those of one code block or one table in one piece."""
    blocks: list[str] = []
    held: list[str] = []
    is_code = False
    for line, code in fence_aware(text):
        if not held and (code or line.lstrip("\t").startswith("<table")):
            held, is_code = [line], code
            closed = not code and "</table>" in line
        elif held:
            held.append(line)
            closed = closes_code(held[0], line) if is_code else "</table>" in line
        else:
            blocks.append(line)
            continue
        if closed:
            blocks.append("\n".join(held))
            held = []
    return [*blocks, "\n".join(held)] if held else blocks


def _with_toggles(blocks: Sequence[str]) -> list[str]:
    """The blocks, with those of one toggle in one piece; one that is not closed stays in its lines."""
    found: list[str] = []
    held: list[str] = []
    for block in blocks:
        if held or block.lstrip("\t").startswith(_TOGGLE):
            held.append(block)
        else:
            found.append(block)
        if held and block == "\t" * depth_of(held[0]) + _TOGGLE_END:
            found.append("\n".join(held))
            held = []
    return [*found, *held]


def row_key(cells: Sequence[str]) -> str:
    return _ROW_KEY + canonical(f"| {' | '.join(cells)} |")


def with_whole_rows(units: Sequence[Unit], headers: Sequence[Sequence[str]]) -> list[Unit]:
    """The units with rows of ours as wide as the tables in which they stand.

    ``headers``: the first rows of our tables; a person may have added columns behind one's.
    """
    found: list[Unit] = []
    header: list[str] = []
    for unit in units:
        if unit.kind is Kind.TABLE:
            header = []
        elif unit.kind is Kind.ROW:
            header = header or unit.cells
            missing = len(header) - len(unit.cells)
            is_ours = missing > 0 and any(header[: len(unit.cells)] == list(first) for first in headers)
            found.append(unit.widened([""] * missing) if is_ours else unit)
            continue
        found.append(unit)
    return found


def header_rows(units: Sequence[Unit]) -> list[Sequence[str]]:
    """The cells of each table's first row."""
    return [
        row.cells for opening, row in pairwise(units) if opening.kind is Kind.TABLE and row.kind is Kind.ROW
    ]


def _rows(table: str) -> list[Unit]:
    rows = list(_ROW.finditer(table, 0, table.rfind("</tr>") + len("</tr>")))
    parts = (
        [table[: rows[0].start()], *(row.group() for row in rows), table[rows[-1].end() :]] if rows else []
    )
    parts = [part.strip("\n") for part in parts]
    # Only where every row stands on lines of its own can rows be exchanged one by one.
    if "\n".join(parts) != table or not all(parts):
        return [Unit(raw=table, key=canonical(table))]
    keys = (row_key(cells_of(row.group())) for row in rows)
    tabs = "\t" * depth_of(table)
    return [
        Unit(raw=parts[0], key=tabs + _OPEN),
        *(Unit(raw=raw, key=tabs + key) for raw, key in zip(parts[1:-1], keys, strict=True)),
        Unit(raw=parts[-1], key=tabs + _CLOSE),
    ]
