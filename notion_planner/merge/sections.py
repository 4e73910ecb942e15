"""Section by section: what stands there, what was last meant, what is wanted, and so what is to stand there.

Where a person changed an item that also has to change, theirs stays and the conflict is told. Pure.
"""

from collections.abc import Container, Mapping, Sequence
from enum import StrEnum

from notion_planner.merge.base import GIVEN_UP, Base
from notion_planner.merge.edits import Edit, applied, is_touchable, line_edits
from notion_planner.merge.former import in_todays_form, is_mark_of
from notion_planner.merge.items import Conflict, as_standing, carry_ticks, merge_units
from notion_planner.model.base import Frozen
from notion_planner.notion.markup import Section, canonical, fingerprint, sections
from notion_planner.notion.units import is_well_formed, keys_of, units_of, words_of


class Verdict(StrEnum):
    SAME = "same"  # nothing to do; what stands there is what is wanted
    OURS = "ours"  # only the specification changed
    MERGED = "merged"  # both did, at different items
    NEW = "new"  # the section is wanted for the first time
    THEIRS = "theirs"  # only a person changed it
    CONFLICT = "conflict"  # both changed the same: the person's text stays and is reported
    REMOVED = "removed"  # a person removed or renamed the section


class SectionVerdict(Frozen):
    """``target`` is the text to be brought about, None where the page's stays as it is.

    ``mark`` and ``lines`` are the section's base once that is so. ``parted_by``: a heading of a person's own
    in the middle of the section, or the section's where it stands twice; it then stays as it is.
    """

    heading: str
    verdict: Verdict
    target: str | None = None
    mark: str | None = None
    lines: tuple[str, ...] | None = None
    conflicts: tuple[Conflict, ...] = ()
    parted_by: str | None = None


def base_of(markdown: str) -> Base:
    """The base of a text that was written as it is, without headless parts (the state itself) and twins."""
    found = section_texts(markdown)
    return Base(
        marks={heading: fingerprint(section.text) for heading, section in found.items()},
        lines={heading: keys_of(section.text) for heading, section in found.items()},
    )


def section_texts(markdown: str) -> dict[str, Section]:
    """Section by heading, twins left out: which of two is meant cannot be told."""
    found: dict[str, Section] = {}
    twins: set[str] = set()
    for section in sections(markdown):
        if section.heading is None:
            continue
        if section.heading in found:
            twins.add(section.heading)
        found[section.heading] = section
    return {heading: section for heading, section in found.items() if heading not in twins}


def is_as_meant(markdown: str, base: Base) -> bool:
    """Whether a page says what was last meant and nothing else, and none of its to-dos is ticked."""
    parts = [part for part in sections(markdown) if part.heading is not None or part.text.strip()]
    return (
        len(parts) == len(base.marks)
        and all(is_mark_of(base.marks.get(part.heading or ""), part.text) for part in parts)
        and not any(unit.is_ticked for part in parts for unit in units_of(part.text))
    )


def compare(
    current: str, desired: str, base: Base, reworded: Mapping[str, str] | None = None
) -> tuple[SectionVerdict, ...]:
    """One verdict for each section of the desired text.

    ``reworded``: former → present text of the specification's items, in canonical form.
    """
    now, asked = section_texts(current), section_texts(desired)
    headings = {section.heading for section in sections(current)}
    ours = {*asked, *base.marks}
    verdicts = []
    for heading, wanted in asked.items():
        if heading in now:
            found = _present(current, now[heading], wanted.text, base, ours, reworded or {})
        elif heading in headings:
            found = _twice(heading, wanted.text, base)
        else:
            found = _absent(heading, wanted.text, base)
        verdicts.append(found)
    return tuple(verdicts)


