"""init: sees what is there, adds what was agreed to and nothing else, and a second run adds nothing."""

import asyncio
import io
import json
import os
import pty
import signal
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
import typer

from notion_planner.cli.questions import ask_yes
from notion_planner.config import load_settings, starter_settings
from notion_planner.errors import ExitCode
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import TasksPlace
from notion_planner.setup.completing import Setup, Sight, Wishes, apply, find_place, inspect, survey
from notion_planner.workspace import Fault, Workspace
from tests.conftest import SPEC, Cli, Notion
from tests.jobs.forking import forked, run_at_terminal
from tests.scenarios.test_schemas import database

TASKS = starter_settings().tasks
NEW = "Delivery Tasks"
# With nothing to be remarked on.
WHOLE = """# Export Service

## Requirements
- FR-1: Export as CSV
- FR-2: Export as JSON
- FR-3: Export as PDF

## Acceptance Criteria
- AC-1: The file opens
"""


def everything(notion: Notion, tasks: str, plans: str = "Engineering Plans") -> Setup:
    """Inspects and agrees to all that is offered; answers with what was offered."""

    async def work(gateway: Gateway) -> Setup:
        place = await find_place(gateway, plans, what="place for plans")
        setup = await inspect(gateway, Wishes(plans=place, specs=None, tasks=tasks), TASKS)
        await apply(gateway, setup, TASKS, {offer.key for offer in setup.offers})
        return setup

    found: Setup = notion.ask(work)
    return found


def schema_of(notion: Notion, title: str) -> dict[str, Any]:
    found: dict[str, Any] = notion.request("GET", f"data_sources/{notion.find(title, 'data_source')}")
    return found


def views_of(notion: Notion, title: str) -> list[dict[str, Any]]:
    parent = schema_of(notion, title)["parent"]["database_id"]
    listed = notion.request("GET", "views", {"database_id": parent})["results"]
    return [notion.request("GET", f"views/{item['id']}") for item in listed]


def titles(notion: Notion) -> list[str]:
    async def work(gateway: Gateway) -> list[str]:
        return [sight.line for sight in await survey(gateway)]

    found: list[str] = notion.ask(work)
    return found


def test_an_offered_property_names_those_that_may_be_it_under_another_name(notion: Notion) -> None:
    database(notion, "Aufgaben", {"Name": {"title": {}}, "Aufwand": {"number": {}}})
    lines = [offer.line for offer in everything(notion, "Aufgaben").offers]
    assert "property 'Story Points' (number): estimate; or name yours in config.yaml ('Aufwand'?)" in lines
    assert "property 'Due' (date): due date, timeline" in lines


def test_what_can_be_seen_is_listed_with_where_it_stands(notion: Notion) -> None:
    assert titles(notion) == [
        "Engineering Tasks (database, in the workspace)",
        "Engineering Plans (page, in the workspace)",
        "Engineering Specs (page, in the workspace)",
        "User Profile API Specification (page, in 'Engineering Specs')",
    ]


def test_what_is_not_shared_is_not_listed(notion: Notion) -> None:
    notion.workspace.share(notion.find("Engineering Specs"), shared=False)
    assert not [line for line in titles(notion) if "Spec" in line]


def test_a_new_task_database_has_a_property_for_every_role(notion: Notion) -> None:
    everything(notion, NEW)
    types = {name: found["type"] for name, found in schema_of(notion, NEW)["properties"].items()}
    assert types == {
        "Name": "title",
        "Status": "select",
        "Priority": "select",
        "Story Points": "number",
        "Tags": "multi_select",
        "Due": "date",
        "Assignee": "people",
        "Planner Key": "rich_text",
        "Blocked by": "relation",
        "Blocks": "relation",
    }
    assert {view["type"] for view in views_of(notion, NEW)} == {"table", "board", "timeline"}


