"""The official clients work against a served workspace, and the documentation names every endpoint."""

import re
import shutil
from pathlib import Path

import pytest

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import routes
from tests.workspace.conformance.driving import NODE_FOLDER, STEPS, drive_javascript, drive_python

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]
DOCUMENT = Path(__file__).parents[2] / "docs" / "local-workspace.md"


def test_every_endpoint_is_driven() -> None:
    driven = {step["endpoint"].removesuffix(" (allow_async)") for step in STEPS}
    assert driven == {f"{route.method} {route.path}" for route in routes.all}


def test_notion_client_works_with_every_endpoint(notion_workspace_url: str) -> None:
    outcome = drive_python(notion_workspace_url, Workspace.token)
    assert {endpoint: result for endpoint, result in outcome.items() if not result.startswith("works")} == {}


@pytest.mark.skipif(
    shutil.which("node") is None or NODE_FOLDER is None,
    reason="no Node.js with @notionhq/client: run `make node`",
)
def test_the_official_javascript_client_works_with_every_endpoint(notion_workspace_url: str) -> None:
    outcome = drive_javascript(notion_workspace_url, Workspace.token)
    assert {endpoint: result for endpoint, result in outcome.items() if result != "works"} == {}


def test_the_documentation_has_a_line_for_every_endpoint() -> None:
    listed = set(
        re.findall(r"^\| `([A-Z]+ /v1[^`]*)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert listed == {step["endpoint"] for step in STEPS}
