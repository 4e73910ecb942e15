"""Tags and attribute lists of Notion's Markdown."""

import re
from dataclasses import dataclass

from notion_planner.workspace.rules.rich_text import HUES

# Every repetition is bounded, so that a hostile line costs a constant times its length.
TAG = re.compile(r'<(/?)([a-z][a-z_-]{0,30})((?:[^<>"]{0,300}"[^"]{0,2100}"){0,12}[^<>"]{0,300}?)(/?)>')
_ATTRIBUTE = re.compile(r'([A-Za-z_-]{1,40})="([^"]{0,2100})"')
_TRAILING = re.compile(r'(?:^|[ \t])\{((?:[ \t]?[a-z]{1,20}="[^"{}]{0,60}"){1,3})\}$')
MARKDOWN_COLORS = {
    **{hue: hue for hue in HUES},
    **{f"{hue}_bg": f"{hue}_background" for hue in HUES},
    **{f"{hue}_background": f"{hue}_background" for hue in HUES},
}


@dataclass(frozen=True)
class Tag:
    name: str
    attributes: dict[str, str]
    closing: bool
    empty: bool
    start: int
    end: int


def tag_at(text: str, position: int) -> Tag | None:
    found = TAG.match(text, position)
    if found is None:
        return None
    return Tag(found[2], attributes_of(found[3]), bool(found[1]), bool(found[4]), position, found.end())


def attributes_of(text: str) -> dict[str, str]:
    return {name: unquoted(value) for name, value in _ATTRIBUTE.findall(text)}


def unquoted(value: str) -> str:
    return value.replace("&quot;", '"').replace("&amp;", "&")


def quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("\n", " ")


def trailing_attributes(line: str) -> tuple[str, dict[str, str]]:
    """A line without the ``{color="red"}`` at its end, and what that says."""
    if not line.endswith("}"):
        return line, {}
    found = _TRAILING.search(line, max(0, len(line) - 300))
    if found is None or (found.start() and line[found.start()] == "\\"):
        return line, {}
    return line[: found.start()].rstrip(), attributes_of(found[1])


def color_of(name: str | None) -> str:
    return MARKDOWN_COLORS.get(name or "", "default")


def markdown_color(color: str) -> str:
    return color.replace("_background", "_bg")
