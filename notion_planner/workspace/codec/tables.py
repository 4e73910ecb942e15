"""Tables of Notion's Markdown: the tag form, and pipe tables, which are read only."""

import re

from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.codec.tags import tag_at
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.blocks import Tree, made

_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\Z")
_CODE_OR_PIPE = re.compile(r"\\.|`+|\|")


def is_delimiter_row(line: str, header: str) -> bool:
    if "-" not in line or "|" not in line or not _DELIMITER.match(line):
        return False
    return len(_cells(line)) == len(_cells(header))


def pipe_table(lines: list[str]) -> tuple[Json, tuple[Tree, ...]]:
    """The table of a header line and its data lines, the delimiter row already taken out."""
    width = len(_cells(lines[0]))
    rows = []
    for line in lines:
        cells = (_cells(line) + [""] * width)[:width]
        rows.append(made("table_row", cells=[read_inline(cell) for cell in cells]))
    payload = {"table_width": width, "has_column_header": True, "has_row_header": False}
    return payload, tuple(rows)


def _cells(line: str) -> list[str]:
    """Split at pipes that are neither escaped nor inside a code span."""
    text = line.strip().removeprefix("|")
    cells, start, ticks = [], 0, ""
    for found in _CODE_OR_PIPE.finditer(text):
        sign = found[0]
        if sign[0] == "`":
            ticks = "" if ticks == sign else ticks or sign
        elif sign == "|" and (not ticks or ticks not in text[found.end() :]):
            cells.append(text[start : found.start()])
            start = found.end()
    if text[start:].strip():
        cells.append(text[start:])
    return [cell.strip() for cell in cells]


def tag_table(text: str) -> tuple[Json, tuple[Tree, ...]]:
    """The table between ``<table …>`` and ``</table>``; what stands outside of cells does not count."""
    scan = _TableScan(text)
    scan.run()
    width = max((len(cells) for _, cells, _ in scan.rows), default=0)
    rows = []
    for attributes, cells, colors in scan.rows:
        filled = [read_inline(cell) for cell in cells] + [[] for _ in range(width - len(cells))]
        row: Json = {"cells": filled}
        if attributes:
            row["_attributes"] = attributes
        if any(colors):
            row["_cell_colors"] = colors
        rows.append(made("table_row", **row))
    payload: Json = {
        "table_width": width,
        "has_column_header": scan.attributes.get("header-row") == "true",
        "has_row_header": scan.attributes.get("header-column") == "true",
    }
    if scan.attributes.get("fit-page-width") == "true":
        payload["_fit"] = True
    if scan.columns:
        payload["_columns"] = scan.columns
    return payload, tuple(rows)


class _TableScan:
    """Walks the tags of one table."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.attributes: dict[str, str] = {}
        self.columns: list[dict[str, str]] = []
        self.rows: list[tuple[dict[str, str], list[str], list[dict[str, str]]]] = []

    def run(self) -> None:
        at = self._text.find("<")
        while at >= 0:
            tag = tag_at(self._text, at)
            end = at + 1 if tag is None else tag.end
            if tag is not None and not tag.closing:
                if tag.name == "table":
                    self.attributes = tag.attributes
                elif tag.name == "col":
                    self.columns.append(tag.attributes)
                elif tag.name == "tr":
                    self.rows.append((tag.attributes, [], []))
                elif tag.name in {"td", "th"} and self.rows:
                    end = self._cell(tag.end, f"</{tag.name}>", tag.attributes)
            at = self._text.find("<", end)

    def _cell(self, start: int, closing: str, attributes: dict[str, str]) -> int:
        end = self._text.find(closing, start)
        end = len(self._text) if end < 0 else end
        words = [line.strip() for line in self._text[start:end].split("\n")]
        self.rows[-1][1].append("<br>".join(word for word in words if word))
        self.rows[-1][2].append(attributes)
        return end
