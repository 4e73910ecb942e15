"""Statements that somebody put into a code block only to keep their lines: read as the list that they are."""

import re

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")
_OPENS = re.compile(r"^(`{3,}|~{3,})[ \t]*(?:te?xt|plain|plaintext)?[ \t]*$")
_IDENTIFIER = r"(?:[A-Za-z]{1,10}[-_. ]?\d{1,4}(?:[-.]\d{1,4}){0,3}[ \t]*[:.)–—-][ \t]+)?"
_STATEMENT = re.compile(
    rf"^(?:[-*][ \t]+)?{_IDENTIFIER}(?:"
    r"as an? \S.{0,200}? I (?:want|need|can|would like)\b"
    r"|given \S.{0,2000}? then \S"
    r"|(?:the|an?|each|every|all|users?|admins?|system) \S.{0,200}? (?:must|shall|should) \S)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[-*][ \t]+")
# A longer one is a file that somebody pasted.
_MOST_LINES = 200


def with_items_of_fences(lines: list[str]) -> list[str]:
    """The lines, with the statements of each code block that holds nothing else as items of a list.

    A statement stands in the line where it begins; those that it goes on in, indented, are left empty, and so
    are the fences.
    """
    result = list(lines)
    start: int | None = None
    fence = ""
    for index, line in enumerate(lines):
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                if start is not None and (items := _items(lines[start + 1 : index])):
                    result[start : index + 1] = ["", *items, ""]
                fence, start = "", None
        elif ("```" in line or "~~~" in line) and (opening := _FENCE.match(line)):
            fence = opening[1]
            start = index if _OPENS.match(line) else None
    return result


def _items(lines: list[str]) -> list[str]:
    """A line for each of these; none where one of them is no statement."""
    if len(lines) > _MOST_LINES:
        return []
    found: list[str] = []
    begun: int | None = None
    for index, line in enumerate(lines):
        found.append("")
        if not line.strip():
            begun = None
        elif begun is not None and line[0].isspace():
            found[begun] += f" {line.strip()}"
        else:
            begun = index
            found[begun] = line.rstrip()
    if not all(_STATEMENT.match(line) for line in found if line):
        return []
    return [f"- {_BULLET.sub('', line)}" if line else "" for line in found]
