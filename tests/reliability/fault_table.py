"""Runs the whole fault matrix on the worked example and writes its table into docs/reliability.md.

python -m tests.reliability.fault_table [--processes 2] [--every 1]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

from tests.reliability import document
from tests.reliability.faults import FaultKind
from tests.reliability.matrix import SCENARIOS, Outcome, baseline, cells, outcome

NAME = "faults"
HEAD = ["fault", *(scenario.name for scenario in SCENARIOS)]


def table(outcomes: Sequence[Outcome]) -> str:
    """A row a fault, a column a sync: how many requests it struck, and how many further runs that took."""
    rows = [
        [
            kind.value,
            *(
                _cell([found for found in outcomes if _is(found, kind, scenario.name)])
                for scenario in SCENARIOS
            ),
        ]
        for kind in FaultKind
    ]
    return document.table(HEAD, rows)


def _is(found: Outcome, kind: FaultKind, scenario: str) -> bool:
    return found.cell.kind is kind and found.cell.scenario == scenario


def _cell(found: Sequence[Outcome]) -> str:
    good = [item for item in found if item.good]
    runs = Counter(item.further_runs for item in good)
    after = ", ".join(f"{count} after {runs_}" for runs_, count in sorted(runs.items(), key=str))
    return f"{len(good)}/{len(found)} ({after})"


def closing(outcomes: Sequence[Outcome], possible: int, seconds: float) -> str:
    requests = ", ".join(f"{scenario.name} {baseline(scenario.name).requests}" for scenario in SCENARIOS)
    bad = sum(not found.good for found in outcomes)
    return (
        f"{len(outcomes)} of {possible} cells (requests: {requests}); "
        f"duplicates {sum(found.duplicates for found in outcomes)}, "
        f"lost {sum(found.lost for found in outcomes)}, "
        f"cells that did not converge or wrote again {bad}. {seconds:.0f} s."
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="only each n-th cell")
    given = parser.parse_args()
    started = perf_counter()
    possible = [cell for scenario in SCENARIOS for cell in cells(scenario.name)]
    todo = possible[:: given.every]
    with ProcessPoolExecutor(given.processes) as pool:
        outcomes = list(pool.map(outcome, todo, chunksize=4))
    text = table(outcomes), closing(outcomes, len(possible), perf_counter() - started)
    sys.stdout.write("\n\n".join(text) + "\n")
    bad = [found for found in outcomes if not found.good]
    for found in bad:
        sys.stdout.write(f"{found.cell}: {found.further_runs} runs\n" + "\n".join(found.difference) + "\n")
    document.write(NAME, "\n\n".join(text))
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
