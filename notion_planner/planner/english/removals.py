"""Says what a demand takes away: "beta — removed", and what stands below "What is removed"."""

import re

_GONE = r"(?:removed|dropped|deleted|retired)"
_SAYS_SO = re.compile(
    rf"([^:–—()]{{2,60}}?)\s*(?:[:–—]|\s-)\s*(?:(?:is|are) )?{_GONE}(?:\W*$|[.;]\s)", re.IGNORECASE
)
_HEADING = re.compile(
    rf"[\d.\s]*(?:(?:what (?:is|gets|will be) |to be )?{_GONE}(?: [a-z]+)?|removals?|deletions?"
    r"|(?:what we |to )(?:remove|delete))\W*",
    re.IGNORECASE,
)


def taken_away(text: str) -> str | None:
    """What a statement says to be gone: "beta — removed" says it of "beta"."""
    said = _SAYS_SO.match(text)
    return said[1] if said is not None else None


def lists_removals(heading: str) -> bool:
    """Whether things below a heading are to go: "What is removed", "Removals"."""
    return _HEADING.fullmatch(heading) is not None