def test_a_new_task_database_takes_a_whole_plan_without_a_remark(notion: Notion) -> None:
    everything(notion, NEW)
    settings = notion.settings.with_profile("quick")
    notion.settings = settings.model_copy(update={"tasks": TasksPlace(database=NEW)})
    report = notion.sync()
    assert report.problems == ()
    first = next(row for row in report.tasks if row.blocked_by)
    page = notion.request("GET", f"pages/{first.id}")
    assert len(page["properties"]["Blocked by"]["relation"]) == len(first.blocked_by)


def test_a_second_init_finds_nothing_missing(notion: Notion) -> None:
    assert [offer.key for offer in everything(notion, NEW).offers] == ["database"]
    before = len([request for request in notion.workspace.requests if request.is_write])
    assert everything(notion, NEW).offers == ()
    assert len([request for request in notion.workspace.requests if request.is_write]) == before


def test_plans_and_specifications_in_databases_get_relations(notion: Notion) -> None:
    plans = database(notion, "Plans", {"Plan": {"title": {}}})

    async def work(gateway: Gateway) -> None:
        place = await find_place(gateway, "Plans", what="place for plans")
        wishes = Wishes(plans=place, specs=place, tasks=NEW, under="Engineering Plans")
        setup = await inspect(gateway, wishes, TASKS)
        await apply(gateway, setup, TASKS, {"database"})

    notion.ask(work)
    properties = schema_of(notion, NEW)["properties"]
    for name in ("Plan", "Spec"):
        assert properties[name]["relation"]["data_source_id"] == plans


def test_only_what_was_agreed_to_is_added(notion: Notion) -> None:
    plans = notion.find("Engineering Plans")

    async def work(gateway: Gateway) -> None:
        place = Sight(kind="page", id=plans, title="Engineering Plans", url="")
        wishes = Wishes(plans=place, specs=None, tasks="Engineering Tasks")
        setup = await inspect(gateway, wishes, TASKS)
        await apply(gateway, setup, TASKS, {"property:key"})

    before = set(schema_of(notion, "Engineering Tasks")["properties"])
    notion.ask(work)
    assert set(schema_of(notion, "Engineering Tasks")["properties"]) - before == {"Planner Key"}
    assert [view["type"] for view in views_of(notion, "Engineering Tasks")] == ["table"]


def test_a_name_that_another_property_has_taken_is_left_alone(notion: Notion) -> None:
    database(notion, "Board", {"Name": {"title": {}}, "Due": {"rich_text": {}}, "Owner": {"people": {}}})
    setup = everything(notion, "Board")
    assert not {"property:due", "property:assignee"} & {offer.key for offer in setup.offers}
    assert schema_of(notion, "Board")["properties"]["Due"]["type"] == "rich_text"
    assert "property_type" in [note.code for note in setup.notes]


def test_a_missing_option_is_left_to_a_person_and_said(notion: Notion) -> None:
    database(
        notion,
        "Board",
        {
            "Name": {"title": {}},
            "Status": {"status": {}},
            "Priority": {"select": {"options": [{"name": "Max"}]}},
        },
    )
    notes = [note for note in everything(notion, "Board").notes if note.code == "option_missing"]
    assert len(notes) == 4
    assert all("add the option" in note.hint for note in notes)
    options = schema_of(notion, "Board")["properties"]["Priority"]["select"]["options"]
    assert [option["name"] for option in options] == ["Max"]


def test_the_other_side_of_a_relation_that_notion_named_itself_is_renamed(notion: Notion) -> None:
    source = database(notion, "Board", {"Name": {"title": {}}})
    relation = {"relation": {"data_source_id": source, "dual_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked by": relation}})
    assert "Related to Board (Blocked by)" in schema_of(notion, "Board")["properties"]
    everything(notion, "Board")
    assert "Blocks" in schema_of(notion, "Board")["properties"]
    assert everything(notion, "Board").offers == ()


