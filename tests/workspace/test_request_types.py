"""Every request that a sync sends has the types that Notion declares."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from notion_planner.workspace import RecordedRequest, Workspace
from tests.workspace.conformance.driving import NODE_FOLDER
from tests.workspace.conformance.request_types import violations

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None
    or NODE_FOLDER is None
    or not (NODE_FOLDER / "node_modules" / ".bin" / "tsc").exists(),
    reason="no Node.js with @notionhq/client and typescript: run `make node`",
)
CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"


def test_requests_of_a_sync_have_the_official_types(
    notion_workspace: Workspace,
    notion_workspace_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
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
    count, said = violations(notion_workspace.requests, tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\nrequests checked against the official types: {count}\n")
    assert said == [], "\n".join(said)
    assert any(request.is_write for request in notion_workspace.requests)


def test_a_request_with_a_wrong_field_is_found(tmp_path: Path) -> None:
    body = {"parent": {"page_id": "x"}, "propertys": {}}
    request = RecordedRequest("POST", "/v1/pages", body, 200, 0, is_write=True)
    assert violations([request], tmp_path)[1] != []
