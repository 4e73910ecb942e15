"""Moving named tasks: their status changes, and nothing else does, wherever a name leads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from notion_planner.cli.app import run as run_cli
from notion_planner.errors import ConfigError, DecisionNeededError, ExitCode, UsageError
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page
from notion_planner.use_cases.task_moves import Moves, Wanted, move_tasks, moves_text
from notion_planner.workspace import Fault
from tests.conftest import CREATED, SPEC, Cli, Notion
from tests.tasks import add_task

Mover = Callable[..., Moves]


@pytest.fixture
def planned(notion: Notion) -> Notion:
    """Tasks numbered TASK-1, TASK-2, TASK-3."""
    source = notion.find("Engineering Tasks", "data_source")
    notion.request(
        "PATCH", f"data_sources/{source}", {"properties": {"ID": {"unique_id": {"prefix": "TASK"}}}}
    )
    for title in ("Add search", "Add export", "Write the docs"):
        add_task(notion, title)
    return notion


@pytest.fixture
def move(planned: Notion) -> Mover:
    def call(*names: str, status: str = "Done", text: str = "", dry_run: bool = False) -> Moves:
        wanted = Wanted(status=status, names=names, texts=(text,), dry_run=dry_run)

        async def work(notion: Gateway) -> Moves:
            return await move_tasks(planned.run(notion, CREATED), wanted)

        found: Moves = planned.ask(work)
        return found

    return call


def raw(notion: Notion) -> dict[str, str]:
    """Each task's properties but its status and time of edit, and its content."""
    found = {}
    for task in notion.tasks():
        page = notion.request("GET", f"pages/{task.id}")
        page["properties"].pop("Status")
        found[task.id] = json.dumps(page["properties"], sort_keys=True) + notion.markdown(task.id)
    return found


def statuses(notion: Notion) -> dict[str, object]:
    return {task.id: task.properties["Status"].value for task in notion.tasks()}


def numbered(notion: Notion, number: int) -> Page:
    source = notion.find("Engineering Tasks", "data_source")
    condition = {"property": "ID", "unique_id": {"equals": number}}
    page: Page = notion.ask(lambda gateway: gateway.query(source, filter_=condition))[0]
    return page


def test_addresses_and_numbers_are_moved_and_only_their_status_changes(planned: Notion, move: Mover) -> None:
    before, task, other = raw(planned), numbered(planned, 1), numbered(planned, 3)
    found = move(text=f"TASK-1 and {other.url}", status="in progress")
    assert [(row.id, row.before, row.after) for row in found.moves] == [
        (task.id, "To Do", "In Progress"),
        (other.id, "To Do", "In Progress"),
    ]
    assert raw(planned) == before
    moved = {page for page, status in statuses(planned).items() if status != "To Do"}
    assert moved == {task.id, other.id}


def test_a_task_that_is_there_already_is_not_written(planned: Notion, move: Mover) -> None:
    move("TASK-1")
    edited = numbered(planned, 1).last_edited_time
    found = move("TASK-1")
    assert (found.changed, found.moves[0].action) == (False, "no-op")
    assert numbered(planned, 1).last_edited_time == edited


def test_a_dry_run_writes_nothing(planned: Notion, move: Mover) -> None:
    assert move("TASK-1", dry_run=True).moves[0].after == "Done"
    assert set(statuses(planned).values()) == {"To Do"}


def test_two_names_of_one_task_move_it_once(planned: Notion, move: Mover) -> None:
    assert len(move(text=f"TASK-1 {numbered(planned, 1).url}").moves) == 1


def test_a_cancelled_task_is_left_alone(planned: Notion, move: Mover) -> None:
    source = planned.find("Engineering Tasks", "data_source")
    options = [{"name": name} for name in ("To Do", "Done", "Cancelled")]
    planned.request(
        "PATCH", f"data_sources/{source}", {"properties": {"Status": {"select": {"options": options}}}}
    )
    move("TASK-1", status="Cancelled")
    found = move("TASK-1")
    assert (found.moves[0].action, found.moves[0].after) == ("left", "Cancelled")
    assert numbered(planned, 1).properties["Status"].value == "Cancelled"


def test_pages_that_are_no_task_are_reported_and_not_touched(planned: Notion, move: Mover) -> None:
    spec = planned.find(SPEC)
    edited = planned.request("GET", f"pages/{spec}")["properties"]
    trashed = planned.tasks()[0]
    planned.request("PATCH", f"pages/{trashed.id}", {"in_trash": True})
    found = move(spec, trashed.id, "0" * 32, "TASK-999", "nonsense")
    assert found.moves == ()
    assert set(found.unknown) == {spec, trashed.id, "0" * 32, "TASK-999", "nonsense"}
    assert planned.request("GET", f"pages/{spec}")["properties"] == edited


