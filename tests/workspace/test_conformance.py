"""The official clients work against a served workspace, and the documentation names every endpoint."""

import re
import shutil
from pathlib import Path

import pytest

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import routes
from tests.workspace.conformance.driving import (
    NODE_FOLDER,
    STEPS,
    drive_javascript,
    drive_python,
    official_endpoints,
)
from tests.workspace.conformance.openapi_exceptions import exceptions_table

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or NODE_FOLDER is None,
    reason="no Node.js with @notionhq/client: run `make node`",
)
DOCUMENT = Path(__file__).parents[2] / "docs" / "local-workspace.md"


def test_every_endpoint_is_driven() -> None:
    driven = {step["endpoint"].removesuffix(" (allow_async)") for step in STEPS}
    assert driven == {f"{route.method} {route.path}" for route in routes.all}


@pytest.mark.slow
def test_notion_client_works_with_every_endpoint(notion_workspace_url: str) -> None:
    outcome = drive_python(notion_workspace_url, Workspace.token)
    assert {endpoint: result for endpoint, result in outcome.items() if not result.startswith("works")} == {}


@pytest.mark.slow
@needs_node
def test_the_official_javascript_client_works_with_every_endpoint(notion_workspace_url: str) -> None:
    outcome = drive_javascript(notion_workspace_url, Workspace.token)
    assert {endpoint: result for endpoint, result in outcome.items() if result != "works"} == {}


def listed() -> dict[str, str]:
    """Each endpoint of the documentation's table, and how the official client fares with it."""
    rows = re.findall(
        r"^\| `([A-Z]+ /v1[^`]*)` \| (works|not emulated|differs[^|]*) \|",
        DOCUMENT.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return dict(rows)


def test_the_documentation_says_that_every_emulated_endpoint_works() -> None:
    working = {endpoint for endpoint, result in listed().items() if result == "works"}
    assert working == {step["endpoint"] for step in STEPS}


@needs_node
def test_the_documentation_names_every_endpoint_of_the_official_client() -> None:
    assert set(official_endpoints()) - listed().keys() == set()


def test_the_documentation_lists_the_exceptions_of_the_openapi_check() -> None:
    assert exceptions_table() in DOCUMENT.read_text(encoding="utf-8")
