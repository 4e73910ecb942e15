"""What a failed exchange means: whether to wait, whether repeating is safe, and how to say it.

Sources: Notion's status codes and request limits (retry 429 and 529 for every method after Retry-After;
5xx only where repeating is safe; a 503 on a write may mean "saved") and notion-client's own errors.
"""

import email.utils
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from notion_client.errors import HTTPResponseError, RequestTimeoutError  # noqa: TID251 (the gateway's package)

from notion_planner.errors import (
    AccessError,
    DecisionNeededError,
    OutcomeUnknownError,
    PlannerError,
    RejectedError,
    UnavailableError,
)

# Never connected or never sent, so nothing can have been applied.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

# documented on the request-limits page: not to be retried, unlike the other rate limits
_BLOCKED = "public_api_request_blocked"

# "Can't edit block that is archived. …", "Can't edit page on block with an archived ancestor."; other
# messages quote what they refuse, in which the word may stand.
_IN_TRASH = re.compile(r"Can't edit [\w ]{1,60}\barchived\b")

# our own code for an answer that is none of Notion's errors, such as the page of a proxy
_WORDLESS = "http_error"


@dataclass(frozen=True)
class Failure:
    """One failed exchange. ``status`` is None where no answer came; ``sent`` whether it may have arrived."""

    status: int | None
    code: str
    message: str
    sent: bool = True
    retry_after: float | None = None
    additional: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_limit(self) -> bool:
        return self.status in (429, 529) and self.additional.get("rate_limit_reason") != _BLOCKED

    @property
    def is_conflict(self) -> bool:
        """The transaction did not commit (``conflict_error``: "Please try again")."""
        return self.status == 409 and self.code != "row_limit_exceeded"

    @property
    def is_server_fault(self) -> bool:
        return self.status is None or self.status >= 500 or self.code == "unreadable_answer"

    def may_repeat(self, *, safe: bool) -> bool:
        """Whether sending it again can do no harm; ``safe``: the request changes nothing when repeated."""
        if self.is_limit or self.is_conflict or not self.sent:
            return True
        return self.is_server_fault and safe and not self.committed_id

    @property
    def committed_id(self) -> str | None:
        committed = self.additional.get("committed_resource_id")
        return committed if isinstance(committed, str) else None

    def translate(self, what: str, *, safe: bool, host: str, path: str = "") -> PlannerError:
        """The error for the user; ``what`` says what the request to ``path`` is for ("create page 'X'")."""
        if self.code == _WORDLESS and self.status is not None and self.status < 500 and not self.is_limit:
            return UnavailableError(
                f"{host} answered {what} with HTTP {self.status}, and not in Notion's form.",
                hint="Something on the way may have: a proxy, a firewall, a sign-in page. HTTPS_PROXY and "
                "NOTION_API_BASE_URL say where requests go.",
            )
        if self.status == 401:
            return AccessError(
                f"Notion does not accept the token ({self.message.removesuffix('.')}).",
                hint="Check NOTION_API_TOKEN: it is the connection's secret, and may have been revoked.",
                lacking="token",
            )
        if self.status in (403, 404):
            return self._no_access(what, path)
        if self.is_server_fault and self.sent and not safe:
            return OutcomeUnknownError(
                f"No answer from {host} to: {what} ({self.message}).", committed_id=self.committed_id
            )
        if not self.sent:
            return UnavailableError(
                f"Notion ({host}) cannot be reached: {what} failed ({self.message}).",
                hint="Look at the network, and at HTTPS_PROXY and NOTION_API_BASE_URL where they are set; "
                "then run the same command again.",
            )
        if self.is_limit or self.is_conflict or self.is_server_fault:
            return UnavailableError(
                f"Notion ({host}) is unavailable: {what} failed ({self.message}).",
                hint="Nothing was lost; run the same command again later.",
            )
        if self.status == 400 and _IN_TRASH.match(self.message):
            return DecisionNeededError(
                f"Not possible: {what}, for it or what it stands in is in the trash.",
                hint="Restore that in Notion and run the same command again: it goes on from here.",
            )
        return RejectedError(f"Notion refused: {what} ({self.status} {self.code}: {self.message}).")

    def _no_access(self, what: str, path: str) -> AccessError:
        if self.status == 404:
            hint = "It does not exist or is not shared: open it in Notion, ••• → Connections, add yours."
            return AccessError(f"No access to {what}: {self.message}", hint=hint, lacking="sharing")
        if "block_limit" in self.additional:
            hint = (
                "Upgrade the workspace's plan (deleting blocks gives none back), then run the same command "
                "again: it goes on."
            )
            return AccessError(f"No room for {what}: {self.message}", hint=hint, lacking="blocks")
        hint = (
            "The connection lacks the capability: turn on read, update and insert content in its settings "
            "(https://www.notion.so/profile/integrations), or share the page with it."
        )
        lacking = "search" if path == "search" else "capability"  # a search asks for no page that may refuse
        return AccessError(f"No access to {what}: {self.message}", hint=hint, lacking=lacking)


class ExchangeError(Exception):
    """One failed exchange on its way to whoever repeats or reports it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def classify(error: Exception) -> Failure | None:
    """The failure behind an exception of notion-client, httpx or JSON decoding; None for any other."""
    if isinstance(error, HTTPResponseError):
        return _from_response(error)
    if isinstance(error, RequestTimeoutError):
        cause = error.__cause__ or error.__context__
        sent = not isinstance(cause, _NOT_SENT)
        return Failure(None, "timeout", "timed out", sent=sent)
    if isinstance(error, httpx.RequestError):  # also an answer whose compression is broken
        text = str(error) or type(error).__name__
        return Failure(None, "connection", text, sent=not isinstance(error, _NOT_SENT))
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return Failure(200, "unreadable_answer", "the answer is not JSON")
    return None


def _from_response(error: HTTPResponseError) -> Failure:
    try:
        body = json.loads(error.body)
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    additional = body.get("additional_data")
    return Failure(
        status=error.status,
        code=str(body.get("code") or _WORDLESS),
        message=str(body.get("message") or f"HTTP {error.status}"),
        retry_after=_retry_after(error.headers),
        additional=additional if isinstance(additional, dict) else {},
    )


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait: delta-seconds, or an HTTP date measured against the answer's own Date header."""
    value = headers.get("retry-after")
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
        now = email.utils.parsedate_to_datetime(headers["date"])
        return max(0.0, (until - now).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None
