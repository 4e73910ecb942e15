"""What ``tasks move`` does once its arguments are parsed; imported only when it runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from notion_planner.cli import output as out
from notion_planner.cli.session import Reference, Session, document_for_preview, open_session, wait_for
from notion_planner.config import DEFAULT_CONFIG, read_environment
from notion_planner.errors import ExitCode, GateError, NoPlanError, PlannerError, UsageError
from notion_planner.fetcher.discovery import all_specs
from notion_planner.tracking.task_lookup import find_task
from notion_planner.tracking.worklist import WorkItem
from notion_planner.use_cases.daily import read_work
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.task_moves import Moves, Wanted, move_tasks, moves_text


@dataclass(frozen=True)
class MoveCommand:
    """The command's arguments. ``variables`` name environment variables whose texts are searched."""

    names: tuple[str, ...]
    status: str
    specs: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    dry_run: bool = False
    config: Path | None = None
    as_json: bool = False
    quiet: bool = False


def run_move(command: MoveCommand) -> None:
    environment = read_environment(command.config or DEFAULT_CONFIG)
    if not command.names and not command.variables:
        raise UsageError("No task is named.", hint="Name one, or a text that does with --text-from.")
    unset = next((name for name in command.variables if name not in environment.values), None)
    if unset is not None:
        raise UsageError(
            f"--text-from {unset}: no environment variable is called so.",
            hint="Name one that is set, not a file or the text itself; an empty one names no task.",
        )
    wanted = Wanted(
        status=command.status,
        names=command.names,
        texts=tuple(environment.get(name) or "" for name in command.variables),
        dry_run=command.dry_run,
    )
    session = open_session(command.config, quiet=command.quiet or command.as_json)
    found = moved(session, wanted, command.specs)
    of_names = dict(zip(found.unknown, found.problems, strict=False))
    failures = (*(of_names[name] for name in command.names if name in of_names), *found.failures)
    if command.as_json:
        out.print_json(found.as_json())
    else:
        out.print_text(moves_text(found))
        notes = (problem for problem in found.problems if problem not in failures)
        out.print_problems(notes, quiet=command.quiet)
    for problem in failures:
        out.print_failure(problem)
    if found.code:
        raise typer.Exit(int(found.code))
    if any(name in found.unknown for name in command.names):
        raise typer.Exit(int(ExitCode.NOT_FOUND))


def moved(session: Session, wanted: Wanted, specs: Sequence[str] = ()) -> Moves:
    """``specs``: those whose plans a title or a plan's number is looked up in; none: all plans."""

    async def work() -> Moves:
        async with session.run() as run:
            read: list[_Read] = []

            async def look_up(name: str) -> WorkItem:
                if not read:
                    read.append(await _read(run, session, specs))
                return find_task(read[0].items, name)

            found = await move_tasks(run, wanted, look_up)
            # A name that leads nowhere may be that of a task which could not be looked at.
            unread = read[0].unread if read and found.unknown else []
            return found.model_copy(update={"problems": (*found.problems, *map(out.problem_of, unread))})

    return wait_for(work())


@dataclass(frozen=True)
class _Read:
    """The tasks of the plans that could be read, and why others could not."""

    items: list[WorkItem] = field(default_factory=list)
    unread: list[PlannerError] = field(default_factory=list)


async def _read(run: Run, session: Session, specs: Sequence[str]) -> _Read:
    wanted: Sequence[Reference] = specs
    found = _Read()
    if not specs:
        of_all = await all_specs(run.notion, run.settings)
        wanted = of_all.pages
        found.unread.extend(session.all_explained(of_all.failures))
    for reference in wanted:
        try:
            work = await read_work(run, await document_for_preview(run, session, reference))
        except (NoPlanError, GateError):
            if specs:
                raise
        except PlannerError as error:
            if specs:
                raise
            found.unread.append(error)
        else:
            found.items.extend(work.items)
    return found
