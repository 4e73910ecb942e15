"""The fault matrix: each kind of fault at each request of a sync, and what further runs make of it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.reliability.faults import FaultKind
from tests.reliability.snapshot import Snapshot, difference, take
from tests.reliability.world import LONG_ENOUGH, SPEC, Attempt, Person, Saved, World, title_of

MOST_FURTHER_RUNS = 2
ROOTS = ("Engineering Specs", "Engineering Plans")
TASKS = "Engineering Tasks"

Change = Callable[[Person], Awaitable[None]]


@dataclass(frozen=True)
class Example:
    """A specification: the worked example, which is there, or one with a text of its own.

    ``edits`` add a requirement, reword one and change a criterion.
    """

    title: str
    edits: tuple[tuple[str, str], ...]
    text: str = ""

    async def write(self, person: Person) -> None:
        if self.text:
            await person.add_page(await person.find(ROOTS[0]), self.title, self.text)

    async def leave(self, person: Person) -> None:
        """The specification stays as it is."""

    async def change(self, person: Person) -> None:
        await person.edit(await person.find(self.title), *self.edits)

    async def progress(self, person: Person) -> None:
        """Three tasks done, one begun, one blocked."""
        rows = await person.rows(await person.find(TASKS, "data_source"))
        ids = {title_of(row): row["id"] for row in rows}
        states = ("Done", "Done", "Done", "In Progress", "Blocked")
        for title, state in zip(sorted(ids), states, strict=False):
            await person.select(ids[title], "Status", state)


WORKED = Example(
    SPEC,
    (
        ("- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search"),
        ("Upload profile avatar", "Upload profile avatar picture"),
        ("Validation errors return 400", "Validation errors return 422"),
    ),
)
SMALL = Example(
    "Monthly Report",
    (
        ("- FR-2: Print", "- FR-3: Send the report by mail\n- FR-2: Print"),
        ("Export the report as CSV", "Export the whole report as CSV"),
        ("opens in a spreadsheet", "opens in each spreadsheet"),
    ),
    "## Requirements\n- FR-1: Export the report as CSV\n- FR-2: Print the report\n"
    "## Acceptance Criteria\n- AC-1: The file opens in a spreadsheet\n- AC-2: A page has forty lines\n",
)


@dataclass(frozen=True)
class Scenario:
    """``change`` happens before the sync that is disturbed; ``synced`` whether one went well before."""

    name: str
    example: Example
    change: Change
    synced: bool = True


def scenarios(example: Example, suffix: str = "") -> tuple[Scenario, ...]:
    return (
        Scenario(f"first sync{suffix}", example, example.leave, synced=False),
        Scenario(f"sync of a changed specification{suffix}", example, example.change),
        Scenario(f"sync of progress{suffix}", example, example.progress),
    )


SCENARIOS = scenarios(WORKED)
SMALL_SCENARIOS = scenarios(SMALL, " (small)")
_BY_NAME = {known.name: known for known in (*SCENARIOS, *SMALL_SCENARIOS)}


@dataclass(frozen=True)
class Baseline:
    """Where the disturbed sync starts, and what an undisturbed one makes of it.

    ``requests`` is how many that takes, ``writes`` the numbers of those that write.
    """

    start: Saved
    expected: Snapshot
    requests: int
    writes: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """``number``: which request of the sync is struck."""

    scenario: str
    number: int
    kind: FaultKind


@dataclass(frozen=True)
class Outcome:
    """``further_runs``: how many it took; None where the workspace did not come to equal that of an
    undisturbed run, or runs went on writing."""

    cell: Cell
    further_runs: int | None
    duplicates: int
    lost: int
    difference: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.further_runs is not None and not (self.duplicates or self.lost)


def seen(world: World) -> Snapshot:
    async def look(person: Person) -> Snapshot:
        roots = [await person.find(title) for title in ROOTS]
        return await take(person, roots, [await person.find(TASKS, "data_source")])

    return world.people(look)


@lru_cache
def baseline(name: str) -> Baseline:
    scenario = _BY_NAME[name]
    spec = scenario.example.title
    with World(saved=_before(scenario.example, synced=scenario.synced)) as world:
        world.people(scenario.change)
        world.clock.advance(LONG_ENOUGH)
        start = world.save()
        sent = completed(world, spec).transport.sent
        writes = tuple(number for number, request in enumerate(sent, start=1) if request.write)
        return Baseline(start, seen(world), len(sent), writes)


@lru_cache
def _before(example: Example, *, synced: bool) -> Saved:
    """Where the specification stands, and its plan, too, if it is ``synced``."""
    with World() as world:
        world.people(example.write)
        if synced:
            completed(world, example.title)
            world.clock.advance(LONG_ENOUGH)
        return world.save()


def completed(world: World, spec: str) -> Attempt:
    """A sync that nothing disturbs."""
    attempt = world.sync(spec)
    assert attempt.report is not None, attempt.error
    return attempt


def cells(name: str) -> Iterator[Cell]:
    for number in range(1, baseline(name).requests + 1):
        for kind in FaultKind:
            yield Cell(name, number, kind)


def outcome(cell: Cell) -> Outcome:
    """Runs the disturbed sync, then further ones until one finds all as it should be and writes nothing."""
    base, spec = baseline(cell.scenario), _BY_NAME[cell.scenario].example.title
    with World(saved=base.start) as world:
        world.sync(spec, plan={cell.number: cell.kind})
        found, proven, runs = seen(world), False, -1
        while runs < MOST_FURTHER_RUNS and not proven:
            world.clock.advance(LONG_ENOUGH)
            further = world.sync(spec)
            proven = found == base.expected and further.report is not None and not further.writes
            found = found if proven else seen(world)
            runs += 1
        duplicates, lost = _surplus(base.expected, found)
        return Outcome(
            cell,
            further_runs=runs if proven else None,
            duplicates=duplicates,
            lost=lost,
            difference=tuple(difference(base.expected, found)),
        )


def _surplus(expected: Snapshot, found: Snapshot) -> tuple[int, int]:
    """How many pages there are too many of, and how many are missing."""
    wanted = Counter((view.under, view.title) for view in expected)
    there = Counter((view.under, view.title) for view in found)
    return sum((there - wanted).values()), sum((wanted - there).values())
