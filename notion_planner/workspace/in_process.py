"""The way of a client in the same process to the workspace: its requests are answered without a server."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import httpx

from notion_planner.workspace.api import Request
from notion_planner.workspace.server import DroppedResponse, respond

if TYPE_CHECKING:
    from notion_planner.workspace.workspace import Workspace


class InProcess(httpx.AsyncBaseTransport):
    """Asks the API only; a client that wants the pages, too, takes ``httpx.ASGITransport(workspace.app)``."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raw = await request.aread()
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        # Looked up in small letters, as HTTP/2 writes them.
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers.raw
        }
        asked = Request(request.method, path, parse_qs(query, keep_blank_values=True), headers, raw)
        response = await respond(self._workspace, asked)
        if isinstance(response, DroppedResponse):
            raise response.dropped
        return httpx.Response(
            response.status_code, headers=response.raw_headers, content=bytes(response.body)
        )
