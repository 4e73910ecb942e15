"""Databases that stand on a page: their rows are read as a table in the place of the database."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from notion_planner.errors import AccessError, RejectedError
from notion_planner.fetcher.spec_document import TableOnPage
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import parse_id
from notion_planner.notion.markup import Markup, escape, fence_aware, plain_line
from notion_planner.notion.objects import DataSource, Page, Property

# "<database url=…>Title</database>" on a line of its own, as Notion's Markdown has a child database:
# https://developers.notion.com/guides/data-apis/enhanced-markdown
_DATABASE = re.compile(r'(\t*<database url="([^"<>\n]+)"[^<>\n]*>)((?:\\.|[^<>\\\n])*)(</database>)')
_VIEW = " data-source-url="
# What people write of a requirement. Who made or edits a row, its files and formulas are none of it.
_READ = ("unique_id", "rich_text", "select", "multi_select", "status", "number", "checkbox", "date")
# Three requests. A larger one holds data or tickets rather than the demands of one specification.
MOST_ROWS = 300


class Tables(NamedTuple):
    """``unread``: titles of the databases that cannot be read; ``too_long``: of those with too many rows."""

    read: tuple[TableOnPage, ...]
    unread: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()


async def read_tables(notion: Gateway, markdown: str, *, most_rows: int = MOST_ROWS) -> Tables:
    """The page's own databases, three requests each.

    One with more rows than ``most_rows`` is not read: a part of it would say that the others are withdrawn.
    Linked views show a database of another page, often the tasks that a sync made, and are not read.
    """
    read, unread, too_long = [], [], []
    for line, found in _databases(markdown):
        opening, address, written, closing = found.groups()
        title = plain_line(written)
        database_id = parse_id(address)
        if database_id is None:
            continue
        try:
            tables = await _tables(notion, database_id, title, most_rows)
        except RejectedError:
            tables = {}  # what only shows another database is none of those that the API serves
        except AccessError:
            tables = {}
            # The same, where the other one is not shared; such tags name their data source.
            unread += [title] if _VIEW not in opening else []
        if tables is None:
            too_long.append(title)
        elif tables:
            text = f"{opening}{written}{''.join(tables.values())}{closing}"
            names = frozenset({title, database_id, *tables})
            read.append(TableOnPage(line=line, text=text, names=names))
    return Tables(tuple(read), tuple(unread), tuple(too_long))


def _databases(markdown: str) -> Iterator[tuple[int, re.Match[str]]]:
    if "<database " not in markdown:
        return
    for number, (line, is_code) in enumerate(fence_aware(markdown)):
        if not is_code and (found := _DATABASE.fullmatch(line)):
            yield number, found


async def _tables(notion: Gateway, database_id: str, title: str, most: int) -> dict[str, str] | None:
    """Data source → its table; None where there are too many rows."""
    tables = {}
    for source_id, _ in await notion.database_sources(database_id, what=f"database '{title}'"):
        source = await notion.data_source(source_id)
        if source.database != database_id or source.in_trash:
            continue
        rows = await notion.query(source_id, most=most + 1)
        if len(rows) > most:
            return None
        # A row tells the minute; within that Notion answers the newest first, without a promise.
        tables[source_id] = _table(source, rows[::-1])
    return tables


def _table(source: DataSource, rows: Sequence[Page]) -> str:
    """An HTML table in one line, the oldest row first; empty where none says anything."""
    ordered = sorted(rows, key=_made)
    title = next((schema.name for schema in source.properties if schema.type == "title"), "Name")
    columns = {title: [escape(row.title) for row in ordered]}
    for schema in (schema for kind in _READ for schema in source.properties if schema.type == kind):
        cells = [_cell(row.properties.get(schema.name)) for row in ordered]
        if any(cells):
            columns[schema.name] = cells
    lines = [cells for cells in zip(*columns.values(), strict=True) if any(cells)]
    said = ["".join(f"<td>{cell}</td>" for cell in cells) for cells in (map(escape, columns), *lines)]
    return f'<table header-row="true"><tr>{"</tr><tr>".join(said)}</tr></table>' if lines else ""


def _made(row: Page) -> tuple[str, int]:
    """When, and its own number where the database counts its rows."""
    tickets = (str(found.value or "0") for found in row.properties.values() if found.type == "unique_id")
    return row.created_time, int(next(tickets, "0").rpartition("-")[2])


def _cell(found: Property | None) -> Markup:
    match found.value if found is not None else None:
        case bool(is_ticked):
            return Markup("yes" if is_ticked else "")
        case float(number):
            return Markup(f"{number:.15g}")
        case tuple(options):
            return escape(", ".join(options))
        case str(text):
            return escape(text)
        case _:
            return Markup()
