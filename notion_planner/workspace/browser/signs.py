"""Signs drawn as inline SVG: they look the same where no symbol or emoji font is installed."""

_PATHS = {
    "page": "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5",
    "database": "M2 2.5h12v11H2zM2 6h12M2 9.75h12M6.5 6v7.5",
    "edit": "M2.5 13.5l.7-3L11 2.7l2.3 2.3-7.8 7.8zM9.5 4.2l2.3 2.3",
    "open": "M2.5 2.5h11v11h-11z",
    "done": "M2.5 2.5h11v11h-11zM5 8l2.2 2.4L11.2 5.5",
    "link": "M5 11l6-6M6 5h5v5",
    "note": "M8 1.8a4.2 4.2 0 0 0-2.2 7.8v1.6h4.4V9.6A4.2 4.2 0 0 0 8 1.8zM6.3 14h3.4",
}


def sign(name: str) -> str:
    """A decoration: what it means stands beside it in words."""
    return f'<svg class="sign" aria-hidden="true" viewBox="0 0 16 16"><path d="{_PATHS[name]}"/></svg>'


def tick(*, checked: bool) -> str:
    return sign("done" if checked else "open")
