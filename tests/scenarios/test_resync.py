"""Later syncs: what the specification changed is carried over, what a person changed stays."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from notion_planner.errors import DecisionNeededError, NotFoundError
from notion_planner.fetcher.reading import read_spec
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


@kept
def touched(notion: Notion) -> tuple[Report, Report]:
    """A sync after people wrote on pages while the specification stayed as it is; first and second report."""
    first = notion.sync()
    assert first.plan is not None
    plan, task, spec = first.plan.id or "", row(first, "FR-3"), notion.find(SPEC)
    for page, words in ((plan, "Timeline"), (task, "Objective"), (spec, "Implementation")):
        notion.edit(page, f"\n## {words}\n", f"\n## {commented(words)}\n")
    notion.edit(task, "## Requirements\n", "## Requirements\nAsk Ada about formats\n")
    title = {"properties": {"Name": {"title": [{"text": {"content": "Mine now"}}]}}}
    notion.request("PATCH", f"pages/{row(first, 'FR-5')}", title)
    return first, notion.sync()


def commented(words: str) -> str:
    return f'<span discussion-urls="discussion://1a2b">{words}</span>'


def integration(first: Report) -> str:
    return next(str(task.id) for task in first.tasks if task.title.startswith("Write integration tests"))


def first_item(text: str) -> str:
    return next(line for line in text.split("\n") if line.startswith("- [") and "<mention-page" in line)


@kept
def carried(notion: Notion) -> tuple[Report, Report]:
    """A sync after people and the specification changed much, each task in another way; both reports.

    FR-1 is changed by both, and ticked on the plan. FR-3 is reworded by the specification; its task has a
    note and is done. FR-5 is gone, FR-6 new. The dependencies of the integration tests are changed by a
    person and by FR-6. The last task is in the trash.
    """
    first = notion.sync()
    assert first.plan is not None
    plan, spec = first.plan.id or "", notion.find(SPEC)
    item = first_item(notion.markdown(plan))
    notion.edit(plan, item, item.replace("[ ]", "[x]"))
    notion.edit(row(first, "FR-1"), "profile by ID\n## Acc", "profile by ID and cache it\n## Acc")
    notion.edit(row(first, "FR-3"), "## Requirements\n", "## Requirements\nAsk Ada about formats\n")
    done = {"properties": {"Status": {"select": {"name": "Done"}}}}
    notion.request("PATCH", f"pages/{row(first, 'FR-3')}", done)
    blocked = next(line for line in notion.markdown(integration(first)).split("\n") if "Blocked By:" in line)
    notion.edit(integration(first), blocked, f"{blocked}, and Bo's review")
    notion.request("PATCH", f"pages/{first.tasks[-1].id}", {"in_trash": True})
    notion.edit(spec, "Get user profile by ID", "Get a user profile by ID")
    notion.edit(spec, "Upload profile avatar", "Upload profile avatar picture")
    notion.edit(spec, "- FR-5: Search users by name", "- FR-6: Print a membership card")
    return first, notion.sync()


def conflicts(report: Report, page: str) -> list[str]:
    title = next(task.title for task in report.tasks if task.id == page)
    return [told.message for told in report.problems if told.code == "conflict" and title in told.message]


def test_a_new_requirement_adds_its_task_and_leaves_the_others(notion: Notion) -> None:
    first, second = carried(notion)
    added = [task for task in second.tasks if task.action == "create"]
    assert [task.requirements for task in added] == [("FR-6",)]
    assert {page.id for page in notion.tasks()} == {task.id for task in (*first.tasks[:-1], *added)}


def test_after_much_was_carried_over_nothing_is_left_to_write(notion: Notion) -> None:
    carried(notion)
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
    first, _ = carried(notion)
    assert "Upload profile avatar picture" in notion.markdown(row(first, "FR-3"))


def test_comments_on_pages_are_no_edits_of_them(notion: Notion) -> None:
    first, again = touched(notion)
    for page, words in ((row(first, "FR-3"), "Objective"), (notion.find(SPEC), "Implementation")):
        assert commented(words) in notion.markdown(page)
    assert (again.changed, again.problems) == (False, ())


def test_a_persons_note_in_a_task_stays(notion: Notion) -> None:
    first, again = touched(notion)
    assert not again.changed
    assert "Ask Ada about formats" in notion.markdown(row(first, "FR-3"))


def test_a_persons_note_and_a_change_of_the_specification_both_stand_in_one_section(notion: Notion) -> None:
    first, second = carried(notion)
    text = notion.markdown(row(first, "FR-3"))
    section = text[text.index("## Requirements") : text.index("## Acceptance")]
    assert "Ask Ada about formats" in section
    assert "Upload profile avatar picture" in section
    assert not conflicts(second, row(first, "FR-3"))


def test_an_item_that_both_changed_keeps_the_persons_words_and_is_reported(notion: Notion) -> None:
    first, second = carried(notion)
    page = row(first, "FR-1")
    assert "Get user profile by ID and cache it" in notion.markdown(page)
    [told] = conflicts(second, page)
    assert "and cache it" in told
    assert "Get a user profile" in told


def test_what_a_person_changed_as_the_specification_did_follows_the_specification_again(
    notion: Notion,
) -> None:
    spec = notion.find(SPEC)
    was, became = "Errors return proper codes", "Errors return documented codes"
    last = "- FR-5: Search users by name"
    notion.edit(spec, last, f"{last}\n## Acceptance Criteria\n- AC-1: {was}")
    page = integration(notion.sync())
    for changed, before in ((page, "- **AC-1**: "), (page, "- [ ] **AC-1**: "), (spec, "- AC-1: ")):
        notion.edit(changed, f"{before}{was}", f"{before}{became}")
    assert "conflict" not in codes(notion.sync())
    assert not notion.sync().changed
    notion.edit(spec, f"- AC-1: {became}", f"- AC-1: {was}")
    notion.sync()
    assert was in notion.markdown(page)


def test_a_conflict_over_mentions_quotes_titles_where_they_differ(notion: Notion) -> None:
    first, second = carried(notion)
    [told] = conflicts(second, integration(first))
    assert "printing a membership card" in told
    assert "@" not in told


def test_ticks_survive_a_change_of_their_section(notion: Notion) -> None:
    first, _ = carried(notion)
    assert first.plan is not None
    text = notion.markdown(first.plan.id or "")
    assert first_item(text).startswith("- [x]")
    assert "printing a membership card" in text


def test_a_status_is_a_persons_from_the_first_sync_on(notion: Notion) -> None:
    first, second = carried(notion)
    page = row(first, "FR-3")
    assert next(task.status for task in second.tasks if task.id == page) == "Done"


def test_a_trashed_task_is_not_made_again(notion: Notion) -> None:
    first, second = carried(notion)
    assert "task_trashed" in codes(second)
    assert first.tasks[-1].title not in {page.title for page in notion.tasks()}


def test_a_renamed_task_is_still_known(notion: Notion) -> None:
    first, again = touched(notion)
    assert not again.changed
    assert next(page.title for page in notion.tasks() if page.id == row(first, "FR-5")) == "Mine now"


def test_a_requirement_that_is_gone_leaves_its_task_and_says_so(notion: Notion) -> None:
    first, second = carried(notion)
    assert "task_superseded" in codes(second)
    assert row(first, "FR-5") in {page.id for page in notion.tasks()}


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


def test_a_renamed_specification_keeps_its_plan_and_tasks_in_few_requests(notion: Notion) -> None:
    first = notion.sync()
    page = notion.find(SPEC)
    title = {"title": {"title": [{"text": {"content": "Member API Specification"}}]}}
    notion.request("PATCH", f"pages/{page}", {"properties": title})
    second = notion.sync(page)
    assert second.counts["created"] == 0
    assert {task.id for task in second.tasks} == {task.id for task in first.tasks}
    assert all(task.title.endswith(" for Member API") for task in second.tasks)
    assert second.requests["total"] <= 3 * len(second.tasks) + 16


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


@kept
def disturbed(notion: Notion) -> tuple[Report, str]:
    """A first sync during which the specification is edited, beside a page that bears the plan's name."""
    other = notion.add_page("Implementation: User Profile API", "Engineering Plans", "Mine")
    page = notion.find(SPEC)
    edit = partial(notion.edit, page, "user profile management", "member profiles")
    return sync_beside(notion, page, edit), other


