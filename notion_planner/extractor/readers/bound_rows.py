"""Reads what the cells of a proposal's table bind to: "`size` | integer | Clients SHOULD send it first."."""

from collections.abc import Sequence

from notion_planner.extractor.readers.reading import Reading, Statement
from notion_planner.extractor.readers.requirements import add_requirement
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Row
from notion_planner.extractor.wording.duties import is_normative
from notion_planner.extractor.wording.inline import plain, sentences

_LEAST_WORDS = 4  # "MUST" alone says how much a row binds, not to what


def add_bound_rows(reading: Reading, rows: Sequence[Row], section: Section) -> None:
    """One requirement a row: what its sentences bind to, behind the name in its first cell."""
    for row in rows[1:]:
        name = row.texts[0] if row.texts else ""
        bound = [text for cell in row.cells[1:] for text in _bound(cell)]
        if not name or not bound:
            continue
        text = f"{name}: {' '.join(bound)}"
        quote = " | ".join(cell.strip() for cell in row.cells)
        statement = Statement(quote, row.line, row.line + 1, section, text=text)
        add_requirement(reading, statement, "bound-row", text=text)


def _bound(cell: str) -> list[str]:
    said = (plain(sentence.raw) for sentence in sentences(cell))
    return [text for text in said if len(text.split()) >= _LEAST_WORDS and is_normative(text)]
