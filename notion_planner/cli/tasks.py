"""``notion-planner tasks``: what is done with single tasks, named by address, number, key or title."""

from typing import Annotated

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption
from notion_planner.cli.work import SpecsOption

app = typer.Typer(name="tasks", help="Move tasks that are named.", no_args_is_help=True)


@app.command()
def move(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TASK…", help="Titles, keys, numbers (T3 or TASK-12) or URLs.", show_default=False
        ),
    ] = None,
    spec: SpecsOption = None,
    status: Annotated[str, typer.Option("--status", metavar="NAME", help="Status that they get.")] = "Done",
    text_from: Annotated[
        list[str] | None,
        typer.Option(
            "--text-from",
            metavar="VARIABLE",
            help="Also the tasks that the text in this environment variable names; may be repeated.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be moved, write nothing.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Give the named tasks a status and change nothing else of them. Cancelled tasks are left alone.

    An argument that is no task ends with exit code 4, after the others were moved; what a text names and is
    no task is only reported.

    Example: notion-planner tasks move TASK-12 TASK-15 --status "In Review"
    """
    from notion_planner.cli.moving import MoveCommand, run_move

    run_move(
        MoveCommand(
            names=tuple(names or ()),
            specs=tuple(spec or ()),
            status=status,
            variables=tuple(text_from or ()),
            dry_run=dry_run,
            config=config,
            as_json=as_json,
            quiet=quiet,
        )
    )
