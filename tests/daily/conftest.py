"""A team's board with dates, people and dependencies, a synced plan on it, and the command line."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from notion_planner.config import parse_settings
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.plan import Plan
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page
from notion_planner.reporting import ReportKind, digest, render_html
from notion_planner.standing import standing_of
from notion_planner.taskboard import Board, work_items
from notion_planner.tracking.plan_status import Work
from notion_planner.tracking.worklist import WorkItem
from notion_planner.use_cases.daily import read_work
from notion_planner.use_cases.sync import Prepared, prepare
from tests.conftest import TEMPLATES, Notion

SPEC = "Export Service"
TEXT = """## Requirements
- FR-1: Export the report as CSV
- FR-2: Export the report as JSON
- NFR-1: Response time < 200ms (p95)
"""
CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Board\n"
SETTINGS = parse_settings(CONFIG, "config.yaml")
MADE = date(2025, 10, 14)
WEEK = MADE + timedelta(days=7)
PROPERTIES = {
    "Name": {"title": {}},
    "Status": {
        "select": {"options": [{"name": n} for n in ("To Do", "In Progress", "Blocked", "Done", "Cancelled")]}
    },
    "Priority": {"select": {"options": [{"name": n} for n in ("Critical", "High", "Medium", "Low")]}},
    "Story Points": {"number": {}},
    "Tags": {"multi_select": {}},
    "Due": {"date": {}},
    "Assignee": {"people": {}},
}


@dataclass
class Team:
    """A team at work: what its members do in Notion, and what the product reads of it."""

    notion: Notion
    first: Report

    def work(self, today: date = MADE, spec: str = SPEC) -> Work:
        async def read(gateway: Gateway) -> Work:
            return await read_work(self.notion.run(gateway, today), await read_spec(gateway, spec))

        found = self.notion.ask(read)
        assert isinstance(found, Work)
        return found

    def items(self, today: date = MADE) -> dict[str, WorkItem]:
        return {item.key: item for item in self.work(today).items}

    def set(self, page_id: str | None, **values: Any) -> None:
        """Sets properties by name: a status or priority as text, others as their raw value."""
        shaped = {
            name.replace("_", " "): {"select": {"name": value}} if isinstance(value, str) else value
            for name, value in values.items()
        }
        self.notion.request("PATCH", f"pages/{page_id}", {"properties": shaped})

    @property
    def person(self) -> str:
        return str(self.notion.workspace.store.meta("person"))


@dataclass
class Desk:
    """The new plan as it was read once, and what the team sets in it: decided on values, without requests."""

    first: Report
    prepared: Prepared
    read: Work

    def __post_init__(self) -> None:
        self.pages: dict[str, Page] = dict(self.prepared.job.existing.tasks)

    def set(self, page_id: str | None, **values: Any) -> None:
        """Sets properties by name, each to its value as it is read: an option's name, a tuple of ids."""
        key = next(key for key, page in self.pages.items() if page.id == page_id)
        properties = dict(self.pages[key].properties)
        for name, value in values.items():
            known = properties[name.replace("_", " ")]
            properties[name.replace("_", " ")] = known.model_copy(update={"value": value})
        changed = {"properties": properties, "title": values.get("Name", self.pages[key].title)}
        self.pages[key] = self.pages[key].model_copy(update=changed)

    def plan(self, plan: Plan) -> None:
        """The specification asks for another plan from now on."""
        self.prepared = replace(self.prepared, job=self.prepared.job.model_copy(update={"plan": plan}))
        self.read = self.read.model_copy(update={"decided": plan})

    def work(self, today: date = MADE) -> Work:
        """As ``read_work`` would have it; what was wrong when it was read is still said to be."""
        job, settings = self.prepared.job, self.prepared.settings
        existing = job.existing.model_copy(update={"tasks": self.pages})
        standing = standing_of(
            job.plan, job.spec, existing, schema=job.database, settings=settings, today=today
        )
        board = Board(
            plan=job.plan,
            existing=existing,
            schema=job.database,
            names=settings.tasks.states,
            planning=settings.planning,
            spec=SPEC,
            today=today,
            others={},
            states=standing.states,
            late_dues=standing.late_dues,
        )
        return self.read.model_copy(update={"progress": standing.progress, "items": work_items(board)})

    def items(self, today: date = MADE) -> dict[str, WorkItem]:
        return {item.key: item for item in self.work(today).items}


