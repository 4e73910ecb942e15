"""The workspace as an ASGI application: latency, faults and the rate window around the API."""

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from notion_planner.workspace.api import (
    Answer,
    Request,
    answer,
    error_answer,
    is_read,
    token_of,
    with_lag,
    write_target,
)
from notion_planner.workspace.browser.site import site_routes
from notion_planner.workspace.faults import Failure, Fault, failure_of, rate_limited
from notion_planner.workspace.hosts import OwnNames
from notion_planner.workspace.records import Json, text_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from notion_planner.workspace.workspace import Workspace

_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]
# A served workspace runs for days: the ledger keeps the latest requests.
_LEDGER_LIMIT = 50_000
_logger = logging.getLogger("notion_planner.workspace")


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it was answered.

    ``raw`` is its body, ``bytes`` counts the answer's, too; ``client`` is its User-Agent.
    """

    method: str
    path: str
    raw: bytes
    status: int
    bytes: int
    is_write: bool
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    client: str = ""

    @cached_property
    def body(self) -> Json | None:
        """None where there is none, or none that is JSON."""
        try:
            found: Json | None = json.loads(self.raw) if self.raw else None
        except (ValueError, RecursionError):
            return None
        return found


class Dropped(httpx.RemoteProtocolError):
    """The connection broke off: in process it reaches the client as it is, over HTTP the socket closes."""


class DroppedResponse(Response):
    """An answer that breaks off: ``dropped`` is what its client sees."""

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:  # noqa: ARG002
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise self.dropped

    @property
    def dropped(self) -> Dropped:
        return Dropped("Server disconnected without sending a response.")


def build_app(workspace: "Workspace") -> Starlette:
    async def api(http: HttpRequest) -> Response:
        return await respond(workspace, await _parsed(http))

    answering = [Route("/v1/{path:path}", api, methods=_METHODS), Route("/v1", api, methods=_METHODS)]
    return Starlette(
        routes=[*answering, *site_routes(workspace)],
        middleware=[Middleware(OwnNames)],
        exception_handlers={ClientDisconnect: _hung_up},
    )


async def _hung_up(_: HttpRequest, __: Exception) -> Response:
    """Nobody is there to be answered; unhandled, each would be a traceback in the log."""
    return Response(status_code=400)


async def _parsed(http: HttpRequest) -> Request:
    query: dict[str, list[str]] = {}
    for name, value in http.query_params.multi_items():
        query.setdefault(name, []).append(value)
    path = http.scope.get("raw_path", b"").decode("ascii", "replace").split("?", 1)[0] or http.url.path
    return Request(http.method, path, query, http.headers, await http.body())


async def respond(workspace: "Workspace", request: Request) -> Response:
    """The answer to one request of the API: late, refused or broken where the workspace is told so."""
    fault = workspace.faults.strike(request.method, request.path)
    slow = fault if fault and fault.kind == "slow" else None
    target = write_target(request) if workspace.options.conflicts else None
    if target is not None and target in workspace.writing:
        response, status = _failed(failure_of(Fault(kind="conflict"), None))
        _record(workspace, request, status, len(bytes(response.body)))
        return response
    with _under_way(workspace, target):
        if workspace.options.latency_seconds:
            await asyncio.sleep(workspace.options.latency_seconds)
        response, status = _outcome(workspace, request, fault)
        if slow is not None:
            await asyncio.sleep(slow.seconds)
    _record(workspace, request, status, len(bytes(response.body)) if status else 0)
    return response


@contextmanager
def _under_way(workspace: "Workspace", target: str | None) -> Iterator[None]:
    if target is None:
        yield
        return
    workspace.writing.add(target)
    try:
        yield
    finally:
        workspace.writing.discard(target)


def _outcome(workspace: "Workspace", request: Request, fault: Fault | None) -> tuple[Response, int]:
    """The response, and the status to note: 0 for a connection that broke off."""
    limited = _over_rate(workspace, request)
    if limited is not None:
        return _failed(limited)
    if fault is not None and not fault.applies_write:
        return (DroppedResponse(), 0) if fault.kind == "dropped" else _failed(failure_of(fault, None))
    options = workspace.options
    if fault is not None and fault.kind == "stale_search":
        options = with_lag(options, fault.seconds)
    found = answer(workspace.store, options, workspace.now(), request)
    if found.events:
        workspace.publish(found.events)
    if fault is None or fault.kind in {"slow", "stale_search"}:
        return _json(found), found.status
    if fault.kind == "dropped":
        return DroppedResponse(), 0
    return _failed(failure_of(fault, found.body))


def _over_rate(workspace: "Workspace", request: Request) -> Failure | None:
    if workspace.rate is None:
        return None
    seconds = workspace.rate.refusal(token_of(request), workspace.now())
    return None if seconds is None else rate_limited("public_api_request_rate_limit", seconds)


def _failed(failure: Failure) -> tuple[Response, int]:
    if failure.error is None:
        return HTMLResponse(failure.html or "", failure.status), failure.status
    return _json(error_answer(failure.error, failure.headers)), failure.error.status


def _json(found: Answer) -> Response:
    content = text_of(found.body).encode()
    headers: Mapping[str, str] = found.headers
    return Response(content, found.status, headers, "application/json; charset=utf-8")


def _record(workspace: "Workspace", request: Request, status: int, size: int) -> None:
    ledger = workspace.requests
    if len(ledger) >= _LEDGER_LIMIT:
        del ledger[: _LEDGER_LIMIT // 2]
    recorded = RecordedRequest(
        request.method,
        request.path,
        request.raw,
        status,
        len(request.raw) + size,
        not is_read(request),
        request.query,
        request.headers.get("user-agent", ""),
    )
    ledger.append(recorded)
    _logger.info("%s %s %d", request.method, request.path, status, extra={"recorded": recorded})
