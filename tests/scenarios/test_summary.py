"""What a later sync tells: which pages and parts it wrote, and the steps that fit where the plan stands."""

import pytest

from notion_planner.model.report import Report
from tests.conftest import SPEC, Notion, kept
from tests.scenarios.test_directions import direct
from tests.scenarios.test_progress import set_status


@kept
def begun(notion: Notion) -> Report:
    """The sync after one task of a plan was finished."""
    set_status(notion, notion.sync().tasks[0].id, "Done")
    return notion.sync()


def lines(report: Report, heading: str) -> list[str]:
    found = report.text.split(f"### {heading}\n")[1].split("###")[0]
    return [line for line in found.split("\n") if line]


def test_a_change_of_status_is_told_by_the_pages_and_parts_that_follow_it(notion: Notion) -> None:
    assert lines(begun(notion), "What Changed") == [
        "- Updated: plan page (Tasks, Status)",
        f"- Updated: {SPEC} (Implementation)",
    ]


def test_the_next_step_of_work_that_has_begun_is_to_go_on(notion: Notion) -> None:
    assert lines(begun(notion), "Next Steps") == ["1. Go on with Phase 1 (Build)"]


@kept
def exchanged(notion: Notion) -> Report:
    """The sync after a finished task and one that nobody has begun gave way to a new one."""
    first = notion.sync()
    set_status(notion, next(task.id for task in first.tasks if "FR-1" in task.requirements), "Done")
    notion.edit(notion.find(SPEC), "- FR-1: Get user profile by ID\n", "")
    notion.edit(notion.find(SPEC), "FR-5: Search users by name", "FR-6: Export the profile as CSV")
    return notion.sync()


def test_new_and_dropped_tasks_are_told_and_are_the_next_steps(notion: Notion) -> None:
    report = exchanged(notion)
    told = lines(report, "What Changed")
    assert "- Created: Implement exporting the profile as CSV for User Profile API" in told
    assert "- No longer asked for: Implement searching users by name for User Profile API" in told
    assert lines(report, "Next Steps")[0] == "1. Assign 1 new task"


def test_a_finished_task_that_nobody_asks_for_any_more_leaves_nothing_to_decide(notion: Notion) -> None:
    report = exchanged(notion)
    assert report.counts["retired"] == 2
    assert "2. Decide about 1 task that nobody asks for any more" in lines(report, "Next Steps")


@pytest.mark.slow
def test_of_very_many_pages_the_first_are_named_and_the_others_counted(notion: Notion) -> None:
    notion.sync()
    many = "\n".join(f"- FR-{number}: Export part {number} of the profile" for number in range(6, 28))
    notion.edit(notion.find(SPEC), "- FR-5: Search users by name", many)
    told = lines(notion.sync(), "What Changed")
    assert len(told) == 26
    assert told[-1].endswith(" more")


def test_a_sync_that_writes_to_no_page_tells_a_line(notion: Notion) -> None:
    notion.sync()
    direct(notion, priority="spec")
    report = notion.sync()
    assert report.changed
    assert report.text.startswith("Only what the plan remembers has changed.")
    assert "\n" not in report.text
