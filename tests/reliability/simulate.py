"""Runs the simulation over many seeds and says what it found.

    python -m tests.reliability.simulate --seeds 100 [--first 7] [--apart] [--processes 2]

Without --first the seeds begin at a random number. Ids and orders follow the seed only where hashes do, too:
run it with PYTHONHASHSEED=0.
"""

import argparse
import secrets
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.reliability.simulation import Plot, Result, Simulation

# Every third world has an index as late as Notion's may be.
_LAG = 5.0


def plot_of(seed: int, *, together: bool) -> Plot:
    return Plot(together=together, index_lag=_LAG if seed % 3 == 0 else 0.0)


def run(seed: int, *, together: bool) -> Result:
    return Simulation(seed, plot_of(seed, together=together)).run()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int)
    parser.add_argument("--apart", action="store_true", help="never two syncs at a time")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    first = secrets.randbelow(1_000_000) if given.first is None else given.first
    work = partial(run, together=not given.apart)
    results: list[Result] = []
    with ProcessPoolExecutor(given.processes) as pool:
        for result in pool.map(work, range(first, first + given.seeds)):
            results.append(result)
            for violation in result.violations:
                sys.stdout.write(f"seed {result.seed}: {violation}\n")
    _say(results, first, apart=given.apart)
    return int(any(result.violations for result in results))


def _say(results: list[Result], first: int, *, apart: bool) -> None:
    failed = [result.seed for result in results if result.violations]
    for seed in failed:
        options = f"--seeds 1 --first {seed}{' --apart' if apart else ''}"
        sys.stdout.write(f"again: PYTHONHASHSEED=0 python -m tests.reliability.simulate {options}\n")
    sys.stdout.write(
        f"{len(results)} seeds from {first}, {sum(r.syncs for r in results)} syncs, "
        f"{sum(r.edits for r in results)} edits by people, {sum(r.requests for r in results)} requests, "
        f"{sum(r.faults for r in results)} faults, {len(failed)} seeds with violations\n"
    )


if __name__ == "__main__":
    sys.exit(main())
