"""Checks, after the whole suite, every different request that it sent, and fails the run for a wrong one.

Under pytest-xdist each worker hands what it noted to the controller, which checks it all once.
"""

import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.conformance.request_types import COMPILER, violations
from tests.workspace.conformance.sent import LEDGER, Sent, listen

_OUTCOME = pytest.StashKey[list[str]]()
_MISSING = "requests not checked against Notion's official types: run `make node`"


def pytest_configure() -> None:
    listen(LEDGER)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for given in getattr(node, "workeroutput", {}).get("requests", ()):
        LEDGER.note(Sent(*given))


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["requests"] = [astuple(sent) for sent in LEDGER.requests()]
        return
    requests = LEDGER.requests()
    # Someone who runs one file waits for no compiler.
    if not requests or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    if COMPILER is None or not COMPILER.exists():
        config.stash[_OUTCOME] = [_MISSING]
        return
    with tempfile.TemporaryDirectory() as folder:
        said = violations(requests, Path(folder))
    count = f"{len(requests)} different requests checked against Notion's official types"
    config.stash[_OUTCOME] = [f"{count}: {len(said)} violations", *said]
    if said:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for line in config.stash.get(_OUTCOME, ()):
        terminalreporter.write_line(line)
