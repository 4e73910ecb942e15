"""The request ledger: what was sent to Notion, what it cost, and how long it was waited for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ledger:
    """Counts of one run. ``seconds`` sums request times, ``waited`` the time spent held back by limits."""

    requests: int = 0
    writes: int = 0
    retries: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    seconds: float = 0.0
    waited: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)

    def sent(self, *, write: bool) -> None:
        self.requests += 1
        self.writes += write

    def answered(self, status: int, size: int, seconds: float) -> None:
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1
        self.bytes_received += size
        self.seconds += seconds

    def as_json(self) -> dict[str, int | float | dict[str, int]]:
        return {
            "total": self.requests,
            "reads": self.requests - self.writes,
            "writes": self.writes,
            "retries": self.retries,
            "bytes_sent": self.bytes_sent,
            "bytes_received": self.bytes_received,
            "seconds": round(self.seconds, 3),
            "waited_seconds": round(self.waited, 3),
            "statuses": dict(sorted(self.statuses.items())),
        }


def total(counts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sum of several runs' counts, key by key."""
    result: dict[str, Any] = {}
    for count in counts:
        for name, value in count.items():
            if isinstance(value, Mapping):
                result[name] = total((result.get(name, {}), value))
            else:
                result[name] = result.get(name, 0) + value
    return result
