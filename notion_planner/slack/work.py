"""Carries out what Slack's door accepted, and answers: reads, previews, decisions, messages, the digest."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from notion_planner.errors import NotFoundError, PlannerError, UnavailableError
from notion_planner.jobs.model import Handlers, Job, Jobs
from notion_planner.model.report import Report
from notion_planner.slack.applying import Application, Writing
from notion_planner.slack.approving import approval_of, moved
from notion_planner.slack.asking import (
    COMMAND_JOB,
    DECISION_JOB,
    Approval,
    Choice,
    Decision,
    command_of,
    decision_in,
    place_of,
    run_id,
)
from notion_planner.slack.audit import Audit
from notion_planner.slack.blocks import Message, failure_lines, section
from notion_planner.slack.commands import Command, Verb
from notion_planner.slack.digest import DIGEST_JOB, days_before, news_mark
from notion_planner.slack.messages import (
    choose,
    difference,
    failed,
    preview,
    refused,
    said,
    stops_of,
    unread,
)
from notion_planner.slack.permission import refusal
from notion_planner.slack.reading import Readings, read_prepared, read_standings
from notion_planner.slack.replies import Slack
from notion_planner.slack.say import SAY_JOB, message_in, say_job
from notion_planner.slack.standing import digest, held_up, status, upcoming
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, preview_of

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def handlers(run: Run, slack: Slack, jobs: Jobs, audit: Audit) -> Handlers:
    """What carries out each kind of job that the Slack door accepts, and those that it makes itself."""
    desk = Desk(run, slack, jobs, audit)
    return {
        COMMAND_JOB: desk.command,
        DECISION_JOB: desk.decision,
        f"{COMMAND_JOB}-failed": desk.given_up,
        f"{DECISION_JOB}-failed": desk.given_up,
        SAY_JOB: desk.say,
        DIGEST_JOB: desk.digest,
    }


async def _off_loop(
    call: Callable[Arguments, Answer], *args: Arguments.args, **keywords: Arguments.kwargs
) -> Answer:
    """The queue's calls block for a moment."""
    return await asyncio.to_thread(call, *args, **keywords)


