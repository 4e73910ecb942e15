"""Processes of their own that need not import or read anything first: forked from one that has.

What runs in them stands here or in a module of its own: any other would import all that a test does.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import chdir
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from notion_planner.__main__ import main
from notion_planner.jobs import workers

ROOT = Path(__file__).parents[2]
_FORKS = multiprocessing.get_context("forkserver")
_IMPORTED = [
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


def run_command(arguments: list[str], environment: dict[str, str], said: Path) -> None:
    """The product's command line; what it says on standard error goes to the file."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), sys.stderr.fileno())
    sys.argv[1:] = arguments
    workers._SWEEP_SECONDS = 0.1
    main()
