"""Two syncs of one specification started together: interleaved in one process, or as two over HTTP.

python -m tests.reliability.together [--times 50] [--processes 5]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.clock import ShiftedClock
from tests.reliability.faults import FaultKind
from tests.reliability.matrix import ROOTS, SMALL, SMALL_SCENARIOS, Baseline, baseline, seen
from tests.reliability.simulation import decided_ids
from tests.reliability.world import LONG_ENOUGH, World, syncing
from tests.running import running

NO_FAULTS: Mapping[int, FaultKind] = {}
_ENVIRONMENT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Both:
    """What two syncs together come to, once a further one has looked after them."""

    plans: int
    backlinks: int
    doubled: tuple[str, ...]
    missing: tuple[str, ...]
    later_writes: int

    @property
    def good(self) -> bool:
        return self == Both(1, 1, (), (), 0)


def alone() -> Baseline:
    """Where both begin, and what one by itself makes of it."""
    return baseline(SMALL_SCENARIOS[0].name)


def interleaved(
    seed: int, faults: Mapping[int, FaultKind] = NO_FAULTS, *, of_first: Mapping[int, FaultKind] = NO_FAULTS
) -> Both:
    """The seed decides how long each request of either sync takes, and so who is where when.

    ``faults``: number of a request of the second → what befalls it; ``of_first``: the same of the first.
    """
    with World(saved=alone().start, seed=seed) as world, decided_ids(seed):

        async def both() -> None:
            runs = (world.attempt(syncing(SMALL.title), world.process(plan)) for plan in (of_first, faults))
            await asyncio.gather(*runs)

        world.clock.run(both())
        return _settled(world)


def as_processes(number: int) -> Both:
    """Two real processes and a server; ``number`` only names the try."""
    with (
        World(saved=alone().start, clock=ShiftedClock()) as world,
        tempfile.TemporaryDirectory(prefix=f"together-{number}-") as folder,
    ):
        with running(world.workspace.app) as address:
            processes = [_process(address, Path(folder)) for _ in range(2)]
            for process in processes:
                process.communicate(timeout=300)
        return _settled(world)


def _process(address: str, folder: Path) -> "subprocess.Popen[bytes]":
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    own = {
        "NOTION_API_BASE_URL": address,
        "NOTION_API_TOKEN": "local-workspace",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-m", "notion_planner", "sync", SMALL.title, "--json"]
    return subprocess.Popen(
        command, cwd=folder, env={**kept, **own}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _settled(world: World) -> Both:
    writes = -1
    for _ in range(2):
        world.clock.advance(LONG_ENOUGH)
        further = world.sync(SMALL.title)
        writes = further.writes if further.report is not None else -1
    found = seen(world)
    wanted, there = (
        Counter((view.under, view.title) for view in views) for views in (alone().expected, found)
    )
    plans = [view for view in found if view.under == ROOTS[1]]
    spec = next(view for view in found if view.title == SMALL.title)
    return Both(
        plans=len(plans),
        backlinks=spec.text.split("\n").count("## Implementation"),
        doubled=_titles(there - wanted),
        missing=_titles(wanted - there),
        later_writes=writes,
    )


def _titles(counted: Counter[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(title for _, title in counted.elements()))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--processes", type=int, default=5)
    given = parser.parse_args(arguments)
    found = [(f"seed {seed}", interleaved(seed)) for seed in range(given.times)]
    found += [(f"processes {number}", as_processes(number)) for number in range(given.processes)]
    bad = [(name, both) for name, both in found if not both.good]
    for name, both in bad:
        sys.stdout.write(f"{name}: {both}\n")
    sys.stdout.write(
        f"{given.times} times interleaved, {given.processes} times as two processes: "
        f"{len(found) - len(bad)} of {len(found)} ended in one plan, one of each task and one back-link\n"
    )
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
