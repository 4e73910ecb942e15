"""Which specification a changed page belongs to, and the sync that follows."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from notion_planner.changes.backlink import linked_plan
from notion_planner.errors import AccessError, RejectedError
from notion_planner.fetcher.discovery import find_specs, spec_of_task
from notion_planner.fetcher.own_pages import is_row
from notion_planner.fetcher.pages import find_data_source
from notion_planner.jobs import Handlers, Job, Jobs
from notion_planner.jobs.model import Schedule
from notion_planner.notion.ids import parse_id, plain
from notion_planner.notion.objects import Page
from notion_planner.settings import Settings
from notion_planner.state.plan_state import named_spec
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.webhook.door import PAGE_CHANGED, closing

SYNC = "sync"
RECONCILE = "reconcile"


def handlers(run: Run, jobs: Jobs) -> Handlers:
    """What carries out the jobs that events, and the clock, give rise to."""

    async def accept_sync(spec: str, occasion: str) -> None:
        # Twenty tasks of a plan that are edited together make one sync.
        job = Job(key=f"{SYNC}:{spec}:{occasion}", kind=SYNC, lane=spec, payload={"spec": spec})
        await asyncio.to_thread(jobs.accept, job)

    async def page_changed(job: Job) -> None:
        await asyncio.to_thread(jobs.note, closing(job.payload["burst"]))
        spec = await spec_of(run, job.payload["page"])
        if spec is not None:
            await accept_sync(spec, job.payload["burst"])

    async def sync_spec(job: Job) -> None:
        await sync(run, await run.read_spec(job.payload["spec"]))

    async def reconcile(job: Job) -> None:
        found = await find_specs(run.notion, run.settings)
        for spec in found.pages:
            await accept_sync(spec.id, job.key)
        if found.failures:
            raise found.failures[0]  # which is given up and listed; the others are on their way

    return {PAGE_CHANGED: page_changed, SYNC: sync_spec, RECONCILE: reconcile}


def reconciling(settings: Settings) -> Schedule:
    """Every so often everything that the configuration names is synced: events may come late or never."""

    def due(now: datetime) -> Iterable[Job]:
        minutes = settings.webhook.reconcile_minutes
        if settings.specs is None or not minutes:
            return ()
        number = int(now.timestamp() // (60 * minutes))
        return (Job(key=f"{RECONCILE}:{number}", kind=RECONCILE, lane=RECONCILE),)

    return due


async def spec_of(run: Run, page_id: str) -> str | None:
    """The specification whose plan may change with this page; None where the page is nobody's.

    A specification with a plan says so itself, a plan names its specification, a task mentions its plan; a
    specification without a plan of its own counts where the configuration names it. Anybody can write on a
    page what a plan's state says, so specification and plan have to name each other.
    """
    try:
        page = await run.notion.page(page_id)
        text = (await run.notion.markdown(page_id)).text
    except AccessError:
        return None  # deleted, or withdrawn from the connection: the next sync of its specification sees it
    if (spec := parse_id(named_spec(text) or "")) is not None:
        return spec if await _is_plan_of(run, spec, page) else None
    if await _is_task(run, page):
        return await spec_of_task(run.notion, page, text)
    if not page.in_trash and await _is_spec(run, page, text):
        return page.id
    return await _spec_around(run, page)


async def _is_spec(run: Run, page: Page, text: str) -> bool:
    return await _has_plan(run, page, text) or await _is_configured(run, page.id)


async def _spec_around(run: Run, page: Page) -> str | None:
    """The specification on whose page it stands: a row of a database there, or a sub-page that counts as a
    part of it, may hold its demands.
    """
    try:
        place = (await run.notion.data_source(page.parent.id or "")).place if is_row(page) else page.parent
        is_part = is_row(page) or run.settings.extraction.sub_pages
        above = await run.notion.page(place.id or "") if is_part and place.kind == "page" else None
        text = (await run.notion.markdown(above.id)).text if above else ""
    except AccessError:
        return None
    return above.id if above and not above.in_trash and await _is_spec(run, above, text) else None


async def _is_plan_of(run: Run, spec: str, plan: Page) -> bool:
    try:
        text = (await run.notion.markdown(spec)).text
    except (AccessError, RejectedError):  # not shared, or no page
        return False
    return linked_plan(text) == plan.id or await _is_configured(run, spec)


async def _has_plan(run: Run, page: Page, text: str) -> bool:
    """Whether the page links a plan, and it is not that of another, which the page is a copy of."""
    plan_id = linked_plan(text)
    if plan_id is None:
        return False
    try:
        named = named_spec((await run.notion.markdown(plan_id)).text)
    except AccessError:
        return True  # the sync says what to do about it
    return named is None or plain(named) == plain(page.id)


async def _is_task(run: Run, page: Page) -> bool:
    if not is_row(page):
        return False
    named = parse_id(run.settings.tasks.database)
    if named is not None and named in (page.parent.id, page.parent.database):
        return True
    database = await find_data_source(run.notion, run.settings.tasks.database, what="task database")
    return page.parent.id in (database.id, database.database)


async def _is_configured(run: Run, page_id: str) -> bool:
    found = await find_specs(run.notion, run.settings)
    return page_id in {spec.id for spec in found.pages}
