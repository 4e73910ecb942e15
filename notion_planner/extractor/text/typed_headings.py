"""Headings that are lines like others: "4.1 Login", or only "Login", above what a paragraph says of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_NUMBERED = re.compile(r"^[ \t]*(\d{1,2}(?:\.\d{1,2}){0,3})[.)、]?[ \t]+(?=\D)\S.{1,60}$")
_ENDS = (".", ",", ";", ":", "!", "?", "。", "；", "：", "|")
_SENTENCE_ENDS = (".", ",", ";", "!", "。", "；", "、")
_COLON = " \t:："
_MOST_WORDS = 7
# Two numbers in a row may stand in any text.
_LEAST = 3
_MARKED = re.compile(r"^ {0,3}(?:#{1,6}[ \t]|\*\*[^*]+\*\*[:：]?[ \t]*$|__[^_]+__[:：]?[ \t]*$)")
_UNDERLINE = re.compile(r"^(?:=+|-+)[ \t]*$")
_BARE = re.compile(
    r"^(?:[*_\[](?=.*[*_\]][:：]?[ \t]*$))?(?P<title>[^\W\d_][^|<>`*_\[\]\t]{1,59})[*_\]]?[:：]?[ \t]*$"
)
_DRESSED = re.compile(
    r"^(?:<u>(?P<a>[^<>]{2,80})</u>|【(?P<b>[^【】]{1,40})】"
    r"|(?P<rule>[-=~]{2,20}) ?(?P<c>\w[^-=~]{1,80}?) ?(?P=rule))[ \t]*$"
)


def with_numbered_headings(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with those as headings whose numbers follow each other and that have a text below them.

    ``shown`` are those outside code.
    """
    chain: list[tuple[int, tuple[int, ...]]] = []
    filled = [index for index in shown if lines[index].strip()]
    # A table of contents says what comes: of two such lines, the second is the heading.
    last = {lines[index].strip(): index for index in filled if lines[index].lstrip()[:1].isdigit()}
    for index, following in pairwise(filled):
        number, below = _number(lines[index]), lines[following]
        if number is None or below.lstrip().startswith("#") or _lists(number, _number(below)):
            continue
        if last[lines[index].strip()] > index:
            continue
        if chain and not _follows(chain[-1][1], number):
            continue
        if chain or number[-1] == 1:
            chain.append((index, number))
    if len(chain) < _LEAST:
        return lines
    numbered = dict(chain)
    if all(len(number) == 1 for number in numbered.values()):
        # A list whose items have a text looks alike, but not where that stands at the margin and nothing else
        # is marked.
        texts = (lines[below] for above, below in pairwise(filled) if above in numbered)
        if any(text[0].isspace() for text in texts) or _marks_headings(lines, filled):
            return lines
    result = list(lines)
    for index, number in numbered.items():
        result[index] = f"{'#' * min(len(number) + 1, 6)} {lines[index].strip(_COLON)}"
    return result


def _lists(number: tuple[int, ...], below: tuple[int, ...] | None) -> bool:
    """Whether the line below is the next of a list, and none of what stands below a heading."""
    return below is not None and len(below) <= len(number) and _follows(number, below)


def _number(line: str) -> tuple[int, ...] | None:
    """The number that a short line begins with which is no sentence; a colon may end it."""
    found = _NUMBERED.match(line)
    if found is None or line.rstrip(_COLON).endswith(_ENDS) or len(line.split()) > _MOST_WORDS:
        return None
    return tuple(map(int, found[1].split(".")))


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether a number comes next: behind "4.2" comes "4.2.1", "4.3", "5" or "5.1"."""
    deeper = (*before, 1)
    after = [(*before[:size], before[size] + 1) for size in range(len(before))]
    return number == deeper or any(number in (one, (*one, 1)) for one in after)


def with_bare_headings(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines, with what stands alone above a text in a document that marks no heading at all as labels.

    What is underlined, in 【brackets】 or between dashes is one in every document. ``shown`` are the lines
    outside code.
    """
    result = list(lines)
    dressed = {index: found for index in shown if (found := _dressed(lines[index]))}
    if len(dressed) > 1:
        for index, title in dressed.items():
            result[index] = f"**{title}**"
    elif not _marks_headings(lines, shown):
        bare = dict(_bare(lines, shown))
        if len(bare) >= _LEAST:
            for index, title in bare.items():
                result[index] = f"**{title}**"
    return result


def _marks_headings(lines: list[str], shown: Sequence[int]) -> bool:
    return any(
        _MARKED.match(lines[index])
        or (index > 0 and lines[index - 1].strip() and _UNDERLINE.match(lines[index]))
        for index in shown
    )


def _dressed(line: str) -> str | None:
    found = _DRESSED.match(line) if line[:1] in "<【-=~" else None
    return (found["a"] or found["b"] or found["c"]).strip() if found else None


def _bare(lines: list[str], shown: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Short lines below an empty one, above one that is none of them; their titles."""
    is_apart, before = True, None
    for index in shown:
        line = lines[index]
        if not line.strip():
            is_apart = True
            continue
        title = _title(line) if is_apart else None
        if before is not None and title is None:
            yield before
        before = (index, title) if title is not None else None
        is_apart = False


def _title(line: str) -> str | None:
    found = _BARE.match(line)
    if found is None or line.rstrip().endswith(_SENTENCE_ENDS) or len(line.split()) > _MOST_WORDS:
        return None
    return found["title"].rstrip(" :：")
