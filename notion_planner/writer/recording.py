"""What a run changes, noted as it writes, so that it can be undone."""

from collections.abc import Iterable, Mapping

from notion_planner.changes.directions import ValueChange
from notion_planner.merge import Base, section_texts, ticks_of
from notion_planner.notion.objects import Page
from notion_planner.state.plan_state import PlanState, unpack
from notion_planner.state.run_record import (
    PageRecord,
    RunRecord,
    ValueRecord,
    mark_of,
    section_record,
    with_run,
)
from notion_planner.writer.job import Job, Writing


class Recording:
    """One run's changes by page. Nothing is asked of Notion for it."""

    def __init__(self) -> None:
        self._pages: dict[str, PageRecord] = {}
        self._created: dict[str, tuple[Page, str]] = {}

    def sections(self, page: Page, before: str, after: str, headings: Mapping[str, Base]) -> None:
        """``before``, ``after``: the page's text; ``headings``: those that were written, and the base."""
        old, new = section_texts(before), section_texts(after)
        found = tuple(
            section_record(heading, old[heading].text if heading in old else None, new[heading].text, base)
            for heading, base in headings.items()
            if heading in new
        )
        if found:
            self._add(page, sections=(*self._of(page).sections, *found))

    def ticks(self, page: Page, before: str, after: str, asked: Mapping[str, bool]) -> None:
        """``asked``: task page → whether its to-do was to be ticked."""
        old, new = ticks_of(before), ticks_of(after)
        set_now = {key for key, tick in asked.items() if new.get(key) is tick}
        turned = {key: old[key] for key in set_now & old.keys() if old[key] is not new[key]}
        if turned:
            self._add(page, ticks=turned)

    def title(self, page: Page, title: str) -> None:
        self._add(page, title=(page.title, title))

    def values(self, page: Page, written: Iterable[ValueChange]) -> None:
        found = tuple(
            ValueRecord(
                role=value.role, before=page.properties[value.name], after=value.after, base=value.base
            )
            for value in written
        )
        if found:
            self._add(page, values=(*self._of(page).values, *found))

    def _of(self, page: Page) -> PageRecord:
        return self._pages.get(page.id, PageRecord())

    def _add(self, page: Page, **update: object) -> None:
        self._pages[page.id] = self._of(page).model_copy(update=update)

    def created(self, key: str, page: Page, text: str) -> None:
        self._created[key] = (page, text)

    def kept_in(self, state: PlanState, job: Job, writing: Writing, plan: tuple[Page, str]) -> str:
        """The state's runs with this one; ``plan`` is the plan page with its text."""
        made = {page.id for page, _ in self._created.values()}
        # Until a first run is complete, whoever resumes it makes the plan.
        first = job.existing.state is None or not job.existing.state.complete
        made |= {plan[0].id} if first else set()
        record = RunRecord(
            id=writing.run,
            at=writing.now().replace(microsecond=0),
            plan=mark_of(*plan) if first else "",
            created={key: mark_of(page, text) for key, (page, text) in self._created.items()},
            pages={page_id: page for page_id, page in self._pages.items() if page_id not in made},
            counts=job.changes.counts(),
            views=job.changes.views,
            **_before(state, job),
        )
        return with_run(state.runs, record, writing.undo_days)


def _before(state: PlanState, job: Job) -> dict[str, object]:
    """What the state said of the specification's items, where this run has it say something else."""
    entries = len([entry for entry in job.standing.log if entry not in state.log])
    if not entries or not state.items:
        return {}
    try:
        return {"items": unpack(state.items), "outline": state.outline, "entries": entries}
    except ValueError:
        return {}