def _present(
    current: str, own: Section, wanted: str, base: Base, ours: Container[str], reworded: Mapping[str, str]
) -> SectionVerdict:
    """``own``: the section where it stands on the page; ``ours``: the headings of all our sections."""
    heading = own.heading or ""
    meant = in_todays_form(base, heading, own.text, wanted)
    parted_by = _parted_by(current, own, ours, meant.lines.get(heading) or keys_of(wanted))
    if parted_by is not None and base.marks.get(heading) != GIVEN_UP:
        return _parted(heading, wanted, meant, parted_by)
    found = _judge(heading, own.text, wanted, meant, reworded)
    if found.target is not None and not is_touchable(line_edits(current, own, found.target)):
        return _untouched(found, base)
    return found


def _parted_by(current: str, own: Section, ours: Container[str], meant: Sequence[str]) -> str | None:
    """The heading, none of ours, that a person put between the section's units; ``meant``: all their keys.

    Those behind it are all from the section's end: one that a person moved there from its middle is theirs.
    """
    places = {words_of(key): place for place, key in enumerate(meant) if key}
    standing = {places.pop(words_of(key), -1) for key in keys_of(own.text)}
    for part in sections(current):
        if part.start <= own.start:
            continue
        if part.heading is None or part.heading in ours:
            break
        behind = [places[key] for key in map(words_of, keys_of(part.text)) if key in places]
        if behind and max(standing) < min(behind):
            return part.heading
    return None


def _parted(heading: str, wanted: str, base: Base, parted_by: str) -> SectionVerdict:
    mark = base.marks.get(heading)
    verdict = Verdict.THEIRS if is_mark_of(mark, wanted) else Verdict.CONFLICT
    lines = base.lines.get(heading)
    return SectionVerdict(heading=heading, verdict=verdict, mark=mark, lines=lines, parted_by=parted_by)


def _twice(heading: str, wanted: str, base: Base) -> SectionVerdict:
    """Which of the sections is ours cannot be told."""
    if base.marks.get(heading) == GIVEN_UP:
        return SectionVerdict(heading=heading, verdict=Verdict.REMOVED, mark=GIVEN_UP)
    return _parted(heading, wanted, base, heading)


def _absent(heading: str, wanted: str, base: Base) -> SectionVerdict:
    if heading in base.marks:
        return SectionVerdict(heading=heading, verdict=Verdict.REMOVED, mark=GIVEN_UP)
    return _ours(heading, wanted, Verdict.NEW)


def _ours(heading: str, wanted: str, verdict: Verdict, target: str | None = None) -> SectionVerdict:
    return SectionVerdict(
        heading=heading,
        verdict=verdict,
        target=None if verdict is Verdict.SAME else target or wanted,
        mark=fingerprint(wanted),
        lines=keys_of(wanted),
    )


def _judge(
    heading: str, current: str, wanted: str, base: Base, reworded: Mapping[str, str]
) -> SectionVerdict:
    mark = base.marks.get(heading)
    if mark == GIVEN_UP:
        return SectionVerdict(heading=heading, verdict=Verdict.REMOVED, mark=GIVEN_UP)
    if canonical(current) == canonical(wanted):
        return _ours(heading, wanted, Verdict.SAME)
    if mark == fingerprint(current):
        theirs = units_of(current)
        target = as_standing(theirs, carry_ticks(theirs, units_of(wanted), reworded))
        return _ours(heading, wanted, Verdict.OURS, "\n".join(unit.raw for unit in target))
    if mark == fingerprint(wanted):
        return _ours(heading, wanted, Verdict.THEIRS).model_copy(update={"target": None})
    if heading not in base.lines:
        return SectionVerdict(heading=heading, verdict=Verdict.CONFLICT, mark=mark)
    return _merge(heading, current, wanted, base, reworded)