def test_a_planner_key_leads_to_its_task(planned: Notion, move: Mover) -> None:
    source = planned.find("Engineering Tasks", "data_source")
    planned.request("PATCH", f"data_sources/{source}", {"properties": {"Planner Key": {"rich_text": {}}}})
    key = f"{planned.find(SPEC).replace('-', '')}/docs"
    task = numbered(planned, 2)
    planned.request(
        "PATCH",
        f"pages/{task.id}",
        {"properties": {"Planner Key": {"rich_text": [{"text": {"content": key}}]}}},
    )
    assert [row.id for row in move(key).moves] == [task.id]


def test_a_status_that_the_database_has_not_moves_nothing(planned: Notion, move: Mover) -> None:
    with pytest.raises(UsageError, match="To Do, In Progress, Blocked, In Review, Done"):
        move("TASK-1", status="Dnoe")
    assert set(statuses(planned).values()) == {"To Do"}


def test_a_database_without_a_status_is_a_configuration_error(planned: Notion, move: Mover) -> None:
    source = planned.find("Engineering Tasks", "data_source")
    planned.request("PATCH", f"data_sources/{source}", {"properties": {"Status": None}})
    with pytest.raises(ConfigError, match="no status property"):
        move("TASK-1")


def test_a_status_property_that_was_renamed_is_offered_to_be_named(planned: Notion, move: Mover) -> None:
    source = planned.find("Engineering Tasks", "data_source")
    planned.request("PATCH", f"data_sources/{source}", {"properties": {"Status": {"name": "Stand"}}})
    with pytest.raises(ConfigError, match=r"name yours \('Stand'\?\) in config.yaml"):
        move("TASK-1")


def test_a_text_that_lists_tasks_moves_none(planned: Notion, move: Mover) -> None:
    with pytest.raises(DecisionNeededError, match="51 tasks"):
        move(text=" ".join(f"TASK-{number}" for number in range(1, 52)))
    assert set(statuses(planned).values()) == {"To Do"}


def test_an_argument_that_is_no_task_fails_after_the_others_were_moved(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    local = Notion(path=Path(".notion-planner/workspace.db"))
    add_task(local, "Add search")
    task = local.tasks()[0]
    monkeypatch.setenv("PR_BODY", f"See https://notion.so/{'0' * 32}")
    code = run_cli(["tasks", "move", task.url, "TASK-9", "--text-from", "PR_BODY", "--json"])
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert (code, document["changed"]) == (ExitCode.NOT_FOUND, True)
    assert [line.startswith("Error: No task is called 'TASK-9'") for line in told.err.splitlines()] == [True]
    assert document["unknown"] == ["TASK-9", f"https://notion.so/{'0' * 32}"]
    assert run_cli(["tasks", "move", "--text-from", "PR_BODY"]) == ExitCode.DONE
    captured = capsys.readouterr()
    assert captured.out == "No task was moved.\n"
    assert "is no task of 'Engineering Tasks'" in captured.err
    assert statuses(local)[task.id] == "Done"
    local.workspace.close()


@pytest.mark.parametrize(("body", "code"), [(None, ExitCode.USAGE), ("", ExitCode.DONE)])
def test_a_text_may_be_empty_but_has_to_be_there(
    monkeypatch: pytest.MonkeyPatch, cli: Cli, body: str | None, code: ExitCode
) -> None:
    if body is not None:
        monkeypatch.setenv("PR_BODY", body)
    told = cli("tasks", "move", "--text-from", "PR_BODY", "-q")
    refusal = "Error: --text-from PR_BODY: no environment variable is called so."
    assert (told[0], refusal in told[2]) == (code, body is None)


def test_a_task_that_cannot_be_written_stops_no_other(planned: Notion, move: Mover) -> None:
    task, other = numbered(planned, 1), numbered(planned, 2)
    refused = Fault(kind="forbidden", method="PATCH", path=task.id, times=None)
    planned.workspace.faults.add(refused)
    found = move("TASK-1", "TASK-2")
    assert [(row.action, row.after) for row in found.moves] == [("failed", "To Do"), ("update", "Done")]
    assert statuses(planned)[other.id] == "Done"
    assert found.code == ExitCode.ACCESS
    assert [f"move task '{task.title}'" in problem.message for problem in found.problems] == [True]
    assert f"{task.title}: could not be moved, it is To Do" in moves_text(found)
