"""The change log says what became of each demand, and what that means in tasks, days and dates."""

from datetime import date

from notion_planner.changelog import MOST_TEXT, LogEntry, Outline, Turnover, entry_of, with_entry
from notion_planner.extractor import extract
from notion_planner.model.spec import Spec
from notion_planner.state.plan_state import pack_items, unpack_items

BEFORE = Outline(tasks=20, working_days=10, deploy=date(2025, 11, 3))


def spec(*requirements: str, previous: Spec | None = None) -> Spec:
    lines = "\n".join(f"- {text}" for text in requirements)
    return extract(f"## Requirements\n{lines}\n", title="Parcels", previous=previous)


def told(before: tuple[str, ...], now: tuple[str, ...]) -> str:
    previous = spec(*before)
    return entry_of(previous, spec(*now, previous=previous), BEFORE, BEFORE) or ""


FIRST = "FR-1: Bill each parcel by its weight"
SECOND = "FR-2: Print a label for each parcel"
THIRD = "FR-3: Track a parcel until it is delivered"


def test_nothing_changed_is_no_entry() -> None:
    assert told((FIRST, SECOND), (FIRST, SECOND)) == ""


def test_added_and_removed_requirements_are_named() -> None:
    assert told((FIRST, SECOND), (FIRST, THIRD)).startswith("FR-3 added; FR-2 removed.")


def test_a_long_requirement_is_named_by_whole_words() -> None:
    entry = told((FIRST,), (FIRST, "Every parcel is weighed again before it leaves the last of its depots"))
    assert entry.startswith("'Every parcel is weighed again before it leaves the last of…' added.")


def test_a_reworded_requirement_is_named() -> None:
    assert told((FIRST, SECOND), (FIRST, f"{SECOND} in colour")).startswith("FR-2 reworded.")


def test_a_renumbered_requirement_is_the_same_under_another_name() -> None:
    assert "FR-2 is now FR-9" in told((FIRST, SECOND), (FIRST, SECOND.replace("FR-2", "FR-9")))


def sections(**requirements: str) -> Spec:
    """Each section, by its heading, with its requirements, one a line."""
    text = "".join(f"### {heading}\n{lines}\n" for heading, lines in requirements.items())
    return extract(f"## Requirements\n{text}", title="Parcels")


def entry(before: Spec, now: Spec) -> str | None:
    """The entry of a spec of which the plan's state remembered what it does."""
    return entry_of(unpack_items(pack_items(before)), now, BEFORE, BEFORE)


def test_a_requirement_in_another_section_has_moved() -> None:
    before = sections(Must=f"- {FIRST}\n- {SECOND}", Nice=f"- {THIRD}")
    now = sections(Must=f"- {FIRST}", Nice=f"- {SECOND}\n- {THIRD}")
    assert entry(before, now) == "FR-2 moved. Impact: none on tasks and dates."


def test_requirements_in_another_order_are_no_change_of_the_demands() -> None:
    assert told((FIRST, SECOND, THIRD), (THIRD, FIRST, SECOND)) == ""


def test_a_section_with_another_heading_is_no_move() -> None:
    before = sections(Must=f"- {FIRST}", Nice=f"- {SECOND}")
    assert entry(before, sections(Must=f"- {FIRST}", Should=f"- {SECOND}")) is None


def test_a_requirement_that_became_several_is_split() -> None:
    parts = ("FR-7: Track a parcel on a map", "FR-8: Tell when a parcel is delivered")
    whole = "FR-3: Track a parcel on a map and tell when a parcel is delivered"
    assert told((FIRST, whole), (FIRST, *parts)).startswith("FR-3 split into FR-7, FR-8.")


def test_the_impact_is_in_tasks_working_days_and_the_deploy_date() -> None:
    now = Outline(tasks=21, working_days=12, deploy=date(2025, 11, 5))
    assert entry_of(None, Spec(), BEFORE, now) == (
        "The specification's demands are the same. Impact: 1 task more (21 in all), "
        "2 working days more (12 in all), deploy 2025-11-05 instead of 2025-11-03."
    )


def test_as_many_new_tasks_as_are_no_longer_asked_for_are_an_impact() -> None:
    before = spec(FIRST, SECOND)
    text = entry_of(before, spec(FIRST, THIRD, previous=before), BEFORE, BEFORE, Turnover(new=2, retired=2))
    assert text == "FR-3 added; FR-2 removed. Impact: 2 new tasks, 2 no longer asked for (20 in all)."


def test_a_finished_task_whose_demand_changed_is_part_of_the_impact() -> None:
    before = spec(FIRST)
    now = spec(f"{FIRST} and its size", previous=before)
    text = entry_of(before, now, BEFORE, BEFORE, overtaken=["Implement bill each parcel"])
    assert text == "FR-1 reworded. Impact: already done: 'Implement bill each parcel'."


def test_of_many_changes_the_first_are_named_and_the_others_counted() -> None:
    added = tuple(f"FR-{number}: Export the ledger number {number}" for number in range(2, 27))
    assert "FR-20, FR-21 and 5 more added." in told((FIRST,), (FIRST, *added))


def test_a_log_of_long_entries_loses_the_oldest() -> None:
    def entry(text: str) -> LogEntry:
        return LogEntry(day=date(2025, 10, 14), text=text)

    long = "FR-1, " * (MOST_TEXT // 13)
    assert with_entry((entry(long), entry("short")), entry(long)) == (
        entry(long),
        entry(long),
        entry("short"),
    )
    assert with_entry((entry(long), entry("short")), entry(long * 2)) == (entry(long * 2),)
