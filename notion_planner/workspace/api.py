"""One request of the API from its parts to its answer, in one transaction."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from notion_planner.workspace.context import CURRENT, LEGACY, Actor, Context
from notion_planner.workspace.errors import ApiError, invalid, literal, unauthorized
from notion_planner.workspace.ids import bare
from notion_planner.workspace.options import WorkspaceOptions
from notion_planner.workspace.records import Json, text_of
from notion_planner.workspace.routes import (
    blocks,
    comments,
    data_sources,
    databases,
    markdown,
    pages,
    search,
    tasks,
    users,
    views,
)
from notion_planner.workspace.routes.registry import Call, Matched, Reply, routes
from notion_planner.workspace.rules.containers import check_containers
from notion_planner.workspace.store import Store

# Importing a resource registers its routes.
RESOURCES = (blocks, comments, data_sources, databases, markdown, pages, search, tasks, users, views)
VERSIONS = (LEGACY, CURRENT)
# Request limits: 500 KB a request.
PAYLOAD_LIMIT = 500_000
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    raw: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[Json] = ()


def matched(request: Request) -> Matched:
    return routes.match(request.method, request.path)


def is_read(request: Request) -> bool:
    """Reads are GET, search and query."""
    return request.method == "GET" or request.path == "/v1/search" or request.path.endswith("/query")


def write_target(request: Request) -> str | None:
    """What a write stands below: the parent in its body, else the id in its path."""
    if is_read(request):
        return None
    found = re.search(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", request.path)
    if found is None:
        found = re.search(
            r'"parent":\s*\{[^}]*?"(?:page|database|data_source)_id":\s*"([^"]*)"', _text(request.raw)
        )
        return bare(found[1]) if found else None
    return bare(found[0])


def _text(raw: bytes) -> str:
    return raw[:PAYLOAD_LIMIT].decode("utf-8", "replace")


def token_of(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def answer(store: Store, options: WorkspaceOptions, now: int, request: Request) -> Answer:
    """The answer and, where it is a success, its effect on the store; an error leaves none."""
    events: list[Json] = []
    try:
        found = matched(request)
        with store.transaction(write=not found.route.reads):
            reply = _run(store, options, now, (request, found), events)
    except ApiError as error:
        return error_answer(error)
    except RecursionError:  # a body nested so deep that reading, quoting or storing it ends the stack
        return error_answer(_unreadable())
    return _finished(reply, events)


def _run(
    store: Store, options: WorkspaceOptions, now: int, asked: tuple[Request, Matched], events: list[Json]
) -> Json | Reply:
    request, found = asked
    actor = _actor(store, options, token_of(request))
    version = _version(request.headers)
    body = _body(request)
    ctx = Context(store, now, actor, options, store.meta("workspace_id") or "", version, events)
    if found.route.capability:
        ctx.require(found.route.capability)
    return found.route.handler(Call(ctx, found.params, request.query, body))


def _actor(store: Store, options: WorkspaceOptions, token: str) -> Actor:
    known = store.document("token", token) if token else None
    if known is None:
        raise unauthorized()
    user = store.document("user", known["user"]) or {"name": "Bot"}
    allowed = (
        frozenset(known["capabilities"]) if known.get("capabilities") is not None else options.capabilities
    )
    return Actor(known["user"], user["name"], allowed & options.capabilities)


def _version(headers: Mapping[str, str]) -> str:
    given = headers.get("notion-version")
    if given is None:
        raise ApiError(
            400,
            "missing_version",
            "Notion-Version header failed validation: Notion-Version header should be defined, "
            "instead was `undefined`.",
        )
    if given in VERSIONS:
        return given
    allowed = " or ".join(f'`"{version}"`' for version in VERSIONS)
    raise ApiError(
        400,
        "missing_version" if not _VERSION.match(given) else "validation_error",
        f"Notion-Version header failed validation: Notion-Version header should be {allowed}, "
        f"instead was `{literal(given)}`.",
    )


def _body(request: Request) -> Json:
    if request.method in {"GET", "DELETE"} or not request.raw.strip():
        return {}
    if len(request.raw) > PAYLOAD_LIMIT:
        raise ApiError(413, "validation_error", "Payload Too Large")
    try:
        body = _without_surrogates(
            json.loads(request.raw, parse_constant=_finite, parse_float=_finite, parse_int=_integer)
        )
    except ValueError:
        raise _unreadable() from None
    if not isinstance(body, dict):
        raise invalid(f"body failed validation: body should be an object, instead was `{literal(body)}`.")
    check_containers(body)
    return body


def _unreadable() -> ApiError:
    return ApiError(400, "invalid_json", "Error parsing JSON body.")


def _finite(number: str) -> float:
    """A number that a JSON answer can hold: not NaN and not beyond what a double is."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _integer(digits: str) -> int | float:
    """Beyond 64 bits it is the double nearest to it, as every number is in JavaScript."""
    value = int(digits)
    return value if abs(value) < 2**63 else _finite(digits)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _without_surrogates(body: Any) -> Any:
    """Lone surrogates can be written in JSON but not be stored or sent as UTF-8."""
    text = text_of(body)
    if _SURROGATE.search(text):
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return body


def _finished(reply: Json | Reply, events: Sequence[Json]) -> Answer:
    status, body = (reply.status, reply.body) if isinstance(reply, Reply) else (200, reply)
    request_id = str(uuid4())
    # The list of templates is the one answer recorded without a request_id.
    shown = body if "templates" in body else {**body, "request_id": request_id}
    return Answer(status, shown, {"x-notion-request-id": request_id}, tuple(events))


def error_answer(error: ApiError, headers: Mapping[str, str] | None = None) -> Answer:
    request_id = str(uuid4())
    body: Json = {"object": "error", "status": error.status, "code": error.code, "message": error.message}
    if error.additional_data:
        body["additional_data"] = error.additional_data
    body["request_id"] = request_id
    return Answer(error.status, body, {"x-notion-request-id": request_id, **(headers or {})})


def with_lag(options: WorkspaceOptions, seconds: float) -> WorkspaceOptions:
    return replace(options, search_lag_seconds=seconds)
