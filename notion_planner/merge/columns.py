"""Tables in which a person put columns before ours, or ours in another order. Pure.

They are merged with our columns in front of a person's, and then set out as they stood.
"""

from collections.abc import Mapping, Sequence

from notion_planner.notion.units import Kind, Unit, bare, header_rows, row_key

# A table's header → which of its cells comes to each place.
Places = Mapping[tuple[str, ...], Sequence[int]]


def ours_first(
    base: Sequence[str], theirs: Sequence[Unit], ours: Sequence[Unit]
) -> tuple[Sequence[Unit], Places]:
    """The page's units with our columns in front, and how to set them out as they stood.

    Columns are known by their names. Where one is missing or there twice, or was not there before, or a table
    of ours stands beside with its columns in front, all stays as it is.
    """
    standing, before = header_rows(theirs), {bare(key) for key in base}
    headers = [
        header
        for header in header_rows(ours)
        if row_key(header) in before and not any(_begins(row, header) for row in standing)
    ]
    there: dict[tuple[str, ...], Sequence[int]] = {}
    back: dict[tuple[str, ...], Sequence[int]] = {}
    for row in standing:
        if places := _places(row, headers):
            there[tuple(row)] = places
            inverse = [places.index(place) for place in range(len(row))]
            if back.setdefault(tuple(row[place] for place in places), inverse) != inverse:
                return theirs, {}
    return set_out(theirs, there), back


def set_out(units: Sequence[Unit], places: Places) -> Sequence[Unit]:
    """The units with the cells of these tables in another order."""
    if not places:
        return units
    found: list[Unit] = []
    order: Sequence[int] = ()
    for unit in units:
        if unit.kind is Kind.ROW and found and found[-1].kind is Kind.TABLE:
            order = places.get(tuple(unit.cells), ())
        is_meant = unit.kind is Kind.ROW and len(unit.cells) == len(order)
        found.append(unit.arranged(order) if is_meant else unit)
    return found


def _begins(row: Sequence[str], header: Sequence[str]) -> bool:
    return list(row[: len(header)]) == list(header)


def _places(row: Sequence[str], headers: Sequence[Sequence[str]]) -> list[int]:
    """Where our columns stand, then where the others do; empty where ours are not all there."""
    named = [header for header in headers if all(row.count(name) == 1 for name in header)]
    if not named:
        return []
    ours = [row.index(name) for name in max(named, key=len)]
    return [*ours, *(place for place in range(len(row)) if place not in ours)]
