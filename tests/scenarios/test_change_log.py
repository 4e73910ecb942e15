"""The plan page tells what the specification's changes meant, from what its dates moved, and what is late."""

from datetime import date

from notion_planner.model.report import Report
from tests.conftest import SPEC, Notion, kept
from tests.scenarios.test_progress import plan_text, set_status, standard_plan

ADDED = "- FR-6: Export the whole profile as CSV\n- FR-5: Search"


def test_a_change_of_the_specification_is_logged_with_its_impact_and_stays_logged(notion: Notion) -> None:
    first = notion.sync()
    assert "Change Log" not in plan_text(notion, first)
    notion.edit(notion.find(SPEC), "- FR-5: Search", ADDED)
    notion.sync(today=date(2025, 10, 15))
    entry = "- **October 15, 2025**: FR-6 added. Impact: 1 task more"
    assert entry in plan_text(notion, first)
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    notion.sync(today=date(2025, 10, 16))
    log = plan_text(notion, first).split("### Change Log\n")[1].split("\n")
    assert log[0].startswith("- **October 16, 2025**: FR-3 reworded.")
    assert log[1].startswith(entry)


def test_a_task_whose_day_is_over_is_called_out_until_it_is_done(notion: Notion) -> None:
    report = notion.sync()
    early = min(report.tasks, key=lambda task: task.due)
    today = date.fromordinal(early.due.toordinal() + 1)
    notion.sync(today=today)
    called_out = plan_text(notion, report).split("### Overdue\n")[1].split("\n### ")[0]
    assert early.title in called_out
    for row in report.tasks:
        set_status(notion, row.id, "Done")
    notion.sync(today=today)
    assert "### Overdue" not in plan_text(notion, report)
    assert not notion.sync(today=today).changed


@kept
def grown(notion: Notion) -> Report:
    """A plan that has grown by requirements days after a task was begun."""
    report = standard_plan(notion)
    set_status(notion, report.tasks[0].id, "In Progress")
    more = "\n".join(f"- FR-{n}: Export part {n} of the profile as a file" for n in range(6, 9))
    notion.edit(notion.find(SPEC), "- FR-5: Search", f"{more}\n- FR-5: Search")
    edited = date.fromisoformat(str(notion.tasks()[0].last_edited_time)[:10])
    notion.sync(today=date.fromordinal(edited.toordinal() + 6))
    return report


def test_a_milestone_that_moved_says_from_when(notion: Notion) -> None:
    assert "(originally Oct " in plan_text(notion, grown(notion))


def test_a_started_task_that_nobody_touched_for_days_is_called_out(notion: Notion) -> None:
    report = grown(notion)
    called_out = plan_text(notion, report).split("### No Edit for Days\n")[1].split("\n### ")[0]
    assert report.tasks[0].title in called_out
