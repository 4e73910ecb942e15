"""Days that a specification fixes in its head, "Target release: 2027-02-15", or its page in a property."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from notion_planner.extractor.readers.reading import Reading, Statement
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(
        rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.? (?P<month>{_MONTH}) (?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b"),
)
_PARTED = re.compile(r"\s+[·|•;–—]\s+|\s{3,}")
_LABEL = re.compile(r"^([^:：]{2,40})[:：]\s*(.+)$")
_PAIR = 2
BESIDE = "page-property"
"""The rule of a fact that no line states."""


def date_in(text: str) -> date | None:
    """The first whole date in a text: "2025-10-28", "October 28, 2025", "28 Oct 2025", "28.10.2025"."""
    return min(_dates(text[:2000]), default=(0, None))[1]


def _dates(text: str) -> Iterator[tuple[int, date]]:
    """Place and day of the first whole date in each form."""
    for form in _FORMS:
        for found in form.finditer(text):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1
            try:
                yield found.start(), date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
            break


def read_deadlines(reading: Reading, sections: list[Section], facts: Mapping[str, str]) -> None:
    """The facts about a document that its first lines state, as far as they fix a day.

    ``facts`` are those beside the text; one whose day the text states already says nothing new.
    """
    _read_head(reading, sections)
    stated = {date_in(item.text) for item in reading.found["deadlines"]}
    for label, value in facts.items():
        if _names_deadline(label, value) and date_in(value) not in stated:
            reading.add("deadlines", Statement(f"{label}: {value}", 0, 1, sections[0]), BESIDE)


def _read_head(reading: Reading, sections: list[Section]) -> None:
    for section in sections:
        if section.heading is not None and section.level > 1:
            return
        for block in section.blocks:
            for line, label, value in _facts(block):
                if _names_deadline(label, value):
                    statement = Statement(f"{label}: {value}", line, line + 1, section)
                    reading.add("deadlines", statement, "head-deadline")


def _names_deadline(label: str, value: str) -> bool:
    return vocabulary.normalise(label) in vocabulary.words("deadline_labels") and _fixes_day(value)


def _fixes_day(value: str) -> bool:
    """Whether a value is a last day, and not "after 2027-03-15" or "TBD (was 2027-03-15)"."""
    place, day = min(_dates(value[:60]), default=(0, None))
    before = f" {vocabulary.normalise(value[:place])} "
    return day is not None and not any(f" {word} " in before for word in vocabulary.words("not_last_days"))


def _facts(block: Block) -> Iterator[tuple[int, str, str]]:
    """Line, label and value of each "label: value" and each row of a label and a value."""
    if block.kind is BlockKind.TABLE:
        yield from _cells(block)
    elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        for offset, raw in enumerate(block.raw.split("\n")):
            labelled = map(_LABEL.match, _PARTED.split(plain(raw)))
            yield from ((block.line_of(offset), fact[1], fact[2]) for fact in labelled if fact)


def _cells(table: Block) -> Iterator[tuple[int, str, str]]:
    """Of a table of facts below or beside their labels."""
    for row in table.rows:
        if len(row.cells) == _PAIR:
            yield row.line, plain(row.cells[0]), plain(row.cells[1])
    if len(table.rows) == _PAIR:
        labels, values = table.rows
        for label, value in zip(labels.cells, values.cells, strict=False):
            yield values.line, plain(label), plain(value)
