"""What the suite sends to Notion, kept once for each shape."""

import json
import logging
import re
from dataclasses import dataclass
from typing import Any

from notion_planner.workspace import RecordedRequest

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
# The product speaks through notion-client; what tests of the workspace itself send may be wrong on purpose.
CLIENT = "ramnes/notion-sdk-py"


def sent_of(request: RecordedRequest) -> Sent:
    query = {name: values[0] if len(values) == 1 else list(values) for name, values in request.query.items()}
    path = request.path.removeprefix("/v1/")
    return Sent(request.method, path, json.dumps(query, sort_keys=True), request.raw.decode() or "null")


class Listener(logging.Handler):
    """Notes what the product sends to any workspace of this process, whoever opened it, from its log."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(logging.INFO)
        self._ledger = ledger

    def emit(self, record: logging.LogRecord) -> None:
        request = getattr(record, "recorded", None)
        if isinstance(request, RecordedRequest) and request.client.startswith(CLIENT):
            self._ledger.note(sent_of(request))


def listen(ledger: Ledger) -> None:
    logger = logging.getLogger("notion_planner.workspace")
    logger.setLevel(logging.INFO)
    logger.addHandler(Listener(ledger))
