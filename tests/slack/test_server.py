"""The running server over real HTTP: what Slack signed is acknowledged and done once, nothing else is."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from notion_planner.config import starter_settings
from notion_planner.environment import Connection, QueuePlace, SlackDoor, WebhookOpening
from notion_planner.serving.backend import Serving
from notion_planner.serving.server import SLACK_PATH, build_app
from notion_planner.settings import JobsSettings
from tests.conftest import Notion
from tests.running import plain, running
from tests.slack.conftest import EXPORT, faked_slack
from tests.slack.fake import BOT_TOKEN, FakeSlack
from tests.slack.requests import SECRET, Person, press, send, signed

pytestmark = pytest.mark.usefixtures("eager_workers")

SLACKS_PATIENCE = 3.0  # docs.slack.dev/interactivity/implementing-slash-commands


class Gate:
    """A Notion whose answers are held back until the gate is opened."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self.reached = threading.Event()
        self.opened = threading.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not self.opened.is_set():
            self.reached.set()
            await asyncio.to_thread(self.opened.wait, 60)
        await self._app(scope, receive, send)


def serving(folder: Path, fake: FakeSlack, **changes: Any) -> Serving:
    settings = starter_settings()
    settings = settings.model_copy(
        update={
            "jobs": JobsSettings(retry_seconds=0.05, lease_seconds=5, grace_seconds=5),
            "slack": settings.slack.model_copy(update={"audit": folder / "audit.jsonl"}),
        }
    )
    usual: dict[str, Any] = {
        "settings": settings,
        "connection": Connection(
            kind="local", base_url="http://workspace.test", workspace=folder / "workspace.db"
        ),
        "queue": QueuePlace(file=folder / "jobs.db"),
        "webhook": WebhookOpening(file=folder / "webhook-token"),
        "slack": SlackDoor(
            signing_secret=SecretStr(SECRET), bot_token=SecretStr(BOT_TOKEN), api_base_url=fake.url
        ),
    }
    return Serving(**{**usual, **changes})


@contextmanager
def client_of(app: Starlette) -> Iterator[httpx.Client]:
    with running(app) as address, plain(address, timeout=SLACKS_PATIENCE) as client:
        yield client


@pytest.fixture
def person(fake_slack: FakeSlack) -> Person:
    return Person(fake_slack)


class Door:
    """A server without workers, and somebody in Slack whose requests all differ."""

    def __init__(self, app: Starlette, client: httpx.Client, person: Person) -> None:
        self.client = client
        self.person = person
        self._app = app

    def waiting(self) -> list[str]:
        return [record.job.key for record in self._app.state.backend.store.waiting()]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """For tests that leave nothing behind but jobs: each looks at what is waiting before and after."""
    with faked_slack() as fake:
        app = build_app(serving(tmp_path_factory.mktemp("door"), fake, workers=False))
        with client_of(app) as client:
            assert client.get("/healthz").is_success
            yield Door(app, client, Person(fake))


@pytest.mark.slow
def test_from_the_command_by_preview_and_apply_to_the_plan_and_its_links(
    workspace: Path, fake_slack: FakeSlack, person: Person
) -> None:
    with client_of(build_app(serving(workspace, fake_slack))) as client:
        response = send(client, person.command(EXPORT))
        assert (response.status_code, response.json()["text"]) == (200, f"Looking at “{EXPORT}”…")
        preview = fake_slack.said()
        assert press(client, person.click(preview.button("Apply"))).status_code == 200
        begun, result = fake_slack.said(), fake_slack.said()
    assert "Writing" in begun.text
    notion = Notion(path=workspace / "workspace.db")
    plan = notion.find("Implementation: Export")
    assert plan.replace("-", "") in result.text
    assert all(task.url in result.text for task in notion.tasks())
    notion.workspace.close()


