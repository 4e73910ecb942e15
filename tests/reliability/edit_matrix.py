"""Tries edits of people while the specification stays, changes at the same place, or at another.

All edits of one column are made in one workspace, each at a task, plan line or page of its own. Run as below
it tries every edit.

    python -m tests.reliability.edit_matrix
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

from notion_planner.config import starter_settings
from notion_planner.model.report import Problem, Report
from tests.reliability import document
from tests.reliability.edits import CRITERION, EDITS, REQUIREMENT, TITLE, Deed, On, Place, TextEdit
from tests.reliability.world import LONG_ENOUGH, Attempt, Person, Saved, World

NAME = "edits"
_SETTINGS = starter_settings().with_profile("quick")
_SYLLABLES = ("bar", "cor", "dil", "fen", "gul", "hap", "jom", "kes", "lun")
_MOST_EDITS = 100  # a request's content_updates
Edits = tuple[TextEdit | Deed, ...]


class Column(StrEnum):
    """Another place is a requirement behind those at which edits are made."""

    NONE = "specification unchanged"
    SAME = "same place changed"
    OTHER = "another place changed"


@dataclass(frozen=True)
class Cell:
    """``kept``: the edit still stands. ``carried``: the specification's change is there, too.
    ``reported``: the report names the page."""

    edit: str
    column: Column
    kept: bool
    carried: bool
    reported: bool

    @property
    def good(self) -> bool:
        return self.kept and (self.column is not Column.SAME or self.carried or self.reported)

    def __str__(self) -> str:
        if not self.kept:
            return "LOST"
        if self.column is not Column.SAME:
            return "kept"
        if self.carried:
            return "kept, change carried"
        return "kept, conflict reported" if self.reported else "kept, change LOST"


@dataclass(frozen=True)
class Outcome:
    cells: tuple[Cell, ...]
    later_writes: int


@dataclass(frozen=True)
class _Start:
    saved: Saved
    plan: str
    spec: str
    tasks: dict[int, str]


def thing(number: int) -> str:
    """A word of its own for each requirement, near to no other."""
    first, second = divmod(number, len(_SYLLABLES))
    return f"{_SYLLABLES[first % len(_SYLLABLES)]}{_SYLLABLES[second]}s"


def _lines(number: int, word: str) -> tuple[str, str]:
    requirement = REQUIREMENT.format(thing=thing(number)).replace("paper", word)
    criterion = CRITERION.format(thing=thing(number)).replace("paper", word)
    return f"- FR-{number}: {requirement}", f"- AC-{number}: {criterion}"


@lru_cache
def _start(edits: int) -> _Start:
    numbers = range(1, edits + 2)
    requirements, criteria = zip(*(_lines(number, "paper") for number in numbers), strict=True)
    text = "\n".join(["## Requirements", *requirements, "## Acceptance Criteria", *criteria, "## Notes", "-"])

    async def write(person: Person) -> str:
        return await person.add_page(await person.find("Engineering Specs"), TITLE, text)

    with World(settings=_SETTINGS) as world:
        spec = world.people(write)
        attempt = world.sync(TITLE)
        assert attempt.report is not None, attempt.error
        assert attempt.report.plan is not None
        assert attempt.report.plan.id is not None
        tasks = {
            int(label.removeprefix("FR-")): row.id
            for row in attempt.report.tasks
            for label in row.requirements
            if label.startswith("FR-") and row.id is not None
        }
        world.clock.advance(LONG_ENOUGH)
        return _Start(world.save(), attempt.report.plan.id, spec, tasks)


def outcome(column: Column, edits: Edits = EDITS) -> Outcome:
    """The edits, the change of the specification, a sync, and another one that should change nothing."""
    start = _start(len(edits))
    with World(settings=_SETTINGS, saved=start.saved) as world:
        world.people(partial(_act, start=start, edits=edits, column=column))
        report = _synced(world, start.spec).report
        assert report is not None
        later = _synced(world, start.spec)
        cells = world.people(partial(_look, start=start, edits=edits, column=column, report=report))
        return Outcome(tuple(cells), later.writes)


async def _act(person: Person, start: _Start, edits: Edits, column: Column) -> None:
    for number, edit in enumerate(edits, start=1):
        await edit.do(_place(person, start, number, edit))
    other = len(edits) + 1
    changed = {Column.NONE: range(0), Column.SAME: range(1, other), Column.OTHER: range(other, other + 1)}
    lines = [
        (f"{old}\n", f"{new}\n")
        for number in changed[column]
        for old, new in zip(_lines(number, "paper"), _lines(number, "strong paper"), strict=True)
    ]
    for first in range(0, len(lines), _MOST_EDITS):
        await person.edit(start.spec, *lines[first : first + _MOST_EDITS])


def _synced(world: World, spec: str) -> Attempt:
    world.clock.advance(LONG_ENOUGH)
    attempt = world.sync(spec, force=True)
    assert attempt.report is not None, attempt.error
    return attempt


async def _look(person: Person, start: _Start, edits: Edits, column: Column, report: Report) -> list[Cell]:
    return [
        await _cell(_place(person, start, number, edit), edit, column, report)
        for number, edit in enumerate(edits, start=1)
    ]


def _place(person: Person, start: _Start, number: int, edit: TextEdit | Deed) -> Place:
    pages = {On.TASK: start.tasks[number], On.PLAN: start.plan, On.SPEC: start.spec}
    return Place(person, pages[edit.on], start.tasks[number], number, thing(number))


async def _cell(place: Place, edit: TextEdit | Deed, column: Column, report: Report) -> Cell:
    text = await place.text()
    carried = edit.on is On.SPEC or place.filled(edit.line).replace("in paper", "in strong paper") in text
    page = await place.page_object()
    return Cell(
        edit=edit.name,
        column=column,
        kept=await edit.kept(place),
        carried=carried,
        reported=any(_names(problem, page["url"], place) for problem in report.problems),
    )


def _names(problem: Problem, url: str, place: Place) -> bool:
    """Whether the problem speaks of this page: by its address, its title or the object of its requirement."""
    text = f"{problem.message} {problem.hint}"
    return url.rsplit("-", 1)[-1] in text or place.page in text or place.mark in text or place.thing in text


def table(outcomes: Sequence[Outcome]) -> str:
    by_edit: dict[str, list[str]] = {}
    for found in outcomes:
        for cell in found.cells:
            by_edit.setdefault(cell.edit, []).append(str(cell))
    rows = [[edit, *cells] for edit, cells in by_edit.items()]
    return document.table(["edit", *(column.value for column in Column)], rows)


def main() -> int:
    outcomes = [outcome(column) for column in Column]
    cells = [cell for found in outcomes for cell in found.cells]
    bad = [cell for cell in cells if not cell.good]
    closing = f"{len(EDITS)} edits, {len(cells)} cells, {sum(not cell.kept for cell in cells)} edits lost, "
    closing += f"{len(bad) - sum(not cell.kept for cell in cells)} changes neither carried nor reported."
    text = f"{table(outcomes)}\n\n{closing}"
    sys.stdout.write(f"{text}\n{[found.later_writes for found in outcomes]}\n")
    document.write(NAME, text)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
