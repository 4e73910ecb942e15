"""Time that passes only when everybody waits: an event loop that skips to the next thing that is due."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
# Real seconds; nothing in these worlds waits for the outside, so a longer silence is a deadlock.
_LONGEST_SILENCE = 20.0


class VirtualClock:
    """``seconds`` since the world began."""

    def __init__(self, start: datetime = datetime(2025, 10, 14, 9, 0, tzinfo=UTC)) -> None:
        self._start = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds)

    def elapsed(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs the coroutine to its end in this time."""
        with asyncio.Runner(loop_factory=lambda: _VirtualLoop(self)) as runner:
            return runner.run(work)


class ShiftedClock(VirtualClock):
    """The machine's time, and what was skipped: for worlds that processes of their own reach."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


class _Skipping(selectors.DefaultSelector):
    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is not None:
            self._clock.advance(timeout)
            return []
        found = super().select(_LONGEST_SILENCE)
        if not found:
            raise RuntimeError("deadlock: every task waits and nothing is due")
        return found


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: VirtualClock) -> None:
        self._virtual = clock
        super().__init__(_Skipping(clock))

    def time(self) -> float:
        return self._virtual.seconds
