"""A plan that lost its state gets another: nothing is made twice, and what differs is kept as a person's."""

from collections.abc import Callable
from datetime import date

import pytest

from notion_planner.changes.backlink import current_backlink, linked_plan
from notion_planner.errors import DecisionNeededError, ExitCode, MovedError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.state.plan_state import STATE_VERSION, SUMMARY, find_state_text, state_texts
from notion_planner.use_cases.sync import apply, prepare
from tests.conftest import CREATED, SPEC, Cli, Notion, kept
from tests.scenarios.test_progress import set_status

FEATURE = "Upload profile avatar"


def plan_of(report: Report) -> str:
    assert report.plan is not None
    return str(report.plan.id)


def deleted(text: str) -> str:
    return ""


def unreadable(text: str) -> str:
    return text.replace('"complete"', "complete")


def renamed(text: str) -> str:
    return text.replace(SUMMARY, "What is this?")


def loses(notion: Notion, plan: str, how: Callable[[str], str] = deleted) -> None:
    text = find_state_text(notion.markdown(plan)) or ""
    notion.edit(plan, text, how(text))


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems if problem.code in OF_RECOVERY]


OF_RECOVERY = ("state_rebuilt", "section_kept", "task_unrecognised", "conflict", "task_trashed")


def texts(notion: Notion, report: Report) -> dict[str, str]:
    """Every page's text, without the plan's state."""
    ids = [plan_of(report), *(str(task.id) for task in report.tasks)]
    found = {page_id: notion.markdown(page_id) for page_id in ids}
    return {
        page_id: text.replace(find_state_text(text) or "\0", "").rstrip() for page_id, text in found.items()
    }


def rebuild(notion: Notion, how: Callable[[str], str] = deleted) -> tuple[Report, dict[str, str], Report]:
    """A plan that lost its state and was synced: both reports, and the texts before."""
    first = notion.sync()
    before = texts(notion, first)
    loses(notion, plan_of(first), how)
    return first, before, notion.sync()


@kept
def rebuilt(notion: Notion) -> tuple[Report, dict[str, str], Report]:
    return rebuild(notion)


@pytest.mark.slow
@pytest.mark.parametrize("how", [deleted, unreadable, renamed])
def test_a_plan_that_nobody_edited_is_recognised_as_it_is(notion: Notion, how: Callable[[str], str]) -> None:
    first, before, report = rebuilt(notion) if how is deleted else rebuild(notion, how)
    assert codes(report) == ["state_rebuilt"]
    assert {task.id for task in report.tasks} == {task.id for task in first.tasks}
    after = texts(notion, first)
    assert {key for key in after if after[key] != before[key]} <= (
        {plan_of(first)} if how is renamed else set()
    )
    assert not notion.sync().changed


@pytest.mark.parametrize("is_linked", [True, False])
def test_what_a_newer_release_remembers_is_not_written_over(notion: Notion, *, is_linked: bool) -> None:
    plan, spec = plan_of(notion.sync()), notion.find(SPEC)
    notion.edit(plan, f'"version":{STATE_VERSION},', f'"version":{STATE_VERSION + 1},"future":true,')
    if not is_linked:
        notion.edit(spec, current_backlink(notion.markdown(spec)) or "", "")
    before = notion.markdown(plan)
    with pytest.raises(DecisionNeededError, match="was written by a newer notion-planner"):
        notion.sync()
    assert notion.markdown(plan) == before


def test_after_that_the_specification_is_carried_again(notion: Notion) -> None:
    first, *_ = rebuilt(notion)
    notion.edit(notion.find(SPEC), FEATURE, f"{FEATURE} picture")
    report = notion.sync()
    assert not codes(report), [p.message for p in report.problems]
    page = next(str(task.id) for task in first.tasks if "FR-3" in task.requirements)
    assert f"{FEATURE} picture" in notion.markdown(page)


def test_a_preview_writes_nothing_and_names_what_is_kept(notion: Notion) -> None:
    first = notion.sync()
    plan = plan_of(first)
    notion.edit(plan, "## Summary\n", "## Summary\nAda asked for this\n")
    loses(notion, plan)
    before = notion.markdown(plan)
    report = notion.preview()
    assert notion.markdown(plan) == before
    assert any("kept as it is in 'Summary'" in problem.message for problem in report.problems)