@pytest.mark.parametrize("kind", ["saved_but_unavailable", "dropped", "gateway_timeout"])
def test_an_answer_that_is_lost_makes_no_second_database(notion: Notion, kind: Any) -> None:
    fault = Fault(kind=kind, method="POST", path="/v1/databases$", after_write=True)
    notion.workspace.faults.add(fault)
    everything(notion, NEW)
    assert [line for line in titles(notion) if NEW in line] == [f"{NEW} (database, in 'Engineering Plans')"]


def test_a_run_that_died_after_making_the_database_is_completed_by_the_next(notion: Notion) -> None:
    database(notion, NEW, {"Name": {"title": {}}})
    everything(notion, NEW)
    assert [line for line in titles(notion) if NEW in line] == [f"{NEW} (database, in 'Engineering Plans')"]
    assert "Planner Key" in schema_of(notion, NEW)["properties"]


def test_init_agreed_to_writes_the_configuration_and_completes_the_database(cli: Cli) -> None:
    code, out, _ = cli("init", "--yes")
    assert code == ExitCode.DONE
    assert "create config.yaml" in out
    settings = load_settings(None, local=True)
    assert (settings.tasks.database, settings.plans.views) == ("Engineering Tasks", True)
    Path("export.md").write_text(WHOLE)
    code, out, _ = cli("plan", "export.md", "--json")
    assert code == ExitCode.DONE
    assert json.loads(out)["problems"] == []


def test_init_without_anyone_to_agree_writes_files_only(cli: Cli) -> None:
    code, out, _ = cli("init", "--json")
    document = json.loads(out)
    assert code == ExitCode.DONE
    assert document["schema"] == "notion-planner/init/1"
    assert document["offers"]
    assert not any(offer["accepted"] for offer in document["offers"])
    assert Path("config.yaml").exists()


def test_a_preview_shows_everything_and_writes_nothing(cli: Cli) -> None:
    code, out, _ = cli("init", "--dry-run", "--tasks", NEW)
    assert code == ExitCode.DONE
    assert f"task database '{NEW}' with Status (select)" in out
    assert "Nothing was written" in out
    assert not Path("config.yaml").exists()
    assert NEW not in cli("init", "--dry-run", "--json")[1]


def test_an_option_that_an_existing_configuration_leaves_unused_is_named(cli: Cli) -> None:
    cli("init")
    _, _, err = cli("init", "--plans", "Nope")
    assert "config.yaml exists and stays as it is, so --plans changed nothing." in err


def test_an_option_that_says_what_the_configuration_does_is_not_complained_of(cli: Cli) -> None:
    cli("init")
    assert "changed nothing" not in cli("init", "--plans", "Engineering Plans")[2]


def test_init_again_writes_nothing(cli: Cli) -> None:
    cli("init", "--yes")
    before = Path("config.yaml").read_bytes()
    document = json.loads(cli("init", "--yes", "--json")[1])
    assert document["offers"] == []
    assert {step["action"] for step in document["files"]} == {"keep"}
    assert Path("config.yaml").read_bytes() == before


def test_a_place_that_is_not_known_is_asked_for_with_what_can_be_seen(cli: Cli, connected: Workspace) -> None:
    connected.share(_id_of(connected, "Engineering Plans"), shared=False)
    code, _, err = cli("init")
    assert code == ExitCode.USAGE
    assert "Engineering Specs (page, in the workspace)" in err
    assert "--plans" in err


def _id_of(workspace: Workspace, title: str) -> str:
    return next(node.id for node in workspace.store.select("title=?", title))


def test_a_connection_that_sees_nothing_is_told_how_to_share(cli: Cli, connected: Workspace) -> None:
    for title in ("Engineering Plans", "Engineering Specs", "Engineering Tasks"):
        connected.share(_id_of(connected, title), shared=False)
    code, _, err = cli("init")
    assert code == ExitCode.ACCESS
    assert "••• → Connections" in err


