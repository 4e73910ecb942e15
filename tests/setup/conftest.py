"""The command line, and a workspace over HTTP as Notion itself is reached."""

from collections.abc import Iterator

import pytest

from notion_planner.workspace import Workspace
from tests.conftest import Notion
from tests.docs.documents import specify
from tests.running import running


@pytest.fixture
def address(notion: Notion) -> Iterator[str]:
    specify(notion)
    notion.workspace.requests.clear()
    with running(notion.workspace.app) as address:
        yield address


@pytest.fixture
def remote(notion: Notion, address: str, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace over HTTP, without a token to it."""
    monkeypatch.setenv("NOTION_API_BASE_URL", address)
    return notion.workspace


@pytest.fixture
def connected(remote: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("NOTION_API_TOKEN", remote.token)
    return remote
