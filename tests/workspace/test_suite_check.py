"""After a whole run every request that the product sent is checked, and one wrong request fails the run."""

import logging
from pathlib import Path

import pytest

from notion_planner.workspace import RecordedRequest
from tests.npm import package
from tests.workspace.conformance.request_types import COMPILER
from tests.workspace.conformance.sent import CLIENT, Ledger, Listener, sent_of

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]
A_TEST = """
import asyncio
import contextlib
from notion_planner.connection import open_gateway
from notion_planner.environment import Connection
from notion_planner.errors import PlannerError
from notion_planner.settings import NotionSettings

def view(condition):
    filter_ = {"property": "Name", "title": {condition: " for Invoices"}}
    return {"data_source_id": "x", "name": "Board", "type": "list", "filter": filter_}

SENT = [
    ("POST", "search", {"page_size": 5}),
    ("POST", "search", {"page_size": "all"}),
    ("GET", "papers", None),
    ("POST", "pages", {"parent": {"page_id": "x"}, "propertys": {}}),
    ("POST", "views", view("ends_with")),
    ("POST", "views", view("finishes")),
]

def test_something(tmp_path):
    "Opens a workspace of its own, as the command line and the Slack door do, and asserts nothing."
    async def send():
        local = Connection(kind="local", base_url="http://workspace.test", workspace=tmp_path / "w.db")
        async with open_gateway(local, NotionSettings()) as notion:
            for method, path, payload in SENT:
                with contextlib.suppress(PlannerError):
                    await notion.request(method, path, payload=payload, what=path)
    asyncio.run(send())
"""


@pytest.mark.slow
@pytest.mark.skipif(
    COMPILER is None or not COMPILER.exists(), reason="no @notionhq/client and typescript: run `make node`"
)
def test_a_run_that_sends_wrong_requests_names_each_and_fails_though_its_tests_pass(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package("@notionhq/client")
    assert folder is not None
    monkeypatch.setenv("NOTION_NODE_MODULES", str(folder.parents[2]))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(A_TEST)
    result = pytester.runpytest_subprocess(
        "-p", "tests.workspace.conformance.suite", "-p", "no:cacheprovider"
    )
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines_random(
        [
            "6 different requests checked*: 4 violations",
            "SearchParameters = *all*",
            "no official type: GET papers",
            "CreatePageParameters = *propertys*",
            "CreateViewParameters = *finishes*",
        ]
    )


def test_only_what_the_product_sends_is_noted() -> None:
    ledger = Ledger()
    listener = Listener(ledger)
    for client in (f"{CLIENT}@3.1.0", "python-httpx/0.28"):
        listener.handle(log_record(client))
    assert ledger.requests() == [sent_of(recorded(f"{CLIENT}@3.1.0"))]


def recorded(client: str) -> RecordedRequest:
    return RecordedRequest("GET", "/v1/users", b"", 200, 10, False, {"page_size": ["5"]}, client)


def log_record(client: str) -> logging.LogRecord:
    return logging.makeLogRecord({"levelno": logging.INFO, "recorded": recorded(client)})
