"""Reads what a command is about: one specification, or every one that the configuration leads to."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from notion_planner.errors import NoPlanError, PlannerError, UnavailableError, UsageError, ends_all
from notion_planner.fetcher.discovery import FoundSpecs, all_specs, find_specs, planned_specs
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.slack.standing import Standing
from notion_planner.tracking.worklist import briefly
from notion_planner.use_cases.daily import items_of
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare, preview_of

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Readings(Generic[Answer]):
    """``failures``: of several specifications, those that could not be read."""

    answers: Sequence[Answer]
    failures: Sequence[PlannerError] = ()

    @property
    def only_failed(self) -> bool:
        """Whether there is nothing to say but why."""
        return bool(self.failures) and not self.answers


async def read_standings(run: Run, reference: str) -> Readings[Standing]:
    """Plans as they stand; without a reference, of every specification that has one.

    Raises:
        PlannerError: the one specification cannot be read or has no plan.
    """
    if reference:
        return Readings([await _standing(run, await run.read_spec(reference))])
    settings = run.settings
    specs = await all_specs(run.notion, settings)
    found = await _each(run, specs, _standing)
    # Of all specifications, those without a plan are simply not asked about.
    failures = [error for error in found.failures if not isinstance(error, NoPlanError)]
    if not found.answers:
        failures += specs.left_out
        if settings.specs is not None:
            # What the configuration finds leaves out what is in the trash.
            with suppress(PlannerError):
                failures += (await planned_specs(run.notion, settings.plans)).left_out
    return Readings(found.answers, failures)


async def read_prepared(run: Run, reference: str) -> Readings[Prepared]:
    """Everything that a sync would write; without a reference, of the configured specifications.

    Raises:
        UsageError: no specification is named, and none is configured.
        PlannerError: the one specification cannot be read.
    """
    if reference:
        return Readings([await prepare(run, await run.read_spec(reference))])
    if run.settings.specs is None:
        raise UsageError(
            "No specification is named, and the configuration names none either.",
            hint="Give its title or address; `specs:` in config.yaml says where all of them are.",
        )
    return await _each(run, await find_specs(run.notion, run.settings), prepare)


async def _standing(run: Run, document: SpecDocument) -> Standing:
    prepared = await prepare(run, document)
    if prepared.job.existing.plan is None:
        raise NoPlanError(document.page.title)
    items = briefly(await items_of(run, prepared), prepared.job.plan.feature)
    return Standing(preview_of(run, prepared, command="status"), items)


async def _each(
    run: Run, specs: FoundSpecs, work: Callable[[Run, SpecDocument], Awaitable[Answer]]
) -> Readings[Answer]:
    answers, failures = [], list(specs.failures)
    for number, page in enumerate(specs.pages):
        try:
            answers.append(await work(run, await run.read_page(page)))
        except UnavailableError:
            raise
        except PlannerError as error:
            failures.append(error)
            if ends_all(error, [spec.title for spec in specs.pages], number):
                break
    return Readings(answers, failures)
