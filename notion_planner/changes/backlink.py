"""The specification page's Implementation section: reading it, and where it goes. Pure."""

import re

from notion_planner.merge import Base, Edit, base_of, occurs_once
from notion_planner.model.spec import Spec
from notion_planner.notion.markup import (
    Section,
    fence_aware,
    mentioned_pages,
    plain_line,
    sections,
    without_comments,
)

HEADING = "Implementation"
_MARK = "**Implementation Plan**:"
_ENDS = re.compile(r"#{1,6} |-{3}$|<details\b")
_HEADING = re.compile(r"^(#{1,6}) (.*)$")
_DIVIDER = "---"
_OURS = ("## ", _MARK, "**Implementation Tasks**:", "**Status**:")


def current_backlink(spec_markdown: str) -> str | None:
    """Our section's text as it stands on the page."""
    found = find_backlink(spec_markdown)
    return found.text if found else None


def find_backlink(spec_markdown: str) -> Section | None:
    """Our section where it stands on the page, without the divider before it.

    It ends before the next heading of any level, divider or toggle: what follows is the author's, however the
    page is cut.
    """
    for section in sections(spec_markdown):
        lines = section.text.split("\n")
        end = next((n for n, line in enumerate(lines) if n and _ENDS.match(line)), len(lines))
        if section.heading == HEADING and any(_begins(line, _MARK) for line in lines[1:end]):
            return section.model_copy(update={"text": "\n".join(lines[:end]).rstrip()})
    return None


def without_backlink(spec_markdown: str) -> str:
    """The author's text, without the dividers that part our section from it and go with it."""
    found = find_backlink(spec_markdown)
    text = spec_markdown
    if found is not None:
        text = text[: found.start] + text[found.end :]
    return "\n".join(line for line in text.split("\n") if line.strip() != _DIVIDER)


def _begins(line: str, *starts: str) -> bool:
    """Whether a line is one of ours: below a toggle heading it is deeper, and people comment on its words."""
    return without_comments(line).lstrip("\t").startswith(starts)


def linked_plan(spec_markdown: str) -> str | None:
    """The id of the plan that the section names, in our line for it: around that people mention others."""
    lines = (current_backlink(spec_markdown) or "").split("\n")
    pages = mentioned_pages(next((line for line in lines if _begins(line, _MARK)), ""))
    return pages[0] if pages else None


def copied_base(spec_markdown: str) -> Base:
    """The base of a section that came with a copy of another specification: all of it is to be said anew.

    What people noted in it is no part of that.
    """
    lines = (current_backlink(spec_markdown) or "").split("\n")
    return base_of("\n".join(without_comments(line) for line in lines if _begins(line, *_OURS)))


def insertion(spec_markdown: str, spec: Spec, backlink: str) -> Edit | None:
    """The edit that puts the back-link after the acceptance criteria; None: it goes to the page's end.

    The author's divider behind the criteria comes to stand behind it, and its own before it.
    """
    lines = spec_markdown.split("\n")
    end = _end_of_criteria(lines, spec)
    if end is None or end >= len(lines):
        return None
    while end > 1 and lines[end - 1].strip() in ("", _DIVIDER):
        end -= 1
    # Quoting the line behind, too, makes sure that a line which has grown since is not torn apart.
    first, behind = end - 1, lines[end]
    while not occurs_once("\n".join(lines[first : end + 1]), spec_markdown) and first > 0:
        first -= 1
    before = "\n".join(lines[first:end])
    old = f"{before}\n{behind}"
    return (old, f"{before}\n{backlink}\n{behind}") if occurs_once(old, spec_markdown) else None


def at_the_end(spec_markdown: str, backlink: str) -> str:
    """The back-link as it is appended: without its divider where the page ends in one."""
    ends_in_one = spec_markdown.rstrip().split("\n")[-1] == _DIVIDER
    return backlink.removeprefix(f"{_DIVIDER}\n") if ends_in_one else backlink


def _end_of_criteria(lines: list[str], spec: Spec) -> int | None:
    """The line index after the criteria's section: before the next heading of its level or higher.

    Ours is a section of level 2, so criteria that stand deeper are followed by the rest of theirs first:
    otherwise the headings behind would come to stand below "Implementation".
    """
    name = _criteria_heading(spec)
    if name is None:
        return None
    level: int | None = None
    for index, (line, code) in enumerate(fence_aware("\n".join(lines))):
        found = None if code else _HEADING.match(line)
        if found is None:
            continue
        if level is not None and len(found.group(1)) <= level:
            return index
        if level is None and plain_line(found.group(2)).casefold() == name:
            level = min(len(found.group(1)), 2)
    return len(lines) if level is not None else None


def _criteria_heading(spec: Spec) -> str | None:
    """The one heading that all written criteria stand under; None where stories carry their own."""
    paths = {criterion.source.heading_path for criterion in spec.acceptance_criteria}
    path = paths.pop() if len(paths) == 1 else ()
    return path[-1].casefold() if path else None
