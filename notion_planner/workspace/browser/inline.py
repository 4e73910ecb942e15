"""Rich text as HTML."""

from collections.abc import Iterable
from html import escape

from notion_planner.workspace.ids import id_in_url
from notion_planner.workspace.records import Json

_TAGS = (("bold", "strong"), ("italic", "em"), ("strikethrough", "s"), ("underline", "u"), ("code", "code"))
_SCHEMES = ("http://", "https://", "mailto:", "/")


def inline_html(items: Iterable[Json]) -> str:
    return "".join(_item(item) for item in items)


def color_class(color: str | None) -> str:
    return f"c-{color}" if color and color != "default" else ""


def _item(item: Json) -> str:
    if item["type"] == "mention":
        return _mention(item)
    words = escape(item["plain_text"]).replace("\n", "<br>")
    if item["type"] == "equation":
        return f'<span class="equation">{words}</span>'
    annotations = item["annotations"]
    for name, tag in _TAGS:
        if annotations[name]:
            words = f"<{tag}>{words}</{tag}>"
    if annotations["color"] != "default":
        words = f'<span class="{color_class(annotations["color"])}">{words}</span>'
    return f'<a href="{escape(safe_address(item["href"]))}">{words}</a>' if item["href"] else words


def _mention(item: Json) -> str:
    kind = item["mention"]["type"]
    words = escape(item["plain_text"])
    if kind in {"page", "database", "data_source"}:
        return f'<a class="mention" href="/p/{item["mention"][kind]["id"]}">{words}</a>'
    return f'<span class="mention">{words}</span>'


def safe_address(url: str) -> str:
    """Pages of a Notion host open here; scripts and other schemes open nothing."""
    found = id_in_url(url) if "notion.com/" in url or "notion.so/" in url else None
    if found:
        return f"/p/{found}"
    return url if url.lower().startswith(_SCHEMES) else "#"
