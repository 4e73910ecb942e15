"""Time of an extraction against the Markdown parser alone, and per megabyte as documents grow.

Usage: python -m benchmarks.extract [--sizes 1 2 4 8 16] [--repeat 3]
Times are processor time, so that other work on the machine does not count. Limits: at most 2.5 times the
parser alone; time per megabyte flat within 25 % from 1 to 16 MB.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt

from notion_planner.extractor import extract

SPECS = Path(__file__).parent.parent / "tests" / "specs"
MOST_TIMES_PARSER = 2.5
MOST_SPREAD = 1.25


def document(megabytes: float) -> str:
    """The fixture files in turn, each copy with words of its own; without those in Notion's dialect."""
    paths = sorted(path for path in SPECS.rglob("*.md") if path.parent.name != "notion")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    parts: list[str] = []
    size = turn = 0
    while size < megabytes * 1_000_000:
        text = texts[turn % len(texts)].replace(" the ", f" the w{turn} ")
        parts.append(text)
        size += len(text.encode()) + 2
        turn += 1
    return "\n\n".join(parts)


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Processor time of the quickest run."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    markdown = MarkdownIt("commonmark").enable("table")
    extract(document(0.05))  # the vocabulary is loaded once and belongs to no size
    per_megabyte: list[float] = []
    within = True
    print(f"{'MB':>6} {'parser s':>9} {'extract s':>10} {'ratio':>6} {'s/MB':>6}")
    for size in arguments.sizes:
        text = document(size)
        actual = len(text.encode()) / 1_000_000
        alone = seconds(partial(markdown.parse, text), arguments.repeat)
        whole = seconds(partial(extract, text), arguments.repeat)
        per_megabyte.append(whole / actual)
        within = within and whole / alone <= MOST_TIMES_PARSER
        print(
            f"{actual:6.1f} {alone:9.2f} {whole:10.2f} {whole / alone:6.2f} {whole / actual:6.2f}", flush=True
        )
    spread = max(per_megabyte) / min(per_megabyte)
    print(f"time per MB: largest / smallest = {spread:.2f} (limit {MOST_SPREAD})")
    return 0 if within and spread <= MOST_SPREAD else 1


if __name__ == "__main__":
    sys.exit(main())
