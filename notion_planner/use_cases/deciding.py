"""The use cases in which a person decides: list what drifted, settle it, bind and unbind pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from notion_planner.changes.revisions import Match, Selection, Side, bound, proposals, settled, unbound
from notion_planner.errors import NoPlanError
from notion_planner.fetcher.existing import own_bot
from notion_planner.fetcher.pages import SpecDocument
from notion_planner.model.changes import SectionFate
from notion_planner.model.report import Report
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare
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
        raise NoPlanError(document.page.title)
    return tuple(_differences(prepared))


def _differences(prepared: Prepared) -> Iterator[Difference]:
    existing = prepared.job.existing
    urls = {"plan": existing.plan.url if existing.plan else "", "spec": prepared.job.document.page.url}
    urls |= {key: page.url for key, page in existing.tasks.items()}
    for page in prepared.job.changes.pages:
        differs = partial(Difference, page=page.title, key=page.key, url=urls.get(page.key, ""))
        for value in page.kept:
            yield differs(
                section=None, property=value.name, fate=value.fate, now=value.now, wanted=value.wanted
            )
        for section in page.sections:
            if section.fate in _DRIFTED:
                yield differs(
                    section=section.heading,
                    property=None,
                    fate=section.fate,
                    now=section.now,
                    wanted=section.wanted,
                )


async def prepare_settling(run: Run, document: SpecDocument, *, take: Side, selection: Selection) -> Prepared:
    """The changes that settle what drifted in favour of one side.

    Raises:
        NotFoundError: nothing of the selection drifted.
    """
    decide = partial(settled, spec_markdown=document.markdown, take=take, selection=selection)
    return await prepare(replace(run, thorough=True, settle=decide), document)


async def find_matches(run: Run, document: SpecDocument) -> tuple[Match, ...]:
    """Hand-made pages of the task database that read like tasks which have no page yet."""
    prepared = await prepare(run, document)
    rows = await run.notion.query(prepared.job.database.data_source)
    own = await own_bot(run.notion)
    made_by_people = [row for row in rows if row.created_by != own]
    return proposals(prepared.job.plan, prepared.job.existing, made_by_people)


async def adopt(run: Run, document: SpecDocument, matches: tuple[Match, ...]) -> Report:
    """Syncs with these pages as the tasks': what they hold stays, ours is added."""
    run = replace(run, revise=lambda _plan, existing: bound(existing, matches))
    return (await write(run, await prepare(run, document))).model_copy(update={"command": "adopt"})


async def forget(run: Run, document: SpecDocument, name: str) -> Report:
    """Unbinds a task's page from the plan, without deleting anything.

    Raises:
        NotFoundError: the plan has no such task.
    """
    run = replace(run, revise=lambda plan, existing: unbound(plan, existing, name))
    prepared = await prepare(run, document)
    report = await write(run, prepared)
    text = f"'{name}' is forgotten: its page stays as it is and is not made again.\n{report.text}"
    return report.model_copy(update={"command": "forget", "text": text})
