"""Code blocks: where one ends, and those that hold statements, which are read as the list that they are."""

import re
from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")
_OPENS = re.compile(r"^(`{3,}|~{3,})[ \t]*(?:te?xt|plain|plaintext)?[ \t]*$")
_IDENTIFIER = r"[A-Za-z]{1,10}[-_. ]?\d{1,4}(?:[-.]\d{1,4}){0,3}(?:[ \t]*[:.)–—-][ \t]+|[ \t]{2,}|\t)"
_STATEMENT = re.compile(
    rf"^(?:[-*][ \t]+)?(?:{_IDENTIFIER}\S.{{0,400}}? (?:must|shall)(?: not)? \S|(?:{_IDENTIFIER})?(?:"
    r"as (?:an?|the|any) \S.{0,200}? I (?:want|need|can|would like)\b"
    r"|given \S.{0,2000}? then \S"
    r"|(?:the|an?|each|every|all|users?|admins?|system) \S.{0,200}? (?:must|shall|should) \S))",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[-*][ \t]+")
_ROLE = re.compile(r"^as (?:an?|the|any) \S.{0,80}$", re.IGNORECASE)
_REST_OF_STORY = re.compile(r"^(?:i|we|so|in order|and|to)\b", re.IGNORECASE)
# A longer one is a file that somebody pasted.
_MOST_LINES = 200


def fence_at(line: str) -> str:
    """The signs that a line begins with which opens or closes a code block; empty for any other."""
    found = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return found[1] if found is not None else ""


def next_fence(open_fence: str, marker: str) -> str:
    if not open_fence:
        return marker
    return "" if marker[0] == open_fence[0] and len(marker) >= len(open_fence) else open_fence


def outside_code(lines: list[str], read: Iterable[int]) -> Iterator[int]:
    """Those of the lines to read that neither stand in a code block nor open or close one."""
    fence = ""
    for index in read:
        if marker := fence_at(lines[index]):
            fence = next_fence(fence, marker)
        elif not fence:
            yield index


def with_items_of_fences(lines: list[str]) -> list[str]:
    """The lines, with the statements of each code block that holds nothing else as items of a list.

    Somebody put them there only to keep their lines. A statement stands in the line where it begins; those
    that it goes on in, indented, are left empty, and so are the fences.
    """
    result = list(lines)
    start: int | None = None
    fence = ""
    for index, line in enumerate(lines):
        if not (marker := fence_at(line)):
            continue
        if not fence:
            start = index if _OPENS.match(line) else None
        elif (
            start is not None
            and not next_fence(fence, marker)
            and (items := _items(lines[start + 1 : index]))
        ):
            result[start : index + 1] = ["", *items, ""]
        fence = next_fence(fence, marker)
    return result


def _goes_on(begun: str, line: str) -> bool:
    return _ROLE.match(begun) is not None and _REST_OF_STORY.match(line) is not None


def _items(lines: list[str]) -> list[str]:
    """A line for each of these; none where one of them is no statement.

    A story goes on in the lines below its role, until an empty one or the next story.
    """
    if len(lines) > _MOST_LINES:
        return []
    found: list[str] = []
    begun: int | None = None
    for index, line in enumerate(lines):
        found.append("")
        if not line.strip():
            begun = None
        elif begun is not None and (line[0].isspace() or _goes_on(lines[begun], line)):
            found[begun] += f" {line.strip()}"
        else:
            begun = index
            found[begun] = line.rstrip()
    if not all(_STATEMENT.match(line) for line in found if line):
        return []
    return [f"- {_BULLET.sub('', line)}" if line else "" for line in found]
