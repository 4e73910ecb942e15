"""What the jobs cost in requests, counted where they arrive; one plan's are in scenarios/test_first_sync.py.

`python -m benchmarks.requests` has the full sizes.
"""

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from notion_planner.cli.app import run
from tests.conftest import bare
from tests.reliability.counting import Count, access, of_many, of_progress


@pytest.fixture(scope="module")
def many() -> tuple[Count, Count]:
    return of_many(specs=3, changed=1, command=command)


def command(address: str, folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as said:
        bare(patch, folder)
        for name, value in access(address).items():
            patch.setenv(name, value)
        assert run(["sync", "--json"]) == 0
    return said.getvalue()


@pytest.mark.slow
def test_unchanged_specifications_take_at_most_five_requests_in_all(many: tuple[Count, Count]) -> None:
    assert (many[0].requests <= 5, many[0].writes) == (True, 0)


@pytest.mark.slow
def test_changed_specifications_cost_what_they_changed(many: tuple[Count, Count]) -> None:
    assert many[1].requests <= many[1].most


def test_progress_takes_eight_requests_beside_the_pages_of_its_query() -> None:
    found = of_progress(tasks=6, changed=6)
    assert found.requests <= found.most
