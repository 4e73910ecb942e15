"""Which of two lists' entries belong together by likeness: each at most once, the likest pair first. Pure."""

from collections.abc import Iterable


def pair_off(scored: Iterable[tuple[float, int, int]], least: float) -> dict[int, int]:
    """``scored``: likeness of an entry of the one list and one of the other, by their places.

    Of pairs equally alike the earlier one counts; none is less alike than ``least``.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, one, other in sorted(scored, key=lambda found: (-found[0], *found[1:])):
        if likeness >= least and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs
