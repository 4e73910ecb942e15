"""Processes of their own that need not import anything first: forked from one that has."""

import multiprocessing
from collections.abc import Callable
from contextlib import chdir
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_FORKS = multiprocessing.get_context("forkserver")
_IMPORTED = ["notion_planner.server", "notion_planner.working", "tests.jobs.worker_process"]


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
