"""``sync`` without arguments: every configured specification, reading only those that changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from notion_planner import __version__
from notion_planner.discovery import find_specs, row_filter
from notion_planner.errors import PlannerError
from notion_planner.fetcher import find_data_source, find_page
from notion_planner.fingerprint import digest
from notion_planner.index import (
    OVERLAP,
    SUMMARY,
    Entry,
    Index,
    parse_index,
    render_index,
    settled,
    task_ends,
    unchanged,
)
from notion_planner.merge import line_edits
from notion_planner.model.report import Report
from notion_planner.notion.gateway import PAGE_SIZE, Gateway
from notion_planner.notion.ids import is_address, parse_id, plain
from notion_planner.notion.ledger import Ledger
from notion_planner.notion.objects import DataSource, Page
from notion_planner.notion.properties import rich_text
from notion_planner.run import Run
from notion_planner.settings import Settings
from notion_planner.toggle import find_toggle

SyncOne = Callable[[Run, Page], Awaitable[Report]]
# With one or two, an index costs more than it saves.
_FEWEST = 3
# What has to be said again at the next sync.
_UNSETTLED = ("conflict", "edit_not_applied", "task_doubled")


@dataclass
class Outcomes:
    """``reports`` of what was synced or found unchanged, in the configuration's order."""

    reports: list[Report] = field(default_factory=list)
    failures: list[PlannerError] = field(default_factory=list)
    synced: dict[str, Report] = field(default_factory=dict)


async def sync_all(run: Run, sync_one: SyncOne, *, full: bool = False) -> Outcomes:
    """Syncs every specification of the configuration; a failure does not stop the others.

    ``full`` reads each of them, also those that have not changed.

    Raises:
        ConfigError, NotFoundError, AmbiguousError, AccessError: of the configuration's own places.
    """
    place = run.settings.specs
    if place is None or place.data_source is None or place.parent or place.pages or place.search:
        specs = await find_specs(run.notion, place) if place else ()
        return await _each(run, specs, sync_one, Outcomes())
    return await _Indexed(run, await _Places.found(run), full=full).sync(sync_one)


async def _each(run: Run, specs: Sequence[Page], sync_one: SyncOne, outcomes: Outcomes) -> Outcomes:
    for spec in specs:
        run.notion.ledger = Ledger()
        try:
            report = await sync_one(run, spec)
        except PlannerError as error:
            outcomes.failures.append(error)
            continue
        outcomes.reports.append(report)
        outcomes.synced[spec.id] = report
    return outcomes


@dataclass(frozen=True)
class _Places:
    """Where specifications, tasks and the index are. ``index_text``: the content of the index's page."""

    specs: DataSource
    tasks: DataSource
    index_page: Page | None
    index_text: str
    index_parent: DataSource | None = None

    @classmethod
    async def found(cls, run: Run) -> "_Places":
        """One search names every data source; only what it does not settle is searched for by title."""
        notion, settings = run.notion, run.settings
        found = await notion.search("", kind="data_source", most=PAGE_SIZE)
        known = [source for source in found if isinstance(source, DataSource)]
        names = [(settings.specs.data_source if settings.specs else "") or "", settings.tasks.database]
        specs, tasks = [await _data_source(notion, known, name) for name in names]
        if settings.plans.parent is not None:
            page = await find_page(notion, settings.plans.parent, what="page for plans (plans.parent)")
            return cls(specs, tasks, page, (await notion.markdown(page.id)).text)
        plans = await _data_source(notion, known, settings.plans.data_source or "")
        title = next(schema.name for schema in plans.properties if schema.type == "title")
        wanted = {"property": title, "title": {"equals": SUMMARY}}
        rows = await notion.query(plans.id, filter_=wanted)
        row = next((row for row in rows if row.title == SUMMARY and row.is_untouched), None)
        text = (await notion.markdown(row.id)).text if row else ""
        return cls(specs, tasks, row, text, plans)


async def _data_source(notion: Gateway, known: Sequence[DataSource], reference: str) -> DataSource:
    if parse_id(reference) is None and not is_address(reference):
        same = [source for source in known if source.title == reference and source.complete]
        if len(same) == 1:
            return same[0]
    return await find_data_source(notion, reference, what="database")


