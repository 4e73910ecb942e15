"""Every request that a sync sends has the types that Notion declares."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from notion_planner.workspace import Workspace
from tests.workspace.conformance.request_types import COMPILER, violations
from tests.workspace.conformance.sent import Ledger, Sent

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or COMPILER is None or not COMPILER.exists(),
    reason="no Node.js with @notionhq/client and typescript: run `make node`",
)
CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"


def test_requests_of_a_sync_have_the_official_types(
    notion_workspace: Workspace,
    notion_workspace_url: str,
    tmp_path: Path,
) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)
    environment = {
        "NOTION_API_BASE_URL": notion_workspace_url,
        "NOTION_API_TOKEN": notion_workspace.token,
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "notion_planner", "sync", "User Profile API Specification"]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    ledger = Ledger()
    for request in notion_workspace.requests:
        path = request.path.removeprefix("/v1/")
        ledger.note(Sent(request.method, path, body=json.dumps(request.body)))
    said = violations(ledger.requests(), tmp_path)
    assert said == [], "\n".join(said)
    assert any(request.is_write for request in notion_workspace.requests)


def test_a_request_with_a_wrong_field_is_found(tmp_path: Path) -> None:
    body = {"parent": {"page_id": "x"}, "propertys": {}}
    assert violations([Sent("POST", "pages", body=json.dumps(body))], tmp_path) != []


def test_a_request_to_an_unknown_endpoint_is_found(tmp_path: Path) -> None:
    assert violations([Sent("GET", "papers")], tmp_path) == ["no official type: GET papers"]
