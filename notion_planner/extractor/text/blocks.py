"""Parses CommonMark into a tree of blocks that know their lines in the document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notion_planner.extractor.text.dialect import SourceText
from notion_planner.extractor.text.fences import fence_at, next_fence
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.withdrawal import is_withdrawn, is_withdrawn_row

# A text line over "---" is a heading in CommonMark; in exported pages mostly a paragraph over a divider.
_LONGEST_SETEXT_HEADING = 60
# "## Search {#search}": what links to a heading, in kramdown, Pandoc, mdBook and Docusaurus.
_ANCHOR = re.compile(r"(?<=\S)\s*\{:?\s?#[\w:.-]+\}$")
# "[summary]: #summary" says where a link leads, and nobody sees it.
_REFERENCES = re.compile(
    r"(?:^[ ]{0,3}\[[^\[\]\n]{1,100}\]:[ \t]+<?(?:#|/|\.{1,2}/|https?:|mailto:)\S+[ \t]*$\n?)+", re.MULTILINE
)
_MOST_TITLE_WORDS = 4
_PIECE = 60_000
_TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th|li)\b([^<>]{0,500})>", re.IGNORECASE)
_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"
    DIVIDER = "divider"


@dataclass(slots=True)
class Row:
    """``lines``: where each cell stands, of a row whose cells stand below each other."""

    line: int
    cells: list[str]
    lines: tuple[int, ...] = ()
    _texts: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """``cells`` as plain text, worked out once: only of a row that is read to its end."""
        if self._texts is None:
            self._texts = [plain(cell) for cell in self.cells]
        return self._texts


@dataclass(slots=True, eq=False)
class Block:
    """``raw`` is inline Markdown; lines are 0-based in the document, ``end`` is exclusive.

    ``level`` is a heading's level or an item's depth (0 for the outermost list). ``lead`` is the beginning
    of a sentence that the line above an item's list ends with ("Customers must").
    """

    kind: BlockKind
    raw: str
    line: int
    end: int
    level: int = 0
    ordered: bool = False
    checked: bool | None = None
    quoted: bool = False
    language: str = ""
    rows: list[Row] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    line_numbers: tuple[int, ...] = ()
    lead: str = ""
    _text: str | None = None

    @property
    def text(self) -> str:
        """``raw`` as plain text, worked out once."""
        if self._text is None:
            self._text = plain(self.raw)
        return self._text

    def go_on_from(self, lead: str) -> None:
        """Makes the text the whole sentence of which ``raw`` is the end."""
        text = plain(self.raw)
        is_word = text[1:2].islower() or text[1:2] == " "
        self._text = f"{lead} {text[:1].lower() if is_word else text[:1]}{text[1:]}"

    def say(self, text: str) -> None:
        """Sets the text where it is not ``raw`` without its marks."""
        self._text = text

    def line_of(self, offset: int) -> int:
        """The document's line of the n-th line of ``raw``."""
        if self.line_numbers:
            return self.line_numbers[min(offset, len(self.line_numbers) - 1)]
        return min(self.line + offset, self.end - 1)


def _parser() -> MarkdownIt:
    # Indented code is off: specifications indent for looks; a list under a deep indent is still a list.
    parser = (
        MarkdownIt("commonmark", {"maxNesting": 2 * 30 + 20}).enable("table").disable(["code", "reference"])
    )
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


COMMONMARK = _parser()