def html_of(team: Team | Desk, today: date = WEEK) -> str:
    work = team.work(today)
    return render_html(TEMPLATES, [(digest(work, ReportKind.WEEKLY, today, stale_after=5), work.items)])


def make_board(notion: Notion, **more: Any) -> None:
    body = {
        "parent": {"type": "page_id", "page_id": notion.find("Engineering Plans")},
        "title": [{"type": "text", "text": {"content": "Board"}}],
        "initial_data_source": {"properties": {**PROPERTIES, **more}},
    }
    source = notion.request("POST", "databases", body)["data_sources"][0]["id"]
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked By": relation}})
    notion.settings = SETTINGS
    notion.add_page(SPEC, "Engineering Specs", TEXT)


@pytest.fixture(scope="session")
def synced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A workspace in which the plan has just been made; every test works on its own copy."""
    path = tmp_path_factory.mktemp("synced") / "workspace.db"
    notion = Notion(path=path)
    make_board(notion)
    report = notion.sync(SPEC, today=MADE)
    kept = path.with_name("kept.db")
    notion.workspace.snapshot(kept)
    notion.workspace.close()
    return kept, report


@pytest.fixture(scope="session")
def worked_on(synced: tuple[Path, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after five days: two tasks done on different days, one blocked since, one under way."""
    kept, report = synced
    path = tmp_path_factory.mktemp("worked") / "workspace.db"
    shutil.copy(kept, path)
    notion = Notion(settings=SETTINGS, path=path)
    team = Team(notion, report)
    first, second, third, fourth = report.tasks[:4]
    team.set(first.id, Status="Done")
    notion.sync(SPEC, today=MADE + timedelta(days=1))
    team.set(second.id, Status="Done")
    team.set(fourth.id, Status="Blocked")
    notion.sync(SPEC, today=MADE + timedelta(days=4))
    team.set(third.id, Status="In Progress")
    notion.sync(SPEC, today=MADE + timedelta(days=5))
    notion.workspace.snapshot(path.with_name("kept.db"))
    notion.workspace.close()
    return path.with_name("kept.db")


@pytest.fixture(scope="session")
def as_read(
    synced: tuple[Path, Report], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Report, Prepared, Work]:
    kept, report = synced
    path = tmp_path_factory.mktemp("read") / "workspace.db"
    shutil.copy(kept, path)
    notion = Notion(settings=SETTINGS, path=path)

    async def read(gateway: Gateway) -> Prepared:
        return await prepare(notion.run(gateway, MADE), await read_spec(gateway, SPEC))

    found = report, notion.ask(read), Team(notion, report).work()
    notion.workspace.close()
    return found


@pytest.fixture
def desk(as_read: tuple[Report, Prepared, Work]) -> Desk:
    return Desk(*as_read)


@pytest.fixture
def team(synced: tuple[Path, Report]) -> Iterator[Team]:
    """A copy of the new plan, where the commands look for it and with their configuration."""
    yield from _opened(*synced)


@pytest.fixture
def busy(worked_on: Path, synced: tuple[Path, Report]) -> Iterator[Team]:
    yield from _opened(worked_on, synced[1])


def _opened(kept: Path, report: Report) -> Iterator[Team]:
    path = Path(".notion-planner/workspace.db")
    path.parent.mkdir()
    shutil.copy(kept, path)
    Path("config.yaml").write_text(CONFIG)
    notion = Notion(settings=SETTINGS, path=path)
    yield Team(notion, report)
    notion.workspace.close()
