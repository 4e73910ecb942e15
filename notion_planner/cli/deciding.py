"""The commands drift, resolve, adopt and forget: what a person decides about a plan's pages."""

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notion_planner.cli.options import (
    ConfigOption,
    DetailedOption,
    JsonOption,
    QuietOption,
    SpecArgument,
    SyncedSpecArgument,
)
from notion_planner.errors import DecisionNeededError, ExitCode

if TYPE_CHECKING:
    from notion_planner.changes.revisions import Match
    from notion_planner.use_cases.deciding import Difference, Settling

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def add_to(app: typer.Typer) -> None:
    app.command("drift")(drift)
    app.command("resolve")(resolve)
    app.command("adopt")(adopt)
    app.command("forget")(forget)


def drift(
    spec: SpecArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    detailed: DetailedOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the sections and properties that people changed, beside what the specification asks for.

    Reads only.

    Example: notion-planner drift "User Profile API Specification"
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.session import answer_of, open_session
    from notion_planner.use_cases.deciding import drift as find

    found = answer_of(open_session(config, quiet=quiet or as_json), spec, find)
    if as_json:
        values = [_as_json(item) for item in found]
        out.print_json({"schema": "notion-planner/drift/1", "command": "drift", "differences": values})
    else:
        out.print_text("\n\n".join(_as_text(item) for item in found) or "Nothing differs.")
    if detailed and found:
        raise typer.Exit(int(ExitCode.CHANGES))


def _as_json(item: "Difference") -> dict[str, Any]:
    return {**vars(item), "fate": item.fate.value}


def _as_text(item: "Difference") -> str:
    title = f"{item.page}: {item.section or item.property} ({item.fate.value})  {item.url}"
    return "\n".join([title, *_compared(item.wanted, item.now)])


def _compared(before: str | None, after: str | None) -> list[str]:
    from difflib import unified_diff

    from notion_planner.preview.change_view import lines_of, lists_in_brief

    lines = list(unified_diff(lines_of(before), lines_of(after), lineterm="", n=1))[2:]
    return [line for line in lists_in_brief(lines) if line[:2] != "@@"]


def _settlement(found: "Settling", take: str) -> str:
    """What is decided, and in a line each what the sync writes beside it."""
    parts = []
    for item in found.differences:
        title = f"{item.page}: {item.section or item.property}  {item.url}"
        if take == "spec":
            lines = [*_compared(item.now, item.wanted), "The specification's is written over the person's."]
        else:
            lines = [*_compared(item.wanted, item.now), "The person's stays, and counts as agreed."]
        parts.append("\n".join([title, *lines]))
    if found.beside:
        lines = [f"  {line}" for line in found.beside]
        parts.append("\n".join(["The sync brings up to date, too (`notion-planner plan` shows it):", *lines]))
    return "\n\n".join(parts)


def resolve(
    spec: SyncedSpecArgument,
    take: Annotated[
        str, typer.Option("--take", help="Whose text counts: spec or person.", show_default=False)
    ],
    page: Annotated[
        str | None,
        typer.Option(
            "--page", help="Only this task (title, key, number or URL), or `plan` or `spec`, also by title."
        ),
    ] = None,
    section: Annotated[str | None, typer.Option("--section", help="Only sections of this heading.")] = None,
    property_: Annotated[str | None, typer.Option("--property", help="Only properties of this name.")] = None,
    config: ConfigOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Settle what drift lists: write the specification's over it, or accept the person's.

    Example: notion-planner resolve "User Profile API Specification" --take person --section Requirements
    """
    from notion_planner.changes.revisions import Selection, Side
    from notion_planner.cli import output as out
    from notion_planner.cli.session import open_session, plan_to_write, wait_for
    from notion_planner.errors import UsageError
    from notion_planner.model.report import Report
    from notion_planner.use_cases.deciding import prepare_settling
    from notion_planner.use_cases.sync import apply

    if take not in tuple(Side):
        raise UsageError(f"--take {take} names no side.", hint="It is either 'spec' or 'person'.")
    session = open_session(config, quiet=quiet or as_json)

    async def work() -> Report:
        async with session.asking_run() as (run, pause):
            selection = Selection(page=page, section=section, property=property_)
            settling = partial(prepare_settling, run, take=Side(take), selection=selection)
            undecided = await plan_to_write(run, session, spec)
            found = await settling(undecided.document)
            pause()
            if not (quiet or as_json):
                out.print_text(_settlement(found, take))
            confirm("Settle it like this?", yes=yes)
            found = await undecided.decided(found, settling)
            return (await apply(run, found.prepared)).model_copy(update={"command": "resolve"})

    print_report(wait_for(work()), as_json=as_json, quiet=quiet)


def adopt(
    spec: SyncedSpecArgument,
    config: ConfigOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Bind tasks made by hand, or let go by other plans, that read like the plan's: what people wrote stays.

    Example: notion-planner adopt "User Profile API Specification"
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.session import open_session, spec_to_write, wait_for
    from notion_planner.model.report import Report
    from notion_planner.use_cases.deciding import adopt as bind
    from notion_planner.use_cases.deciding import find_matches

    session = open_session(config, quiet=quiet or as_json)

    async def work() -> Report:
        async with session.asking_run() as (run, pause):
            undecided = await spec_to_write(run, session, spec)
            matches = await find_matches(run, undecided.document)
            if not matches:
                return Report(
                    command="adopt", text="No task that is free reads like one that the plan has yet to make."
                )
            pause()
            if not (quiet or as_json):
                out.print_text(_proposal(matches))
            confirm("Bind these, and sync?", yes=yes)
            return await bind(run, await undecided.on_page(), matches)

    print_report(wait_for(work()), as_json=as_json, quiet=quiet)


def _proposal(matches: "tuple[Match, ...]") -> str:
    return "\n".join(
        f"'{match.page.title}' ({match.page.url})\n  is '{match.task}' ({match.likeness} % alike)"
        + ("\n  Another plan, which no longer asks for it, lets go of it." if match.let_go else "")
        for match in matches
    )


def forget(
    spec: SyncedSpecArgument,
    task: Annotated[str, typer.Argument(help="A task's title, key, number (T3) or URL.", show_default=False)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Unbind a task's page from the plan: it stays as it is, and is not made again.

    Example: notion-planner forget "User Profile API Specification" "Test the upload"
    """
    from notion_planner.cli.session import open_session, plan_to_write, wait_for
    from notion_planner.model.report import Report
    from notion_planner.use_cases.deciding import forget as unbind
    from notion_planner.use_cases.deciding import prepare_forgetting

    session = open_session(config, quiet=quiet or as_json)

    async def work() -> Report:
        async with session.run() as run:
            forgetting = partial(prepare_forgetting, run, name=task)
            undecided = await plan_to_write(run, session, spec)
            ready = await undecided.decided(await forgetting(undecided.document), forgetting)
            return await unbind(run, ready, task)

    print_report(wait_for(work()), as_json=as_json, quiet=quiet)


def print_report(report: Any, *, as_json: bool, quiet: bool) -> None:
    """What a decision led to, and what a person should know of it."""
    from notion_planner.cli import output as out

    if as_json:
        out.print_json(report.as_json())
    else:
        out.print_outcome(report)
    out.print_problems(report.problems, quiet=quiet or as_json)


def confirm(question: str, *, yes: bool) -> None:
    """Raises DecisionNeededError where nobody says yes."""
    from notion_planner.cli.questions import ask_yes

    if yes:
        return
    if not sys.stdin.isatty():
        raise DecisionNeededError(
            "Nothing was written: there is nobody here to ask.", hint="Look at it; then add --yes."
        )
    if not ask_yes(question, default=False):
        raise DecisionNeededError("Nothing was written.", hint="Everything is as it was.")