@dataclass(frozen=True)
class Desk:
    """The work behind the door. Every method is a handler: a second delivery changes nothing more."""

    run: Run
    slack: Slack
    jobs: Jobs
    audit: Audit

    async def command(self, job: Job) -> None:
        command = command_of(job)
        await self._answer(job, command, self._asked(job, command))

    async def decision(self, job: Job) -> None:
        try:
            decision = decision_in(job)
        except PlannerError as error:
            await self._say(job, failed(error))
            return
        match decision.choice:
            case Choice.CANCEL:
                reason = refusal(self.slack.settings, place_of(job))
                cancelled = said("Cancelled. Nothing was written.", private=False)
                await self._say(job, cancelled if reason is None else refused(reason))
            case Choice.CHOOSE:
                command = Command(verb=decision.verb, reference=decision.reference)
                await self._answer(job, command, self._asked(job, command))
            case Choice.APPLY:
                command = Command(verb=decision.verb, reference=decision.reference)
                await self._answer(job, command, self._approved(job, decision))

    async def say(self, job: Job) -> None:
        place, message = message_in(job)
        if await _off_loop(self.jobs.noted, job.key):
            return
        await self.slack.answer(place, message)
        await _off_loop(self.jobs.note, job.key)

    async def given_up(self, job: Job) -> None:
        text = f"Given up: {job.payload['error']} Send the command again to go on where it ended."
        await self._say(job, said(text, private=not place_of(job).on_message))

    async def digest(self, job: Job) -> None:
        channel, day = job.payload["channel"], job.payload["day"]
        found = await read_standings(self.run, "")
        if channel != self.slack.settings.digest.channel or not found.answers:
            return
        message, news = digest(
            found.answers, self.run.today(), found.failures, command=self.slack.settings.command
        )
        told = await self._told_before(channel, day, news) or await _off_loop(self.jobs.noted, job.key)
        if not told and not await self.slack.post(channel, message):
            return  # refused, as where the app is not in the channel: the same news are still to be told
        for mark in (job.key, news_mark(channel, day, news), news_mark(channel, day, "")):
            await _off_loop(self.jobs.note, mark)

    async def _told_before(self, channel: str, day: str, news: str) -> bool:
        """Whether the latest digest before said the very same."""
        for earlier in days_before(day):
            if await _off_loop(self.jobs.noted, news_mark(channel, earlier, "")):
                return await _off_loop(self.jobs.noted, news_mark(channel, earlier, news))
        return False

    async def _answer(self, job: Job, command: Command, work: Awaitable[Message]) -> None:
        """Says what came of the work, or that it takes longer because it has to be tried again."""
        try:
            message = await work
        except UnavailableError as error:
            await self._writing(job).tell("waiting", f"{error.message} Trying again for a while…")
            raise
        except PlannerError as error:
            message = self._problem(job, command, error)
        await self._say(job, message)

    def _problem(self, job: Job, command: Command, error: PlannerError) -> Message:
        if isinstance(error, NotFoundError) and error.candidates:
            decision = Decision(choice=Choice.CHOOSE, verb=command.verb, reference="", message=run_id(job))
            return choose(command.reference, error, decision)
        # What was pressed is used up, so the problem takes its message's place.
        return failed(error, verb=command.verb, private=not place_of(job).on_message)

    async def _say(self, job: Job, message: Message) -> None:
        await _off_loop(self.jobs.accept, say_job(job, place_of(job), message))

    async def _asked(self, job: Job, command: Command) -> Message:
        run, today = self.run, self.run.today()
        if command.verb.writes:
            return await self._changes(job, command)
        if command.verb is Verb.DIFF:
            prepared = await read_prepared(run, command.reference)
            if prepared.only_failed:
                return unread(prepared.failures)
            shown = difference([preview_of(run, each) for each in prepared.answers])
            return shown.followed_by(failure_lines(prepared.failures))
        found = await read_standings(run, command.reference)
        if found.only_failed:
            return unread(found.failures)
        match command.verb:
            case Verb.NEXT:
                return upcoming(found.answers, today, found.failures)
            case Verb.BLOCKED:
                stale_after = run.settings.tasks.stale_after
                return held_up(found.answers, today, found.failures, stale_after=stale_after)
            case _:
                return status(found.answers, today, found.failures)

    async def _changes(self, job: Job, command: Command) -> Message:
        """A preview to decide on; where none is wanted and nothing stands against it, the writing itself."""
        found = await read_prepared(self.run, command.reference)
        if found.only_failed:
            return unread(found.failures)
        settings, place = self.slack.settings, place_of(job)
        reason = refusal(settings, place)
        shown = self._previewed(found)
        if not settings.preview and reason is None and not any(map(stops_of, shown)):
            return await self._writing(job).write(Application(command.verb, command.reference), found)
        if reason is not None and (settings.answers == "person" or not settings.preview):
            # Nobody who sees these buttons could use them.
            message = difference(shown)
            return message.followed_by([section(f":no_entry: {reason}"), *failure_lines(found.failures)])
        return self._preview(job, command.verb, command.reference, found)

    async def _approved(self, job: Job, decision: Decision) -> Message:
        """Writes what was shown, if it is still what would be written."""
        writing, approval = self._writing(job), decision.approval or Approval(fingerprint="")
        application = Application(decision.verb, decision.reference, approval)
        reason = refusal(self.slack.settings, place_of(job))
        if reason is not None:
            await writing.refuse(application, "not allowed")
            return refused(reason)
        found = await read_prepared(self.run, decision.reference)
        why = moved(approval, found.answers, begun=await writing.has_begun())
        if why is None:
            return await writing.write(application, found)
        await writing.refuse(application, "moved")
        if found.only_failed:
            return unread(found.failures)
        return self._preview(job, decision.verb, decision.reference, found, note=why)

    def _preview(
        self, job: Job, verb: Verb, reference: str, found: Readings[Prepared], *, note: str = ""
    ) -> Message:
        pages = [each.job.document.page.id for each in found.answers]
        # A title may come to mean another page: what is approved is the page that was read.
        wanted = pages[0] if reference and pages else ""
        decision = Decision(choice=Choice.APPLY, verb=verb, reference=wanted, message=run_id(job))
        shown = preview(self._previewed(found), decision, approval_of(found.answers), note=note)
        return shown.followed_by(failure_lines(found.failures))

    def _previewed(self, found: Readings[Prepared]) -> Sequence[Report]:
        return [preview_of(self.run, each) for each in found.answers]

    def _writing(self, job: Job) -> Writing:
        return Writing(self.run, self.slack, self.jobs, self.audit, job)
