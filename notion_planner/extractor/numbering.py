"""Tells by their numbers which heading stands below which: "4.1" is a part of "4", whatever its level."""

import re

_NUMBER = re.compile(r"[^\w\n]{0,8}(\d{1,3}(?:\.\d{1,3}){0,4})[.)、]?(?![\w.])")


def is_part(heading: str, above: str) -> bool:
    """Whether the number of a heading begins with the number of another and goes on."""
    part = _NUMBER.match(heading)
    whole = _NUMBER.match(above) if part is not None and "." in part[1] else None
    return part is not None and whole is not None and part[1].startswith(f"{whole[1]}.")
