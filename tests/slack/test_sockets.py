"""Socket Mode: requests come over a connection that we open, and are treated like those by HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from notion_planner.environment import SlackDoor
from notion_planner.serving.server import SLACK_PATH, build_app
from notion_planner.slack.replies import quiet_logger
from tests.slack.conftest import EXPORT
from tests.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.slack.requests import Person, signed
from tests.slack.test_server import client_of, serving

pytestmark = pytest.mark.usefixtures("eager_workers")


def envelope(kind: str, payload: dict[str, Any], number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "envelope_id": f"e{number}",
        "type": kind,
        "payload": payload,
        "accepts_response_payload": True,
        **more,
    }


@contextmanager
def connected(folder: Path, fake: FakeSlack, **changes: Any) -> Iterator[httpx.Client]:
    door = SlackDoor(app_token=SecretStr(APP_TOKEN), bot_token=SecretStr(BOT_TOKEN), api_base_url=fake.url)
    with client_of(build_app(serving(folder, fake, slack=door, **changes))) as client:
        assert fake.connected.wait(10)
        yield client


@pytest.mark.slow
def test_a_command_by_socket_is_acknowledged_previewed_and_applied(
    workspace: Path, fake_slack: FakeSlack
) -> None:
    person = Person(fake_slack)
    with connected(workspace, fake_slack):
        fake_slack.send_by_socket(envelope("slash_commands", person.command(EXPORT)))
        acknowledged = fake_slack.acknowledged.get(timeout=10)
        assert acknowledged["envelope_id"] == "e1"
        assert EXPORT in acknowledged["payload"]["text"]
        preview = fake_slack.said()
        fake_slack.send_by_socket(envelope("interactive", person.click(preview.button("Apply")), 2))
        assert fake_slack.acknowledged.get(timeout=10)["envelope_id"] == "e2"
        assert "Writing" in fake_slack.said().text
        assert "Implementation plan created" in fake_slack.said().text


def test_an_envelope_that_slack_sends_again_runs_once(tmp_path: Path, fake_slack: FakeSlack) -> None:
    form = Person(fake_slack).command("Nowhere")
    with connected(tmp_path, fake_slack):
        fake_slack.send_by_socket(envelope("slash_commands", form))
        fake_slack.send_by_socket(
            envelope("slash_commands", form, 2, retry_attempt=1, retry_reason="timeout")
        )
        assert {fake_slack.acknowledged.get(timeout=10)["envelope_id"] for _ in range(2)} == {"e1", "e2"}
        assert "Nowhere" in fake_slack.said().text
    assert fake_slack.posts.empty()


def test_a_connection_that_slack_closes_is_opened_again(tmp_path: Path, fake_slack: FakeSlack) -> None:
    person = Person(fake_slack)
    with connected(tmp_path, fake_slack):
        for number in range(2):
            assert fake_slack.connected.wait(30)
            fake_slack.send_by_socket(envelope("slash_commands", person.command("help"), number))
            assert "/plan status" in str(fake_slack.acknowledged.get(timeout=30)["payload"])
            fake_slack.drop_sockets()


def test_without_a_signing_secret_nothing_is_taken_by_http(tmp_path: Path, fake_slack: FakeSlack) -> None:
    with connected(tmp_path, fake_slack) as client:
        assert client.post(SLACK_PATH, content=b"x", headers=signed(b"x")).status_code == 404


def test_what_slacks_libraries_say_of_a_refused_token_is_one_line_with_a_way_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        raise ConnectionError("The server responded with:\n{'ok': False, 'error': 'invalid_auth'}")
    except ConnectionError as error:
        quiet_logger().exception(f"Failed to connect (error: {error}); Retrying...")
    assert caplog.text.count("\n") == 1
    assert "SLACK_APP_TOKEN" in caplog.text


def test_a_server_starts_and_stops_while_slack_cannot_be_reached(
    tmp_path: Path, fake_slack: FakeSlack
) -> None:
    door = SlackDoor(app_token=SecretStr("xapp-wrong"), api_base_url=fake_slack.url)
    with client_of(build_app(serving(tmp_path, fake_slack, slack=door))) as client:
        assert client.get("/healthz").is_success