def test_what_people_did_stays_and_nothing_is_made_twice(notion: Notion) -> None:
    first = notion.sync()
    plan, (mine, hers, gone) = plan_of(first), (str(task.id) for task in first.tasks[:3])
    lines = notion.markdown(mine).split("\n")
    line = lines[lines.index("## Requirements") + 1]
    notion.edit(mine, f"## Requirements\n{line}", f"## Requirements\n{line} and crop it")
    title = {"properties": {"Name": {"title": [{"text": {"content": "Ada's own words"}}]}}}
    notion.request("PATCH", f"pages/{hers}", title)
    notion.request("PATCH", f"pages/{gone}", {"in_trash": True})
    section = "## Timeline" + notion.markdown(plan).split("## Timeline")[1].split("\n## ")[0]
    notion.edit(plan, section, "My own notes")
    loses(notion, plan)
    before = texts(notion, first)
    report = notion.sync()
    after = texts(notion, first)
    assert after[mine] == before[mine]
    assert "My own notes" in after[plan]
    assert "## Timeline" not in after[plan]
    live = {page.id: page.title for page in notion.tasks() if not page.in_trash}
    assert live.keys() == {str(task.id) for task in first.tasks} - {gone}
    assert live[hers] == "Ada's own words"
    assert codes(report).count("section_kept") == 2
    assert "task_unrecognised" not in codes(report)
    assert not notion.sync().changed


@pytest.mark.slow
def test_progress_goes_on_from_what_the_page_shows(notion: Notion) -> None:
    first = notion.sync()
    notion.edit(notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the profile as CSV\n- FR-5: Search")
    set_status(notion, first.tasks[0].id, "Done")
    notion.sync(today=date(2025, 10, 20))
    loses(notion, plan_of(first))
    notion.sync(today=date(2025, 10, 25))
    set_status(notion, first.tasks[1].id, "Done")
    report = notion.sync(today=date(2025, 10, 27))
    assert not codes(report), [p.message for p in report.problems]
    text = notion.markdown(plan_of(first))
    assert text.count("*Progress updated on October 27, 2025*") == text.count("*Progress updated on") == 1
    assert "FR-6 added" in text


def test_progress_that_was_made_before_the_state_is_missed_is_told_and_ticked(notion: Notion) -> None:
    first = notion.sync()
    plan, spec = plan_of(first), notion.find(SPEC)
    loses(notion, plan)
    for task in first.tasks[:2]:
        set_status(notion, task.id, "Done")
        report = notion.sync()
        assert "conflict" not in codes(report)
    assert "section_kept" not in codes(report)
    assert f"(2 of {len(first.tasks)} tasks," in notion.markdown(plan)
    assert f"In progress: 2 of {len(first.tasks)} tasks done" in notion.markdown(spec)
    assert notion.markdown(plan).count("- [x] <mention-page") == 2


def test_a_plan_that_lost_its_link_as_well_is_found_by_its_tasks(notion: Notion) -> None:
    first = notion.sync()
    loses(notion, plan_of(first))
    notion.edit(notion.find(SPEC), current_backlink(notion.markdown(notion.find(SPEC))) or "", "")
    report = notion.sync()
    assert plan_of(report) == plan_of(first)
    assert report.counts["created"] == 0
    assert linked_plan(notion.markdown(notion.find(SPEC))) == plan_of(first)
    assert not notion.sync().changed


@pytest.mark.slow
def test_of_two_runs_that_make_the_state_anew_the_first_ones_stays(notion: Notion) -> None:
    plan = plan_of(notion.sync())
    loses(notion, plan)

    async def both(gateway: Gateway) -> None:
        run = notion.run(gateway, CREATED)
        document = await read_spec(gateway, SPEC)
        one, other = await prepare(run, document), await prepare(run, document)
        await apply(run, one)
        with pytest.raises(MovedError, match="Run the same command again"):
            await apply(run, other)

    notion.ask(both)
    assert len(state_texts(notion.markdown(plan))) == 1
    assert not notion.sync().changed


def test_what_is_not_known_any_more_is_said_where_it_is_asked_for(local: Notion, cli: Cli) -> None:
    loses(local, plan_of(local.sync()))
    for command in ("status", "report weekly", "undo", "undo --list"):
        verb, *options = command.split()
        code, _, err = cli(verb, *options, SPEC)
        assert "has lost its 'Planner state': its history, the runs to undo" in err, command
        assert code == (ExitCode.NOT_FOUND if verb == "undo" else ExitCode.DONE)
    cli("sync", SPEC)
    assert "lost" not in cli("status", SPEC)[2]
