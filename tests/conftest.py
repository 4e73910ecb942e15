"""What every test starts from: no settings of the machine's own, and a workspace in memory."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from functools import wraps
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pytest
from _pytest.runner import runtestprotocol
from _pytest.tmpdir import tmppath_result_key
from hypothesis import HealthCheck
from hypothesis import settings as laws
from hypothesis.internal.conjecture import providers

from notion_planner.cli.app import run
from notion_planner.config import starter_settings
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import page_of
from notion_planner.settings import NotionSettings, Settings
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import prepare, preview_of, sync
from notion_planner.workspace import Workspace, WorkspaceOptions
from notion_planner.workspace.content import render
from tests.people import asked

pytest_plugins = [
    "tests.browsing",
    "tests.collecting",
    "tests.running",
    "tests.secrecy",
    "tests.workspace.conformance.suite",
    "notion_planner.workspace.pytest_plugin",
]
SPEC = "User Profile API Specification"
TESTS = Path(__file__).parent
SMALL = TESTS / "small.yaml"
TEMPLATES = Templates()
CREATED = date(2025, 10, 14)
Cli = Callable[..., tuple[int, str, str]]
"""A command line → exit code, standard output and standard error."""
Seed = str | Path
T = TypeVar("T")
_CONSTANTS = {"_get_local_constants", "_local_constants"}
_OURS = ("NOTION_", "SLACK_", "GITHUB_")
_numbers = count()
_empty: list[Path] = []


# How long an example takes says nothing here: plans are made on machines that do other work. The suite tries
# the same examples each time, so that a red run comes of what was changed; `make laws` tries many others.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
laws.register_profile("suite", max_examples=20, derandomize=True, deadline=None, suppress_health_check=_SLOW)
laws.register_profile("thorough", laws.get_profile("suite"), max_examples=1000, derandomize=False)
laws.load_profile("suite")


class Terse:
    """Of a test that passes, a worker tells the controller once instead of five times, which cost as much as
    a small test. What fails, is skipped or is left over is told as ever."""

    @staticmethod
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            if report.when == "call" or not report.passed:
                item.ihook.pytest_runtest_logreport(report=report)
        return True


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-profile") is None and vars(providers).keys() >= _CONSTANTS:
        # Hypothesis would read the source of all that is imported for constants to try: other examples for
        # each way to start the tests, and a second of work for each process where nothing is cached yet.
        # It has no public setting for it (6.170); where these names are gone, the suite only takes longer.
        no_constants = providers._local_constants
        providers._get_local_constants = lambda: no_constants

    wants_each_phase = config.getoption("durations") is not None or config.getoption("xmlpath", None)
    if hasattr(config, "workerinput") and not wants_each_phase:
        config.pluginmanager.register(Terse)


def bare(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """No token, no CI, an empty working folder: what a newcomer's machine says."""
    for name in list(os.environ):
        if name == "CI" or name.startswith(_OURS):
            patch.delenv(name)
    patch.chdir(folder)


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path]:
    """pytest's own looks through the folders of all tests before, for the next number.

    A folder that a test leaves empty serves the next one. What a test that passes leaves in it goes at once,
    before it reaches the disk: pytest would remove it at the end of a later run, which took seconds.
    """
    if not _empty:
        _empty.append(tmp_path_factory.getbasetemp() / f"test-{next(_numbers)}")
        _empty[0].mkdir(mode=0o700)
    path = _empty.pop()
    yield path
    if path.exists() and not any(path.iterdir()):
        _empty.append(path)
    elif request.node.stash[tmppath_result_key].get("call"):
        rmtree(path, ignore_errors=True)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare(monkeypatch, tmp_path)


class Kept:
    """What some work made of a new workspace and told: done once, then copied for whoever starts there.

    It is the same every time, and most of what a test of a later step would spend its time on. The first
    sync is kept this way (`test_first_sync.py` makes it anew and says that it is the same).
    """

    _folder = TemporaryDirectory(prefix="kept-")
    _of: ClassVar[dict[Hashable, "Kept"]] = {}

    def __init__(self, workspace: Workspace, told: Any) -> None:
        self.file = Path(self._folder.name) / f"{len(self._of)}.db"
        self.requests = tuple(workspace.requests)
        self.told = told
        workspace.snapshot(self.file)

    @classmethod
    def begin(cls, name: Hashable, workspace: Workspace, make: Callable[[], Any]) -> Any:
        kept = cls._of.get(name)
        if kept is None:
            kept = cls._of[name] = cls(workspace, make())
            return kept.told
        workspace.restore(kept.file)
        workspace.requests.extend(kept.requests)
        return kept.told


def kept(make: "Callable[[Notion], T]") -> "Callable[[Notion], T]":
    """The same, done once for each kind of new workspace. What it does to the settings is not kept."""

    @wraps(make)
    def begin(notion: Notion) -> T:
        assert not notion.workspace.requests
        told: T = Kept.begin((make, notion.kind), notion.workspace, lambda: make(notion))
        return told

    return begin


class Planted:
    """What a seed plants, kept for the next workspace: a copy is made in a tenth of the time."""

    _folder = TemporaryDirectory(prefix="planted-")
    _of: ClassVar[dict[Seed, Path]] = {}

    @classmethod
    def open(cls, seed: Seed, path: Path | None, options: WorkspaceOptions | None) -> Workspace:
        if seed not in cls._of:
            cls._of[seed] = Path(cls._folder.name) / f"{Path(seed).stem}.db"
            planted = Workspace.open(seed=seed)
            planted.snapshot(cls._of[seed])
            planted.close()
        return Workspace.open(path, snapshot=cls._of[seed], options=options)


