"""A sync that dies at any write is completed by the next one: one plan, one of each task, one back-link."""

import pytest

from notion_planner.errors import PlannerError
from notion_planner.workspace import Fault
from tests.conftest import SPEC, Notion
from tests.scenarios.conftest import TINY


def undisturbed() -> tuple[list[str], int]:
    notion = Notion(seed=TINY, profile="quick")
    try:
        notion.sync()
        return sorted(page.title for page in notion.tasks()), notion.markdown(notion.find(SPEC)).count(
            "## Implementation"
        )
    finally:
        notion.workspace.close()


@pytest.fixture(scope="module")
def expected() -> tuple[list[str], int]:
    return undisturbed()


# Writes that tests/reliability/test_faults.py does not strike; `make faults` strikes each by every kind.
STRUCK = [
    ("POST", 6, "conflict", False),
    ("PATCH", 3, "dropped", True),
]


@pytest.mark.parametrize(("method", "number", "kind", "after_write"), STRUCK)
def test_the_next_sync_completes_what_a_lost_answer_left(
    notion: Notion, expected: tuple[list[str], int], method: str, number: int, kind: str, after_write: bool
) -> None:
    fault = Fault(
        kind=kind,  # type: ignore[arg-type]
        method=method,
        path=r"/pages(/[^/]+/markdown)?$",
        requests=(number,),
        after_write=after_write,
    )
    notion.workspace.faults.add(fault)
    try:
        notion.sync()
    except PlannerError:
        notion.workspace.faults.clear()
        notion.sync()
    notion.workspace.faults.clear()
    assert any(request.status != 200 for request in notion.workspace.requests)
    assert sorted(page.title for page in notion.tasks()) == expected[0]
    assert notion.markdown(notion.find(SPEC)).count("## Implementation") == expected[1]
    assert not notion.sync().changed
