"""``worker``: carries out queued jobs in a process of its own."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from prometheus_client import CollectorRegistry, start_http_server

from notion_planner.errors import ConfigError
from notion_planner.serving.backend import Serving, open_backend


async def work(
    serving: Serving, *, host: str, metrics_port: int | None, announce: Callable[[str], None]
) -> None:
    """Works until SIGINT or SIGTERM; then running jobs get their grace, which a second signal cuts short.

    Raises:
        ConfigError: the queue or the port for the figures cannot be used.
    """
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with open_backend(serving) as backend:
        with figures(backend.metrics.registry, host, metrics_port):
            announce("Carrying out queued jobs.")
            await backend.work(stop)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop, working = asyncio.get_running_loop(), asyncio.current_task()

    def stopped() -> None:
        if stop.is_set() and working is not None:
            working.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped)


class _Handler(WSGIRequestHandler):
    """Says nothing of requests, nor of who leaves before the answer."""

    def log_message(self, *_arguments: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()


@contextmanager
def figures(registry: CollectorRegistry, host: str, port: int | None) -> Iterator[None]:
    """Meanwhile Prometheus may fetch the figures there.

    Raises:
        ConfigError: the port cannot be used.
    """
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error.strerror}.", hint="Choose another --metrics-port."
        ) from error
    server.RequestHandlerClass = _Handler
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
