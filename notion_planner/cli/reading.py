"""One reading over every specification asked for: connection, person, failures and the JSON around it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import typer

from notion_planner.cli import output as out
from notion_planner.cli.session import (
    Reference,
    Session,
    document_for_preview,
    open_session,
    wait_for,
)
from notion_planner.config import DEFAULT_CONFIG, read_environment
from notion_planner.errors import (
    ConfigError,
    GateError,
    NoPlanError,
    NotFoundError,
    PlannerError,
    UsageError,
    ends_all,
)
from notion_planner.fetcher.discovery import all_specs, planned_specs
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ledger import Ledger, total
from notion_planner.settings import Settings
from notion_planner.tracking.plan_status import Work
from notion_planner.tracking.worklist import WORK_SCHEMA, is_assigned, people
from notion_planner.use_cases.run import Run

Answer = TypeVar("Answer")
Reading = Callable[[Run, SpecDocument], Awaitable[Answer]]


@dataclass(frozen=True)
class Person:
    """Whose tasks are asked for: ``name``, or the connection's owner where it is None."""

    name: str | None


@dataclass
class Readings(Generic[Answer]):
    """What came of a reading: an answer of each specification that could be read, the others' errors.

    ``unplanned`` says why nothing is told of a specification that nobody named, but was found.
    """

    today: date
    settings: Settings
    person: str | None = None
    called: str = "you"
    answers: list[Answer] = field(default_factory=list)
    failures: list[PlannerError] = field(default_factory=list)
    unplanned: list[PlannerError] = field(default_factory=list)
    requests: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def only_failed(self) -> bool:
        """Whether there is nothing to say but why."""
        return bool(self.failures) and not self.answers

    @property
    def lost(self) -> list[PlannerError]:
        """Of ``unplanned``, why the specification of a plan that stands cannot be read."""
        return [error for error in self.unplanned if not isinstance(error, (NoPlanError, GateError))]

    @property
    def nothing(self) -> str:
        """Why no plan is told of."""
        if not self.lost:
            return "There is no plan yet: `notion-planner sync SPEC` makes one."
        plans = "The plan's" if len(self.lost) == 1 else f"{len(self.lost)} plans'"
        return f"{plans} specification is in the trash or cannot be seen, so there is nothing to tell."


def person_of(*, assignee: str | None, mine: bool) -> Person | None:
    """
    Raises:
        UsageError: both options at once.
    """
    if assignee is not None and mine:
        raise UsageError("--assignee and --mine exclude one another.", hint="Use one of them.")
    return Person(assignee) if assignee is not None or mine else None


def read_each(
    references: Sequence[str],
    config: Path | None,
    reading: Reading[Answer],
    *,
    quiet: bool,
    person: Person | None = None,
) -> Readings[Answer]:
    """One specification after another over one connection; only a failure of that stops the others.

    Without references, those of the configuration, or where it names none, all that have a plan.

    Raises:
        PlannerError: the only specification could not be read.
    """
    session = open_session(config, quiet=quiet)
    named = read_environment(config or DEFAULT_CONFIG).get("NOTION_PLANNER_ME")
    found = wait_for(_read_each(session, references, reading, person, named))
    if len(found.failures) == 1 and not found.answers:
        raise found.failures[0]
    return found


async def _read_each(
    session: Session,
    references: Sequence[str],
    reading: Reading[Answer],
    person: Person | None,
    named: str | None,
) -> Readings[Answer]:
    async with session.run() as run:
        found = Readings[Answer](today=run.today(), settings=session.settings)
        if person is not None:
            found.person = person.name or named or await _owner(run.notion)
            found.called = person.name or "you"
        wanted: Sequence[Reference] = references
        if not references:
            of_all = await all_specs(run.notion, run.settings)
            wanted, found.failures = of_all.pages, session.all_explained(of_all.failures)
            found.unplanned = list(of_all.left_out)
        names = [reference if isinstance(reference, str) else reference.title for reference in wanted]
        for number, reference in enumerate(wanted):
            run.progress(names[number], number, len(wanted))
            try:
                document = await document_for_preview(run, session, reference)
                found.answers.append(await reading(run, document))
            except (NoPlanError, GateError) as error:
                (found.failures if references else found.unplanned).append(error)
            except PlannerError as error:
                found.failures.append(session.explained(error))
                if ends_all(error, names, number):
                    break
            found.requests.append(run.notion.ledger.as_json())
            run.notion.ledger = Ledger()
        if not references and not found.answers and session.settings.specs is not None:
            # What the configuration finds leaves out what is in the trash.
            with suppress(PlannerError):
                found.unplanned += (await planned_specs(run.notion, session.settings.plans)).left_out
    return found


async def _owner(notion: Gateway) -> str:
    """Whom a personal token belongs to.

    Raises:
        ConfigError: the connection belongs to a workspace and to nobody in particular.
    """
    owner = ((await notion.me()).get("bot") or {}).get("owner") or {}
    user = (owner.get("user") or {}).get("id")
    if owner.get("type") != "user" or not user:
        raise ConfigError(
            "It is not known who you are: the token belongs to the workspace.",
            hint="Set NOTION_PLANNER_ME to your name or e-mail address in Notion, or use --assignee.",
        )
    return str(user)


def require_assignees(found: Readings[Work], *, named: bool) -> None:
    """``named``: the person was named, and is not just whoever asks.

    Raises:
        ConfigError: no database says who does a task.
        NotFoundError: no task is assigned to anyone of that name, though some are to others.
    """
    works = [work for work in found.answers if work.items]
    if works and not any(work.has_assignees for work in works):
        raise ConfigError(
            "The task database has no people property that says who does a task.",
            hint="Add 'Assignee' (person) in Notion, or name yours under tasks.properties.assignee.",
        )
    items = [item for work in works for item in work.items]
    known = people(items)
    if named and known and found.person and not any(is_assigned(item, found.person) for item in items):
        raise NotFoundError(
            f"No task is assigned to '{found.person}'. Assigned: "
            f"{', '.join(person.label for person in known)}.",
            hint="Use one of these names.",
        )


def require_plan(found: Readings[Any]) -> None:
    """
    Raises:
        PlannerError: the specifications that were named could not be read.
        NotFoundError: none has a plan.
    """
    if found.only_failed:
        for error in found.failures[1:]:
            out.print_error("", error, as_json=False)
        raise found.failures[0]
    if not found.answers:
        nothing = NotFoundError("There is no plan yet.", hint="`notion-planner sync SPEC` makes one.")
        raise next(iter(found.lost), nothing)


def document_of(
    command: str, found: Readings[Any], values: Mapping[str, Any], *, schema: str = WORK_SCHEMA
) -> dict[str, Any]:
    """The one JSON document of a reading."""
    problems = [problem for answer in found.answers for problem in answer.problems]
    problems += map(out.problem_of, (*found.unplanned, *found.failures))
    return {
        "schema": schema,
        "command": command,
        "today": found.today.isoformat(),
        **values,
        "requests": total(found.requests),
        "problems": [problem.model_dump(mode="json") for problem in problems],
    }


def finish(command: str, found: Readings[Any], *, as_json: bool, quiet: bool) -> None:
    """Says what else there is to say, and ends with the exit code of the first failure."""
    if not as_json:
        problems = (problem for answer in found.answers for problem in answer.problems)
        out.print_problems(dict.fromkeys(problems), quiet=quiet)
        out.print_problems(map(out.problem_of, found.unplanned), quiet=quiet)
    for error in found.failures:
        out.print_error(command, error, as_json=False)
    if found.failures:
        raise typer.Exit(int(found.failures[0].exit_code))
