"""The running server: its doors over real HTTP, its health, its figures, its limits."""

import asyncio
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from notion_planner.config import starter_settings
from notion_planner.environment import Connection, QueuePlace, SlackDoor, WebhookOpening
from notion_planner.errors import ConfigError
from notion_planner.serving.backend import Serving
from notion_planner.serving.server import WEBHOOK_PATH, _Server, build_app, doors_of, serve
from notion_planner.settings import JobsSettings, WebhookSettings
from notion_planner.workspace import Workspace
from tests.conftest import Notion
from tests.running import hang_up, plain, running

pytestmark = pytest.mark.usefixtures("eager_workers")

PERSON = "ntn_a_person"
INSERT = {
    "type": "insert_content",
    "insert_content": {"content": "By the bot.", "position": {"type": "end"}},
}
SMALL = "Export Service"
SMALL_TEXT = "## Requirements\n\n- FR-1: Export as CSV\n\n## Acceptance Criteria\n\n- The file opens\n"


def serving(folder: Path, **changes: Any) -> Serving:
    settings = starter_settings().model_copy(
        update={
            "jobs": JobsSettings(retry_seconds=0.05, lease_seconds=1, grace_seconds=5),
            "webhook": WebhookSettings(window_seconds=0.2),
        }
    )
    usual: dict[str, Any] = {
        "settings": settings,
        "connection": Connection(
            kind="local", base_url="http://workspace.test", workspace=folder / "workspace.db"
        ),
        "queue": QueuePlace(file=folder / "jobs.db"),
        "webhook": WebhookOpening(file=folder / "webhook-token", expected=True),
    }
    return Serving(**{**usual, **changes})


@contextmanager
def client_of(it: Serving) -> Iterator[httpx.Client]:
    with running(build_app(it)) as address, plain(address) as client:
        yield client


