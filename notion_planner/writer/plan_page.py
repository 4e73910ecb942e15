"""The plan page while a sync holds it: made or taken under a lease, edited, and left with its state.

The lease is part of the state. Taking it is an edit that quotes the state as it was read, which Notion
refuses once another run has changed it: of two runs at once only one finds its own name in the answer.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property

from notion_planner.changes.directions import ValueFate, compare_title
from notion_planner.errors import (
    AccessError,
    BusyError,
    DecisionNeededError,
    MovedError,
    OutcomeUnknownError,
    PlannerError,
)
from notion_planner.fetcher.existing import PlanHome, plans_of
from notion_planner.merge import Base, Edit, base_of, is_as_meant, line_edits
from notion_planner.model.report import Problem
from notion_planner.notion import properties
from notion_planner.notion.gateway import SETTLE_DELAYS
from notion_planner.notion.limits import parts_of
from notion_planner.notion.markup import Section, fingerprint
from notion_planner.notion.objects import Page
from notion_planner.renderer import Renderer
from notion_planner.state.plan_state import (
    SUMMARY,
    Existing,
    Lease,
    PlanState,
    bounded,
    find_state_text,
    parse_state,
    render_state,
    state_texts,
)
from notion_planner.writer.editing import EDIT_ATTEMPTS, Editor
from notion_planner.writer.job import Job, Writing

# Longer than one attempt of a request may take (70 s), short enough that a run that was killed does not block
# the next. A request that is repeated for longer may lose it; what both then make, a later sync makes one of.
LEASE = timedelta(minutes=2)
# Who pressed Ctrl-C does not wait for a server that does not answer.
_LAST_SECONDS = 5.0


class PlanPage:
    """One plan page. ``text`` is its content as last read or answered."""

    page: Page
    state: PlanState

    def __init__(self, editor: Editor, job: Job, renderer: Renderer, writing: Writing) -> None:
        self.text = job.existing.plan_markdown
        self._editor = editor
        self._job = job
        self._renderer = renderer
        self._writing = writing
        self._renewing = asyncio.Lock()
        self._later = [page.id for page in job.existing.later]

    async def take(self, *, always: bool = False) -> None:
        """Makes the page, or takes the lease of the one that exists where pages or the link will be made.

        Edits need none: they quote what stands there, so of two runs the later one sees the earlier's text.
        ``always`` takes it for them, too.

        Raises:
            BusyError: another run holds it.
            MovedError: another run has changed it since the job was prepared.
        """
        existing = self._job.existing
        if existing.plan is None or existing.state is None:
            await self._make()
            return
        self.page, self.state = existing.plan, existing.state
        check_lease(self.state, self._job.document.page.title, self._writing)
        # What people set in a plan file is kept before anything that depends on it is written, and so is a
        # state that was made anew.
        is_news = existing.is_recovered or self.state.overrides != self._job.overrides
        if always or self._job.creates or is_news:
            await self._lease()

    async def finish(self) -> None:
        """Adds what a page that was just begun still lacks, where it is too large for one request."""
        if not self.state.complete and not self.state.tasks:
            await self._add_rest(self._parts)

    async def renew(self) -> None:
        """Keeps the lease while the work takes longer than half of it.

        Raises:
            BusyError: it ran out and another run took it.
        """
        async with self._renewing:
            lease = self.state.lease
            if lease is not None and lease.until - self._writing.now() < LEASE / 2:
                await self._lease()

    async def edit(self, edits: Sequence[Edit]) -> None:
        self.text = await self._editor.send(self.page, self.text, edits)

    async def reread(self) -> None:
        self.text = (await self._editor.notion.markdown(self.page.id, what="content of plan")).text

    async def carry_over(self, desired: str, ticks: Mapping[str, bool]) -> Base:
        """The plan's own text and these ticks (page → done) brought about.

        Answers with the base of what is proven to stand there.
        """
        self.text, base = await self._editor.carry_over(
            self.page, self.text, desired, self.state.plan, ticks=ticks
        )
        return base

    async def carry_title_over(self) -> str | None:
        """Gives the page its title, unless a person gave it another; answers with the fingerprint of what a
        sync last called it.
        """
        wanted, mark = self._job.plan.title, self.state.title
        title = compare_title(wanted, self.page.title, mark)
        if title.fate is ValueFate.WRITE:
            # Read again: Notion has no write that a person's edit in between would stop.
            self.page = await self._editor.notion.page(self.page.id, what=f"plan '{self.page.title}'")
            title = compare_title(wanted, self.page.title, mark)
        if title.fate is ValueFate.WRITE:
            self._editor.recording.title(self.page, wanted)
            values, what = {"title": title.value}, f"title of plan '{self.page.title}'"
            self.page = await self._editor.notion.update_page(self.page.id, properties=values, what=what)
        return fingerprint(wanted) if title.fate in (ValueFate.SAME, ValueFate.WRITE) else mark

    async def leave(self, state: PlanState) -> None:
        """Writes the state, without a lease, after everything that it vouches for is proven."""
        wanted = bounded(state.model_copy(update={"lease": None}))
        for _ in range(EDIT_ATTEMPTS):
            if self._stands() != wanted:
                await self._put(wanted)
        if self._stands() != wanted:
            self._editor.not_applied(self.page, SUMMARY)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """The lease is given back if what is done under it fails in whatever way, or is stopped."""
        try:
            yield
        except asyncio.CancelledError:
            await self._release(within=_LAST_SECONDS)
            raise
        except Exception:
            await self._release()
            raise

    async def _release(self, *, within: float | None = None) -> None:
        """As far as that can be done in so many seconds: the lease runs out by itself."""
        try:
            async with asyncio.timeout(within):
                await self.reread()
                state = self._stands()
                if state is not None and state.lease is not None and state.lease.run == self._writing.run:
                    await self._put(state.model_copy(update={"lease": None}))
        except (PlannerError, TimeoutError):
            return

    async def _put(self, state: PlanState) -> None:
        """In place of the state that stands there; where it was lost, at the page's end."""
        old, new = find_state_text(self.text), render_state(state)
        if old is None:
            self.text = await self._editor.append(self.page, new)
        else:
            await self.edit(line_edits(self.text, self._part(old), new))

    def _stands(self) -> PlanState | None:
        return parse_state(self.text, plan=f"The plan '{self.page.title}' ({self.page.url})")

    def _new_lease(self) -> Lease:
        until = self._writing.now() + LEASE
        return Lease(run=self._writing.run, until=until.replace(microsecond=0))

    async def _lease(self) -> None:
        # What people set is known before anything follows from it: a run that resumes this one needs it.
        update = {"lease": self._new_lease(), "overrides": self._job.overrides}
        wanted = bounded(self.state.model_copy(update=update))
        await self._put(wanted)
        found = self._stands()
        if found != wanted:
            await self._withdraw()
            check_lease(found, self._job.document.page.title, self._writing)
            raise MovedError(f"The plan '{self.page.title}' was changed by another run in the meantime.")
        self.state = wanted

    async def _withdraw(self) -> None:
        """Of states that two runs put on a page which had lost its own, the first one stays."""
        mine = [text for text in state_texts(self.text)[1:] if self._writing.run in text]
        if mine:
            await self.edit(line_edits(self.text, self._part(mine[0]), None))

    def _part(self, state: str) -> Section:
        """A state's toggle where it stands on the page."""
        return Section(text=state, start=self.text.index(state))

    async def _make(self) -> None:
        job = self._job
        if job.home is None:
            raise PlannerError(
                "There is no place for the plan page.", hint="Set plans.parent in config.yaml."
            )
        begun = self._parts[0]
        self.state = bounded(
            PlanState(
                spec=job.document.page.id,
                feature=job.plan.feature,
                created=job.standing.created,
                start=job.plan.start,
                profile=job.plan.profile,
                overrides=job.overrides,
                lease=self._new_lease(),
                title=fingerprint(job.plan.title),
                plan=base_of(begun),
            )
        )
        self.page = await self._create(job.home, f"{begun}\n{render_state(self.state)}")
        self._writing.progress(self.page.title)
        async with self.held():
            await self.reread()
            await self._be_the_first(job.home)

    @cached_property
    def _parts(self) -> list[str]:
        return parts_of(self._renderer.plan_page({}).rstrip())

    async def _add_rest(self, parts: Sequence[str]) -> None:
        """What a page too large for one request still lacks, each part together with the state that knows it.

        A run that was killed in between left a page that the next one can tell from a person's edit; one
        that is not as it was begun is brought up to date like any other.
        """
        grown = ["\n".join(parts[: count + 1]) for count in range(len(parts))]
        known = [base_of(text).marks for text in grown]
        if self.state.plan.marks not in known:
            return
        for count in range(known.index(self.state.plan.marks) + 1, len(parts)):
            await self.renew()
            wanted = bounded(self.state.model_copy(update={"plan": base_of(grown[count])}))
            old = find_state_text(self.text)
            if old is not None:
                grown_state = f"{parts[count]}\n{render_state(wanted)}"
                await self.edit(line_edits(self.text, self._part(old), grown_state))
            if old is None or self._stands() != wanted:
                raise MovedError(f"The plan '{self.page.title}' was changed by another run in the meantime.")
            self.state = wanted

    async def _create(self, home: PlanHome, text: str) -> Page:
        title = self._job.plan.title
        values = {home.title_property: {"title": properties.rich_text(title)}}
        notion, what = self._editor.notion, f"create page '{title}'"
        try:
            return await notion.create_page(parent=home.parent, properties=values, markdown=text, what=what)
        except OutcomeUnknownError as lost:
            if lost.committed_id is not None:
                return await notion.page(lost.committed_id, what="plan")
            found = await self._made_after_all(home)
            return found or await notion.create_page(
                parent=home.parent, properties=values, markdown=text, what=what
            )

    async def _made_after_all(self, home: PlanHome) -> Page | None:
        for delay in SETTLE_DELAYS:
            await self._editor.notion.settle(delay)
            for found in await self._plans(home):
                if found.plan is not None and self._is_ours(found):
                    return found.plan
        return None

    async def _plans(self, home: PlanHome) -> list[Existing]:
        return await plans_of(self._editor.notion, home, spec_id=self._job.document.page.id)

    def _is_ours(self, found: Existing) -> bool:
        lease = found.state.lease if found.state else None
        return lease is not None and lease.run == self._writing.run

    async def _be_the_first(self, home: PlanHome) -> None:
        """Of plans that several runs made at the same time, the first one stays; a later one goes."""
        plans = await self._plans(home)
        others = [found for found in plans if found.plan is not None and found.plan.id != self.page.id]
        if not others or (plans[0].plan is not None and plans[0].plan.id == self.page.id):
            self._later = [found.plan.id for found in others if found.plan is not None]
            return
        await self._editor.notion.trash(self.page.id, what=f"the second '{self.page.title}'")
        check_lease(others[0].state, self._job.document.page.title, self._writing)
        raise MovedError(f"Another run has made the plan '{self.page.title}' in the meantime.")

    async def remove_later(self) -> None:
        """Of the plans that others made at the same time, those whose run ended before it took them back.

        One that says more than its run wrote stays, and is reported.
        """
        for page_id in self._later:
            try:
                page = await self._editor.notion.page(page_id, what="the second plan")
            except AccessError:  # deleted by now
                continue
            if page.in_trash:
                continue
            if page.is_untouched and await self._is_as_begun(page_id):
                await self._editor.notion.trash(page.id, what=f"the second '{page.title}'")
            else:
                self._editor.problems.append(_kept_double(page))

    async def _is_as_begun(self, page_id: str) -> bool:
        """Whether nobody goes on with the page: it says no more than was written when it was begun."""
        text = (await self._editor.notion.markdown(page_id, what="the second plan")).text
        try:
            state, toggle = parse_state(text), find_state_text(text) or ""
        except DecisionNeededError:  # a newer release goes on with it
            return False
        if state is None or not state.is_begun:
            return False
        return is_as_meant(text.replace(toggle, "", 1), state.plan)


def check_lease(state: PlanState | None, title: str, writing: Writing) -> None:
    """Raises BusyError where another run holds a lease that has not run out."""
    lease = state.lease if state else None
    if lease is not None and lease.run != writing.run and lease.until > writing.now():
        raise BusyError(
            f"Another run is syncing '{title}' (it holds the plan until {lease.until:%H:%M:%S} UTC).",
            hint="Run the command again when it is done; nothing was written by this one.",
        )


def _kept_double(page: Page) -> Problem:
    return Problem(
        code="plan_doubled",
        message=f"'{page.title}' exists twice, and the second page is not as its run left it; both stay.",
        hint=f"Keep what you need of it, then delete it: {page.url}",
    )
