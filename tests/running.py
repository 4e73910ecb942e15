"""Runs an ASGI application on loopback in a thread of the test's process."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn


class _Server(uvicorn.Server):
    """Stops when it is told to; uvicorn itself looks every 0.1 s, and again while it stops."""

    def __init__(self, app: Callable[..., Any]) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", access_log=False))
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        # What was just accepted is a connection only some turns of the loop later, and is left open for
        # good by asyncio when its server is closed before that.
        for server in self.servers:
            for listener in server.sockets:
                asyncio.get_running_loop().remove_reader(listener)
        for _ in range(10):
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        while self.server_state.connections or self.server_state.tasks:
            for connection in list(self.server_state.connections):
                connection.shutdown()
            await asyncio.sleep(0.001)
        await self.lifespan.shutdown()

    def stop(self) -> None:
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)


@contextmanager
def running(app: Callable[..., Any]) -> Iterator[str]:
    """Its address, while it runs; at the end it is stopped as SIGTERM would."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    # It listens before the server runs, so that the first request waits instead of being refused.
    listener.listen()
    server = _Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.stop()
        thread.join()
        listener.close()


async def hang_up(app: Callable[..., Any], path: str) -> None:
    """A POST whose client is gone before its body has come whole; raises what the server would log."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"100")],
    }
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(_: dict[str, Any]) -> None:
        pass

    await app(scope, receive, send)


def plain(base_url: str = "", *, timeout: float = 30, headers: dict[str, str] | None = None) -> httpx.Client:
    """A client for loopback: no certificates are read, which takes longer than most tests."""
    return httpx.Client(base_url=base_url, timeout=timeout, headers=headers, verify=False)


@pytest.fixture
def eager_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that look for work, and for work left lying, more often than they need to elsewhere."""
    monkeypatch.setattr("notion_planner.jobs.workers._POLL_SECONDS", 0.02)
    monkeypatch.setattr("notion_planner.jobs.workers._SWEEP_SECONDS", 0.05)
