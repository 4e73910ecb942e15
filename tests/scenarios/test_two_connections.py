"""Several connections at one plan: a page that one of them left behind is known, a person's own stays."""

from collections.abc import Callable

import pytest

from notion_planner.errors import PlannerError
from notion_planner.workspace import Fault
from tests.conftest import SPEC, Notion

SECOND = "0a1b2c3d-0000-4000-8000-00000000000b"


def acts_as(notion: Notion, user: str) -> None:
    """All requests from now on are those of another token."""
    notion.workspace.add_token("another", user=user)
    notion.workspace.token = "another"


def second_bot(notion: Notion) -> str:
    store = notion.workspace.store
    bot = store.document("user", notion.workspace.context().actor.id) or {}
    with store.transaction(write=True):
        store.put_document("user", SECOND, {**bot, "id": SECOND})
    return SECOND


def person(notion: Notion) -> str:
    return str(notion.workspace.store.meta("person"))


def titles(notion: Notion) -> list[str]:
    return [task.title for task in notion.tasks()]


def with_key(notion: Notion) -> None:
    source = notion.find("Engineering Tasks", "data_source")
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Planner Key": {"rich_text": {}}}})


def interrupted(notion: Notion, plan: str) -> None:
    """A new task is made; the edit of the plan that would record it never arrives."""
    notion.edit(notion.find(SPEC), "- FR-5: Search", "- FR-6: Export users as CSV\n- FR-5: Search")
    notion.workspace.faults.add(Fault(kind="forbidden", method="PATCH", path=plan, requests=(2,)))
    with pytest.raises(PlannerError):
        notion.sync()
    notion.workspace.faults.clear()


@pytest.mark.parametrize(("who", "is_keyed"), [(second_bot, False), (person, True)])
def test_what_another_connection_left_behind_is_taken_over(
    notion: Notion, who: Callable[[Notion], str], *, is_keyed: bool
) -> None:
    first = notion.sync()
    assert first.plan is not None
    if is_keyed:
        with_key(notion)
    acts_as(notion, who(notion))
    interrupted(notion, str(first.plan.id))
    assert len(titles(notion)) == len(first.tasks) + 1
    notion.sync()
    assert len(titles(notion)) == len(set(titles(notion))) == len(first.tasks) + 1


def test_a_persons_copy_of_a_task_stays_where_the_token_is_the_persons(notion: Notion) -> None:
    acts_as(notion, person(notion))
    task = notion.sync_anew().tasks[0]
    stands = notion.request("GET", f"pages/{task.id}")["parent"]
    body = {
        "parent": {"type": "data_source_id", "data_source_id": stands["data_source_id"]},
        "properties": {"Name": {"title": [{"text": {"content": task.title}}]}},
        "markdown": f"{notion.markdown(str(task.id))}\n## My notes\nThree hours of thought",
    }
    copy = notion.request("POST", "pages", body)["id"]
    report = notion.sync()
    assert notion.request("GET", f"pages/{copy}")["in_trash"] is False
    assert "task_doubled" in {problem.code for problem in report.problems}
