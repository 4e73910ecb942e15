"""The use cases behind every door: preview a specification's plan, sync it, tell its state.

fetch → extract → plan → render → diff → write; only fetching and writing talk to Notion.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from notion_planner.change_view import as_diff, as_values
from notion_planner.changes import Desired, desire, diff, tasks_to_read
from notion_planner.directions import follow
from notion_planner.errors import DecisionNeededError, MovedError, NotFoundError
from notion_planner.existing import PlanHome, find_plan, find_plan_of_tasks, find_tasks
from notion_planner.fetcher import SpecDocument, find_data_source, find_page, read_page
from notion_planner.fingerprint import Basis, basis_of, whole
from notion_planner.foreseen import foresee, refuse_what_does_not_fit
from notion_planner.itemizing import Itemizing, Place
from notion_planner.model.changes import Action
from notion_planner.model.overrides import NONE, Overrides
from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem, Report
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import DataSource
from notion_planner.notion.properties import TaskSchema, map_schema
from notion_planner.planner import outdated
from notion_planner.remarks import OVERRIDES_LOST, start_is_fixed, warnings_of
from notion_planner.renderer import PageLink, Renderer, Standing
from notion_planner.report import Outcome, report_of
from notion_planner.run import Run
from notion_planner.settings import Calendar, Settings
from notion_planner.standing import standing_of
from notion_planner.state import Existing, PlanState, pack_overrides, unpack_items, unpack_overrides
from notion_planner.task_values import option_problems
from notion_planner.views import TaskView, task_views, with_views
from notion_planner.writer import Job, Writer, Written, begin

# Another run may have finished in between once, and again; after that somebody is at it all the time.
_PREPARE_ATTEMPTS = 3


@dataclass(frozen=True)
class Prepared:
    """Everything decided, nothing written.

    ``basis`` tells what it was decided from; ``fingerprint`` is the same as long as that and everything that
    would be written is, so that what was approved can be told from what would be written later.
    ``generated`` is the plan without what people set, ``overrides`` is what they set, ``kept`` what
    they had set before.
    """

    job: Job
    renderer: Renderer
    database: DataSource
    problems: tuple[Problem, ...]
    generated: Plan
    kept: Overrides
    overrides: Overrides
    basis: Basis
    fingerprint: str

    @property
    def changed(self) -> bool:
        return self.job.changes.changed


async def preview(run: Run, document: SpecDocument) -> Report:
    """What a sync of the specification would write. Writes nothing."""
    return preview_of(run, await prepare(run, document))


def preview_of(run: Run, prepared: Prepared, *, command: str = "plan") -> Report:
    """The same of what is prepared already, with every change spelled out."""
    changes = prepared.job.changes
    return _report(command, run, prepared).model_copy(
        update={
            "fingerprint": prepared.fingerprint,
            "changes": tuple(as_values(changes)),
            "diff": as_diff(changes, created=False),
            "full_diff": as_diff(changes),
        }
    )


async def sync(run: Run, document: SpecDocument) -> Report:
    """Makes the plan, its tasks and the back-link what the specification asks for.

    Raises:
        DecisionNeededError: more of the plan would be overturned than the change budget allows.
        BusyError: another run is at it.
    """
    for _ in range(_PREPARE_ATTEMPTS - 1):
        try:
            return await apply(run, await prepare(run, document))
        except MovedError:
            document = await read_page(run.notion, document.page)
    return await apply(run, await prepare(run, document))


async def apply(run: Run, prepared: Prepared) -> Report:
    """Writes what was prepared, and nothing where nothing is to change.

    Raises:
        DecisionNeededError: more would be overturned than the change budget allows, or Notion's limits do.
        BusyError, MovedError: another run is at it, or has been since it was prepared.
    """
    if not prepared.changed:
        return _report("sync", run, prepared)
    refuse_what_does_not_fit(prepared.job.document.page.title, prepared.problems)
    changes, budget = prepared.job.changes, run.settings.sync.change_budget
    if changes.exceeds(budget) and not run.force:
        raise DecisionNeededError(
            f"'{prepared.job.document.page.title}': {changes.overturned_tasks} of {changes.known_tasks} "
            "tasks are no longer asked for or ask for something else, more than the change budget of "
            f"{budget:.0%}; nothing was written.",
            hint="Look at it with `notion-planner plan`; if it is meant, sync with --force.",
        )
    total = sum(page.action is not Action.NO_OP for page in prepared.job.changes.pages)
    writing = begin(run.now, undo_days=run.settings.sync.undo_days, progress=_counting(run, total))
    writer = Writer(run.notion, prepared.job, prepared.renderer, writing)
    return _report("sync", run, prepared, await writer.write())


async def status(run: Run, document: SpecDocument) -> Report:
    """The plan's state as it stands in Notion.

    Raises:
        NotFoundError: the specification has no plan yet.
    """
    report = preview_of(run, await prepare(run, document), command="status")
    if report.plan is None or report.plan.id is None:
        raise NotFoundError(
            f"'{document.page.title}' has no plan yet.", hint="`notion-planner sync` makes one."
        )
    return report


def _report(
    command: str,
    run: Run,
    prepared: Prepared,
    written: Written | None = None,
) -> Report:
    job = prepared.job
    outcome = Outcome(
        plan=job.plan,
        changes=job.changes,
        spec=job.document.page,
        plan_page=written.plan if written else job.existing.plan,
        pages=written.tasks if written else job.existing.tasks,
        database=prepared.database,
        schema=job.database,
        seven_day=run.settings.planning.calendar is Calendar.SEVEN_DAY,
    )
    return report_of(
        command,
        outcome,
        templates=run.templates,
        problems=(*prepared.problems, *(written.problems if written else ())),
        requests=run.notion.ledger.as_json(),
        written=written is not None,
    )


def _counting(run: Run, total: int) -> Callable[[str], None]:
    done = 0

    def progress(title: str) -> None:
        nonlocal done
        done += 1
        run.progress(title, done, total)

    return progress


async def prepare(run: Run, document: SpecDocument) -> Prepared:
    """Reads what stands in Notion and decides every change."""
    seen = await _observe(run, document)
    link = PageLink(title=document.page.title, url=document.page.url)
    seven_day = run.settings.planning.calendar is Calendar.SEVEN_DAY
    renderer = Renderer(run.templates, seen.plan, spec=link, standing=seen.standing, seven_day=seven_day)
    place = _place(run, document, seen)
    desired = desire(seen.plan, seen.existing, renderer, seen.standing, seen.spec)
    desired = desired.model_copy(update={"values": follow(seen.plan, seen.existing, place)})
    texts = await _task_texts(run, desired, seen.existing)
    decided = run.settle is not None or seen.is_revised
    if run.settle is not None:
        seen = replace(seen, existing=run.settle(desired, seen.existing, texts))
    changes = diff(
        desired,
        seen.existing,
        task_texts=texts,
        spec=document.page,
        spec_markdown=document.markdown,
    )
    itemizing = Itemizing(desired, seen.existing, place=place, task_texts=texts, renderer=renderer)
    changes = with_views(itemizing.itemized(changes), _views(run, seen), seen.existing.state)
    packed = pack_overrides(seen.overrides)
    if decided or (seen.existing.state is not None and seen.existing.state.overrides != packed):
        changes = changes.model_copy(update={"state_only": True})
    job = Job(
        document=document,
        spec=seen.spec,
        plan=seen.plan,
        home=seen.home,
        database=seen.schema,
        status=run.settings.tasks.status,
        standing=seen.standing,
        existing=seen.existing,
        changes=changes,
        texts=texts,
        views=run.settings.plans.views,
        overrides=packed,
    )
    problems = (*document.problems, *seen.problems, *changes.problems, *warnings_of(seen.spec))
    problems += foresee(desired, changes, seen.existing, seen.spec)
    basis = basis_of(seen.spec, run.settings, seen.existing, texts)
    return Prepared(
        job=job,
        renderer=renderer,
        database=seen.database,
        problems=problems,
        generated=seen.generated,
        kept=seen.kept,
        overrides=seen.overrides,
        basis=basis,
        fingerprint=whole(basis, desired, changes),
    )


def _views(run: Run, seen: "_Seen") -> tuple[TaskView, ...]:
    return task_views(seen.schema) if run.settings.plans.views else ()


def _place(run: Run, document: SpecDocument, seen: "_Seen") -> Place:
    title, home = seen.plan.title, seen.home or PlanHome(id="")
    return Place(
        database=seen.schema,
        status=run.settings.tasks.status,
        plan=seen.existing.plan or home.page_to_be(title),
        plan_title=home.title_property,
        spec=document.page,
        spec_markdown=document.markdown,
    )


@dataclass(frozen=True)
class _Seen:
    """What the specification asks for, and what stands in Notion."""

    spec: Spec
    generated: Plan
    plan: Plan
    kept: Overrides
    overrides: Overrides
    standing: Standing
    database: DataSource
    schema: TaskSchema
    home: PlanHome | None
    existing: Existing
    problems: tuple[Problem, ...]
    is_revised: bool = False


async def _observe(run: Run, document: SpecDocument) -> _Seen:
    pipeline, today, title = run.pipeline, run.today(), document.page.title
    spec = pipeline.read(document.markdown, title=title)
    plan = pipeline.plan(spec, start=run.start or today + timedelta(days=1))
    database, (home, existing) = await asyncio.gather(_database(run), _existing_plan(run, document, plan))
    schema, problems = _schema(run, database, existing.state)
    if existing.plan is None:
        existing = await find_plan_of_tasks(
            run.notion, schema, spec_id=document.page.id, feature=plan.feature
        )
    state = existing.state
    kept: Overrides | None = NONE
    if state is not None:
        # The first reading only served to find the plan; matched with the last one, items keep their keys.
        pipeline = replace(run, settings=_as_begun(run.settings, state)).pipeline
        spec = pipeline.read(document.markdown, title=title, previous=unpack_items(state.items))
        plan = pipeline.plan(spec, start=state.start)
        if run.start and run.start != state.start:
            problems = (*problems, start_is_fixed(state.start))
        kept = unpack_overrides(state.overrides)
        problems = problems if kept is not None else (*problems, OVERRIDES_LOST)
    generated, overrides = plan, run.overrides if run.overrides is not None else kept or NONE
    if overrides:
        plan = pipeline.plan(spec, start=plan.start, overrides=overrides)
        problems = (*problems, *outdated(generated, plan, overrides))
    titles = {task.key: task.full_title for task in plan.tasks}
    found = await find_tasks(run.notion, existing, schema=schema, titles=titles, feature=plan.feature)
    existing = run.revise(plan, found)
    return _Seen(
        is_revised=existing is not found,
        spec=spec,
        generated=generated,
        plan=plan,
        kept=kept or NONE,
        overrides=overrides,
        standing=standing_of(plan, spec, existing, schema=schema, tasks=run.settings.tasks, today=today),
        database=database,
        schema=schema,
        home=home,
        existing=existing,
        problems=(*problems, *option_problems(plan, schema, run.settings.tasks.status)),
    )


def _as_begun(settings: Settings, state: PlanState) -> Settings:
    """A plan keeps the kind that was chosen for it by its size, though its specification has grown."""
    return settings.with_profile(state.profile or None) if settings.planning.profile == "auto" else settings


async def _database(run: Run) -> DataSource:
    if run.database is not None:
        return run.database
    return await find_data_source(run.notion, run.settings.tasks.database, what="task database")


def _schema(
    run: Run, database: DataSource, state: PlanState | None
) -> tuple[TaskSchema, tuple[Problem, ...]]:
    known = state.properties if state else {}
    tasks = run.settings.tasks
    schema, problems = map_schema(database, tasks.properties.model_dump(), known)
    return schema.model_copy(update={"directions": tasks.directions.model_dump()}), tuple(problems)


async def _existing_plan(run: Run, document: SpecDocument, plan: Plan) -> tuple[PlanHome | None, Existing]:
    find = {"spec_id": document.page.id, "spec_markdown": document.markdown, "title": plan.title}
    existing = await find_plan(run.notion, **find, home=None)
    if existing.plan is not None:
        return None, existing
    home = await _home(run)
    return home, await find_plan(run.notion, **find, home=home)


async def _home(run: Run) -> PlanHome:
    plans = run.settings.plans
    if plans.parent is not None:
        page = await find_page(run.notion, plans.parent, what="page for plans (plans.parent)")
        return PlanHome(id=page.id)
    source = await find_data_source(run.notion, plans.data_source or "", what="plans database")
    title = next(schema.name for schema in source.properties if schema.type == "title")
    return PlanHome(id=source.id, title_property=title, is_data_source=True)


async def _task_texts(run: Run, desired: Desired, existing: Existing) -> Mapping[str, str]:
    keys = tuple(desired.tasks) if run.thorough else tasks_to_read(desired, existing)
    contents = await asyncio.gather(
        *(run.notion.markdown(existing.tasks[key].id, what="task") for key in keys)
    )
    return {key: content.text for key, content in zip(keys, contents, strict=True)}
