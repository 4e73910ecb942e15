"""Flowcharts written in Mermaid, drawn as SVG. Other kinds of diagram are left as their source."""

import re
from dataclasses import dataclass, field
from html import escape, unescape

_HEAD = re.compile(r"\s*(?:graph|flowchart)\s+(TD|TB|BT|LR|RL)\b")
_NODE = re.compile(
    r"\s*([A-Za-z0-9_]{1,60})\s*(?:\(\[(?P<a>[^\]\n]{0,300})\]\)|\(\((?P<b>[^)\n]{0,300})\)\)|"
    r"\[(?P<c>[^\]\n]{0,300})\]|\((?P<d>[^)\n]{0,300})\)|\{(?P<e>[^}\n]{0,300})\})?"
)
_EDGE = re.compile(
    r"\s*(?:--\s+(?P<word>[^-\n>]{1,200}?)\s+-->|(?:-->|---|-\.->|==>)(?:\|(?P<pipe>[^|\n]{0,200})\|)?)"
)
_ENTITY = re.compile("#([a-z0-9]{1,10})\x00")
_SKIPPED = ("subgraph", "end", "classDef", "class", "style", "click", "linkStyle", "direction", "%%")
# Beyond this a drawing is no help; the source is shown instead.
_LARGEST = 200
_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _LETTERS = 170, 44, 40, 50, 22


@dataclass
class Flowchart:
    sideways: bool
    labels: dict[str, str] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)

    def ranks(self) -> dict[str, int]:
        """The row of each node: one below its lowest predecessor; cycles stop the descent."""
        rank = dict.fromkeys(self.labels, 0)
        for _ in range(len(self.labels)):
            moved = False
            for start, end, _label in self.edges:
                if rank[end] <= rank[start] < len(self.labels) - 1 and start != end:
                    rank[end] = rank[start] + 1
                    moved = True
            if not moved:
                break
        order = {value: index for index, value in enumerate(sorted(set(rank.values())))}
        return {name: order[value] for name, value in rank.items()}


def parse(source: str) -> Flowchart | None:
    # The semicolon that ends an entity ends no statement.
    shielded = re.sub(r"#([a-z0-9]{1,10});", "#\\1\x00", source)
    lines = [line for line in re.split(r"[\n;]", shielded) if line.strip()]
    head = _HEAD.match(lines[0]) if lines else None
    if head is None:
        return None
    chart = Flowchart(head[1] in {"LR", "RL"})
    for line in [lines[0][head.end() :], *lines[1:]]:
        if not line.strip().startswith(_SKIPPED):
            _read_line(chart, line)
    return chart if 0 < len(chart.labels) <= _LARGEST else None


def _read_line(chart: Flowchart, line: str) -> None:
    """Nodes and the arrows between them, as far as the line is understood."""
    found = _NODE.match(line)
    while found:
        name = found[1]
        label = next((text for text in found.groupdict().values() if text is not None), None)
        if label is not None or name not in chart.labels:
            chart.labels[name] = _decoded((label or name).strip().strip('"'))
        arrow = _EDGE.match(line, found.end())
        following = _NODE.match(line, arrow.end()) if arrow else None
        if arrow and following:
            words = (arrow["word"] or arrow["pipe"] or "").strip()
            chart.edges.append((name, following[1], words))
        found = following


def _decoded(label: str) -> str:
    """Mermaid writes characters that mean something to it as ``#name;`` or ``#number;``."""
    return _ENTITY.sub(lambda found: unescape(f"&{'#' if found[1].isdigit() else ''}{found[1]};"), label)


def draw(source: str) -> str | None:
    """The SVG of a flowchart, or None for what is not drawn."""
    chart = parse(source)
    if chart is None:
        return None
    places = _places(chart)
    width = max(x for x, _ in places.values()) + _WIDTH + 10
    height = max(y for _, y in places.values()) + _HEIGHT + 10
    parts = [_line(chart, places, edge) for edge in chart.edges]
    parts += [_box(places[name], label) for name, label in chart.labels.items()]
    return (
        f'<svg class="diagram" role="img" aria-label="Flowchart" '
        f'viewBox="0 0 {width} {height}" width="{width}">'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>' + "".join(parts) + "</svg>"
    )


def _places(chart: Flowchart) -> dict[str, tuple[int, int]]:
    used: dict[int, int] = {}
    places = {}
    for name, rank in chart.ranks().items():
        index = used.get(rank, 0)
        used[rank] = index + 1
        along, across = (rank, index) if chart.sideways else (index, rank)
        places[name] = (10 + along * (_WIDTH + _GAP_X), 10 + across * (_HEIGHT + _GAP_Y))
    return places


def _line(chart: Flowchart, places: dict[str, tuple[int, int]], edge: tuple[str, str, str]) -> str:
    (x1, y1), (x2, y2) = places[edge[0]], places[edge[1]]
    if chart.sideways:
        x1, y1, y2 = x1 + _WIDTH, y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    else:
        x1, y1, x2 = x1 + _WIDTH // 2, y1 + _HEIGHT, x2 + _WIDTH // 2
    words = f'<text x="{(x1 + x2) // 2}" y="{(y1 + y2) // 2}">{escape(edge[2])}</text>' if edge[2] else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#tip)"/>{words}'


def _box(place: tuple[int, int], label: str) -> str:
    x, y = place
    short = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"
    return (
        f'<g><title>{escape(label)}</title><rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + _HEIGHT // 2 + 5}">{escape(short)}</text></g>'
    )
