"""Faults on demand: what Notion and the network do on a bad day, at a chosen request."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from notion_planner.workspace.errors import ApiError

FaultKind = Literal[
    "rate_limited",
    "workspace_rate_limited",
    "blocked",
    "overloaded",
    "conflict",
    "internal",
    "bad_gateway",
    "unavailable",
    "saved_but_unavailable",
    "gateway_timeout",
    "dropped",
    "slow",
    "stale_search",
    "forbidden",
    "unshared",
    "revoked",
    "block_limit",
]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """When and how a request goes wrong. All given conditions must hold.

    ``requests`` are numbers counted from 1 since the fault was added, over the requests that its method and
    path match. ``path`` is a regular expression searched in the path. ``times`` is how often it strikes, None
    for always. ``after_write`` does the work first and loses only the answer; "saved_but_unavailable" always
    does. ``seconds`` is how long "slow" waits, or how late the index of "stale_search" is.
    """

    kind: FaultKind
    method: str | None = None
    path: str | None = None
    requests: tuple[int, ...] | None = None
    probability: float = 1
    times: int | None = 1
    after_write: bool = False
    retry_after: int | None = 1
    seconds: float = 30

    @property
    def applies_write(self) -> bool:
        return self.after_write or self.kind in {"saved_but_unavailable", "slow", "stale_search"}


@dataclass
class _Armed:
    fault: Fault
    seen: int = 0
    struck: int = 0

    def strikes(self, method: str, path: str, chance: random.Random) -> bool:
        fault = self.fault
        if fault.method is not None and fault.method.upper() != method:
            return False
        if fault.path is not None and not re.search(fault.path, path):
            return False
        self.seen += 1
        if fault.requests is not None and self.seen not in fault.requests:
            return False
        limit = len(fault.requests) if fault.requests is not None else fault.times
        if limit is not None and self.struck >= limit:
            return False
        if fault.probability < 1 and chance.random() >= fault.probability:
            return False
        self.struck += 1
        return True


@dataclass
class Faults:
    """The faults of one workspace; ``seed`` makes those with a probability repeatable."""

    seed: int = 0
    _armed: list[_Armed] = field(default_factory=list)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - repeatable, not secret

    def add(self, fault: Fault) -> None:
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        self._armed.clear()
        self._chance = random.Random(self.seed)  # noqa: S311 - repeatable, not secret

    def strike(self, method: str, path: str) -> Fault | None:
        """The first fault that this request meets."""
        return next((armed.fault for armed in self._armed if armed.strikes(method, path, self._chance)), None)


@dataclass(frozen=True)
class Failure:
    """An answer that replaces the real one. ``html`` is what the edge sends instead of JSON."""

    error: ApiError | None = None
    html: str | None = None
    status: int = 502
    headers: Mapping[str, str] = field(default_factory=dict)


def failure_of(fault: Fault, committed: Mapping[str, Any] | None) -> Failure:
    """The answer of a fault; ``committed`` is the answer that the write would have given."""
    if fault.kind == "bad_gateway":
        page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
        return Failure(html=page)
    if fault.kind == "saved_but_unavailable":
        return Failure(error=_saved(committed or {}))
    if fault.kind in {"rate_limited", "workspace_rate_limited", "blocked", "overloaded"}:
        return _limited(fault)
    status, code, message = _PLAIN[fault.kind]
    extra = {"block_limit": "block_creation"} if fault.kind == "block_limit" else None
    return Failure(error=ApiError(status, code, message, extra))


def rate_limited(reason: str, retry_after: int | None) -> Failure:
    additional: dict[str, Any] = {"rate_limit_reason": reason}
    headers = {}
    if retry_after is not None:
        additional["retry_after"] = str(retry_after)
        headers["Retry-After"] = str(retry_after)
    message = "You have been rate limited. Please try again in a few minutes."
    return Failure(error=ApiError(429, "rate_limited", message, additional), headers=headers)


def _limited(fault: Fault) -> Failure:
    if fault.kind == "overloaded":
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return Failure(
            error=ApiError(529, "service_overload", "Notion is overloaded. Try again later."), headers=headers
        )
    reason = {
        "rate_limited": "public_api_request_rate_limit",
        "workspace_rate_limited": "public_api_space_request_rate_limit",
        "blocked": "public_api_request_blocked",
    }[fault.kind]
    return rate_limited(reason, fault.retry_after)


def _saved(committed: Mapping[str, Any]) -> ApiError:
    additional: dict[str, Any] = {
        "from": "publicApi",
        "elapsed_ms": "55012",
        "deadline_ms": "55000",
        "retry_guidance": ["Read the object again to confirm the saved change.", "Do not repeat the write."],
    }
    if committed.get("object") == "list":
        additional["committed_child_ids"] = [item["id"] for item in committed.get("results", [])]
        parents = [item["parent"] for item in committed.get("results", [])]
        if parents:
            additional["committed_resource_id"] = parents[0].get(parents[0]["type"])
    elif committed.get("id"):
        additional["committed_resource_id"] = committed["id"]
    message = (
        "The change was saved, but the response could not be built in time. Read the object again instead of "
        "repeating the write."
    )
    return ApiError(503, "service_unavailable", message, additional)


_UNAVAILABLE = "Notion is unavailable, please try again later."
_BLOCK_LIMIT = (
    "This workspace has used all of its free blocks. Upgrade its plan in Notion to create more content. "
    "Learn more: https://www.notion.com/help/understanding-block-usage"
)
_PLAIN: dict[str, tuple[int, str, str]] = {
    "conflict": (409, "conflict_error", "Conflict occurred while saving. Please try again."),
    "internal": (500, "internal_server_error", "Unexpected error occurred."),
    "unavailable": (503, "service_unavailable", _UNAVAILABLE),
    "gateway_timeout": (504, "gateway_timeout", "Gateway Timeout"),
    "forbidden": (403, "restricted_resource", "Insufficient permissions for this endpoint."),
    "unshared": (
        404,
        "object_not_found",
        "Could not find the object. Make sure it is shared with your integration.",
    ),
    "revoked": (401, "unauthorized", "API token is invalid."),
    "block_limit": (403, "restricted_resource", _BLOCK_LIMIT),
}
