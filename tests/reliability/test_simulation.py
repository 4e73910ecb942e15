"""Syncs, edits and faults in any order leave what the promises say; and faults of our own are noticed."""

import pytest

from tests.reliability.mutants import MUTANTS, Mutant
from tests.reliability.simulation import Plot, Simulation

SEEDS = (4, 3, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_promises_hold(seed: int) -> None:
    assert Simulation(seed).run().violations == []


def test_the_promises_hold_where_syncs_run_at_the_same_time() -> None:
    assert Simulation(5, Plot(together=True)).run().violations == []


def test_the_promises_hold_where_the_index_is_late() -> None:
    assert Simulation(3, Plot(index_lag=5)).run().violations == []


def test_the_promises_hold_where_a_growing_specification_asks_for_another_kind_of_plan() -> None:
    assert Simulation(8, Plot(profile="auto", rounds=2)).run().violations == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_simulation_notices_a_fault_of_our_own(mutant: Mutant) -> None:
    with mutant():
        assert any(Simulation(seed).run().violations for seed in SEEDS)


def test_a_seed_tells_the_same_story_twice() -> None:
    assert Simulation(0, Plot(rounds=1)).run() == Simulation(0, Plot(rounds=1)).run()
