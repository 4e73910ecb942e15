"""What serving over HTTP adds to the application, and what the command that serves says and does."""

import json
import os
import queue
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import Pipe
from typing import Any

import httpx
import pytest

from notion_planner.workspace.serving import bind
from tests.jobs.forking import forked, run_command

HEAD = 6  # lines that it prints before it serves


@contextmanager
def events_taken() -> Iterator[tuple[str, queue.Queue[dict[str, Any]]]]:
    """An address on loopback that takes what is posted to it."""
    taken: queue.Queue[dict[str, Any]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """The suite's output stays clean."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])  # looks so often whether it is to end
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", taken
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Run:
    """A process that served, was asked for a user and for a new page, and was interrupted."""

    printed: dict[str, str]
    user: dict[str, Any]
    posted: list[dict[str, Any]]
    logged: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("served")
    said = folder / "said"
    with events_taken() as (hook, taken):
        options = f"--port 0 --path {folder / 'w.db'} --log --webhook {hook}".split()
        proxied = {**os.environ, "HTTP_PROXY": "http://proxy.invalid:3128", "NO_PROXY": ""}
        ours, theirs = Pipe(duplex=False)
        with theirs:
            process = forked(run_command, ["workspace", "serve", *options], proxied, said, theirs)
        with open(ours.fileno(), closefd=False) as lines:
            head = "".join(lines.readline() for _ in range(HEAD))
        printed = dict(re.findall(r"export (\w+)=(\S+)", head))
        headers = {"Authorization": f"Bearer {printed['NOTION_API_TOKEN']}", "Notion-Version": "2026-03-11"}
        posted = [taken.get(timeout=60)]
        base = f"{printed['NOTION_API_BASE_URL']}/v1/"
        with httpx.Client(base_url=base, headers=headers, timeout=60, verify=False) as client:
            user = client.get("users/me").json()
            parent = client.post("search", json={"query": "Engineering Plans"}).json()["results"][0]["id"]
            client.post("pages", json={"parent": {"page_id": parent}, "properties": {}})
        posted.append(taken.get(timeout=60))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        process.join()
        ours.close()
        return Run(printed, user, posted, said.read_text())


@pytest.mark.slow
def test_serve_prints_the_address_and_the_token_that_it_answers_to(run: Run) -> None:
    assert run.user["type"] == "bot"


@pytest.mark.slow
def test_serve_logs_what_it_answers(run: Run) -> None:
    assert " GET /v1/users/me 200\n" in run.logged


@pytest.mark.slow
def test_serve_announces_itself_to_the_webhook_and_posts_events_there_by_no_proxy(run: Run) -> None:
    handshake, event = run.posted
    assert handshake == {"verification_token": run.printed["NOTION_WEBHOOK_TOKEN"]}
    assert event["type"] == "page.created"


def test_answers_are_not_held_back_for_an_acknowledgement() -> None:
    """asyncio turns Nagle's algorithm off for sockets whose protocol is named, and for no others."""
    with bind(0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            assert accepted.proto == socket.IPPROTO_TCP
            accepted.close()
