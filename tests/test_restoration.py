"""What a run wrote goes back where it still stands as written; whatever changed since stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from notion_planner.changes.directions import as_written
from notion_planner.changes.restoration import PageNow, Restoration, decide
from notion_planner.merge import Base, base_of
from notion_planner.notion.objects import Page, Parent, Property, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.state.plan_state import Existing, PageState, PlanState
from notion_planner.state.run_record import PageRecord, RunRecord, SectionRecord, ValueRecord, section_record
from tests.conftest import CREATED

PRIORITY = PropertySchema(id="p", name="Prio", type="select")
SCHEMA = TaskSchema(data_source="d", title="Name", roles={"priority": PRIORITY})


def value_undone(standing: Property | None) -> Restoration:
    """Undoing a run that made a task's priority Low, which was High before."""
    properties = {"Prio": standing} if standing else {}
    page = Page(id="1", title="A", url="", parent=Parent(kind="data_source", id="d"), properties=properties)
    before = Property(id="p", type="select", value="High")
    written = PageRecord(values=(ValueRecord(role="priority", before=before, after="Low", base="High"),))
    record = RunRecord(id="r", at=datetime(2026, 1, 1, tzinfo=UTC), pages={"1": written})
    spec = PageNow(page=page.model_copy(update={"id": "spec"}), text="", role="spec")
    (found,) = decide(record, Existing(tasks={"a": page}), {"1": ""}, spec, schema=SCHEMA).pages
    return found


def values_known(found: Restoration) -> Any:
    known = PageState(id="1", values={"priority": "Low"})
    state = PlanState(spec="s", created=CREATED, start=CREATED, tasks={"a": known})
    return found.in_state(state, "").tasks["a"].values


def section_undone(standing: str, written: SectionRecord) -> Restoration:
    page = Page(id="1", title="A", url="", parent=Parent(kind="data_source", id="d"))
    pages = {"1": PageRecord(sections=(written,))}
    record = RunRecord(id="r", at=datetime(2026, 1, 1, tzinfo=UTC), pages=pages)
    spec = PageNow(page=page.model_copy(update={"id": "spec"}), text="", role="spec")
    (found,) = decide(record, Existing(tasks={"a": page}), {"1": standing}, spec, schema=SCHEMA).pages
    return found


def test_a_section_gets_its_text_back_and_not_another_whose_heading_begins_the_same() -> None:
    before = "## Risks\n- a"
    theirs = "## Goals\n- g\n### Risks\n- mine\n## Risks of ours\n- mine"
    emptied = section_record("Risks", before, "## Risks", base_of(before))
    assert section_undone(f"{theirs}\n## Risks", emptied).target == f"{theirs}\n{before}"


def test_a_section_is_taken_out_and_not_another_whose_heading_begins_the_same() -> None:
    theirs = "## Goals\n- g\n### Risks\n- mine\n## Risks of ours\n- mine"
    added = section_record("Risks", None, "## Risks", Base())
    assert section_undone(f"{theirs}\n## Risks", added).target == theirs


def test_a_section_that_a_person_has_doubled_is_kept_and_told() -> None:
    added = section_record("Risks", None, "## Risks\n- a", Base())
    found = section_undone("## Risks\n- a\n## Risks\n- a", added)
    assert found.edits == ()
    assert [(item.part, item.reason) for item in found.kept] == [("Risks", "it stands there more than once")]


def test_a_value_as_the_run_left_it_goes_back_under_the_propertys_present_name() -> None:
    found = value_undone(Property(id="p", type="select", value="Low"))
    assert found.properties == {"Prio": {"select": {"name": "High"}}}
    assert values_known(found) == {"priority": "High"}


def test_a_value_that_is_back_already_is_not_written_but_known() -> None:
    found = value_undone(Property(id="p", type="select", value="High"))
    assert found.properties == {}
    assert values_known(found) == {"priority": "High"}


@pytest.mark.parametrize("standing", [None, Property(id="p", type="number", value=3.0)])
def test_a_property_that_is_another_by_now_is_left_alone(standing: Property | None) -> None:
    found = value_undone(standing)
    assert found.properties == {}
    assert [item.part for item in found.kept] == ["Prio"]


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (Property(id="p", type="select"), {"select": None}),
        (Property(id="p", type="number", value=5.0), {"number": 5.0}),
        (
            Property(id="p", type="multi_select", value=("a", "b")),
            {"multi_select": [{"name": "a"}, {"name": "b"}]},
        ),
        (Property(id="p", type="relation", value=("1",)), {"relation": [{"id": "1"}]}),
        (
            Property(id="p", type="date", value="2026-01-02", end="2026-01-05"),
            {"date": {"start": "2026-01-02", "end": "2026-01-05"}},
        ),
        (Property(id="p", type="date"), {"date": None}),
    ],
)
def test_a_value_that_was_read_can_be_written(found: Property, written: dict[str, Any]) -> None:
    assert as_written(found) == written


def test_views_that_a_run_made_stay_and_are_named() -> None:
    page = Page(id="1", title="Plan", url="", parent=Parent(kind="page", id="p"))
    record = RunRecord(id="r", at=datetime(2026, 1, 1, tzinfo=UTC), views=("Board",))
    spec = PageNow(page=page.model_copy(update={"id": "spec"}), text="", role="spec")
    undoing = decide(record, Existing(plan=page), {}, spec, schema=SCHEMA)
    assert [(item.page, item.part) for item in undoing.kept] == [("Plan", "Board")]