class _Indexed:
    """One sync of a whole database of specifications."""

    def __init__(self, run: Run, places: _Places, *, full: bool) -> None:
        self._run = run
        self._notion = run.notion
        self._places = places
        self._index = None if full else parse_index(places.index_text)
        self._basis = _basis(run.settings)

    async def sync(self, sync_one: SyncOne) -> Outcomes:
        place = self._run.settings.specs
        wanted = row_filter(self._places.specs, place.filter) if place else None
        specs = await self._notion.query(self._places.specs.id, filter_=wanted)
        began = self._now()
        quiet = await self._quiet(specs)
        outcomes = Outcomes(reports=[_nothing_new(spec) for spec in specs if spec.id in quiet])
        run = replace(self._run, database=self._places.tasks)
        await _each(run, [spec for spec in specs if spec.id not in quiet], sync_one, outcomes)
        if outcomes.synced and len(specs) >= _FEWEST:
            await self._remember(specs, outcomes, wanted, began)
        return outcomes

    async def _quiet(self, specs: Sequence[Page]) -> frozenset[str]:
        index = self._index
        if index is None or index.basis != self._basis:
            return frozenset()
        edited = await self._notion.edited_since(self._places.tasks.id, index.seen)
        return unchanged(index, specs, edited_tasks=edited, basis=self._basis, today=self._run.today())

    async def _remember(
        self, specs: Sequence[Page], outcomes: Outcomes, wanted: dict[str, Any] | None, began: datetime
    ) -> None:
        """Writes the index. It only saves time, so a failure to write it is none of the sync."""
        with suppress(PlannerError):
            bot = self._index.bot if self._index else str((await self._notion.me()).get("id", ""))
            fresh, touched = await asyncio.gather(
                self._notion.query(self._places.specs.id, filter_=wanted),
                self._notion.edited_since(self._places.tasks.id, began),
            )
            now = self._now()
            others = [task.id for task in touched if task.last_edited_by != bot]
            before = {page.id: page for page in specs}
            entries = {
                plain(page.id): entry
                for page in fresh
                if (entry := self._entry(page, before.get(page.id), outcomes, bot, now)) is not None
                and not any(entry.has_task(task) for task in others)
            }
            await self._write(Index(basis=self._basis, bot=bot, seen=now - OVERLAP, entries=entries))

    def _entry(
        self, page: Page, before: Page | None, outcomes: Outcomes, bot: str, now: datetime
    ) -> Entry | None:
        """What is known of a specification; None where an edit may have gone unnoticed."""
        report = outcomes.synced.get(page.id)
        if report is None:
            known = self._index.entries.get(plain(page.id)) if self._index else None
            same = known is not None and (known.edited, known.editor) == _edit(page)
            return known if same and self._index and self._index.basis == self._basis else None
        ours = report.changed and page.last_edited_by == bot
        same = before is not None and _edit(before) == _edit(page) and settled(page, bot=bot, now=now)
        if not (ours or same) or any(problem.code in _UNSETTLED for problem in report.problems):
            return None
        ids = [task.id for task in report.tasks if task.id is not None]
        return Entry(
            edited=page.last_edited_time,
            editor=page.last_edited_by,
            tasks=task_ends(ids),
            quiet=report.quiet,
        )

    async def _write(self, index: Index) -> None:
        page, text, toggle = self._places.index_page, self._places.index_text, render_index(index)
        old = find_toggle(text, SUMMARY)
        if page is not None and old is not None:
            edits = line_edits(text, old, toggle)
            await self._notion.edit_markdown(page.id, edits, what="the index of plans")
        elif page is not None:
            await self._notion.append_markdown(page.id, toggle, what="the index of plans")
        elif self._places.index_parent is not None:
            source = self._places.index_parent
            title = next(schema.name for schema in source.properties if schema.type == "title")
            await self._notion.create_page(
                parent={"type": "data_source_id", "data_source_id": source.id},
                properties={title: {"title": rich_text(SUMMARY)}},
                markdown=toggle,
                what="the index of plans",
            )

    def _now(self) -> datetime:
        """Notion's time, by its last answer; ours where it sends none."""
        try:
            return parsedate_to_datetime(self._notion.server_date).astimezone(UTC)
        except (TypeError, ValueError):
            return self._run.now().astimezone(UTC)


def _edit(page: Page) -> tuple[str, str]:
    return page.last_edited_time, page.last_edited_by


def _basis(settings: Settings) -> str:
    """What a plan is made from besides its specification: another one of these asks for another plan."""
    values = settings.model_dump(mode="json", exclude={"notion", "specs", "sync"})
    return digest([__version__, values, _templates_of(settings)])


def _templates_of(settings: Settings) -> dict[str, str]:
    folder = settings.templates
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder else ()
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files}


def _nothing_new(spec: Page) -> Report:
    return Report(
        command="sync", text=f"No changes. '{spec.title}' and its tasks were not edited since the last sync."
    )
