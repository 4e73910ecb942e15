"""Processes of their own that need not import or read anything first: forked from one that has.

What runs in them stands here or in a module of its own: any other would import all that a test does.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import chdir
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from notion_planner.__main__ import main
from notion_planner.jobs import workers

ROOT = Path(__file__).parents[2]
_FORKS = multiprocessing.get_context("forkserver")
_IMPORTED = [
    "tests",
    "anyio._backends._asyncio",
    "httpcore",
    "notion_planner.cli.app",
    "notion_planner.cli.output",
    "notion_planner.config",
    "notion_planner.serving.server",
    "notion_planner.serving.working",
    "tests.jobs.warm",
    "tests.jobs.worker_process",
    "tests.workspace.writer",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.h11_impl",
]


def forked(target: Callable[..., Any], *arguments: Any) -> ForkServerProcess:
    """A process that runs this."""
    _FORKS.set_forkserver_preload(_IMPORTED)
    process = _FORKS.Process(target=target, args=arguments, daemon=True)
    with chdir(ROOT):  # the first one makes the process that the others are forked from
        process.start()
    return process


def end(process: ForkServerProcess) -> None:
    process.kill()
    process.join()


def run_command(
    arguments: list[str], environment: dict[str, str], said: Path, printed: Connection | None = None
) -> None:
    """The product's command line; standard error goes to the file, standard output to ``printed``."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), sys.stderr.fileno())
    if printed is not None:
        sys.stdout = os.fdopen(printed.fileno(), "w")
    workers._POLL_SECONDS, workers._SWEEP_SECONDS = 0.02, 0.05
    _run(arguments, environment)


def run_at_terminal(arguments: list[str], environment: dict[str, str], terminal: str, printed: Path) -> None:
    """The product's command line, typed at the terminal of that path, in the folder of the file that its
    standard output goes to.
    """
    os.setsid()  # so that the terminal that it opens next is the one at which passwords are asked for
    opened = os.open(terminal, os.O_RDWR)
    for stream, file in enumerate((opened, os.open(printed, os.O_WRONLY | os.O_CREAT), opened)):
        os.dup2(file, stream)
    # Those of the process that this was forked from may have been files, in which one can go back.
    sys.stdin, sys.stderr = os.fdopen(0), os.fdopen(2, "w", buffering=1)
    os.chdir(printed.parent)
    _run(arguments, environment)


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    main()
