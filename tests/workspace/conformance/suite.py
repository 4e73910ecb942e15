"""Checks, after the whole suite, every different request that it sent, and fails the run for a wrong one.

Under pytest-xdist each worker hands what it noted to the controller, which checks it all once.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.conformance import openapi
from tests.workspace.conformance.openapi_exceptions import unexpected, unneeded
from tests.workspace.conformance.request_types import COMPILER, violations
from tests.workspace.conformance.sent import LEDGER, Sent, listen

_OUTCOME = pytest.StashKey[list[str]]()
_NO_TYPES = "requests not checked against Notion's official types: run `make node`"
_NO_FILE = f"requests not checked against Notion's OpenAPI file: {openapi.MISSING}"


def pytest_configure() -> None:
    listen(LEDGER)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for given in getattr(node, "workeroutput", {}).get("requests", ()):
        LEDGER.note(Sent(*given))


@pytest.hookimpl(tryfirst=True)  # while xdist's workers end, for whose end its own hook waits
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["requests"] = [astuple(sent) for sent in LEDGER.requests()]
        return
    requests = LEDGER.requests()
    # Someone who runs a part waits for no compiler.
    if not requests or config.args_source is pytest.Config.ArgsSource.ARGS or _is_part(session):
        return
    lines, wrong = _against_types(requests)
    more, refused = _against_file(requests, is_whole=_is_whole(session))
    config.stash[_OUTCOME] = [*lines, *more]
    if wrong or refused:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _is_part(session: pytest.Session) -> bool:
    return any(session.config.getoption(name, None) for name in ("keyword", "markexpr", "lf", "deselect"))


def _is_whole(session: pytest.Session) -> bool:
    """Whether every test of the product has run to its end, so that what nobody sent is sent by nothing."""
    return session.config.rootpath == Path(__file__).parents[3] and not session.testsfailed


def _against_types(requests: Sequence[Sent]) -> tuple[list[str], bool]:
    if COMPILER is None or not COMPILER.exists():
        return [_NO_TYPES], False
    with tempfile.TemporaryDirectory() as folder:
        said = violations(requests, Path(folder))
    count = f"{len(requests)} different requests checked against Notion's official types"
    return [f"{count}: {len(said)} violations", *said], bool(said)


def _against_file(requests: Sequence[Sent], *, is_whole: bool) -> tuple[list[str], bool]:
    if openapi.FILE is None:
        return [_NO_FILE], False
    said = unexpected(requests) + (unneeded(requests) if is_whole else [])
    count = f"{len(requests)} different requests checked against Notion's OpenAPI file"
    return [f"{count}: {len(said)} beyond its listed exceptions", *said], bool(said)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for line in config.stash.get(_OUTCOME, ()):
        terminalreporter.write_line(line)