class Notion:
    """A local workspace as people see it and as the product reaches it; in memory where there is no path.

    ``seed`` is what a new one holds: SMALL, or ``demo``, what a newcomer finds. A plan of the profile
    ``quick`` has half the tasks and sections, and takes half the time.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        path: Path | None = None,
        options: WorkspaceOptions | None = None,
        *,
        seed: Seed = SMALL,
        profile: str | None = None,
    ) -> None:
        is_new = path is None or not path.exists()
        self.workspace = Planted.open(seed, path, options)
        self.settings = settings or starter_settings().with_profile(profile)
        self.kind = (seed, profile)
        self._is_usual = is_new and options is None and settings is None
        self._starter = self._state()

    def _state(self) -> tuple[Any, ...]:
        """What differs as soon as the settings or the workspace do, whoever changes it."""
        store = self.workspace.store
        return self.settings, store._db.total_changes, store.rows("pragma data_version")

    def gateway(self) -> Gateway:
        return Gateway(
            token=self.workspace.token,
            base_url="http://workspace.test",
            settings=NotionSettings(requests_per_minute=100_000),
            transport=self.workspace.transport,
            sleep=lambda _seconds: asyncio.sleep(0),
        )

    def ask(self, work: Callable[[Gateway], Awaitable[Any]]) -> Any:
        answers = []

        async def main() -> None:
            async with self.gateway() as notion:
                answers.append(await work(notion))  # see notion_planner/cli/session.py: wait_for

        asyncio.run(main())
        return answers[0]

    def run(self, notion: Gateway, today: date) -> Run:
        return Run(notion=notion, settings=self.settings, templates=TEMPLATES, today=lambda: today)

    def sync(self, reference: str = SPEC, *, today: date = CREATED, start: date | None = None) -> Report:
        if (reference, today, start) != (SPEC, CREATED, None) or not self.is_as_seeded:
            return self.sync_anew(reference, today=today, start=start)
        self._is_usual = False
        report: Report = Kept.begin(("first sync", self.kind), self.workspace, self.sync_anew)
        return report

    @property
    def is_as_seeded(self) -> bool:
        """Whether nobody has asked or changed anything yet, meddles with requests or listens to them."""
        workspace = self.workspace
        touched = workspace.requests or workspace.faults._armed or workspace.webhooks
        return self._is_usual and not touched and self._state() == self._starter

    def sync_anew(self, reference: str = SPEC, *, today: date = CREATED, start: date | None = None) -> Report:
        """As ``sync``, by requests in any case."""

        async def work(notion: Gateway) -> Report:
            run = replace(self.run(notion, today), start=start)
            return await sync(run, await run.read_spec(reference))

        return self.ask(work)

    def preview(self, reference: str = SPEC, *, today: date = CREATED) -> Report:
        async def work(notion: Gateway) -> Report:
            run = self.run(notion, today)
            return preview_of(run, await prepare(run, await run.read_spec(reference)))

        return self.ask(work)

    def request(self, method: str, path: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        """A person's or another tool's request; counted as no write of the product's."""
        return asked(self.workspace, self.workspace.token, method, path, payload)

    def markdown(self, page_id: str) -> str:
        # As `find`: looked up where the server would look.
        workspace = self.workspace
        node = workspace.store.node(str(UUID(page_id)))
        assert node is not None
        return str(render(workspace.context(), node).markdown)

    def edit(self, page_id: str, old: str, new: str) -> None:
        body = {
            "type": "update_content",
            "update_content": {"content_updates": [{"old_str": old, "new_str": new}]},
        }
        self.request("PATCH", f"pages/{page_id}/markdown", body)

    def find(self, title: str, kind: str = "page") -> str:
        # Not by a search, which costs as much as a small write, and hundreds of tests look for a page.
        known = "select id from node where kind=? and title=? and trashed=0 order by edited desc, seq desc"
        return str(self.workspace.store.rows(known, kind, title)[0][0])

    def add_page(self, title: str, parent: str, markdown: str) -> str:
        """A page made by a person, under the page of that title."""
        body = {
            "parent": {"type": "page_id", "page_id": self.find(parent)},
            "properties": {"title": {"title": [{"text": {"content": title}}]}},
            "markdown": markdown,
        }
        return str(self.request("POST", "pages", body)["id"])

    def add_database(self, title: str, page: str, columns: dict[str, Any], *rows: dict[str, Any]) -> str:
        """A database that a person puts at the end of a page; its data source."""
        body = {
            "parent": {"type": "page_id", "page_id": page},
            "title": [{"type": "text", "text": {"content": title}}],
            "is_inline": True,
            "initial_data_source": {"properties": columns},
        }
        source = str(self.request("POST", "databases", body)["data_sources"][0]["id"])
        for values in rows:
            self.add_row(source, values)
        return source

    def add_row(self, source: str, values: dict[str, Any]) -> str:
        parent = {"type": "data_source_id", "data_source_id": source}
        return str(self.request("POST", "pages", {"parent": parent, "properties": values})["id"])

    def tasks(self) -> list[Any]:
        return self.rows(self.find("Engineering Tasks", "data_source"))

    def rows(self, source: str) -> list[Any]:
        """The pages of a data source, in the order of Notion's answer."""
        found, cursor = [], {}
        while True:
            answer = self.request("POST", f"data_sources/{source}/query", cursor)
            found += [page_of(raw) for raw in answer["results"]]
            if not answer["has_more"]:
                return found
            cursor = {"start_cursor": answer["next_cursor"]}


@pytest.fixture
def profile() -> str | None:
    """Of the plans that ``notion`` makes; None as configured, which is a standard one."""
    return None


@pytest.fixture
def notion(profile: str | None) -> Iterator[Notion]:
    notion = Notion(profile=profile)
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
