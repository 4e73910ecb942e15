"""People who use the app in a fake Slack, over a queue that works jobs off when it is told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from notion_planner.environment import SlackDoor
from notion_planner.errors import PlannerError, UnavailableError
from notion_planner.jobs.model import Job, failure_of
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import Settings, SlackSettings
from notion_planner.slack import Audit, Slack, handlers
from notion_planner.slack.asking import Place, command_job, decision_job
from notion_planner.slack.commands import parse
from notion_planner.slack.permission import refusal
from notion_planner.use_cases.run import Run
from tests.conftest import CREATED, SMALL, Notion, kept
from tests.slack.fake import BOT_TOKEN, FakeSlack, Post

AT = 1_760_432_400.0
# A specification small enough for the tests that are about the conversation, and its tasks.
EXPORT = "Export Specification"
EXPORT_TEXT = "## Requirements\n- FR-1: Export as CSV\n"
TASKS = 3
USER, BOB, CHANNEL, TEAM = "U0ANNA", "U0BOB", "C0PLANS", "T0TEAM"


@kept
def _export_synced(notion: Notion) -> None:
    notion.sync(EXPORT)


_PREVIEWS: list[Post] = []


class Queue:
    """Keeps what is accepted, and the marks; nothing runs before it is asked for."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.waiting: list[Job] = []
        self.marks: set[str] = set()
        self.broken = False

    def accept(self, job: Job, *, delay: float = 0) -> bool:
        assert not delay
        if self.broken:
            raise UnavailableError("The job queue cannot be reached.")
        if job.key in self.keys:
            return False
        self.keys.add(job.key)
        self.waiting.append(job)
        return True

    def note(self, mark: str) -> bool:
        known = mark in self.marks
        self.marks.add(mark)
        return not known

    def noted(self, mark: str) -> bool:
        return mark in self.marks


class Team:
    """People of a Slack workspace with the app, and a Notion behind it."""

    def __init__(self, notion: Notion, slack: FakeSlack, folder: Path) -> None:
        self.notion = notion
        self.fake = slack
        self.queue = Queue()
        self.audit_file = folder / "audit.jsonl"
        self.echoed: list[str] = []
        self.now = AT
        self.today = CREATED
        self.token = BOT_TOKEN
        self._asked = 0

    def set(self, **changes: Any) -> None:
        slack = SlackSettings.model_validate(self.settings.slack.model_dump() | changes)
        self.notion.settings = self.settings.model_copy(update={"slack": slack})

    def sync_export(self) -> None:
        """The first sync of the small specification, before anything else is asked for."""
        _export_synced(self.notion)

    @property
    def settings(self) -> Settings:
        return self.notion.settings

    def place(self, *, user: str = USER, channel: str = CHANNEL, on_message: bool = False) -> Place:
        self._asked += 1
        kind = "actions" if on_message else "commands"
        return Place(
            team=TEAM,
            user=user,
            channel=channel,
            response_url=f"{self.fake.url}/{kind}/{self._asked}",
            at=self.now,
            on_message=on_message,
        )

    def asks(self, text: str, **place: Any) -> Post:
        """Someone sends a command; the answer."""
        self.send(text, **place)
        self.work()
        return self.last()

    def previewed(self) -> Post:
        """The answer to the small specification's title in a new workspace, asked for once for all tests."""
        if not _PREVIEWS:
            _PREVIEWS.append(self.asks(EXPORT))
        return _PREVIEWS[0]

    def send(self, text: str, **place: Any) -> None:
        asked = self.place(**place)
        self.queue.accept(command_job(asked, parse(text), trigger=asked.response_url))

    def presses(self, button: dict[str, Any], **place: Any) -> Post:
        """Someone presses a button; the answer."""
        self.press(button, **place)
        self.work()
        return self.last()

    def press(self, button: dict[str, Any], **place: Any) -> bool:
        where = self.place(on_message=True, **place)
        allowed = refusal(self.settings.slack, where) is None
        return self.queue.accept(decision_job(where, button["value"], allowed=allowed))

    def last(self) -> Post:
        """The latest that was said."""
        posts = self.all_said()
        assert posts, "nothing was said"
        return posts[-1]

    def all_said(self) -> list[Post]:
        found = []
        while not self.fake.posts.empty():
            found.append(self.fake.posts.get())
        return found

    def work(self, change: Callable[[Run], Run] = lambda run: run) -> None:
        """Works until nothing waits; a job that fails for good hands over to the one that says so."""
        while self.queue.waiting:
            job = self.queue.waiting.pop(0)
            try:
                self.deliver(job, change)
            except PlannerError as error:
                if not job.kind.endswith("-failed"):
                    self.queue.accept(failure_of(job, str(error)))

    def deliver(self, job: Job, change: Callable[[Run], Run] = lambda run: run) -> None:
        """One delivery of one job."""

        async def main(notion: Gateway) -> None:
            run = change(self.notion.run(notion, self.today))
            await handlers(run, self.slack, self.queue, self.audit)[job.kind](job)

        self.notion.ask(main)

    @property
    def slack(self) -> Slack:
        door = SlackDoor(bot_token=SecretStr(self.token), api_base_url=self.fake.url)
        return Slack(door, self.settings.slack, now=lambda: self.now, pause=0)

    @property
    def audit(self) -> Audit:
        return Audit(
            self.audit_file, echo=self.echoed.append, now=lambda: datetime(2025, 10, 14, 9, tzinfo=UTC)
        )


@contextmanager
def faked_slack() -> Iterator[FakeSlack]:
    """One, which at the end has taken everything that was said."""
    fake = FakeSlack()
    yield fake
    fake.close()
    assert fake.refused == []


@pytest.fixture
def fake_slack() -> Iterator[FakeSlack]:
    with faked_slack() as fake:
        yield fake


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with one more specification."""
    planted = yaml.safe_load(SMALL.read_text(encoding="utf-8"))
    planted["pages"][0]["pages"].append({"title": EXPORT, "markdown": EXPORT_TEXT})
    path = tmp_path_factory.mktemp("seed") / "slack.yaml"
    path.write_text(yaml.safe_dump(planted, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def notion(seed: Path) -> Iterator[Notion]:
    notion = Notion(seed=seed)
    yield notion
    notion.workspace.close()


@pytest.fixture
def team(notion: Notion, fake_slack: FakeSlack, tmp_path: Path) -> Team:
    return Team(notion, fake_slack, tmp_path)


@pytest.fixture
def workspace(tmp_path: Path, seed: Path) -> Path:
    """A folder with a workspace's file."""
    Notion(path=tmp_path / "workspace.db", seed=seed).workspace.close()
    return tmp_path


@dataclass(frozen=True)
class Applied:
    """Two people pressed Apply on one preview: what was said, and what the audit log holds.

    ``tasks`` is how many there are then, ``plan`` the plan page's id.
    """

    said: list[Post]
    log: str
    echoed: list[str]
    tasks: int
    plan: str


@pytest.fixture(scope="module")
def applied(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    notion = Notion(seed=seed)
    with faked_slack() as fake:
        team = Team(notion, fake, tmp_path_factory.mktemp("applied"))
        preview = team.previewed()
        team.press(preview.button("Apply"), user=BOB)
        team.press(preview.button("Apply"), user=USER)
        team.work()
        log, plan = team.audit_file.read_text(), notion.find("Implementation: Export")
        yield Applied(team.all_said(), log, team.echoed, len(notion.tasks()), plan)
    notion.workspace.close()
