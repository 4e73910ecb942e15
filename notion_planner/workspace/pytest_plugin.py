"""A fixture for the tests of any project that speaks to Notion.

Add ``pytest_plugins = ["notion_planner.workspace.pytest_plugin"]`` to a conftest.py. ``notion_workspace`` is
a workspace in memory with the demo seed; ``notion_workspace_url`` serves it on this machine, for clients that
need an address.
"""

import threading
from collections.abc import Iterator

import pytest

from notion_planner.workspace.serving import bind, server
from notion_planner.workspace.workspace import Workspace


@pytest.fixture
def notion_workspace() -> Iterator[Workspace]:
    workspace = Workspace.open()
    yield workspace
    workspace.close()


@pytest.fixture
def notion_workspace_url(notion_workspace: Workspace) -> Iterator[str]:
    listener = bind(0)
    # The socket listens before the server runs, so that the first request waits instead of being refused.
    listener.listen()
    running = server(notion_workspace)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join()
