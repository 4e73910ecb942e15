"""Blocks as HTML, with the forms that tick a to-do and edit a text."""

from collections.abc import Callable, Sequence
from html import escape

from notion_planner.workspace.browser.gantt import draw_gantt
from notion_planner.workspace.browser.inline import color_class, inline_html, safe_address
from notion_planner.workspace.browser.mermaid import draw
from notion_planner.workspace.browser.signs import sign, tick
from notion_planner.workspace.codec.block_writer import Shown
from notion_planner.workspace.codec.inline_writer import write_inline
from notion_planner.workspace.rules.blocks import HEADINGS, MEDIA, MEETING_SECTIONS

_LISTS = {"bulleted_list_item": "ul", "numbered_list_item": "ol"}
EDITABLE = frozenset({"paragraph", *HEADINGS, *_LISTS, "to_do", "quote", "toggle", "callout"})


def blocks_html(blocks: Sequence[Shown]) -> str:
    """Neighbouring list items share one list."""
    parts, open_list = [], None
    for block in blocks:
        wanted = _LISTS.get(block.type)
        if open_list and open_list != wanted:
            parts.append(f"</{open_list}>")
        if wanted and open_list != wanted:
            parts.append(f"<{wanted}>")
        open_list = wanted
        parts.append(_RENDERERS.get(block.type, _unknown)(block))
    if open_list:
        parts.append(f"</{open_list}>")
    return "".join(parts)


def scrolling(label: str, inner: str, name: str = "scroll") -> str:
    """What scrolls takes the focus, so that the arrow keys scroll it."""
    return f'<div class="{name}" role="group" aria-label="{escape(label)}" tabindex="0">{inner}</div>'


def _classes(block: Shown, *more: str) -> str:
    listed = [*more, color_class(block.payload.get("color"))]
    return " ".join(name for name in listed if name)


def _text(block: Shown) -> str:
    return inline_html(block.payload["rich_text"])


def _edit(block: Shown) -> str:
    """A form that opens from a pencil, also from the keyboard."""
    if block.type not in EDITABLE or not block.id:
        return ""
    words = escape(write_inline(block.payload["rich_text"]).replace("<br>", "\n"))
    return (
        '<details class="edit"><summary aria-label="Edit this text" title="Edit">'
        f"{sign('edit')}</summary>"
        f'<form method="post" action="/edit/text/{block.id}">'
        '<textarea name="text" rows="3" aria-label="Text">'
        f"{words}</textarea><button>Save</button></form></details>"
    )


def _paragraph(block: Shown) -> str:
    inner = f'<div class="children">{blocks_html(block.children)}</div>' if block.children else ""
    return f'<div class="block"><p class="{_classes(block)}">{_text(block)}</p>{_edit(block)}{inner}</div>'


def _heading(block: Shown) -> str:
    tag = f"h{min(int(block.type[-1]) + 1, 6)}"
    heading = f'<{tag} class="{_classes(block)}">{_text(block)}</{tag}>'
    if block.payload.get("is_toggleable"):
        return f'<details class="toggle"><summary>{heading}</summary>{blocks_html(block.children)}</details>'
    return f'<div class="block">{heading}{_edit(block)}</div>'


def _item(block: Shown) -> str:
    return (
        f'<li class="block {_classes(block)}">{_text(block)}{_edit(block)}{blocks_html(block.children)}</li>'
    )


def _to_do(block: Shown) -> str:
    checked = bool(block.payload["checked"])
    state = "true" if checked else "false"
    label = "".join(item["plain_text"] for item in block.payload["rich_text"])
    return (
        f'<div class="block to-do {"done" if checked else ""}" id="b-{block.id}">'
        f'<form method="post" action="/edit/tick/{block.id}"><button role="checkbox" aria-checked="{state}" '
        f'aria-label="{escape(label) or "To-do"}">{tick(checked=checked)}</button></form>'
        f'<span class="{_classes(block)}">{_text(block)}</span>{_edit(block)}'
        f'<div class="children">{blocks_html(block.children)}</div></div>'
    )


def _quote(block: Shown) -> str:
    inner = blocks_html(block.children)
    return f'<blockquote class="block {_classes(block)}">{_text(block)}{_edit(block)}{inner}</blockquote>'


