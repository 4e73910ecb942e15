"""The port at which a worker tells its figures."""

import socket
import socketserver
import struct
import threading

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

from notion_planner.serving.working import figures


def test_nothing_is_said_of_who_leaves_before_the_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # How often, in seconds, a server looks whether it is to end.
    monkeypatch.setattr(socketserver.BaseServer.serve_forever, "__defaults__", (0.01,))
    registry = CollectorRegistry()
    Counter("asked", "How often.", registry=registry)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with figures(registry, "127.0.0.1", port):
        leaving = socket.create_connection(("127.0.0.1", port))
        leaving.sendall(b"GET /met")
        # The first one is being read by the time that the second is answered.
        assert "asked_total 0.0" in httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
        readers = [one for one in threading.enumerate() if "process_request" in one.name]
        leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
        leaving.close()
        for reader in readers:
            reader.join()
    assert capsys.readouterr().err == ""
