"""Later syncs: what the specification changed is carried over, what a person changed stays."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from notion_planner.errors import DecisionNeededError, NotFoundError
from notion_planner.fetcher.pages import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.use_cases.sync import sync
from tests.conftest import CREATED, SPEC, Notion, kept


def row(report: Report, label: str) -> str:
    found = next(task for task in report.tasks if label in task.requirements)
    assert found.id is not None
    return found.id


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


def test_a_new_requirement_adds_its_task_and_leaves_the_others(notion: Notion) -> None:
    first = notion.sync()
    notion.edit(
        notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search"
    )
    second = notion.sync()
    added = [task for task in second.tasks if task.action == "create"]
    assert [task.requirements for task in added] == [("FR-6",)]
    assert len(notion.tasks()) == len(first.tasks) + len(added)
    assert not notion.sync().changed


def test_a_new_task_that_takes_the_title_of_another_gets_a_page_of_its_own(notion: Notion) -> None:
    words = "The plugin receives a handle for each directory that the user of the machine has chosen, and"
    page = notion.add_page("Sandbox", "Engineering Specs", f"## Requirements\n- {words} opened\n")
    first = notion.sync(page)
    notion.edit(page, f"- {words} opened", f"- {words} granted in the settings\n- {words} opened")
    second = notion.sync(page)
    [added] = [task for task in second.tasks if task.action == "create"]
    assert added.title in {task.title for task in first.tasks}
    assert len({task.id for task in second.tasks}) == len(first.tasks) + 1
    assert "conflict" not in codes(second)


def test_a_reworded_requirement_is_carried_into_its_task(notion: Notion) -> None:
    first = notion.sync()
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    notion.sync()
    assert "Upload profile avatar picture" in notion.markdown(row(first, "FR-3"))
    assert len(notion.tasks()) == len(first.tasks)
    assert not notion.sync().changed


def test_comments_on_pages_are_no_edits_of_them(notion: Notion) -> None:
    report = notion.sync()
    plan, task = notion.find(report.plan.title), row(report, "FR-3")
    for page, words in ((plan, "Timeline"), (task, "Objective"), (notion.find(SPEC), "Implementation")):
        tagged = f'<span discussion-urls="discussion://1a2b">{words}</span>'
        notion.edit(page, f"\n## {words}\n", f"\n## {tagged}\n")
        assert tagged in notion.markdown(page)
    again = notion.preview()
    assert (again.changed, again.problems) == (False, ())


def test_a_persons_note_in_a_task_stays(notion: Notion) -> None:
    first = notion.sync()
    page = row(first, "FR-3")
    notion.edit(page, "## Objective\n", "## Objective\nAsk Ada about formats\n")
    assert not notion.sync().changed
    assert "Ask Ada about formats" in notion.markdown(page)


def test_a_persons_note_and_a_change_of_the_specification_both_stand_in_one_section(notion: Notion) -> None:
    first = notion.sync()
    page = row(first, "FR-3")
    notion.edit(page, "## Requirements\n", "## Requirements\nAsk Ada about formats\n")
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    second = notion.sync()
    assert "Ask Ada about formats" in notion.markdown(page)
    assert "Upload profile avatar picture" in notion.markdown(page)
    assert "conflict" not in codes(second)
    assert not notion.sync().changed


def test_an_item_that_both_changed_keeps_the_persons_words_and_is_reported(notion: Notion) -> None:
    first = notion.sync()
    page = row(first, "FR-3")
    line = next(
        line for line in notion.markdown(page).split("\n") if "avatar" in line and line.startswith("- ")
    )
    notion.edit(page, f"## Requirements\n{line}", f"## Requirements\n{line} and crop it")
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    second = notion.sync()
    assert f"{line} and crop it" in notion.markdown(page)
    told = next(problem.message for problem in second.problems if problem.code == "conflict")
    assert "and crop it" in told
    assert "avatar picture" in told
    assert not notion.sync().changed


def test_a_conflict_over_mentions_quotes_titles_where_they_differ(notion: Notion) -> None:
    first = notion.sync()
    page = next(str(task.id) for task in first.tasks if task.title.startswith("Write integration tests"))
    line = next(line for line in notion.markdown(page).split("\n") if "Blocked By:" in line)
    notion.edit(page, line, f"{line}, and Bo's review")
    spec = notion.find(SPEC)
    notion.edit(spec, "Upload profile avatar", "Upload profile avatar\n- FR-9: Print a membership card")
    second = notion.sync()
    told = next(problem.message for problem in second.problems if problem.code == "conflict")
    assert "printing a membership card" in told
    assert "@" not in told


def test_ticks_survive_a_change_of_their_section(notion: Notion) -> None:
    first = notion.sync()
    assert first.plan is not None
    assert first.plan.id is not None
    text = notion.markdown(first.plan.id)
    item = next(line for line in text.split("\n") if line.startswith("- [ ] <mention-page"))
    notion.edit(first.plan.id, item, item.replace("[ ]", "[x]"))
    notion.edit(
        notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search"
    )
    notion.sync()
    assert item.replace("[ ]", "[x]") in notion.markdown(first.plan.id)


def test_a_status_is_a_persons_from_the_first_sync_on(notion: Notion) -> None:
    first = notion.sync()
    page = row(first, "FR-1")
    done = {"properties": {"Status": {"select": {"name": "Done"}}}}
    notion.request("PATCH", f"pages/{page}", done)
    notion.edit(notion.find(SPEC), "Get user profile by ID", "Get a user profile by ID")
    second = notion.sync()
    assert next(task.status for task in second.tasks if task.id == page) == "Done"


def test_a_trashed_task_is_not_made_again(notion: Notion) -> None:
    first = notion.sync()
    notion.request("PATCH", f"pages/{row(first, 'FR-5')}", {"in_trash": True})
    second = notion.sync()
    assert second.counts["created"] == 0
    assert "task_trashed" in codes(second)
    assert len(notion.tasks()) == len(first.tasks) - 1
    assert not notion.sync().changed


def test_a_renamed_task_is_still_known(notion: Notion) -> None:
    first = notion.sync()
    page = row(first, "FR-5")
    title = {"properties": {"Name": {"title": [{"text": {"content": "Mine now"}}]}}}
    notion.request("PATCH", f"pages/{page}", title)
    second = notion.sync()
    assert not second.changed
    assert (
        notion.request("GET", f"pages/{page}")["properties"]["Name"]["title"][0]["plain_text"] == "Mine now"
    )


def test_a_requirement_that_is_gone_leaves_its_task_and_says_so(notion: Notion) -> None:
    first = notion.sync()
    notion.edit(notion.find(SPEC), "- FR-5: Search users by name\n", "")
    second = notion.sync()
    assert "task_superseded" in codes(second)
    assert len(notion.tasks()) >= len(first.tasks)


def test_neither_plan_nor_tasks_are_proposed_for_a_specification_that_is_not_found(notion: Notion) -> None:
    notion.sync()
    notion.add_page("User Profile API Notes", "Engineering Specs", "Coffee")
    with pytest.raises(NotFoundError, match="No page is called exactly") as raised:
        notion.sync_anew("User Profile API")
    assert {found.title for found in raised.value.candidates} == {SPEC, "User Profile API Notes"}


def test_a_plan_in_the_trash_stops_the_sync_for_a_decision(notion: Notion) -> None:
    first = notion.sync()
    assert first.plan is not None
    notion.request("PATCH", f"pages/{first.plan.id}", {"in_trash": True})
    with pytest.raises(DecisionNeededError, match="in the trash"):
        notion.sync()


def test_a_page_of_the_plans_name_that_is_not_ours_is_left_alone(notion: Notion) -> None:
    other = notion.add_page("Implementation Plan: User Profile API", "Engineering Plans", "Mine")
    report = notion.sync()
    assert report.plan is not None
    assert report.plan.id != other
    assert notion.markdown(other) == "Mine"


def test_a_renamed_specification_keeps_its_plan_and_tasks_in_few_requests(notion: Notion) -> None:
    first = notion.sync()
    page = notion.find(SPEC)
    title = {"title": {"title": [{"text": {"content": "Member API Specification"}}]}}
    notion.request("PATCH", f"pages/{page}", {"properties": title})
    notion.workspace.requests.clear()
    second = notion.sync(page)
    assert second.counts["created"] == 0
    assert {task.id for task in second.tasks} == {task.id for task in first.tasks}
    assert all(task.title.endswith(" for Member API") for task in second.tasks)
    assert not notion.sync(page).changed


def sync_beside(notion: Notion, page: str, edit: Callable[[], None]) -> Report:
    """A sync during which a person edits something, when the first of its pages is written."""

    def edit_meanwhile(_title: str, done: int, _total: int) -> None:
        if done == 1:
            person = threading.Thread(target=edit)
            person.start()
            person.join()

    async def work(gateway: Gateway) -> Report:
        run = replace(notion.run(gateway, CREATED), progress=edit_meanwhile)
        return await sync(run, await read_spec(gateway, page))

    return notion.ask(work)


def test_an_edit_of_the_specification_during_the_sync_does_not_stop_it(notion: Notion) -> None:
    page = notion.find(SPEC)
    report = sync_beside(
        notion, page, lambda: notion.edit(page, "user profile management", "member profiles")
    )
    assert "edit_not_applied" not in codes(report)
    assert "spec_edited" in codes(report)
    after = notion.markdown(page)
    assert "member profiles" in after
    assert after.count("## Implementation") == 1


def test_a_task_that_is_renamed_during_the_sync_keeps_its_name(notion: Notion) -> None:
    last = notion.sync().tasks[-1].id
    page = notion.find(SPEC)

    def rename(page: str, title: str) -> None:
        named = {"properties": {"title": {"title": [{"text": {"content": title}}]}}}
        notion.request("PATCH", f"pages/{page}", named)

    rename(page, "Member API Specification")
    report = sync_beside(notion, page, lambda: rename(last, "Go live"))
    titles = {page.id: page.title for page in notion.tasks() if page.id in {task.id for task in report.tasks}}
    assert titles.pop(last) == "Go live"
    assert all(title.endswith(" for Member API") for title in titles.values())


OTHER = "## Requirements\n- FR-1: Bill each parcel by weight\n- FR-2: Print a label\n- FR-3: Track a parcel\n"


@pytest.fixture
def larger() -> Iterator[Notion]:
    """A plan of more than ten tasks: what overturns much of a smaller one is not asked about."""
    notion = Notion()
    yield notion
    notion.workspace.close()


@kept
def replaced(notion: Notion) -> Report:
    first, page = notion.sync(), notion.find(SPEC)
    backlink = notion.markdown(page).split("## Implementation", 1)[1]
    body = {"type": "replace_content", "replace_content": {"new_str": f"{OTHER}## Implementation{backlink}"}}
    notion.request("PATCH", f"pages/{page}/markdown", body)
    return first


def test_a_replaced_specification_stops_for_a_decision_before_any_write(larger: Notion) -> None:
    first = replaced(larger)
    larger.workspace.requests.clear()
    with pytest.raises(DecisionNeededError, match="change budget"):
        larger.sync()
    assert not [request for request in larger.workspace.requests if request.is_write]
    assert len(larger.tasks()) == len(first.tasks)


def test_a_replaced_specification_is_synced_when_it_is_meant(larger: Notion) -> None:
    first = replaced(larger)

    async def work(gateway: Gateway) -> Report:
        run = replace(larger.run(gateway, CREATED), force=True)
        return await sync(run, await read_spec(gateway, SPEC))

    second = larger.ask(work)
    assert second.counts["created"] > 0
    assert len(larger.tasks()) == len(first.tasks) + second.counts["created"]
    assert not larger.sync().changed
    larger.edit(larger.find(SPEC), "- FR-3: Track a parcel", "- FR-3: Track a parcel\n- FR-4: Sort parcels")
    assert larger.sync().counts["created"] > 0