def eventually(holds: Callable[[], object], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def figures(client: httpx.Client) -> dict[str, float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


class Team:
    """A workspace served over HTTP, a person who edits in it, and the product's webhook behind it."""

    def __init__(self, workspace: Workspace, address: str) -> None:
        self.workspace = workspace
        workspace.add_token(PERSON, user=workspace.store.meta("person") or "")
        self._client = plain(f"{address}/v1/", headers={"Notion-Version": "2026-03-11"})
        self.connection = Connection(kind="notion", base_url=address, token=SecretStr(workspace.token))

    def request(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, token: str = PERSON
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        response = self._client.request(method, path, json=body, headers=headers)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def as_bot(self, method: str, path: str, body: dict[str, Any]) -> None:
        self.request(method, path, body, token=self.workspace.token)

    def edit(self, page_id: str, old: str, new: str) -> None:
        body = {"content_updates": [{"old_str": old, "new_str": new}]}
        self.request("PATCH", f"pages/{page_id}/markdown", {"type": "update_content", "update_content": body})

    def close(self) -> None:
        self._client.close()
        self.workspace.close()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a plan."""
    path = tmp_path_factory.mktemp("planned") / "team.db"
    seeded = Notion()
    seeded.add_page(SMALL, "Engineering Plans", SMALL_TEXT)
    seeded.sync(SMALL, today=date(2026, 3, 2))
    seeded.workspace.snapshot(path)
    seeded.workspace.close()
    return path


@pytest.fixture
def team(tmp_path: Path, planned: Path) -> Iterator[Team]:
    path = tmp_path / "team.db"
    shutil.copy(planned, path)
    workspace = Workspace.open(path)
    with running(workspace.app) as address:
        team = Team(workspace, address)
        yield team
        team.close()


@pytest.mark.slow
def test_a_persons_edit_reaches_the_plan_by_the_webhook(team: Team, tmp_path: Path) -> None:
    seen = Notion(path=tmp_path / "team.db")
    spec, before = seen.find(SMALL), len(seen.tasks())
    with client_of(serving(tmp_path, connection=team.connection)) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        webhook = team.workspace.subscribe(f"{client.base_url}{WEBHOOK_PATH}")
        assert client.post(webhook.url, json={"verification_token": webhook.token}).status_code == 401
        raw_token = f'{{"verification_token":"{webhook.token}"}}'.encode()
        signed = {"X-Notion-Signature": webhook.signature(raw_token)}
        assert client.post(webhook.url, content=raw_token, headers=signed).status_code == 200
        team.edit(spec, "- FR-1: Export as CSV", "- FR-1: Export as CSV\n- FR-2: Export as JSON")
        eventually(lambda: figures(client).get("notion_planner_jobs_total sync done"))
        told = figures(client)
    assert len(seen.tasks()) > before
    assert told["notion_planner_webhook_calls_total accepted"] >= 1
    assert told["notion_planner_last_success_timestamp_seconds sync"] > 0
    seen.workspace.close()


@pytest.mark.slow
def test_our_own_writes_come_back_as_events_and_start_nothing(team: Team, tmp_path: Path) -> None:
    spec = team.request("POST", "search", {"query": SMALL})["results"][0]["id"]
    with client_of(serving(tmp_path, connection=team.connection)) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        webhook = team.workspace.subscribe(f"{client.base_url}{WEBHOOK_PATH}")
        raw = f'{{"verification_token":"{webhook.token}"}}'.encode()
        client.post(WEBHOOK_PATH, content=raw, headers={"X-Notion-Signature": webhook.signature(raw)})
        team.as_bot("PATCH", f"pages/{spec}/markdown", INSERT)
        eventually(lambda: figures(client).get("notion_planner_webhook_calls_total own"))
        assert figures(client)["notion_planner_jobs_waiting"] == 0


def test_a_server_without_its_dependencies_lives_and_says_what_is_missing(tmp_path: Path) -> None:
    nowhere = Connection(kind="notion", base_url="http://127.0.0.1:1", token=SecretStr("ntn_canary"))
    it = serving(
        tmp_path,
        connection=nowhere,
        queue=QueuePlace(redis=SecretStr("redis://:canary@127.0.0.1:1/0")),
        workers=False,
    )
    with client_of(it) as client:
        assert client.get("/healthz").text == "ok"
        eventually(
            lambda: (
                "Unavailable" in str(client.get("/readyz").json())
                or "reached" in client.get("/readyz").json()["queue"]
            )
        )
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (503, False)
        assert figures(client)["notion_planner_queue_up"] == 0
        assert "canary" not in answer.text


def test_a_token_that_notion_refuses_is_said_to_be_the_reason(team: Team, tmp_path: Path) -> None:
    wrong = team.connection.model_copy(update={"token": SecretStr("ntn_wrong")})
    with client_of(serving(tmp_path, connection=wrong)) as client:
        eventually(lambda: "token" in client.get("/readyz").json()["notion"].casefold())
        assert client.get("/readyz").json()["queue"] == "ok"


def test_a_queue_that_goes_away_is_said_at_once(tmp_path: Path) -> None:
    with client_of(serving(tmp_path)) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        with closing(sqlite3.connect(tmp_path / "jobs.db")) as file:
            file.execute("drop table kv")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "cannot be reached" in answer.json()["queue"]


def test_a_ready_server_counts_its_requests_to_notion(tmp_path: Path) -> None:
    with client_of(serving(tmp_path)) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        assert figures(client)["notion_planner_notion_requests_total 200"] == 1


def _answer_to(address: str, head: bytes) -> bytes:
    """What comes back before any body is sent."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(head)
        return connection.recv(200)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Both doors by HTTP, for requests that leave nothing behind."""
    slack = SlackDoor(signing_secret=SecretStr("x"))
    with client_of(serving(tmp_path_factory.mktemp("doors"), slack=slack)) as client:
        yield client


@pytest.mark.parametrize("path", [WEBHOOK_PATH, "/slack/events"])
def test_ten_megabytes_are_refused_before_they_are_sent(doors: httpx.Client, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n".encode()
    assert _answer_to(str(doors.base_url), head).startswith(b"HTTP/1.1 413 ")


def test_a_body_of_unknown_length_is_refused_when_it_grows_too_large(doors: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    assert doors.post(WEBHOOK_PATH, content=endless()).status_code == 413


@pytest.mark.parametrize("path", [WEBHOOK_PATH, "/slack/events"])
def test_a_caller_that_hangs_up_in_the_middle_is_no_error_of_ours(tmp_path: Path, path: str) -> None:
    app = build_app(serving(tmp_path, slack=SlackDoor(signing_secret=SecretStr("x"))))

    async def opened_and_left() -> None:
        async with app.router.lifespan_context(app):
            await hang_up(app, path)

    asyncio.run(opened_and_left())


def test_a_server_says_which_doors_are_open_and_what_would_open_the_others(tmp_path: Path) -> None:
    it = serving(
        tmp_path,
        webhook=WebhookOpening(file=tmp_path / "none"),
        slack=SlackDoor(signing_secret=SecretStr("x")),
    )
    states = [(door.is_open, bool(door.why)) for door in doors_of(it)]
    assert states == [(True, True), (False, True), (False, True)]


def test_without_any_secret_no_door_is_opened(tmp_path: Path) -> None:
    it = serving(tmp_path, webhook=WebhookOpening(file=tmp_path / "none"))
    with pytest.raises(ConfigError, match="No door to open"):
        serve(it, host="127.0.0.1", port=0, announce=lambda _line: None)


def test_a_server_whose_queue_cannot_be_used_says_so_and_listens_nowhere(tmp_path: Path) -> None:
    it, said = serving(tmp_path, queue=QueuePlace(file=tmp_path)), list[str]()
    with pytest.raises(ConfigError, match="The job queue"):
        serve(it, host="127.0.0.1", port=0, announce=said.append)
    assert said == []


def test_an_address_that_is_not_this_machines_is_named_as_addresses_are_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^\[2001:db8::1\]:3000 cannot be listened on: "):
        serve(serving(tmp_path), host="2001:db8::1", port=3000, announce=lambda _line: None)


def test_a_second_ctrl_c_ends_a_server_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = build_app(serving(tmp_path))
    server = _Server(app)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        eventually(lambda: server.started)
        for _ in range(2):
            server.handle_exit(signal.SIGINT, None)
        thread.join(20)
    assert app.state.background.has_ended
    assert capsys.readouterr().err == ""


def test_a_server_whose_workers_have_ended_is_not_well(tmp_path: Path) -> None:
    app = build_app(serving(tmp_path))
    with running(app) as address, plain(address) as client:
        assert client.get("/healthz").status_code == 200
        background = app.state.background
        background.loop.call_soon_threadsafe(background.stop.set)
        eventually(lambda: client.get("/healthz").status_code == 503)
