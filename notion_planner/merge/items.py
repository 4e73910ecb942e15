"""Three-way merge of one section, unit by unit: where both sides changed one item, the person's stays. Pure.

base: the units' keys as we last meant them to be; theirs: the section on the page; ours: the section that
the specification asks for now.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from merge3 import Merge3
from rapidfuzz import fuzz

from notion_planner.merge.alignment import aligned, changed_runs
from notion_planner.merge.columns import Places, ours_first, set_out
from notion_planner.merge.pairing import pair_off
from notion_planner.model.base import Frozen
from notion_planner.notion.markup import depth_of
from notion_planner.notion.units import (
    Kind,
    Unit,
    bare,
    header_rows,
    is_well_formed,
    kind_of,
    with_whole_rows,
    words_of,
)

_PAGE = re.compile(r"@[0-9a-f]{32}\b")  # a mention in canonical form
# Two wordings of one item are at least this much alike (percent of rapidfuzz's ratio).
_SAME_ITEM = 60.0
# Comparing each with each of more items would cost more than the finer merge is worth.
_MOST_PAIRS = 2_500
_LONGEST_COMPARED = 1_000


class Conflict(Frozen):
    """One item that both sides changed, each as its canonical text; empty where a side removed it."""

    base: str
    theirs: str
    ours: str


class Merged(Frozen):
    """``text`` is to stand on the page; ``base`` the keys that the next sync compares with."""

    text: str
    base: tuple[str, ...]
    conflicts: tuple[Conflict, ...] = ()


class _Part(NamedTuple):
    units: Sequence[Unit]
    base: Sequence[str]
    conflicts: Sequence[Conflict] = ()


def merge_units(
    base: Sequence[str], theirs: Sequence[Unit], ours: Sequence[Unit], reworded: Mapping[str, str]
) -> Merged:
    """``reworded``: former → present text of items that kept their identity in the specification."""
    ours = carry_ticks(theirs, ours, reworded)
    theirs, as_they_stood = ours_first(base, theirs, ours)
    headers = header_rows(ours)
    merged = _merged(list(_parts(base, theirs, ours, reworded)), headers, as_they_stood)
    if not merged.conflicts:
        return merged
    # An item that somebody moved is missing from its stretch and surplus in another: only the whole tells.
    whole = _merged([_Items(base, theirs, ours, reworded).merge()], headers, as_they_stood)
    return whole if len(whole.conflicts) < len(merged.conflicts) else merged


def _merged(parts: Sequence[_Part], headers: Sequence[Sequence[str]], as_they_stood: Places) -> Merged:
    whole = with_whole_rows([unit for part in parts for unit in part.units], headers)
    units = set_out(whole, as_they_stood)
    return Merged(
        text="\n".join(unit.raw for unit in units),
        base=tuple(key for part in parts for key in part.base),
        conflicts=tuple(conflict for part in parts for conflict in part.conflicts),
    )


def as_standing(theirs: Sequence[Unit], ours: Sequence[Unit]) -> list[Unit]:
    """Our units, those that stand there already as they stand there: with the comments on their words."""
    runs = changed_runs([unit.key for unit in theirs], [unit.key for unit in ours])
    kept: list[Unit] = []
    at = 0
    for low, high, new_low, new_high in runs:
        kept += [*theirs[at:low], *ours[new_low:new_high]]
        at = high
    kept += theirs[at:]
    return kept if is_well_formed(kept) else list(ours)


def _parts(
    base: Sequence[str], theirs: Sequence[Unit], ours: Sequence[Unit], reworded: Mapping[str, str]
) -> Iterator[_Part]:
    their_keys, our_keys = [unit.key for unit in theirs], [unit.key for unit in ours]
    regions = Merge3(list(base), their_keys, our_keys).find_sync_regions()
    at = (0, 0, 0)
    for base_low, base_high, their_low, their_high, our_low, our_high in regions:
        gap = base[at[0] : base_low], theirs[at[1] : their_low], ours[at[2] : our_low]
        if any(gap):
            yield _settle(*gap, reworded)
        yield _Part(theirs[their_low:their_high], our_keys[our_low:our_high])
        at = base_high, their_high, our_high


def _settle(
    base: Sequence[str], theirs: Sequence[Unit], ours: Sequence[Unit], reworded: Mapping[str, str]
) -> _Part:
    """One stretch in which at least one side differs from the base."""
    their_keys, our_keys = [unit.key for unit in theirs], [unit.key for unit in ours]
    if their_keys == our_keys or our_keys == list(base):
        return _Part(theirs, our_keys)
    if their_keys == list(base):
        return _Part(ours, our_keys)
    return _Items(base, theirs, ours, reworded).merge()


class _Items:
    """A stretch that both sides changed, settled item by item in the order of the page."""

    def __init__(
        self, base: Sequence[str], theirs: Sequence[Unit], ours: Sequence[Unit], reworded: Mapping[str, str]
    ) -> None:
        self._base, self._theirs, self._ours = base, theirs, ours
        their_keys, our_keys = [unit.key for unit in theirs], [unit.key for unit in ours]
        self._their_base = _invert(match(base, their_keys, {}))
        # Lines such as "**Tasks**:" are said several times: which of ours is which, their neighbours tell.
        beside = dict(aligned([words_of(key) for key in base], [words_of(key) for key in our_keys]))
        self._base_ours = match(base, our_keys, reworded, beside)
        matched = set(self._base_ours.values())
        self._added_by_us = [index for index in range(len(ours)) if index not in matched]
        self._conflicts: list[Conflict] = []
        self._kept_base: dict[int, str] = {}
        self._kept_dropped: dict[int, list[str]] = {}

    def merge(self) -> _Part:
        result: list[tuple[Unit, int | None]] = []
        for index, unit in enumerate(self._theirs):
            kept, ours = self._theirs_or_ours(index, unit)
            if kept is not None:
                result.append((kept, ours))
        self._removed_by_person()
        for index in self._not_there_yet():
            place, deeper = self._place([unit for unit, _ in result], self._behind(result, index), index)
            result.insert(place, (self._ours[index].nested(deeper), index))
        return _Part([unit for unit, _ in result], self._new_base(), self._conflicts)

    def _theirs_or_ours(self, index: int, unit: Unit) -> tuple[Unit | None, int | None]:
        at = self._their_base.get(index)
        if at is None:
            return unit, self._added_alike(unit)
        base, ours = self._base[at], self._base_ours.get(at)
        if ours is None:
            if _is_as_written(unit, base) and not self._has_new_child(index, at):
                return None, None
            self._conflict(at, unit.key, "")
            return unit, None
        wanted = self._ours[ours]
        if unit.key == base:
            return wanted, ours
        if words_of(unit.key) == words_of(wanted.key) or wanted.key == base:
            return unit, ours
        if words_of(unit.key) == words_of(base) or unit.is_widened(base, len(wanted.cells)):
            return wanted.dressed(unit, base), ours
        self._conflict(at, unit.key, wanted.key, ours)
        return unit, ours

    def _added_alike(self, unit: Unit) -> int | None:
        """What we add, too, in the same words."""
        return next((n for n in self._added_by_us if self._ours[n].key == unit.key), None)

    def _has_new_child(self, index: int, own: int) -> bool:
        """Whether a person has put something below the item that would hang in the air without it.

        ``own``: where the item stands in the base.
        """
        following, depth = index + 1, self._theirs[index].depth
        if following >= len(self._theirs) or self._theirs[following].depth <= depth:
            return False
        at = self._their_base.get(following)
        if at is not None:
            return depth_of(self._base[at]) <= depth_of(self._base[own])
        return self._added_alike(self._theirs[following]) is None

    def _removed_by_person(self) -> None:
        present = set(self._their_base.values())
        for at, ours in self._base_ours.items():
            if at not in present and self._ours[ours].key != self._base[at]:
                self._conflict(at, "", self._ours[ours].key, ours)

    def _conflict(self, at: int, theirs: str, wanted: str, ours: int | None = None) -> None:
        self._conflicts.append(Conflict(base=self._base[at], theirs=theirs, ours=wanted))
        # The base stays as it was, so that the conflict is found again until somebody settles it.
        if ours is not None:
            self._kept_base[ours] = self._base[at]
        else:
            self._kept_dropped.setdefault(self._ours_before(at), []).append(self._base[at])

    def _ours_before(self, at: int) -> int:
        """Our item behind which one of the base stood that we no longer ask for; -1 before all others."""
        return next((self._base_ours[n] for n in range(at - 1, -1, -1) if n in self._base_ours), -1)

    def _new_base(self) -> list[str]:
        kept = list(self._kept_dropped.get(-1, ()))
        for index, unit in enumerate(self._ours):
            kept += [self._kept_base.get(index, unit.key), *self._kept_dropped.get(index, ())]
        return kept

    def _not_there_yet(self) -> list[int]:
        theirs = {unit.key for index, unit in enumerate(self._theirs) if index not in self._their_base}
        return [index for index in self._added_by_us if self._ours[index].key not in theirs]

    def _behind(self, result: Sequence[tuple[Unit, int | None]], index: int) -> int:
        """The place behind the nearest of our items that precede it and are there."""
        places = {ours: place for place, (_, ours) in enumerate(result) if ours is not None}
        before = next((places[n] for n in range(index - 1, -1, -1) if n in places), None)
        return 0 if before is None else before + 1

    def _place(self, units: Sequence[Unit], place: int, index: int) -> tuple[int, int]:
        """Where our item comes to stand from that place on, behind what is nested below the item before it,
        and how much deeper than it is asked for: a person may have put that one into columns.
        """
        deeper = _containers(units, place, self._ours[index])
        depth = self._ours[index].depth + deeper
        while place < len(units) and units[place].depth > depth:
            place += 1
        return place, deeper


def _is_as_written(unit: Unit, base: str) -> bool:
    """Whether nobody did more to it than to nest it, or to add cells behind it that are empty."""
    now, before = bare(unit.key), bare(base)
    return now == before or (unit.kind is Kind.ROW and now.rstrip("| ") == before.rstrip("| "))


def _containers(units: Sequence[Unit], place: int, unit: Unit) -> int:
    """How many columns, callouts and toggle headings hold the unit when it comes to stand at that place."""
    if not place:
        return 0
    last = units[place - 1]
    begins = place < len(units) and units[place].depth > last.depth and last.holds(unit)
    found, depth = int(begins), last.depth
    for before in reversed(units[: place - 1]):
        if before.depth < depth:
            found, depth = found + before.holds(unit), before.depth
    return found


def match(
    old: Sequence[str],
    new: Sequence[str],
    reworded: Mapping[str, str],
    known: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Index → index of the same item: equal, reworded by the specification, nested, then the most alike.

    ``known``: those that are known to be the same.
    """
    pairs = dict(known or {})
    words = [words_of(key) for key in new]
    _pair_equal(old, new, pairs)
    if reworded:
        _pair_equal([_reword(key, reworded) for key in old], new, pairs)
    _pair_equal([words_of(_reword(key, reworded)) for key in old], words, pairs)
    taken = set(pairs.values())
    rest = [index for index in range(len(new)) if index not in taken]
    return pairs | _alike(old, new, [index for index in range(len(old)) if index not in pairs], rest)


