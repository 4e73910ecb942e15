"""Notion's Markdown as text: escaping, mentions, sections, and the canonical form that is compared. Pure.

Grammar: Notion's "enhanced Markdown" v1, one line a block, children indented by a tab. This is the only
module that knows it on the product's side, so that a next version of it is one change.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import markupsafe

from notion_planner.model.base import Frozen
from notion_planner.notion.ids import parse_id, plain

# What the grammar lists as escapable. The underscore is not listed, but opens emphasis at a word's edge and
# beside another one.
_INLINE = re.compile(r"[\\*~`$\[\]<>{}|^]|(?<![^\W_])_|_(?![^\W_])")
# A line that would begin a block: heading, list, quote, divider, to-do, table, numbered list, math.
_LEADING = re.compile(r"^(?:[#+:=-]|\d+(?=[.)]))")
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
# Anyone can write "<mention-page x>" thousands of times. So that each is looked at once, a mention ends where
# the next begins, and tables and cells are sought up to the last closing tag only.
_MENTION = re.compile(r"<mention-[a-z-]+ ([^<>\n]*?)(?:/>|>(?:(?!<mention-).)*?</mention-[a-z-]+>)")
_LABEL = re.compile(r"</?mention-[^>]*>")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((https?://[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_TABLE = re.compile(r"(?<!\t)(\t*)<table\b[^<>]*>.*?</table>", re.S)
_CELL = re.compile(r"<td\b[^<>]*>(.*?)</td>", re.S)
_PIPE_ROW = re.compile(r"^\t*\|(.*)\|\s*$")
_URL = re.compile(r"""url=["']([^"']*)["']""")
_NUMBER = re.compile(r"^(\t*)\d+\. ")
_CONTAINER = re.compile(r"<(details|callout)\b[^<>]*>")
_ESCAPED = re.compile(r"\\(\W|_)")
_TICK = re.compile(r"^(\t*- )\[[ xX]\] ")
_PLAIN_CODE = re.compile(r"^(\t*```)plain text$")  # what Notion makes of code without a language
# What we keep on a page stands in a toggle, known by its summary or, where that was renamed, by its note.
_KEPT = re.compile(r"<summary>Planner (?:state|index)</summary>$|\tKept by notion-planner\b")
_FENCE = re.compile(r"^\t*(`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!\\)<(/?)span\b([^<>]*)>")
_DISCUSSIONS = re.compile(r'\s*\bdiscussion-urls="[^"]*"')


class Markup(markupsafe.Markup):
    """Text that already is Notion's Markdown and must not be escaped again.

    It is markupsafe's type so that Jinja2 carries the mark through macros and joins.
    """

    __slots__ = ()


def escape(text: str) -> Markup:
    """Plain text as inline Markdown: it reads as written and cannot leave its place.

    Line breaks become ``<br>``, control characters vanish, and a beginning that would start a block
    ("# ", "- ", "1.") is escaped too.
    """
    return Markup(text) if isinstance(text, markupsafe.Markup) else _escaped(text)


# A plan's titles and texts stand on several pages, each of which is rendered more than once a sync.
@lru_cache(maxsize=4096)
def _escaped(text: str) -> Markup:
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    text = _CONTROL.sub("", text).strip()
    text = _INLINE.sub(lambda found: "\\" + found.group(), text)
    text = _LEADING.sub(_escape_leading, text)
    return Markup(text.replace("\n", "<br>"))


def _escape_leading(found: re.Match[str]) -> str:
    start = found.group()
    return start + "\\" if start[0].isdigit() else "\\" + start


def mention_page(url: str, title: str) -> Markup:
    """A mention of a page. The label is optional and ignored by Notion; it serves other readers."""
    address = url.replace("&", "&amp;").replace('"', "&quot;")
    return Markup(f'<mention-page url="{address}">{escape(title)}</mention-page>')


def fenced(code: str, language: str) -> Markup:
    """A code block. Three backticks in the code would end it, and code has no escapes, so they are parted."""
    code = _CONTROL.sub("", _BREAKS.sub("\n", code)).replace("```", "`\u200b``")
    name = re.sub(r"[^\w+# -]", "", language)
    return Markup(f"```{name}\n{code.rstrip()}\n```")


class Section(Frozen):
    """A heading of level 2 with what follows it; ``heading`` is None for what stands before the first.

    ``start`` is where it begins in the text that it is a part of, in characters: another part may say the
    same, or begin with the same words.
    """

    heading: str | None = None
    text: str
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


# A page is cut once to compare it, again to edit it and to prove what was written.
@lru_cache(maxsize=64)
def sections(markdown: str) -> tuple[Section, ...]:
    """Cut at H2, fences respected; joined by line ends the texts give the whole again.

    A toggle of our own (our state stands in one) ends the section before it; any other is a part of it.
    """
    result: list[Section] = []
    heading: str | None = None
    lines: list[str] = []
    start = 0
    told = list(fence_aware(markdown))
    for number, (line, code) in enumerate(told):
        if not code and (line.startswith("## ") or _opens_kept(told[number : number + 3])):
            if lines:
                result.append(Section(heading=heading, text="\n".join(lines), start=start))
                start = result[-1].end + 1
            heading = plain_line(line[3:]) if line.startswith("## ") else None
            lines = []
        lines.append(line)
    return (*result, Section(heading=heading, text="\n".join(lines), start=start))


def without_comments(line: str) -> str:
    """The line without the tags that Notion puts around words that somebody comments on."""
    if "discussion-urls" not in line:
        return line
    dropped: list[bool] = []

    def rest(found: re.Match[str]) -> str:
        closing, attributes = found.groups()
        if closing:
            return "" if dropped and dropped.pop() else found.group()
        kept = _DISCUSSIONS.sub("", attributes)
        dropped.append(kept != attributes and not kept.strip())
        return "" if dropped[-1] else f"<span{kept}>"

    return _SPAN.sub(rest, line)


def _opens_kept(lines: Sequence[tuple[str, bool]]) -> bool:
    """Whether the first of these lines opens a toggle of ours."""
    rest = (without_comments(line) for line, _ in lines[1:])
    return lines[0][0].startswith("<details") and any(_KEPT.match(line) for line in rest)


def fence_aware(markdown: str) -> Iterable[tuple[str, bool]]:
    """Each line, and whether it stands inside (or opens or closes) a code block."""
    for lines, is_code in _code_parted(markdown):
        for line in lines:
            yield line, is_code


def _code_parted(markdown: str) -> Iterable[tuple[list[str], bool]]:
    """The lines of each code block, and of what stands between two of them."""
    held: list[str] = []
    opening: str | None = None
    for line in markdown.split("\n"):
        if opening is None and _FENCE.match(line):
            if held:
                yield held, False
            held, opening = [line], line
            continue
        held.append(line)
        if opening is not None and closes_code(opening, line):
            yield held, True
            held, opening = [], None
    if held:
        yield held, opening is not None


def closes_code(opening: str, line: str) -> bool:
    """Whether the line ends the code block of that first line: its fence alone, or a longer one."""
    last = _FENCE.match(line)
    first = _FENCE.match(opening) if last else None
    if first is None or last is None:
        return False
    fence = first.group(1)
    return last.group(1).startswith(fence) and not line.strip().strip(fence[0])


def plain_line(line: str) -> str:
    """A heading's or item's words: colour suffix, comments' tags, escapes and surrounding space removed."""
    line = without_comments(line)
    words, brace, colour = line.rstrip().rpartition("{")
    if brace and re.fullmatch(r"[^}\\]*\}", colour):
        line = words.rstrip()
    return _ESCAPED.sub(r"\1", line).strip()


