"""What people change around a plan: a later sync goes on, or stops with one line and nothing is lost."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from notion_planner.errors import AccessError, DecisionNeededError, NotFoundError, PlannerError
from notion_planner.model.report import Report
from notion_planner.settings import PlansPlace, Settings, TaskProperties, TasksPlace
from notion_planner.workspace import Fault
from tests.conftest import Notion, kept
from tests.scenarios.test_schemas import codes, database, rows

SPEC = "Invoice Specification"
TEXT = "## Requirements\n- FR-1: Send an invoice by mail\n- FR-2: Print an invoice\n- FR-3: Pay"
PROPERTIES: dict[str, Any] = {
    "Name": {"title": {}},
    "Status": {"select": {"options": [{"name": "To Do"}, {"name": "In Progress"}, {"name": "Done"}]}},
    "Priority": {"select": {"options": [{"name": "High"}, {"name": "Medium"}, {"name": "Low"}]}},
    "Points": {"number": {}},
    "Tags": {"multi_select": {}},
    "Due": {"date": {}},
    "Planner Key": {"rich_text": {}},
}


class Begun(NamedTuple):
    """The data source of the tasks, the specification, and what its first and its last sync told."""

    source: str
    spec: str
    first: Report
    last: Report


@kept
def synced(notion: Notion) -> Begun:
    source = database(notion, "Board", PROPERTIES)
    spec = notion.add_page(SPEC, "Engineering Specs", TEXT)
    first = notion.sync(SPEC)
    return Begun(source, spec, first, first)


@kept
def all_done(notion: Notion) -> Begun:
    """The same once every task is done and the plan says so."""
    begun = synced(notion)
    for row in begun.first.tasks:
        done = {"Status": {"select": {"name": "Done"}}}
        notion.request("PATCH", f"pages/{row.id}", {"properties": done})
    return begun._replace(last=notion.sync(begun.spec))


@kept
def rearranged(notion: Notion) -> Begun:
    """The same after the plan was renamed and moved, one task renamed, another moved out of the database."""
    begun = synced(notion)
    plan, (renamed, moved) = begun.first.plan, begun.first.tasks[:2]
    assert plan is not None
    rename(notion, plan.id or "", "Our invoices")
    move(notion, plan.id, "Engineering Specs")
    rename(notion, renamed.id or "", "Mine now", "Name")
    move(notion, moved.id, "Engineering Plans")
    add_requirement(notion, begun.spec)
    return begun._replace(last=notion.sync(begun.spec))


class Team:
    """A synced specification, and what its people do around it."""

    def __init__(self, notion: Notion, begin: Callable[[Notion], Begun] = synced) -> None:
        self.notion = notion
        notion.settings = Settings(
            plans=PlansPlace(parent="Engineering Plans"), tasks=TasksPlace(database="Board")
        )
        self.source, self.spec, self.first, self.last = begin(notion)
        assert self.first.plan is not None
        self.plan = self.first.plan.id or ""

    def change_schema(self, **properties: Any) -> None:
        self.notion.request("PATCH", f"data_sources/{self.source}", {"properties": properties})

    def add_requirement(self) -> None:
        add_requirement(self.notion, self.spec)

    def sync(self) -> Report:
        return self.notion.sync(self.spec)

    def refused(self, kind: type[PlannerError]) -> PlannerError:
        with pytest.raises(kind) as stopped:
            self.sync()
        assert "\n" not in str(stopped.value)
        assert stopped.value.hint
        return stopped.value

    def assert_whole(self, *, tasks: int | None = None) -> None:
        """One plan, one page a task, and nothing to write any more."""
        plans = [child for child in self._plans() if child.title.startswith("Implementation")]
        assert len(plans) <= 1
        titles = [page.title for page in rows(self.notion, self.source)]
        assert len(titles) == len(set(titles))
        assert tasks is None or len(titles) == tasks
        assert not self.sync().changed

    def _plans(self) -> list[Any]:
        parent = self.notion.find("Engineering Plans")
        return list(self.notion.ask(lambda gateway: gateway.child_pages(parent)))


@pytest.fixture
def team(notion: Notion) -> Team:
    return Team(notion)


@pytest.fixture
def finished(notion: Notion) -> Team:
    return Team(notion, all_done)


@pytest.fixture
def moved(notion: Notion) -> Team:
    return Team(notion, rearranged)


def add_requirement(notion: Notion, spec: str) -> None:
    notion.edit(spec, "- FR-2: Print", "- FR-4: Cancel an invoice\n- FR-2: Print")


def move(notion: Notion, page: str | None, parent: str) -> None:
    to = {"parent": {"type": "page_id", "page_id": notion.find(parent)}}
    notion.request("POST", f"pages/{page}/move", to)


def rename(notion: Notion, page: str, title: str, name: str = "title") -> None:
    value = {name: {"title": [{"text": {"content": title}}]}}
    notion.request("PATCH", f"pages/{page}", {"properties": value})


def test_a_plan_that_was_renamed_and_moved_is_still_the_plan(moved: Team) -> None:
    assert moved.last.plan is not None
    assert moved.last.plan.id == moved.plan
    assert moved.notion.find("Our invoices") == moved.plan
    moved.assert_whole(tasks=len(moved.last.tasks) - 1)


@pytest.mark.parametrize(
    ("change", "keyed"), [("renamed", True), ("moved", False)], ids=["renamed, with keys", "moved, without"]
)
def test_a_plan_that_only_its_tasks_still_lead_to_is_found(team: Team, change: str, *, keyed: bool) -> None:
    if change == "renamed":
        rename(team.notion, team.plan, "Our invoices")
    else:
        move(team.notion, team.plan, "Engineering Specs")
    if not keyed:
        team.change_schema(**{"Planner Key": None})
    text = team.notion.markdown(team.spec)
    team.notion.edit(team.spec, text[text.index("## Implementation") :], "")
    report = team.sync()
    assert report.plan is not None
    assert report.plan.id == team.plan
    team.assert_whole(tasks=len(team.first.tasks))


def test_a_task_that_was_renamed_is_still_the_task(moved: Team) -> None:
    task = moved.first.tasks[0]
    assert next(row.id for row in moved.last.tasks if row.key == task.key) == task.id
    assert moved.notion.find("Mine now") == task.id


def test_a_task_that_was_moved_out_of_the_database_is_not_made_again(moved: Team) -> None:
    task = moved.first.tasks[1]
    assert next(row.id for row in moved.last.tasks if row.key == task.key) == task.id
    assert [row.requirements for row in moved.last.tasks if row.action == "create"] == [("FR-4",)]


def test_a_specification_that_was_renamed_and_moved_keeps_plan_and_tasks(team: Team) -> None:
    rename(team.notion, team.spec, "Billing Documents Specification")
    move(team.notion, team.spec, "Engineering Plans")
    report = team.sync()
    assert report.plan is not None
    assert report.plan.id == team.plan
    assert {row.id for row in report.tasks} == {row.id for row in team.first.tasks}
    team.assert_whole(tasks=len(report.tasks))


def test_a_property_that_was_renamed_is_still_found(finished: Team) -> None:
    team = finished
    roles = ("Status", "Priority", "Points", "Tags", "Due", "Planner Key", "Name")
    team.change_schema(**{role: {"name": f"Unser {role} Feld"} for role in roles})
    team.add_requirement()
    report = team.sync()
    assert codes(report) == []
    new = next(row for row in report.tasks if row.action == "create")
    page = team.notion.request("GET", f"pages/{new.id}")["properties"]
    found = {role: page[f"Unser {role} Feld"] for role in roles}
    assert [role for role in roles if not found[role][found[role]["type"]]] == []
    assert team.notion.markdown(team.plan).count("- [x]") > 0
    team.assert_whole(tasks=len(report.tasks))


def test_a_configured_property_that_was_renamed_is_found_and_said(notion: Notion) -> None:
    team = Team(notion)
    team.change_schema(Status={"name": "Lage"})
    place = TasksPlace(database="Board", properties=TaskProperties(status="Lage"))
    notion.settings = notion.settings.model_copy(update={"tasks": place})
    team.add_requirement()
    team.sync()
    team.change_schema(Lage={"name": "Zustand"})
    report = team.sync()
    assert codes(report) == ["property_renamed"]
    assert "'Zustand'" in report.problems[0].message
    assert "tasks.properties.status" in report.problems[0].hint


def test_without_its_status_property_a_plan_keeps_the_progress_it_shows(finished: Team) -> None:
    team = finished
    before = team.notion.markdown(team.plan)
    assert "- [x]" in before
    team.change_schema(Status=None)
    report = team.sync()
    assert "property_missing" in codes(report)
    assert team.notion.markdown(team.plan).count("- [x]") == before.count("- [x]")
    team.assert_whole(tasks=len(report.tasks))


def test_a_removed_option_is_said_and_not_made_again(team: Team) -> None:
    team.change_schema(Status={"select": {"options": [{"name": "Later"}, {"name": "Done"}]}})
    team.add_requirement()
    report = team.sync()
    assert "option_missing" in codes(report)
    schema = team.notion.request("GET", f"data_sources/{team.source}")["properties"]["Status"]["select"]
    assert [option["name"] for option in schema["options"]] == ["Later", "Done"]
    team.assert_whole(tasks=len(report.tasks))


def test_a_plan_that_is_no_longer_shared_is_asked_for_by_its_address(team: Team) -> None:
    team.notion.workspace.share(team.plan, shared=False)
    error = team.refused(DecisionNeededError)
    assert team.plan.replace("-", "") in error.message.replace("-", "")
    assert "Share it" in error.hint
    team.notion.workspace.share(team.plan)
    team.assert_whole(tasks=len(team.first.tasks))


def test_a_task_database_that_is_no_longer_shared_is_named_with_what_to_do(team: Team) -> None:
    container = team.notion.request("GET", f"data_sources/{team.source}")["parent"]["database_id"]
    team.notion.workspace.share(container, shared=False)
    for named, kind in (("Board", NotFoundError), (team.source, AccessError)):
        use(team, named)
        error = team.refused(kind)
        assert "task database" in error.message
        assert "Connections" in error.hint
    team.notion.workspace.share(container)
    team.assert_whole(tasks=len(team.first.tasks))


def test_a_task_database_in_the_trash_is_named_with_what_to_do(team: Team) -> None:
    container = team.notion.request("GET", f"data_sources/{team.source}")["parent"]["database_id"]
    team.notion.request("PATCH", f"databases/{container}", {"in_trash": True})
    for named in ("Board", team.source):
        use(team, named)
        error = team.refused(NotFoundError)
        assert "in the trash" in error.message
        assert "Restore it" in error.hint
    team.notion.request("PATCH", f"databases/{container}", {"in_trash": False})
    team.assert_whole(tasks=len(team.first.tasks))


def use(team: Team, reference: str) -> None:
    settings = team.notion.settings
    place = settings.tasks.model_copy(update={"database": reference})
    team.notion.settings = settings.model_copy(update={"tasks": place})


def test_a_plan_under_a_page_in_the_trash_is_said_and_nothing_is_lost(team: Team) -> None:
    parent = team.notion.find("Engineering Plans")
    team.notion.request("PATCH", f"pages/{parent}", {"in_trash": True})
    team.add_requirement()
    error = team.refused(DecisionNeededError)
    assert "trash" in error.message
    team.notion.request("PATCH", f"pages/{parent}", {"in_trash": False})
    report = team.sync()
    team.assert_whole(tasks=len(report.tasks))


def test_a_withdrawn_capability_is_named_and_the_next_run_completes_the_job(team: Team) -> None:
    team.add_requirement()
    for method in ("PATCH", "POST"):
        fault = Fault(kind="forbidden", method=method, path="/v1/pages", times=None)
        team.notion.workspace.faults.add(fault)
        error = team.refused(AccessError)
        assert "capability" in error.hint
        team.notion.workspace.faults.clear()
    report = team.sync()
    team.assert_whole(tasks=len(report.tasks))


def test_a_workspace_without_room_is_named(team: Team) -> None:
    team.add_requirement()
    team.notion.workspace.faults.add(Fault(kind="block_limit", method="POST", path="/v1/pages$", times=None))
    error = team.refused(AccessError)
    assert "free blocks" in error.message
