"""Two syncs of one specification that start together end in one plan.

Fifty times, and as processes, is `make together`.
"""

import pytest

from tests.reliability.together import interleaved


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_two_syncs_interleaved_in_one_process_make_one_plan(seed: int) -> None:
    found = interleaved(seed)
    assert (found.plans, found.backlinks, found.doubled, found.missing) == (1, 1, (), ())
    assert found.later_writes == 0
