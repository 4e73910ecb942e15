"""A section as the units that people and we change: a line, a row, a whole code block or toggle. Pure."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from notion_planner.notion.markup import canonical, cells_of, closes_code, depth_of, fence_aware

_ROW = re.compile(r"<tr\b.*?</tr>", re.S)
_LOOSE = re.compile(r"\t*</?t(?:r|d|able|head|body)\b")
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

    @property
    def is_loose(self) -> bool:
        """Whether it is a piece of a table outside of any."""
        return self.kind is Kind.TEXT and _LOOSE.match(self.raw) is not None

    def ticked(self) -> "Unit":
        return self._replace(raw=_TODO.sub(r"\1[x] ", self.raw))


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
    """Whether each table's rows, and nothing else, stand between its first and last line."""
    inside = False
    for unit in units:
        if unit.is_loose:
            return False
        if unit.kind is Kind.TABLE:
            opens = unit.key == _OPEN
            if opens == inside:
                return False
            inside = opens
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


def _rows(table: str) -> list[Unit]:
    rows = list(_ROW.finditer(table, 0, table.rfind("</tr>") + len("</tr>")))
    parts = (
        [table[: rows[0].start()], *(row.group() for row in rows), table[rows[-1].end() :]] if rows else []
    )
    parts = [part.strip("\n") for part in parts]
    # Only where every row stands on lines of its own can rows be exchanged one by one.
    if "\n".join(parts) != table or not all(parts):
        return [Unit(raw=table, key=canonical(table))]
    keys = (canonical(f"| {' | '.join(cells_of(row.group()))} |") for row in rows)
    return [
        Unit(raw=parts[0], key=_OPEN),
        *(Unit(raw=raw, key=_ROW_KEY + key) for raw, key in zip(parts[1:-1], keys, strict=True)),
        Unit(raw=parts[-1], key=_CLOSE),
    ]
