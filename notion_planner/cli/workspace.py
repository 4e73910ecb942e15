"""``notion-planner workspace``: serves, resets, fills and copies a local workspace."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from socket import socket

    from notion_planner.workspace import Workspace

app = typer.Typer(
    name="workspace", help="A local Notion: the API and a browser view over one file.", no_args_is_help=True
)


def _usual_path() -> Path:
    """The file that the other commands use from here."""
    from notion_planner.config import DEFAULT_CONFIG, LOCAL_WORKSPACE, local_connection, read_environment

    return local_connection(read_environment(DEFAULT_CONFIG), DEFAULT_CONFIG).workspace or LOCAL_WORKSPACE


PathOption = Annotated[
    Path,
    typer.Option(
        "--path",
        default_factory=_usual_path,
        show_default=False,
        help="File that holds the workspace.  "
        "[default: NOTION_PLANNER_WORKSPACE, else .notion-planner/workspace.db]",
    ),
]
SeedOption = Annotated[str, typer.Option("--seed", help="demo, empty, or a YAML file.")]


@contextmanager
def _opened(path: Path, failure: str) -> "Iterator[Workspace]":
    """
    Raises:
        ConfigError: the workspace cannot be opened.
        UsageError: what is done with it fails for the sake of a file; ``failure`` begins the message.
    """
    import sqlite3

    from notion_planner.connection import open_workspace
    from notion_planner.errors import UsageError
    from notion_planner.workspace.seeds import SeedError

    with closing(open_workspace(path)) as workspace:
        try:
            yield workspace
        except (SeedError, UnicodeDecodeError, OSError, sqlite3.Error) as error:
            raise UsageError(f"{failure}: {str(error).removesuffix('.')}.") from error


def _print_requests() -> None:
    logger = logging.getLogger("notion_planner.workspace")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def _announce(workspace: "Workspace", address: str) -> None:
    """Posts the handshake, as Notion does when a subscription is made, and prints what signs the events."""
    import asyncio

    subscription = workspace.subscribe(address)
    status = asyncio.run(subscription.verify())
    typer.echo(f"export NOTION_WEBHOOK_TOKEN={subscription.token}")
    said = f"answered {status}" if status else "did not answer"
    typer.echo(f"Events go to {address}, which {said} to the handshake.")


def _listening(port: int) -> "socket":
    """
    Raises:
        UsageError: another program listens there.
    """
    from notion_planner.errors import UsageError
    from notion_planner.workspace.serving import bind

    try:
        return bind(port)
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror}.",
            hint="Name another with --port; 0 takes a free one.",
        ) from error


@app.command()
def serve(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    path: PathOption,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one and prints it.")
    ] = 8127,
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="Of a new workspace: demo, empty, or a YAML file.  [default: demo]"),
    ] = None,
    latency: Annotated[
        float, typer.Option(metavar="SECONDS", help="Seconds that every answer takes longer.")
    ] = 0,
    rate: Annotated[int, typer.Option(help="Requests a minute as Notion allows them; 0 is no limit.")] = 0,
    search_lag: Annotated[
        float, typer.Option(metavar="SECONDS", help="Seconds before search finds what is new.")
    ] = 0,
    log: Annotated[bool, typer.Option("--log", help="Print each request of the API and its status.")] = False,
    webhook: Annotated[str, typer.Option(help="Address that signed webhook events are posted to.")] = "",
) -> None:
    """Serve the workspace until interrupted: the API under /v1, pages to look at under /.

    Example: notion-planner workspace serve --port 8127
    """
    from notion_planner.connection import open_workspace
    from notion_planner.errors import UsageError
    from notion_planner.workspace import WorkspaceOptions
    from notion_planner.workspace.serving import run

    options = WorkspaceOptions(
        latency_seconds=latency, requests_per_minute=rate or None, search_lag_seconds=search_lag
    )
    if log:
        _print_requests()
    if seed is not None and path.exists():
        raise UsageError(
            f"{path} is there already, and a seed is planted in a new workspace only.",
            hint=f"Leave out --seed, or start over with `notion-planner workspace reset --seed {seed}`.",
        )
    listener = _listening(port)
    workspace = open_workspace(path, seed=seed or "demo", options=options)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    typer.echo(f"Local workspace {path} on {address} (look at it there; the API is below /v1)\n")
    typer.echo(f"export NOTION_API_BASE_URL={address}")
    typer.echo(f"export NOTION_API_TOKEN={workspace.token}")
    if webhook:
        _announce(workspace, webhook)
    try:
        run(workspace, listener)
    finally:
        workspace.close()


@app.command()
def reset(path: PathOption, seed: SeedOption = "demo") -> None:
    """Empty the workspace and plant a seed in it.

    Example: notion-planner workspace reset --seed demo
    """
    with _opened(path, "Nothing was reset") as workspace:
        workspace.reset(seed)
    typer.echo(f"{path} now holds the seed {seed}.")


@app.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Folder of Markdown, CSV and YAML files.")],
    path: PathOption,
) -> None:
    """Take in a folder: Markdown files become pages, CSV and YAML files databases.

    Example: notion-planner workspace import docs/specs
    """
    from notion_planner.workspace.exchange import import_folder

    with (
        _opened(path, "Nothing was imported") as workspace,
        workspace.store.transaction(write=True),
    ):
        count = import_folder(workspace.person(), folder)
    typer.echo(f"{count} files of {folder} are in {path} now.")


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Folder to write to.")], path: PathOption) -> None:
    """Write every page as Markdown and every database as CSV.

    Example: notion-planner workspace export notion-backup
    """
    from notion_planner.workspace.exchange import export_folder

    with (
        _opened(path, "The export stopped") as workspace,
        workspace.store.transaction(write=False),
    ):
        count = export_folder(workspace.person(), folder)
    typer.echo(f"{count} files are in {folder} now.")


@app.command()
def snapshot(target: Annotated[Path, typer.Argument(help="File to copy to.")], path: PathOption) -> None:
    """Copy the whole workspace to a file, also while it is in use.

    Example: notion-planner workspace snapshot before.db
    """
    with _opened(path, "Nothing was copied") as workspace:
        workspace.snapshot(target)
    typer.echo(f"{target} holds {path} as it is now.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="File that a snapshot made.", exists=True)],
    path: PathOption,
) -> None:
    """Put the workspace back to a snapshot; what is newer is gone.

    Example: notion-planner workspace restore before.db
    """
    with _opened(path, "Nothing was restored") as workspace:
        workspace.restore(source)
    typer.echo(f"{path} is as it was in {source}.")
