"""``notion-planner init``: connects, finds or makes what is needed in Notion, writes config.yaml and .env."""

from typing import Annotated

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption


def init(
    specs: Annotated[
        str | None,
        typer.Option("--specs", metavar="PLACE", help="Page or database that holds specifications."),
    ] = None,
    plans: Annotated[
        str | None,
        typer.Option("--plans", metavar="PLACE", help="Page or database that plans are made in."),
    ] = None,
    tasks: Annotated[
        str | None,
        typer.Option("--tasks", metavar="DATABASE", help="Task database; made where none is called so."),
    ] = None,
    under: Annotated[
        str | None,
        typer.Option(
            "--under", metavar="PAGE", help="Page for a new task database.  [default: that of plans]"
        ),
    ] = None,
    plan_views: Annotated[
        bool | None,
        typer.Option(
            "--plan-views/--no-plan-views", help="Plan pages get a board and a timeline of their tasks."
        ),
    ] = None,
    token_stdin: Annotated[
        bool, typer.Option("--token-stdin", help="Read the connection's secret from standard input.")
    ] = False,
    local: Annotated[
        bool, typer.Option("--local", help="Use the local workspace, whatever token there is.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Agree to everything that is offered, and ask nothing.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show what would be written, in files and in Notion; write nothing."),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Set up: connect to Notion, choose where plans and tasks live, write config.yaml and .env.

    At a terminal it asks; with options it asks nothing. It offers to make the task database, its missing
    properties and views, and adds only what is agreed to. No file is overwritten; run it again at any time.
    PLACE is a title, a URL or an ID.

    Example: notion-planner init --plans "Engineering Plans" --tasks "Engineering Tasks" --dry-run
    """
    from notion_planner.cli.setting_up import Request, run_init

    run_init(
        Request(
            specs=specs,
            plans=plans,
            tasks=tasks,
            under=under,
            plan_views=plan_views,
            token_stdin=token_stdin,
            local=local,
            yes=yes,
            dry_run=dry_run,
            config=config,
            as_json=as_json,
            quiet=quiet or as_json,
        )
    )
