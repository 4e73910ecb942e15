"""The task pages: created and updated several at a time, each after those that it is blocked by."""

import asyncio
from collections.abc import Mapping
from typing import Any

from notion_planner.changes.desired import link_of_plan, links_of
from notion_planner.changes.directions import (
    BLOCKS,
    ValueChange,
    ValueFate,
    compare_title,
    compare_values,
    due_written,
    ids_of,
    lost_pages,
    remembered,
    titled,
    to_write,
)
from notion_planner.changes.task_values import Surroundings, key_value, needs_blocks_pass, task_values
from notion_planner.errors import OutcomeUnknownError
from notion_planner.fetcher.existing import created_tasks, own_bot, whole_relation, with_whole_dependencies
from notion_planner.merge import Base, base_of
from notion_planner.model.changes import Action
from notion_planner.model.plan import Task
from notion_planner.model.report import Problem
from notion_planner.notion import properties
from notion_planner.notion.gateway import SETTLE_DELAYS
from notion_planner.notion.markup import fingerprint, mentioned_pages
from notion_planner.notion.objects import Page
from notion_planner.renderer import Renderer
from notion_planner.state.plan_state import TITLE, Existing, PageState
from notion_planner.state.run_record import mark_of
from notion_planner.writer.editing import Editor
from notion_planner.writer.job import Job, Writing
from notion_planner.writer.plan_page import PlanPage