def test_the_token_is_kept_in_env_and_never_printed(
    cli: Cli, remote: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".git").mkdir()
    monkeypatch.setattr("sys.stdin", io.StringIO(remote.token + "\n"))
    code, out, err = cli("init", "--token-stdin", "--yes")
    assert code == ExitCode.DONE, err
    assert "Connected as 'Local workspace' to 'Local workspace'." in err
    assert remote.token not in out + err
    assert Path(".env").stat().st_mode & 0o777 == 0o600
    assert ".env\n" in Path(".gitignore").read_text()
    assert cli("plan", SPEC)[0] == ExitCode.DONE, "the configuration names what a later command finds"


@pytest.mark.usefixtures("remote")
def test_a_token_that_notion_refuses_is_not_kept(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ntn_wrong\n"))
    code, out, err = cli("init", "--token-stdin", "--yes")
    assert code == ExitCode.ACCESS
    assert "ntn_wrong" not in out + err
    assert not Path(".env").exists()
    assert not Path("config.yaml").exists()


class Terminal(io.StringIO):
    """Standard input of somebody who sits there and types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("connected")
def test_a_person_chooses_by_number_or_title_and_agrees_one_by_one(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["99", "2", "No such page", "Engineering Specs", "", "n", "n", "y", "n", "n", "n", "y", "y"]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(answers) + "\n"))
    code, out, err = cli("init")
    assert code == ExitCode.DONE, err
    assert " 1. Engineering Tasks (database, in the workspace)" in err
    assert "There is no 99 in the list." in err
    assert "'No such page'" in err, "what cannot be found is asked for again"
    taken, _, left = out.partition("Offered, and not done")
    assert "property 'Planner Key'" in taken
    assert "property 'Due'" in left
    assert load_settings(None, local=False).plans.views


@pytest.mark.usefixtures("connected")
def test_a_person_sees_what_will_be_written_and_may_stop_there(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, connected: Workspace
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("2\n\n\n" + "y\n" * 7 + "n\n"))
    code, out, err = cli("init")
    assert code == ExitCode.DONE, err
    about = err.partition("About to write:")[2]
    assert "create config.yaml" in about
    assert "property 'Planner Key'" in about
    assert "Nothing was written" in out
    assert not Path("config.yaml").exists()
    assert not [request for request in connected.requests if request.is_write]


def test_ctrl_c_at_a_question_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient(Terminal):
        def readline(self, *_: int) -> str:
            os.kill(os.getpid(), signal.SIGINT)
            return "y\n"

    async def work() -> bool:
        return ask_yes("Go on?")

    monkeypatch.setattr("sys.stdin", Impatient())
    with pytest.raises(typer.Abort):
        asyncio.run(work())


@pytest.mark.slow
def test_a_token_that_is_typed_does_not_show(remote: Workspace, address: str, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {"NOTION_API_BASE_URL": address, "COLUMNS": "200"}
    out = tmp_path / "printed"
    process = forked(run_at_terminal, ["init", "--dry-run"], environment, os.ttyname(theirs), out)
    asked = b""
    for question, answer in (
        (b"in a file): ", remote.token),
        *[(b"Number, title or URL", "")] * 3,
        (b"plan page?", "n"),
    ):
        while question not in asked.rpartition(b"\n")[2]:
            assert ours in wait([ours, process.sentinel], timeout=60), asked
            asked += os.read(ours, 65536)
        os.write(ours, answer.encode() + b"\n")
        asked += b"\n"
    process.join(timeout=60)
    os.close(theirs)
    printed = out.read_bytes() + _rest(ours)
    assert process.exitcode == ExitCode.DONE, printed
    assert b"Offered in Notion:" in printed
    assert b"create .env with the token" in printed
    assert remote.token.encode() not in asked + printed


def _rest(terminal: int) -> bytes:
    """What was printed to a terminal whose other end is closed."""
    found = b""
    try:
        while part := os.read(terminal, 65536):
            found += part
    except OSError:
        pass
    os.close(terminal)
    return found
