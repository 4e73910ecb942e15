"""A Markdown file as Notion's Markdown: one line a block, children one tab deeper.

Source: https://developers.notion.com/guides/data-apis/enhanced-markdown. A file nests by blanks and breaks
its lines where they are long; taken as it is, each line would become a block of its own at the margin.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markdown_it.token import Token

from notion_planner.extractor.text.blocks import COMMONMARK
from notion_planner.extractor.text.dialect import SourceText, read_source
from notion_planner.extractor.wording.identifiers import leading_identifier

_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
# A list nested by blanks, or a table without pipes at its margin.
_ONLY_IN_FILES = re.compile(r"^(?: +(?:[-*+]|\d{1,9}[.)])[ \t]|[ \t]*:?-+:?[ \t]*\|[ \t|:-]*$)", re.MULTILINE)
# Nobody sees one in a rendered file; a page would show it as text.
_COMMENT = re.compile(
    r"(?<!\\)<!--.*?-->|(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))", re.DOTALL
)
_OPEN_END = re.compile(r"(?<!\\)\|$")
_OWN_LINE = re.compile(r"\[[ xX]\] |\*\*[^*]{1,60}:\*\*|\*\*[^*]{1,60}\*\*:")


def page_markdown(text: str) -> str:
    """The file's text as a page takes it; what is Notion's Markdown already stays as it is."""
    source = read_source(text)
    if source.notion and ("<" in text or not _ONLY_IN_FILES.search(text)):
        return text
    front = source.lines[: source.common[0].origin] if source.common else []
    body = _body(source)
    return "\n".join([*front, *_Writer(body.split("\n")).lines(COMMONMARK.parse(body))])


def _body(source: SourceText) -> str:
    """The lines as the extractor reads them, but for tags, which a page has, too."""
    lines = []
    for origin, read in groupby(source.common, key=lambda line: line.origin):
        written = source.lines[origin]
        lines += [written] if "<" in written else [line.text for line in read]
    return "\n".join(lines)


class _Writer:
    """Writes the blocks of one text, in its order.

    ``_items`` are the list items around a block, each with its sign until that is written; ``_quotes`` how
    many of them are around each quote.
    """

    def __init__(self, text: Sequence[str]) -> None:
        self._text = text
        self._items: list[str] = []
        self._quotes: list[int] = []
        self._heading = ""
        self._in_table = False

    def lines(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type == "list_item_close" and self._items[-1]:
                yield from self._placed([""])
            self._enter(token)
            if not self._in_table or token.type == "table_open":
                yield from self._placed(self._content(token))

    def _enter(self, token: Token) -> None:
        match token.type:
            case "list_item_open":
                self._items.append(f"{token.info}. " if token.info else "- ")
            case "list_item_close":
                self._items.pop()
            case "blockquote_open":
                self._quotes.append(len(self._items))
            case "blockquote_close":
                self._quotes.pop()
            case "heading_open" | "heading_close":
                self._heading = "#" * int(token.tag[1]) + " " if token.nesting == 1 else ""
            case "table_open" | "table_close":
                self._in_table = token.nesting == 1
            case _:
                pass

    def _content(self, token: Token) -> Sequence[str]:
        match token.type:
            case "inline":
                shown = _COMMENT.sub(lambda found: found["code"] or "", token.content)
                text = _one_line(shown.strip())
                return [self._heading + text] if text else []
            case "hr":
                return ["---"]
            case "fence":
                code = token.content.removesuffix("\n").split("\n")
                return [f"{token.markup}{token.info}", *code, token.markup]
            case "table_open":
                first, end = token.map or (0, 0)
                rows = (
                    line.lstrip("> \t" if self._quotes else None).rstrip() for line in self._text[first:end]
                )
                return [_framed(row) for row in rows if row]
            case "html_block":
                shown = _COMMENT.sub(lambda found: found["code"] or "", token.content)
                return [line.strip() for line in shown.split("\n") if line.strip()]
            case _:
                return []

    def _placed(self, lines: Sequence[str]) -> Iterator[str]:
        """Behind the sign of the item that they begin, else below it; a quote's own lists stay its text."""
        for line in lines:
            mark, depth = "", len(self._items)
            if self._items and self._items[-1]:
                mark, self._items[-1], depth = self._items[-1], "", depth - 1
            if self._quotes:
                mark, depth = f"> {mark}", self._quotes[0]
            yield "\t" * depth + mark + line


def _framed(row: str) -> str:
    """A table's row between pipes, which a file may leave out: a page's table would end there."""
    opened = row if row.startswith("|") else f"| {row}"
    return opened if _OPEN_END.search(opened) else f"{opened} |"


def _one_line(content: str) -> str:
    """Lines that were only too long are joined; those that stand for themselves stay lines."""
    first, *more = content.split("\n")
    joined = first
    for line in more:
        kept = _HARD_BREAK.search(joined) or _OWN_LINE.match(line) or leading_identifier(line[:300])
        joined = _HARD_BREAK.sub("", joined) + ("<br>" if kept else " ") + line.lstrip()
    return joined
