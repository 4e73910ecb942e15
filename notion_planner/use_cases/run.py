"""What a run of any use case is given: connection, configuration, clock, and what was asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from notion_planner.changes.desired import Desired
from notion_planner.fetcher.reading import read_page, read_spec
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.overrides import Overrides
from notion_planner.model.plan import Plan
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource, Page
from notion_planner.pipeline import Pipeline
from notion_planner.settings import Settings
from notion_planner.state.plan_state import Existing
from notion_planner.templating import Templates


def local_today() -> date:
    """The day it is where the command runs: plans are dated as their readers' calendars are."""
    return datetime.now().astimezone().date()


def utc_now() -> datetime:
    return datetime.now(UTC)


def pipeline_of(settings: Settings, templates: Templates) -> Pipeline:
    return Pipeline(extraction=settings.extraction, planning=settings.planning, templates=templates)


@dataclass(frozen=True)
class Run:
    """What every use case needs: the gateway, the settings, the calendar's today, who listens to progress.

    ``now``, with its zone, is the time of leases. ``start`` is the first working day that was asked for; it
    counts at the first sync only. ``overrides`` take the place of what people set in plan files before; None
    keeps that. ``force`` lets a sync overturn more of the plan than the change budget allows. ``thorough``
    reads every task page, not only those whose text should differ from what was last written. ``database``
    is the task database where it has been found already.

    Two hooks let a person's decision about the plan's pages in. ``revise`` changes what counts as existing
    before anything is compared with it (which page is a task's). ``settle`` does so once the wanted texts
    are known (task key → its page's text, as read): what it puts into the state counts as last written.
    """

    notion: Gateway
    settings: Settings
    templates: Templates
    today: Callable[[], date] = local_today
    now: Callable[[], datetime] = utc_now
    start: date | None = None
    overrides: Overrides | None = None
    force: bool = False
    progress: Callable[[str, int, int], None] = lambda _title, _done, _total: None
    revise: Callable[[Plan, Existing], Existing] = lambda _plan, existing: existing
    settle: Callable[[Desired, Existing, Mapping[str, str]], Existing] | None = None
    thorough: bool = False
    database: DataSource | None = None

    async def read_spec(self, reference: str) -> SpecDocument:
        """The specification of that title, URL or ID, in the parts that the configuration says.

        Raises:
            NotFoundError, AmbiguousError, AccessError, UsageError: as :func:`find_page`.
        """
        return await read_spec(self.notion, reference, sub_pages=self.settings.extraction.sub_pages)

    async def read_page(self, page: Page) -> SpecDocument:
        """The same of a page that is known already."""
        return await read_page(self.notion, page, sub_pages=self.settings.extraction.sub_pages)

    def begins(self, title: str, number: int, of: int) -> None:
        """Tells that the next of several specifications is read; how much is to be done is not known yet."""
        if of > 1:
            self.progress(f"Reading '{title}' ({number} of {of})", 0, 0)
