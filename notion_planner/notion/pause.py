"""The pause that Notion asks for with Retry-After: held by every request, told, and not without end."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from notion_planner.errors import UnavailableError

# Seconds. A connection's budget is there again after at most 60, a workspace's later: that can be waited for.
# After more than this a person would have gone, and a runner have stopped the job.
LONGEST_PAUSE = 900.0
_WORTH_A_WORD = 5.0
_YEAR = 366 * 86_400.0


class Pause:
    """Holds every request back, not only the refused one: the budget is the connection's or the workspace's.

    ``tell`` is given the seconds that are left, once for each pause that is worth a word: set it to hear.
    """

    def __init__(
        self,
        host: str,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._host, self._clock, self._sleep = host, clock, sleep
        self.tell: Callable[[float], None] = lambda _seconds: None
        self._until = self._told = 0.0

    def extend(self, seconds: float) -> None:
        self._until = max(self._until, self._clock() + seconds)

    async def over(self) -> None:
        """Returns when requests may be sent again.

        Raises:
            UnavailableError: they may not for longer than ``LONGEST_PAUSE``.
        """
        while (left := self._until - self._clock()) > 0:
            if left > LONGEST_PAUSE:
                raise UnavailableError(
                    f"Notion ({self._host}) asks for no request in the next {lasting(left)}.",
                    hint=f"Nothing was lost; run the same command again after {time_in(left)}.",
                    wait=left,
                )
            if min(left, self._until - self._told) >= _WORTH_A_WORD:
                self._told = self._until
                self.tell(left)
            await self._sleep(left)


def told(seconds: float) -> str:
    """One line for who waits."""
    return f"Notion asks for a pause: going on in {lasting(seconds)}, at {time_in(seconds)}."


def lasting(seconds: float) -> str:
    """As precise as is of use: "40 s", "5 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(min(seconds, _YEAR) / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def time_in(seconds: float) -> str:
    """The time of day where this runs, with its zone, and the day where that is another one."""
    now = datetime.now().astimezone()
    then = (now + timedelta(seconds=min(seconds, _YEAR))).astimezone()
    return f"{then:%H:%M %Z}" if then.date() == now.date() else f"{then:%Y-%m-%d %H:%M %Z}"
