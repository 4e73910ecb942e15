"""Decides what becomes of a job that ended: done, tried again later, or given up."""

from enum import StrEnum

from notion_planner.errors import PlannerError, UnavailableError
from notion_planner.model.base import Frozen


class Ending(StrEnum):
    DONE = "done"
    AGAIN = "again"
    GIVEN_UP = "given_up"


class Verdict(Frozen):
    """``delay``: seconds until it is tried again. ``error``: what a person may read of the reason."""

    ending: Ending
    delay: float = 0
    error: str = ""


class RetryPolicy(Frozen):
    """``attempts``: starts of a job, those that a crash cut short included."""

    attempts: int
    first_delay: float
    longest_delay: float = 900

    def exhausted(self, starts: int) -> bool:
        return starts > self.attempts

    def after(self, error: BaseException | None, starts: int) -> Verdict:
        """The verdict on the latest start, which was the ``starts``-th."""
        if error is None:
            return Verdict(ending=Ending.DONE)
        said = str(error) if isinstance(error, PlannerError) else unforeseen(error)
        final = isinstance(error, PlannerError) and not isinstance(error, UnavailableError)
        if final or starts >= self.attempts:
            return Verdict(ending=Ending.GIVEN_UP, error=said)
        delay = min(self.longest_delay, self.first_delay * 4 ** (starts - 1))
        if isinstance(error, UnavailableError):
            delay = max(delay, error.wait)
        return Verdict(ending=Ending.AGAIN, delay=delay, error=said)


def unforeseen(error: BaseException) -> str:
    # Such a message may quote anything, a token or a specification included: only its class is passed on.
    return f"Unexpected {type(error).__name__}: this is a bug of notion-planner."