@pytest.mark.slow
def test_a_command_is_acknowledged_while_a_sync_is_held_up(
    tmp_path: Path, fake_slack: FakeSlack, person: Person, notion: Notion
) -> None:
    gate = Gate(notion.workspace.app)
    with running(gate) as address:
        token = SecretStr(notion.workspace.token)
        connection = Connection(kind="notion", base_url=address, token=token)
        with client_of(build_app(serving(tmp_path, fake_slack, connection=connection))) as client:
            send(client, person.command(EXPORT))
            assert gate.reached.wait(30)
            for _ in range(3):
                assert send(client, person.command(EXPORT)).status_code == 200
            assert fake_slack.posts.empty()
            gate.opened.set()
            for _ in range(4):
                assert fake_slack.said().buttons


def test_a_command_is_acknowledged_while_a_large_specification_keeps_the_workers_busy(
    tmp_path: Path, fake_slack: FakeSlack, person: Person
) -> None:
    app = build_app(serving(tmp_path, fake_slack))
    done = threading.Event()
    with client_of(app) as client:
        assert client.get("/healthz").is_success
        app.state.background.loop.call_soon_threadsafe(done.wait, 60)
        assert send(client, person.command("Nowhere")).status_code == 200
        assert client.get("/healthz").is_success
        done.set()
        assert "Nowhere" in fake_slack.said().text


