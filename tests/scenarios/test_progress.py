"""Task statuses roll up to the plan and the specification; a person's tick is a person's."""

import re
from datetime import date

from notion_planner.model.report import Problem, Report
from notion_planner.settings import StatusNames
from notion_planner.workspace import Fault
from tests.conftest import SPEC, Notion, kept

LATER = date(2025, 10, 20)


def set_status(notion: Notion, page_id: str | None, name: str) -> None:
    notion.request("PATCH", f"pages/{page_id}", {"properties": {"Status": {"select": {"name": name}}}})


def plan_text(notion: Notion, report: Report) -> str:
    assert report.plan is not None
    assert report.plan.id is not None
    return notion.markdown(report.plan.id)


def line_of(text: str, page_id: str | None) -> str:
    assert page_id is not None
    mention = page_id.replace("-", "")
    return next(line for line in text.split("\n") if line.startswith("- [") and mention in line)


@kept
def advanced(notion: Notion) -> tuple[Report, Report]:
    """A sync after one task was finished and another blocked; the reports of the first and of this one."""
    first = notion.sync()
    set_status(notion, first.tasks[0].id, "Done")
    set_status(notion, first.tasks[3].id, "Blocked")
    return first, notion.sync(today=LATER)


def test_finished_tasks_are_counted_and_ticked(notion: Notion) -> None:
    first, second = advanced(notion)
    done, other = first.tasks[0], first.tasks[1]
    text = plan_text(notion, first)
    total = sum(row.points for row in first.tasks)
    assert second.counts["plan_updated"] == 1
    assert f"({1} of {len(first.tasks)} tasks, {done.points} of {total} points)" in text
    assert line_of(text, done.id).startswith("- [x]")
    assert line_of(text, other.id).startswith("- [ ]")
    assert "*Progress updated on October 20, 2025*" in text
    assert not notion.sync(today=LATER).changed


@kept
def _standard_plan(notion: Notion) -> Report:
    return notion.sync()


def standard_plan(notion: Notion) -> Report:
    """The first sync of a plan with all sections."""
    notion.settings = notion.settings.with_profile("standard")
    return _standard_plan(notion)


@kept
def begun(notion: Notion) -> str:
    """A standard plan's page once its first phase and the task of FR-3 are done."""
    first = standard_plan(notion)
    for row in first.tasks:
        if row.phase == 1 or row.requirements == ("FR-3",):
            set_status(notion, row.id, "Done")
    notion.sync()
    return plan_text(notion, first)


def test_a_phase_whose_tasks_are_done_is_complete_in_status_and_timeline(notion: Notion) -> None:
    text = begun(notion)
    assert "- Phase 1: ✅ Complete" in text
    assert "- Phase 3: ⏳ Not Started" in text
    timeline = text[text.index("## Timeline") :]
    assert timeline.index("✅ Complete") < timeline.index("Phase 2 Complete")


def test_each_requirement_says_how_many_of_its_tasks_are_done(notion: Notion) -> None:
    table = begun(notion).split("### Traceability")[1]
    row = next(row for row in table.split("<tr>") if "<td>FR-3</td>" in row)
    assert re.search(r"<td>1 of \d+</td>", row)


def test_a_blocked_task_is_called_out(notion: Notion) -> None:
    first, _ = advanced(notion)
    text = plan_text(notion, first)
    assert "🚧 Blocked" in text
    blocked = text[text.index("### Blocked") : text.index("*Implementation plan created")]
    assert str(first.tasks[3].id).replace("-", "") in blocked


def test_the_specification_shows_the_state(notion: Notion) -> None:
    first, _ = advanced(notion)
    assert f"**Status**: In progress: 1 of {len(first.tasks)} tasks done" in notion.markdown(
        notion.find(SPEC)
    )
    for row in first.tasks:
        set_status(notion, row.id, "Done")
    notion.sync()
    assert "**Status**: Implementation complete" in notion.markdown(notion.find(SPEC))


