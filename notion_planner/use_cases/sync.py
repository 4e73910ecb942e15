"""The use cases behind every door: decide what a specification's plan asks for, show it, write it.

fetch → extract → plan → render → diff → write; only fetching and writing talk to Notion.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from notion_planner.changelog import no_longer_stated
from notion_planner.changes.change_set import diff
from notion_planner.changes.comparison import compare_pages
from notion_planner.changes.desired import Desired, desire, known_looks, settled_looks, tasks_to_read
from notion_planner.changes.directions import follow, is_elsewhere
from notion_planner.changes.itemizing import Itemizing, Place
from notion_planner.changes.recovery import remarks
from notion_planner.errors import DecisionNeededError, MovedError
from notion_planner.fetcher.existing import PlanHome
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.changes import Action, ChangeSet
from notion_planner.model.report import Problem, Report
from notion_planner.notion.objects import DataSource
from notion_planner.notion.properties import TaskSchema, cancelled_option
from notion_planner.preview.change_view import as_diff, as_values
from notion_planner.preview.fingerprint import Basis, basis_of, whole
from notion_planner.preview.foreseen import foresee, refuse_what_does_not_fit
from notion_planner.preview.remarks import missed_dates, warnings_of
from notion_planner.preview.report import Outcome, report_of
from notion_planner.renderer import Renderer
from notion_planner.settings import Calendar, Settings
from notion_planner.state.plan_state import Existing, pack_overrides, unpack_items
from notion_planner.use_cases.observing import Observed, Reading, observe, renderer_of
from notion_planner.use_cases.recovering import recovering
from notion_planner.use_cases.run import Run
from notion_planner.writer import Job, Writer, Written, begin
from notion_planner.writer.views import TaskView, task_views, with_views

# Another run may have finished in between once, and again; after that somebody is at it all the time.
_PREPARE_ATTEMPTS = 3


@dataclass(frozen=True)
class Prepared:
    """Everything decided, nothing written."""

    job: Job
    renderer: Renderer
    database: DataSource
    problems: tuple[Problem, ...]
    reading: Reading
    desired: Desired
    settings: Settings

    @property
    def changed(self) -> bool:
        return self.job.changes.changed

    @cached_property
    def basis(self) -> Basis:
        """What it was decided from."""
        return basis_of(self.job.spec, self.settings, self.job.existing, self.job.texts)

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the basis and everything that would be written is: what was approved can be
        told from what would be written later.
        """
        return whole(self.basis, self.desired, self.job.changes)


def preview_of(run: Run, prepared: Prepared, *, command: str = "plan") -> Report:
    """What a sync of the specification would write, with every change spelled out, and why it would not."""
    changes = prepared.job.changes
    report = _report(command, run, prepared)
    stops = tuple(
        one.model_copy(
            update={
                "message": f"{one.message}.",
                "hint": f"A sync stops before it writes anything. {one.hint}",
            }
        )
        for one in _objections(run, prepared)
    )
    return report.model_copy(
        update={
            "problems": (*report.problems, *stops),
            "fingerprint": prepared.fingerprint,
            "changes": tuple(as_values(changes)),
            "diff": as_diff(changes, created=False),
            "full_diff": as_diff(changes),
        }
    )


async def sync(run: Run, document: SpecDocument) -> Report:
    """Makes the plan, its tasks and the back-link what the specification asks for.

    Raises:
        DecisionNeededError: more would be overturned than the change budget allows, or Notion's limits do.
        BusyError, MovedError: another run is at it, or one after the other has been.
    """
    for _ in range(_PREPARE_ATTEMPTS - 1):
        try:
            return await apply(run, await prepare(run, document))
        except MovedError:
            document = await run.read_page(document.page)
    return await apply(run, await prepare(run, document))


async def apply(run: Run, prepared: Prepared) -> Report:
    """Writes what was prepared, and nothing where nothing is to change.

    Raises:
        DecisionNeededError: more would be overturned than the change budget allows, or Notion's limits do.
        BusyError, MovedError: another run is at it, or has been since it was prepared.
    """
    if not prepared.changed:
        return _report("sync", run, prepared)
    refuse(run, prepared)
    total = sum(page.action is not Action.NO_OP for page in prepared.job.changes.pages)
    writing = begin(run.now, undo_days=run.settings.sync.undo_days, progress=_counting(run, total))
    writer = Writer(run.notion, prepared.job, prepared.renderer, writing)
    return _report("sync", run, prepared, await writer.write())


async def pass_gates(run: Run, document: SpecDocument) -> None:
    """Refuses what a sync of the document would, before anybody makes or changes a page for it.

    Raises:
        GateError, ConfigError: nothing can be planned, or not like this.
        DecisionNeededError: as :func:`apply`.
    """
    refuse(run, await prepare(run, document))


def refuse(run: Run, prepared: Prepared) -> None:
    """
    Raises:
        DecisionNeededError: as :func:`apply`.
    """
    refuse_what_does_not_fit(prepared.job.document.page.title, prepared.problems)
    for objection in _objections(run, prepared):
        hint = f"Look at it with `notion-planner plan`. {objection.hint}"
        raise DecisionNeededError(f"{objection.message}; nothing was written.", hint=hint)


def _objections(run: Run, prepared: Prepared) -> Iterator[Problem]:
    """Why nothing is written unless somebody says that it is meant."""
    if not run.force:
        yield from _not_seen(prepared.job)
        yield from _overturned(prepared.job, run.settings.sync.change_budget)


