"""A plan whose state was lost: on which days it was made and last brought up to date, by what fits it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from notion_planner.changes.desired import Desired, links_of
from notion_planner.changes.recovery import agreement, days_in, recovered
from notion_planner.fetcher.spec_document import SpecDocument
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
    begun = [seen, *(_made_on(run, document, seen, state, day) for day in days)]
    made = _fitting(run, document, [_updated_on(run, found, state.updated) for found in begun])
    return _fitting(run, document, [_updated_on(run, made, day) for day in (state.updated, *days)])


def _made_on(run: Run, document: SpecDocument, seen: Observed, state: PlanState, day: date) -> Observed:
    state = state.model_copy(update={"created": day, "start": run.start or day + timedelta(days=1)})
    existing = seen.existing.model_copy(update={"state": state})
    reading = in_force(run, read(run, document, state), existing, seen.schema)
    return replace(seen, existing=existing, reading=reading)


def _updated_on(run: Run, seen: Observed, day: date | None) -> Observed:
    state = seen.existing.state
    existing = seen.existing.model_copy(update={"state": state and state.model_copy(update={"updated": day})})
    standing = standing_of(
        seen.reading.plan,
        seen.reading.spec,
        existing,
        schema=seen.schema,
        settings=run.settings,
        today=run.today(),
    )
    # As far as anybody can tell, the page shows the progress that there is.
    return replace(seen, existing=existing, standing=standing.model_copy(update={"updated": day}))


def _fitting(run: Run, document: SpecDocument, found: Sequence[Observed]) -> Observed:
    def fits(seen: Observed) -> int:
        links = links_of(seen.existing.tasks, seen.existing)
        wanted = renderer_of(run, document, seen).plan_page(links)
        return agreement(seen.existing.plan_markdown, wanted)

    return max(found, key=fits)