def test_a_tick_that_a_person_set_stays_until_the_status_changes(notion: Notion) -> None:
    first = notion.sync()
    assert first.plan is not None
    assert first.plan.id is not None
    row = first.tasks[2]
    line = line_of(plan_text(notion, first), row.id)
    notion.edit(first.plan.id, line, line.replace("[ ]", "[x]"))
    assert not notion.sync().changed
    assert line_of(plan_text(notion, first), row.id).startswith("- [x]")
    set_status(notion, row.id, "Done")
    notion.sync()
    set_status(notion, row.id, "In Progress")
    notion.sync()
    assert line_of(plan_text(notion, first), row.id).startswith("- [ ]")


def test_only_what_changed_is_written(notion: Notion) -> None:
    first = notion.sync()
    set_status(notion, first.tasks[0].id, "In Progress")
    notion.workspace.requests.clear()
    notion.sync()
    written = {request.path for request in notion.workspace.requests if request.is_write}
    assert first.plan is not None
    assert written == {f"/v1/pages/{first.plan.id}/markdown", f"/v1/pages/{notion.find(SPEC)}/markdown"}


def test_a_trashed_task_counts_in_no_total(notion: Notion) -> None:
    first = notion.sync()
    notion.request("PATCH", f"pages/{first.tasks[0].id}", {"in_trash": True})
    set_status(notion, first.tasks[1].id, "Done")
    notion.sync()
    assert f"(1 of {len(first.tasks) - 1} tasks" in plan_text(notion, first)


def ask_for_another(notion: Notion) -> None:
    """None of the three requirements is there any more."""
    text = notion.markdown(notion.find(SPEC))
    asked = text[text.index("- FR-1") : text.index("FR-5: Search users by name")]
    notion.edit(notion.find(SPEC), f"{asked}FR-5: Search users by name", "- FR-6: Print a membership card")


def superseded(first: Report, again: Report) -> dict[str, Problem]:
    """Requirement → what is told of its task, which nobody asks for any more."""
    told = [problem for problem in again.problems if problem.code == "task_superseded"]
    rows = [(task.requirements[0], task.title) for task in first.tasks if task.requirements]
    return {label: problem for problem in told for label, title in rows if title in problem.message}


@kept
def dropped(notion: Notion) -> dict[str, Problem]:
    """What is told of three tasks, begun none, one and finished, that nobody asks for any more."""
    first = notion.sync()
    set_status(notion, first.tasks[1].id, "In Progress")
    set_status(notion, first.tasks[2].id, "Done")
    ask_for_another(notion)
    return superseded(first, notion.sync())


def test_a_task_that_is_no_longer_asked_for_is_kept_with_advice_by_its_state(notion: Notion) -> None:
    told = dropped(notion)
    assert "nobody has begun" in told["FR-1"].message
    assert "somebody works on it" in told["FR-3"].message
    assert "kept as superseded" in told["FR-5"].message


def test_a_page_that_a_person_wrote_on_is_never_advised_to_be_deleted_as_not_begun(notion: Notion) -> None:
    first = notion.sync()
    a_section, a_tick, a_line = (str(task.id) for task in first.tasks[:3])
    notion.edit(a_section, "## Progress", "## My notes\nthree hours of thought\n## Progress")
    item = next(line for line in notion.markdown(a_tick).split("\n") if line.startswith("- [ ] "))
    notion.edit(a_tick, item, item.replace("- [ ] ", "- [x] "))
    notion.edit(a_line, "## Objective", "## Objective\nmore")
    # The bot is the last who edited the pages, as after any later sync that changed them.
    assert all(page.is_untouched for page in notion.tasks())
    ask_for_another(notion)
    told = superseded(first, notion.sync())
    assert ["somebody works on it" in problem.message for problem in told.values()] == [True] * 3


