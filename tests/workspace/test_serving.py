"""What serving over HTTP adds to the application."""

import socket

from notion_planner.workspace.serving import bind


def test_answers_are_not_held_back_for_an_acknowledgement() -> None:
    """asyncio turns Nagle's algorithm off for sockets whose protocol is named, and for no others."""
    with bind(0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            assert accepted.proto == socket.IPPROTO_TCP
            accepted.close()
