"""Says how far a long run is: now and then, and never more than a response_url takes."""

import asyncio
from collections.abc import Awaitable, Callable

from notion_planner.errors import UnavailableError

# A response_url takes five posts; the others say that it begins, that it has to wait, and the result.
_MOST = 2
_SECONDS_APART = 10.0


class ProgressNotes:
    """``tell`` is given each note and whether it was said before a crash is its to know."""

    def __init__(self, tell: Callable[[int, str], Awaitable[None]], *, now: Callable[[], float]) -> None:
        self._tell = tell
        self._now = now
        self._last = now()
        self._tasks: list[asyncio.Task[None]] = []
        self.any_written = False

    def __call__(self, _title: str, done: int, total: int) -> None:
        self.any_written = True
        if len(self._tasks) >= _MOST or done >= total or self._now() - self._last < _SECONDS_APART:
            return
        self._last = self._now()
        note = f"Writing: {done} of {total} pages…"
        self._tasks.append(asyncio.ensure_future(self._say(len(self._tasks), note)))

    async def _say(self, number: int, note: str) -> None:
        try:
            await self._tell(number, note)
        except UnavailableError:
            return  # the work matters, and its result is said separately

    async def end(self) -> None:
        """Waits for notes on their way, so that none comes after the result."""
        await asyncio.gather(*self._tasks)
