"""Two runs at once: one holds the plan, the other says so; a lease that ran out holds nobody up."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from notion_planner.errors import BusyError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report, TaskRow
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings
from notion_planner.state.plan_state import Lease, find_state_text, parse_state, render_state
from notion_planner.use_cases.sync import sync
from tests.conftest import CREATED, SPEC, Notion
from tests.reliability.clock import VirtualClock

NOON = datetime(2025, 10, 14, 12, 0, tzinfo=UTC)
CHANGED = ("Upload profile avatar", "Upload profile avatar picture")


def synced(notion: Notion, *, at: datetime = NOON, step: timedelta = timedelta()) -> Report:
    """A sync whose clock shows ``at`` and goes on by ``step`` each time somebody looks."""
    time = at

    def now() -> datetime:
        nonlocal time
        time += step
        return time

    async def work(gateway: Gateway) -> Report:
        return await sync(replace(notion.run(gateway, CREATED), now=now), await read_spec(gateway, SPEC))

    return notion.ask(work)


def plan_of(notion: Notion) -> str:
    return notion.find("Implementation: User Profile API")


def held_by_another(notion: Notion, *, until: datetime) -> None:
    page = plan_of(notion)
    text = notion.markdown(page)
    state, toggle = parse_state(text), find_state_text(text)
    assert state is not None
    assert toggle is not None
    lease = Lease(run="another", until=until)
    notion.edit(page, toggle, render_state(state.model_copy(update={"lease": lease})))


def lease_of(notion: Notion) -> Lease | None:
    state = parse_state(notion.markdown(plan_of(notion)))
    assert state is not None
    return state.lease


def test_a_plan_that_another_run_holds_is_left_to_it(notion: Notion) -> None:
    notion.sync()
    held_by_another(notion, until=NOON + timedelta(minutes=1))
    notion.edit(notion.find(SPEC), *CHANGED)
    notion.workspace.requests.clear()
    with pytest.raises(BusyError, match="Another run is syncing"):
        synced(notion)
    assert not [request for request in notion.workspace.requests if request.is_write]


def test_a_lease_that_ran_out_is_taken_over(notion: Notion) -> None:
    notion.sync()
    held_by_another(notion, until=NOON - timedelta(seconds=1))
    notion.edit(notion.find(SPEC), *CHANGED)
    assert synced(notion).changed
    assert lease_of(notion) is None
    assert not synced(notion).changed


def test_a_lease_is_renewed_while_the_work_takes_long(notion: Notion) -> None:
    report = synced(notion, step=timedelta(seconds=20))
    assert report.counts["created"] == report.counts["tasks"]
    assert lease_of(notion) is None
    assert not synced(notion).changed


def test_a_sync_that_fails_gives_its_lease_back(notion: Notion) -> None:
    first = notion.sync()
    notion.edit(notion.find(SPEC), *CHANGED)
    task = next(task.id for task in first.tasks if "FR-3" in task.requirements)

    def fail(_title: str, _done: int, _total: int) -> None:
        raise BusyError(f"stopped at {task}")

    async def work(gateway: Gateway) -> Report:
        run = replace(notion.run(gateway, CREATED), now=lambda: NOON, progress=fail)
        return await sync(run, await read_spec(gateway, SPEC))

    with pytest.raises(BusyError, match="stopped at"):
        notion.ask(work)
    assert lease_of(notion) is None


def test_a_sync_that_ends_by_a_defect_gives_its_lease_back_and_leaves_nothing_running(notion: Notion) -> None:
    def fail(_title: str, done: int, _total: int) -> None:
        if done == 2:
            raise ZeroDivisionError

    async def work(gateway: Gateway) -> set[asyncio.Task[object]]:
        run = replace(notion.run(gateway, CREATED), now=lambda: NOON, progress=fail)
        with pytest.raises(ZeroDivisionError):
            await sync(run, await read_spec(gateway, SPEC))
        return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]

    assert notion.ask(work) == set()
    assert lease_of(notion) is None


def doubled(notion: Notion, row: TaskRow, *, more: str = "") -> str:
    """A second page of a task, by our own bot, with what somebody added to it."""
    source = notion.find("Engineering Tasks", "data_source")
    double = {
        "parent": {"type": "data_source_id", "data_source_id": source},
        "properties": {"Name": {"title": [{"text": {"content": row.title}}]}},
        "markdown": f"{notion.markdown(str(row.id))}{more}",
    }
    return str(notion.request("POST", "pages", double)["id"])


@pytest.mark.slow
def test_the_unused_page_of_a_creation_that_was_repeated_goes_to_the_trash(notion: Notion) -> None:
    row = notion.sync().tasks[0]
    second = doubled(notion, row)
    assert synced(notion).changed
    assert notion.request("GET", f"pages/{second}")["in_trash"]
    assert not notion.request("GET", f"pages/{row.id}")["in_trash"]
    assert not synced(notion).changed


def test_a_second_page_that_says_more_than_we_wrote_stays_whoever_edited_it_last(notion: Notion) -> None:
    one, other = notion.sync().tasks[:2]
    added = (
        doubled(notion, one, more="\n## My notes\nthree hours of thought"),
        doubled(notion, other, more="\nmine"),
    )
    assert [problem.code for problem in synced(notion).problems] == ["task_doubled"] * 2
    for page in added:
        assert not notion.request("GET", f"pages/{page}")["in_trash"]


class Falling(httpx.AsyncBaseTransport):
    """A server that answers until it was first written to, and never again."""

    def __init__(self, notion: Notion) -> None:
        self.silent = asyncio.Event()
        self._answering = notion.workspace.transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.silent.is_set():
            await asyncio.Event().wait()
        if request.method == "PATCH":
            self.silent.set()
        return await self._answering.handle_async_request(request)


def test_who_stops_a_run_waits_seconds_for_a_server_that_is_silent(notion: Notion) -> None:
    notion.sync()
    notion.edit(notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the profile as CSV\n- FR-5: Search")
    clock = VirtualClock()

    async def stopped() -> float:
        falling = Falling(notion)
        settings = NotionSettings(requests_per_minute=100_000)
        address = "http://workspace.test"
        async with Gateway(
            token=notion.workspace.token, base_url=address, settings=settings, transport=falling
        ) as gateway:
            run = notion.run(gateway, CREATED)
            running = asyncio.create_task(sync(run, await read_spec(gateway, SPEC)))
            await falling.silent.wait()
            await asyncio.sleep(1)
            began = clock.seconds
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            return clock.seconds - began

    assert clock.run(stopped()) <= 5
    assert lease_of(notion) is not None
