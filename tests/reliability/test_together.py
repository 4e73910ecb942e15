"""Two syncs of one specification that start together end in one plan.

Fifty times, and as processes, is `make together`.
"""

import asyncio

import pytest

from tests.reliability.faults import FaultKind
from tests.reliability.matrix import ROOTS, SMALL
from tests.reliability.together import alone, interleaved
from tests.reliability.world import LONG_ENOUGH, Person, World, syncing

KILLED = {9: FaultKind.KILLED_BEFORE}  # when it has made its plan, and looks for another


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_two_syncs_interleaved_in_one_process_make_one_plan(seed: int) -> None:
    found = interleaved(seed)
    assert (found.plans, found.backlinks, found.doubled, found.missing) == (1, 1, (), ())
    assert found.later_writes == 0


@pytest.mark.slow
def test_a_plan_that_a_killed_run_made_second_goes_with_the_run_that_made_the_first() -> None:
    found = interleaved(7, {12: FaultKind.KILLED_AFTER})  # when it has made its plan and seen the first one
    assert (found.plans, found.doubled, found.missing, found.later_writes) == (1, (), (), 0)


@pytest.mark.slow
def test_of_plans_that_two_killed_runs_made_the_first_is_gone_on_with_and_the_other_goes() -> None:
    found = interleaved(7, KILLED, of_first=KILLED)
    assert (found.plans, found.backlinks, found.doubled, found.missing) == (1, 1, (), ())
    assert found.later_writes == 0


async def plans(person: Person) -> list[str]:
    return [block["id"] for block in await person.blocks(await person.find(ROOTS[1]))]


@pytest.mark.slow
def test_a_plan_made_second_that_a_person_edited_stays_and_is_named() -> None:
    with World(saved=alone().start, seed=7) as world:

        async def both() -> None:
            runs = (world.attempt(syncing(SMALL.title), world.process(KILLED)) for _ in range(2))
            await asyncio.gather(*runs)
            person = world.person()
            _, second = await plans(person)
            await person.edit(second, ("## Summary", "My own words\n## Summary"))

        world.clock.run(both())
        world.clock.advance(LONG_ENOUGH)
        report = world.sync(SMALL.title).report
        assert report is not None
        assert "plan_doubled" in {problem.code for problem in report.problems}
        assert len(world.people(plans)) == 2
