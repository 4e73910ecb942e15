"""The first half of a sync: what the specification asks for, and what stands in Notion of it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from notion_planner.changes.backlink import copied_base, linked_plan
from notion_planner.changes.directions import said_in_notion, with_unknown
from notion_planner.changes.recovery import begun, recognised, unrecognised
from notion_planner.changes.task_values import option_problems
from notion_planner.errors import DecisionNeededError
from notion_planner.fetcher.discovery import refuse_own_page
from notion_planner.fetcher.existing import (
    PlanHome,
    candidates_of,
    find_plan,
    find_plan_of_tasks,
    find_tasks,
    is_made_from,
    read_plan,
    with_whole_dependencies,
)
from notion_planner.fetcher.own_pages import is_row
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.merge import GIVEN_UP
from notion_planner.model.overrides import NONE, Overrides
from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import DataSource, Page
from notion_planner.notion.properties import TaskSchema, map_schema
from notion_planner.planner import circular, outdated
from notion_planner.preview.remarks import OVERRIDES_LOST, start_is_fixed
from notion_planner.progress import nothing_is_done
from notion_planner.renderer import PageLink, Renderer, Standing
from notion_planner.settings import Calendar, Settings
from notion_planner.standing import standing_of, unseen_statuses
from notion_planner.state.plan_state import Existing, PageState, PlanState, unpack_items, unpack_overrides
from notion_planner.use_cases.run import Run, pipeline_of
from notion_planner.writer.views import task_views


@dataclass(frozen=True)
class Reading:
    """The specification, read and planned.

    ``generated`` is the plan without what people set, ``overrides`` is what they set, ``kept`` what they had
    set before.
    """

    spec: Spec
    generated: Plan
    plan: Plan
    kept: Overrides
    overrides: Overrides
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Observed:
    """A reading, and what stands in Notion.

    ``home`` is where a plan page would be made, None where the specification links one. ``is_revised``: a
    person's decision changed what counts as existing.
    """

    reading: Reading
    database: DataSource
    schema: TaskSchema
    home: PlanHome | None
    existing: Existing
    standing: Standing
    problems: tuple[Problem, ...]
    is_revised: bool


@dataclass(frozen=True)
class _Found:
    database: DataSource
    existing: Existing
    reading: Reading
    home: PlanHome | None = None


async def observe(run: Run, document: SpecDocument) -> Observed:
    """Finds the plan, reads the specification as that plan's last sync left it, and finds the tasks.

    Raises:
        DecisionNeededError: the plan that the specification links cannot be used.
        NotFoundError: the page is no specification, but a plan or task that a sync made.
        GateError, ConfigError: nothing can be planned, or not like this.
    """
    if is_row(document.page):
        run = replace(run, database=await _database(run))
    await refuse_own_page(run.notion, document, run.database)
    linked = linked_plan(document.markdown)
    found = await (_by_link(run, document, linked) if linked else _by_title_or_tasks(run, document))
    plan, tasks = found.reading.plan, run.settings.tasks
    schema, problems = _schema(run, found.database, found.existing.state)
    titles = {task.key: task.full_title for task in plan.tasks}
    as_found = await find_tasks(
        run.notion, found.existing, schema=schema, titles=titles, feature=plan.feature
    )
    if schema.dependencies and schema.follows_spec(schema.dependencies):
        as_found = with_unknown(await with_whole_dependencies(run.notion, as_found, schema), schema)
    existing = run.revise(plan, as_found)
    reading = in_force(run, found.reading, existing, schema)
    standing = standing_of(
        reading.plan, reading.spec, existing, schema=schema, settings=run.settings, today=run.today()
    )
    return Observed(
        reading=reading,
        database=found.database,
        schema=schema,
        home=found.home,
        existing=existing,
        standing=standing,
        problems=(
            *problems,
            *reading.problems,
            *option_problems(plan, schema, tasks.status),
            *nothing_is_done(schema, tasks.states),
            *unseen_statuses(standing, reading.plan, existing, schema),
        ),
        is_revised=existing is not as_found,
    )


def renderer_of(run: Run, document: SpecDocument, seen: Observed) -> Renderer:
    """What makes the pages' texts of what was observed."""
    return Renderer(
        run.templates,
        seen.reading.plan,
        spec=PageLink(title=document.page.title, url=document.page.url),
        standing=seen.standing,
        seven_day=run.settings.planning.calendar is Calendar.SEVEN_DAY,
    )


async def _by_link(run: Run, document: SpecDocument, plan_id: str) -> _Found:
    database, existing = await asyncio.gather(_database(run), read_plan(run.notion, plan_id))
    if not is_made_from(existing, document.page):
        # Notion's "Duplicate" copies the section, too: the plan is the original's.
        found = await _by_title_or_tasks(replace(run, database=database), document)
        copied = {"copied": copied_base(document.markdown)}
        return replace(found, existing=found.existing.model_copy(update=copied))
    if existing.state is None and existing.plan is not None:
        return await _recovered(run, document, database=database, existing=existing, plan=existing.plan)
    return _Found(database, existing, read(run, document, existing.state))


