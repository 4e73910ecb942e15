"""Bases that an older release kept: in a form that told neither nesting nor the spaces in code. Pure."""

from collections.abc import Sequence

from notion_planner.merge.base import GIVEN_UP, Base
from notion_planner.notion.markup import fingerprint, former_fingerprint, formerly_canonical
from notion_planner.notion.units import Kind, Unit, keys_of, units_of

_FORMER = "~"  # before a mark that was made in the former form


def former_mark(mark: str) -> str:
    """The mark of an older state, which says so of itself: in today's form it may be another text's."""
    return mark if mark == GIVEN_UP else _FORMER + mark


def is_mark_of(mark: str | None, text: str) -> bool:
    if mark is not None and mark.startswith(_FORMER):
        return mark == _FORMER + former_fingerprint(text)
    return mark == fingerprint(text)


def in_todays_form(base: Base, heading: str, current: str, wanted: str) -> Base:
    """The base with that section's as today's release would have kept it.

    What the former form did not tell is taken from what is wanted now, then from what stands there: where
    neither the wording nor the specification changed, a person's nesting is told from ours.
    """
    mark = base.marks.get(heading, "")
    if not mark.startswith(_FORMER):
        return base
    if is_mark_of(mark, wanted):
        lines: Sequence[str] = keys_of(wanted)
        mark = fingerprint(wanted)
    else:
        theirs = units_of(current)
        found = _former_keys(theirs) if is_mark_of(mark, current) else base.lines.get(heading)
        if found is None:
            return base
        known = _by_former_key(theirs) | _by_former_key(units_of(wanted))
        lines = [known.get(key, key) for key in found]
        same = lines == [unit.key for unit in theirs]
        mark = fingerprint(current if same else "\n".join(lines))
    return Base(marks={**base.marks, heading: mark}, lines={**base.lines, heading: tuple(lines)})


def _former_keys(units: Sequence[Unit]) -> list[str]:
    return [_former_key(unit) for unit in units]


def _by_former_key(units: Sequence[Unit]) -> dict[str, str]:
    return {_former_key(unit): unit.key for unit in units}


def _former_key(unit: Unit) -> str:
    return unit.key if unit.kind in (Kind.ROW, Kind.TABLE) else formerly_canonical(unit.raw)