@pytest.mark.slow
def test_neither_secrets_nor_words_of_a_specification_are_logged_or_printed(
    tmp_path: Path,
    fake_slack: FakeSlack,
    person: Person,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    notion = Notion(path=tmp_path / "workspace.db")
    page = notion.add_page("Canary Title", "Engineering Specs", "## Requirements\n- FR-1: Canary text\n")
    notion.workspace.close()
    caplog.set_level(logging.DEBUG)
    with client_of(build_app(serving(tmp_path, fake_slack))) as client:
        send(client, person.command(page))
        preview = fake_slack.said()
        press(client, person.click(preview.button("Apply")))
        fake_slack.said(), fake_slack.said()
        form = urlencode(person.command("Canary Title"))
        client.post(SLACK_PATH, content=form, headers=signed(form, secret="another"))
        send(client, {"command": "/other", "text": "Canary Title"})
    printed = "".join(capfd.readouterr()) + caplog.text
    assert '"event":"applied"' in printed
    for secret in (SECRET, BOT_TOKEN, "Canary", "/commands/", "/actions/"):
        assert secret not in printed


def _forged(form: str) -> dict[str, dict[str, str]]:
    right = signed(form)
    return {
        "another secret": signed(form, secret="another"),
        "another body": signed(form + "&x=1"),
        "old": signed(form, at="1760432400"),
        "of the future": signed(form, at="9999999999"),
        "no signature": {k: v for k, v in right.items() if k != "X-Slack-Signature"},
        "no timestamp": {k: v for k, v in right.items() if k != "X-Slack-Request-Timestamp"},
        "no number": {**right, "X-Slack-Request-Timestamp": "soon"},
        "a number in other digits": {
            **right,
            "X-Slack-Request-Timestamp": "１７６０４３２４００".encode().decode("latin-1"),
        },
        "a signature of other letters": {**right, "X-Slack-Signature": "v0=é"},
        "an empty signature": {**right, "X-Slack-Signature": ""},
        "another version": {**right, "X-Slack-Signature": right["X-Slack-Signature"].replace("v0", "v1")},
    }


def test_what_slack_did_not_just_sign_gets_401_and_is_not_queued(door: Door) -> None:
    before = door.waiting()
    form = urlencode(door.person.command(EXPORT))
    for name, headers in _forged(form).items():
        raw = {key: value.encode("latin-1") for key, value in headers.items()}
        assert door.client.post(SLACK_PATH, content=form, headers=raw).status_code == 401, name
    for body in (b"ssl_check=1&token=x", b"", b"\xff\xfe", b'{"type": "url_verification"}'):
        assert door.client.post(SLACK_PATH, content=body).status_code == 401
    assert door.waiting() == before


def test_a_request_that_is_replayed_gets_401_and_is_queued_once(door: Door) -> None:
    before = door.waiting()
    form = urlencode(door.person.command(EXPORT))
    headers = signed(form)
    statuses = [door.client.post(SLACK_PATH, content=form, headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 401, 401]
    assert len(door.waiting()) == len(before) + 1


def test_a_replay_after_a_restart_is_not_queued_again(
    tmp_path: Path, fake_slack: FakeSlack, person: Person
) -> None:
    form = urlencode(person.command(EXPORT))
    headers = signed(form)
    for _ in range(2):
        app = build_app(serving(tmp_path, fake_slack, workers=False))
        with client_of(app) as client:
            client.post(SLACK_PATH, content=form, headers=headers)
            assert len(app.state.backend.store.waiting()) == 1


@pytest.mark.slow
def test_of_200_commands_each_is_acknowledged_and_done_once_though_slack_retries_some(
    tmp_path: Path, fake_slack: FakeSlack, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As seldom as elsewhere: looking through all that waits would be most of the work.
    monkeypatch.setattr("notion_planner.jobs.workers._SWEEP_SECONDS", 1.0)
    # An address without an id is answered without asking Notion.
    commands = [person.command(f"https://app.notion.com/nowhere-{number}") for number in range(200)]
    retries = [_retried(form) for form in commands[::8]]
    with client_of(build_app(serving(tmp_path, fake_slack))) as client:
        for burst in ([(form, {}) for form in commands], retries):
            assert asyncio.run(_sent_together(str(client.base_url), burst)) == Counter({200: len(burst)})
        answers = Counter(fake_slack.said().to for _ in range(200))
    assert answers == Counter(form["response_url"].removeprefix(fake_slack.url) for form in commands)
    assert fake_slack.posts.empty()


def _retried(form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """With the same trigger id; in another order, so that it differs within the same second too."""
    headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    return dict(reversed(form.items())), headers


async def _sent_together(address: str, burst: list[tuple[dict[str, str], dict[str, str]]]) -> Counter[int]:
    """How often each status was answered; twenty requests are under way at a time."""
    patience, at_a_time = aiohttp.ClientTimeout(SLACKS_PATIENCE), asyncio.Semaphore(20)
    async with aiohttp.ClientSession(address, timeout=patience) as session:

        async def status(form: dict[str, str], headers: dict[str, str]) -> int:
            body = urlencode(form)
            headers = {**signed(body), **headers}
            async with at_a_time, session.post(SLACK_PATH, data=body, headers=headers) as response:
                return response.status

        return Counter(await asyncio.gather(*(status(*each) for each in burst)))


def test_help_is_answered_at_once(door: Door) -> None:
    before = door.waiting()
    for text in ("", "help", "  "):
        assert "/plan status" in send(door.client, door.person.command(text)).text
    assert door.waiting() == before


def test_another_workspace_is_not_answered(tmp_path: Path, fake_slack: FakeSlack, person: Person) -> None:
    it = serving(tmp_path, fake_slack, workers=False)
    slack = it.settings.slack.model_copy(update={"teams": ("T0OTHER",)})
    it = it.model_copy(update={"settings": it.settings.model_copy(update={"slack": slack})})
    app = build_app(it)
    with client_of(app) as client:
        assert "not one that" in send(client, person.command(EXPORT)).json()["text"]
        assert press(client, person.click({"action_id": "notion_planner.apply", "value": "{}"})).is_success
        assert app.state.backend.store.waiting() == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"command": "/other", "text": "x"},
        {"command": "/plan"},
        {"payload": "{"},
        {"payload": "[]"},
        {"payload": "[" * 100_000},
        {"payload": '{"type": "block_actions"}'},
        {"payload": '{"type": "block_actions", "actions": [{"action_id": "notion_planner.apply"}]}'},
        {"payload": '{"type": "view_submission"}'},
        {"command": "/plan", "text": "x" * 900_000},
    ],
)
def test_a_signed_request_of_an_odd_form_harms_nothing(door: Door, form: dict[str, str]) -> None:
    assert send(door.client, form).status_code < 500
    assert door.client.get("/healthz").is_success
