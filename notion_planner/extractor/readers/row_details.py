"""What a row of a table says beside its statement: its measure, criteria, threat, and what it waits for."""

import re
from collections.abc import Iterator
from itertools import islice

from notion_planner.extractor.readers.criteria import add_criterion
from notion_planner.extractor.readers.reading import Found, Reading, Statement
from notion_planner.extractor.readers.table_shape import MEASURE, Record
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import is_reference
from notion_planner.extractor.wording.inline import plain

_LEAST_WORDS = 2
_IDENTIFIER = re.compile(r"[A-Za-z]+[-_. ]?\d")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]\s+")
_NEXT_NUMBER = re.compile(r"[;,.]?\s+(?=\(?(?:[2-9]|1\d)[.)]\s+\S)")
_MEASURE_TITLES = frozenset(("metric", "metrics", "measure", "sla", "slo", "kennzahl", "métrica"))
_MULTIPLE = re.compile(r"<br\s*/?>|\n")
_WORDS = re.compile(r"[^\W\d_]")


def under(group: str, record: Record) -> str | None:
    """What a row says in the first column titled by one of these words."""
    cells = zip(record.shape.rows[0].texts, record.row.texts, strict=False)
    known = vocabulary.words(group)
    return next((text for title, text in cells if text and vocabulary.normalise(title) in known), None)


def waits(record: Record) -> Iterator[str]:
    """ "Depends on: FR-1, FR-2", as it would stand below a requirement of a list."""
    for label, text in zip(record.shape.rows[0].texts, record.row.texts, strict=False):
        if label.casefold() in vocabulary.words("waiting_columns") and _IDENTIFIER.search(text):
            yield f"{label}: {text}"


def measured(record: Record) -> str:
    """What a row requires, with the measure that stands under "Metric" or "SLA" beside it."""
    text, titles = record.statement_text(), record.shape.rows[0].texts
    quality = record.value("category")
    if quality and quality != text and (len(text.split()) < _LEAST_WORDS or not _WORDS.search(text)):
        text = f"{quality}: {text}"  # "Availability | 99.9 %", "Compliance | PSD2"
    if "requirement" not in record.shape.columns:
        return text
    cells = zip(titles, record.row.texts, strict=False)
    measures = (cell for title, cell in cells if vocabulary.normalise(title) in _MEASURE_TITLES)
    measure = next(filter(MEASURE.match, measures), None)
    return f"{text}: {measure}" if measure and measure not in text else text


def _criteria(raw: str) -> Iterator[str]:
    """The lines of a cell, or what it numbers on one: "1. It opens 2. It rings"."""
    for line in _MULTIPLE.split(raw):
        numbered = _NUMBER.match(line.strip()) is not None and len(_NEXT_NUMBER.findall(line)) > 0
        yield from _NEXT_NUMBER.split(line) if numbered else (line,)


def threat(record: Record, text: str) -> Iterator[str]:
    """ "Threat: card cloning", as what the statement is done about."""
    cells = zip(record.shape.rows[0].texts, record.row.texts, strict=False)
    title, about = next(islice(cells, record.name_at, None), ("", text))
    if text == record.value("mitigation") and about != text:
        yield f"{title}: {about}"


def add_criteria_cell(reading: Reading, record: Record, parent: Found) -> None:
    raw, line = record.raw("acceptance"), record.line_of("acceptance")
    for part in _criteria(raw) if raw else ():
        text = _NUMBER.sub("", plain(part).lstrip("-•* "))
        if _WORDS.search(text) and not (vocabulary.is_nothing(text) or is_reference(text)):
            statement = Statement(part.strip(), line, line + 1, record.section, text=text)
            add_criterion(reading, statement, "criteria-column").parent = parent
