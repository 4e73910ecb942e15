"""The commands next, ready and blocked: one clear answer, one line for each mistake."""

import json
from pathlib import Path

import pytest

from notion_planner.errors import ExitCode
from tests.conftest import Cli
from tests.daily.conftest import CONFIG, SPEC, Team
from tests.daily.test_status import brief


def test_next_names_one_task_with_its_reasons(cli: Cli, team: Team) -> None:
    code, out, _ = cli("next")
    assert code == ExitCode.DONE
    lines = out.splitlines()
    assert lines[0] == "Next:"
    assert lines[1].startswith(f"  {brief(team.first.tasks[0].title)}  [")
    assert any(line.strip().startswith("why: overdue by ") for line in lines)
    assert "https://" in lines[-1]


def test_what_is_under_way_is_said_before_what_is_next(cli: Cli, team: Team) -> None:
    team.set(team.first.tasks[0].id, Status="In Progress")
    _, out, _ = cli("next")
    assert out.startswith(f"Under way:\n  {brief(team.first.tasks[0].title)}  [")
    assert "! overdue by " in out


def test_ready_and_blocked_share_out_what_has_not_begun(cli: Cli, team: Team) -> None:
    _, out, _ = cli("ready", "--json")
    ready = json.loads(out)
    _, out, _ = cli("blocked", "--json")
    blocked = json.loads(out)
    assert ready["schema"] == blocked["schema"] == "notion-planner/work/1"
    keys = {task["key"] for task in (*ready["tasks"], *blocked["tasks"])}
    assert keys == {row.key for row in team.first.tasks}
    assert all(task["waiting"] for task in blocked["tasks"])
    assert ready["requests"]["writes"] == 0


def test_mine_means_who_the_environment_says(cli: Cli, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTION_PLANNER_ME", "person@localhost")
    team.set(team.first.tasks[0].id, Assignee={"people": [{"id": team.person}]})
    _, out, _ = cli("next", "--mine")
    assert "assigned to you" in out
    assert "Local person" in out


def test_a_person_without_tasks_is_answered_with_those_who_have_some(cli: Cli, team: Team) -> None:
    team.set(team.first.tasks[0].id, Assignee={"people": [{"id": team.person}]})
    code, _, err = cli("ready", "--assignee", "Grace", "-q")
    assert code == ExitCode.NOT_FOUND
    assert err.startswith("Error: No task is assigned to 'Grace'. Assigned: Local person.")


def test_mine_without_anyone_to_mean_says_what_to_set(cli: Cli, team: Team) -> None:
    code, _, err = cli("next", "--mine", "-q")
    assert code == ExitCode.CONFIGURATION
    assert "NOTION_PLANNER_ME" in err


def test_one_person_at_a_time(cli: Cli) -> None:
    assert cli("next", "--mine", "--assignee", "Ada")[0] == ExitCode.USAGE


def test_when_nothing_is_ready_the_way_to_the_reason_is_named(cli: Cli, team: Team) -> None:
    for row in team.first.tasks:
        team.set(row.id, Status="Blocked")
    code, out, _ = cli("ready", "-q")
    assert code == ExitCode.DONE
    assert out.count("\n") == 1
    assert "`notion-planner blocked` says why" in out
    assert "waits: its status is Blocked" in cli("blocked")[1]


def test_when_everything_is_done_nothing_is_left(cli: Cli, team: Team) -> None:
    for row in team.first.tasks:
        team.set(row.id, Status="Done")
    assert cli("next", "-q")[1] == "Nothing is left to do: every task is done.\n"
    assert cli("blocked", "-q")[1] == "Nothing is blocked.\n"


def test_without_any_plan_the_answer_is_how_to_make_one(cli: Cli) -> None:
    assert cli("next", "-q")[:2] == (0, "There is no plan yet: `notion-planner sync SPEC` makes one.\n")
    code, out, err = cli("ready", "--spec", "User Profile API Specification", "-q")
    assert (code, out, err.count("\n")) == (ExitCode.NOT_FOUND, "", 1)


def test_one_specification_that_cannot_be_read_stops_no_other(cli: Cli, team: Team) -> None:
    code, out, err = cli("next", "--spec", "Zebra", "--spec", SPEC, "-q")
    assert code == ExitCode.NOT_FOUND
    assert "Next:" in out
    assert "Zebra" in err


@pytest.mark.parametrize("command", [["next"], ["status"], ["report", "daily"], ["context", "T1"]])
def test_where_no_specification_can_be_read_only_that_is_said(
    cli: Cli, team: Team, command: list[str]
) -> None:
    named = ["Zebra", "Yak"] if command[0] in ("status", "report") else ["--spec", "Zebra", "--spec", "Yak"]
    code, out, err = cli(*command, *named)
    assert (code, out) == (ExitCode.NOT_FOUND, "")
    assert "'Zebra'" in err
    assert "'Yak'" in err


def test_days_until_a_task_is_stale_are_configured(cli: Cli, team: Team) -> None:
    Path("config.yaml").write_text(f"{CONFIG}  stale_after: 0\n")
    code, _, err = cli("next")
    assert code == ExitCode.CONFIGURATION
    assert "tasks.stale_after" in err


@pytest.mark.parametrize("command", ["next", "ready", "blocked"])
def test_help_teaches_with_an_example(cli: Cli, command: str) -> None:
    assert f"Example: notion-planner {command}" in cli(command, "--help")[1]