class _TreeBuilder:
    def __init__(self, source: SourceText) -> None:
        self._origins = [line.origin for line in source.common]
        self._origins.append(self._origins[-1] if self._origins else 0)
        self._last = len(self._origins) - 1
        self.root: list[Block] = []
        self._open: list[Block] = []
        self._ordered: list[bool] = []
        self._quotes = 0
        self.offset = 0
        self._table: Block | None = None
        self._heading: Token | None = None

    def origin(self, line: int) -> int:
        return self._origins[min(self.offset + line, self._last)]

    def _span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or [0, 1]
        line = self.origin(first)
        return line, (self.origin(last - 1) if last - 1 > first else line) + 1

    def _attach(self, block: Block) -> None:
        block.quoted = self._quotes > 0
        (self._open[-1].children if self._open else self.root).append(block)

    def heading_open(self, token: Token) -> None:
        self._heading = token

    def heading_close(self, _token: Token) -> None:
        self._heading = None

    def inline(self, token: Token) -> None:
        if self._table is not None:
            self._table.rows[-1].cells.append(token.content)
        elif self._heading is not None:
            self._add_heading(token)
        else:
            self._add_text(token)

    def _add_heading(self, token: Token) -> None:
        line, end = self._span(token)
        opening = self._heading
        assert opening is not None
        is_text = opening.markup == "-" and (
            len(token.content) > _LONGEST_SETEXT_HEADING or token.content.endswith(".")
        )
        kind = BlockKind.PARAGRAPH if is_text else BlockKind.HEADING
        raw = _ANCHOR.sub("", token.content) if "{" in token.content else token.content
        self._attach(Block(kind, raw, line, end, level=int(opening.tag[1])))

    def _add_text(self, token: Token) -> None:
        line, end = self._span(token)
        item = self._open[-1] if self._open else None
        raw = token.content
        first, last = token.map or [0, 1]
        numbers = tuple(self.origin(n) for n in range(first, last)) if last - first > 1 else ()
        if item is not None and not item.raw and not item.children:
            checkbox = _CHECKBOX.match(raw)
            if checkbox is not None:
                item.checked = checkbox[1] != " "
                raw = raw[checkbox.end() :]
            item.raw, item.line, item.end, item.line_numbers = raw, line, end, numbers
            return
        if not is_withdrawn(raw) and not (raw.startswith("[") and _REFERENCES.fullmatch(raw)):
            self._attach(Block(BlockKind.PARAGRAPH, raw, line, end, line_numbers=numbers))

    def list_open(self, token: Token) -> None:
        self._ordered.append(token.type == "ordered_list_open")

    def list_close(self, _token: Token) -> None:
        self._ordered.pop()

    def item_open(self, token: Token) -> None:
        line, end = self._span(token)
        item = Block(BlockKind.ITEM, "", line, end, level=len(self._ordered) - 1, ordered=self._ordered[-1])
        self._attach(item)
        self._open.append(item)

    def item_close(self, _token: Token) -> None:
        item = self._open.pop()
        if is_withdrawn(item.raw):
            (self._open[-1].children if self._open else self.root).pop()

    def quote_open(self, _token: Token) -> None:
        self._quotes += 1

    def quote_close(self, _token: Token) -> None:
        self._quotes -= 1

    def table_open(self, token: Token) -> None:
        line, end = self._span(token)
        self._table = Block(BlockKind.TABLE, "", line, end)
        self._attach(self._table)

    def table_close(self, _token: Token) -> None:
        assert self._table is not None
        _leave_out_rows(self._table)
        self._table = None

    def row_open(self, token: Token) -> None:
        assert self._table is not None
        line = self._span(token)[0] if token.map else self._table.line
        self._table.rows.append(Row(line, []))

    def fence(self, token: Token) -> None:
        line, end = self._span(token)
        info = token.info.split()
        self._attach(
            Block(BlockKind.CODE, token.content, line, end, language=info[0].casefold() if info else "")
        )

    def divider(self, token: Token) -> None:
        line, end = self._span(token)
        self._attach(Block(BlockKind.DIVIDER, "", line, end))

    def html_block(self, token: Token) -> None:
        if token.content.lstrip().startswith("<!--"):
            return
        first = (token.map or [0, 1])[0]
        for block in _read_html(
            token.content, [self.origin(first + n) for n in range(token.content.count("\n") + 1)]
        ):
            _leave_out_rows(block)
            if not is_withdrawn(block.raw):
                self._attach(block)


