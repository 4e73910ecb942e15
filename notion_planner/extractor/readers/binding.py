"""Binds acceptance criteria to the requirement or story they belong to."""

import re
from bisect import bisect_right

from notion_planner.extractor.readers.criteria import written_reference
from notion_planner.extractor.readers.reading import Found, Reading
from notion_planner.extractor.structure.sections import LABEL_LEVEL, Section

_ID = re.compile(r"[^0-9a-z]+")


def bind_criteria(reading: Reading) -> None:
    by_id: dict[str, Found] = {}
    for item in (*reading.found["requirements"], *reading.found["user_stories"]):
        if item.id:
            by_id.setdefault(_plain_id(item.id), item)
    stories = sorted(reading.found["user_stories"], key=lambda item: item.source.line)
    holders = _Holders(stories)
    for criterion in reading.found["acceptance_criteria"]:
        _keep_own_identifier(criterion, by_id)
        if criterion.parent is None:
            criterion.parent = _referenced(criterion, by_id) or _standing_above(criterion, reading, holders)
        if criterion.parent is None and len(stories) == 1 and not reading.found["requirements"]:
            criterion.parent = stories[0]  # the document is that story


def _keep_own_identifier(criterion: Found, by_id: dict[str, Found]) -> None:
    """An identifier that a criterion begins with and that nothing else has is its own: "A-1: Given …"."""
    named = criterion.fields.get("reference")
    begins = isinstance(named, str) and criterion.source.quote.lstrip("*_[( ").startswith(named)
    if begins and criterion.id is None and _referenced(criterion, by_id) is None:
        criterion.id, criterion.fields["reference"] = str(named), written_reference(criterion.text)


def _plain_id(identifier: str) -> str:
    return _ID.sub("", identifier.casefold())


def _referenced(criterion: Found, by_id: dict[str, Found]) -> Found | None:
    reference = criterion.fields.get("reference")
    if not isinstance(reference, str):
        return None
    first = re.split(r"\s*[/,;&\s]\s*", reference)[0]
    return by_id.get(_plain_id(reference)) or by_id.get(_plain_id(first))


class _Holders:
    """Which stories stand in a section or below it."""

    def __init__(self, stories: list[Found]) -> None:
        self._under: dict[Section, list[Found]] = {}
        for story in stories:
            for section in story.section.ancestors() if story.section else ():
                self._under.setdefault(section, []).append(story)

    def latest(self, section: Section, line: int, *, labelled: bool) -> Found | None:
        """The story that a criterion under this section follows; none where several could be meant.

        Criteria under a label belong to the story told just above, unless the stories are one list.
        """
        under = self._under.get(section, [])
        position = bisect_right(under, line, key=lambda story: story.source.line)
        if not position:
            return None
        latest = under[position - 1]
        if len(under) > 1 and (latest.listed or (section.level <= 2 and not labelled)):
            return None
        return latest


def _standing_above(criterion: Found, reading: Reading, holders: _Holders) -> Found | None:
    section = criterion.section
    if section is None:
        return None
    for above in section.ancestors():
        if above.owner is not None and above.owner in reading.by_block:
            return reading.by_block[above.owner]
        unit = reading.unit_of.get(above)
        if unit is not None and unit is not criterion:
            return unit
        if above.level <= 1:
            return None
        story = holders.latest(above, criterion.source.line, labelled=section.level >= LABEL_LEVEL)
        if story is not None:
            return story
    return None
