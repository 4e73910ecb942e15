"""What people set in Notion decides what is ready: statuses, dates, priorities, relations, the trash."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notion_planner.errors import NotFoundError
from notion_planner.model.spec import Priority
from notion_planner.notion.gateway import Gateway
from notion_planner.progress import TaskState
from notion_planner.tracking.worklist import blocked, circles, ready
from tests.daily.conftest import MADE, SPEC, Desk, Team

LATER = date(2025, 11, 20)


def related(*page_ids: str | None) -> dict[str, object]:
    return {"relation": [{"id": page_id} for page_id in page_ids]}


def test_at_first_only_what_waits_for_nothing_is_ready(desk: Desk) -> None:
    items = desk.items()
    assert {i.key for i in ready(items.values())} == {r.key for r in desk.first.tasks if not r.blocked_by}
    assert {i.key for i in blocked(items.values())} == {r.key for r in desk.first.tasks if r.blocked_by}


def test_when_its_last_blocker_is_done_a_task_is_ready(desk: Desk) -> None:
    row = next(row for row in desk.first.tasks if row.blocked_by)
    *others, last = (task for task in desk.first.tasks if task.key in row.blocked_by)
    for task in others:
        desk.set(task.id, Status="Done")
    assert not desk.items()[row.key].is_ready
    desk.set(last.id, Status="Done")
    assert desk.items()[row.key].is_ready


def test_a_finished_task_whose_status_cannot_be_seen_any_more_is_not_to_be_done_again(desk: Desk) -> None:
    key = next(row.key for row in desk.first.tasks if not row.blocked_by)
    job, page = desk.prepared.job, desk.pages[key]
    assert job.existing.state is not None
    tasks = {**job.existing.state.tasks}
    tasks[key] = tasks[key].model_copy(update={"done": True})
    existing = job.existing.model_copy(
        update={"state": job.existing.state.model_copy(update={"tasks": tasks})}
    )
    desk.prepared = replace(desk.prepared, job=job.model_copy(update={"existing": existing}))
    assert desk.items()[key].is_ready
    seen = {name: value for name, value in page.properties.items() if name != "Status"}
    desk.pages[key] = page.model_copy(update={"properties": seen})
    assert desk.items()[key].state is TaskState.DONE


def test_a_persons_relation_wins_over_the_plan(desk: Desk) -> None:
    row = next(row for row in desk.first.tasks if row.blocked_by)
    other = next(r for r in desk.first.tasks if r.key not in (row.key, *row.blocked_by))
    desk.set(row.id, Blocked_By=())
    assert desk.items()[row.key].is_ready
    desk.set(row.id, Blocked_By=(other.id,))
    assert [b.key for b in desk.items()[row.key].holding] == [other.key]


def test_a_task_can_wait_for_a_page_outside_of_the_plan(team: Team) -> None:
    source = team.notion.find("Board", "data_source")
    body = {
        "parent": {"type": "data_source_id", "data_source_id": source},
        "properties": {"Name": {"title": [{"text": {"content": "Order servers"}}]}},
    }
    outside = team.notion.request("POST", "pages", body)["id"]
    row = next(row for row in team.first.tasks if not row.blocked_by)
    team.set(row.id, Blocked_By=related(outside))
    holding = team.items()[row.key].holding
    assert [(b.title, b.key) for b in holding] == [("Order servers", None)]
    team.set(outside, Status="Cancelled")
    assert team.items()[row.key].is_ready


def test_more_blockers_than_a_row_shows_are_all_read(team: Team) -> None:
    first = team.first.tasks[0]
    place = {"type": "data_source_id", "data_source_id": team.notion.find("Board", "data_source")}

    async def outside(notion: Gateway) -> list[str]:
        blank = {"parent": place, "properties": {}, "markdown": "", "what": "a task"}
        return [(await notion.create_page(**blank)).id for _ in range(26)]

    team.set(first.id, Blocked_By=related(*team.notion.ask(outside)))
    assert len(team.items()[first.key].holding) == 26


def test_a_task_that_is_no_longer_asked_for_holds_nothing_up(desk: Desk) -> None:
    row = next(row for row in desk.first.tasks if not row.blocked_by)
    retired = next(row for row in desk.first.tasks if "as JSON" in row.title)
    desk.set(row.id, Blocked_By=(retired.id,))
    assert not desk.items()[row.key].is_ready
    plan = desk.read.decided
    others = tuple(task for task in plan.tasks if task.key != retired.key)
    desk.plan(plan.model_copy(update={"tasks": others}))
    assert desk.items()[row.key].is_ready


def test_a_trashed_blocker_holds_nothing_up(team: Team) -> None:
    row = next(row for row in team.first.tasks if row.blocked_by)
    first, *others = (task for task in team.first.tasks if task.key in row.blocked_by)
    team.notion.request("PATCH", f"pages/{first.id}", {"in_trash": True})
    for task in others:
        team.set(task.id, Status="Done")
    assert team.items()[row.key].is_ready


def test_dates_and_priorities_that_a_person_set_count(team: Team, desk: Desk) -> None:
    row = team.first.tasks[0]
    moved = row.due + timedelta(days=7)
    before = desk.items()[row.key].latest_start
    dates = {"date": {"start": row.due.isoformat(), "end": moved.isoformat()}}
    team.set(row.id, Due=dates, Priority="Low")
    item = team.items()[row.key]
    assert (item.due, item.priority) == (moved, Priority.P3)
    assert item.latest_start >= before + timedelta(days=7)


def test_a_due_date_that_nobody_moved_is_the_plans_after_the_plan_moves(desk: Desk) -> None:
    moved, *_ = desk.first.tasks
    desk.set(moved.id, Due="2025-10-31")
    plan = desk.read.decided
    later = tuple(task.model_copy(update={"due": task.due + timedelta(days=7)}) for task in plan.tasks)
    desk.plan(plan.model_copy(update={"tasks": later}))
    due = {item.key: item.due for item in desk.work().items}
    assert due == {task.key: task.due for task in later} | {moved.key: date(2025, 10, 31)}


def test_no_task_starts_after_a_due_date_that_a_person_set(desk: Desk) -> None:
    row = desk.first.tasks[-1]
    desk.set(row.id, Due=MADE.isoformat())
    item = desk.items()[row.key]
    assert (item.start, item.due) == (MADE, MADE)


def test_people_are_read_with_name_and_address(team: Team) -> None:
    row = team.first.tasks[0]
    team.set(row.id, Assignee={"people": [{"id": team.person}]})
    (person,) = team.items()[row.key].assignees
    assert (person.name, person.email) == ("Local person", "person@localhost")


def test_a_started_task_goes_stale_by_its_last_edit(desk: Desk) -> None:
    row = desk.first.tasks[0]
    desk.set(row.id, Status="In Progress")
    item = desk.items()[row.key]
    assert item.edited is not None
    assert item.days_stale(item.edited + timedelta(days=9), after=5) == 9


def test_tasks_that_wait_for_one_another_are_called_out(team: Team) -> None:
    row = next(row for row in team.first.tasks if row.blocked_by)
    blocker = next(other for other in team.first.tasks if other.key == row.blocked_by[0])
    team.set(blocker.id, Blocked_By=related(row.id))
    work = team.work()
    assert {item.key for item in circles(work.items)} == {row.key, blocker.key}
    assert [problem.code for problem in work.problems] == ["circle"]


def test_reading_takes_one_query_and_writes_nothing(team: Team) -> None:
    team.notion.workspace.requests.clear()
    team.work()
    requests = team.notion.workspace.requests
    assert not [request for request in requests if request.is_write]
    assert len([request for request in requests if request.path.endswith("/query")]) == 1
    assert len(requests) == 6


def test_without_a_plan_there_is_nothing_to_read(team: Team) -> None:
    team.notion.add_page("Unplanned", "Engineering Specs", "- FR-1: Export as XML")
    with pytest.raises(NotFoundError, match="'Unplanned' has no plan yet"):
        team.work(spec="Unplanned")


def test_a_task_that_the_specification_newly_asks_for_is_missing_and_not_ready(team: Team) -> None:
    page = team.notion.find(SPEC)
    line = "- FR-2: Export the report as JSON"
    team.notion.edit(page, line, f"{line}\n- FR-3: Send the report by mail every Monday")
    work = team.work()
    assert [problem.code for problem in work.problems] == ["task_missing"]
    assert all(item.url for item in ready(work.items))