def _pair_equal(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> None:
    places: dict[str, list[int]] = {}
    taken = set(pairs.values())
    for index, key in enumerate(new):
        if index not in taken:
            places.setdefault(key, []).append(index)
    for index, key in enumerate(old):
        if index not in pairs and places.get(key):
            pairs[index] = places[key].pop(0)


def _alike(
    old: Sequence[str], new: Sequence[str], old_free: Sequence[int], new_free: Sequence[int]
) -> dict[int, int]:
    if len(old_free) * len(new_free) > _MOST_PAIRS:
        return {}
    candidates = (
        (_ratio(old[a], new[b]), a, b)
        for a in old_free
        for b in new_free
        if kind_of(old[a]) is kind_of(new[b]) and not _name_different_pages(old[a], new[b])
    )
    return pair_off(candidates, _SAME_ITEM)


def _name_different_pages(first: str, second: str) -> bool:
    """Whether each is an item of one page, and not of the same: ids are alike where their pages are not."""
    if kind_of(first) is not Kind.ITEM:
        return False
    pages = [_PAGE.findall(key) for key in (first, second)]
    return all(len(found) == 1 for found in pages) and pages[0] != pages[1]


def _ratio(first: str, second: str) -> float:
    return fuzz.ratio(first[:_LONGEST_COMPARED], second[:_LONGEST_COMPARED], score_cutoff=_SAME_ITEM)


def _reword(key: str, reworded: Mapping[str, str]) -> str:
    for old, new in reworded.items():
        if old in key:
            return key.replace(old, new)
    return key


def _invert(pairs: Mapping[int, int]) -> dict[int, int]:
    return {new: old for old, new in pairs.items()}


def carry_ticks(
    theirs: Sequence[Unit], ours: Sequence[Unit], reworded: Mapping[str, str]
) -> tuple[Unit, ...]:
    """Our units with the ticks that the same to-dos have on the page, wherever they stand there."""
    if not any(unit.is_ticked for unit in theirs):
        return tuple(ours)
    old = [unit for unit in theirs if unit.is_todo]
    new = [(index, unit) for index, unit in enumerate(ours) if unit.is_todo]
    pairs = match([unit.key for unit in old], [unit.key for _, unit in new], reworded)
    ticked = {new[b][0] for a, b in pairs.items() if old[a].is_ticked}
    return tuple(unit.ticked() if index in ticked else unit for index, unit in enumerate(ours))
