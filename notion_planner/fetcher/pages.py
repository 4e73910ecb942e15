"""Finds pages and databases by title, URL or ID."""

import asyncio
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from notion_planner.errors import (
    AccessError,
    AmbiguousError,
    Candidate,
    NotFoundError,
    UsageError,
)
from notion_planner.fetcher.own_pages import specs_among
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import is_address, parse_id
from notion_planner.notion.objects import DataSource, Page, Parent

_SHARE = "Share it with the connection: open it in Notion, ••• → Connections, add yours."
_MOST_LISTED = 3
_MOST_SIMILAR = 5
SPEC = "spec"


Found = TypeVar("Found", Page, DataSource)


async def pages_called(notion: Gateway, title: str) -> tuple[Page, ...]:
    """The pages of exactly this title, whatever it looks like; none in the trash."""
    found = await notion.search(title, kind="page")
    pages = (item for item in found if isinstance(item, Page) and not item.in_trash)
    return tuple(page for page in pages if is_called(page, title))


def is_called(page: Page, title: str) -> bool:
    return _normal(page.title) == _normal(title)


async def find_page(notion: Gateway, reference: str, *, what: str) -> Page:
    """The page that a title, URL or ID means; ``what`` says its role ("spec").

    Raises:
        NotFoundError: no page of exactly that title can be seen.
        AmbiguousError: several pages have it.
        AccessError: the ID does not exist or is not shared.
        UsageError: an address without an id.
    """
    page_id = _id_in(reference, what=what)
    if page_id is not None:
        page = await notion.page(page_id, what=what)
        if page.in_trash:
            raise NotFoundError(
                f"The {what} '{page.title}' ({page.url}) is in the trash.", hint="Restore it in Notion first."
            )
        return page
    found = await notion.search(reference, kind="page")
    pages = [item for item in found if isinstance(item, Page) and not item.in_trash]
    return await _exact(notion, pages, reference, what=what)


async def find_data_source(notion: Gateway, reference: str, *, what: str) -> DataSource:
    """The data source that a title, a URL or an ID (its own or its database's) means, with its schema.

    Raises:
        NotFoundError, AmbiguousError, AccessError, UsageError: as :func:`find_page`.
    """
    reference_id = _id_in(reference, what=what)
    if reference_id is not None:
        source = await _data_source_by_id(notion, reference_id, what=what)
        _refuse_trashed((source,), source.title, what=what)
        return source
    found = await notion.search(reference, kind="data_source")
    sources = [item for item in found if isinstance(item, DataSource) and not item.in_trash]
    if not sources:
        _refuse_trashed(found, reference, what=what)
    source = await _exact(notion, sources, reference, what=what)
    # Search may leave the schema out ("stripped records", seen in recorded answers).
    return source if source.complete else await notion.data_source(source.id)


def _refuse_trashed(found: Sequence[Page | DataSource], title: str, *, what: str) -> None:
    """Says where something went that has this title and cannot be used any more."""
    for item in found:
        if item.in_trash and _normal(item.title) == _normal(title):
            raise NotFoundError(
                f"The {what} '{item.title}' ({item.url}) is in the trash.",
                hint="Restore it in Notion first, or name another in config.yaml.",
            )


def _id_in(reference: str, *, what: str) -> str | None:
    found = parse_id(reference)
    if found is None and is_address(reference.strip()):
        raise UsageError(
            f"The address of the {what} holds no page id: {reference}",
            hint="Copy it with ••• → Copy link: it ends in 32 hexadecimal digits.",
        )
    return found


async def _data_source_by_id(notion: Gateway, reference_id: str, *, what: str) -> DataSource:
    # An id does not tell whether it is a database's or its data source's; asking is the only way.
    try:
        return await notion.data_source(reference_id)
    except AccessError:
        sources = await notion.database_sources(reference_id, what=what)
    if len(sources) != 1:
        names = ", ".join(f"'{name}' ({source_id})" for source_id, name in sources) or "none"
        raise AmbiguousError(
            f"The {what} {reference_id} is a database with {len(sources)} data sources: {names}.",
            hint="Name one of these ids in config.yaml.",
        )
    return await notion.data_source(sources[0][0])


async def _exact(notion: Gateway, found: Sequence[Found], title: str, *, what: str) -> Found:
    """The one object of exactly this title: search is fuzzy, so its answers are only candidates."""
    same = [item for item in found if _normal(item.title) == _normal(title)]
    if len(same) == 1:
        return same[0]
    kind = "database" if what.endswith("database") else "page"
    if same:
        candidates = await _candidates(notion, same)
        raise AmbiguousError(
            f"{len(same)} {kind}s are called '{title}': {_listing(candidates)}.",
            hint="Use the URL of the one you mean.",
            candidates=candidates,
            what=what,
        )
    alike: Sequence[Page | DataSource] = sorted(
        found, key=lambda item: -fuzz.ratio(item.title.casefold(), title.casefold())
    )
    if what == SPEC:
        pages = [item for item in alike if isinstance(item, Page)]
        alike = await specs_among(notion, pages, most=_MOST_SIMILAR)
    if alike:
        candidates = await _candidates(notion, alike[:_MOST_SIMILAR])
        raise NotFoundError(
            f"No {kind} is called exactly '{title}' (the {what}). "
            f"Similar: {_listing(candidates[:_MOST_LISTED])}.",
            hint=f"Use its exact title{', in quotation marks,' if what == SPEC else ''} or its URL.",
            candidates=candidates,
            what=what,
        )
    raise NotFoundError(
        f"No {kind} called '{title}' (the {what}) can be seen with this connection.",
        hint=to_see_a(kind),
        what=what,
    )


def to_see_a(kind: str) -> str:
    """The way on where nothing like it can be seen in Notion; ``kind`` is page or database."""
    return f"{_SHARE} A {kind} made seconds ago may not be searchable yet: use its URL."


def _normal(title: str) -> str:
    return " ".join(unicodedata.normalize("NFC", title).split())


async def _candidates(notion: Gateway, found: Sequence[Page | DataSource]) -> tuple[Candidate, ...]:
    names = await asyncio.gather(*(_parent_name(notion, item) for item in found))
    return tuple(
        Candidate(id=item.id, title=item.title, url=item.url, place=parent)
        for item, parent in zip(found, names, strict=True)
    )


def _listing(candidates: Sequence[Candidate]) -> str:
    return "; ".join(f"'{item.title}' {item.url} in {item.place}" for item in candidates)


async def _parent_name(notion: Gateway, item: Page | DataSource) -> str:
    parent = item.parent if isinstance(item, Page) else Parent(kind="database", id=item.database)
    try:
        if parent.kind == "page" and parent.id:
            return f"'{(await notion.page(parent.id)).title}'"
        if parent.kind == "data_source" and parent.id:
            return f"'{(await notion.data_source(parent.id)).title}'"
    except AccessError:
        pass
    return "the workspace" if parent.kind == "workspace" else f"{parent.kind.replace('_', ' ')} {parent.id}"
