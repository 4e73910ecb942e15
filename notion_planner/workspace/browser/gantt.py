"""Gantt charts written in Mermaid with dates or days, drawn as SVG; others are left as their source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

_DAYS = re.compile(r"(\d{1,4})d\Z")
_SETTINGS = (
    "gantt",
    "dateFormat",
    "axisFormat",
    "title",
    "inclusiveEndDates",
    "excludes",
    "tickInterval",
    "%%",
)
# Beyond this a drawing is no help; the source is shown instead.
_MOST_ROWS, _MOST_DAYS = 200, 800
_LABELS, _ROW, _WIDTH, _LETTERS = 280, 26, 860, 38


@dataclass(frozen=True)
class Bar:
    """A task, or a section's heading, which has no dates. ``finish`` is the last day."""

    label: str
    start: date | None = None
    finish: date | None = None
    critical: bool = False


def draw_gantt(source: str) -> str | None:
    bars = _bars(source)
    if bars is None:
        return None
    first = min(bar.start for bar in bars if bar.start)
    last = max(bar.finish for bar in bars if bar.finish)
    days = (last - first).days + 1
    if days > _MOST_DAYS:
        return None
    scale = (_WIDTH - _LABELS) / days
    rows = "".join(_row(bar, index, first, scale) for index, bar in enumerate(bars))
    height = _ROW * (len(bars) + 1) + 10
    return (
        f'<svg class="diagram gantt" role="img" aria-label="Gantt chart" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}">{"".join(_weeks(first, days, scale, height))}{rows}</svg>'
    )


def _bars(source: str) -> list[Bar] | None:
    lines = [line.strip() for line in source.split("\n") if line.strip()]
    if not lines or lines[0] != "gantt" or len(lines) > _MOST_ROWS:
        return None
    inclusive = "inclusiveEndDates" in lines
    found: list[Bar] = []
    for line in lines:
        if line.startswith("section "):
            found.append(Bar(line.removeprefix("section ").strip()))
        elif not line.startswith(_SETTINGS):
            bar = _task(line, inclusive=inclusive)
            if bar is None:
                return None
            found.append(bar)
    return found if any(bar.start for bar in found) else None


def _task(line: str, *, inclusive: bool) -> Bar | None:
    label, _, given = line.rpartition(":")
    parts = [part.strip() for part in given.split(",")]
    if not label or len(parts) < 2:
        return None
    start, finish = _day(parts[-2]), _day(parts[-1])
    days = _DAYS.match(parts[-1])
    try:
        if start is not None and days:
            finish = start + timedelta(days=max(int(days[1]) - 1, 0))
        elif finish is not None and not inclusive:
            finish -= timedelta(days=1)
    except OverflowError:  # beyond the first or the last day that a date can be
        return None
    if start is None or finish is None:
        return None
    return Bar(label.strip(), start, max(start, finish), "crit" in parts)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weeks(first: date, days: int, scale: float, height: int) -> Iterator[str]:
    """A line and a date at every Monday, or at every fourth where they would touch."""
    step = 7 if scale * 7 > 60 else 28
    monday = (7 - first.weekday()) % 7
    for offset in range(monday, days, step):
        x = _LABELS + offset * scale
        words = (first + timedelta(days=offset)).strftime("%b %d")
        yield f'<line class="week" x1="{x:.1f}" y1="{_ROW}" x2="{x:.1f}" y2="{height}"/>'
        yield f'<text class="left" x="{x:.1f}" y="{_ROW - 8}">{words}</text>'


def _row(bar: Bar, index: int, first: date, scale: float) -> str:
    y = _ROW * (index + 1)
    label = bar.label if len(bar.label) <= _LETTERS else f"{bar.label[: _LETTERS - 1]}…"
    weight = "left" if bar.start else "left section"
    words = f'<text class="{weight}" x="4" y="{y + 18}">{escape(label)}</text>'
    if bar.start is None or bar.finish is None:
        return words
    x = _LABELS + (bar.start - first).days * scale
    width = ((bar.finish - bar.start).days + 1) * scale
    kind = ' class="critical"' if bar.critical else ""
    title = escape(f"{bar.label}: {bar.start} to {bar.finish}")
    rect = f'<rect{kind} x="{x:.1f}" y="{y + 4}" width="{width:.1f}" height="{_ROW - 8}" rx="3"/>'
    return f"{words}<g><title>{title}</title>{rect}</g>"