# A sync compares the same lines several times: as written, as found, as wanted. Thirty tasks have some two
# thousand of them.
@lru_cache(maxsize=4096)
def canonical(markdown: str) -> str:
    """The form in which texts are compared: what Notion may change by itself is gone, and so are ticks.

    Mentions of and links to pages are reduced to the page's id, since renaming that page changes the text
    without any edit; an address that Notion made a link of to itself; tables to their rows, in whichever of
    their two forms they are written. How deep a line is nested stays, and code stays as it is written.
    """
    lines: list[str] = []
    for part, is_code in _code_parted(markdown):
        lines += _canonical_code(part) if is_code else _reduced_lines("\n".join(part))
    return "\n".join(lines)


def formerly_canonical(markdown: str) -> str:
    """The form before nesting and the spaces in code counted, in which older states are kept."""
    return "\n".join(line.lstrip("\t") for line in _reduced_lines(markdown))


def _canonical_code(lines: Sequence[str]) -> list[str]:
    """A code block with as many tabs before each line as before the first, which is how Notion nests it."""
    depth = depth_of(lines[0])
    nesting = re.compile(rf"^\t{{0,{depth}}}")
    return [_reduced(lines[0]), *(nesting.sub("\t" * depth, line).rstrip() for line in lines[1:])]


