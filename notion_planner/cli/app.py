"""The commands. Each parses its arguments, calls one use case and prints its report."""

import errno
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from notion_planner import __version__
from notion_planner.cli import apply as apply_file
from notion_planner.cli import context, deciding, exchange, reporting, serving, status, undo, work
from notion_planner.cli.doctor import doctor
from notion_planner.cli.init import init
from notion_planner.cli.options import (
    ConfigOption,
    DetailedOption,
    JsonOption,
    ProfileOption,
    QuietOption,
    SpecArgument,
    SpecsArgument,
    StartOption,
    day_of,
    form_of,
)
from notion_planner.cli.tasks import app as tasks_app
from notion_planner.cli.workspace import app as workspace_app
from notion_planner.errors import ExitCode, PlannerError, UsageError

if TYPE_CHECKING:
    from notion_planner.cli.commands import Choices

app = typer.Typer(
    name="notion-planner",
    help="Turns a specification in Notion into an implementation plan with linked tasks, and keeps it true.",
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 done, 1 unexpected, 2 usage, 3 configuration, 4 not found or ambiguous, 5 access, "
    "6 Notion unavailable, 7 a decision is needed, 8 a gate failed, 9 doctor found a problem, "
    "10 changes (with --detailed-exitcode), 11 a plan file is out of date, 12 the output "
    "cannot be written.",
)


class TraceFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"


class PlanFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    DIFF = "diff"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


class SchemaName(StrEnum):
    PLAN = "plan"
    REPORT = "report"


# What a shell says of a program that Ctrl-C ended; Typer answers with it too.
_STOPPED = 130
_OUTPUT_ERRORS = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    debug: Annotated[  # noqa: ARG001 (`run` reads it, since a bug may strike outside of any command)
        bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")
    ] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo(as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Run the whole job on a sample specification, in the local workspace and nowhere else.

    Example: notion-planner demo
    """
    from notion_planner.cli.commands import Output, run_demo

    run_demo(Output("demo", as_json=as_json, quiet=quiet))


app.command()(init)
app.command()(doctor)


@app.command()
def extract(
    spec: SpecArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each item beside its source and the rule that found it.")
    ] = False,
    blocks: Annotated[
        bool,
        typer.Option("--block-ids", help="With --json: also the block of the page that each item stands in."),
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Read a specification: requirements, criteria and the rest, each with its place.

    Example: notion-planner extract docs/spec.md --explain
    """
    from notion_planner.cli.commands import Output, run_extract

    output = Output("extract", as_json=as_json, quiet=quiet)
    run_extract(spec, config, output, explain=explain, blocks=blocks)


@app.command()
def plan(
    spec: SpecArgument,
    config: ConfigOption = None,
    start: StartOption = None,
    profile: ProfileOption = None,
    graph: Annotated[
        bool, typer.Option("--graph", help="Also draw phases, tasks and what waits for what.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Also write the whole plan as JSON; see `schema plan`."),
    ] = None,
    form: Annotated[
        PlanFormat, typer.Option("--format", help="text, json, markdown, or diff: every line to be written.")
    ] = PlanFormat.TEXT,
    as_json: JsonOption = False,
    detailed: DetailedOption = False,
    quiet: QuietOption = False,
) -> None:
    """Preview the plan and what a sync would write. Writes nothing to Notion.

    Example: notion-planner plan "User Profile API Specification" --graph
    """
    from notion_planner.cli.commands import Output, run_plan

    shown = form_of(form, as_json=as_json)
    as_json = shown == PlanFormat.JSON
    output = Output(
        "plan",
        as_json=as_json,
        quiet=quiet,
        detailed=detailed,
        graph=graph,
        plan_file=out,
        form="text" if as_json else shown,
    )
    run_plan([spec], config, output, _choices(start, profile))


@app.command()
def sync(
    specs: SpecsArgument = None,
    config: ConfigOption = None,
    start: StartOption = None,
    profile: ProfileOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview only: the same as `plan`.")] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overturn much of a plan, or replace a page that the file did not make."
        ),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Without SPEC: read also what has not changed.")
    ] = False,
    as_json: JsonOption = False,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="FILE", help="Also append the summary to a file, as Markdown."),
    ] = None,
    detailed: DetailedOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make the plan page, the linked tasks and the back-link, or bring them up to date.

    Example: notion-planner sync "User Profile API Specification"
    """
    from notion_planner.cli.commands import Output, run_plan, run_sync

    output = Output("sync", as_json=as_json, quiet=quiet, detailed=detailed, summary=summary)
    choices = _choices(start, profile, force=force, full=full)
    (run_plan if dry_run else run_sync)(specs or [], config, output, choices)


@app.command()
def trace(
    spec: SpecArgument,
    config: ConfigOption = None,
    form: Annotated[
        TraceFormat, typer.Option("--format", help="text, json, markdown or sarif.")
    ] = TraceFormat.TEXT,
    min_coverage: Annotated[
        float | None,
        typer.Option("--min-coverage", min=0, max=100, metavar="N", help="Exit with 8 below N percent."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show which task serves each requirement and criterion. A file needs no connection.

    Example: notion-planner trace docs/spec.md --min-coverage 100
    """
    from notion_planner.cli.inspect import run_trace

    shown = form_of(form, as_json=as_json)
    run_trace(spec, config, form=shown, min_coverage=min_coverage, quiet=quiet)


