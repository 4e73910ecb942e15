"""``sync`` without arguments: every configured specification, reading only those that changed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from notion_planner import __version__
from notion_planner.errors import PlannerError, ends_all
from notion_planner.fetcher.discovery import find_specs, pages_of_plans, row_filter, specs_of
from notion_planner.fetcher.existing import own_bot
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.merge import line_edits
from notion_planner.model.report import Report
from notion_planner.notion.gateway import PAGE_SIZE, Gateway
from notion_planner.notion.ids import is_address, parse_id, plain
from notion_planner.notion.ledger import Ledger
from notion_planner.notion.markup import Section
from notion_planner.notion.objects import DataSource, Page
from notion_planner.notion.properties import rich_text
from notion_planner.preview.fingerprint import digest
from notion_planner.settings import Settings
from notion_planner.state.index import (
    OVERLAP,
    SUMMARY,
    Entry,
    Index,
    Rows,
    end_of,
    entry_of,
    index_row,
    latest_of,
    parse_index,
    recent_of,
    render_index,
    unchanged,
)
from notion_planner.state.toggle import find_toggle
from notion_planner.use_cases.run import Run

SyncOne = Callable[[Run, Page], Awaitable[Report]]
# With one or two, an index costs more than it saves.
_FEWEST = 3
_MOST_OTHERS = 5


@dataclass
class Outcomes:
    """``reports`` of what was found unchanged, then of what was synced, each in the configuration's order.

    ``synced``: specification → the latter. ``left_out``: why those were not synced that have a plan and that
    the configuration no longer leads to, as far as they were looked at.
    """

    reports: list[Report] = field(default_factory=list)
    failures: list[PlannerError] = field(default_factory=list)
    synced: dict[str, Report] = field(default_factory=dict)
    left_out: list[PlannerError] = field(default_factory=list)


async def sync_all(run: Run, sync_one: SyncOne, *, full: bool = False) -> Outcomes:
    """Syncs every specification of the configuration; only a failure of the connection stops the others.

    ``full`` reads each of them, also those that have not changed.

    Raises:
        ConfigError, NotFoundError, AmbiguousError, AccessError: of the configuration's own places.
    """
    place = run.settings.specs
    others = place and (place.parent or place.pages or place.search)
    # Where plans are rows beside their specifications, each row has to be told from the other.
    if not place or others or place.data_source in (None, run.settings.plans.data_source):
        found = await find_specs(run.notion, run.settings)
        outcomes = await _each(run, found.pages, sync_one, Outcomes(failures=list(found.failures)))
        if others and run.settings.plans.parent is not None:
            outcomes.left_out += await _left_out(run, found.pages, _plans_of(outcomes))
        return outcomes
    return await _Indexed(run, await _Places.found(run), full=full).sync(sync_one)


def _plans_of(outcomes: Outcomes) -> set[str]:
    return {end_of(report.plan.id) for report in outcomes.reports if report.plan and report.plan.id}


async def _left_out(run: Run, specs: Iterable[Page], plans: Iterable[str]) -> tuple[PlannerError, ...]:
    """Specifications in the trash, or unseen, by the pages where plans are made that are none of these.

    ``plans``: ends of ids, as the index holds them.
    """
    known = {*plans, *(end_of(spec.id) for spec in specs)}
    try:
        found = await pages_of_plans(run.notion, run.settings.plans)
        others = {plan: title for plan, title in found.items() if end_of(plan) not in known}
        # Who has more plans of other specifications has several configurations, or filters what is current.
        return (await specs_of(run.notion, others)).left_out if len(others) <= _MOST_OTHERS else ()
    except PlannerError:
        return ()  # what it would have told is no reason to call a sync failed


async def _each(run: Run, specs: Sequence[Page], sync_one: SyncOne, outcomes: Outcomes) -> Outcomes:
    for number, spec in enumerate(specs, 1):
        run.begins(spec.title, number, len(specs))
        run.notion.ledger = Ledger()
        try:
            report = await sync_one(run, spec)
        except PlannerError as error:
            outcomes.failures.append(error)
            if ends_all(error, [page.title for page in specs], number - 1):
                break
            continue
        outcomes.reports.append(report)
        outcomes.synced[spec.id] = report
    return outcomes


@dataclass(frozen=True)
class _Places:
    """Where specifications, tasks and the index are. ``index_text``: the content of the index's page.

    ``plans``, ``plan_rows`` where plan pages are rows of a database, the index's among them. ``asked``: when,
    by Notion's time.
    """

    asked: datetime
    specs: DataSource
    tasks: DataSource
    index_page: Page | None
    index_text: str
    plans: DataSource | None = None
    plan_rows: Rows | None = None

    @classmethod
    async def found(cls, run: Run) -> "_Places":
        """One search names every data source; only what it does not settle is searched for by title."""
        notion, settings = run.notion, run.settings
        found = await notion.search("", kind="data_source", most=PAGE_SIZE)
        asked = _now(run)
        known = [source for source in found if isinstance(source, DataSource)]
        names = [(settings.specs.data_source if settings.specs else "") or "", settings.tasks.database]
        specs, tasks = [await _data_source(notion, known, name) for name in names]
        if settings.plans.parent is not None:
            page = await find_page(notion, settings.plans.parent, what="page for plans (plans.parent)")
            return cls(asked, specs, tasks, page, (await notion.markdown(page.id)).text)
        plans = await _data_source(notion, known, settings.plans.data_source or "")
        rows = _rows_of(await notion.newest(plans.id))
        row = index_row(rows.newest)
        if row is None and not rows.complete:
            wanted = {"property": _title_of(plans), "title": {"equals": SUMMARY}}
            row = index_row(await notion.query(plans.id, filter_=wanted))
        text = (await notion.markdown(row.id)).text if row else ""
        return cls(asked, specs, tasks, row, text, plans, rows)


def _rows_of(newest: tuple[Page, ...]) -> Rows:
    return Rows(newest=newest, complete=len(newest) < PAGE_SIZE)


def _title_of(source: DataSource) -> str:
    return next(schema.name for schema in source.properties if schema.type == "title")


async def _data_source(notion: Gateway, known: Sequence[DataSource], reference: str) -> DataSource:
    if parse_id(reference) is None and not is_address(reference):
        usable = [source for source in known if source.complete and not source.in_trash]
        same = [source for source in usable if source.title == reference]
        if len(same) == 1:
            return same[0]
    return await find_data_source(notion, reference, what="database")


class _Indexed:
    """One sync of a whole database of specifications."""

    def __init__(self, run: Run, places: _Places, *, full: bool) -> None:
        self._run = run
        self._notion = run.notion
        self._places = places
        self._basis = _basis(run.settings)
        self._index = None if full else parse_index(places.index_text, basis=self._basis)
        self._shown: tuple[Page, ...] = ()

    async def sync(self, sync_one: SyncOne) -> Outcomes:
        specs = await self._specs()
        quiet = await self._quiet(specs)
        outcomes = Outcomes(reports=[_nothing_new(spec) for spec in specs if spec.id in quiet])
        run = replace(self._run, database=self._places.tasks)
        await _each(run, [spec for spec in specs if spec.id not in quiet], sync_one, outcomes)
        await self._look_for_others(specs, quiet, outcomes)
        # It only saves time, so a failure to write it is none of the sync.
        with suppress(PlannerError):
            if outcomes.synced and len(specs) >= _FEWEST:
                await self._remember(specs, quiet, outcomes)
            elif self._index is not None and not outcomes.left_out:
                await self._forget_others(self._index, specs)
        return outcomes

    async def _look_for_others(
        self, specs: Sequence[Page], quiet: Mapping[str, Entry], outcomes: Outcomes
    ) -> None:
        """Where one is missing that was there, or nothing is remembered of which there were."""
        ids = {plain(spec.id) for spec in specs}
        if self._index is not None and ids.issuperset(self._index.entries):
            return
        plans = {entry.plan for entry in quiet.values()} | _plans_of(outcomes)
        outcomes.left_out += await _left_out(self._run, specs, plans)

    async def _forget_others(self, index: Index, specs: Sequence[Page]) -> None:
        """So that those of which there is nothing to say are not looked for in every sync."""
        known = {plain(spec.id) for spec in specs}
        entries = {key: entry for key, entry in index.entries.items() if key in known}
        if len(entries) < len(index.entries):
            await self._write(index.model_copy(update={"entries": entries}))

    async def _quiet(self, specs: Sequence[Page]) -> dict[str, Entry]:
        index = self._index
        if index is None:
            return {}
        source = self._places.tasks.id
        tasks = _rows_of(await self._notion.newest(source))
        if not tasks.show(index.since):
            tasks = Rows(newest=await self._notion.edited_since(source, index.seen), complete=False)
        self._shown = tasks.newest
        today = self._run.today()
        return unchanged(index, specs, tasks=tasks, plans=self._places.plan_rows, today=today)

    async def _remember(self, specs: Sequence[Page], quiet: Mapping[str, Entry], outcomes: Outcomes) -> None:
        """Writes the index anew; a specification of which an edit may have gone unnoticed is left out."""
        bot = self._index.bot if self._index else await own_bot(self._notion) or ""
        watched = [self._places.tasks.id] + ([self._places.plans.id] if self._places.plans else [])
        fresh, *edited = await asyncio.gather(
            self._specs(), *(self._notion.edited_since(source, self._places.asked) for source in watched)
        )
        now, before = _now(self._run), {page.id: page for page in specs}
        entries = {plain(spec_id): entry for spec_id, entry in quiet.items()}
        if outcomes.left_out and self._index:
            known = {plain(page.id) for page in specs}
            entries |= {key: entry for key, entry in self._index.entries.items() if key not in known}
        for page in fresh:
            if page.id in outcomes.synced and page.id in before:
                report = outcomes.synced[page.id]
                entry = entry_of(report, before=before[page.id], after=page, bot=bot, now=now)
                entries |= {plain(page.id): entry} if entry else {}
        others = [row for rows in edited for row in rows if row.last_edited_by != bot]
        others += _overlaid(edited[0], outcomes.synced.values())
        kept = {key: entry for key, entry in entries.items() if not entry.concerns(others)}
        index = Index(
            basis=self._basis,
            bot=bot,
            seen=now - OVERLAP,
            latest=latest_of(edited[0], bot=bot, now=now),
            recent=recent_of((*self._shown, *edited[0])),
            entries=kept,
        )
        await self._write(index)

    async def _specs(self) -> tuple[Page, ...]:
        place = self._run.settings.specs
        wanted = row_filter(self._places.specs, place.filter) if place else None
        return await self._notion.query(self._places.specs.id, filter_=wanted)

    async def _write(self, index: Index) -> None:
        page, text, toggle = self._places.index_page, self._places.index_text, render_index(index)
        old = find_toggle(text, SUMMARY)
        if page is not None and old is not None:
            edits = line_edits(text, Section(text=old, start=text.index(old)), toggle)
            await self._notion.edit_markdown(page.id, edits, what="the index of plans")
        elif page is not None:
            await self._notion.append_markdown(page.id, toggle, what="the index of plans")
        elif self._places.plans is not None:
            source = self._places.plans
            await self._notion.create_page(
                parent={"type": "data_source_id", "data_source_id": source.id},
                properties={_title_of(source): {"title": rich_text(SUMMARY)}},
                markdown=toggle,
                what="the index of plans",
            )


def _overlaid(rows: Sequence[Page], reports: Iterable[Report]) -> list[Page]:
    """Tasks whose status a person set between our reading and our edit of the page, which hides theirs."""
    read = {task.id: task.status for report in reports for task in report.tasks if task.status is not None}
    return [
        row
        for row in rows
        if row.id in read and all(found.value != read[row.id] for found in row.properties.values())
    ]


def _now(run: Run) -> datetime:
    """Notion's time, by its last answer; ours where it sends none."""
    try:
        return parsedate_to_datetime(run.notion.server_date).astimezone(UTC)
    except (TypeError, ValueError):
        return run.now().astimezone(UTC)


def _basis(settings: Settings) -> str:
    """What a plan is made from besides its specification: another one of these asks for another plan."""
    values = settings.model_dump(mode="json", exclude={"notion", "specs", "sync"})
    return digest([__version__, values, _templates_of(settings)])


def _templates_of(settings: Settings) -> dict[str, str]:
    folder = settings.templates
    if folder is None:
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _nothing_new(spec: Page) -> Report:
    return Report(
        command="sync", text=f"No changes. '{spec.title}' and its tasks were not edited since the last sync."
    )