def _reduced_lines(text: str) -> list[str]:
    tables, closing, rest = text.rpartition("</table>")
    text = _TABLE.sub(_reduce_table, tables + closing) + rest
    lines = (_reduced(line) for line in text.split("\n"))
    return [line for line in lines if line.strip() not in ("", "<empty-block/>")]


def _reduced(line: str) -> str:
    reduced = _LINK.sub(_reduce_link, _MENTION.sub(_reduce_mention, without_comments(line)))
    reduced = _PIPE_ROW.sub(_reduce_row, reduced)
    reduced = _TICK.sub(r"\1[ ] ", reduced)
    reduced = _NUMBER.sub(r"\1 1. ", reduced)
    reduced = _PLAIN_CODE.sub(r"\1", reduced)
    reduced = _CONTAINER.sub(r"<\1>", reduced)
    reduced = _ESCAPED.sub(r"\1", reduced)
    return "\t" * depth_of(line) + " ".join(reduced.split())


def depth_of(line: str) -> int:
    """How deep the block is nested that begins with this line: tabs before its first character."""
    return len(line) - len(line.lstrip("\t"))


def _reduce_table(found: re.Match[str]) -> str:
    nesting, rows = found.group(1), found.group().split("<tr")[1:]
    return "\n".join(f"{nesting}| {' | '.join(cells_of(row))} |" for row in rows)


def cells_of(row: str) -> list[str]:
    """What stands in the cells of a table's row."""
    return _CELL.findall(row, 0, row.rfind("</td>") + len("</td>"))


def _reduce_row(found: re.Match[str]) -> str:
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", found.group(1))]
    # The delimiter row of a pipe table says nothing that its other rows do not.
    return "" if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else " | ".join(cells)


def _reduce_link(found: re.Match[str]) -> str:
    label, address = found.groups()
    if label == address:
        return address
    page_id = parse_id(address)
    return f"@{plain(page_id)}" if page_id else found.group()


def _reduce_mention(found: re.Match[str]) -> str:
    address = _URL.search(found.group(1))
    page_id = parse_id(address.group(1)) if address else None
    return f"@{plain(page_id)}" if page_id else found.group()


def fingerprint(text: str) -> str:
    """A short hash of the canonical form: 12 hex digits, for telling versions of one text apart."""
    return _digest(canonical(text))


def former_fingerprint(text: str) -> str:
    """The hash of the text's former canonical form."""
    return _digest(formerly_canonical(text))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def with_titles(markdown: str, titles: Mapping[str, str]) -> str:
    """The text with mentions of pages as their titles; ``titles``: page id without dashes → title."""

    def title(found: re.Match[str]) -> str:
        address = _URL.search(found.group(1))
        page_id = parse_id(address.group(1)) if address else None
        known = titles.get(plain(page_id)) if page_id else None
        return escape(known) if known is not None else _LABEL.sub("", found.group())

    return _MENTION.sub(title, markdown)


def mentioned_pages(markdown: str) -> tuple[str, ...]:
    """Ids of the pages that the text mentions, in order."""
    found = (_URL.search(match.group(1)) for match in _MENTION.finditer(markdown))
    ids = (parse_id(address.group(1)) for address in found if address)
    return tuple(page_id for page_id in ids if page_id)
