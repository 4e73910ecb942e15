"""Priorities that stand at an end of a requirement, without brackets or with a label in them."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Priority


@pytest.mark.parametrize(
    ("item", "priority"),
    [
        ("P0 – Shelves can be locked", Priority.P0),
        ("P0: Shelves can be locked", Priority.P0),
        ("Must: Shelves can be locked", Priority.P0),
        ("Shelves can be locked – P0", Priority.P0),
        ("Shelves can be locked – must", Priority.P0),
        ("Shelves can be locked – Prio: hoch", Priority.P1),
        ("Shelves can be locked (Priorité : haute)", Priority.P1),
        ("Shelves can be locked (Prio 1)", Priority.P0),
    ],
)
def test_a_priority_may_stand_at_either_end_of_a_requirement(item: str, priority: Priority) -> None:
    found = extract(f"# Shelves\n\n## Requirements\n\n- {item}\n").requirements
    assert [(one.text, one.priority) for one in found] == [("Shelves can be locked", priority)]


def test_an_identifier_may_stand_behind_the_priority() -> None:
    found = extract("# Shelves\n\n## Requirements\n\n- [P0] FR-1: Shelves can be locked\n").requirements
    assert [(one.id, one.text, one.priority) for one in found] == [
        ("FR-1", "Shelves can be locked", Priority.P0)
    ]


@pytest.mark.parametrize("written", ["FR.1 {}", "FR.1: {}", "<FR.1> {}", "#FR.1 {}", "**F.R. 1**: {}"])
def test_an_identifier_may_have_a_dot_and_marks_about_it(written: str) -> None:
    (item,) = extract(
        f"# Library\n\n## Requirements\n\n- {written.format('Lock the shelves')}\n"
    ).requirements
    assert (str(item.id).replace("F.R. 1", "FR.1"), item.text) == ("FR.1", "Lock the shelves")


def test_the_priority_of_a_heading_is_no_part_of_what_it_says() -> None:
    page = "# Shelves\n\n## Requirements\n\n### FR-1 – Shelves can be locked (P0)\n\nBy a key.\n"
    found = extract(page).requirements
    assert [(one.text, one.priority) for one in found] == [("Shelves can be locked", Priority.P0)]


@pytest.mark.parametrize(
    "item",
    [
        "Availability – high",
        "Tickets have a level from P0 – P3",
        "P0 tickets page a clerk",
        "Readers set the level to high",
    ],
)
def test_what_is_said_of_levels_is_no_priority(item: str) -> None:
    found = extract(f"# Shelves\n\n## Requirements\n\n- {item}\n").requirements
    assert [(one.text, one.priority) for one in found] == [(item, None)]


@pytest.mark.parametrize(
    ("heading", "priority"),
    [
        ("P0 — Must have", Priority.P0),
        ("P1: Search", Priority.P1),
        ("Should have - P1", Priority.P1),
        ("Low: shelves near the floor", None),
    ],
)
def test_a_heading_may_begin_with_the_priority_of_what_is_below_it(
    heading: str, priority: Priority | None
) -> None:
    (found,) = extract(f"# Shelves PRD\n\n## Features\n\n### {heading}\n\n- Lock a shelf\n").requirements
    assert found.priority is priority


@pytest.mark.parametrize(
    "legend",
    [
        "Priority: **P0** = must-have, **P1** = should-have.",
        "Legend: M = must, S = should.",
        "P0 (must have at launch) · P1 (should have)",
        "- P0 = must pass for the demo\n- **P2**: nice to have\n- Should (S): soon",
        "Priorities: Must / Should / Could.",
        "Each requirement must have a number and a priority.",
    ],
)
def test_a_legend_of_priorities_requires_nothing(legend: str) -> None:
    page = f"# Loans\n\n## Requirements\n\n{legend}\n\n### Desk\n\n- P0: A loan must be short\n"
    assert [item.text for item in extract(page).requirements] == ["A loan must be short"]


@pytest.mark.parametrize(
    "line",
    [
        "**Points:** 3 | **Priority:** High | **Tags:** `locks`",
        "Points: 3 · Priority: High · Owner: desk",
        "| **Points: 3** | Priority: High |\n| --- | --- |",
    ],
)
def test_a_priority_may_share_its_line_with_other_labels(line: str) -> None:
    page = f"# Shelves\n\n## User stories\n\n### Lock\n\n{line}\n\nAs a clerk, I want to lock a shelf.\n"
    assert [one.priority for one in extract(page).user_stories] == [Priority.P1]


def test_the_choices_behind_the_label_of_a_priority_are_none() -> None:
    page = "# Shelves\n\n## Requirements\n\n### FR-1: Lock\n\nPriority: Must | Should | Could\n\nBy a key.\n"
    assert [one.priority for one in extract(page).requirements] == [None]


@pytest.mark.parametrize("label", ["Legend", "Priority legend", "Legende", "Leyenda"])
def test_the_legend_of_the_priorities_asks_for_nothing(label: str) -> None:
    legend = "- **Must have:** Critical.\n- **Won't have (this time):** Out of scope for the pilot.\n"
    spec = extract(f"# Loans PRD\n\n## Requirements\n\n- Extend a loan\n\n{label}\n\n{legend}")
    assert [item.text for item in spec.requirements] == ["Extend a loan"]
    assert spec.out_of_scope == ()
