"""Faults between the gateway and Notion, at a request of a chosen number."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

# Longer than any pause that the product makes between two tries of one request.
_STORM_SECONDS = 95
_RETRY_AFTER = 30
_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class FaultKind(StrEnum):
    """What befalls one request. A read is applied without a trace, so for it some of these are alike."""

    KILLED_BEFORE = "killed before it is sent"
    KILLED_AFTER = "applied, then killed"
    ANSWER_LOST = "applied, connection cut"
    COMMITTED = "applied, 503 with committed_resource_id"
    BAD_GATEWAY = "502 HTML, not applied"
    BAD_GATEWAY_AFTER = "502 HTML, applied"
    CONFLICT = "409, not applied"
    STORM = "429 for a minute and a half"
    TIMEOUT = "timeout, not applied"


class Killed(BaseException):
    """The process is gone: no handler of the product may see more of it."""


@dataclass(frozen=True)
class Sent:
    """One request as it went out; ``write`` by its method and path, not by what the product says."""

    method: str
    path: str
    write: bool


@dataclass
class FaultyTransport(httpx.AsyncBaseTransport):
    """One process's way to Notion. ``plan``: number of the request, from 1 → what befalls it.

    ``latency`` draws the seconds that one way takes; ``seen`` is told of each request as it goes out.
    """

    inner: httpx.AsyncBaseTransport
    clock: Callable[[], float]
    plan: Mapping[int, FaultKind] = field(default_factory=dict)
    latency: Callable[[], float] = lambda: 0.0
    sent: list[Sent] = field(default_factory=list)
    struck: list[FaultKind] = field(default_factory=list)
    dead: bool = False
    _storm_until: float = float("-inf")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._check_alive()
        self.sent.append(Sent(request.method, request.url.path, is_write(request)))
        kind = self.plan.get(len(self.sent))
        await asyncio.sleep(self.latency())
        self._check_alive()
        if kind is not None:
            self.struck.append(kind)
        response = await self._answered(request, kind)
        await asyncio.sleep(self.latency())
        self._check_alive()
        return response

    def kill(self) -> None:
        """From here on nothing of this process reaches Notion, and no answer reaches it."""
        self.dead = True

    def _check_alive(self) -> None:
        if self.dead:
            raise Killed

    async def _answered(self, request: httpx.Request, kind: FaultKind | None) -> httpx.Response:
        if kind is FaultKind.STORM:
            self._storm_until = self.clock() + _STORM_SECONDS
        if self.clock() < self._storm_until:
            return _limited(request)
        before = self._before(request, kind)
        if before is not None:
            return before
        if kind is FaultKind.TIMEOUT:
            await asyncio.sleep(70)
            raise httpx.ReadTimeout("timed out", request=request)
        response = await self.inner.handle_async_request(request)
        return await self._after(request, response, kind)

    def _before(self, request: httpx.Request, kind: FaultKind | None) -> httpx.Response | None:
        if kind is FaultKind.KILLED_BEFORE:
            self.kill()
            raise Killed
        if kind is FaultKind.BAD_GATEWAY:
            return httpx.Response(502, html=_HTML, request=request)
        if kind is FaultKind.CONFLICT:
            return _error(request, 409, "conflict_error", "Conflict occurred while saving. Please try again.")
        return None

    async def _after(
        self, request: httpx.Request, response: httpx.Response, kind: FaultKind | None
    ) -> httpx.Response:
        match kind:
            case FaultKind.KILLED_AFTER:
                self.kill()
                raise Killed
            case FaultKind.ANSWER_LOST:
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            case FaultKind.BAD_GATEWAY_AFTER:
                return httpx.Response(502, html=_HTML, request=request)
            case FaultKind.COMMITTED:
                return await _saved(request, response)
            case _:
                return response

    async def aclose(self) -> None:
        await self.inner.aclose()


def is_write(request: httpx.Request) -> bool:
    path = request.url.path
    return not (request.method == "GET" or path.endswith(("/v1/search", "/query")))


def drawn_latency(chance: random.Random, low: float = 0.05, high: float = 0.4) -> Callable[[], float]:
    return lambda: chance.uniform(low, high)


def _limited(request: httpx.Request) -> httpx.Response:
    response = _error(request, 429, "rate_limited", "You have been rate limited. Please try again later.")
    response.headers["Retry-After"] = str(_RETRY_AFTER)
    return response


async def _saved(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    body = json.loads(await response.aread())
    committed = body.get("id") if is_write(request) and response.is_success else None
    additional = {"committed_resource_id": committed} if committed else {}
    message = "The change was saved, but the response could not be built in time."
    return _error(request, 503, "service_unavailable", message, additional)


def _error(
    request: httpx.Request,
    status: int,
    code: str,
    message: str,
    additional: Mapping[str, str] | None = None,
) -> httpx.Response:
    body = {"object": "error", "status": status, "code": code, "message": message}
    if additional:
        body = {**body, "additional_data": dict(additional)}
    return httpx.Response(status, json=body, request=request)