def _not_seen(job: Job) -> Iterator[Problem]:
    """That a part cannot be read does not say that its demands are withdrawn."""
    if not job.document.unread or job.existing.state is None:
        return
    previous = unpack_items(job.existing.state.items)
    ways_on = dict.fromkeys(one.hint for one in job.document.problems if one.code == "content_unread")
    if previous is not None and (lost := no_longer_stated(previous, job.spec)):
        yield Problem(
            code=DecisionNeededError.code,
            message=f"'{job.document.page.title}' was read without {', '.join(job.document.unread)}, and the "
            f"specification no longer says {lost}",
            hint=f"{' '.join(ways_on)} If these were removed, sync with --force.",
        )


def _overturned(job: Job, budget: float) -> Iterator[Problem]:
    changes = job.changes
    if changes.exceeds(budget):
        yield Problem(
            code=DecisionNeededError.code,
            message=f"'{job.document.page.title}': {changes.overturned_tasks} of {changes.known_tasks} "
            f"tasks are no longer asked for or ask for something else, more than the change budget of "
            f"{budget:.0%}",
            hint="If it is meant, sync with --force.",
        )


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
        gone=job.existing.gone_ids,
        elsewhere=job.document.is_in_parts
        or any(
            is_elsewhere(job.existing.tasks[task.key], job.database)
            for task in job.plan.tasks
            if task.key in job.existing.tasks
        ),
        database=prepared.database,
        standing=job.standing,
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
    seen = await observe(run, document)
    if seen.existing.is_recovered:
        run, seen = recovering(run, document, seen)
    reading, place = seen.reading, _place(run, document, seen)
    renderer = renderer_of(run, document, seen)
    desired = desire(reading.plan, seen.existing, renderer, seen.standing, reading.spec)
    desired = desired.model_copy(update={"values": follow(reading.plan, seen.existing, place)})
    read_at = run.now()
    texts, dropped = await _task_texts(run, desired, seen.existing)
    if run.settle is not None:
        settled = run.settle(desired, seen.existing, texts)
        seen = replace(seen, existing=settled, is_revised=True)
        desired = desired.model_copy(update={"values": follow(reading.plan, settled, place)})
    compared = compare_pages(
        desired, seen.existing, task_texts=texts, dropped_texts=dropped, spec_markdown=document.markdown
    )
    changes = diff(
        desired, seen.existing, compared, spec=document.page, cancelled=_cancelled(seen.schema, run.settings)
    )
    itemizing = Itemizing(desired, seen.existing, compared, place=place, renderer=renderer)
    changes = with_views(itemizing.itemized(changes), _views(run, seen), seen.existing.state)
    state, packed = seen.existing.state, pack_overrides(reading.overrides)
    if seen.is_revised or (state is not None and state.overrides != packed):
        changes = changes.model_copy(update={"state_only": True})
    problems = (*document.problems, *seen.problems, *changes.problems, *warnings_of(reading.spec))
    problems += tuple(missed_dates(reading.plan, seen.standing.progress, spec=document.page.title))
    problems += tuple(remarks(changes, seen.existing)) if seen.existing.is_recovered else ()
    problems += foresee(desired, changes, seen.existing, reading.spec, overrides=packed)
    return Prepared(
        job=_job(run, document, seen, desired, changes=changes, texts=texts).model_copy(
            update={"looks": settled_looks(compared.looks, read_at)}
        ),
        renderer=renderer,
        database=seen.database,
        problems=problems,
        reading=reading,
        desired=desired,
        settings=run.settings,
    )


def _cancelled(schema: TaskSchema, settings: Settings) -> str | None:
    role = schema.role("status")
    return cancelled_option(role, settings.tasks.states.cancelled) if role else None


def _views(run: Run, seen: Observed) -> tuple[TaskView, ...]:
    return task_views(seen.schema) if run.settings.plans.views else ()


def _place(run: Run, document: SpecDocument, seen: Observed) -> Place:
    home = seen.home or PlanHome(id="")
    return Place(
        database=seen.schema,
        status=run.settings.tasks.status,
        plan=seen.existing.plan or home.page_to_be(seen.reading.plan.title),
        plan_title=seen.existing.plan.title_property if seen.existing.plan else home.title_property,
        spec=document.page,
        late_dues=seen.standing.late_dues,
    )


def _job(
    run: Run,
    document: SpecDocument,
    seen: Observed,
    desired: Desired,
    *,
    changes: ChangeSet,
    texts: Mapping[str, str],
) -> Job:
    return Job(
        document=document,
        spec=seen.reading.spec,
        plan=seen.reading.plan,
        home=seen.home,
        database=seen.schema,
        status=run.settings.tasks.status,
        standing=seen.standing,
        existing=seen.existing,
        changes=changes,
        texts=texts,
        reworded=desired.reworded,
        views=run.settings.plans.views,
        overrides=pack_overrides(seen.reading.overrides),
    )


async def _task_texts(
    run: Run, desired: Desired, existing: Existing
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Task key → Markdown, of tasks that are asked for and of those that no longer are."""
    keys = tuple(desired.tasks) if run.thorough else tasks_to_read(desired, existing)
    dropped = [key for key, look in known_looks(desired, existing).items() if look is None]
    contents = await asyncio.gather(
        *(run.notion.markdown(existing.tasks[key].id, what="task") for key in (*keys, *dropped))
    )
    found = [content.text for content in contents]
    return dict(zip(keys, found, strict=False)), dict(zip(dropped, found[len(keys) :], strict=True))
