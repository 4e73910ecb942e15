"""A data source as a table and as a board by status."""

from collections.abc import Sequence
from html import escape
from typing import Any

from notion_planner.workspace.browser.blocks import scrolling
from notion_planner.workspace.browser.inline import inline_html
from notion_planner.workspace.browser.signs import tick
from notion_planner.workspace.context import Context
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.shapes import page_properties

# A browser page shows this many rows; the rest is a matter for a query.
SHOWN_ROWS = 500
_CHOICES = ("select", "status")


def rows_of(ctx: Context, source: Node) -> list[Node]:
    return ctx.store.select(
        "parent=? and kind='page' and trashed=0 order by seq limit ?", source.id, SHOWN_ROWS
    )


def choice_of(source: Node) -> Json | None:
    """The property that a board has columns for: Status if there is one, else the first choice."""
    choices: list[Json] = [item for item in source.body["properties"] if item["type"] in _CHOICES]
    named = [item for item in choices if item["name"].casefold() == "status"]
    return next(iter([*named, *choices]), None)


def value_html(ctx: Context, value: Json) -> str:
    """One value for reading."""
    type_ = value["type"]
    content: Any = value[type_]
    if type_ in {"title", "rich_text"}:
        return inline_html(content)
    if type_ == "relation":
        links = [_page_link(ctx, item["id"]) for item in content]
        return ", ".join(links) + (" …" if value.get("has_more") else "")
    if type_ == "rollup":
        return escape(str(content.get("number", ""))) if content["type"] == "number" else ""
    if isinstance(content, list):
        return " ".join(chip(item) for item in content)
    if isinstance(content, dict):
        return chip(content)
    if isinstance(content, bool):
        words = "yes" if content else "no"
        return f'<span role="img" aria-label="{words}">{tick(checked=content)}</span>'
    return "" if content is None else escape(str(content))


def _page_link(ctx: Context, identifier: str) -> str:
    node = ctx.store.node(identifier)
    return f'<a class="mention" href="/p/{identifier}">{escape(node.title if node else "Untitled")}</a>'


def chip(item: Json) -> str:
    words = item.get("name") or item.get("start") or item.get("number") or item.get("string") or ""
    return (
        f'<span class="chip c-{escape(str(item.get("color", "default")))}">{escape(str(words))}</span>'
        if words
        else ""
    )


def choice_form(page_id: str, definition: Json, value: Json) -> str:
    """A select that saves itself where scripts run, and has a button where they do not."""
    type_ = definition["type"]
    current = (value[type_] or {}).get("id")
    options = ['<option value="">–</option>'] if type_ == "select" else []
    for option in definition[type_]["options"]:
        chosen = " selected" if option["id"] == current else ""
        options.append(f'<option value="{option["id"]}"{chosen}>{escape(option["name"])}</option>')
    name = escape(definition["name"])
    return (
        f'<form class="choice" method="post" action="/edit/choice/{page_id}">'
        f'<input type="hidden" name="property" value="{escape(definition["id"])}">'
        f'<select name="option" data-submits aria-label="{name}">{"".join(options)}</select>'
        "<noscript><button>Set</button></noscript></form>"
    )


def properties_html(ctx: Context, page: Node, definitions: Sequence[Json]) -> str:
    """The panel above a row's content."""
    values = page_properties(ctx, page)
    lines = []
    for definition in definitions:
        if definition["type"] == "title":
            continue
        value = values[definition["name"]]
        shown = (
            choice_form(page.id, definition, value)
            if definition["type"] in _CHOICES
            else value_html(ctx, value)
        )
        lines.append(f"<dt>{escape(definition['name'])}</dt><dd>{shown}</dd>")
    return f'<dl class="properties">{"".join(lines)}</dl>' if lines else ""


def _title_cell(page: Node) -> str:
    return f'<a href="/p/{page.id}">{escape(page.title or "Untitled")}</a>'


def table_html(ctx: Context, source: Node) -> str:
    definitions = sorted(source.body["properties"], key=lambda item: item["type"] != "title")
    head = "".join(f'<th scope="col">{escape(item["name"])}</th>' for item in definitions)
    rows = []
    for page in rows_of(ctx, source):
        values = page_properties(ctx, page)
        cells = []
        for item in definitions:
            value = values[item["name"]]
            if item["type"] == "title":
                cells.append(_title_cell(page))
            else:
                cells.append(
                    choice_form(page.id, item, value) if item["type"] in _CHOICES else value_html(ctx, value)
                )
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return scrolling("Rows", f'<table class="rows">{body}</table>')


def board_html(ctx: Context, source: Node) -> str:
    choice = choice_of(source)
    if choice is None:
        return "<p>A board needs a select or status property.</p>"
    columns: dict[str, list[str]] = {item["id"]: [] for item in choice[choice["type"]]["options"]}
    none: list[str] = []
    for page in rows_of(ctx, source):
        values = page_properties(ctx, page)
        current = str((values[choice["name"]][choice["type"]] or {}).get("id"))
        columns.get(current, none).append(_card(ctx, page, choice, values))
    parts = [_column("No status", "default", none)] if none else []
    options = choice[choice["type"]]["options"]
    parts += [_column(option["name"], option["color"], columns[option["id"]]) for option in options]
    return scrolling("Board", "".join(parts), "board")


def _column(name: str, color: str, cards: Sequence[str]) -> str:
    return (
        f'<section aria-label="{escape(name)}"><h2>'
        f'<span class="chip c-{escape(color)}">{escape(name)}</span> '
        f"<small>{len(cards)}</small></h2>{''.join(cards)}</section>"
    )


def _card(ctx: Context, page: Node, choice: Json, values: Json) -> str:
    chips = [
        value_html(ctx, value)
        for name, value in values.items()
        if value["type"] in {"select", "multi_select", "number"} and name != choice["name"]
    ]
    form = choice_form(page.id, choice, values[choice["name"]])
    return f'<article class="card">{_title_cell(page)}<div>{" ".join(chips)}</div>{form}</article>'
