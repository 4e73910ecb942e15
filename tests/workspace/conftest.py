"""A workspace in memory with a clock that stands still, and a client of its API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from notion_planner.workspace import Workspace, WorkspaceOptions
from tests.workspace.recorded_shapes import differences_from_recordings


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 7, 4, 9, 12, 33, 500_000, UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Api:
    """Speaks to a workspace in process; every helper returns what the API answered."""

    workspace: Workspace
    version: str = "2026-03-11"
    token: str = Workspace.token
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Notion-Version": self.version, **self.headers}
        address = f"http://workspace/v1/{path}"
        request = httpx.Request(method, address, json=body, headers=headers, params=query or None)
        # No client, which would look for cookies, redirects and passwords, and take as long as the answer.
        response = await self.workspace.transport.handle_async_request(request)
        await response.aread()
        if response.headers["content-type"].startswith("application/json"):
            assert differences_from_recordings(self.version, response.json()) == []
        return response

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        response = await self.send(method, path, body, **query)
        assert response.status_code in (200, 202), response.text
        return response.json()

    async def error(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        response = await self.send(method, path, body, **query)
        assert response.status_code >= 400, response.text
        return response.json()

    async def find(self, title: str, kind: str = "page") -> dict[str, Any]:
        query = {"query": title, "filter": {"property": "object", "value": kind}}
        found = (await self.ok("POST", "search", query))["results"]
        return next(item for item in found if title_of(item) == title)

    def seeded(self, title: str, kind: str = "page") -> str:
        """The id of what the seed has planted under that title."""
        with self.workspace.store.transaction(write=False):
            return self.workspace.store.select("title=? and kind=?", title, kind)[0].id

    async def page(self, title: str = "Page", **body: Any) -> dict[str, Any]:
        parent = {"page_id": self.seeded("Engineering Plans")}
        given = {"parent": parent, "properties": {"title": text(title)}, **body}
        return await self.ok("POST", "pages", given)

    async def row(self, title: str = "Task", **properties: Any) -> dict[str, Any]:
        values = {"Name": {"title": text(title)}, **properties}
        parent = {"data_source_id": self.seeded("Engineering Tasks", "data_source")}
        return await self.ok("POST", "pages", {"parent": parent, "properties": values})

    async def markdown(self, page_id: str) -> str:
        return (await self.ok("GET", f"pages/{page_id}/markdown"))["markdown"]

    async def children(self, block_id: str) -> list[dict[str, Any]]:
        return (await self.ok("GET", f"blocks/{block_id}/children"))["results"]


def title_of(item: dict[str, Any]) -> str:
    if item["object"] == "data_source":
        return "".join(part["plain_text"] for part in item["title"])
    title = next(value for value in item["properties"].values() if value["type"] == "title")
    return "".join(part["plain_text"] for part in title["title"])


def text(content: str) -> list[dict[str, Any]]:
    return [{"text": {"content": content}}]


def paragraph(content: str, *children: Any) -> dict[str, Any]:
    inner: dict[str, Any] = {"rich_text": text(content)}
    if children:
        inner["children"] = list(children)
    return {"paragraph": inner}


def update(old: str, new: str, **more: Any) -> dict[str, Any]:
    edit = {"old_str": old, "new_str": new, **more}
    return {"type": "update_content", "update_content": {"content_updates": [edit]}}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo seed plants, once: a copy is made in a tenth of the time."""
    path = tmp_path_factory.mktemp("planted") / "demo.db"
    workspace = Workspace.open(clock=Clock())
    workspace.snapshot(path)
    workspace.close()
    return path


@pytest.fixture
def open_api(clock: Clock, planted: Path) -> Iterator[Callable[..., Api]]:
    opened: list[Workspace] = []

    def open_(**options: Any) -> Api:
        workspace = Workspace.open(snapshot=planted, clock=clock, options=WorkspaceOptions(**options))
        opened.append(workspace)
        return Api(workspace)

    yield open_
    for workspace in opened:
        workspace.close()


@pytest.fixture
def api(open_api: Callable[..., Api]) -> Api:
    return open_api()
