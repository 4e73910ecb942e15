"""A change set as people and programs read it: a unified diff, Markdown, plain values. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import groupby
from typing import Any

from notion_planner.model.changes import Action, ChangeSet, PageChange, SectionChange, SectionFate

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.RETIRE: "-", Action.NO_OP: " "}
_ROLES = {"plan": "plan page", "task": "task", "spec": "specification page"}
_KEPT = {
    SectionFate.THEIRS: "a person edited it: it stays as it is",
    SectionFate.CONFLICT: "a person edited it and it also has to change: the person's stays",
    SectionFate.REMOVED: "a person removed or renamed it: it is not written again",
}
_TABLE = re.compile(r"<table\b[^>]*>")
_NOWHERE = "/dev/null"
_FEWEST_ALIKE = 3  # a shorter list is read at a glance


def as_values(changes: ChangeSet) -> list[dict[str, Any]]:
    """Every page with its properties and sections, as the report's JSON shows them."""
    return [
        {
            "role": page.role,
            "key": page.key,
            "title": page.title,
            "action": page.action.value,
            "id": page.page_id,
            "properties": [
                {"name": value.name, "from": value.before, "to": value.after} for value in page.properties
            ],
            "kept": [value.model_dump(mode="json") for value in page.kept],
            "sections": [section.model_dump(mode="json") for section in page.sections],
        }
        for page in changes.pages
    ]


def as_diff(changes: ChangeSet, *, created: bool = True) -> str:
    """A unified diff of every page that is written; ``created``: with the pages that are new."""
    pages = [page for page in changes.pages if created or page.action is not Action.CREATE]
    return "\n".join(line for page in pages for line in page_diff(page))


def page_diff(page: PageChange) -> Iterator[str]:
    """A page's changes, the properties first; nothing for a page that stays as it is."""
    body = [*_properties(page), *(line for section in page.sections for line in _section(section))]
    if page.action is Action.RETIRE:
        body = ["@@ the specification no longer asks for this task @@"]
    if not body:
        return
    name = f"{_ROLES[page.role]}: {_one_line(page.title)}"
    yield f"--- {_NOWHERE if page.action is Action.CREATE else name}"
    yield f"+++ {name}"
    yield from body


def _properties(page: PageChange) -> Iterator[str]:
    if page.properties:
        yield "@@ properties @@"
    for value in page.properties:
        is_list = bool(value.removed or value.added)
        if value.as_before and is_list:
            yield f" {value.name}: {value.as_before} as before"
        for sign, whole, parts in (("-", value.before, value.removed), ("+", value.after, value.added)):
            text = ", ".join(parts) or None if is_list else whole
            if text is not None:
                yield f"{sign}{value.name}: {_one_line(text)}"
    for kept in page.kept:
        yield f"@@ {kept.name} @@ {_KEPT[kept.fate]}"


def _section(section: SectionChange) -> Iterator[str]:
    if not section.is_written:
        yield f"@@ {section.heading} @@ {_KEPT[section.fate]}"
        return
    yield f"@@ {section.heading} @@"
    before, after = lines_of(section.now), lines_of(section.wanted)
    hunks = 0
    for line in lists_in_brief(list(unified_diff(before, after, lineterm="", n=2))[2:]):
        # Line numbers within a section say nothing to anyone, a gap between two runs of lines does.
        if not line.startswith("@@"):
            yield line
        else:
            hunks += 1
            yield from [" …"] if hunks > 1 else []


def lists_in_brief(lines: Sequence[str]) -> Iterator[str]:
    """Of a line such as "- Blocked By: A, B, C, D", before and after: what goes and what comes."""
    for is_change, run in groupby(lines, lambda line: line[0] in "-+"):
        found = list(run)
        listed = {"-": _listed(found, "-"), "+": _listed(found, "+")} if is_change else {}
        for line in found:
            lead, items = _items(line)
            pair = [listed[sign].get(lead, []) for sign in "-+"] if is_change else [[], []]
            stay = [item for item in pair[0] if item in pair[1]]
            if len(stay) < _FEWEST_ALIKE or stay != [item for item in pair[1] if item in pair[0]]:
                yield line
                continue
            if line[0] == "-":
                yield f" {lead}{len(stay)} as before"
            if other := [item for item in items if item not in stay]:
                yield f"{line[0]}{lead}{', '.join(other)}"


def _listed(lines: Sequence[str], sign: str) -> dict[str, list[str]]:
    """Lead → items, of the lines of one side; a lead that occurs twice tells none of them."""
    found = [_items(line) for line in lines if line[0] == sign]
    leads = Counter(lead for lead, _ in found)
    return {lead: items for lead, items in found if leads[lead] == 1}


def _items(line: str) -> tuple[str, list[str]]:
    lead, colon, rest = line[1:].partition(": ")
    return lead + colon, rest.split(", ")


def lines_of(text: str | None) -> list[str]:
    """A section's lines as they read: without what Notion adds or leaves out by itself."""
    plain = re.sub(r"\\(\W|_)", r"\1", _TABLE.sub("<table>", text or ""))
    return [line.rstrip() for line in plain.split("\n") if line.strip()]


def as_markdown(changes: ChangeSet) -> str:
    """For a job's summary or a comment: the summary line, a table of the pages, a diff of each on demand."""
    touched = [page for page in changes.pages if page.action is not Action.NO_OP]
    lines = [f"**{changes.summary()}**"]
    if touched:
        lines += ["", "| | Page | What changes |", "| --- | --- | --- |"]
    for page in touched:
        parts = ", ".join(written_parts(page))
        lines.append(f"| {SIGNS[page.action]} | {_cell(page.title)} | {_cell(parts)} |")
    for page in touched:
        found = list(page_diff(page))
        fence = _fence(found)
        title = f"<details><summary>{_html(_one_line(page.title))}</summary>"
        lines += ["", title, "", f"{fence}diff", *found, fence, "", "</details>"]
    return "\n".join(lines)


def written_parts(page: PageChange) -> list[str]:
    """Names of what is written on a page: properties, then sections."""
    sections = [section.heading for section in page.sections if section.is_written]
    return [*(value.name for value in page.properties), *sections]


def _fence(lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    return "`" * max(3, longest + 1)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _html(_one_line(text)).replace("|", "\\|")


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