_HANDLERS = {
    "heading_open": _TreeBuilder.heading_open,
    "heading_close": _TreeBuilder.heading_close,
    "inline": _TreeBuilder.inline,
    "bullet_list_open": _TreeBuilder.list_open,
    "bullet_list_close": _TreeBuilder.list_close,
    "ordered_list_open": _TreeBuilder.list_open,
    "ordered_list_close": _TreeBuilder.list_close,
    "list_item_open": _TreeBuilder.item_open,
    "list_item_close": _TreeBuilder.item_close,
    "blockquote_open": _TreeBuilder.quote_open,
    "blockquote_close": _TreeBuilder.quote_close,
    "table_open": _TreeBuilder.table_open,
    "table_close": _TreeBuilder.table_close,
    "tr_open": _TreeBuilder.row_open,
    "fence": _TreeBuilder.fence,
    "hr": _TreeBuilder.divider,
    "html_block": _TreeBuilder.html_block,
}


def _titles(row: Row) -> bool:
    """Whether a row says what the columns hold: "Question | Answer"."""
    known = sum(bool(text) and vocabulary.column(text) is not None for text in row.texts)
    return known > 1 and all(len(text.split()) <= _MOST_TITLE_WORDS for text in row.texts)


def _leave_out_rows(table: Block) -> None:
    """Those without a cell, of which the first would be a header without columns, and those struck out."""
    table.rows = [row for row in table.rows if row.cells]
    if len(table.rows) > 1 and not any(table.rows[0].texts) and _titles(table.rows[1]):
        del table.rows[0]  # written by exports, whose tables may have no header
    table.rows[1:] = [row for row in table.rows[1:] if not is_withdrawn_row(row.cells)]


def _read_html(content: str, lines: list[int]) -> list[Block]:
    """Tables and lists written in HTML; anything else is kept as one paragraph."""
    blocks: list[Block] = []
    table: Block | None = None
    opened: tuple[str, int] | None = None
    number = position = 0
    for tag in _TABLE_TAG.finditer(content):
        number += content.count("\n", position, tag.start())
        position = tag.start()
        line, name = lines[number], tag[2].casefold()
        if opened is not None:
            _close_html(opened, content[opened[1] : tag.start()], table, blocks, line)
            opened = None
        if tag[1]:
            table = None if name == "table" else table
        elif name == "table":
            table = Block(BlockKind.TABLE, "", line, lines[-1] + 1)
            blocks.append(table)
        elif name == "tr" and table is not None:
            table.rows.append(Row(line, []))
        elif name in ("td", "th", "li"):
            opened = (name, tag.end())
    if not blocks and content.strip():
        blocks.append(Block(BlockKind.PARAGRAPH, content.strip(), lines[0], lines[-1] + 1))
    return blocks


def _close_html(
    opened: tuple[str, int], text: str, table: Block | None, blocks: list[Block], line: int
) -> None:
    if opened[0] == "li":
        blocks.append(Block(BlockKind.ITEM, text.strip(), line, line + 1))
    elif table is not None and table.rows:
        table.rows[-1].cells.append(text.strip())


def parse_blocks(source: SourceText) -> list[Block]:
    builder = _TreeBuilder(source)
    for first, text in _pieces(source):
        builder.offset = first
        for token in COMMONMARK.parse(text):
            if (handler := _HANDLERS.get(token.type)) is not None:
                handler(builder, token)
    return builder.root


def _pieces(source: SourceText) -> Iterator[tuple[int, str]]:
    """The text in pieces that end before a heading, each with the number of its first line.

    A heading at the margin ends every open block but code and comments, so the pieces parse as the whole
    does; the parser's tokens for sixteen megabytes would not fit beside the tree.
    """
    lines = [line.text for line in source.common]
    first = size = 0
    fence, comment = "", False
    for number, line in enumerate(lines):
        if size > _PIECE and not fence and not comment and line.startswith("#") and number > first:
            yield first, "\n".join(lines[first:number]) + "\n"
            first, size = number, 0
        size += len(line) + 1
        if not comment and (marker := fence_at(line)):
            fence = next_fence(fence, marker)
        elif not fence and ("<!--" in line or comment):
            comment = line.rfind("<!--") > line.rfind("-->") or (comment and "-->" not in line)
    yield first, "\n".join(lines[first:]) + "\n"


def walk(blocks: list[Block]) -> Iterator[Block]:
    """All blocks, depth first, without recursion."""
    for top in blocks:
        yield top
        stack = top.children[::-1]
        while stack:
            block = stack.pop()
            yield block
            stack += block.children[::-1]
