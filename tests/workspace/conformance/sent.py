"""What the suite sends to Notion, kept once for each shape."""

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx

_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
# What stands under these keys is a person's text: its words are no part of a request's shape.
_FREE = frozenset({
    "content", "markdown", "name", "new_str", "old_str", "url", "start", "end", "query", "equals",
    "contains", "starts_with", "cursor", "start_cursor", "expression", "after", "before",
})  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """``path`` starts below /v1/; ``query`` and ``body`` are JSON, for a set can hold no mapping."""

    method: str
    path: str
    query: str = "{}"
    body: str = "null"

    @property
    def shape(self) -> str:
        query, body = _shape(json.loads(self.query)), _shape(json.loads(self.body))
        return f"{self.method} {_ID.sub('ID', self.path)} {json.dumps([query, body], sort_keys=True)}"


def _shape(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _shape(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        seen = {json.dumps(shape, sort_keys=True): shape for shape in (_shape(item, key) for item in value)}
        return [seen[name] for name in sorted(seen)]
    if isinstance(value, str):
        return "" if key in _FREE else _ID.sub("ID", value)
    return type(value).__name__ if isinstance(value, int | float) else value


class Ledger:
    """The first request of every shape."""

    def __init__(self) -> None:
        self._kept: dict[str, Sent] = {}
        self._seen: set[Sent] = set()

    def note(self, sent: Sent) -> None:
        if sent not in self._seen:
            self._seen.add(sent)
            self._kept.setdefault(sent.shape, sent)

    def requests(self) -> list[Sent]:
        return [self._kept[shape] for shape in sorted(self._kept)]


# What this process has sent; one for all tests, read when they are over.
LEDGER = Ledger()


class NotingTransport(httpx.AsyncBaseTransport):
    """Notes what goes out before it is sent, whatever becomes of the answer."""

    def __init__(self, inner: httpx.AsyncBaseTransport, ledger: Ledger) -> None:
        self._inner, self._ledger = inner, ledger

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/")
        query = json.dumps(dict(request.url.params), sort_keys=True)
        body = (await request.aread()).decode() or "null"
        self._ledger.note(Sent(request.method, path, query, body))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