def test_an_edit_of_the_specification_during_the_sync_does_not_stop_it(notion: Notion) -> None:
    report, _ = disturbed(notion)
    assert "edit_not_applied" not in codes(report)
    assert "spec_edited" in codes(report)
    after = notion.markdown(notion.find(SPEC))
    assert "member profiles" in after
    assert after.count("## Implementation") == 1


def test_a_page_of_the_plans_name_that_is_not_ours_is_left_alone(notion: Notion) -> None:
    report, other = disturbed(notion)
    assert report.plan is not None
    assert report.plan.id != other
    assert notion.markdown(other) == "Mine"


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


LARGER = "Member Specification"
LARGE = "## Requirements\n" + "".join(
    f"- FR-{number}: {verb} the member's card\n"
    for number, verb in enumerate(("Print", "Sign", "Renew", "Block", "Send", "Scan", "Stamp", "Copy"), 1)
)
OTHER = "## Requirements\n- FR-1: Bill each parcel by weight\n- FR-2: Print a label\n- FR-3: Track a parcel\n"


@kept
def replaced(notion: Notion) -> Report:
    """A plan of ten tasks: what overturns much of a smaller one is not asked about."""
    page = notion.add_page(LARGER, "Engineering Specs", LARGE)
    first = notion.sync(LARGER)
    backlink = notion.markdown(page).split("## Implementation", 1)[1]
    body = {"type": "replace_content", "replace_content": {"new_str": f"{OTHER}## Implementation{backlink}"}}
    notion.request("PATCH", f"pages/{page}/markdown", body)
    return first


