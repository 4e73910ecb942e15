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


@pytest.mark.parametrize("home", ["page", "database"])
def test_a_begun_plan_is_gone_on_with_though_its_specification_asks_for_another_kind_by_now(
    notion: Notion, home: str
) -> None:
    notion.settings = notion.settings.with_profile("auto")
    if home == "database":
        source = notion.add_database("Plans", notion.find("Engineering Plans"), {"Name": {"title": {}}})
        plans = notion.settings.plans.model_copy(update={"parent": None, "data_source": source})
        notion.settings = notion.settings.model_copy(update={"plans": plans})
    asked = [f"- FR-{number}: Export the report {number}" for number in range(1, 8)]
    page = notion.add_page("Exports", "Engineering Specs", "\n".join(["## Requirements", *asked]))
    all_but_the_plan = tuple(range(2, 99))
    notion.workspace.faults.add(
        Fault(kind="conflict", method="POST", path=r"/pages$", requests=all_but_the_plan, times=None)
    )
    with pytest.raises(PlannerError):
        notion.sync("Exports")
    notion.workspace.faults.clear()
    begun = notion.find("Implementation Plan: Exports")
    notion.edit(page, "\n".join(asked[3:]), "Nothing more.")
    plan = notion.sync("Exports").plan
    assert plan is not None
    assert plan.id == begun
