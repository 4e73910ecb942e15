"""Two syncs of one specification that start together end in one plan.

Fifty times, and as processes, is `make together`.
"""

import pytest

from tests.reliability.faults import FaultKind
from tests.reliability.together import interleaved


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
