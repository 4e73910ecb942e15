"""The page of a report in Notion: made once for its day, and brought up to date in place.

A page that a person has edited is theirs and stays as it is.
"""

import re
from enum import StrEnum

from notion_planner.errors import OutcomeUnknownError
from notion_planner.model.base import Frozen
from notion_planner.notion import properties
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.markup import fingerprint

_MARK = re.compile(r"\n?\*Made by notion-planner, ([0-9a-f]{12})\*\s*\Z")


class PageOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "edited"


class ReportPage(Frozen):
    title: str
    url: str
    outcome: PageOutcome


async def publish(notion: Gateway, *, parent: str, title: str, body: str) -> ReportPage:
    """Makes the sub-page of that title or updates it.

    Raises:
        OutcomeUnknownError: it was sent and its answer lost, and the page cannot be seen.
    """
    found = await _find(notion, parent, title)
    if found is None:
        url = await _create(notion, parent, title, body)
        return ReportPage(title=title, url=url, outcome=PageOutcome.CREATED)
    page, content = await notion.page(found, what="report"), await notion.markdown(found, what="report")
    outcome = _judge(content.text, body)
    if outcome is PageOutcome.UPDATED:
        await notion.replace_markdown(found, _signed(body), what=f"update report '{title}'")
    return ReportPage(title=title, url=page.url, outcome=outcome)


def _judge(current: str, body: str) -> PageOutcome:
    mark = _MARK.search(current)
    stands = fingerprint(current[: mark.start()] if mark else current)
    if mark is None or mark.group(1) != stands:
        return PageOutcome.EDITED
    return PageOutcome.UNCHANGED if stands == fingerprint(body) else PageOutcome.UPDATED


def _signed(body: str) -> str:
    """With its own fingerprint, so that a later run can tell whether a person has edited the page."""
    return f"{body.rstrip()}\n*Made by notion-planner, {fingerprint(body)}*"


async def _create(notion: Gateway, parent: str, title: str, body: str) -> str:
    values = {"title": {"title": properties.rich_text(title)}}
    what = f"create report '{title}'"
    try:
        page = await notion.create_page(
            parent={"type": "page_id", "page_id": parent},
            properties=values,
            markdown=_signed(body),
            what=what,
        )
    except OutcomeUnknownError as lost:
        found = lost.committed_id or await _find(notion, parent, title)
        if found is None:
            raise
        page = await notion.page(found, what="report")
    return page.url


async def _find(notion: Gateway, parent: str, title: str) -> str | None:
    children = await notion.child_pages(parent)
    return next((child.id for child in children if child.title == title), None)
