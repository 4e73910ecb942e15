"""Lists with letters, "(a) …", "b) …" and "(iv) …", which are paragraphs in CommonMark."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

_LETTERED = re.compile(r"^([ \t]*)\(?([a-z]|[A-Z]|[ivx]{2,5})\)[ \t]+(?=\S)")
_SERIES = (
    ascii_lowercase,
    ascii_uppercase,
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
)
_FOLLOWING = [dict(pairwise(series)) for series in _SERIES]


def with_lettered_items(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with those that are lettered one after the other as items of a list.

    ``shown`` are those outside code. One letter alone is none: prose may be broken before "(a)".
    """
    result = list(lines)
    runs: dict[str, tuple[list[int], dict[str, str]]] = {}
    for index, letter in _lettered(lines, shown):
        begun = runs.pop(letter, None)
        if begun is None:
            following = next((known for known in _FOLLOWING if next(iter(known)) == letter), None)
            begun = ([], following) if following else None
        if begun is None:
            continue
        run, following = begun
        run.append(index)
        if letter in following:
            runs[following[letter]] = begun
        for number in run if len(run) == 2 else run[-1:] if len(run) > 2 else ():
            result[number] = _LETTERED.sub(r"\1- ", lines[number])
    return result


def _lettered(lines: list[str], shown: Sequence[int]) -> Iterator[tuple[int, str]]:
    for index in shown:
        if ")" in lines[index] and (found := _LETTERED.match(lines[index])):
            yield index, found[2]
