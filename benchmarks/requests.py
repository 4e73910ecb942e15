"""Requests of the jobs that have a budget, beside that budget and the lower bound without any safety.

Rewrites their table in docs/reliability.md.

    python -m benchmarks.requests [--specs 100] [--tasks 1000]
"""

import argparse

from tests.reliability import document
from tests.reliability.counting import Count, of_many, of_one_plan, of_progress


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--specs", type=int, default=100)
    parser.add_argument("--tasks", type=int, default=1000)
    given = parser.parse_args()
    print(f"{'job':45} {'requests':>8} {'writes':>7} {'budget':>7} {'bound':>6}")
    counts: list[Count] = []
    for found in (of_one_plan, lambda: of_many(given.specs, 2), lambda: (of_progress(given.tasks, 10),)):
        for count in found():
            counts.append(count)
            verdict = "" if count.good else "  over"
            print(
                f"{count.job:45} {count.requests:8} {count.writes:7} {count.most:7} {count.least:6}{verdict}",
                flush=True,
            )
    rows = [
        [count.job, *map(str, (count.requests, count.writes, count.most, count.least))] for count in counts
    ]
    document.write("requests", document.table(["job", "requests", "writes", "budget", "lower bound"], rows))
    return int(not all(count.good for count in counts))


if __name__ == "__main__":
    raise SystemExit(main())
