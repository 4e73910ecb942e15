"""Opens the gateway onto what the connection names: Notion over HTTP, or the embedded local workspace."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pyrate_limiter import Limiter

from notion_planner.environment import Connection
from notion_planner.errors import ConfigError
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings

# The local workspace has no limit; this one is beyond its reach.
LOCAL_REQUESTS_PER_MINUTE = 100_000

if TYPE_CHECKING:
    from notion_planner.workspace import Workspace, WorkspaceOptions


def open_workspace(
    path: Path | None, *, seed: str = "demo", options: "WorkspaceOptions | None" = None
) -> "Workspace":
    """The local workspace of that file, made and seeded where there is none.

    Raises:
        ConfigError: the file or the seed cannot be used.
    """
    # Imported here because most runs talk to Notion and need no server.
    from notion_planner.workspace import Workspace
    from notion_planner.workspace.seeds import SeedError

    try:
        return Workspace.open(path, seed=seed, options=options)
    except SeedError as error:
        reason = str(error).removesuffix(".")
        raise ConfigError(f"The local workspace is not made: {reason}.", hint="Mend the seed.") from error
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).removesuffix(".")
        raise ConfigError(
            f"The local workspace {path} cannot be opened: {reason}.",
            hint="Work where you may write, or name another file with NOTION_PLANNER_WORKSPACE.",
        ) from error


@asynccontextmanager
async def open_gateway(
    connection: Connection,
    settings: NotionSettings,
    *,
    limiter: Limiter | None = None,
    on_pause: Callable[[float], None] = lambda _seconds: None,
) -> AsyncIterator[Gateway]:
    """``limiter`` is a budget of requests that several processes share; without it, each has its own.
    ``on_pause`` is told the seconds of a longer pause that Notion asks for.

    Raises:
        ConfigError: the environment's proxy or certificates cannot be used; the local workspace's file cannot
            be, or fails on the way.
    """
    if connection.kind == "notion":
        gateway = Gateway(
            token=connection.token.get_secret_value(), base_url=connection.base_url, settings=settings
        )
        gateway.pause.tell = on_pause
        if limiter is not None:
            gateway.draw_from(limiter)
        async with gateway:
            yield gateway
        return
    workspace = open_workspace(connection.workspace)
    try:
        gateway = Gateway(
            token=workspace.token,
            base_url=connection.base_url,
            settings=settings.model_copy(update={"requests_per_minute": LOCAL_REQUESTS_PER_MINUTE}),
            transport=workspace.transport,
        )
        async with gateway:
            yield gateway
    except sqlite3.Error as error:
        raise ConfigError(
            f"The local workspace {connection.workspace} cannot be used: {error}.",
            hint="Its disk is full, its file damaged, or another program holds it: mend that, and run the "
            "same command again.",
        ) from error
    finally:
        workspace.close()
