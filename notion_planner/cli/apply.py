"""The command apply: writes what a plan file says, after showing it and asking."""

from pathlib import Path
from typing import Annotated

import typer

from notion_planner.cli.deciding import YesOption, confirm
from notion_planner.cli.options import ConfigOption, DetailedOption, JsonOption, QuietOption
from notion_planner.errors import ExitCode, PlanFileError


def add_to(app: typer.Typer) -> None:
    app.command("apply")(apply)


def apply(
    file: Annotated[Path, typer.Argument(help="What `plan --out` wrote.", show_default=False)],
    config: ConfigOption = None,
    yes: YesOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check and show the changes.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also when much of the plan would be overturned.")
    ] = False,
    as_json: JsonOption = False,
    detailed: DetailedOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a plan as a file says, with the edits made in it; they stay through later syncs.

    Example: notion-planner apply plan.json
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.session import open_session, wait_for
    from notion_planner.model.report import Problem, Report
    from notion_planner.preview.plan_file import parse_plan_file
    from notion_planner.use_cases.applying import prepare_file
    from notion_planner.use_cases.sync import apply as write
    from notion_planner.use_cases.sync import preview_of

    found = parse_plan_file(_text(file), str(file))
    session = open_session(config, quiet=quiet or as_json)
    said: list[Problem] = []

    async def work() -> Report:
        async with session.asking_run(force=force) as (run, pause):
            ready = await prepare_file(run, found, str(file))
            preview = preview_of(run, ready, command="apply")
            if not ready.changed or dry_run:
                return preview
            pause()
            if not (quiet or as_json):
                out.PREVIEWS["text"](preview)
                # Before the question, for they may change the answer: what has no effect, for instance.
                out.print_problems(preview.problems)
                said.extend(preview.problems)
            confirm("Apply these changes?", yes=yes)
            return (await write(run, ready)).model_copy(update={"command": "apply"})

    report = wait_for(work())
    if as_json:
        out.print_json(report.as_json())
    elif dry_run:
        out.PREVIEWS["text"](report)
    else:
        out.print_outcome(report)
    unsaid = (problem for problem in report.problems if problem not in said)
    out.print_problems(unsaid, quiet=quiet or as_json)
    if detailed and report.changed:
        raise typer.Exit(int(ExitCode.CHANGES))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise PlanFileError(f"{path} cannot be read: {reason}.", hint="Check the file's name.") from error
