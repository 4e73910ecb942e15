"""Whether what the server depends on is there: the queue, and a token that Notion takes."""

import asyncio
from collections.abc import Mapping

from notion_planner.errors import PlannerError
from notion_planner.jobs.store import JobStore
from notion_planner.notion.gateway import Gateway

# One request of a budget of 180 a minute; while something is wrong it is worth asking more often.
_WHEN_READY_SECONDS = 60.0
_WHEN_NOT_SECONDS = 5.0
_OK = "ok"


class Readiness:
    """Asks Notion in the background, for that takes its time; also learns who the connection's bot is."""

    def __init__(self, store: JobStore, notion: Gateway) -> None:
        self._store = store
        self._notion = notion
        self._states = {"queue": "not asked yet", "notion": "not asked yet"}
        self._bot: str | None = None

    @property
    def states(self) -> Mapping[str, str]:
        """Dependency → ``ok`` or what is wrong with it."""
        return dict(self._states)

    @property
    def is_ready(self) -> bool:
        return all(state == _OK for state in self._states.values())

    def bot(self) -> str | None:
        """The id that the connection's own edits carry, None while it is unknown.

        None also with a person's own token: that person's edits and ours look the same, and theirs count.
        """
        return self._bot

    async def watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.look()
            seconds = _WHEN_READY_SECONDS if self.is_ready else _WHEN_NOT_SECONDS
            try:
                await asyncio.wait_for(stop.wait(), seconds)
            except TimeoutError:
                continue

    async def look(self) -> None:
        await self.look_at_queue()
        self._states["notion"] = await self._token()

    async def look_at_queue(self) -> None:
        self._states["queue"] = await self._queue()

    async def _queue(self) -> str:
        try:
            await asyncio.to_thread(self._store.noted, "readiness")
        except PlannerError as error:
            return error.message
        return _OK

    async def _token(self) -> str:
        try:
            user = await self._notion.me()
        except PlannerError as error:
            return error.message
        self._bot = str(user.get("id")) if user.get("type") == "bot" else None
        return _OK
