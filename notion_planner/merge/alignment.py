"""Which runs of lines differ between two texts. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

# Difflib keeps runs whole, but takes time by the cube of lines that repeat, as "<tr>" does in a table: above
# so many pairs of lines (some hundredths of a second) the longest common subsequence is found instead.
_MOST_PAIRS = 60_000

Run = tuple[int, int, int, int]


def changed_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """In order, and no two that touch: first old line and the one behind the last, and of the new ones so."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    runs: list[Run] = []
    for low, high, new_low, new_high in _differing(old[head : len(old) - tail], new[head : len(new) - tail]):
        run = low + head, high + head, new_low + head, new_high + head
        if runs and (runs[-1][1], runs[-1][3]) == (run[0], run[2]):
            begun = runs.pop()
            run = begun[0], run[1], begun[2], run[3]
        runs.append(run)
    return runs


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of the lines outside those runs, which are the same in both."""
    at = (0, 0)
    for low, high, new_low, new_high in [*changed_runs(old, new), (len(old), 0, len(new), 0)]:
        yield from zip(range(at[0], low), range(at[1], new_low), strict=True)
        at = high, new_high


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if len(old) * len(new) <= _MOST_PAIRS:
        for tag, *run in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
            if tag != "equal":
                yield run[0], run[1], run[2], run[3]
        return
    numbers = {line: number for number, line in enumerate(dict.fromkeys([*old, *new]))}
    for step in Indel.opcodes([numbers[line] for line in old], [numbers[line] for line in new]):
        if step.tag != "equal":
            yield step.src_start, step.src_end, step.dest_start, step.dest_end
