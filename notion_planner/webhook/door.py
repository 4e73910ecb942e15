"""Answers Notion's calls: checks the signature, leaves a job for each page that changed, and says 200."""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notion_planner.errors import ConfigError, UnavailableError
from notion_planner.jobs import Job, Jobs
from notion_planner.webhook.event import Event, Verification, is_signed, read_body
from notion_planner.webhook.token import TokenKeeper

PAGE_CHANGED = "page-changed"
_logger = logging.getLogger("notion_planner.webhook")


class Outcome(StrEnum):
    """What became of a call; a label of its metric."""

    ACCEPTED = "accepted"
    BUNDLED = "bundled"
    IGNORED = "ignored"
    OWN = "own"
    REFUSED = "refused"
    REPEATED = "repeated"
    UNAVAILABLE = "unavailable"
    VERIFIED = "verified"


_STATUSES = {Outcome.REFUSED: 401, Outcome.UNAVAILABLE: 503}


class WebhookDoor:
    """``own_id`` tells the connection's bot once it is known; ``window`` is how long a burst is gathered."""

    def __init__(
        self,
        jobs: Jobs,
        keeper: TokenKeeper,
        *,
        window: float,
        own_id: Callable[[], str | None],
        observe: Callable[[Outcome], None] = lambda _outcome: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._jobs = jobs
        self._keeper = keeper
        self._window = window
        self._own_id = own_id
        self._observe = observe
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        raw = await request.body()
        signature = request.headers.get("x-notion-signature", "")
        outcome = await asyncio.to_thread(self.take, raw, signature)
        self._observe(outcome)
        return PlainTextResponse(outcome, status_code=_STATUSES.get(outcome, 200))

    def take(self, raw: bytes, signature: str) -> Outcome:
        """Decides about one call, and accepts what it asks for."""
        try:
            return self._taken(raw, signature)
        except (ConfigError, UnavailableError) as error:
            # Notion calls again; a 200 would be a promise that nothing keeps.
            _logger.warning("a call of the webhook was not taken: %s", error.message)
            return Outcome.UNAVAILABLE

    def _taken(self, raw: bytes, signature: str) -> Outcome:
        token, posted = self._keeper.token(), read_body(raw)
        if isinstance(posted, Verification):
            return self._verify(posted, raw, signature)
        if token is None or not is_signed(raw, signature, token):
            return Outcome.REFUSED
        # Types that are yet to be invented are answered 200: Notion pauses a subscription that keeps failing.
        return self._note(posted) if posted else Outcome.IGNORED

    def _verify(self, posted: Verification, raw: bytes, signature: str) -> Outcome:
        if not is_signed(raw, signature, posted.verification_token):
            return Outcome.REFUSED
        expecting = self._keeper.is_expecting
        if not self._keeper.offer(posted.verification_token):
            return Outcome.REFUSED
        if expecting:
            _logger.warning("Notion's verification token has come: it is in %s", self._keeper.path)
        return Outcome.VERIFIED

    def _note(self, event: Event) -> Outcome:
        page = event.changed_page
        if page is None:
            return Outcome.IGNORED
        if event.is_work_of(self._own_id()):
            return Outcome.OWN
        return self._accept(event, page)

    def _accept(self, event: Event, page: str) -> Outcome:
        mark = f"event:{event.id}"
        if self._jobs.noted(mark):
            return Outcome.REPEATED
        number, passed = divmod(self._clock(), self._window)
        burst = self._open_burst(int(number))
        job = Job(
            key=f"{PAGE_CHANGED}:{page}:{burst}",
            kind=PAGE_CHANGED,
            lane=f"{PAGE_CHANGED}:{page}",
            payload={"page": page, "burst": burst},
        )
        # One job for all that happens to a page within a window, begun when the window is over.
        accepted = self._jobs.accept(job, delay=self._window - passed)
        # Noted after it is accepted: a crash between the two costs a repetition and no event.
        self._jobs.note(mark)
        return Outcome.ACCEPTED if accepted else Outcome.BUNDLED

    def _open_burst(self, number: int) -> str:
        """The burst, or the next one that is not looked at yet: another server's clock may be ahead."""
        while self._jobs.noted(closing(str(number))):
            number += 1
        return str(number)


def closing(burst: str) -> str:
    """The mark of a burst that is being looked at: what happens from then on belongs to a later one."""
    return f"burst-closed:{burst}"
