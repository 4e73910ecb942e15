"""The suite's watch over secrets catches one wherever it is told."""

import logging
from pathlib import Path

import pytest

from notion_planner.extractor import extract
from tests import secrecy

pytest_plugins = ["pytester"]
LEAKS = """
import logging
import sys

import pytest
from pydantic import SecretStr

SECRET = "canary" + "-in-a-coal-mine"
log = logging.getLogger("any.library")

@pytest.fixture(autouse=True)
def secret():
    return SecretStr(SECRET)

def test_in_a_debug_record():
    log.debug("sent %s", SECRET)

def test_in_a_traceback():
    log.log(1, "x", exc_info=ValueError(SECRET))

def test_in_output_that_a_test_reads(capsys):
    print(SECRET)
    capsys.readouterr()

def test_in_output_that_nobody_reads():
    sys.stderr.write(SECRET)

def test_in_the_form_of_a_token():
    log.info("ntn" + "_1234567890abcdefghij")

def test_in_the_words_of_a_specification():
    log.info("read: NFR-1: Response time < 200ms (p95)")

def test_nowhere():
    log.info("nothing")
    print("nothing")
"""


@pytest.mark.slow
def test_whoever_tells_a_secret_or_a_specification_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(LEAKS)
    result = pytester.runpytest_subprocess(
        "-p", "tests.secrecy", "-p", "no:cacheprovider", "--show-capture=no"
    )
    assert result.parseoutcomes() == {"passed": 7, "errors": 6}
    output = result.stdout.str()
    for told in (
        "a log record of any.library at level DEBUG holds a secret",
        "a log record of any.library at level Level 1 holds a secret",
        "the output holds a secret",
        "what captured stderr call shows holds a secret",
        "a log record of any.library at level INFO holds what has the form of a token",
        "a log record of any.library at level INFO holds a line of a specification",
    ):
        assert told in output
    assert "ERROR test_whoever_tells_a_secret_or_a_specification_fails.py::test_nowhere" not in output


def test_this_suites_watch_sees_every_level() -> None:
    logging.getLogger("any.library").log(1, "read: NFR-1: Response time < 200ms (p95)")
    assert secrecy.found() == ["a log record of any.library at level Level 1 holds a line of a specification"]


def test_the_markdown_parser_logs_no_line_of_a_page(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, secrecy.TALKATIVE)
    page = [f"# {line}\n\n- {line}\n\n> {line}\n" for line in secrecy.SPEC_LINES]
    extract("\n".join(page))
    assert caplog.records
    assert secrecy.found() == []