@app.command()
def explain(
    spec: SpecArgument,
    task: Annotated[str, typer.Argument(help="A task's title, key, number (T3) or URL.", show_default=False)],
    config: ConfigOption = None,
    quiet: QuietOption = False,
) -> None:
    """Explain a task: from the specification's words over the rules to each line of it.

    Example: notion-planner explain docs/spec.md "Setup database schema"
    """
    from notion_planner.cli.inspect import run_explain

    run_explain(spec, task, config, quiet=quiet)


@app.command()
def lint(
    spec: SpecArgument,
    config: ConfigOption = None,
    form: Annotated[
        TraceFormat, typer.Option("--format", help="text, json, markdown or sarif.")
    ] = TraceFormat.TEXT,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Leave out the findings that this file accepts."),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", help="Accept today's findings into a file."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 8 on findings this severe: error, warning, never.")
    ] = FailOn.ERROR,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find what is vague, untestable, missing or contradictory in a specification, and what to write instead.

    Example: notion-planner lint docs/spec.md --format sarif
    """
    from notion_planner.cli.inspect import LintRun, run_lint

    options = LintRun(form_of(form, as_json=as_json), baseline, accept, fail_on, quiet)
    run_lint(spec, config, options)


@app.command()
def schema(
    document: Annotated[SchemaName, typer.Argument(help="plan or report.", show_default=False)],
) -> None:
    """Print the JSON Schema of a document that other commands write.

    Example: notion-planner schema plan
    """
    from notion_planner.cli.inspect import run_schema

    run_schema(document)


@app.command(hidden=True)
def action() -> None:
    """Run one step of GitHub Actions: what action.yml calls, with its inputs in the environment.

    Example: notion-planner action
    """
    from notion_planner.cli.action import run_action

    run_action()


apply_file.add_to(app)
status.add_to(app)
work.add_to(app)
reporting.add_to(app)
context.add_to(app)
exchange.add_to(app)
deciding.add_to(app)
undo.add_to(app)
serving.add_to(app)
app.add_typer(tasks_app, name="tasks")
app.add_typer(workspace_app, name="workspace")


def _choices(start: str | None, profile: str | None, *, force: bool = False, full: bool = False) -> "Choices":
    from notion_planner.cli.commands import Choices

    return Choices(start=day_of(start), profile=profile, force=force, full=full)


@cache
def _command() -> Any:
    """What Typer makes of all commands and their options: as slow as a short command itself."""
    return get_command(app)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and answers with its exit code; the one place that turns errors into output.

    Raises:
        OSError: standard output or error takes no more.
    """
    try:
        return _run(arguments)
    except SystemExit as stop:  # what Typer and Rich make of a closed pipe
        raise BrokenPipeError(errno.EPIPE, "Broken pipe") from stop


def _run(arguments: Sequence[str]) -> int:
    command = next((word for word in arguments if not word.startswith("-")), "")
    try:
        _refuse_undecoded(arguments)
        code = _command()(list(arguments), prog_name="notion-planner", standalone_mode=False)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        code = _STOPPED
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message())
            return int(ExitCode.USAGE)
        from notion_planner.cli.mistakes import as_usage

        return _told(as_usage(error, command), arguments, command)
    except PlannerError as error:
        return _told(error, arguments, command)
    except Exception as error:  # a bug of ours must still end in one line, or in one document
        if "--debug" in arguments or is_of_output(error):
            raise
        hint = "This is a bug: please report it, with the output of `notion-planner --debug …`."
        unexpected = PlannerError(f"Unexpected {type(error).__name__}: {error}.", hint=hint)
        return _told(unexpected, arguments, command)
    if code == _STOPPED:
        hint = "Nothing is lost: the same command goes on where this one ended."
        return _told(PlannerError("Stopped.", hint=hint), arguments, command, code=_STOPPED)
    return int(code or ExitCode.DONE)


def _refuse_undecoded(arguments: Sequence[str]) -> None:
    """Python keeps bytes that are no UTF-8 as lone surrogates, which can be sent and stored nowhere."""
    for word in arguments:
        shown = word.encode("utf-8", "replace").decode()
        if shown != word:
            raise UsageError(
                f"'{shown}' is not UTF-8 text.", hint="Set the terminal to UTF-8, or rename the file."
            )


def is_of_output(error: Exception) -> bool:
    """Whether standard output or error cannot be written; of another file the error would know the name."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _OUTPUT_ERRORS


def _told(error: PlannerError, arguments: Sequence[str], command: str, *, code: int | None = None) -> int:
    # Imported only here: what prints costs more to import than all that `--help` needs.
    from notion_planner.cli.output import print_error

    print_error(command, error, as_json=_wants_json(arguments, command))
    return int(error.exit_code) if code is None else code


def _wants_json(arguments: Sequence[str], command: str) -> bool:
    """Read off the words, since the error may be that they cannot be parsed."""
    told = "--format=json" in arguments or ("--format", "json") in pairwise(arguments)
    # The form of an export is its file's.
    return "--json" in arguments or (told and command != "export")
