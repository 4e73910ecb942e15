"""A plan whose state was lost: on which days it was made and last brought up to date, by what fits it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from notion_planner.changes.desired import Desired, links_of
from notion_planner.changes.recovery import agreement, days_in, recovered
from notion_planner.fetcher.pages import SpecDocument
from notion_planner.standing import standing_of
from notion_planner.state.plan_state import Existing, PlanState
from notion_planner.use_cases.observing import Observed, in_force, read, renderer_of
from notion_planner.use_cases.run import Run


def recovering(run: Run, document: SpecDocument, seen: Observed) -> tuple[Run, Observed]:
    """The same run, that first takes what is asked for as last written; and what it sees, fitted."""

    def settle(desired: Desired, existing: Existing, texts: Mapping[str, str]) -> Existing:
        found = recovered(desired, existing, texts, spec_markdown=document.markdown)
        return found if run.settle is None else run.settle(desired, found, texts)

    return replace(run, settle=settle, thorough=True), _fitted(run, document, seen)


def _fitted(run: Run, document: SpecDocument, seen: Observed) -> Observed:
    """As observed, with the days with which the plan's text reads most like what stands there."""
    state = seen.existing.state
    if state is None:
        return seen
    days = days_in(seen.existing.plan_markdown)
    made = _fitting(run, document, seen, [state, *(_made_on(run, state, day) for day in days)])
    state = made.existing.state or state
    return _fitting(
        run, document, made, [state, *(state.model_copy(update={"updated": day}) for day in days)]
    )


def _made_on(run: Run, state: PlanState, day: date) -> PlanState:
    return state.model_copy(update={"created": day, "start": run.start or day + timedelta(days=1)})


def _fitting(run: Run, document: SpecDocument, seen: Observed, states: list[PlanState]) -> Observed:
    def fits(found: Observed) -> int:
        links = links_of(found.existing.tasks, found.existing)
        wanted = renderer_of(run, document, found).plan_page(links)
        return agreement(found.existing.plan_markdown, wanted)

    return max(_each(run, document, seen, states), key=fits)


def _each(run: Run, document: SpecDocument, seen: Observed, states: list[PlanState]) -> Iterator[Observed]:
    for state in states:
        existing = seen.existing.model_copy(update={"state": state})
        reading = in_force(run, read(run, document, state), existing, seen.schema)
        standing = standing_of(
            reading.plan,
            reading.spec,
            existing,
            schema=seen.schema,
            settings=run.settings,
            today=run.today(),
        )
        # As far as anybody can tell, the page shows the progress that there is.
        standing = standing.model_copy(update={"updated": state.updated})
        yield replace(seen, existing=existing, reading=reading, standing=standing)
