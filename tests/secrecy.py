"""Watches the whole suite for secrets and specification text where neither belongs, and fails the test.

Every value that becomes a ``SecretStr`` counts as a secret, and so does whatever has the form of a token. No
log record of any logger and level may hold one, nor a line of a specification; nothing that is printed may
hold a secret. What a subprocess printed is handed over with :func:`printed`.
"""

import logging
import re
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

# Shorter values are words, or numbers, that may stand anywhere.
_SHORTEST_SECRET = 12
_SHORTEST_LINE = 25
# The local workspace's own token guards nothing, and is also its name.
_NO_SECRET = "local-workspace"
_TOKEN_FORM = re.compile(r"\b(?:ntn_|xox[abeprs]-|xapp-|secret_)[A-Za-z0-9_-]{16,}")
TALKATIVE = "markdown_it"
_SEED = Path(__file__).parents[1] / "notion_planner" / "workspace" / "seeds" / "demo.yaml"


def _lines_of(value: Any) -> set[str]:
    """Long lines of the Markdown in the demonstration workspace: what a specification says."""
    if isinstance(value, dict):
        return set().union(*(_lines_of(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(_lines_of(part) for part in value))
    lines = str(value).split("\n") if isinstance(value, str) and "\n" in value else []
    return {text for line in lines if len(text := line.strip("-# ")) >= _SHORTEST_LINE}


class Secrecy(logging.Handler):
    """What must not be told, and where it was told since the last test."""

    def __init__(self, spec_lines: Iterable[str]) -> None:
        super().__init__(logging.NOTSET)
        self._secrets: set[str] = set()
        self._spec_lines = tuple(spec_lines)
        self._found: list[str] = []

    def guard(self, secret: str) -> None:
        if len(secret) >= _SHORTEST_SECRET and secret != _NO_SECRET:
            self._secrets.add(secret)

    def emit(self, record: logging.LogRecord) -> None:
        where = f"a log record of {record.name} at level {record.levelname}"
        text = self.format(record)
        self.check(text, where)
        if any(line in text for line in self._spec_lines):
            self._found.append(f"{where} holds a line of a specification")

    def check(self, text: str, where: str) -> None:
        if any(secret in text for secret in self._secrets):
            self._found.append(f"{where} holds a secret")
        elif _TOKEN_FORM.search(text):
            self._found.append(f"{where} holds what has the form of a token")

    def found(self) -> list[str]:
        """Each place once; the next test starts anew."""
        found, self._found = list(dict.fromkeys(self._found)), []
        return found


SPEC_LINES = _lines_of(yaml.safe_load(_SEED.read_text(encoding="utf-8")))
_SECRECY = Secrecy(SPEC_LINES)


class _GuardedCapture(pytest.CaptureFixture[str]):
    """What a test reads of the output is looked at too: it appears in no report."""

    def readouterr(self) -> Any:
        captured = super().readouterr()
        printed(f"{captured.out}\n{captured.err}")
        return captured


def guard(secret: str) -> None:
    """Counts as a secret from now on, though this process makes no ``SecretStr`` of it."""
    _SECRECY.guard(secret)


def found() -> list[str]:
    return _SECRECY.found()


def printed(text: str, where: str = "the output") -> None:
    _SECRECY.check(text, where)


def pytest_sessionstart(session: pytest.Session) -> None:
    # Not by the setting ``log_level``, which would hide from here what is below it, and set the root logger's
    # level twelve times a test.
    logs = session.config.pluginmanager.get_plugin("logging-plugin")
    for handler in (logs.caplog_handler, logs.report_handler, logs.log_file_handler, logs.log_cli_handler):
        handler.setLevel(logging.WARNING)
    logging.getLogger().setLevel(1)
    logging.getLogger().addHandler(_SECRECY)
    # It says which rule looks at which line, a hundred times a page; test_secrecy.py looks at one page.
    logging.getLogger(TALKATIVE).setLevel(logging.INFO)
    create = SecretStr.__init__

    def noticed(self: SecretStr, secret_value: str) -> None:
        _SECRECY.guard(secret_value)
        create(self, secret_value)

    SecretStr.__init__ = noticed  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    made = yield
    if isinstance(made, pytest.CaptureFixture):
        made.__class__ = _GuardedCapture
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "teardown":
        for name, text in report.sections:
            printed(text, f"what {name.lower()} shows")
        found = _SECRECY.found()
        if found and report.passed:
            report.outcome = "failed"
            report.longrepr = "\n".join(found)
    return report
