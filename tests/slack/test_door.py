"""The door alone, over a queue that can break."""

import asyncio

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from notion_planner.environment import SlackDoor
from notion_planner.serving.server import SLACK_PATH
from notion_planner.settings import SlackSettings
from notion_planner.slack import SlackEndpoint, slack_app
from tests.slack.conftest import Queue
from tests.slack.fake import FakeSlack
from tests.slack.requests import SECRET, Person, signed
from tests.slack.test_commands import DECISION

DOOR = SlackDoor(signing_secret=SecretStr(SECRET))


def post(queue: Queue, body: str, settings: SlackSettings | None = None) -> httpx.Response:
    endpoint = SlackEndpoint(slack_app(DOOR, queue, settings or SlackSettings()), SecretStr(SECRET))
    app = Starlette(routes=[Route(SLACK_PATH, endpoint.answer, methods=["POST"])])

    async def main() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door") as client:
            return await client.post(SLACK_PATH, content=body, headers=signed(body))

    return asyncio.run(main())


def command(fake: FakeSlack, **changes: str) -> str:
    return str(httpx.QueryParams(Person(fake).command("X") | changes))


def click(fake: FakeSlack) -> str:
    button = {"action_id": "notion_planner.apply", "type": "button", "value": DECISION.as_value()}
    return str(httpx.QueryParams({"payload": httpx.Response(200, json=Person(fake).click(button)).text}))


def test_a_queue_that_cannot_be_reached_is_said_and_nothing_is_promised(fake_slack: FakeSlack) -> None:
    queue = Queue()
    queue.broken = True
    said = post(queue, command(fake_slack)).json()["text"]
    assert "cannot be reached" in said
    assert "Nothing was done" in said


def test_a_click_that_cannot_be_queued_fails_where_slack_shows_it(fake_slack: FakeSlack) -> None:
    queue = Queue()
    queue.broken = True
    assert post(queue, click(fake_slack)).status_code == 503
    queue.broken = False
    assert post(queue, click(fake_slack)).status_code == 200
    assert len(queue.waiting) == 1


@pytest.mark.parametrize(("name", "status"), [("/plan", 404), ("/roadmap", 200)])
def test_the_command_has_the_name_of_the_settings(fake_slack: FakeSlack, name: str, status: int) -> None:
    settings = SlackSettings(command="/roadmap")
    assert post(Queue(), command(fake_slack, command=name), settings).status_code == status


def test_no_repr_of_the_door_shows_a_secret() -> None:
    door = SlackDoor(
        signing_secret=SecretStr("canary"), bot_token=SecretStr("canary"), app_token=SecretStr("canary")
    )
    assert "canary" not in repr(door) + str(door)
