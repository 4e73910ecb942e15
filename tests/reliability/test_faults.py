"""A sync that meets any fault at any request ends, at most two runs later, as if nothing had happened.

The whole matrix is `make faults`; here each kind strikes a request of a small plan.
"""

from functools import cache

import pytest

from tests.reliability import document, fault_table
from tests.reliability.faults import FaultKind
from tests.reliability.matrix import SMALL_SCENARIOS, Cell, baseline, outcome

FIRST, CHANGED, PROGRESS = (scenario.name for scenario in SMALL_SCENARIOS)


@cache
def writes(scenario: str) -> tuple[int, ...]:
    return baseline(scenario).writes


# Which of a sync's writes is struck, counted from the first or from the last.
SAMPLE = [
    (FIRST, FaultKind.KILLED_BEFORE, 1),
    (FIRST, FaultKind.ANSWER_LOST, 0),
    (FIRST, FaultKind.COMMITTED, 1),
    (FIRST, FaultKind.TIMEOUT, -2),
    (FIRST, FaultKind.BAD_GATEWAY_AFTER, -3),
    (CHANGED, FaultKind.BAD_GATEWAY, 0),
    (CHANGED, FaultKind.KILLED_AFTER, 3),  # a task was made, and the plan does not know it yet
    (CHANGED, FaultKind.CONFLICT, 1),
    (PROGRESS, FaultKind.STORM, 0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "kind", "write"), SAMPLE)
def test_a_disturbed_sync_is_completed(scenario: str, kind: FaultKind, write: int) -> None:
    found = outcome(Cell(scenario, writes(scenario)[write], kind))
    assert found.difference == ()
    assert found.good


def test_the_table_in_the_documentation_is_of_these_faults_and_syncs_and_all_of_its_cells_are_good() -> None:
    text = document.block(fault_table.NAME)
    assert text.splitlines()[0] == f"| {' | '.join(fault_table.HEAD)} |"
    rows = document.rows_of(fault_table.NAME)
    assert [row[0] for row in rows] == [kind.value for kind in FaultKind]
    for row in rows:
        for cell in row[1:]:
            good, _, all_ = cell.split(" ")[0].partition("/")
            assert good == all_
    assert "duplicates 0, lost 0, cells that did not converge or wrote again 0." in text
