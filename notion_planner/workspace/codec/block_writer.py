"""From a tree of blocks to Notion's Markdown: one line a block, children one tab deeper."""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from notion_planner.workspace.codec.inline_writer import address, escaped, write_inline, write_line
from notion_planner.workspace.codec.tags import markdown_color, quoted
from notion_planner.workspace.records import Body, Json
from notion_planner.workspace.rules.blocks import HEADINGS, MEDIA, MEETING_SECTIONS

_TICKS = re.compile(r"^`{3,}", re.MULTILINE)


class Shown(NamedTuple):
    """A block as it is now: mentions resolved, with its id and its address."""

    type: str
    payload: Json
    id: str = ""
    url: str = ""
    title: str = ""
    children: tuple["Shown", ...] = ()


def own_line(type_: str, body: Body) -> str | None:
    """What ``write_blocks`` makes of a block without children; None where more than its body decides that."""
    if type_ not in _SELF_CONTAINED or body.mentions:
        return None
    opening, closing = _own_lines(type_, body.text)
    return "\n".join([*opening, *closing])


def write_blocks(blocks: Sequence[Shown]) -> str:
    """Walked without recursion: trees may be deep."""
    lines: list[str] = []
    waiting: list[tuple[str, Shown | str]] = [("", block) for block in reversed(blocks)]
    while waiting:
        tabs, current = waiting.pop()
        if isinstance(current, str):
            lines.append(tabs + current)
            continue
        opening, closing, inside = _written(current)
        lines += [tabs + line for line in opening]
        waiting += [(tabs, line) for line in reversed(closing)]
        waiting += [(tabs + "\t", child) for child in reversed(inside)]
    return "\n".join(lines)


Written = tuple[list[str], list[str], Sequence[Shown | str]]


def _written(block: Shown) -> Written:
    payload = block.payload
    if isinstance(payload, Body) and block.type in _SELF_CONTAINED:
        opening, closing = _own_lines(block.type, payload.text)
        return opening, closing, block.children
    writer = _WRITERS.get(block.type, _unknown)
    return writer(block)


@lru_cache(maxsize=8192)
def _own_lines(type_: str, text: str) -> tuple[list[str], list[str]]:
    opening, closing, _ = _WRITERS[type_](Shown(type_, json.loads(text)))
    return opening, closing


def _color(payload: Json, **more: str) -> str:
    listed = [f'{name}="{value}"' for name, value in more.items()]
    if payload.get("color", "default") != "default":
        listed.append(f'color="{markdown_color(payload["color"])}"')
    return f" {{{' '.join(listed)}}}" if listed else ""


def _tag_color(payload: Json) -> str:
    color = payload.get("color", "default")
    return "" if color == "default" else f' color="{markdown_color(color)}"'


def _paragraph(block: Shown) -> Written:
    text = write_line(block.payload["rich_text"])
    color = _color(block.payload)
    if not text.strip():
        return [f"<empty-block/>{color}"], [], block.children
    return [f"{text}{color}".lstrip(" ")], [], block.children


def _prefixed(sign: str) -> Callable[[Shown], Written]:
    def write(block: Shown) -> Written:
        return [f"{sign} {write_line(block.payload['rich_text'])}{_color(block.payload)}"], [], block.children

    return write


def _heading(block: Shown) -> Written:
    level = int(block.type[-1])
    toggle = {"toggle": "true"} if block.payload["is_toggleable"] else {}
    text = write_inline(block.payload["rich_text"])
    return [f"{'#' * level} {text}{_color(block.payload, **toggle)}"], [], block.children


def _to_do(block: Shown) -> Written:
    box = "x" if block.payload["checked"] else " "
    return [f"- [{box}] {write_line(block.payload['rich_text'])}{_color(block.payload)}"], [], block.children


def _toggle(block: Shown) -> Written:
    opening = [
        f"<details{_tag_color(block.payload)}>",
        f"<summary>{write_inline(block.payload['rich_text'])}</summary>",
    ]
    return opening, ["</details>"], block.children


def _callout(block: Shown) -> Written:
    shown = _icon(block.payload)
    attribute = f' icon="{quoted(shown)}"' if shown else ""
    text = write_line(block.payload["rich_text"])
    ambiguous = not text and block.children and block.children[0].type == "paragraph"
    first = [text] if text else ["<empty-block/>"] if ambiguous else []
    opening = f"<callout{attribute}{_tag_color(block.payload)}>"
    return [opening], ["</callout>"], [*first, *block.children]


def _icon(payload: Json) -> str:
    icon = payload.get("icon") or {}
    return str(icon.get("emoji") or (icon.get("external") or {}).get("url") or "")


def _code(block: Shown) -> Written:
    content = "".join(item["plain_text"] for item in block.payload["rich_text"])
    longest = max((len(run) for run in _TICKS.findall(content)), default=2)
    fence = "`" * (longest + 1)
    language = block.payload["language"]
    name = "" if language == "plain text" else language
    lines = content.split("\n") if content else []
    return [f"{fence}{name}", *lines, fence], [], ()


def _equation(block: Shown) -> Written:
    return ["$$", *block.payload["expression"].split("\n"), "$$"], [], ()


