"""Writes what was approved, says how far it is, and keeps the audit log of it."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from notion_planner.errors import BusyError, ConfigError, MovedError, PlannerError, UnavailableError
from notion_planner.jobs.model import Job, Jobs
from notion_planner.model.report import Report
from notion_planner.slack.asking import Approval, Place, place_of, run_id
from notion_planner.slack.audit import Audit, Entry, Event
from notion_planner.slack.blocks import Message, failure_lines
from notion_planner.slack.commands import Verb
from notion_planner.slack.messages import applied, said, unchanged
from notion_planner.slack.progress import ProgressNotes
from notion_planner.slack.reading import Readings
from notion_planner.slack.replies import Slack
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, apply


@dataclass(frozen=True)
class Application:
    """What is to be written: for a verb, a reference (none: every specification), and what was approved."""

    verb: Verb
    reference: str
    approval: Approval | None = None


@dataclass(frozen=True)
class Writing:
    """One job that writes."""

    run: Run
    slack: Slack
    jobs: Jobs
    audit: Audit
    job: Job

    async def has_begun(self) -> bool:
        """Whether this job wrote before, and was cut short."""
        return (await asyncio.to_thread(self._attempts))[1]

    def _attempts(self) -> tuple[int, bool]:
        """How often it set out to write, and whether anything may have been written then."""
        number, wrote = 0, False
        while self.jobs.noted(self._mark("begun", number)):
            wrote = wrote or not self.jobs.noted(self._mark("kept out", number))
            number += 1
        return number, wrote

    def _mark(self, what: str, number: int) -> str:
        return f"{self.job.key}:{what} {number}"

    async def write(self, application: Application, found: Readings[Prepared]) -> Message:
        """Applies what was prepared, one specification after the other; the others go on where one fails.

        Raises:
            PlannerError: the only one failed. UnavailableError: Notion cannot be reached.
        """
        number, before = await asyncio.to_thread(self._attempts)
        specs = tuple(each.job.document.page.id for each in found.answers)
        await self._record(application, Event.BEGUN, specs=specs)
        try:
            await asyncio.to_thread(self.jobs.note, self._mark("begun", number))
            await self.tell("begun", "Writing to Notion…")
            reports, failures = await self._apply_all(application, found.answers, number)
        except Exception as error:
            code = error.code if isinstance(error, PlannerError) else PlannerError.code
            await _tried(self._record(application, Event.FAILED, specs=specs, error=code))
            raise
        unrecorded = await _tried(self._record(application, _event(reports), specs=specs, reports=reports))
        if before and not any(report.changed for report in reports):
            message = unchanged(reports, note="The run was cut short, and all of it is written now.")
        else:
            message = applied(reports, run=run_id(self.job), user=self._place.user)
        return message.followed_by(failure_lines([*failures, *found.failures, *unrecorded]))

    async def refuse(self, application: Application, why: str) -> None:
        await self._record(application, Event.REFUSED, specs=(), error=why)

    async def tell(self, name: str, text: str) -> None:
        """Says in passing how it goes, each thing once; that it cannot be said does no harm."""
        if not await asyncio.to_thread(self.jobs.note, f"{self.job.key}:said:{name}"):
            return
        try:
            await self.slack.remark(self._place, said(text, private=False))
        except UnavailableError:
            return

    async def _apply_all(
        self, application: Application, prepared: Sequence[Prepared], number: int
    ) -> tuple[list[Report], list[PlannerError]]:
        notes = ProgressNotes(lambda number, text: self.tell(f"progress {number}", text), now=self.slack.now)
        force = application.approval is not None and application.approval.force
        run = replace(self.run, force=force, progress=notes)
        reports: list[Report] = []
        failures: list[PlannerError] = []
        try:
            for each in prepared:
                try:
                    reports.append(await apply(run, each))
                except PlannerError as error:
                    if isinstance(error, BusyError | MovedError) and not reports and not notes.any_written:
                        # What that other run writes has yet to be compared with what was approved.
                        await asyncio.to_thread(self.jobs.note, self._mark("kept out", number))
                    if isinstance(error, UnavailableError) or len(prepared) == 1:
                        raise
                    failures.append(error)
        finally:
            await notes.end()
        return reports, failures

    @property
    def _place(self) -> Place:
        return place_of(self.job)

    async def _record(
        self,
        application: Application,
        event: Event,
        *,
        specs: tuple[str, ...],
        reports: Sequence[Report] = (),
        error: str = "",
    ) -> None:
        place, approval = self._place, application.approval
        entry = Entry(
            event=event,
            run=run_id(self.job),
            team=place.team,
            user=place.user,
            channel=place.channel,
            verb=application.verb,
            specs=specs,
            plans=tuple(report.plan.id for report in reports if report.plan and report.plan.id),
            counts=_sums(reports),
            fingerprint=approval.fingerprint[:16] if approval else "",
            error=error,
        )
        await asyncio.to_thread(self.audit.record, entry)


async def _tried(recording: Awaitable[None]) -> list[PlannerError]:
    """Why it is not in the audit log, where it is not: that must not hide what came of the run."""
    try:
        await recording
    except ConfigError as unwritten:
        return [unwritten]
    return []


def _event(reports: Sequence[Report]) -> Event:
    return Event.APPLIED if any(report.changed for report in reports) else Event.UNCHANGED


def _sums(reports: Sequence[Report]) -> dict[str, int]:
    names = ("created", "updated", "plan_created", "plan_updated", "spec_updated")
    return {name: sum(report.counts.get(name, 0) for report in reports) for name in names} if reports else {}
