"""A finished task stays finished when its requirement changes, and that is said once."""

from notion_planner.model.report import Problem, Report
from tests.conftest import SPEC, Notion, kept
from tests.scenarios.test_progress import set_status

FEATURE = "Upload profile avatar"


def told(report: Report) -> list[Problem]:
    return [problem for problem in report.problems if problem.code == "task_overtaken"]


@kept
def overtaken(notion: Notion) -> Report:
    """The avatar's task is done, and then its requirement is another one; so is one whose task is open."""
    task = next(task for task in notion.sync().tasks if "FR-3" in task.requirements)
    set_status(notion, task.id, "Done")
    notion.edit(notion.find(SPEC), FEATURE, f"{FEATURE} of 10 MB")
    notion.edit(notion.find(SPEC), "Get user profile by ID", "Get a user profile by ID")
    return notion.sync()


def test_a_finished_task_whose_requirement_changed_is_named_with_what_to_do_and_an_open_one_is_not(
    notion: Notion,
) -> None:
    [problem] = told(overtaken(notion))
    assert "is done, and FR-3 changed since" in problem.message
    assert problem.hint.startswith("Reopen it")


def test_a_finished_task_whose_requirement_changed_is_named_once(notion: Notion) -> None:
    overtaken(notion)
    assert told(notion.sync()) == []


def test_the_change_log_names_a_finished_task_whose_requirement_changed(notion: Notion) -> None:
    report = overtaken(notion)
    text = notion.markdown(str(report.plan.id if report.plan else ""))
    assert "FR-3 reworded. Impact: already done: 'Implement uploading profile avatar of 10 MB'" in text
