"""The page of a report in Notion: made once for its day, and brought up to date in place.

A page that a person has edited is theirs and stays as it is.
"""

from enum import StrEnum

from notion_planner.errors import OutcomeUnknownError
from notion_planner.fetcher.own_pages import REPORT_MARK
from notion_planner.model.base import Frozen
from notion_planner.notion import properties
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import fingerprint


class PageOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "edited"


class ReportPage(Frozen):
    title: str
    url: str
    outcome: PageOutcome


class _Standing(Frozen):
    """A sub-page that may be the report's: its text, and the fingerprint and plan that its mark names."""

    id: str
    text: str
    fingerprint: str = ""
    plan: str = ""


async def publish(notion: Gateway, *, parent: str, title: str, body: str, plan: str) -> ReportPage:
    """Makes the sub-page of that title or updates it; the page of another ``plan`` (an id) stays as it is.

    Where another plan's report has the title, as of two specifications of one name, it is numbered.

    Raises:
        OutcomeUnknownError: it was sent and its answer lost, and the page cannot be seen.
    """
    title, found = await _own(notion, parent, title, plan=_end(plan))
    signed = _signed(body, plan=_end(plan))
    if found is None:
        url = await _create(notion, parent, title, signed)
        return ReportPage(title=title, url=url, outcome=PageOutcome.CREATED)
    page, outcome = await notion.page(found.id, what="report"), _judge(found, body)
    if outcome is PageOutcome.UPDATED:
        await notion.replace_markdown(found.id, signed, what=f"update report '{title}'")
    return ReportPage(title=title, url=page.url, outcome=outcome)


async def _own(notion: Gateway, parent: str, title: str, *, plan: str) -> tuple[str, _Standing | None]:
    """The title of the plan's report, and its page where there is one.

    A page whose mark names no plan, as of an earlier release, or that has none, which a person took away or
    never made, counts as the plan's; the latter is left alone.
    """
    children = {child.title: child.id for child in reversed(await notion.child_pages(parent))}
    called, number = title, 1
    while called in children:
        found = _standing(children[called], (await notion.markdown(children[called], what="report")).text)
        if found.plan in (plan, ""):
            return called, found
        number += 1
        called = f"{title} ({number})"
    return called, None


def _standing(page_id: str, text: str) -> _Standing:
    mark = REPORT_MARK.search(text)
    if mark is None:
        return _Standing(id=page_id, text=text)
    plan = mark.group(2) or ""
    return _Standing(id=page_id, text=text[: mark.start()], fingerprint=mark.group(1), plan=plan)


def _judge(found: _Standing, body: str) -> PageOutcome:
    stands = fingerprint(found.text)
    if found.fingerprint != stands:
        return PageOutcome.EDITED
    return PageOutcome.UNCHANGED if stands == fingerprint(body) else PageOutcome.UPDATED


def _signed(body: str, *, plan: str) -> str:
    """With its own fingerprint, so that a later run can tell whether a person has edited the page."""
    return f"{body.rstrip()}\n*Made by notion-planner, {fingerprint(body)}, plan {plan}*"


def _end(page_id: str) -> str:
    return plain(page_id)[-12:]


async def _create(notion: Gateway, parent: str, title: str, signed: str) -> str:
    values = {"title": {"title": properties.rich_text(title)}}
    what = f"create report '{title}'"
    try:
        page = await notion.create_page(
            parent={"type": "page_id", "page_id": parent},
            properties=values,
            markdown=signed,
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
