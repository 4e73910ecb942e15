"""What was fetched of a specification, and the one text that it is extracted from. Pure."""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from notion_planner.errors import NoPlanError
from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem
from notion_planner.notion.ids import parse_id
from notion_planner.notion.markup import escape, fence_aware, plain_line
from notion_planner.notion.objects import Page
from notion_planner.settings import Settings

# "<page url=…>Title</page>" on a line of its own, as Notion's Markdown has a sub-page:
# https://developers.notion.com/guides/data-apis/enhanced-markdown
_SUB_PAGE = re.compile(r'\t*<page url="([^"<>\n]+)"[^<>\n]*>((?:\\.|[^<>\\\n])*)</page>')
_HEADING = re.compile(r"(\t*)(#{1,6})(?= \S)")
_DEEPEST = 6


class TableOnPage(Frozen):
    """The rows of a database that stands in this line (0-based) of a page's Markdown; ``text`` is that line
    with them, ``<database url=…>Title<table>…</table></database>``, so that a place in it is one on the page.

    ``names``: what a configuration may call it, its title and the ids of it and its data sources.
    """

    line: int
    text: str
    names: frozenset[str]


class PageLine(NamedTuple):
    """The line (0-based) of a page's Markdown in which a sub-page stands."""

    line: int
    page_id: str
    title: str


class SubPage(Frozen):
    """A sub-page that is read as a part of the page in whose Markdown it stands in this line (0-based)."""

    line: int
    document: "SpecDocument"


class SpecDocument(Frozen):
    """A specification as fetched: its page, its Markdown, and what could not be read of it.

    ``tables`` are its databases; ``sub_pages`` those that count as parts of it. ``unread``: names of parts
    that may state demands and could not be read. ``on_page``: the text stands on the page; that of a Markdown
    file may not, or not yet.
    """

    page: Page
    markdown: str
    tables: tuple[TableOnPage, ...] = ()
    sub_pages: tuple[SubPage, ...] = ()
    unread: tuple[str, ...] = ()
    on_page: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def is_in_parts(self) -> bool:
        """Whether the page's last edit does not tell of all edits, or not all of it could be read."""
        return bool(self.tables or self.sub_pages or self.unread)

    def text(self, settings: Settings) -> str:
        """What is to be extracted from: line by line the Markdown, with the rows of its databases but for
        those where the plans and tasks are made. Sub-pages follow the words of their section, or the page.
        """
        ours = {settings.tasks.database, settings.plans.data_source or ""}
        ours |= {found for name in ours if (found := parse_id(name))}
        lines = self.markdown.split("\n")
        for table in self.tables:
            if ours.isdisjoint(table.names):
                lines[table.line] = table.text
        return "\n".join(_with_sub_pages(lines, self.sub_pages, settings) if self.sub_pages else lines)


def no_plan_of(document: SpecDocument) -> NoPlanError:
    """That it has none; a file that is on no page yet is to be synced by its name, which a stream has not."""
    page = document.page
    if page.id:
        return NoPlanError(page.title)
    is_stream = page.url == "-" or page.url.startswith(("/dev/fd/", "/dev/stdin"))
    return NoPlanError(page.title, named="FILE" if is_stream else shlex.quote(page.url))


def sub_pages_of(markdown: str) -> Iterator[PageLine]:
    """The sub-pages in the order of the page."""
    if "<page " not in markdown:
        return
    for number, (line, is_code) in enumerate(fence_aware(markdown)):
        if not is_code and (found := _SUB_PAGE.fullmatch(line)) and (page_id := parse_id(found[1])):
            yield PageLine(number, page_id, plain_line(found[2]))


class _Heading(NamedTuple):
    line: int
    level: int


def _with_sub_pages(lines: list[str], sub_pages: Sequence[SubPage], settings: Settings) -> list[str]:
    """The lines with each sub-page as a section; where one stood the line is empty."""
    headings = [_Heading(number, len(found[2])) for number, found in _headings(lines) if not found[1]]
    parts: dict[int, list[str]] = {}
    for sub_page in sub_pages:
        place, level = _place(lines, headings, sub_page.line)
        parts.setdefault(place, []).extend(["", *_section(sub_page.document, level, settings), ""])
    stood = {sub_page.line for sub_page in sub_pages}
    result: list[str] = []
    for number, line in enumerate(lines):
        result += [*parts.get(number, ()), "" if number in stood else line]
    return [*result, *parts.get(len(lines), ())]


def _place(lines: Sequence[str], headings: Sequence[_Heading], line: int) -> tuple[int, int]:
    """Before which line its text goes, and the level of its heading.

    A sub-page right below a heading, or below words that end in a colon, belongs to that section. What stands
    behind other words, as pages do that Notion puts at the end, is a section of its own.
    """
    above = next((heading for heading in reversed(headings) if heading.line < line), None)
    before = range(line - 1, above.line if above else -1, -1)
    lead = next((n for n in before if lines[n].strip() and not _SUB_PAGE.fullmatch(lines[n])), None)
    is_led_to = lead is None or lines[lead].rstrip().endswith(":")
    if above is None or lines[line].startswith("\t") or not is_led_to:
        return len(lines), min((heading.level for heading in headings), default=1)
    below = (heading.line for heading in headings if heading.line > line)
    return next(below, len(lines)), min(above.level + 1, _DEEPEST)


def _section(document: SpecDocument, level: int, settings: Settings) -> list[str]:
    """The sub-page below its title, its own headings below that."""
    lines = document.text(settings).split("\n")
    headings = list(_headings(lines))
    deeper = level + 1 - min((len(found[2]) for _, found in headings), default=0)
    for number, found in headings:
        signs = "#" * max(1, min(len(found[2]) + deeper, _DEEPEST))
        lines[number] = f"{found[1]}{signs}{lines[number][found.end() :]}"
    return [f"{'#' * level} {escape(document.page.title or 'Untitled')}", *lines]


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, (line, is_code) in enumerate(fence_aware("\n".join(lines))):
        if not is_code and (found := _HEADING.match(line)):
            yield number, found
