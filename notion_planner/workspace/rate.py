"""The rate window: so many requests of one token in sixty seconds, to be spent at will."""

import math
from dataclasses import dataclass, field

WINDOW_MILLIS = 60_000


@dataclass
class RateWindow:
    limit: int
    _spent: dict[str, tuple[int, int]] = field(default_factory=dict)

    def refusal(self, token: str, now: int) -> int | None:
        """Counts a request; the seconds until the window begins anew when it is one too many."""
        start, count = self._spent.get(token, (now, 0))
        if now - start >= WINDOW_MILLIS:
            start, count = now, 0
        if count >= self.limit:
            return max(1, math.ceil((start + WINDOW_MILLIS - now) / 1000))
        self._spent[token] = (start, count + 1)
        return None