class TaskPages:
    """One plan's tasks. ``pages`` are those that exist by now, ``states`` what is remembered of them."""

    def __init__(
        self, editor: Editor, job: Job, plan: PlanPage, *, renderer: Renderer, writing: Writing
    ) -> None:
        self.pages: dict[str, Page] = dict(job.existing.tasks)
        self.states: dict[str, PageState] = {}
        self._editor = editor
        self._notion = editor.notion
        self._job = job
        self._plan = plan
        self._renderer = renderer
        self._writing = writing
        self._created: set[str] = set()
        self._answered: dict[str, Page] = {}
        self._repeated: list[Task] = []
        self._planned = {task.key: task for task in job.plan.tasks}

    async def write(self) -> None:
        """Brings every task about that the change set names."""
        actions = {change.key: change.action for change in self._job.changes.tasks}
        done = {key: asyncio.Event() for key in actions}
        failures: list[BaseException] = []

        async def settle(task: Task) -> None:
            for key in task.blocked_by:
                if key in done:
                    await done[key].wait()
            # After a failure nothing new is begun, and what is in flight is let finish.
            try:
                if not failures:
                    await self._settle(task, actions[task.key])
            except BaseException as error:
                failures.append(error)
                raise
            finally:
                done[task.key].set()

        tasks = [settle(task) for task in self._job.plan.tasks if task.key in actions]
        await asyncio.gather(*tasks, return_exceptions=True)
        if failures:
            raise failures[0]

    async def _settle(self, task: Task, action: Action) -> None:
        if action is Action.CREATE:
            await self._plan.renew()
            self.pages[task.key] = await self._create(task)
        elif action is Action.UPDATE or task.key in self._job.existing.adopted:
            await self._plan.renew()
            await self._update(task, self.pages[task.key])
        else:
            if task.key in self._job.texts:  # it was read, and what it says by now is to be remembered
                await self._update(task, self.pages[task.key])
            return
        self._writing.progress(task.full_title)

    async def _create(self, task: Task) -> Page:
        body = self._text(task)
        schema = self._job.database
        ids = self._ids()
        blockers = [ids[key] for key in task.blocked_by if key in ids]
        values = task_values(task, self._surroundings(), blockers)
        parent = {"type": "data_source_id", "data_source_id": schema.data_source}
        what = f"create task '{task.full_title}'"
        try:
            page = await self._notion.create_page(parent=parent, properties=values, markdown=body, what=what)
        except OutcomeUnknownError as lost:
            found = await self._created_after_all(task, lost.committed_id)
            if found is None:
                self._repeated.append(task)
                found = await self._notion.create_page(
                    parent=parent, properties=values, markdown=body, what=what
                )
            page = found
        self._created.add(task.key)
        self._answered[task.key] = page
        self._editor.recording.created(task.key, page, body)
        self._remember(task, page, titled(base_of(body), fingerprint(task.full_title)))
        return page

    async def _created_after_all(self, task: Task, committed: str | None) -> Page | None:
        """The page of a creation whose answer was lost: the one that Notion named, else by key or title."""
        if committed is not None:
            return await self._notion.page(committed, what="task")
        for delay in SETTLE_DELAYS:
            await self._notion.settle(delay)
            found = await self._standing(task)
            if found:
                return found[0]
        return None

    async def _standing(self, task: Task) -> tuple[Page, ...]:
        return await created_tasks(
            self._notion,
            schema=self._job.database,
            title=task.full_title,
            key=key_value(self._job.document.page.id, task.key),
            plan=self._plan.page,
        )

    async def remove_doubles(self) -> None:
        """Of a creation that was repeated and had been carried out after all, the unused page goes.

        So do pages that an earlier run left behind like that, as long as it is certain that this connection's
        bot made them, and nobody has edited them.
        """
        known = {page.id for page in self.pages.values()}
        doubles = list(self._job.existing.doubles)
        for task in self._repeated:
            doubles += [page for page in await self._standing(task) if page.id not in known]
        bot = await own_bot(self._notion) if doubles else None
        for page in doubles:
            if page.is_untouched and page.created_by == bot and await self._is_as_written(page):
                await self._notion.trash(page.id, what=f"the second '{page.title}'")
            else:
                self._editor.problems.append(_kept_double(page))

    async def _is_as_written(self, page: Page) -> bool:
        """Whether a double says what its task's page is given: whoever edited it last, nobody added to it."""
        text = (await self._notion.markdown(page.id, what="task")).text
        given = [self._text(task) for task in self._planned.values() if task.full_title == page.title]
        return mark_of(page, text) in {mark_of(page, wanted) for wanted in given}

    async def _update(self, task: Task, page: Page) -> None:
        state = self._job.existing.state
        known = state.tasks.get(task.key) if state else None
        base = self._job.existing.base_of(task.key)
        # Edits quote what they replace, so a text that has changed since it was read is refused, not lost.
        current = self._job.texts.get(task.key)
        if current is None:
            current = (await self._notion.markdown(page.id, what="task")).text
        current, new_base = await self._editor.carry_over(page, current, self._text(task), base)
        known_values = known.values if known else {}
        written = self._values_to_write(task, page, known_values)
        title = compare_title(task.full_title, page.title, base.marks.get(TITLE))
        if written or title.fate is ValueFate.WRITE:
            page = await self._as_it_is_now(page)
            written = self._values_to_write(task, page, known_values)
            title = compare_title(task.full_title, page.title, base.marks.get(TITLE))
        values: dict[str, Any] = {found.name: found.written for found in written}
        self._editor.recording.values(page, written)
        if title.fate is ValueFate.WRITE:
            # By its id: a task that a person moved out of the database has another name for its title.
            values["title"] = title.value
            self._editor.recording.title(page, task.full_title)
        if values:
            what = f"properties of task '{page.title}'"
            self._answered[task.key] = await self._notion.update_page(page.id, properties=values, what=what)
        is_ours = self._plan.page.id in mentioned_pages(self._job.texts.get(task.key, ""))
        if task.key in self._job.existing.adopted and is_ours and self._is_left_behind(page):
            self._editor.recording.created(task.key, self._answered.get(task.key, page), current)
        stands = title.fate in (ValueFate.SAME, ValueFate.WRITE)
        mark = fingerprint(task.full_title) if stands else base.marks.get(TITLE)
        self._remember(task, page, titled(new_base, mark))

    def _values_to_write(self, task: Task, page: Page, known: Mapping[str, str]) -> list[ValueChange]:
        return [found for found in to_write(self._compared(task, page, known)) if found.role != BLOCKS]

    async def _as_it_is_now(self, page: Page) -> Page:
        """The page read again, right before it is written: Notion has no write that a person's edit in
        between would stop. What a later run reports, this one leaves.
        """
        now = await self._notion.page(page.id, what=f"task '{page.title}'")
        schema = self._job.database
        role = schema.dependencies
        return now if role is None else await whole_relation(self._notion, now, schema.roles[role].name)

    def _is_left_behind(self, page: Page) -> bool:
        """Whether an interrupted run made it, and nobody has edited it since."""
        return page.created_by == self._plan.page.created_by and page.is_untouched

    def _remember(self, task: Task, page: Page, base: Base) -> None:
        state = self._job.existing.state
        known = state.tasks.get(task.key) if state else None
        if known is None or known.id != page.id:
            known = PageState(id=page.id)
        self.states[task.key] = known.model_copy(update={"base": base})

    def _compared(self, task: Task, page: Page, known: Mapping[str, str]) -> tuple[ValueChange, ...]:
        lost = lost_pages(self._job.existing, self._job.database)
        return compare_values(task, page, known, around=self._surroundings(), ids=self._ids(), lost=lost)

    def _ids(self) -> Mapping[str, str]:
        """Task key → page that a relation can name by now."""
        standing = self._job.existing.model_copy(update={"tasks": self.pages})
        return ids_of(standing, self._job.database)

    async def read_back(self) -> None:
        """What the answers cut short, so that it is known to stand."""
        schema = self._job.database
        if schema.dependencies and schema.follows_spec(schema.dependencies):
            answered = Existing(tasks=self._answered)
            self._answered = dict((await with_whole_dependencies(self._notion, answered, schema)).tasks)

    def remembered(self, key: str, known: Mapping[str, str]) -> Mapping[str, str]:
        """What the state keeps of a task's properties, by what reads back after the writing."""
        page = self._answered.get(key) or self.pages.get(key)
        if page is None or key not in self._planned:
            return known
        task = self._planned[key]
        values = remembered(self._compared(task, page, known), known)
        return values | due_written(task, page, self._job.database, values)

    def _text(self, task: Task) -> str:
        link = link_of_plan(self._job.plan, self._plan.page)
        pages = links_of(self.pages, self._job.existing)
        return self._renderer.task_page(task, plan_page=link, pages=pages).rstrip()

    def _surroundings(self) -> Surroundings:
        job = self._job
        return Surroundings(
            database=job.database,
            status=job.status,
            spec=job.document.page,
            plan=self._plan.page,
            late_dues=job.standing.late_dues,
        )

    async def fill_blocks(self) -> None:
        """Dependencies where the database has only a one-way 'Blocks' for them: once every page exists."""
        schema = self._job.database
        if not needs_blocks_pass(schema):
            return
        for task in self._job.plan.tasks:
            value = (
                self._blocks_of_new(task) if task.key in self._created else await self._blocks_changed(task)
            )
            if value is not None:
                answer = await self._notion.update_page(
                    self.pages[task.key].id,
                    properties={schema.roles[BLOCKS].name: value},
                    what=f"dependencies of '{task.full_title}'",
                )
                self._answered[task.key] = answer

    def _blocks_of_new(self, task: Task) -> Mapping[str, Any] | None:
        ids = self._ids()
        blocked = [ids[key] for key in task.blocks if key in ids]
        return properties.relation(blocked) if blocked else None

    async def _blocks_changed(self, task: Task) -> Mapping[str, Any] | None:
        state, page = self._job.existing.state, self.pages.get(task.key)
        if state is None or page is None or task.key not in state.tasks:
            return None
        known = state.tasks[task.key].values
        if not self._blocks_to_write(task, page, known):
            return None
        page = await self._as_it_is_now(page)
        changes = self._blocks_to_write(task, page, known)
        self._editor.recording.values(page, changes)
        return next((change.written for change in changes), None)

    def _blocks_to_write(self, task: Task, page: Page, known: Mapping[str, str]) -> list[ValueChange]:
        return [found for found in to_write(self._compared(task, page, known)) if found.role == BLOCKS]


def _kept_double(page: Page) -> Problem:
    done = "a person may have made" if page.is_untouched else "somebody has edited"
    return Problem(
        code="task_doubled",
        message=f"'{page.title}' exists twice, and {done} the second page; both stay.",
        hint=f"Keep what you need of it, then delete it: {page.url}",
    )
