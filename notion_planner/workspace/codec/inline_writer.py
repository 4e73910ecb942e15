"""From rich text, as responses show it, to a line of Notion's Markdown."""

import re
from collections.abc import Iterable, Sequence

from notion_planner.workspace.codec.tags import markdown_color, quoted
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.rich_text import plain_text

_SPECIAL = re.compile(r"[\\*~`$\[\]<>{}|^]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TICKS = re.compile(r"`+")
# What would begin a block of another kind if a line began with it.
_BLOCK_START = re.compile(r"(#{1,6}(?=\s|$)|[-+*](?=\s|$)|---+$|\d{1,9}(?=[.)](?:\s|$))|!(?=\[))")
_MENTION_TAGS = {"page": "mention-page", "database": "mention-database", "data_source": "mention-data-source"}
_EMPHASIS = ("bold", "italic", "strikethrough")
Mark = tuple[str, str]


def write_inline(items: Iterable[Json]) -> str:
    """One line: line breaks become ``<br>``."""
    listed = list(items)
    parts: list[str] = []
    stack: list[Mark] = []
    for index, item in enumerate(listed):
        for text, marks in _runs(item, _edge(listed, index - 1, -1), _edge(listed, index + 1, 0)):
            _switch(stack, marks, parts)
            parts.append(text)
    _switch(stack, [], parts)
    return "".join(parts).replace("\n", "<br>")


def write_line(items: Iterable[Json]) -> str:
    """A line that cannot be taken for the beginning of another kind of block."""
    line = write_inline(items)
    found = _BLOCK_START.match(line)
    if found is None:
        return line
    if found[1].isdigit():
        return f"{found[1]}\\{line[found.end() :]}"
    return f"\\{line}"


def escaped(text: str) -> str:
    return _UNDERSCORE.sub(r"\\_", _SPECIAL.sub(r"\\\g<0>", text))


def _edge(items: Sequence[Json], index: int, position: int) -> str:
    """The character that stands beside an item, a space at the ends."""
    if not 0 <= index < len(items):
        return " "
    text = plain_text([items[index]])
    return text[position] if text else " "


def _switch(stack: list[Mark], wanted: Sequence[Mark], parts: list[str]) -> None:
    kept = 0
    while kept < min(len(stack), len(wanted)) and stack[kept] == wanted[kept]:
        kept += 1
    while len(stack) > kept:
        parts.append(_closing(stack.pop()))
    for mark in wanted[kept:]:
        parts.append(_opening(mark))
        stack.append(mark)


def _opening(mark: Mark) -> str:
    name, value = mark
    return {
        "link": "[",
        "color": f'<span color="{value}">',
        "underline": '<span underline="true">',
        "discussions": f'<span discussion-urls="{quoted(value)}">',
    }.get(name, value)


def _closing(mark: Mark) -> str:
    name, value = mark
    if name == "link":
        return f"]({address(value)})"
    return "</span>" if name in {"color", "underline", "discussions"} else value


def address(url: str) -> str:
    """An address as it stands in parentheses."""
    escaped_url = re.sub(r"[\\<>]", r"\\\g<0>", re.sub(r"\s", "%20", url))
    balanced = True
    depth = 0
    for character in escaped_url:
        depth += {"(": 1, ")": -1}.get(character, 0)
        balanced = balanced and depth >= 0
    return escaped_url if balanced and depth == 0 else re.sub(r"[()]", r"\\\g<0>", escaped_url)


def _runs(item: Json, before: str, after: str) -> list[tuple[str, list[Mark]]]:
    marks = _marks(item)
    if item["type"] == "equation":
        return [(_equation(item["equation"]["expression"], before, after), marks)]
    if item["type"] == "mention":
        return [(_mention(item), [mark for mark in marks if mark[0] != "link"])]
    if item.get("citation"):
        return [(f"[^{item['href']}]", [mark for mark in marks if mark[0] != "link"])]
    content = item["text"]["content"]
    if item["annotations"]["code"]:
        return [(_code(content), marks)]
    return _outside_whitespace(content, marks)


def _outside_whitespace(content: str, marks: list[Mark]) -> list[tuple[str, list[Mark]]]:
    """Emphasis does not hold at white space, so that stays outside of the stars."""
    core = content.strip()
    loose = [mark for mark in marks if mark[0] not in _EMPHASIS]
    if loose == marks:
        return [(_text(content, marks), marks)]
    if not core:
        return [(_text(content, loose), loose)]
    start = content.index(core)
    pieces = [
        (content[:start], loose),
        (core, marks),
        (content[start + len(core) :], loose),
    ]
    return [(_text(text, held), held) for text, held in pieces if text]


def _text(content: str, marks: list[Mark]) -> str:
    bare = len(marks) == 1 and marks[0] == ("link", content)
    return content.replace("]", "\\]").replace("[", "\\[") if bare and "://" in content else escaped(content)


def _marks(item: Json) -> list[Mark]:
    """From the outside in; code is written with its text."""
    annotations = item["annotations"]
    marks: list[Mark] = []
    if item.get("discussions"):
        marks.append(("discussions", item["discussions"]))
    if item["href"] and item["type"] != "mention":
        marks.append(("link", item["href"]))
    if annotations["color"] != "default":
        marks.append(("color", markdown_color(annotations["color"])))
    if annotations["underline"]:
        marks.append(("underline", ""))
    for name, sign in (("bold", "**"), ("italic", "*"), ("strikethrough", "~~")):
        if annotations[name]:
            marks.append((name, sign))
    return marks


def _code(content: str) -> str:
    lines = content.split("\n")
    return "<br>".join(_code_line(line) for line in lines)


def _code_line(content: str) -> str:
    if not content:
        return ""
    longest = max((len(run) for run in _TICKS.findall(content)), default=0)
    fence = "`" * (1 if longest == 0 else longest + 1)
    edge = content[0] in "` " or content[-1] in "` "
    padding = " " if edge and content.strip() else ""
    return f"{fence}{padding}{content}{padding}{fence}"


def _equation(expression: str, before: str, after: str) -> str:
    plain = not any(character in expression for character in "$\\`\n") and expression == expression.strip()
    if plain and len(expression) > 1 and not before.isalnum() and not after.isalnum():
        return f"${expression}$"
    return f"$`{expression}`$"


def _mention(item: Json) -> str:
    mention = item["mention"]
    kind = mention["type"]
    if kind in _MENTION_TAGS:
        tag = _MENTION_TAGS[kind]
        label = escaped(item["plain_text"])
        return f'<{tag} url="{quoted(item["href"] or "")}">{label}</{tag}>'
    if kind == "user":
        label = escaped(item["plain_text"].removeprefix("@"))
        who = "agent" if item.get("agent") else "user"
        return f'<mention-{who} url="{who}://{mention["user"]["id"]}">{label}</mention-{who}>'
    if kind == "date":
        return _date_mention(mention["date"])
    return escaped(item["plain_text"])


def _date_mention(date: Json) -> str:
    attributes = []
    for name, value in (("start", date["start"]), ("end", date.get("end"))):
        if value:
            day, _, time = value.partition("T")
            attributes.append(f'{name}="{day}"')
            if time:
                attributes.append(f'{name}Time="{time[:5]}"')
    if date.get("time_zone"):
        attributes.append(f'timeZone="{date["time_zone"]}"')
    return f"<mention-date {' '.join(attributes)}/>"
