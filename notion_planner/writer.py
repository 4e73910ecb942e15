"""The write side: applies a change set in an order that a crash at any request leaves repairable.

Plan page → tasks in dependency order → task mentions in the plan → state → back-link on the specification.
Each step can find itself already done; a write whose answer was lost is looked up before it is repeated.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from notion_planner import merge
from notion_planner.backlink import HEADING, current_backlink, insertion
from notion_planner.changes import (
    TITLE,
    changed_ticks,
    headings_to_write,
    link_of_plan,
    links_of,
    rewordings,
    title_changed,
)
from notion_planner.errors import OutcomeUnknownError, PlannerError, RejectedError
from notion_planner.existing import PlanHome, find_created_task, find_plan
from notion_planner.fetcher import SpecDocument
from notion_planner.merge import Base, base_of, tick_edits
from notion_planner.model.base import Frozen
from notion_planner.model.changes import Action, ChangeSet
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion import properties
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.progress import recorded
from notion_planner.renderer import Renderer, Standing
from notion_planner.state import (
    SUMMARY,
    Existing,
    PageState,
    PlanState,
    bounded,
    find_state_text,
    pack_items,
    parse_state,
    render_state,
    unpack_items,
)
from notion_planner.task_values import Surroundings, key_value, needs_blocks_pass, task_values
from notion_planner.views import PlanViews, make_views

# An edit whose answer was lost, or that a concurrent edit moved, is worth one more look.
_EDIT_ATTEMPTS = 2

Progress = Callable[[str], None]


class Job(Frozen):
    """Everything that the writer needs to know of one specification's sync."""

    document: SpecDocument
    spec: Spec
    plan: Plan
    home: PlanHome | None
    database: TaskSchema
    status: str
    standing: Standing
    existing: Existing
    changes: ChangeSet
    views: bool = False


@dataclass
class Written:
    """What stands after a sync: pages by key, and what could not be done."""

    plan: Page
    tasks: dict[str, Page]
    problems: list[Problem] = field(default_factory=list)


