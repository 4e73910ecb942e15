"""A sync of many specifications reads only those that changed, and misses nothing that did."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notion_planner.errors import BusyError, NotFoundError
from notion_planner.fetcher.reading import read_page
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page
from notion_planner.settings import NotionSettings, PlansPlace, Settings, SpecsPlace
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.use_cases.sync_all import sync_all
from notion_planner.workspace import Workspace
from tests.conftest import TEMPLATES, Kept, Notion, kept
from tests.scenarios.conftest import TINY

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAMES = ("Export", "Import", "Search")
DONE = {"Status": {"select": {"name": "Done"}}}


@kept
def specifications(notion: Notion) -> dict[str, str]:
    """Rows of a database, by name."""
    body = {
        "parent": {"type": "page_id", "page_id": notion.find("Engineering Specs")},
        "title": [{"type": "text", "text": {"content": "Specs"}}],
        "initial_data_source": {"properties": {"Name": {"title": {}}}},
    }
    source = notion.request("POST", "databases", body)["data_sources"][0]["id"]
    found = {}
    for name in NAMES:
        values = {"Name": {"title": [{"text": {"content": name}}]}}
        markdown = f"## Requirements\n- FR-1: {name} the parcels of a day"
        parent = {"type": "data_source_id", "data_source_id": source}
        row = {"parent": parent, "properties": values, "markdown": markdown}
        found[name] = notion.request("POST", "pages", row)["id"]
    return found


class Team:
    """A workspace whose time passes only when somebody says so, with a database of specifications."""

    def __init__(self, notion: Notion) -> None:
        self.notion = notion
        self.time = NOON
        workspace = Workspace.open(None, clock=lambda: self.time, seed=TINY)
        notion.workspace.close()
        notion.workspace = workspace
        self.specs = specifications(notion)
        self.synced: list[str] = []
        self.failing: tuple[str, ...] = ()
        self.left_out: list[str] = []
        self.wait()

    def wait(self) -> None:
        self.time += timedelta(minutes=5)

    def settings(self) -> Settings:
        update = {"specs": SpecsPlace(data_source="Specs")}
        return self.notion.settings.model_copy(update=update)

    def sync(
        self,
        *,
        full: bool = False,
        today: date | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> list[Report]:
        """``synced`` names the specifications that were read; ``meanwhile`` follows the first write."""
        self.synced = []
        self.notion.workspace.requests.clear()

        async def one(run: Run, page: Page) -> Report:
            self.synced.append(page.title)
            if page.title in self.failing:
                raise BusyError("Somebody else is at it.")
            return await sync(replace(run, progress=beside), await read_page(run.notion, page))

        def beside(_title: str, done: int, _total: int) -> None:
            if meanwhile is not None and done == 1:
                person = threading.Thread(target=meanwhile)
                person.start()
                person.join()

        async def work(gateway: Gateway) -> list[Report]:
            run = Run(
                notion=gateway,
                settings=self.settings(),
                templates=TEMPLATES,
                today=lambda: today or self.time.date(),
                now=lambda: self.time,
            )
            found = await sync_all(run, one, full=full)
            assert len(found.failures) == len(set(self.failing) & set(self.synced))
            self.left_out = [str(error) for error in found.left_out]
            return found.reports

        return list(self.notion.ask(work))

    def reads(self, **how: Any) -> set[str]:
        """The specifications that a sync would read, which ends there."""
        self.failing = NAMES
        self.sync(**how)
        return set(self.synced)

    def follows_once(self, name: str) -> None:
        """Of the next two syncs the first reads this specification alone, the second none."""
        for expected in ([name], []):
            self.wait()
            self.sync()
            assert self.synced == expected

    def first_sync(self) -> list[Report]:
        name = ("every specification synced", self.notion.kind, self.notion.settings.plans.data_source)
        return list(Kept.begin(name, self.notion.workspace, self.sync))

    def quietly_synced(self) -> None:
        self.first_sync()
        self.wait()


@pytest.fixture
def team() -> Iterator[Team]:
    found = Team(Notion(seed=TINY))
    yield found
    found.notion.workspace.close()


def writes(team: Team) -> int:
    return sum(request.is_write for request in team.notion.workspace.requests)


@pytest.mark.slow
def test_what_did_not_change_is_not_read_again(team: Team) -> None:
    team.quietly_synced()
    reports = team.sync()
    assert (team.synced, writes(team)) == ([], 0)
    assert len(team.notion.workspace.requests) <= 5
    assert [report.changed for report in reports] == [False] * len(NAMES)


@pytest.mark.parametrize("title", ["Specs", "Engineering Tasks"])
def test_a_database_in_the_trash_is_said_before_anything_is_written(team: Team, title: str) -> None:
    notion = team.notion
    database = notion.request("GET", f"data_sources/{notion.find(title, 'data_source')}")["parent"][
        "database_id"
    ]
    notion.request("PATCH", f"databases/{database}", {"in_trash": True})
    with pytest.raises(NotFoundError, match=f"'{title}' .* is in the trash"):
        team.sync()
    assert writes(team) == 0


def test_a_specification_in_the_trash_is_named_until_its_plan_is_there_too(team: Team) -> None:
    team.quietly_synced()
    assert team.left_out == []
    team.notion.request("PATCH", f"pages/{team.specs['Import']}", {"in_trash": True})
    for _ in range(2):
        team.wait()
        # Another one changes, so that the index is written anew.
        team.notion.edit(team.specs["Export"], "the parcels", "all the parcels")
        team.notion.edit(team.specs["Export"], "all the parcels", "the parcels")
        team.sync()
        [said] = team.left_out
        assert "'Import' (http" in said
        assert "is in Notion's trash" in said
    plan = team.notion.find("Implementation: Import")
    assert not team.notion.request("GET", f"pages/{plan}")["in_trash"]
    team.notion.request("PATCH", f"pages/{plan}", {"in_trash": True})
    team.wait()
    team.sync()
    assert team.left_out == []


def test_a_specification_that_went_with_its_plan_is_looked_for_once(team: Team) -> None:
    team.quietly_synced()
    team.sync()
    usual = len(team.notion.workspace.requests)
    for page in (team.specs["Import"], team.notion.find("Implementation: Import")):
        team.notion.request("PATCH", f"pages/{page}", {"in_trash": True})
    for _ in range(2):
        team.wait()
        team.sync()
    assert (team.synced, team.left_out, len(team.notion.workspace.requests)) == ([], [], usual)


def test_a_specification_that_changed_is_the_only_one_read(team: Team) -> None:
    team.quietly_synced()
    team.notion.edit(team.specs["Search"], "- FR-1", "- FR-2: Find a parcel by its number\n- FR-1")
    team.follows_once("Search")


def test_a_task_that_a_person_moved_on_has_its_plan_brought_up_to_date(team: Team) -> None:
    team.quietly_synced()
    edit_as_person(team, row_of(team, "Import"))
    team.follows_once("Import")


def test_a_task_that_goes_into_the_trash_and_comes_back_has_its_plan_brought_up_to_date(team: Team) -> None:
    team.quietly_synced()
    task = row_of(team, "Import")
    for in_trash in (True, False):
        team.notion.request("PATCH", f"pages/{task}", {"in_trash": in_trash})
        team.follows_once("Import")


@pytest.mark.slow
def test_among_more_tasks_than_an_answer_shows_one_that_goes_is_noticed_if_it_was_edited_lately(
    team: Team,
) -> None:
    source = team.notion.find("Engineering Tasks", "data_source")
    for _ in range(100):
        team.notion.add_row(source, {})
    team.wait()
    team.sync()
    team.wait()
    task = row_of(team, "Import")
    for in_trash in (True, False):
        team.notion.request("PATCH", f"pages/{task}", {"in_trash": in_trash})
        team.follows_once("Import")


def test_a_plan_with_a_task_in_another_database_is_read_for_no_query_shows_its_edits(team: Team) -> None:
    team.quietly_synced()
    place = {"type": "page_id", "page_id": team.notion.find("Engineering Plans")}
    team.notion.request("POST", f"pages/{row_of(team, 'Import')}/move", {"parent": place})
    for _ in range(2):
        team.wait()
        team.sync()
        assert team.synced == ["Import"]


def test_a_specification_with_a_database_on_its_page_is_read_for_its_rows_are_edited_apart(
    team: Team,
) -> None:
    team.quietly_synced()
    team.notion.add_database("Notes", team.specs["Import"], {"Name": {"title": {}}})
    team.sync(full=True)
    team.wait()
    assert team.reads() == {"Import"}


def row_of(team: Team, name: str, database: str = "Engineering Tasks") -> str:
    known = "select id from node where kind='page' and parent=? and title like ? and trashed=0 order by seq"
    source = team.notion.find(database, "data_source")
    return str(team.notion.workspace.store.rows(known, source, f"%{name}%")[0][0])


def edit_as_person(team: Team, page_id: str, values: dict[str, Any] = DONE) -> None:
    workspace = team.notion.workspace
    workspace.add_token("a-person", user=workspace.store.meta("person") or "")

    async def edit() -> None:
        transport = workspace.transport
        settings = NotionSettings(requests_per_minute=100_000)
        async with Gateway(
            token="a-person", base_url="http://workspace.test", settings=settings, transport=transport
        ) as person:
            await person.update_page(page_id, properties=values, what="properties")

    asyncio.run(edit())


def test_an_edit_within_the_minute_of_the_last_sync_is_not_missed(team: Team) -> None:
    team.first_sync()
    edit_as_person(team, row_of(team, "Import"))
    team.wait()
    team.sync()
    assert team.synced == ["Import"]


def test_a_status_that_the_connection_itself_set_within_the_minute_of_the_last_sync_is_not_missed(
    team: Team,
) -> None:
    team.first_sync()
    team.notion.request("PATCH", f"pages/{row_of(team, 'Import')}", {"properties": DONE})
    team.follows_once("Import")


@pytest.mark.parametrize("what", ["specification", "status"])
def test_what_a_person_changes_before_our_own_edit_of_the_page_is_not_missed(team: Team, what: str) -> None:
    team.quietly_synced()
    spec, task = team.specs["Import"], row_of(team, "tests for Import")

    def edit() -> None:
        if what == "status":
            edit_as_person(team, task)
        else:
            team.notion.edit(spec, "- FR-1", "- FR-3: Weigh a parcel\n- FR-1")

    team.notion.edit(spec, "Import the parcels of a day", "Import the parcels of a whole week")
    team.notion.edit(spec, "- FR-1", "- FR-2: Find a parcel by its number\n- FR-1")
    team.wait()
    team.sync(meanwhile=edit)
    team.follows_once("Import")


def test_the_day_after_a_task_was_due_its_plan_is_read(team: Team) -> None:
    last = max(task.due for report in team.first_sync() for task in report.tasks)
    team.wait()
    assert team.reads(today=last + timedelta(days=1)) == set(NAMES)


def test_the_day_after_a_person_had_a_task_due_its_plan_is_read(team: Team) -> None:
    team.quietly_synced()
    tasks, day = team.notion.find("Engineering Tasks", "data_source"), NOON.date()
    team.notion.request("PATCH", f"data_sources/{tasks}", {"properties": {"Due": {"date": {}}}})
    edit_as_person(team, row_of(team, "Import"), {"Due": {"date": {"start": day.isoformat()}}})
    for _ in range(2):
        team.wait()
        team.sync(today=day)
    assert team.synced == []
    assert team.reads(today=day + timedelta(days=1)) == {"Import"}


def test_an_edit_that_could_not_be_followed_is_not_forgotten(team: Team) -> None:
    team.quietly_synced()
    edit_as_person(team, row_of(team, "Import"))
    team.notion.edit(team.specs["Search"], "- FR-1", "- FR-2: Find a parcel by its number\n- FR-1")
    team.wait()
    team.failing = ("Import",)
    team.sync()
    team.wait()
    team.failing = ()
    team.sync()
    assert team.synced == ["Import"]


def test_another_configuration_asks_for_every_plan_anew(team: Team) -> None:
    team.quietly_synced()
    planning = team.notion.settings.planning.model_copy(update={"buffer": 0.5})
    team.notion.settings = team.notion.settings.model_copy(update={"planning": planning})
    assert team.reads() == set(NAMES)


def test_without_the_index_every_specification_is_read_and_nothing_is_written_to_the_plans(
    team: Team,
) -> None:
    team.quietly_synced()
    parent = team.notion.find("Engineering Plans")
    text = team.notion.markdown(parent)
    toggle = text[text.index("<details") : text.index("</details>") + len("</details>")]
    team.notion.edit(parent, toggle, "gone")
    team.wait()
    reports = team.sync()
    assert set(team.synced) == set(NAMES)
    assert not any(report.changed for report in reports)


def test_full_reads_every_specification(team: Team) -> None:
    team.quietly_synced()
    assert team.reads(full=True) == set(NAMES)


@pytest.fixture
def with_plans_in_a_database(team: Team) -> Team:
    body = {
        "parent": {"type": "page_id", "page_id": team.notion.find("Engineering Plans")},
        "title": [{"type": "text", "text": {"content": "Plans"}}],
        "initial_data_source": {"properties": {"Name": {"title": {}}}},
    }
    team.notion.request("POST", "databases", body)
    place = {"plans": PlansPlace(data_source="Plans")}
    team.notion.settings = team.notion.settings.model_copy(update=place)
    team.quietly_synced()
    return team


@pytest.mark.slow
def test_plans_in_a_database_keep_the_index_in_a_row_of_their_own(with_plans_in_a_database: Team) -> None:
    team = with_plans_in_a_database
    team.sync()
    assert (team.synced, writes(team)) == ([], 0)
    assert len(team.notion.workspace.requests) <= 5


def test_a_plan_in_a_database_that_a_person_edited_is_read(with_plans_in_a_database: Team) -> None:
    team = with_plans_in_a_database
    plan = row_of(team, "Import", "Plans")
    edit_as_person(team, plan, {"Name": {"title": [{"text": {"content": "How to import"}}]}})
    team.follows_once("Import")