async def _recovered(
    run: Run, document: SpecDocument, *, database: DataSource, existing: Existing, plan: Page
) -> _Found:
    """A plan that lost its state, with the tasks that are recognised as its own.

    Raises:
        DecisionNeededError: there is none, so the page may be anything.
    """
    state = begun(document.page.id, plan, run.start)
    reading = read(run, document, state)
    schema, _ = _schema(run, database, None)
    spec_id, feature = document.page.id, reading.plan.feature
    candidates = await candidates_of(run.notion, existing, schema, spec_id=spec_id, feature=feature)
    pages = recognised(reading.plan, candidates, spec_id=spec_id, schema=schema)
    if not pages:
        raise DecisionNeededError(
            f"'{document.page.title}' names '{plan.title}' ({plan.url}) as its plan, which has neither a "
            "plan's state nor any of its tasks.",
            hint="Name the plan there; or remove the specification's Implementation section to have the plan "
            "looked for, and made where there is none.",
        )
    views = task_views(schema) if run.settings.plans.views else ()
    update = {
        "feature": feature,
        # Which of them people have changed or deleted is lost, too, so none is made.
        "views": {view.name: GIVEN_UP for view in views},
        "tasks": {key: PageState(id=page.id) for key, page in pages.items()},
    }
    existing = existing.model_copy(update={"state": state.model_copy(update=update), "is_recovered": True})
    ours = {page.id for page in pages.values()}
    strangers = [found.page for found in candidates if found.page.id not in ours]
    problems = (*reading.problems, *map(unrecognised, strangers))
    return _Found(database, existing, replace(reading, problems=problems))


async def _by_title_or_tasks(run: Run, document: SpecDocument) -> _Found:
    """The plan of a specification without a link: by the title it would be given, else by its tasks."""
    draft, spec_id = read(run, document, None), document.page.id
    titles = pipeline_of(run.settings, run.templates).titles(draft.plan.feature)
    database, home = await asyncio.gather(_database(run), _home(run, titles))
    existing = await find_plan(run.notion, home, spec_id=spec_id)
    if existing.plan is None:
        schema, _ = _schema(run, database, None)
        feature = draft.plan.feature
        existing = await find_plan_of_tasks(run.notion, schema, spec_id=spec_id, feature=feature)
        if existing.plan is not None and existing.state is None:
            return await _recovered(run, document, database=database, existing=existing, plan=existing.plan)
    reading = draft if existing.state is None else read(run, document, existing.state)
    return _Found(database, existing, reading, home)


def read(run: Run, document: SpecDocument, state: PlanState | None) -> Reading:
    """The specification as a plan with this state has it: its items keep their keys, its dates their start.

    Raises:
        GateError, ConfigError: nothing can be planned, or not like this.
    """
    settings = _as_begun(run.settings, state) if state else run.settings
    pipeline = pipeline_of(settings, run.templates)
    previous = unpack_items(state.items) if state else None
    page, text = document.page, document.text(run.settings)
    spec = pipeline.read(text, title=page.title, facts=page.dates, previous=previous)
    start = state.start if state else run.start or run.today() + timedelta(days=1)
    generated = plan = pipeline.plan(spec, start=start)
    problems: list[Problem] = []
    if run.start and state and run.start != state.start:
        problems.append(start_is_fixed(state.start))
    kept = unpack_overrides(state.overrides) if state else NONE
    if kept is None:
        problems.append(OVERRIDES_LOST)
        kept = NONE
    overrides = kept if run.overrides is None else run.overrides
    if overrides:
        plan = pipeline.plan(spec, start=start, overrides=overrides)
        problems += outdated(generated, plan, overrides)
    return Reading(spec, generated, plan, kept, overrides, tuple(problems))


def in_force(run: Run, reading: Reading, existing: Existing, schema: TaskSchema) -> Reading:
    """The reading with what the plan takes over from its tasks' properties."""
    said = said_in_notion(reading.plan, existing, schema, run.settings.planning.points)
    if not said:
        return reading
    settings = _as_begun(run.settings, existing.state) if existing.state else run.settings
    plan = partial(pipeline_of(settings, run.templates).plan, reading.spec, start=reading.plan.start)
    both = reading.overrides.model_copy(update={"tasks": (*reading.overrides.tasks, *said)})
    shown = plan(overrides=both)
    return replace(
        reading,
        generated=plan(overrides=Overrides(tasks=said)),
        plan=shown,
        problems=(*reading.problems, *circular(shown, said)),
    )


def _as_begun(settings: Settings, state: PlanState) -> Settings:
    """A plan keeps the kind that was chosen for it by its size, though its specification has grown."""
    return settings.with_profile(state.profile or None) if settings.planning.profile == "auto" else settings


async def _home(run: Run, titles: tuple[str, ...]) -> PlanHome:
    plans = run.settings.plans
    if plans.parent is not None:
        page = await find_page(run.notion, plans.parent, what="page for plans (plans.parent)")
        return PlanHome(id=page.id, titles=titles)
    source = await find_data_source(run.notion, plans.data_source or "", what="plans database")
    title = next(schema.name for schema in source.properties if schema.type == "title")
    return PlanHome(id=source.id, titles=titles, title_property=title, is_data_source=True)


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
