"""The command line, and a workspace over HTTP as Notion itself is reached."""

import pytest

from notion_planner.workspace import Workspace


@pytest.fixture
def remote(
    notion_workspace: Workspace, notion_workspace_url: str, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """A workspace over HTTP, without a token to it."""
    monkeypatch.setenv("NOTION_API_BASE_URL", notion_workspace_url)
    return notion_workspace


@pytest.fixture
def connected(remote: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("NOTION_API_TOKEN", remote.token)
    return remote