def test_a_page_that_nobody_asks_for_is_read_again_after_an_edit_and_not_before(notion: Notion) -> None:
    def told() -> tuple[int, str]:
        notion.workspace.requests.clear()
        report = notion.sync()
        reads = [found for found in notion.workspace.requests if found.path.endswith(f"{task}/markdown")]
        return len(reads), next(one.message for one in report.problems if one.code == "task_superseded")

    task = str(next(task.id for task in notion.sync().tasks if task.requirements == ("FR-5",)))
    notion.edit(notion.find(SPEC), "- FR-5: Search users by name\n", "")
    # A minute's edits share a time, so what is read within it has to be read again.
    notion.workspace.store.execute("update node set edited = edited - 300000 where id=?", task)
    assert told()[0] == 1
    reads, message = told()
    assert (reads, "nobody has begun it" in message) == (0, True)
    assert len(notion.workspace.requests) <= 7
    # By the bot, so that only the time of the edit tells.
    notion.edit(task, "## Objective", "## Objective\nmore")
    reads, message = told()
    assert (reads, "somebody works on it" in message) == (1, True)


def test_a_board_without_a_status_for_cancelled_tasks_is_told_to_delete_or_forget_one(notion: Notion) -> None:
    hint = dropped(notion)["FR-1"].hint
    assert hint.startswith("Delete it or `notion-planner forget` it: http")


def test_a_boards_own_status_for_cancelled_tasks_is_named(notion: Notion) -> None:
    told = dropped(notion)["FR-1"].message
    states = StatusNames(cancelled=("in review",))
    tasks = notion.settings.tasks.model_copy(update={"states": states})
    notion.settings = notion.settings.model_copy(update={"tasks": tasks})
    hint = next(problem.hint for problem in notion.preview().problems if problem.message == told)
    assert hint.startswith("Set its status to 'In Review': http")


def test_a_tick_that_could_not_be_set_is_set_by_the_next_sync(notion: Notion) -> None:
    first = notion.sync()
    done = first.tasks[0]
    set_status(notion, done.id, "Done")
    plan = first.plan.id if first.plan else ""
    refused = Fault(kind="dropped", method="PATCH", path=f"{plan}/markdown", requests=(1, 2, 3))
    notion.workspace.faults.add(refused)
    second = notion.sync(today=LATER)
    assert "'ticks' does not read back" in " ".join(problem.message for problem in second.problems)
    assert line_of(plan_text(notion, first), done.id).startswith("- [ ]")
    notion.sync(today=LATER)
    assert line_of(plan_text(notion, first), done.id).startswith("- [x]")
    assert not notion.sync(today=LATER).changed


def test_a_board_without_a_status_that_means_done_is_said_to_have_none(notion: Notion) -> None:
    """As after a person renamed the option that the configuration names."""
    tasks = notion.settings.tasks.model_copy(update={"states": StatusNames(done=("Shipped!",))})
    notion.settings = notion.settings.model_copy(update={"tasks": tasks})
    problem = next(found for found in notion.preview().problems if found.code == "no_done_status")
    assert "(it has: To Do, In Progress, Blocked, In Review, Done)" in problem.message
    assert "tasks.states.done" in problem.hint


def test_a_finished_task_that_is_moved_to_a_place_without_statuses_is_not_reopened(notion: Notion) -> None:
    first, _ = advanced(notion)
    place = {"parent": {"type": "page_id", "page_id": notion.find("Engineering Plans")}}
    notion.request("POST", f"pages/{first.tasks[0].id}/move", place)
    preview = notion.preview(today=LATER)
    assert not preview.changed
    assert "status_unseen" not in {found.code for found in preview.problems}


def test_a_task_that_is_moved_to_a_place_without_statuses_is_told_before_it_is_done(notion: Notion) -> None:
    first, _ = advanced(notion)
    place = {"parent": {"type": "page_id", "page_id": notion.find("Engineering Plans")}}
    task = first.tasks[1]
    notion.request("POST", f"pages/{task.id}/move", place)
    (problem,) = [found for found in notion.preview(today=LATER).problems if found.code == "status_unseen"]
    assert problem.message.startswith(f"'{task.title}' is where there is no property 'Status'")


def test_renaming_the_option_for_done_reopens_nothing(notion: Notion) -> None:
    advanced(notion)
    tasks = notion.settings.tasks.model_copy(update={"states": StatusNames(done=("Shipped!",))})
    notion.settings = notion.settings.model_copy(update={"tasks": tasks})
    preview = notion.preview(today=LATER)
    assert not preview.changed
    assert "no_done_status" in {found.code for found in preview.problems}
