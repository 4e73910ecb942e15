"""Syncs, edits and faults in any order leave what the promises say; and faults of our own are noticed."""

from functools import cache

import pytest

from tests.reliability import mutants
from tests.reliability.simulation import Plot, Result, Simulation

# Together they do everything that people do, and are struck before, at and after a write.
SEEDS = (39, 36, 56)
ROUNDS = 2


@cache
def told(seed: int, plot: Plot) -> Result:
    return Simulation(seed, plot).run()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    assert Simulation(seed, Plot(rounds=ROUNDS)).run().violations == []


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "rounds"), [(5, 2), (107, 1)])
def test_the_promises_hold_where_syncs_run_at_the_same_time(seed: int, rounds: int) -> None:
    assert told(seed, Plot(together=True, rounds=rounds)).violations == []


@pytest.mark.slow
def test_the_promises_hold_where_the_index_is_late() -> None:
    assert Simulation(3, Plot(index_lag=5, rounds=ROUNDS)).run().violations == []


@pytest.mark.slow
def test_the_promises_hold_where_a_growing_specification_asks_for_another_kind_of_plan() -> None:
    assert Simulation(8, Plot(rounds=ROUNDS)).run().violations == []


# A seed that meets the fault soon, to be tried first.
_SOONEST = {
    mutants.no_look_before_a_create: 13,
    mutants.hash_stored_too_early: 9,
    mutants.clear_and_rewrite: 32,
    mutants.wrong_base: 32,
    mutants.status_overwritten: 57,
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", _SOONEST, ids=lambda mutant: mutant.__name__)
def test_the_simulation_notices_a_fault_of_our_own(mutant: mutants.Mutant) -> None:
    with mutant():
        assert any(
            Simulation(seed, Plot(rounds=ROUNDS)).run().violations for seed in (_SOONEST[mutant], *SEEDS)
        )


@pytest.mark.slow
def test_a_seed_tells_the_same_story_twice() -> None:
    plot = Plot(together=True, rounds=1)
    assert Simulation(107, plot).run() == told(107, plot)
