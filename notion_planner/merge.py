"""Three-way comparison by section, and the exact-text edits that carry our side over. Pure.

base: fingerprints of what we last meant to be there; current: the page now; desired: what the
specification asks for now. Where a person changed a section that also has to change, theirs stays.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from notion_planner.model.base import Frozen
from notion_planner.notion.markup import canonical, fence_aware, fingerprint, mentioned_pages
from notion_planner.state import section_texts

MOST_EDITS = 100  # content_updates in one request (Markdown endpoint's schema)
_TICK = re.compile(r"^(\t*- )\[[ xX]\]")
_TODO = re.compile(r"^\t*- \[([ xX])\] ")
# Addresses of uploads change on every read, and a page tag that is written moves the page.
_UNTOUCHABLE = re.compile(r"<(?:unknown|page|database|audio|video|file|pdf|image)\b|!\[")

Edit = tuple[str, str]


class Verdict(StrEnum):
    SAME = "same"  # nothing to do; what stands there is what is wanted
    OURS = "ours"  # only the specification changed
    THEIRS = "theirs"  # only a person changed it
    CONFLICT = "conflict"  # both did: the person's text stays and is reported
    REMOVED = "removed"  # a person removed or renamed the section


class SectionVerdict(Frozen):
    heading: str
    verdict: Verdict


def compare(current: str, desired: str, base: Mapping[str, str]) -> tuple[SectionVerdict, ...]:
    """One verdict for each section of the desired text."""
    now = section_texts(current)
    return tuple(
        SectionVerdict(
            heading=heading,
            verdict=_judge(now[heading].text if heading in now else None, wanted.text, base.get(heading)),
        )
        for heading, wanted in section_texts(desired).items()
    )


def _judge(current: str | None, desired: str, base: str | None) -> Verdict:
    if current is None:
        return Verdict.REMOVED
    if canonical(current) == canonical(desired):
        return Verdict.SAME
    if base == fingerprint(current):
        return Verdict.OURS if not _UNTOUCHABLE.search(current) else Verdict.CONFLICT
    return Verdict.THEIRS if base == fingerprint(desired) else Verdict.CONFLICT


def edits_for(current: str, desired: str, headings: Sequence[str]) -> list[Edit]:
    """Edits that turn these sections of the page into the desired ones; a person's ticks are carried over.

    Each old text occurs exactly once in the page as it stands when its turn comes; they apply in order.
    """
    now, wanted = section_texts(current), section_texts(desired)
    text = current
    edits: list[Edit] = []
    for heading in headings:
        target = carry_ticks(now[heading].text, wanted[heading].text)
        for old, new in line_edits(text, now[heading].text, target):
            edits.append((old, new))
            text = text.replace(old, new, 1)
    return edits


def line_edits(page: str, section: str, target: str) -> list[Edit]:
    """Edits of changed runs of lines, last first, each widened until it occurs once in the page."""
    start = page.index(section)
    before, after = page[:start].split("\n"), page[start + len(section) :].split("\n")
    lines = [*before[:-1], *(before[-1] + section + after[0]).split("\n"), *after[1:]]
    offset = len(before) - 1
    old_lines, new_lines = section.split("\n"), target.split("\n")
    edits: list[Edit] = []
    matcher = SequenceMatcher(a=old_lines, b=new_lines, autojunk=False)
    for tag, low, high, new_low, new_high in reversed(matcher.get_opcodes()):
        if tag == "equal":
            continue
        edit = _unique_edit(lines, offset + low, offset + high, new_lines[new_low:new_high])
        edits.append(edit)
        lines[offset + low : offset + high] = new_lines[new_low:new_high]
    return edits


def _unique_edit(lines: Sequence[str], low: int, high: int, replacement: Sequence[str]) -> Edit:
    page = "\n".join(lines)
    first, last = low, high
    # An insertion needs a neighbour to hold on to, and a deletion one to take its line end with it.
    if low == high or not replacement:
        first, last = (low - 1, high) if low > 0 else (low, high + 1)
    while not occurs_once("\n".join(lines[first:last]), page) and (first > 0 or last < len(lines)):
        first, last = max(0, first - 1), min(len(lines), last + 1)
    new = [*lines[first:low], *replacement, *lines[high:last]]
    return "\n".join(lines[first:last]), "\n".join(new)


def occurs_once(part: str, text: str) -> bool:
    """Whether the part stands at exactly one place; places that overlap count as two."""
    first = text.find(part)
    return first >= 0 and text.find(part, first + 1) < 0


def tick_edits(page: str, ticks: Mapping[str, bool]) -> list[Edit]:
    """Edits that set the checkbox before a mention of each of these pages, where it is not set so already."""
    lines = [
        _ticked(line, ticks) if not code and _TODO.match(line) else line for line, code in fence_aware(page)
    ]
    return line_edits(page, page, "\n".join(lines))


def _ticked(line: str, ticks: Mapping[str, bool]) -> str:
    pages = mentioned_pages(line)
    if len(pages) != 1 or pages[0] not in ticks:
        return line
    return _TICK.sub(r"\1[x]" if ticks[pages[0]] else r"\1[ ]", line)


def carry_ticks(current: str, desired: str) -> str:
    """The desired text with the ticks of the same items as they stand now."""
    ticked = {
        canonical(line)
        for line, code in fence_aware(current)
        if not code and (found := _TODO.match(line)) and found.group(1) != " "
    }
    if not ticked:
        return desired
    return "\n".join(
        line.replace("[ ]", "[x]", 1)
        if not code and _TODO.match(line) and canonical(line) in ticked
        else line
        for line, code in fence_aware(desired)
    )


def merged_base(verdicts: Sequence[SectionVerdict], desired: str, base: Mapping[str, str]) -> dict[str, str]:
    """The base after the edits: ours where desired now stands, the old one where a person's text stays."""
    wanted = section_texts(desired)
    result: dict[str, str] = {}
    for item in verdicts:
        if item.verdict in (Verdict.SAME, Verdict.OURS):
            result[item.heading] = fingerprint(wanted[item.heading].text)
        elif item.heading in base:
            result[item.heading] = base[item.heading]
    return result
