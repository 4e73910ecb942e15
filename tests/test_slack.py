"""The Slack door: a signed command is acknowledged and answered, everything else is turned away."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier

from notion_planner.backend import Serving
from notion_planner.config import starter_settings
from notion_planner.server import SLACK_PATH, build_app
from notion_planner.settings import Connection, QueuePlace, SlackDoor, WebhookOpening
from notion_planner.slack import is_reply_address
from tests.conftest import SPEC, Notion
from tests.running import running

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class FakeSlack:
    """Takes what is posted to a response_url, on loopback."""

    def __init__(self) -> None:
        self.posts: queue.Queue[dict[str, object]] = queue.Queue()
        posts = self.posts

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")
                posts.put(json.loads(body))

            def log_message(self, *arguments: object) -> None:
                """The suite's output stays clean."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.close()


@pytest.fixture
def client(slack: FakeSlack, tmp_path: Path) -> Iterator[httpx.Client]:
    """The real server on loopback, reached over HTTP."""
    door = SlackDoor(signing_secret=SecretStr(SECRET), api_base_url=slack.url)
    path = tmp_path / "workspace.db"
    connection = Connection(kind="local", base_url="http://workspace.test", workspace=path)
    serving = Serving(
        settings=starter_settings(),
        connection=connection,
        queue=QueuePlace(file=tmp_path / "jobs.db"),
        webhook=WebhookOpening(file=tmp_path / "webhook-token"),
        slack=door,
    )
    with running(build_app(serving)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def command(
    client: httpx.Client, slack: FakeSlack, text: str, *, secret: str = SECRET, age: int = 0
) -> httpx.Response:
    form = {
        "command": "/plan",
        "text": text,
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "response_url": f"{slack.url}/commands/1",
        "trigger_id": "1",
    }
    body = urlencode(form)
    timestamp = str(int(time.time()) - age)
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
    }
    return client.post(SLACK_PATH, content=body, headers=headers)


def test_a_signed_command_makes_the_plan_and_answers_with_its_link(
    client: httpx.Client, slack: FakeSlack, tmp_path: Path
) -> None:
    response = command(client, slack, SPEC)
    assert response.status_code == 200
    assert "Planning" in response.text
    answer = slack.posts.get(timeout=30)
    assert "Implementation plan created" in str(answer["text"])
    notion = Notion(path=tmp_path / "workspace.db")
    assert len(notion.tasks()) >= 22
    notion.workspace.close()


def test_the_same_command_again_changes_nothing(client: httpx.Client, slack: FakeSlack) -> None:
    command(client, slack, SPEC)
    slack.posts.get(timeout=30)
    command(client, slack, SPEC)
    assert str(slack.posts.get(timeout=30)["text"]).startswith("No changes.")


def test_a_title_that_nothing_has_is_answered_in_words(client: httpx.Client, slack: FakeSlack) -> None:
    command(client, slack, "<Zebra>")
    answer = str(slack.posts.get(timeout=30)["text"])
    assert answer.startswith(":warning: ")
    assert "&lt;Zebra&gt;" in answer


def test_an_empty_command_explains_itself(client: httpx.Client, slack: FakeSlack) -> None:
    response = command(client, slack, "  ")
    assert "Name a specification" in response.text


def test_a_forged_signature_is_turned_away(client: httpx.Client, slack: FakeSlack) -> None:
    response = command(client, slack, SPEC, secret="another")
    assert response.status_code == 401


def test_an_old_request_is_turned_away(client: httpx.Client, slack: FakeSlack) -> None:
    response = command(client, slack, SPEC, age=600)
    assert response.status_code == 401


def test_the_server_says_that_it_is_up(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://hooks.slack.com/commands/T1/1/x", True),
        ("http://hooks.slack.com/commands/T1/1/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("http://169.254.169.254/latest", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_an_answer_goes_to_slack_and_nowhere_else(address: str, allowed: bool) -> None:
    assert is_reply_address(address, SlackDoor(signing_secret=SecretStr(SECRET))) is allowed