def _divider(_: Shown) -> Written:
    return ["---"], [], ()


def _table(block: Shown) -> Written:
    payload = block.payload
    header = (
        f'header-row="{_yes(payload["has_column_header"])}" header-column="{_yes(payload["has_row_header"])}"'
    )
    fit = ' fit-page-width="true"' if payload.get("_fit") else ""
    lines = [f"<table{fit} {header}>"]
    if payload.get("_columns"):
        lines += [
            "<colgroup>",
            *(f"<col{_attributes(column)}>" for column in payload["_columns"]),
            "</colgroup>",
        ]
    for row in block.children:
        lines += _kept_row(row.payload.text) if isinstance(row.payload, Body) else _row(row.payload)
    return [*lines, "</table>"], [], ()


@lru_cache(maxsize=8192)
def _kept_row(text: str) -> list[str]:
    return _row(json.loads(text))


def _row(payload: Json) -> list[str]:
    colors = payload.get("_cell_colors") or []
    lines = [f"<tr{_attributes(payload.get('_attributes') or {})}>"]
    for index, cell in enumerate(payload["cells"]):
        color = colors[index] if index < len(colors) and colors[index] else {}
        lines.append(f"<td{_attributes(color)}>{write_inline(cell)}</td>")
    return [*lines, "</tr>"]


def _attributes(attributes: Json) -> str:
    return "".join(f' {name}="{quoted(str(value))}"' for name, value in attributes.items())


def _yes(value: object) -> str:
    return "true" if value else "false"


def _wrapped(tag: str) -> Callable[[Shown], Written]:
    def write(block: Shown) -> Written:
        return [f"<{tag}>"], [f"</{tag}>"], block.children

    return write


def _synced(block: Shown) -> Written:
    origin = block.payload.get("synced_from")
    tag = "synced_block_reference" if origin else "synced_block"
    url = block.payload.get("_origin_url") if origin else block.url
    return [f'<{tag} url="{quoted(url or "")}">'], [f"</{tag}>"], block.children


def _medium(block: Shown) -> Written:
    payload = block.payload
    source = str((payload.get(payload.get("type", "")) or {}).get("url", ""))
    caption = write_inline(payload["caption"])
    tint = {"color": payload.get("_color", "default")}
    if block.type == "image":
        return [f"![{caption}]({address(source)}){_color(tint)}"], [], ()
    return [f'<{block.type} src="{quoted(source)}"{_tag_color(tint)}>{caption}</{block.type}>'], [], ()


def _meeting(block: Shown) -> Written:
    title = write_line(block.payload["title"])
    return ["<meeting-notes>"], ["</meeting-notes>"], [*([title] if title else []), *block.children]


def _child_page(block: Shown) -> Written:
    tint = _tag_color({"color": block.payload.get("_color", "default")})
    return [f'<page url="{quoted(block.url)}"{tint}>{escaped(block.title)}</page>'], [], ()


def _child_database(block: Shown) -> Written:
    payload = block.payload
    inline = ' inline="true"' if payload.get("is_inline") else ""
    shown = _icon(payload)
    icon = f' icon="{quoted(shown)}"' if shown else ""
    tint = _tag_color({"color": payload.get("_color", "default")})
    source = payload.get("_source_url")
    linked = f' data-source-url="{quoted(source)}"' if source else ""
    attributes = f'url="{quoted(block.url)}"{inline}{icon}{tint}{linked}'
    return [f"<database {attributes}>{escaped(block.title)}</database>"], [], ()


def _contents(block: Shown) -> Written:
    return [f"<table_of_contents{_tag_color(block.payload)}/>"], [], ()


def _unknown(block: Shown) -> Written:
    kind = block.payload.get("alt", block.type)
    alt = "alias" if kind == "link_to_page" else kind
    return [f'<unknown url="{quoted(block.url)}" alt="{alt}"/>'], [], ()


_WRITERS: dict[str, Callable[[Shown], Written]] = {
    "paragraph": _paragraph,
    **dict.fromkeys(HEADINGS, _heading),
    "bulleted_list_item": _prefixed("-"),
    "numbered_list_item": _prefixed("1."),
    "quote": _prefixed(">"),
    "to_do": _to_do,
    "toggle": _toggle,
    "callout": _callout,
    "code": _code,
    "equation": _equation,
    "divider": _divider,
    "table": _table,
    "column_list": _wrapped("columns"),
    "column": _wrapped("column"),
    "synced_block": _synced,
    **dict.fromkeys(MEDIA, _medium),
    "child_page": _child_page,
    "child_database": _child_database,
    "table_of_contents": _contents,
    "meeting_notes": _meeting,
    **{type_: _wrapped(tag) for type_, tag in MEETING_SECTIONS.items()},
}
# What these say of themselves does not depend on what they hold.
_SELF_CONTAINED = frozenset(
    {"paragraph", *HEADINGS, "bulleted_list_item", "numbered_list_item", "quote", "to_do", "toggle"}
)
# Blocks that the grammar cannot name: they read as <unknown> and make the answer "truncated".
RENDERED = frozenset(_WRITERS) | {"table_row"}  # a row is written by its table
