"""What Slack sends: slash commands and clicks, signed as Slack signs them."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from notion_planner.serving.server import SLACK_PATH
from tests.slack.fake import FakeSlack

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass
class Person:
    """Somebody in Slack: each thing that they do has a trigger id and a response_url of its own."""

    slack: FakeSlack
    user: str = "U0ANNA"
    team: str = "T0TEAM"
    channel: str = "C0PLANS"
    done: int = 0

    def command(self, text: str) -> dict[str, str]:
        self.done += 1
        return {
            "command": "/plan",
            "text": text,
            "team_id": self.team,
            "user_id": self.user,
            "channel_id": self.channel,
            "response_url": f"{self.slack.url}/commands/{self.user}{self.done}",
            "trigger_id": f"13345224609.{self.done}.{self.user}",
        }

    def click(self, button: dict[str, Any]) -> dict[str, Any]:
        self.done += 1
        return {
            "type": "block_actions",
            "team": {"id": self.team, "domain": "team"},
            "user": {"id": self.user},
            "channel": {"id": self.channel, "name": "plans"},
            "container": {"type": "message", "message_ts": "1.0", "is_ephemeral": True},
            "response_url": f"{self.slack.url}/actions/{self.user}{self.done}",
            "trigger_id": f"13345224609.{self.done}.{self.user}",
            "actions": [{**button, "block_id": "b", "action_ts": "2.0"}],
        }


def signed(body: bytes | str, *, secret: str = SECRET, at: str | None = None) -> dict[str, str]:
    """The headers that go with the body."""
    timestamp = at or str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": str(signature),
    }


def send(client: httpx.Client, form: dict[str, str]) -> httpx.Response:
    body = urlencode(form)
    return client.post(SLACK_PATH, content=body, headers=signed(body))


def press(client: httpx.Client, click: dict[str, Any]) -> httpx.Response:
    return send(client, {"payload": json.dumps(click)})
