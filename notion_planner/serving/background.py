"""Runs the backend on an event loop in a thread of its own, so that no work holds up a door's answer.

Reading and planning a large specification keeps a loop busy for seconds, and Slack waits for three.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from notion_planner.serving.backend import Backend, Serving, open_backend


@dataclass(frozen=True)
class Background:
    """The backend and the loop that it belongs to; another one may use its store, figures and readiness."""

    backend: Backend
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    working: asyncio.Future[Any]
    work: "asyncio.Future[None] | None" = None

    @property
    def has_ended(self) -> bool:
        """Whether the work is over, be it by a bug."""
        return self.work is not None and self.work.done()

    def hurry(self) -> None:
        """Ends without grace: jobs under way go back to the queue at once."""
        with suppress(RuntimeError):  # it has ended by itself
            self.loop.call_soon_threadsafe(self.working.cancel)


@asynccontextmanager
async def in_background(serving: Serving) -> AsyncIterator[Background]:
    """The backend while the block runs, with its workers where it has any; at the end jobs get their grace.

    Raises:
        ConfigError: as :func:`notion_planner.serving.backend.open_backend`.
    """
    opened: asyncio.Future[Background] = asyncio.get_running_loop().create_future()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="backend") as executor:
        work = asyncio.wrap_future(executor.submit(asyncio.run, _work(serving, opened)))
        waiting: set[asyncio.Future[Any]] = {work, opened}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
        background = replace(await opened, work=work)
        try:
            yield background
        finally:
            if not work.done():
                background.loop.call_soon_threadsafe(background.stop.set)
            await work


async def _work(serving: Serving, opened: "asyncio.Future[Background]") -> None:
    stop = asyncio.Event()
    async with open_backend(serving) as backend:
        tasks = [backend.readiness.watch(stop)]
        if serving.workers:
            tasks.append(backend.work(stop))
        working = asyncio.gather(*tasks)
        background = Background(backend, asyncio.get_running_loop(), stop, working)
        opened.get_loop().call_soon_threadsafe(opened.set_result, background)
        with suppress(asyncio.CancelledError):  # hurried
            await working