def _toggle(block: Shown) -> str:
    inner = blocks_html(block.children)
    return f'<details class="toggle {_classes(block)}"><summary>{_text(block)}</summary>{inner}</details>'


def _callout(block: Shown) -> str:
    emoji = (block.payload.get("icon") or {}).get("emoji")
    icon = escape(emoji) if emoji else sign("note")
    inner = blocks_html(block.children)
    return (
        f'<aside class="callout {_classes(block)}"><span aria-hidden="true">{icon}</span>'
        f"<div><p>{_text(block)}</p>{_edit(block)}{inner}</div></aside>"
    )


def _code(block: Shown) -> str:
    source = "".join(item["plain_text"] for item in block.payload["rich_text"])
    language = block.payload["language"]
    drawing = draw(source) or draw_gantt(source) if language == "mermaid" else None
    listing = scrolling(f"Code: {language}", f"<pre><code>{escape(source)}</code></pre>")
    if drawing:
        folded = f"<details><summary>Source</summary>{listing}</details>"
        return f"<figure>{scrolling('Diagram', drawing)}{folded}</figure>"
    return listing


def _table(block: Shown) -> str:
    rows = []
    for number, row in enumerate(block.children):
        header = number == 0 and block.payload["has_column_header"]
        cells = []
        for index, cell in enumerate(row.payload["cells"]):
            tag = "th" if header or (index == 0 and block.payload["has_row_header"]) else "td"
            cells.append(f"<{tag}>{inline_html(cell)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return scrolling("Table", f"<table>{''.join(rows)}</table>")


def _columns(block: Shown) -> str:
    inner = "".join(f"<div>{blocks_html(column.children)}</div>" for column in block.children)
    return f'<div class="columns">{inner}</div>'


def _medium(block: Shown) -> str:
    payload = block.payload
    address = escape(safe_address(str((payload.get(payload.get("type", "")) or {}).get("url", ""))))
    caption = inline_html(payload["caption"])
    if block.type == "image":
        words = escape("".join(item["plain_text"] for item in payload["caption"]))
        image = f'<img src="{address}" alt="{words}" loading="lazy">'
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    return f'<p><a href="{address}">{caption or address}</a></p>'


def _meeting(block: Shown) -> str:
    title = inline_html(block.payload["title"])
    return f'<section class="callout"><div><p>{title}</p>{_inside(block)}</div></section>'


def _section(block: Shown) -> str:
    name = MEETING_SECTIONS[block.type].capitalize()
    return f'<details class="toggle" open><summary>{name}</summary>{_inside(block)}</details>'


def _inside(block: Shown) -> str:
    return blocks_html(block.children)


def _child(block: Shown) -> str:
    kind = sign("page" if block.type == "child_page" else "database")
    return f'<p class="child"><a href="/p/{block.id}">{kind} {escape(block.title or "Untitled")}</a></p>'


def _link(block: Shown) -> str:
    address = escape(safe_address(block.payload["url"]))
    return f'<p><a href="{address}">{inline_html(block.payload["caption"]) or address}</a></p>'


def _page_link(block: Shown) -> str:
    target = block.payload.get("page_id") or block.payload.get("database_id")
    return f'<p class="child"><a href="/p/{target}">{sign("link")} page</a></p>'


def _unknown(block: Shown) -> str:
    return f'<p class="unknown">{escape(block.type.replace("_", " "))}</p>'


_RENDERERS: dict[str, Callable[[Shown], str]] = {
    "paragraph": _paragraph,
    **dict.fromkeys(HEADINGS, _heading),
    "bulleted_list_item": _item,
    "numbered_list_item": _item,
    "to_do": _to_do,
    "quote": _quote,
    "toggle": _toggle,
    "callout": _callout,
    "code": _code,
    "equation": lambda block: f'<p class="equation">{escape(block.payload["expression"])}</p>',
    "divider": lambda _: "<hr>",
    "table": _table,
    "column_list": _columns,
    "synced_block": _inside,
    **dict.fromkeys(MEDIA, _medium),
    "meeting_notes": _meeting,
    **dict.fromkeys(MEETING_SECTIONS, _section),
    "child_page": _child,
    "child_database": _child,
    "bookmark": _link,
    "embed": _link,
    "table_of_contents": lambda _: "",
    "link_to_page": _page_link,
}
