"""Syncs, edits and faults in any order leave what the promises say; and faults of our own are noticed."""

import pytest

from tests.reliability import mutants
from tests.reliability.simulation import Plot, Simulation

SEEDS = (57, 3, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    assert Simulation(seed).run().violations == []


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "rounds"), [(5, 4), (107, 1)])
def test_the_promises_hold_where_syncs_run_at_the_same_time(seed: int, rounds: int) -> None:
    assert Simulation(seed, Plot(together=True, rounds=rounds)).run().violations == []


@pytest.mark.slow
def test_the_promises_hold_where_the_index_is_late() -> None:
    assert Simulation(3, Plot(index_lag=5)).run().violations == []


@pytest.mark.slow
def test_the_promises_hold_where_a_growing_specification_asks_for_another_kind_of_plan() -> None:
    assert Simulation(8, Plot(rounds=2)).run().violations == []


# The seed that meets the fault soonest, to be tried first.
_SOONEST = {
    mutants.no_look_before_a_create: 3,
    mutants.hash_stored_too_early: 2,
    mutants.clear_and_rewrite: 57,
    mutants.wrong_base: 57,
    mutants.status_overwritten: 57,
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", _SOONEST, ids=lambda mutant: mutant.__name__)
def test_the_simulation_notices_a_fault_of_our_own(mutant: mutants.Mutant) -> None:
    seeds = sorted(SEEDS, key=lambda seed: seed != _SOONEST[mutant])
    with mutant():
        assert any(Simulation(seed).run().violations for seed in seeds)


@pytest.mark.slow
def test_a_seed_tells_the_same_story_twice() -> None:
    assert Simulation(0, Plot(rounds=1)).run() == Simulation(0, Plot(rounds=1)).run()
