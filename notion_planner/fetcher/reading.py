"""Reads what a specification's page holds: its Markdown, its databases, and its sub-pages where asked for."""

import asyncio
import re
from collections.abc import Sequence
from typing import NamedTuple

from notion_planner.changes.backlink import linked_plan
from notion_planner.errors import AccessError, RejectedError
from notion_planner.fetcher.databases import MOST_ROWS, read_tables
from notion_planner.fetcher.own_pages import is_plan, is_report
from notion_planner.fetcher.pages import SPEC, find_page
from notion_planner.fetcher.spec_document import PageLine, SpecDocument, SubPage, sub_pages_of
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page

_END = "its end"
# Kinds of blocks that show something from elsewhere, in the words of Notion's Markdown.
_WITHOUT_DEMANDS = frozenset({"alias", "bookmark", "breadcrumb", "embed", "link_preview"})
# Deeper than any page that people read; ends a server that answers unknown blocks for ever.
_MOST_UNKNOWN_READS = 50
# Two requests each. A page with more is a folder of notes or records rather than one specification.
MOST_SUB_PAGES = 30


async def read_spec(notion: Gateway, reference: str, *, sub_pages: bool = False) -> SpecDocument:
    """A spec page with its content, in two requests.

    Raises:
        NotFoundError, AmbiguousError, AccessError, UsageError: as :func:`find_page`.
    """
    return await read_page(notion, await find_page(notion, reference, what=SPEC), sub_pages=sub_pages)


async def read_page(notion: Gateway, page: Page, *, sub_pages: bool = False) -> SpecDocument:
    """A page that is known already, with its content and, where asked for, that of its sub-pages."""
    document = await _read(notion, page)
    if not sub_pages:
        return document
    standing = tuple(sub_pages_of(document.markdown))
    if len(standing) > MOST_SUB_PAGES:
        return _without(document, f"its {len(standing)} sub-pages", _too_many(MOST_SUB_PAGES, _FEWER_PAGES))
    found = await asyncio.gather(*(_sub_page(notion, place) for place in standing))
    parts = []
    for place, part in zip(standing, found, strict=True):
        if part is None:
            document = _without(document, f"the sub-page '{place.title}'", _UNREAD)
        elif not _is_for_itself(part):
            parts.append(SubPage(line=place.line, document=part))
    return document.model_copy(
        update={
            "sub_pages": tuple(parts),
            "unread": (*document.unread, *(name for part in parts for name in part.document.unread)),
            "problems": (*document.problems, *(one for part in parts for one in part.document.problems)),
        }
    )


async def _sub_page(notion: Gateway, place: PageLine) -> SpecDocument | None:
    """The sub-page without its own sub-pages; None where it cannot be read."""
    try:
        return await _read(notion, await notion.page(place.page_id, what="sub-page"))
    except AccessError:
        return None


def _is_for_itself(sub_page: SpecDocument) -> bool:
    """A plan, a report, or a specification that has a plan of its own."""
    text = sub_page.markdown
    return is_plan(text) or is_report(text) or linked_plan(text) is not None


def _without(document: SpecDocument, name: str, why: "_Why") -> SpecDocument:
    return document.model_copy(
        update={
            "unread": (*document.unread, name),
            "problems": (*document.problems, why.problem(document.page, name)),
        }
    )


async def _read(notion: Gateway, page: Page) -> SpecDocument:
    markdown, left_out = await read_content(notion, page.id)
    tables = await read_tables(notion, markdown)
    parts = [(*_unread_block(markdown, block_id), _UNREAD) for block_id in left_out]
    parts += [("database", f"the database '{title}'", _UNREAD) for title in tables.unread]
    too_many = _too_many(MOST_ROWS, _FEWER_ROWS)
    parts += [("database", f"the rows of the database '{title}'", too_many) for title in tables.too_long]
    return SpecDocument(
        page=page,
        markdown=markdown,
        tables=tables.read,
        unread=tuple(name for kind, name, _ in parts if kind not in _WITHOUT_DEMANDS),
        problems=tuple(why.problem(page, name) for _, name, why in parts),
    )


async def read_content(notion: Gateway, page_id: str) -> tuple[str, tuple[str, ...]]:
    """A page's Markdown, with blocks that the first answer left out fetched and put in their place.

    What cannot be fetched stays as its ``<unknown>`` tag; the ids of those blocks come second.
    """
    content = await notion.markdown(page_id)
    text = content.text
    waiting = list(content.unknown)
    seen: set[str] = set()
    left_out: list[str] = []
    while waiting:
        block_id = waiting.pop(0)
        if block_id in seen or len(seen) >= _MOST_UNKNOWN_READS:
            left_out.append(block_id)
            continue
        seen.add(block_id)
        text, further = await _fill_in(notion, text, block_id)
        if further is None:
            left_out.append(block_id)
        else:
            waiting.extend(further)
    if content.truncated and not content.unknown:
        left_out.append(_END)
    return text, tuple(dict.fromkeys(left_out))


async def _fill_in(notion: Gateway, text: str, block_id: str) -> tuple[str, Sequence[str] | None]:
    """The text with the block's subtree in place of its tag; None where the block cannot be rendered."""
    try:
        part = await notion.markdown(block_id, what="block")
    except (AccessError, RejectedError):  # not shared, or of a kind that has no Markdown (400)
        return text, None
    if not part.text.strip() or _tag_of(part.text, block_id):
        return text, None
    tag = _tag_of(text, block_id)
    if tag is None:
        return f"{text}\n{part.text}", part.unknown
    indent = tag.group(1)
    body = "\n".join(indent + line for line in part.text.split("\n"))
    return text[: tag.start()] + body + text[tag.end() :], part.unknown


def _tag_of(text: str, block_id: str) -> re.Match[str] | None:
    found = re.finditer(r"^(\t*)<unknown [^>\n]*>(?:</unknown>)?$", text, re.MULTILINE)
    wanted = plain(block_id)
    return next((tag for tag in found if wanted in plain(tag.group())), None)


def _unread_block(text: str, block_id: str) -> tuple[str, str]:
    """Its kind, as far as Notion tells, and its name."""
    tag = _tag_of(text, block_id)
    found = re.search(r'alt="([^"]*)"', tag.group()) if tag else None
    kind = found.group(1) if found else ""
    if block_id == _END:
        return kind, _END
    return kind, f"a {kind} block ({block_id})" if kind else f"block {block_id}"


class _Why(NamedTuple):
    """Why a part of a page is not read, after its name, and the way on."""

    words: str
    hint: str

    def problem(self, page: Page, name: str) -> Problem:
        return Problem(code="content_unread", message=f"'{page.title}': {name} {self.words}.", hint=self.hint)


_UNREAD = _Why(
    "could not be read", "If it holds requirements, write them as text, or share the page it comes from."
)
_FEWER_PAGES = "Gather them on fewer pages, or set extraction.sub_pages to false if they are no parts of it."
_FEWER_ROWS = "If they are requirements, keep them apart from the other rows, or write them as text."


def _too_many(most: int, hint: str) -> _Why:
    return _Why(f"are more than the {most} that are read, so none is", hint)