def _merge(
    heading: str,
    current: str,
    wanted: str,
    base: Base,
    reworded: Mapping[str, str],
) -> SectionVerdict:
    mark, lines = base.marks.get(heading), base.lines[heading]
    merged = merge_units(lines, units_of(current), units_of(wanted), reworded)
    if not is_well_formed(units_of(merged.text)):
        return SectionVerdict(heading=heading, verdict=Verdict.CONFLICT, mark=mark, lines=lines)
    settled = not merged.conflicts
    changes = merged.text != current
    verdict = (Verdict.MERGED if changes else Verdict.THEIRS) if settled else Verdict.CONFLICT
    return SectionVerdict(
        heading=heading,
        verdict=verdict,
        target=merged.text if changes else None,
        mark=fingerprint(wanted) if settled else fingerprint("\n".join(merged.base)),
        lines=merged.base,
        conflicts=merged.conflicts,
    )


def _untouched(found: SectionVerdict, base: Base) -> SectionVerdict:
    return SectionVerdict(
        heading=found.heading,
        verdict=Verdict.CONFLICT,
        mark=base.marks.get(found.heading),
        lines=base.lines.get(found.heading),
        conflicts=found.conflicts,
    )


def edits_for(current: str, desired: str, verdicts: Sequence[SectionVerdict]) -> list[Edit]:
    """Edits that bring about every verdict's target.

    Each old text occurs exactly once in the page as it stands when its turn comes; they apply in order.
    """
    now, wanted = section_texts(current), list(section_texts(desired))
    targets = {item.heading: item.target for item in verdicts if item.target is not None}
    edits = replacing(current, [(now[name], target) for name, target in targets.items() if name in now])
    text = applied(current, edits)
    for heading, target in targets.items():
        if heading not in now:
            added = line_edits(text, *_insertion(text, target, wanted[: wanted.index(heading)]))
            edits += added
            text = applied(text, added)
    return edits


def replacing(page: str, changes: Sequence[tuple[Section, str | None]]) -> list[Edit]:
    """Edits that give parts of the page their targets; a part whose target is None goes.

    The last comes first, so that those before it still stand where they did.
    """
    edits: list[Edit] = []
    for part, target in sorted(changes, key=lambda change: change[0].start, reverse=True):
        found = line_edits(page, part, target)
        edits += found
        page = applied(page, found)
    return edits


def _insertion(text: str, target: str, before: Sequence[str]) -> tuple[Section, str]:
    """The part of the page that a new section comes to stand beside, and what both become.

    ``before``: headings that precede it in the desired text; it follows the nearest that is there, and
    otherwise the words above the first heading.
    """
    standing, first = section_texts(text), sections(text)[0]
    neighbour = next((standing[name] for name in reversed(before) if name in standing), None)
    if neighbour is None and first.heading is None and not first.text.startswith("<details"):
        neighbour = first
    if neighbour is not None:
        return neighbour, f"{neighbour.text}\n{target}"
    line = text.split("\n", 1)[0]
    return Section(text=line), f"{target}\n{line}"


def unproven(current: str, verdicts: Sequence[SectionVerdict]) -> list[str]:
    """Headings whose text on the page is not the one that was to be brought about."""
    now = section_texts(current)
    return [
        item.heading
        for item in verdicts
        if item.target is not None
        and (item.heading not in now or canonical(now[item.heading].text) != canonical(item.target))
    ]


def left_by_person(verdicts: Sequence[SectionVerdict], base: Base) -> list[str]:
    """Headings that a person removed or renamed since the last sync."""
    return [
        item.heading
        for item in verdicts
        if item.verdict is Verdict.REMOVED
        and item.mark == GIVEN_UP
        and base.marks.get(item.heading) != GIVEN_UP
    ]


def merged_base(verdicts: Sequence[SectionVerdict], base: Base, *, unproven: Sequence[str] = ()) -> Base:
    """The base after the edits; a section that is ``unproven`` to read back as written keeps its old one."""
    marks, lines = {}, {}
    for item in verdicts:
        mark, keys = item.mark, item.lines
        if item.heading in unproven:
            mark, keys = base.marks.get(item.heading), base.lines.get(item.heading)
        if mark is not None:
            marks[item.heading] = mark
        if keys is not None:
            lines[item.heading] = keys
    return Base(marks=marks, lines=lines)
