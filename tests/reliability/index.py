"""Notion's index is late: a page that was just created is not in the answer of a query yet."""

import json
from collections.abc import Callable

import httpx


class LaggingIndex(httpx.AsyncBaseTransport):
    """Leaves out of queries what was created less than ``lag`` seconds ago; reading by id is never late."""

    def __init__(self, inner: httpx.AsyncBaseTransport, clock: Callable[[], float], lag: float) -> None:
        self._inner = inner
        self._clock = clock
        self._lag = lag
        self._created: dict[str, float] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if self._lag <= 0 or request.method != "POST" or not response.is_success:
            return response
        if request.url.path.endswith("/v1/pages"):
            self._created[json.loads(await response.aread())["id"]] = self._clock()
        elif request.url.path.endswith("/query"):
            return await self._without_the_newest(request, response)
        return response

    async def _without_the_newest(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        body = json.loads(await response.aread())
        horizon = self._clock() - self._lag
        body["results"] = [
            row for row in body["results"] if self._created.get(row["id"], float("-inf")) <= horizon
        ]
        return httpx.Response(response.status_code, json=body, request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()
