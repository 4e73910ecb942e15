"""What people do between two syncs: requirements reworded, added, moved and removed, and tasks worked on."""

import re
from collections.abc import Sequence
from random import Random

from notion_planner.extractor import extract
from notion_planner.model.report import Report
from notion_planner.model.spec import Item
from tests.conftest import Notion

_ROW = re.compile(r"\t*</?t[rd]\b")
_SHAPE = re.compile(r"\t*(?:<tr|\||[-*+] |\d+\. |> )?")
_ADDED = "The system must archive every ledger as a file"


def rewrite(notion: Notion, page: str, title: str, random: Random) -> None:
    """The author changes the specification."""
    text = rewritten(notion.markdown(page), title, random)
    body = {"type": "replace_content", "replace_content": {"new_str": text}}
    notion.request("PATCH", f"pages/{page}/markdown", body)


def work_on(notion: Notion, report: Report) -> None:
    """Every third task is finished, and the next one begun."""
    for number, row in enumerate(report.tasks):
        if number % 3 < 2:
            status = {"select": {"name": ("Done", "In Progress")[number % 3]}}
            notion.request("PATCH", f"pages/{row.id}", {"properties": {"Status": status}})


def rewritten(text: str, title: str, random: Random) -> str:
    """As many of the changes as the specification has requirements that stand on lines of their own."""
    lines = text.split("\n")
    units = _units(lines, _requirements(text, title))
    starts = random.sample(sorted(units), min(3, len(units)))
    if not starts:
        return text
    becomes: dict[int, Sequence[str]] = {}
    first, *others = starts
    end, item = units[first]
    becomes[first] = [*_reworded(lines[first:end], item), *_added(lines[first:end], item)]
    for start in others:
        unit = lines[start : units[start][0]]
        is_moved = start == others[0] and _shape(unit) == _shape(lines[first:end])
        becomes[first] = [*becomes[first], *(unit if is_moved else ())]
        becomes[start] = () if is_moved or len(units) > len(starts) else unit
    for start in sorted(becomes, reverse=True):
        lines[start : units[start][0]] = becomes[start]
    return "\n".join(lines)


def _requirements(text: str, title: str) -> Sequence[Item]:
    spec = extract(text, title=title)
    return spec.requirements or spec.user_stories or spec.acceptance_criteria


def _units(lines: Sequence[str], items: Sequence[Item]) -> dict[int, tuple[int, Item]]:
    """First line → end and item, of those that share no line with another."""
    found: dict[int, tuple[int, Item]] = {}
    taken: set[int] = set()
    for item in items:
        start, end = _unit(lines, item.source.line - 1)
        is_heading = lines[start].lstrip().startswith("#")
        if not is_heading and lines[start].strip() and taken.isdisjoint(range(start, end)):
            found[start] = (end, item)
        taken |= set(range(start, end))
    return found


def _unit(lines: Sequence[str], start: int) -> tuple[int, int]:
    """The lines of the block that one stands in: a table's row, or a line with what is nested in it."""
    end = start + 1
    if _ROW.match(lines[start]):
        while start and not lines[start].lstrip().startswith("<tr"):
            start -= 1
        while end < len(lines) and not lines[end - 1].endswith("</tr>"):
            end += 1
        return start, end
    inner = f"{_indent(lines[start])}\t"
    while end < len(lines) and lines[end].startswith(inner):
        end += 1
    return start, end


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip("\t"))]


def _shape(lines: Sequence[str]) -> str:
    found = _SHAPE.match(lines[0])
    return found.group() if found else ""


def _reworded(lines: Sequence[str], item: Item) -> list[str]:
    word = _longest_word(item)
    return "\n".join(lines).replace(word, f"{word} promptly", 1).split("\n")


def _added(lines: Sequence[str], item: Item) -> list[str]:
    text, words = "\n".join(lines), item.text.split("\n")[0]
    text = re.sub(r"\d+", lambda number: str(int(number.group()) + 700), text, count=1)
    replaced = words if words and words in text else _longest_word(item)
    return text.replace(replaced, _ADDED, 1).split("\n")


def _longest_word(item: Item) -> str:
    return max(re.findall(r"[^\W\d_]+", item.text), key=len, default=item.text)
