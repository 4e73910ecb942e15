"""How long ``--help`` takes, as a multiple of an empty Typer program's: both started alternately, medians."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

RUNS = 21
LIMIT = 2.0
EMPTY = '''
import sys

import typer

app = typer.Typer(**({"rich_markup_mode": None} if "plain" in sys.argv[0] else {}))


@app.command()
def main() -> None:
    """Nothing."""


if __name__ == "__main__":
    app()
'''


def processor_seconds(command: list[str]) -> float:
    """User and system time of one run: steadier than the wall clock on a machine that others use too."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty, plain = Path(folder) / "empty.py", Path(folder) / "plain.py"
        for path in (empty, plain):
            path.write_text(EMPTY)
        programs = {
            "empty Typer program": [sys.executable, str(empty), "--help"],
            "the same, help in plain text": [sys.executable, str(plain), "--help"],
            "notion-planner": [sys.executable, "-m", "notion_planner", "--help"],
        }
        # The first runs fill caches: compiled modules and the system's own.
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for run in range(RUNS + 2):
            for name, command in programs.items():
                taken = processor_seconds(command)
                if run >= 2:
                    seconds[name].append(taken)
    medians = {name: median(taken) for name, taken in seconds.items()}
    for name, taken in medians.items():
        print(f"{name:<28} --help  {1000 * taken:6.0f} ms of processor time (median of {RUNS})")
    ratio = medians["notion-planner"] / medians["empty Typer program"]
    print(f"ratio {ratio:.2f} (limit {LIMIT:g})")
    sys.exit(ratio > LIMIT)


if __name__ == "__main__":
    main()
