"""What every test starts from: no settings of the machine's own, and a workspace in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import httpx
import pytest

from notion_planner.cli.app import run
from notion_planner.config import starter_settings
from notion_planner.fetcher import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.run import Run
from notion_planner.settings import NotionSettings, Settings
from notion_planner.sync import preview, sync
from notion_planner.templating import Templates
from notion_planner.workspace import Workspace, WorkspaceOptions

pytest_plugins = [
    "tests.secrecy",
    "tests.workspace.conformance.suite",
    "notion_planner.workspace.pytest_plugin",
]
SPEC = "User Profile API Specification"
TEMPLATES = Templates()
CREATED = date(2025, 10, 14)
Cli = Callable[..., tuple[int, str, str]]
"""A command line → exit code, standard output and standard error."""
_OURS = ("NOTION_", "SLACK_", "GITHUB_")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token, no CI, an empty working folder: what a newcomer's machine says."""
    import os

    for name in list(os.environ):
        if name == "CI" or name.startswith(_OURS):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


class FirstSync:
    """What the first sync of the sample made and told, kept for the next test that starts from it.

    It is the same every time (`test_first_sync.py` makes it anew and says so) and most of what a test of a
    later sync would spend its time on.
    """

    folder = TemporaryDirectory(prefix="first-sync-")
    report: ClassVar[Report | None] = None
    requests: ClassVar[tuple[Any, ...]] = ()

    @classmethod
    def keep(cls, workspace: Workspace, report: Report) -> Report:
        workspace.snapshot(Path(cls.folder.name) / "workspace.db")
        cls.requests = tuple(workspace.requests)
        cls.report = report
        return report

    @classmethod
    def recall(cls, workspace: Workspace, report: Report) -> Report:
        workspace.restore(Path(cls.folder.name) / "workspace.db")
        workspace.requests.extend(cls.requests)
        return report


class Notion:
    """The local workspace in memory, as people see it and as the product reaches it."""

    def __init__(
        self,
        settings: Settings | None = None,
        path: Path | None = None,
        options: WorkspaceOptions | None = None,
    ) -> None:
        self.workspace = Workspace.open(path, options=options)
        self.settings = settings or starter_settings()
        self._starter = (self.settings, self.workspace.store._db.total_changes)
        self._is_usual = path is None and options is None and settings is None

    def gateway(self) -> Gateway:
        return Gateway(
            token=self.workspace.token,
            base_url="http://workspace.test",
            settings=NotionSettings(requests_per_minute=100_000),
            transport=httpx.ASGITransport(app=self.workspace.app),
            sleep=lambda _seconds: asyncio.sleep(0),
        )

    def ask(self, work: Callable[[Gateway], Awaitable[Any]]) -> Any:
        async def main() -> Any:
            async with self.gateway() as notion:
                return await work(notion)

        return asyncio.run(main())

    def run(self, notion: Gateway, today: date) -> Run:
        return Run(notion=notion, settings=self.settings, templates=TEMPLATES, today=lambda: today)

    def sync(self, reference: str = SPEC, *, today: date = CREATED, start: date | None = None) -> Report:
        if (reference, today, start) != (SPEC, CREATED, None) or not self.is_as_seeded:
            return self.sync_anew(reference, today=today, start=start)
        self._is_usual = False
        if FirstSync.report is not None:
            return FirstSync.recall(self.workspace, FirstSync.report)
        return FirstSync.keep(self.workspace, self.sync_anew())

    @property
    def is_as_seeded(self) -> bool:
        """Whether nobody has asked or changed anything yet, meddles with requests or listens to them."""
        workspace = self.workspace
        touched = workspace.requests or workspace.faults._armed or workspace.webhooks
        now = (self.settings, workspace.store._db.total_changes)
        return self._is_usual and not touched and now == self._starter

    def sync_anew(self, reference: str = SPEC, *, today: date = CREATED, start: date | None = None) -> Report:
        """As ``sync``, by requests in any case."""

        async def work(notion: Gateway) -> Report:
            run = replace(self.run(notion, today), start=start)
            return await sync(run, await read_spec(notion, reference))

        return self.ask(work)

    def preview(self, reference: str = SPEC, *, today: date = CREATED) -> Report:
        async def work(notion: Gateway) -> Report:
            return await preview(self.run(notion, today), await read_spec(notion, reference))

        return self.ask(work)

    def request(self, method: str, path: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """A person's or another tool's request; counted as no write of the product's."""
        write = None if method == "GET" else "person"
        return self.ask(
            lambda notion: notion.request(method, path, payload=payload, write_to=write, what=path)
        )

    def markdown(self, page_id: str) -> str:
        return str(self.request("GET", f"pages/{page_id}/markdown")["markdown"])

    def edit(self, page_id: str, old: str, new: str) -> None:
        body = {
            "type": "update_content",
            "update_content": {"content_updates": [{"old_str": old, "new_str": new}]},
        }
        self.request("PATCH", f"pages/{page_id}/markdown", body)

    def find(self, title: str, kind: str = "page") -> str:
        found = self.ask(lambda notion: notion.search(title, kind=kind))
        return str(next(item.id for item in found if item.title == title))

    def add_page(self, title: str, parent: str, markdown: str) -> str:
        """A page made by a person, under the page of that title."""
        body = {
            "parent": {"type": "page_id", "page_id": self.find(parent)},
            "properties": {"title": {"title": [{"text": {"content": title}}]}},
            "markdown": markdown,
        }
        return str(self.request("POST", "pages", body)["id"])

    def tasks(self) -> list[Any]:
        source = self.find("Engineering Tasks", "data_source")
        return list(self.ask(lambda notion: notion.query(source)))


@pytest.fixture
def notion() -> Iterator[Notion]:
    notion = Notion()
    yield notion
    notion.workspace.close()


@pytest.fixture
def local() -> Iterator[Notion]:
    """The local workspace that the commands use, as a person sees it."""
    notion = Notion(path=Path(".notion-planner/workspace.db"))
    yield notion
    notion.workspace.close()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
