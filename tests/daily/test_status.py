"""Status: counts by tasks and points, what is late or stuck, the next milestone, for one plan or all."""

import json
from datetime import timedelta
from pathlib import Path

from notion_planner.errors import ExitCode
from notion_planner.tracking.plan_status import PlanStatus, plan_status
from tests.conftest import Cli
from tests.daily.conftest import CONFIG, MADE, SPEC, Desk, Team


def standing(desk: Desk, days: int = 0) -> PlanStatus:
    today = MADE + timedelta(days=days)
    return plan_status(desk.work(today), today, stale_after=5)


def test_progress_is_counted_by_tasks_and_by_points(desk: Desk) -> None:
    done = desk.first.tasks[0]
    desk.set(done.id, Status="Done")
    found = standing(desk)
    assert (found.done, found.total) == (1, len(desk.first.tasks))
    assert (found.points_done, found.points_total) == (done.points, sum(r.points for r in desk.first.tasks))
    assert found.statuses["Done"] == 1


def test_what_the_desk_says_is_what_is_read_from_notion(team: Team, desk: Desk) -> None:
    tasks, today = team.first.tasks, MADE + timedelta(days=90)
    for row, status in ((tasks[0], "Done"), (tasks[1], "Blocked"), (tasks[2], "Cancelled")):
        team.set(row.id, Status=status)
        desk.set(desk.first.tasks[tasks.index(row)].id, Status=status)
    read, said = team.work(today), desk.work(today)
    assert (said.items, said.progress) == (read.items, read.progress)


def test_blocked_by_status_and_waiting_are_counted_apart(desk: Desk) -> None:
    before = standing(desk)
    desk.set(desk.first.tasks[0].id, Status="Blocked")
    found = standing(desk)
    assert found.blocked == (desk.first.tasks[0].title,)
    assert (before.blocked, found.waiting) == ((), before.waiting)


def test_tasks_past_their_due_date_are_overdue_until_done(desk: Desk) -> None:
    assert standing(desk).overdue == ()
    assert len(standing(desk, days=90).overdue) == len(desk.first.tasks)
    for row in desk.first.tasks:
        desk.set(row.id, Status="Done")
    assert standing(desk, days=90).overdue == ()


def test_the_next_milestone_is_the_first_that_is_not_reached(desk: Desk) -> None:
    first = standing(desk).milestone
    assert first is not None
    for row in desk.first.tasks:
        if row.phase == 1:
            desk.set(row.id, Status="Done")
    second = standing(desk).milestone
    assert second is not None
    assert (second.title, second.days) != (first.title, first.days)
    assert second.due > first.due
    for row in desk.first.tasks:
        desk.set(row.id, Status="Done")
    assert standing(desk).milestone is None


def brief(title: str) -> str:
    """As a task is called where its plan is named."""
    return title.removesuffix(f" for {SPEC}")


def test_one_plan_is_shown_task_by_task(cli: Cli, team: Team) -> None:
    assert "`notion-planner sync` has something" in cli("status", SPEC, "-q")[1]
    cli("sync", SPEC, "-q")
    code, out, _ = cli("status", SPEC, "-q")
    assert code == ExitCode.DONE
    assert f"0 of {len(team.first.tasks)} tasks done (0%)" in out
    assert all(f"{brief(row.title)}\n" in out for row in team.first.tasks)
    assert "In step with the specification." in out


def test_a_task_that_is_no_longer_asked_for_is_listed_apart_and_counted_nowhere(cli: Cli, team: Team) -> None:
    team.notion.edit(team.notion.find(SPEC), "- FR-2: Export the report as JSON\n", "")
    cli("sync", SPEC, "-q")
    out = cli("status", SPEC, "-q")[1]
    retired = next(row for row in team.first.tasks if row.requirements == ("FR-2",))
    assert f"\nNo longer asked for\n  {brief(retired.title)}\n" in out
    said = cli("sync", SPEC, "-q")[1]
    assert f"of {len(team.first.tasks) - 1} tasks done" in out
    assert f": {len(team.first.tasks) - 1} tasks in " in said


def test_a_task_in_the_trash_is_shown_as_gone(cli: Cli, team: Team) -> None:
    task = team.first.tasks[0]
    team.notion.request("PATCH", f"pages/{task.id}", {"in_trash": True})
    lines = [" ".join(line.split()) for line in cli("status", SPEC)[1].splitlines()]
    assert f"gone {brief(task.title)}" in lines


def test_all_plans_are_shown_in_a_table_and_one_failure_stops_none(cli: Cli, team: Team) -> None:
    code, out, err = cli("status", "Zebra", SPEC, "-q")
    assert code == ExitCode.NOT_FOUND
    head, row = out.splitlines()
    assert head.startswith("Plan ")
    assert row.startswith("Export Service ")
    assert f"0/{len(team.first.tasks)}" in row
    assert "Zebra" in err
    assert cli("status", "-q")[1] == out


def test_a_specification_without_a_plan_among_those_that_were_found_is_only_noted(
    cli: Cli, team: Team
) -> None:
    team.notion.add_page("Draft", "Engineering Specs", "Nothing here yet.")
    Path("config.yaml").write_text(f"{CONFIG}specs:\n  parent: Engineering Specs\n")
    code, out, err = cli("status")
    assert code == ExitCode.DONE
    assert [line.split("  ")[0] for line in out.splitlines()] == ["Plan", "Export Service"]
    assert """Note: 'User Profile API Specification' has no plan yet. `notion-planner sync "User""" in err
    assert "Note: 'Draft' holds no requirement" in err


def test_the_json_holds_every_plan(cli: Cli, team: Team) -> None:
    code, out, _ = cli("status", "--json")
    document = json.loads(out)
    assert (code, document["schema"]) == (ExitCode.DONE, "notion-planner/status/1")
    (one,) = document["specs"]
    assert one["spec"] == SPEC
    assert one["total"] == len(team.first.tasks)
    assert document["requests"]["writes"] == 0


def test_without_any_plan_the_answer_is_how_to_make_one(cli: Cli) -> None:
    assert cli("status", "-q")[:2] == (0, "There is no plan yet: `notion-planner sync SPEC` makes one.\n")


def test_where_the_specification_is_in_the_trash_its_plan_is_not_denied(cli: Cli, team: Team) -> None:
    team.notion.request("PATCH", f"pages/{team.notion.find(SPEC)}", {"in_trash": True})
    told = "The plan's specification is in the trash or cannot be seen, so there is nothing to tell.\n"
    for places in ("", "specs:\n  parent: Engineering Specs\n"):
        Path("config.yaml").write_text(CONFIG + places)
        code, out, err = cli("status")
        assert (code, out) == (ExitCode.DONE, told)
        assert f"Note: The specification '{SPEC}' (" in err
    assert cli("next", "-q")[1] == told
    assert f"The specification '{SPEC}' (" in cli("context", "T1", "-q")[2]
