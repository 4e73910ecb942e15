"""The use cases of every day: what a plan's tasks are like right now, and reports of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from notion_planner.changes.recovery import lost
from notion_planner.errors import AccessError
from notion_planner.fetcher.existing import with_whole_dependencies
from notion_planner.fetcher.pages import find_page
from notion_planner.fetcher.spec_document import SpecDocument, no_plan_of
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.preview.remarks import missed_dates
from notion_planner.progress import nothing_is_done
from notion_planner.reporting import Digest, Form, ReportKind, digest, page_title, render_text
from notion_planner.settings import Settings
from notion_planner.standing import unseen_statuses
from notion_planner.state.plan_state import Existing
from notion_planner.taskboard import Board, other_pages, work_items
from notion_planner.tracking.plan_status import Work
from notion_planner.tracking.worklist import WorkItem, circles, counted
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare
from notion_planner.writer.report_page import PageOutcome, ReportPage, publish


def plan_items(plan: Plan, settings: Settings, *, spec: str) -> tuple[WorkItem, ...]:
    """The work items of a plan that has no pages: as planned, nothing begun. ``spec`` is its title."""
    return work_items(
        Board(
            plan=plan,
            existing=Existing(),
            schema=TaskSchema(data_source="", title=""),
            names=settings.tasks.states,
            planning=settings.planning,
            spec=spec,
            today=plan.start,
            others={},
            states={},
            late_dues={},
        )
    )


async def read_items(run: Run, document: SpecDocument) -> tuple[Prepared, tuple[WorkItem, ...]]:
    """What a sync would work on, and its tasks as they stand, also where there is no plan page yet."""
    prepared = await prepare(run, document)
    return prepared, await items_of(run, prepared)


async def read_work(run: Run, document: SpecDocument) -> Work:
    """The tasks of a specification's plan, in plan order.

    Raises:
        NoPlanError: the specification has none.
    """
    prepared = await prepare(run, document)
    plan_page = prepared.job.existing.plan
    if plan_page is None:
        raise no_plan_of(document)
    items, existing = await items_of(run, prepared), prepared.job.existing
    state, wanted = existing.state, {item.key for item in items}
    spec, progress = document.page.title, prepared.job.standing.progress
    board = prepared.job.database
    return Work(
        spec=spec,
        spec_url=document.page.url,
        plan=plan_page.title,
        plan_url=plan_page.url,
        plan_id=plan_page.id,
        decided=prepared.job.plan,
        extracted=prepared.job.spec,
        progress=progress,
        items=items,
        retired=tuple(page.title for key, page in existing.tasks.items() if key not in wanted),
        in_step=not prepared.changed,
        history=state.history if state else (),
        log=state.log if state else (),
        board=board,
        has_assignees=board.role("assignee") is not None,
        problems=(
            *((lost(plan_page),) if existing.is_recovered else ()),
            *_problems(spec, items),
            *missed_dates(prepared.job.plan, progress, spec=spec),
            *nothing_is_done(board, run.settings.tasks.states),
            *unseen_statuses(prepared.job.standing, prepared.job.plan, existing, board),
        ),
        requests=run.notion.ledger.as_json(),
    )


async def items_of(run: Run, prepared: Prepared) -> tuple[WorkItem, ...]:
    """The work items of what was prepared, after reading what its query left out."""
    job, settings = prepared.job, run.settings
    existing = await with_whole_dependencies(run.notion, job.existing, job.database)
    wanted = other_pages(job.plan, existing, job.database)
    found = await asyncio.gather(*(_look(run.notion, page_id) for page_id in wanted))
    return work_items(
        Board(
            plan=job.plan,
            existing=existing,
            schema=job.database,
            names=settings.tasks.states,
            planning=settings.planning,
            spec=job.document.page.title,
            today=run.today(),
            others={page.id: page for page in found if page is not None},
            states=job.standing.states,
            late_dues=job.standing.late_dues,
        )
    )


async def _look(notion: Gateway, page_id: str) -> Page | None:
    try:
        return await notion.page(page_id, what="task that another one waits for")
    except AccessError:
        return None


def _problems(spec: str, items: tuple[WorkItem, ...]) -> list[Problem]:
    found = []
    missing = [item for item in items if item.url is None and item.state == "not_started"]
    if missing:
        found.append(
            Problem(
                code="task_missing",
                message=f"'{spec}': {counted(len(missing), 'task')} in the plan {_have(missing)} no page.",
                hint="`notion-planner sync` makes them.",
            )
        )
    if caught := circles(items):
        titles = ", ".join(f"'{item.title}'" for item in caught)
        found.append(
            Problem(
                code="circle",
                message=f"'{spec}': these tasks wait for one another, so none can begin: {titles}.",
                hint="Take one of them out of the dependency relation in Notion.",
            )
        )
    return found


def _have(found: list[WorkItem]) -> str:
    return "has" if len(found) == 1 else "have"


class Reported(Frozen):
    """A report's content, and its page where one was asked for."""

    work: Work
    digest: Digest
    page: ReportPage | None = None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        page = self.page.model_dump(mode="json") if self.page else None
        return {**self.digest.model_dump(mode="json"), "page": page}


def reporter(
    kind: ReportKind, *, page: bool, parent: str | None
) -> Callable[[Run, SpecDocument], Awaitable[Reported]]:
    """A reading that reports; with ``page`` it also writes the report under the plan or the given parent."""

    async def read(run: Run, document: SpecDocument) -> Reported:
        work = await read_work(run, document)
        found = digest(
            work,
            kind,
            run.today(),
            stale_after=run.settings.tasks.stale_after,
            planning=run.settings.planning,
        )
        if not page:
            return Reported(work=work, digest=found, problems=work.problems)
        above = (await find_page(run.notion, parent, what="page for reports")).id if parent else work.plan_id
        body = render_text(run.templates, found, Form.PAGE)
        made = await publish(run.notion, parent=above, title=page_title(found), body=body, plan=work.plan_id)
        problems = (_edited(made),) if made.outcome is PageOutcome.EDITED else ()
        return Reported(work=work, digest=found, page=made, problems=(*work.problems, *problems))

    return read


def _edited(page: ReportPage) -> Problem:
    return Problem(
        code="page_edited",
        message=f"'{page.title}' was edited by a person and stays as it is.",
        hint="Delete it in Notion to have it made again.",
    )
