"""Serves a workspace over HTTP on this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from notion_planner.workspace.workspace import Workspace


def bind(port: int) -> socket.socket:
    """A listening socket on the loopback interface; port 0 takes a free one."""
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        # It listens before the server runs, so that the first request waits instead of being refused.
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def server(workspace: "Workspace") -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(workspace.app, log_level="warning", lifespan="off", access_log=False)
    )


def run(workspace: "Workspace", listener: socket.socket) -> None:
    server(workspace).run(sockets=[listener])


@contextmanager
def served(workspace: "Workspace") -> Iterator[str]:
    """The address at which a thread of this process serves the workspace meanwhile."""
    listener = bind(0)
    running = server(workspace)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()
