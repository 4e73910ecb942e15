"""Adopt binds tasks that were made by hand or belonged to another plan, forget unbinds one."""

import asyncio
from typing import Any

import pytest

from notion_planner.errors import NotFoundError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings
from notion_planner.use_cases.deciding import (
    adopt,
    find_matches,
    forget,
    prepare_forgetting,
)
from notion_planner.use_cases.undoing import prepare_undo, undo
from tests.conftest import CREATED, SPEC, Notion
from tests.scenarios.test_deciding import doing

AVATAR = "Implement uploading profile avatar"


def by_hand(notion: Notion, title: str, markdown: str) -> str:
    """A task that a person made in the database."""
    source = notion.find("Engineering Tasks", "data_source")
    notion.workspace.add_token("a-person", user=notion.workspace.store.meta("person") or "")

    async def create() -> str:
        transport = notion.workspace.transport
        settings = NotionSettings(requests_per_minute=100_000)
        base_url = "http://workspace.test"
        async with Gateway(
            token="a-person", base_url=base_url, settings=settings, transport=transport
        ) as person:
            page = await person.create_page(
                parent={"type": "data_source_id", "data_source_id": source},
                properties={"Name": {"title": [{"text": {"content": title}}]}},
                markdown=markdown,
                what="a task",
            )
            return page.id

    return asyncio.run(create())


@pytest.mark.slow
def test_a_hand_made_task_is_proposed_bound_and_keeps_what_it_holds(notion: Notion) -> None:
    page = by_hand(notion, AVATAR.upper(), "Ada is on it")
    (match,) = doing(notion, find_matches)
    assert match.page.id == page
    report = doing(notion, lambda run, document: adopt(run, document, (match,)))
    assert report.counts["created"] == len(report.tasks) - 1
    assert notion.markdown(page).startswith("Ada is on it")
    assert "## Objective" in notion.markdown(page)
    assert not notion.sync().changed


def test_a_task_is_known_by_the_requirements_words_and_not_by_one_of_them(notion: Notion) -> None:
    page = by_hand(notion, "Upload profile avatar", "Ada is on it")
    by_hand(notion, "API", "of another team")
    (match,) = doing(notion, find_matches)
    assert (match.page.id, match.task) == (page, f"{AVATAR} for User Profile API")


def test_who_plans_with_a_token_of_their_own_is_proposed_the_tasks_that_they_made(notion: Notion) -> None:
    page = by_hand(notion, f"{AVATAR} for User Profile API", "Ada is on it")
    notion.workspace.token = "a-person"
    (match,) = doing(notion, find_matches)
    assert match.page.id == page


def test_a_forgotten_task_stays_as_it_is_and_is_not_made_again(notion: Notion) -> None:
    first = notion.sync()
    row = next(task for task in first.tasks if "FR-3" in task.requirements)
    ready = doing(notion, lambda run, document: prepare_forgetting(run, document, row.title))
    doing(notion, lambda run, _document: forget(run, ready, row.title))
    before = notion.markdown(str(row.id))
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    second = notion.sync()
    assert second.counts["created"] == 0
    assert notion.markdown(str(row.id)) == before
    assert "task_trashed" not in {problem.code for problem in second.problems}
    assert not notion.sync().changed


def test_a_task_in_the_trash_is_named_until_it_is_forgotten(notion: Notion) -> None:
    row = next(task for task in notion.sync().tasks if "FR-3" in task.requirements)
    notion.request("PATCH", f"pages/{row.id}", {"in_trash": True})
    (problem,) = [found for found in notion.sync().problems if found.code == "task_trashed"]
    assert "`notion-planner forget` it" in problem.hint
    ready = doing(notion, lambda run, document: prepare_forgetting(run, document, row.title))
    doing(notion, lambda run, _document: forget(run, ready, row.title))
    again = notion.sync()
    assert (again.changed, "task_trashed" in {found.code for found in again.problems}) == (False, False)
    with pytest.raises(NotFoundError, match="no page that could be unbound"):
        doing(notion, lambda run, document: prepare_forgetting(run, document, row.title))


def test_forgetting_a_task_that_is_not_there_is_refused(notion: Notion) -> None:
    notion.sync()
    with pytest.raises(NotFoundError, match="No task is called"):
        doing(notion, lambda run, document: prepare_forgetting(run, document, "Paint the fence"))


@pytest.mark.slow
def test_a_started_task_goes_over_to_the_specification_that_asks_for_it_now(notion: Notion) -> None:
    row = next(task for task in notion.sync().tasks if "FR-3" in task.requirements)
    status = {"properties": {"Status": {"select": {"name": "In Progress"}}}}
    notion.request("PATCH", f"pages/{row.id}", status)
    other = notion.add_page(
        "Avatar API Specification", "Engineering Specs", "## Requirements\n- FR-3: Upload profile avatar\n"
    )

    async def matches(gateway: Gateway) -> Any:
        return await find_matches(notion.run(gateway, CREATED), await read_spec(gateway, other))

    async def bind(gateway: Gateway) -> Report:
        run, document = notion.run(gateway, CREATED), await read_spec(gateway, other)
        return await adopt(run, document, await find_matches(run, document))

    assert notion.ask(matches) == ()
    notion.edit(notion.find(SPEC), "- FR-3: Upload profile avatar\n", "")
    assert notion.ask(matches) == ()
    notion.sync()
    report = notion.ask(bind)
    assert [task.status for task in report.tasks if task.id == row.id] == ["In Progress"]
    page = next(page for page in notion.tasks() if page.id == row.id)
    assert page.title == "Implement uploading profile avatar for Avatar API"
    notion.workspace.requests.clear()
    again = notion.sync()
    assert len(notion.workspace.requests) <= 6
    assert (again.changed, "task_superseded" in {problem.code for problem in again.problems}) == (
        False,
        False,
    )
    assert not notion.sync(other).changed

    async def take_back(gateway: Gateway) -> Report:
        run, document = notion.run(gateway, CREATED), await read_spec(gateway, other)
        return await undo(run, await prepare_undo(run, document, None))

    # It was none of the run's making, so the undo throws away the new tasks only.
    notion.ask(take_back)
    assert row.id in {page.id for page in notion.tasks()}