def test_a_replaced_specification_stops_for_a_decision_before_any_write(notion: Notion) -> None:
    first = replaced(notion)
    notion.workspace.requests.clear()
    with pytest.raises(DecisionNeededError, match="change budget"):
        notion.sync(LARGER)
    assert not [request for request in notion.workspace.requests if request.is_write]
    assert len(notion.tasks()) == len(first.tasks)


def test_a_preview_says_what_a_sync_would_stop_for(notion: Notion) -> None:
    replaced(notion)
    (problem,) = [one for one in notion.preview(LARGER).problems if one.code == "decision_needed"]
    assert problem.message.endswith("more than the change budget of 30%.")
    assert problem.hint.endswith("If it is meant, sync with --force.")


def test_other_numbers_and_another_title_overturn_nothing(notion: Notion) -> None:
    page = notion.add_page(LARGER, "Engineering Specs", LARGE)
    notion.sync(LARGER)
    notion.edit(page, "## Requirements\n", "## Requirements\n- FR-0: Laminate the member's card\n")
    for number in range(8, -1, -1):
        notion.edit(page, f"- FR-{number}:", f"- FR-{number + 1}:")
    title = {"title": [{"text": {"content": "Club Card Specification"}}]}
    notion.request("PATCH", f"pages/{page}", {"properties": {"title": title}})
    preview = notion.preview("Club Card Specification")
    assert (preview.counts["created"], preview.counts["updated"]) == (1, 10)
    assert "decision_needed" not in {problem.code for problem in preview.problems}


def test_taking_the_numbers_away_overturns_nothing(notion: Notion) -> None:
    page = notion.add_page(LARGER, "Engineering Specs", LARGE)
    notion.sync(LARGER)
    for number in range(1, 9):
        notion.edit(page, f"- FR-{number}: ", "- ")
    preview = notion.preview(LARGER)
    assert (preview.counts["updated"], preview.counts["created"]) == (8, 0)
    assert "decision_needed" not in {problem.code for problem in preview.problems}


def test_a_replaced_specification_is_synced_when_it_is_meant(notion: Notion) -> None:
    first = replaced(notion)

    async def work(gateway: Gateway) -> Report:
        run = replace(notion.run(gateway, CREATED), force=True)
        return await sync(run, await read_spec(gateway, LARGER))

    second = notion.ask(work)
    assert second.counts["created"] > 0
    assert len(notion.tasks()) == len(first.tasks) + second.counts["created"]
    # What was meant is not asked about again.
    notion.edit(notion.find(LARGER), "- FR-3: Track a parcel", "- FR-3: Track a parcel\n- FR-4: Sort parcels")
    added = [task.requirements for task in notion.sync(LARGER).tasks if task.action == "create"]
    assert added == [("FR-4",)]
