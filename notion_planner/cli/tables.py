"""A table: ruled on a terminal that is wide enough, plain aligned columns in a pipe or file."""

import sys
from collections.abc import Collection, Sequence

from rich.cells import cell_len
from rich.table import Table

from notion_planner.cli.output import stdout


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[str] = ()
) -> None:
    """``right`` names the columns of numbers."""
    console = stdout()
    lines = plain_table(columns, rows, right=right)
    if console.is_terminal and max(map(cell_len, lines)) + len(columns) + 1 > console.width:
        console.print("\n".join(_listed(columns, rows)), markup=False)
    elif console.is_terminal:
        console.print(_ruled(columns, rows, right), soft_wrap=False)
    else:
        sys.stdout.write("\n".join(lines) + "\n")


def _listed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A row below its first cell, for a narrow terminal."""
    return [
        f"{row[0]}\n  "
        + ", ".join(f"{name}: {cell}" for name, cell in zip(columns[1:], row[1:], strict=True))
        for row in rows
    ]


def _ruled(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str]) -> Table:
    table = Table(header_style="bold")
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    return table


def plain_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[str] = ()
) -> list[str]:
    """Lines whose columns are two spaces apart."""
    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    return [
        "  ".join(
            _padded(cell, width, right=name in right)
            for name, cell, width in zip(columns, row, widths, strict=True)
        ).rstrip()
        for row in (columns, *rows)
    ]


def _padded(cell: str, width: int, *, right: bool) -> str:
    """By what a terminal shows: a sign of Chinese or an emoji takes two places."""
    blanks = " " * (width - cell_len(cell))
    return blanks + cell if right else cell + blanks
