"""Tells from a matrix of features and releases which rows come only after the first release."""

from collections.abc import Callable

from notion_planner.extractor.text.blocks import Row
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain


def deferral(rows: list[Row]) -> Callable[[Row], bool]:
    """Whether a row is refused in the column of the present release, where another one is of a later."""
    header = [vocabulary.normalise(title) for title in rows[0].texts]
    present = [n for n, title in enumerate(header) if n and title in vocabulary.words("present_releases")]
    later = any(title in vocabulary.words("later_releases") for title in header[1:])
    return lambda row: (
        later and bool(present) and all(n < len(row.cells) and refused(row.cells[n]) for n in present)
    )


def refused(cell: str) -> bool:
    """Whether a cell says no, in words or with a sign."""
    text = plain(cell)
    return text.strip("\ufe0f ") in ("❌", "✗", "✘", "✖", "×", "-", "–", "—") or (
        vocabulary.normalise(text) in vocabulary.words("refusals")
    )


def granted(cell: str) -> bool:
    """Whether a cell says yes, in words or with a tick."""
    text = plain(cell)
    return text.strip("\ufe0f ") in ("✅", "✓", "✔", "☑") or vocabulary.normalise(text) in vocabulary.words(
        "grants"
    )
