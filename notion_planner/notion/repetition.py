"""How often, and after how long, a request is sent again that failed."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from notion_planner.notion.failure import ExchangeError, Failure
from notion_planner.notion.pause import Pause

# A limit is a promise to serve later, so it is waited out; this only ends a server that never relents.
_LIMIT_ATTEMPTS = 12
_LONGEST_BACKOFF = 30.0

Json = dict[str, Any]


class Repetition:
    """``attempts`` are those of a request that meets no limit; ``wait`` is given seconds."""

    def __init__(self, *, attempts: int, pause: Pause, wait: Callable[[float], Awaitable[None]]) -> None:
        self._attempts, self._pause, self._wait = attempts, pause, wait

    async def after(self, first: ExchangeError, send: Callable[[], Awaitable[Json]], *, safe: bool) -> Json:
        """The answer to a request whose first attempt has failed.

        Nothing of this is made for a request that succeeds, as nearly all do: tenacity's objects hold each
        other and are left to Python's cyclic collector.

        Raises:
            ExchangeError: the last attempt's.
        """

        def may_repeat(error: BaseException) -> bool:
            return isinstance(error, ExchangeError) and error.failure.may_repeat(safe=safe)

        failed = iter((first,))

        async def attempt() -> Json:
            for error in failed:
                raise error
            return await send()

        retrying = AsyncRetrying(
            retry=retry_if_exception(may_repeat),
            wait=self._seconds,
            stop=self._is_last,
            sleep=self._wait,
            reraise=True,
        )
        answer: Json = await retrying(attempt)
        return answer

    def _seconds(self, state: RetryCallState) -> float:
        failure = _failure_of(state)
        if failure.is_limit and failure.retry_after is not None:
            self._pause.extend(failure.retry_after)
            return 0.0  # what is sent again waits for its turn
        base = min(_LONGEST_BACKOFF, 0.5 * 2 ** (state.attempt_number - 1))
        return float(base * random.uniform(0.5, 1.5))  # noqa: S311 (jitter, not a secret)

    def _is_last(self, state: RetryCallState) -> bool:
        limit = _LIMIT_ATTEMPTS if _failure_of(state).is_limit else self._attempts
        return state.attempt_number >= limit


def _failure_of(state: RetryCallState) -> Failure:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, ExchangeError):
        raise TypeError(f"not a failed exchange: {error!r}")
    return error.failure
