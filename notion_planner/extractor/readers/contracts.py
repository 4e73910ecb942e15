"""Tells the tables that describe a call of an endpoint: what is sent along, and what it answers."""

import re
from collections.abc import Sequence

from notion_planner.extractor.readers import endpoints
from notion_planner.extractor.readers.reading import Reading
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Row
from notion_planner.extractor.wording import vocabulary

_STATUS = re.compile(r"`?[1-5]\d\d\b")
_LEAST_ANSWERS = 2


def describes_call(rows: Sequence[Row]) -> bool:
    """Whether a table lists parameters with their types, or answers with their status of HTTP.

    Where requirements are grouped by endpoint, both stand among these; neither is one of them.
    """
    return _lists_parameters(rows[0].texts) or _lists_answers(rows[1:])


def _lists_parameters(titles: Sequence[str]) -> bool:
    said = [vocabulary.normalise(title) for title in titles]
    typed = any(title in vocabulary.words("type_columns") for title in said[1:])
    sent = said[:1] and said[0] in vocabulary.words("parameter_columns")
    required = any(vocabulary.column(title) == "constraint" for title in said[1:])
    return typed and bool(sent or (required and said[:1] == ["name"]))


def _lists_answers(rows: Sequence[Row]) -> bool:
    columns = zip(*(row.texts for row in rows), strict=False)
    return len(rows) >= _LEAST_ANSWERS and any(all(map(_STATUS.match, cells)) for cells in columns)


def add_answers(reading: Reading, rows: Sequence[Row], section: Section) -> None:
    """Gives what is required under the heading of a call the answers that are listed below it."""
    above = {one for one in section.ancestors() if any(endpoints.calls(one.title))}
    required = (item for item in reversed(reading.found["requirements"]) if item.section in above)
    item = next(required, None)
    if item is None or not _lists_answers(rows[1:]):
        return
    known = item.fields.get("details", ())
    assert isinstance(known, tuple)
    item.fields["details"] = (*known, *(_answer(row) for row in rows[1:]))


def _answer(row: Row) -> str:
    """ "409 already_refunded: nothing is left"."""
    *code, said = (text for text in row.texts if any(map(str.isalnum, text)))
    return f"{' '.join(code)}: {said}" if code else said
