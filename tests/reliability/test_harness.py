"""The harness itself: time that is skipped, processes that die, worlds that compare."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from time import perf_counter

import httpx
import pytest

from notion_planner.model.report import Report
from notion_planner.use_cases.run import Run
from tests.reliability.clock import VirtualClock
from tests.reliability.faults import FaultKind
from tests.reliability.matrix import SMALL, seen
from tests.reliability.snapshot import difference
from tests.reliability.world import LONG_ENOUGH, Person, World


def test_an_hour_of_waiting_takes_no_time() -> None:
    clock = VirtualClock()
    before, started = clock.now(), perf_counter()
    clock.run(asyncio.sleep(3600))
    assert clock.now() - before == timedelta(hours=1)
    assert perf_counter() - started < 60


def test_sleepers_wake_in_the_order_of_what_is_due() -> None:
    woken: list[float] = []

    async def sleeper(seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(seconds)

    async def main() -> None:
        await asyncio.gather(*(sleeper(seconds) for seconds in (30, 10, 20)))

    VirtualClock().run(main())
    assert woken == [10, 20, 30]


def test_a_killed_process_reaches_notion_no_more() -> None:
    with World() as world:
        process = world.process({3: FaultKind.KILLED_BEFORE})
        attempt = world.clock.run(world.attempt(_five_reads, process))
        assert attempt.killed
        assert attempt.report is None
        assert attempt.requests == 3
        assert len(world.workspace.requests) == 2


async def _five_reads(run: Run) -> Report:
    for _ in range(5):
        with suppress(Exception):  # what a careless product might do
            await run.notion.me()
    return Report(command="sync")


@pytest.mark.parametrize(
    ("kind", "applied"),
    [
        (FaultKind.ANSWER_LOST, True),
        (FaultKind.BAD_GATEWAY_AFTER, True),
        (FaultKind.COMMITTED, True),
        (FaultKind.BAD_GATEWAY, False),
        (FaultKind.CONFLICT, False),
        (FaultKind.TIMEOUT, False),
    ],
)
def test_a_fault_is_applied_or_not_as_its_name_says(kind: FaultKind, applied: bool) -> None:
    with World() as world:

        async def main() -> int:
            person = world.person()
            async with httpx.AsyncClient(transport=world.process({1: kind})) as client:
                plans = await person.find("Engineering Plans")
                headers = {"Authorization": f"Bearer {world.workspace.token}", "Notion-Version": "2026-03-11"}
                body = {"parent": {"page_id": plans}, "properties": {}}
                with suppress(httpx.TransportError):
                    await client.post("http://workspace.test/v1/pages", json=body, headers=headers)
                return len(await person.blocks(plans))

        assert world.clock.run(main()) == int(applied)


@pytest.mark.slow
def test_two_undisturbed_worlds_look_the_same_and_an_edit_tells_them_apart() -> None:
    looks = []
    for seed in (1, 2):
        with World(seed=seed) as world:
            world.people(SMALL.write)
            world.sync(SMALL.title)
            looks.append(seen(world))
            if seed == 2:
                world.people(_note)
                looks.append(seen(world))
    assert difference(looks[0], looks[1]) == []
    assert len(difference(looks[1], looks[2])) == 2


async def _note(person: Person) -> None:
    await person.edit(await person.find(SMALL.title), ("- FR-2: Print", "- FR-2: Always print"))


def test_a_fresh_page_is_missing_from_queries_until_the_index_has_it() -> None:
    with World(index_lag=30) as world:
        world.people(SMALL.write)
        made = world.sync(SMALL.title)
        assert made.report is not None
        source = world.people(lambda person: person.find("Engineering Tasks", "data_source"))
        process = world.process()

        async def count() -> int:
            async with httpx.AsyncClient(transport=process) as client:
                headers = {"Authorization": f"Bearer {world.workspace.token}", "Notion-Version": "2026-03-11"}
                address = f"http://workspace.test/v1/data_sources/{source}/query"
                return len((await client.post(address, json={}, headers=headers)).json()["results"])

        early = world.clock.run(count())
        world.clock.advance(LONG_ENOUGH)
        assert early < world.clock.run(count()) == len(made.report.tasks)
