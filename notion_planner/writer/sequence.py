"""The write side: applies a change set in an order that a crash at any request leaves repairable.

Lease → plan page → tasks in dependency order → task mentions in the plan → back-link on the specification →
state. Each step can find itself already done; a write whose answer was lost is looked up before it is
repeated.
"""

from collections.abc import Mapping
from datetime import date

from notion_planner.changes.change_set import changed_ticks
from notion_planner.changes.desired import link_of_plan, links_of
from notion_planner.merge import ticks_of
from notion_planner.notion.gateway import Gateway
from notion_planner.progress import recorded
from notion_planner.renderer import Renderer
from notion_planner.state.plan_state import TITLE, PageState, PlanState, pack_items
from notion_planner.writer.editing import Editor
from notion_planner.writer.job import Job, Writing, Written
from notion_planner.writer.plan_page import PlanPage
from notion_planner.writer.spec_page import SpecPage
from notion_planner.writer.task_pages import TaskPages
from notion_planner.writer.views import PlanViews, make_views


class Writer:
    """Writes one job."""

    def __init__(self, notion: Gateway, job: Job, renderer: Renderer, writing: Writing) -> None:
        self._job = job
        self._writing = writing
        self._renderer = renderer
        self._editor = Editor(notion, job.reworded)
        self._plan = PlanPage(self._editor, job, renderer, writing)
        self._tasks = TaskPages(self._editor, job, self._plan, renderer=renderer, writing=writing)
        self._spec = SpecPage(self._editor, job, writing)

    async def write(self) -> Written:
        """Raises BusyError or MovedError, before anything but the lease was asked for."""
        await self._plan.take()
        async with self._plan.held():
            await self._write()
        return Written(plan=self._plan.page, tasks=self._tasks.pages, problems=self._editor.problems)

    async def _write(self) -> None:
        job, plan, tasks = self._job, self._plan, self._tasks
        await plan.finish()
        await tasks.write()
        if any(TITLE in change.parts for change in job.changes.tasks):
            # Mentions show the new titles by now, and an edit has to quote the page as it stands.
            await plan.reread()
        await plan.renew()
        desired = self._renderer.plan_page(links_of(tasks.pages, job.existing)).rstrip()
        ticks = changed_ticks(job.standing.progress, job.existing)
        plan_base = await plan.carry_over(desired, ticks)
        await tasks.fill_blocks()
        await tasks.read_back()
        await tasks.remove_doubles()
        await plan.remove_later()
        backlink = self._renderer.backlink(link_of_plan(job.plan, plan.page)).rstrip()
        backlink_base = await self._spec.link(backlink, job.existing.backlink)
        # After every edit of other pages: they mention the plan by its title.
        title = await plan.carry_title_over()
        views = await self._views()
        if views != plan.state.views and not plan.state.complete:
            # Undo compares a page that this run made with what it left there, which is the page with them.
            await plan.reread()
        await plan.leave(
            plan.state.model_copy(
                update={
                    "title": title,
                    "plan": plan_base,
                    "backlink": backlink_base,
                    "views": views,
                    "runs": self._editor.recording.kept_in(
                        plan.state, job, self._writing, (plan.page, plan.text)
                    ),
                    "tasks": self._as_they_stand({**plan.state.tasks, **tasks.states}, ticks),
                    **self._remembered(plan.state),
                    "complete": True,
                }
            )
        )

    def _remembered(self, state: PlanState) -> dict[str, object]:
        """What the state keeps of specification and plan over time, and which properties tell progress."""
        job, standing, day = self._job, self._job.standing, self._day
        progress = standing.progress
        return {
            "feature": job.plan.feature,
            "profile": job.plan.profile,
            "items": pack_items(job.spec),
            "log": standing.log,
            "outline": standing.outline,
            "baseline": standing.baseline,
            "progress": progress.signature,
            "updated": standing.updated,
            "history": recorded(state.history, progress, day),
            "properties": {role: found.id for role, found in job.database.roles.items()},
            "blocked_since": {key: state.blocked_since.get(key, day) for key in progress.blocked},
        }

    def _as_they_stand(
        self, tasks: Mapping[str, PageState], ticks: Mapping[str, bool]
    ) -> dict[str, PageState]:
        """``ticks``: page → whether its to-do was to be ticked; one that is not is not remembered as such."""
        done = self._job.standing.progress.done_keys
        wanted = {task.key for task in self._job.plan.tasks}
        ticked = ticks_of(self._plan.text)
        unset = {page_id for page_id, tick in ticks.items() if ticked.get(page_id, tick) is not tick}
        return {
            key: page.model_copy(
                update={
                    "done": page.done if page.id in unset else key in done,
                    "done_on": page.done_on or self._day if key in done else None,
                    "superseded": key not in wanted,
                    "look": self._job.looks.get(key),
                    "values": self._tasks.remembered(key, page.values),
                }
            )
            for key, page in tasks.items()
        }

    @property
    def _day(self) -> date:
        """The day that changes of progress are dated."""
        return self._job.standing.updated or self._job.standing.created

    async def _views(self) -> dict[str, str]:
        """Views of the plan's own tasks on its page; those that are remembered are a person's by now."""
        job = self._job
        around = PlanViews(
            database=job.database,
            plan=self._plan.page,
            spec_id=job.document.page.id,
            feature=job.plan.feature,
            is_new=job.existing.plan is None,
        )
        made, problems = await make_views(
            self._editor.notion,
            around,
            wanted=job.views,
            known=self._plan.state.views,
            tasks=self._tasks.pages.values(),
        )
        self._editor.problems += problems
        return made
