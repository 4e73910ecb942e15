"""A fixture for the tests of any project that speaks to Notion.

Add ``pytest_plugins = ["notion_planner.workspace.pytest_plugin"]`` to a conftest.py. ``notion_workspace`` is
a workspace in memory with the demo seed; ``notion_workspace_url`` serves it on this machine, for clients that
need an address.
"""

from collections.abc import Iterator

import pytest

from notion_planner.workspace.serving import served
from notion_planner.workspace.workspace import Workspace


@pytest.fixture
def notion_workspace() -> Iterator[Workspace]:
    workspace = Workspace.open()
    yield workspace
    workspace.close()


@pytest.fixture
def notion_workspace_url(notion_workspace: Workspace) -> Iterator[str]:
    with served(notion_workspace) as address:
        yield address
