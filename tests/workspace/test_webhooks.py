"""Webhooks out: the handshake, what events say, and how they are signed."""

import hashlib
import hmac
import json
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from notion_planner.workspace import Workspace
from tests.workspace.conftest import Api

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_serve_announces_itself_to_the_webhook_and_posts_events_there(tmp_path: Path) -> None:
    with events_taken() as (address, taken):
        command = [
            sys.executable,
            "-m",
            "tests.workspace.serve",
            str(tmp_path / "w.db"),
            "--webhook",
            address,
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        printed = "".join(process.stdout.readline() for _ in range(6))
        token = re.search(r"export NOTION_WEBHOOK_TOKEN=(\S+)", printed)
        base = re.search(r"export NOTION_API_BASE_URL=(\S+)", printed)
        assert token
        assert base
        assert taken.get(timeout=60) == {"verification_token": token[1]}
        headers = {"Authorization": f"Bearer {Workspace.token}", "Notion-Version": "2026-03-11"}
        with httpx.Client(base_url=f"{base[1]}/v1/", headers=headers, timeout=60) as client:
            parent = client.post("search", json={"query": "Engineering Plans"}).json()["results"][0]["id"]
            client.post("pages", json={"parent": {"page_id": parent}, "properties": {}})
        event = taken.get(timeout=60)
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert event["type"] == "page.created"


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
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", taken
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.anyio
async def test_events_tell_what_was_done_to_which_page(api: Api) -> None:
    received: list[dict[str, Any]] = []

    def receive(request: httpx.Request) -> httpx.Response:
        received.append(json.loads(request.content))
        return httpx.Response(200)

    api.workspace.subscribe("https://hooks.example/notion", transport=httpx.MockTransport(receive))
    row = await api.row("Task")
    await api.ok("PATCH", f"pages/{row['id']}", {"properties": {"Story Points": {"number": 3}}})
    await api.ok("PATCH", f"blocks/{row['id']}/children", {"children": [{"divider": {}}]})
    await api.ok("PATCH", f"pages/{row['id']}", {"in_trash": True})
    await api.workspace.deliveries.finish()
    types = sorted(event["type"] for event in received)
    assert types == ["page.content_updated", "page.created", "page.deleted", "page.properties_updated"]
    changed = next(event for event in received if event["type"] == "page.properties_updated")
    assert changed["entity"] == {"id": row["id"], "type": "page"}
    assert len(changed["data"]["updated_properties"]) == 1


@pytest.mark.anyio
async def test_a_webhook_is_signed_over_its_raw_body(api: Api) -> None:
    received: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(200)

    webhook = api.workspace.subscribe("https://hooks.example/notion", transport=httpx.MockTransport(receive))
    assert await webhook.verify() == 200
    page = await api.page("Told")
    await api.workspace.deliveries.finish()
    handshake, event = received
    assert json.loads(handshake.content) == {"verification_token": webhook.token}
    expected = hmac.new(webhook.token.encode(), event.content, hashlib.sha256).hexdigest()
    assert event.headers["X-Notion-Signature"] == f"sha256={expected}"
    payload = json.loads(event.content)
    assert (payload["type"], payload["entity"]) == ("page.created", {"id": page["id"], "type": "page"})
    assert payload["authors"] == [{"id": page["created_by"]["id"], "type": "bot"}]
