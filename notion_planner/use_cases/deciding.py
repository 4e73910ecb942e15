"""The use cases in which a person decides: list what drifted, settle it, bind and unbind pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from notion_planner.changes.change_set import diff
from notion_planner.changes.comparison import compare_pages
from notion_planner.changes.desired import Desired
from notion_planner.changes.itemizing import Itemizing, Place
from notion_planner.changes.revisions import (
    EVERYTHING,
    Match,
    Selection,
    Side,
    alike,
    bound,
    proposals,
    settled,
    unbound,
)
from notion_planner.errors import PlannerError
from notion_planner.fetcher.existing import own_bot
from notion_planner.fetcher.own_pages import plans_knowing
from notion_planner.fetcher.spec_document import SpecDocument, no_plan_of
from notion_planner.model.changes import Action, ChangeSet, SectionFate
from notion_planner.model.report import Report
from notion_planner.notion.objects import Page
from notion_planner.preview.change_view import SIGNS, written_parts
from notion_planner.state.plan_state import Existing, PlanState
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare, refuse
from notion_planner.use_cases.sync import apply as write

_DRIFTED = (SectionFate.THEIRS, SectionFate.CONFLICT, SectionFate.REMOVED)


@dataclass(frozen=True)
class Difference:
    """A section or a property in which a person's stands where the specification asks for another.

    ``page`` is its title; ``key`` the task's, ``plan`` or ``spec``. One of ``section`` and
    ``property`` is named.
    """

    page: str
    key: str
    url: str
    section: str | None
    property: str | None
    fate: SectionFate
    now: str | None
    wanted: str | None


async def drift(run: Run, document: SpecDocument) -> tuple[Difference, ...]:
    """Everything in which the pages differ from what the specification asks for by a person's edit.

    Raises:
        NoPlanError: there is none yet.
    """
    prepared = await prepare(replace(run, thorough=True), document)
    if prepared.job.existing.plan is None:
        raise no_plan_of(document)
    return tuple(_differences(prepared.job.changes, prepared.job.existing, document.page))


def _differences(
    changes: ChangeSet, existing: Existing, spec: Page, of: Selection = EVERYTHING
) -> Iterator[Difference]:
    urls = {"plan": existing.plan.url if existing.plan else "", "spec": spec.url}
    urls |= {key: page.url for key, page in existing.tasks.items()}
    for page in changes.pages:
        if not of.takes_page(page.key, page.title):
            continue
        differs = partial(Difference, page=page.title, key=page.key, url=urls.get(page.key, ""))
        for value in filter(lambda value: of.takes_property(value.name, value.role), page.kept):
            yield differs(
                section=None, property=value.name, fate=value.fate, now=value.now, wanted=value.wanted
            )
        for section in page.sections:
            if section.fate in _DRIFTED and of.takes_section(section.heading):
                yield differs(
                    section=section.heading,
                    property=None,
                    fate=section.fate,
                    now=section.now,
                    wanted=section.wanted,
                )


@dataclass(frozen=True)
class Settling:
    """``differences`` are those that are settled; ``beside``: a line of each page that is also written."""

    prepared: Prepared
    differences: tuple[Difference, ...]
    beside: tuple[str, ...]


async def prepare_settling(run: Run, document: SpecDocument, *, take: Side, selection: Selection) -> Settling:
    """The changes that settle what drifted in favour of one side.

    Raises:
        NotFoundError: nothing of the selection drifted, or no task is called so.
        DecisionNeededError: as :func:`write`, before anybody is asked.
    """
    before: list[tuple[Desired, Existing, Selection]] = []

    def decide(desired: Desired, existing: Existing, texts: Mapping[str, str]) -> Existing:
        chosen = selection.of(desired.plan, existing, document.page.title)
        before.append((desired, existing, chosen))
        decided = partial(settled, spec_markdown=document.markdown, take=take, selection=chosen)
        return decided(desired, existing, texts)

    prepared = await prepare(replace(run, thorough=True, settle=decide), document)
    refuse(run, prepared)
    desired, existing, chosen = before[0]
    changes = _changes(prepared, desired, existing)
    differences = tuple(_differences(changes, existing, document.page, chosen))
    return Settling(prepared, differences, tuple(_beside(prepared.job.changes, differences)))


def _changes(prepared: Prepared, desired: Desired, existing: Existing) -> ChangeSet:
    """What a sync would have changed of what existed before the decision."""
    job = prepared.job
    compared = compare_pages(
        desired, existing, task_texts=job.texts, dropped_texts={}, spec_markdown=job.document.markdown
    )
    place = Place(
        database=job.database,
        status=job.status,
        plan=existing.plan or job.document.page,
        plan_title=existing.plan.title_property if existing.plan else "",
        spec=job.document.page,
    )
    itemizing = Itemizing(desired, existing, compared, place=place, renderer=prepared.renderer)
    return itemizing.itemized(diff(desired, existing, compared, spec=job.document.page))


def _beside(changes: ChangeSet, decided: Sequence[Difference]) -> Iterator[str]:
    """A line of each page with what is written of it beside what is decided."""
    ours = {(item.key, item.section or item.property) for item in decided}
    for page in changes.pages:
        parts = [part for part in written_parts(page) if (page.key, part) not in ours]
        if page.action is Action.UPDATE and parts:
            yield f"{SIGNS[page.action]} {page.title} ({', '.join(parts)})"
        elif page.action in (Action.CREATE, Action.RETIRE):
            yield f"{SIGNS[page.action]} {page.title}"


async def find_matches(run: Run, document: SpecDocument) -> tuple[Match, ...]:
    """Pages of the task database that read like tasks which have no page yet: made by hand, or those of tasks
    that other plans, their specifications being as they are, let go.
    """
    prepared = await prepare(run, document)
    plan, existing = prepared.job.plan, prepared.job.existing
    rows = alike(plan, existing, await run.notion.query(prepared.job.database.data_source))
    own = await own_bot(run.notion) if rows else None
    free = {row.id: found for row in rows if (found := await _free(run, row, own)) is not None}
    matches = proposals(plan, existing, [row for row in rows if row.id in free])
    return tuple(match.model_copy(update=free[match.page.id]) for match in matches)


async def _free(run: Run, page: Page, own: str | None) -> dict[str, Any] | None:
    """What a match says of a page that was another plan's task; None where it may be one still."""
    try:
        known = await plans_knowing(run.notion, page)
        if not known:
            return {} if page.created_by != own else None
        held = [(state, key) for state, key in known if not state.tasks[key].forgotten]
        dropped = [await _is_dropped(run, state, key) for state, key in held]
    except PlannerError:  # a plan that cannot be read may ask for it
        return None
    if not all(dropped):
        return None
    state, key = (held or known)[0]
    return {"let_go": tuple(state.spec for state, _ in held), "base": state.tasks[key].base}


