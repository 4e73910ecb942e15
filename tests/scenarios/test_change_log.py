"""The plan page tells what the specification's changes meant, from what its dates moved, and what is late."""

from datetime import date

import pytest

from tests.conftest import SPEC, Notion

ADDED = "- FR-6: Export the whole profile as CSV\n- FR-5: Search"


@pytest.fixture
def profile() -> None:
    """These tests look at the pages of a standard plan."""


def plan_text(notion: Notion) -> str:
    return notion.markdown(notion.find("Implementation Plan: User Profile API"))


def test_a_first_plan_has_no_change_log(notion: Notion) -> None:
    notion.sync()
    assert "Change Log" not in plan_text(notion)


@pytest.mark.slow
def test_a_change_of_the_specification_is_logged_with_its_impact_and_stays_logged(notion: Notion) -> None:
    notion.sync()
    notion.edit(notion.find(SPEC), "- FR-5: Search", ADDED)
    notion.sync(today=date(2025, 10, 15))
    entry = "- **October 15, 2025**: FR-6 added. Impact: 1 task more"
    assert entry in plan_text(notion)
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    notion.sync(today=date(2025, 10, 16))
    log = plan_text(notion).split("### Change Log\n")[1].split("\n")
    assert log[0].startswith("- **October 16, 2025**: FR-3 reworded.")
    assert log[1].startswith(entry)
    assert not notion.sync(today=date(2025, 10, 16)).changed


@pytest.mark.slow
def test_a_milestone_that_moved_says_from_when(notion: Notion) -> None:
    notion.sync()
    more = "\n".join(f"- FR-{n}: Export part {n} of the profile as a file" for n in range(6, 16))
    notion.edit(notion.find(SPEC), "- FR-5: Search", f"{more}\n- FR-5: Search")
    notion.sync()
    assert "(originally Oct " in plan_text(notion)


@pytest.mark.slow
def test_a_task_whose_day_is_over_is_called_out_until_it_is_done(notion: Notion) -> None:
    report = notion.sync()
    early = min(report.tasks, key=lambda task: task.due)
    today = date.fromordinal(early.due.toordinal() + 1)
    notion.sync(today=today)
    called_out = plan_text(notion).split("### Overdue\n")[1].split("\n### ")[0]
    assert early.title in called_out
    for page in notion.tasks():
        done = {"properties": {"Status": {"select": {"name": "Done"}}}}
        notion.request("PATCH", f"pages/{page.id}", done)
    notion.sync(today=today)
    assert "### Overdue" not in plan_text(notion)
    assert not notion.sync(today=today).changed


def test_a_started_task_that_nobody_touched_for_days_is_called_out(notion: Notion) -> None:
    report = notion.sync()
    doing = {"properties": {"Status": {"select": {"name": "In Progress"}}}}
    notion.request("PATCH", f"pages/{report.tasks[0].id}", doing)
    edited = date.fromisoformat(str(notion.tasks()[0].last_edited_time)[:10])
    notion.sync(today=date.fromordinal(edited.toordinal() + 6))
    called_out = plan_text(notion).split("### No Edit for Days\n")[1].split("\n### ")[0]
    assert report.tasks[0].title in called_out
