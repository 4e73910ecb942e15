"""Tasks as CSV by RFC 4180, safe to open in a spreadsheet. Pure."""

import csv
import io
from collections.abc import Sequence

from notion_planner.errors import UsageError
from notion_planner.exchange.listed import ListedTask
from notion_planner.tracking.worklist import WorkItem

COLUMNS = (
    "Key", "Number", "Title", "Specification", "Phase", "Status", "Priority", "Points", "Start", "Due",
    "Assignees", "Waits for", "URL",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TRUE = ("true", "yes", "x", "1", "done")


def csv_text(items: Sequence[WorkItem]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    place = {(item.spec, item.key): item.place + 1 for item in items}
    for item in items:
        waits = [f"T{place[item.spec, b.key]:03}" for b in item.waits_for if b.key]
        cells = (
            item.key, f"T{item.place + 1:03}", item.title, item.spec, str(item.phase), item.status or "",
            item.priority, str(item.points), item.start.isoformat(), item.due.isoformat(),
            "; ".join(person.label for person in item.assignees), " ".join(waits), item.url or "",
        )  # fmt: skip
        writer.writerow([guarded(cell) for cell in cells])
    return file.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet computes; :func:`unguarded` undoes it."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if is_guarded else cell


def read_csv(text: str) -> tuple[ListedTask, ...]:
    """Rows by the names of their columns: key, number or title, and status or done.

    Raises:
        UsageError: there is no such column, or the file is no CSV.
    """
    head = text.split("\n", 1)[0]
    # Spreadsheets of some countries write semicolons.
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        _require(names)
        return tuple(
            _listed(reader.line_num, dict(zip(names, map(unguarded, row), strict=False)))
            for row in reader
            if any(cell.strip() for cell in row)
        )
    except csv.Error as error:
        raise UsageError(f"Line {reader.line_num} is no CSV: {error}.", hint="Mend that line.") from error


def _require(names: Sequence[str]) -> None:
    if not {"key", "number", "title"} & set(names) or not {"status", "done"} & set(names):
        raise UsageError(
            f"The first line names no task and no state (it has: {', '.join(names) or 'nothing'}).",
            hint="Name a column 'Key' (or 'Number' or 'Title') and one 'Status' (or 'Done').",
        )


def _listed(line: int, row: dict[str, str]) -> ListedTask:
    done = row.get("done", "").strip().casefold()
    number = row.get("number", "").strip().upper().removeprefix("T").lstrip("0")
    title = row.get("title", "").strip()
    key = row.get("key", "").strip()
    return ListedTask(
        line=line,
        text=title or key or number or "a row without a name",
        url=row.get("url", "").strip() or None,
        spec=row.get("specification", "").strip() or None,
        key=key or None,
        place=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else None,
        title=title or None,
        status=row.get("status", "").strip() or None,
        done=done in _TRUE if done else None,
    )