class Writer:
    """Writes one job. ``progress`` is told of each page as it is done."""

    def __init__(self, notion: Gateway, job: Job, renderer: Renderer, progress: Progress) -> None:
        self._notion = notion
        self._job = job
        self._renderer = renderer
        self._progress = progress
        self._task_states: dict[str, PageState] = {}
        self._created: set[str] = set()
        self._problems: list[Problem] = []
        self._text = job.existing.plan_markdown
        self._refused = ""
        state = job.existing.state
        self._reworded = rewordings(unpack_items(state.items) if state else None, job.spec)

    async def write(self) -> Written:
        plan_page, state = await self._plan_page()
        tasks = await self._tasks(plan_page)
        state = state.model_copy(update={"tasks": {**state.tasks, **self._task_states}})
        if any(TITLE in change.parts for change in self._job.changes.tasks):
            # Mentions show the new titles by now, and an edit has to quote the page as it stands.
            self._text = (await self._notion.markdown(plan_page.id, what="content of plan")).text
        desired = self._renderer.plan_page(links_of(tasks, self._job.existing)).rstrip()
        text, plan_base = await self._edit(plan_page, self._text, desired, state.plan)
        ticks = tick_edits(text, changed_ticks(self._job.standing.progress, self._job.existing))
        if ticks:
            text = await self._send_edits(plan_page, text, ticks)
        await self._blocks(tasks)
        backlink_base = await self._backlink(plan_page, state)
        views = await self._views(plan_page, state, tasks)
        state = state.model_copy(
            update={
                "plan": plan_base,
                "backlink": backlink_base,
                "views": views,
                "feature": self._job.plan.feature,
                "items": pack_items(self._job.spec),
                "tasks": self._as_they_stand(state.tasks),
                "progress": self._job.standing.progress.signature,
                "updated": self._job.standing.updated,
                **self._remembered(state),
                "complete": True,
            }
        )
        await self._save(plan_page, state, text)
        return Written(plan=plan_page, tasks=tasks, problems=self._problems)

    def _remembered(self, state: PlanState) -> dict[str, object]:
        """What the state keeps of progress over time, and which properties tell it."""
        progress, day = self._job.standing.progress, self._day
        return {
            "history": recorded(state.history, progress, day),
            "properties": {role: found.id for role, found in self._job.database.roles.items()},
            "blocked_since": {key: state.blocked_since.get(key, day) for key in progress.blocked},
        }

    def _as_they_stand(self, tasks: Mapping[str, PageState]) -> dict[str, PageState]:
        done = self._job.standing.progress.done_keys
        wanted = {task.key for task in self._job.plan.tasks}
        return {
            key: page.model_copy(
                update={
                    "done": key in done,
                    "done_on": page.done_on or self._day if key in done else None,
                    "superseded": key not in wanted,
                }
            )
            for key, page in tasks.items()
        }

    @property
    def _day(self) -> date:
        """The day that changes of progress are dated."""
        return self._job.standing.updated or self._job.standing.created

    async def _plan_page(self) -> tuple[Page, PlanState]:
        job = self._job
        if job.existing.plan is not None and job.existing.state is not None:
            return job.existing.plan, job.existing.state
        if job.home is None:
            raise PlannerError(
                "There is no place for the plan page.", hint="Set plans.parent in config.yaml."
            )
        body = self._renderer.plan_page({})
        state = PlanState(
            spec=job.document.page.id,
            feature=job.plan.feature,
            created=job.standing.created,
            start=job.plan.start,
            plan=base_of(body),
        )
        text = f"{body.rstrip()}\n{render_state(state)}"
        page = await self._create_plan(job.home, text)
        self._progress(page.title)
        self._text = (await self._notion.markdown(page.id, what="content of plan")).text
        return page, state

    async def _create_plan(self, home: PlanHome, text: str) -> Page:
        job = self._job
        what = f"create page '{job.plan.title}'"
        values = {home.title_property: {"title": properties.rich_text(job.plan.title)}}
        try:
            return await self._notion.create_page(
                parent=home.parent, properties=values, markdown=text, what=what
            )
        except OutcomeUnknownError as lost:
            if lost.committed_id is not None:
                return await self._notion.page(lost.committed_id, what="plan")
            page = job.document.page
            found = await find_plan(
                self._notion, spec_id=page.id, spec_markdown="", title=job.plan.title, home=home
            )
            if found.plan is not None:
                return found.plan
            return await self._notion.create_page(
                parent=home.parent, properties=values, markdown=text, what=what
            )

    async def _tasks(self, plan_page: Page) -> dict[str, Page]:
        """Creates and updates, several at a time, each task after those that it is blocked by."""
        pages = dict(self._job.existing.tasks)
        actions = {change.key: change.action for change in self._job.changes.tasks}
        done = {key: asyncio.Event() for key in actions}
        failures: list[BaseException] = []

        async def settle(task: Task) -> None:
            for key in task.blocked_by:
                if key in done:
                    await done[key].wait()
            # After a failure nothing new is begun, and what is in flight is let finish.
            if not failures:
                try:
                    await self._settle_task(task, actions[task.key], plan_page, pages)
                except PlannerError as error:
                    failures.append(error)
            done[task.key].set()

        await asyncio.gather(*(settle(task) for task in self._job.plan.tasks if task.key in actions))
        if failures:
            raise failures[0]
        return pages

    async def _settle_task(self, task: Task, action: Action, plan_page: Page, pages: dict[str, Page]) -> None:
        if action is Action.CREATE:
            pages[task.key] = await self._create_task(task, plan_page, pages)
            self._progress(task.full_title)
        elif action is Action.UPDATE or task.key in self._job.existing.adopted:
            await self._update_task(task, pages[task.key], plan_page, pages)
            self._progress(task.full_title)

    async def _create_task(self, task: Task, plan_page: Page, pages: Mapping[str, Page]) -> Page:
        body = self._task_text(task, plan_page, pages)
        schema = self._job.database
        blockers = [pages[key].id for key in task.blocked_by if key in pages]
        values = task_values(task, self._surroundings(plan_page), blockers)
        parent = {"type": "data_source_id", "data_source_id": schema.data_source}
        what = f"create task '{task.full_title}'"
        try:
            page = await self._notion.create_page(parent=parent, properties=values, markdown=body, what=what)
        except OutcomeUnknownError as lost:
            found = await self._created_after_all(task, plan_page, lost.committed_id)
            page = found or await self._notion.create_page(
                parent=parent, properties=values, markdown=body, what=what
            )
        self._created.add(task.key)
        self._remember(task, page, _titled(base_of(body), fingerprint(task.full_title)))
        return page

    async def _created_after_all(self, task: Task, plan_page: Page, committed: str | None) -> Page | None:
        """The page of a creation whose answer was lost: the one that Notion named, else by key or title."""
        if committed is not None:
            return await self._notion.page(committed, what="task")
        return await find_created_task(
            self._notion,
            schema=self._job.database,
            title=task.full_title,
            key=key_value(self._job.document.page.id, task.key),
            plan=plan_page,
        )

    async def _update_task(self, task: Task, page: Page, plan_page: Page, pages: Mapping[str, Page]) -> None:
        state = self._job.existing.state
        known = state.tasks.get(task.key) if state else None
        base = known.base if known else Base()
        desired = self._task_text(task, plan_page, pages)
        current = (await self._notion.markdown(page.id, what="task")).text
        _, new_base = await self._edit(page, current, desired, base)
        if title_changed(task.full_title, page.title, base):
            value = {self._job.database.title: {"title": properties.rich_text(task.full_title)}}
            await self._notion.update_page(page.id, properties=value, what=f"rename task '{page.title}'")
            mark: str | None = fingerprint(task.full_title)
        elif page.title == task.full_title:
            mark = fingerprint(page.title)
        else:
            mark = base.marks.get(TITLE)
        self._remember(task, page, _titled(new_base, mark))

    def _remember(self, task: Task, page: Page, base: Base) -> None:
        state = self._job.existing.state
        known = state.tasks.get(task.key) if state else None
        done_on = known.done_on if known else None
        self._task_states[task.key] = PageState(id=page.id, base=base, done_on=done_on)

    def _task_text(self, task: Task, plan_page: Page, pages: Mapping[str, Page]) -> str:
        link = link_of_plan(self._job.plan, plan_page)
        return self._renderer.task_page(
            task, plan_page=link, pages=links_of(pages, self._job.existing)
        ).rstrip()

    def _surroundings(self, plan_page: Page) -> Surroundings:
        job = self._job
        return Surroundings(database=job.database, status=job.status, spec=job.document.page, plan=plan_page)

    async def _blocks(self, pages: Mapping[str, Page]) -> None:
        """Dependencies of new tasks where the database has only a one-way 'Blocks' for them."""
        schema = self._job.database
        if not needs_blocks_pass(schema):
            return
        for task in self._job.plan.tasks:
            blocked = [pages[key].id for key in task.blocks if key in pages]
            if blocked and task.key in self._created:
                value = {schema.roles["blocks"].name: properties.relation(blocked)}
                what = f"dependencies of '{task.full_title}'"
                await self._notion.update_page(pages[task.key].id, properties=value, what=what)

    async def _edit(self, page: Page, current: str, desired: str, base: Base) -> tuple[str, Base]:
        """Carries our side over, section by section.

        Answers with the page's text as it now stands, and the base of what is proven to stand there.
        """
        for _ in range(_EDIT_ATTEMPTS):
            verdicts = merge.compare(current, desired, base, self._reworded)
            edits = merge.edits_for(current, desired, verdicts)
            if not edits:
                break
            current = await self._send_edits(page, current, edits)
        verdicts = merge.compare(current, desired, base, self._reworded)
        unproven = headings_to_write(verdicts)
        self._problems += [self._not_applied(page, heading) for heading in unproven]
        return current, merge.merged_base(verdicts, base, unproven=unproven)

    async def _send_edits(self, page: Page, current: str, edits: Sequence[merge.Edit]) -> str:
        what = f"edit '{page.title}'"
        for start in range(0, len(edits), merge.MOST_EDITS):
            batch = edits[start : start + merge.MOST_EDITS]
            try:
                current = (await self._notion.edit_markdown(page.id, batch, what=what)).text
            except (OutcomeUnknownError, RejectedError) as error:
                # Rejected: someone edited the page since it was read. Either way, what stands there decides.
                self._refused = error.message
                return (await self._notion.markdown(page.id, what="content of page")).text
        return current

    async def _backlink(self, plan_page: Page, state: PlanState) -> Base:
        document = self._job.document
        desired = self._renderer.backlink(link_of_plan(self._job.plan, plan_page)).rstrip()
        text = document.markdown
        if current_backlink(text) is not None:
            return await self._update_backlink(document.page, text, desired, state.backlink)
        for _ in range(_EDIT_ATTEMPTS):
            if current_backlink(text) is None:
                text = await self._insert_backlink(document.page, text, desired)
        if current_backlink(text) is None:
            self._problems.append(self._not_applied(document.page, HEADING))
        self._progress(document.page.title)
        return base_of(desired)

    async def _update_backlink(self, page: Page, text: str, desired: str, base: Base) -> Base:
        """Within our own section only: what an author has put behind it is not ours to compare."""
        for _ in range(_EDIT_ATTEMPTS + 1):
            current = current_backlink(text) or ""
            verdicts = merge.compare(current, desired, base)
            target = next((item.target for item in verdicts if item.target is not None), None)
            if target is None:
                return merge.merged_base(verdicts, base)
            text = await self._send_edits(page, text, merge.line_edits(text, current, target))
        self._problems.append(self._not_applied(page, HEADING))
        return base

    async def _insert_backlink(self, page: Page, text: str, desired: str) -> str:
        what = f"link '{page.title}' to its plan"
        edit = insertion(text, self._job.spec, desired)
        try:
            if edit is not None:
                return (await self._notion.edit_markdown(page.id, [edit], what=what)).text
            return (await self._notion.append_markdown(page.id, desired, what=what)).text
        except (OutcomeUnknownError, RejectedError) as error:
            self._refused = error.message
            return (await self._notion.markdown(page.id, what="content of spec")).text

    async def _views(self, plan_page: Page, state: PlanState, tasks: Mapping[str, Page]) -> dict[str, str]:
        """Views of the plan's own tasks on its page; those that are remembered are a person's by now."""
        job = self._job
        around = PlanViews(
            database=job.database,
            plan=plan_page,
            spec_id=job.document.page.id,
            feature=job.plan.feature,
            is_new=job.existing.plan is None,
        )
        made, problems = await make_views(
            self._notion, around, wanted=job.views, known=state.views, tasks=tasks.values()
        )
        self._problems += problems
        return made

    async def _save(self, page: Page, state: PlanState, current: str) -> None:
        """Writes the state after everything that it vouches for is proven."""
        state = bounded(state)
        for _ in range(_EDIT_ATTEMPTS):
            old = find_state_text(current)
            if old is not None and parse_state(current) != state:
                edits = merge.line_edits(current, old, render_state(state))
                current = await self._send_edits(page, current, edits)
        if parse_state(current) != state:
            self._problems.append(self._not_applied(page, SUMMARY))

    def _not_applied(self, page: Page, part: str) -> Problem:
        reason = f" {self._refused}" if self._refused else ""
        return Problem(
            code="edit_not_applied",
            message=f"'{page.title}': '{part}' does not read back as written.{reason}",
            hint="The next sync tries again.",
        )


def _titled(base: Base, mark: str | None) -> Base:
    """The base with the title's fingerprint beside its sections'."""
    return base if mark is None else base.model_copy(update={"marks": {**base.marks, TITLE: mark}})
