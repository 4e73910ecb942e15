"""doctor: each thing that is wrong is one problem with its fix; nothing is written, no secret is printed."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from notion_planner.connection import open_gateway
from notion_planner.environment import Connection
from notion_planner.errors import ExitCode
from notion_planner.model.health import Check
from notion_planner.settings import NotionSettings, PlansPlace, Settings, SpecsPlace, TasksPlace
from notion_planner.setup.doctor import examine
from notion_planner.workspace import Fault, Workspace, WorkspaceOptions
from notion_planner.workspace.options import CAPABILITIES
from tests.conftest import Cli, Notion
from tests.scenarios.test_schemas import database

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def checks(notion: Notion, settings: Settings | None = None) -> list[Check]:
    found: list[Check] = notion.ask(
        lambda gateway: examine(gateway, settings or notion.settings, now=lambda: NOW)
    )
    return found


def states(found: list[Check], *wanted: str) -> dict[str, list[str]]:
    """State → names of the checks in it, of the states that matter."""
    names = wanted or ("problem",)
    return {state: [check.name for check in found if check.state == state] for state in names}


def named(found: list[Check], name: str) -> Check:
    return next(check for check in found if check.name == name)


def test_a_set_up_that_init_made_is_healthy(cli: Cli) -> None:
    cli("init", "--yes")
    code, out, _ = cli("doctor")
    assert code == ExitCode.DONE
    assert "0 problems, 0 warnings." in out
    assert "'Blocked by' (relation to 'Engineering Tasks', other side 'Blocks')" in out


def test_the_document_says_whether_all_is_well(cli: Cli) -> None:
    code, out, err = cli("doctor", "--json")
    document = json.loads(out)
    assert (code, document["healthy"], document["schema"]) == (0, True, "notion-planner/doctor/1")
    assert list(document["checks"][0]) == ["name", "state", "message", "hint"]
    assert err == ""


def test_an_examination_changes_nothing(notion: Notion) -> None:
    def everything() -> list[Any]:
        return [
            (node.id, node.edited, node.trashed, node.body) for node in notion.workspace.store.select("1=1")
        ]

    before = everything()
    checks(notion)
    assert everything() == before
    assert not [one for one in notion.workspace.requests if one.is_write and one.status < 400]


@pytest.mark.parametrize("missing", ["read", "insert", "update"])
def test_a_missing_capability_is_a_problem_that_names_it(missing: str) -> None:
    notion = Notion(options=WorkspaceOptions(capabilities=CAPABILITIES - {f"{missing}_content"}))
    found = checks(notion)
    notion.workspace.close()
    problems = [name for name in states(found)["problem"] if name.startswith("capability")]
    assert problems == [f"capability.{missing}"]
    assert "profile/integrations" in named(found, f"capability.{missing}").hint


def test_a_token_that_is_refused_is_one_problem_and_is_not_printed(
    cli: Cli, remote: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_wrong_one")
    Path("config.yaml").write_text(
        "plans: {parent: Engineering Plans}\ntasks: {database: Engineering Tasks}\n"
    )
    code, out, err = cli("doctor")
    assert code == ExitCode.UNHEALTHY
    assert "✗ token" in out
    assert "1 problem, " in out
    assert "ntn_wrong_one" not in out + err
    assert not [request for request in remote.requests if request.status == 200]


def test_no_token_where_one_is_needed_is_a_problem(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    code, out, _ = cli("doctor")
    assert code == ExitCode.UNHEALTHY
    assert "NOTION_API_TOKEN is not set" in out


def test_each_place_that_cannot_be_reached_is_a_problem_of_its_own(notion: Notion) -> None:
    settings = Settings(
        plans=PlansPlace(parent="No such page"),
        tasks=TasksPlace(database="0" * 32),
        specs=SpecsPlace(data_source="No such database", pages=("Nothing", "User Profile API Specification")),
    )
    found = checks(notion, settings)
    assert states(found)["problem"] == ["plans", "specs.data_source", "specs.pages.1", "tasks"]
    assert named(found, "specs.pages.2").message == "1 specification."
    assert all(check.hint for check in found if check.state == "problem")


def test_an_empty_page_beside_a_plan_of_its_name_is_a_warning(notion: Notion) -> None:
    notion.sync()
    plan = "Implementation Plan: User Profile API"
    assert "plans.empty" not in states(checks(notion), "warning")["warning"]
    empty = notion.add_page(plan, "Engineering Plans", "")
    notion.add_page("Notes", "Engineering Plans", "")
    assert states(checks(notion), "warning")["warning"].count("plans.empty") == 1
    assert empty in named(checks(notion), "plans.empty").message


def test_a_filter_by_a_property_that_does_not_exist_is_a_problem(notion: Notion) -> None:
    database(notion, "Specs", {"Name": {"title": {}}})
    settings = notion.settings.model_copy(
        update={"specs": SpecsPlace(data_source="Specs", filter={"Stage": "Ready"})}
    )
    check = named(checks(notion, settings), "specs.data_source")
    assert (check.state, "has no property 'Stage'" in check.message) == ("problem", True)


def test_what_a_schema_lacks_is_a_warning_with_its_fix(notion: Notion) -> None:
    other = database(notion, "Elsewhere", {"Name": {"title": {}}})
    database(notion, "Plans", {"Name": {"title": {}}})
    database(
        notion,
        "Board",
        {
            "Task": {"title": {}},
            "Status": {"status": {}},
            "Priority": {"rich_text": {}},
            "Plan": {"relation": {"data_source_id": other, "single_property": {}}},
        },
    )
    settings = Settings(
        plans=PlansPlace(data_source="Plans"), tasks=TasksPlace(database="Board", status="Next")
    )
    found = checks(notion, settings)
    warnings = [check for check in found if check.state == "warning"]
    for said in ("property 'Priority' is rich_text", "no property 'Story Points'", "points to 'Elsewhere'"):
        assert [check for check in warnings if said in check.message]
    assert all(check.hint for check in warnings)
    assert states(found)["problem"] == []


def test_a_status_for_new_tasks_that_the_board_does_not_have_is_a_warning(notion: Notion) -> None:
    tasks = notion.settings.tasks.model_copy(update={"status": "Nope"})
    found = checks(notion, notion.settings.model_copy(update={"tasks": tasks}))
    [warning] = [check for check in found if "'Nope'" in check.message]
    assert (warning.state, "new tasks get 'To Do'" in warning.message) == ("warning", True)


def test_the_clock_is_compared_with_the_servers(remote: Workspace, address: str) -> None:
    connection = Connection(kind="notion", base_url=address, token=SecretStr(remote.token))

    async def work(shift: timedelta) -> Check:
        async with open_gateway(connection, NotionSettings()) as notion:
            found = await examine(notion, None, now=lambda: datetime.now(UTC) + shift)
        return named(found, "clock")

    assert asyncio.run(work(timedelta())).state == "ok"
    behind = asyncio.run(work(timedelta(hours=-2)))
    assert (behind.state, "behind the server's" in behind.message) == ("warning", True)


def test_refused_requests_are_told_with_the_limit_that_is_set(notion: Notion) -> None:
    notion.workspace.faults.add(Fault(kind="rate_limited", path="users/me", retry_after=0))
    check = named(checks(notion), "rate limit")
    assert (check.state, check.message.startswith("1 of ")) == ("warning", True)


def test_secrets_that_others_may_read_or_git_may_take_are_problems(cli: Cli) -> None:
    Path(".git").mkdir()
    Path(".env").write_text("SLACK_SIGNING_SECRET=sh_hidden_word\n")
    Path(".env").chmod(0o644)
    code, out, err = cli("doctor")
    assert code == ExitCode.UNHEALTHY
    assert "chmod 600 .env" in out
    assert "Git does not ignore it" in out
    assert "SLACK_SIGNING_SECRET is set, SLACK_APP_TOKEN is not set" in out
    assert "sh_hidden_word" not in out + err


def test_a_name_that_nothing_reads_is_shown_beside_the_one_that_was_meant(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("NOTION_API_KEY=ntn_hidden_word\nNOTION_DATABASE_ID=1\nDATABASE_URL=x\n")
    monkeypatch.setenv("SLACK_SIGNING_KEY", "sh_hidden_word")
    _, out, _ = cli("doctor")
    told = [line for line in out.splitlines() if line.startswith("! environment")]
    assert [line.split()[2] for line in told] == ["NOTION_API_KEY", "SLACK_SIGNING_KEY"]
    assert "NOTION_API_TOKEN is not set" in told[0]
    assert "hidden_word" not in out


def test_a_configuration_that_does_not_load_hides_nothing_else(cli: Cli) -> None:
    Path("config.yaml").write_text("plans: {parrent: X}\n")
    code, out, _ = cli("doctor")
    assert code == ExitCode.UNHEALTHY
    assert "✗ configuration" in out
    assert "✓ token" in out


def test_quiet_prints_only_what_wants_attention(cli: Cli) -> None:
    assert cli("doctor", "--quiet")[1].startswith("! property.key")