async def _is_dropped(run: Run, state: PlanState, key: str) -> bool:
    """Whether the other specification no longer asks for the task, as its last sync said and is so still."""
    if not state.tasks[key].superseded:
        return False
    prepared = await prepare(run, await run.read_spec(state.spec))
    return not prepared.changed and key not in {task.key for task in prepared.job.plan.tasks}


async def adopt(run: Run, document: SpecDocument, matches: tuple[Match, ...]) -> Report:
    """Syncs with these pages as the tasks': what they hold stays, ours is added.

    The plans that let go of them come first: cut off in between, they are proposed again.
    """
    for match in matches:
        for spec in match.let_go:
            other, page = await run.read_spec(spec), match.page.url
            await forget(run, await prepare_forgetting(run, other, page), page)
    run = replace(run, revise=lambda _plan, existing: bound(existing, matches))
    return (await write(run, await prepare(run, document))).model_copy(update={"command": "adopt"})


async def prepare_forgetting(run: Run, document: SpecDocument, name: str) -> Prepared:
    """The changes that unbind a task's page from the plan, without deleting anything.

    Raises:
        NotFoundError: the plan has no such task.
        DecisionNeededError: as :func:`write`.
    """
    run = replace(run, revise=lambda plan, existing: unbound(plan, existing, name))
    prepared = await prepare(run, document)
    refuse(run, prepared)
    return prepared


async def forget(run: Run, prepared: Prepared, name: str) -> Report:
    """Writes them."""
    report = await write(run, prepared)
    text = f"'{name}' is forgotten: its page stays as it is and is not made again.\n{report.text}"
    return report.model_copy(update={"command": "forget", "text": text})
