"""docs/reliability.md: blocks that are written by what measures them, between two marks of their name."""

import re
from pathlib import Path

PATH = Path(__file__).parents[2] / "docs" / "reliability.md"


def block(name: str) -> str:
    """What stands between the marks.

    Raises:
        LookupError: the document has no block of that name.
    """
    found = _pattern(name).search(PATH.read_text(encoding="utf-8"))
    if found is None:
        raise LookupError(f"{PATH.name} has no block '{name}'")
    return found.group(1)


def write(name: str, text: str) -> None:
    block(name)
    document = PATH.read_text(encoding="utf-8")
    inside = f"{_mark(name)}\n{text.strip()}\n{_mark('end ' + name)}"
    PATH.write_text(_pattern(name).sub(lambda _: inside, document), encoding="utf-8")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rows_of(name: str) -> list[list[str]]:
    """The body of the table in that block."""
    lines = [line for line in block(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _mark(name: str) -> str:
    return f"<!-- {name} -->"


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"{_mark(name)}\n(.*?)\n?{_mark('end ' + name)}", re.S)
