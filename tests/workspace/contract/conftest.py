"""The backends that one contract holds for: in process, over HTTP, and the real API where it is given.

For the real API: NOTION_LIVE_TOKEN, NOTION_LIVE_PAGE (the id of a scratch page the connection may use) and
``-m live --force-enable-socket --allow-hosts=``; what the tests make stays below that page.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from notion_planner.workspace import Workspace
from tests.running import running
from tests.workspace.conftest import text
from tests.workspace.recorded_shapes import differences_from_recordings

LIVE_TOKEN, LIVE_PAGE = os.environ.get("NOTION_LIVE_TOKEN"), os.environ.get("NOTION_LIVE_PAGE")
NOT_LIVE = pytest.mark.skipif(
    not (LIVE_TOKEN and LIVE_PAGE), reason="no NOTION_LIVE_TOKEN and NOTION_LIVE_PAGE"
)
LOCAL = ("in process", "over HTTP")


@dataclass
class Backend:
    """``page`` is the one that everything is made below."""

    client: httpx.AsyncClient
    page: str

    async def send(
        self, method: str, path: str, body: Any = None, *, version: str = "2026-03-11"
    ) -> httpx.Response:
        response = await self.client.request(method, path, json=body, headers={"Notion-Version": version})
        assert differences_from_recordings(version, response.json()) == []
        return response

    async def ok(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        response = await self.send(method, path, body)
        assert response.status_code == 200, response.text
        return response.json()

    async def made(self, **body: Any) -> dict[str, Any]:
        given = {"parent": {"page_id": self.page}, "properties": {"title": text("Contract")}}
        return await self.ok("POST", "pages", {**given, **body})

    async def source(self, **properties: Any) -> str:
        schema = {"properties": {"Name": {"title": {}}, **properties}}
        body = {"parent": {"page_id": self.page}, "initial_data_source": schema}
        return str((await self.ok("POST", "databases", body))["data_sources"][0]["id"])

    async def row(self, source: str, **values: Any) -> dict[str, Any]:
        return await self.ok("POST", "pages", {"parent": {"data_source_id": source}, "properties": values})

    async def children(self, identifier: str) -> list[dict[str, Any]]:
        return (await self.ok("GET", f"blocks/{identifier}/children"))["results"]


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    workspace = Workspace.open()
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    with running(workspace.app) as address:
        yield address


@pytest.fixture(params=[*LOCAL, pytest.param("live", marks=[pytest.mark.live, NOT_LIVE])])
async def backend(request: pytest.FixtureRequest) -> AsyncIterator[Backend]:
    token = LIVE_TOKEN if request.param == "live" else Workspace.token
    async with _client(request, str(token)) as client:
        backend = Backend(client, LIVE_PAGE or "")
        if request.param in LOCAL:
            wanted = {"query": "Engineering Plans", "filter": {"property": "object", "value": "page"}}
            backend.page = (await backend.ok("POST", "search", wanted))["results"][0]["id"]
        yield backend


def _client(request: pytest.FixtureRequest, token: str) -> httpx.AsyncClient:
    base, transport = "https://api.notion.com", None
    if request.param == "in process":
        base = "http://workspace.test"
        transport = request.getfixturevalue("workspace").transport
    elif request.param == "over HTTP":
        base = request.getfixturevalue("address")
    headers = {"Authorization": f"Bearer {token}"}
    # Reading the machine's certificates takes longer than a test, and only the real API shows one.
    verify = request.param == "live"
    base_url = f"{base}/v1/"
    return httpx.AsyncClient(
        transport=transport, base_url=base_url, headers=headers, timeout=70, verify=verify
    )
