"""Days that the head of a document fixes."""

import pytest

from notion_planner.extractor import extract


def deadlines(head: str) -> list[str]:
    spec = extract(f"# Lockers\n\n{head}\n\n## Requirements\n\n- FR-1: Book a slot\n- Due: 2027-04-01\n")
    return [item.text for item in spec.deadlines]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("**Status:** Draft · **Owner:** @kim\n**Target release:** 2027-03-15", "Target release: 2027-03-15"),
        ("Author: Kim · Due: 15 March 2027 · Status: In review", "Due: 15 March 2027"),
        ("- Owner: Kim\n- Deadline: March 15, 2027 (the fair)", "Deadline: March 15, 2027 (the fair)"),
        ("| Field | Value |\n|---|---|\n| Frist | 15.03.2027 |", "Frist: 15.03.2027"),
        ("| Owner | Due date |\n|---|---|\n| Kim | 2027-03-15 |", "Due date: 2027-03-15"),
    ],
)
def test_a_day_behind_its_label_is_a_deadline(head: str, found: str) -> None:
    assert deadlines(head) == [found]


@pytest.mark.parametrize("head", ["Created: 2027-03-15", "Target release: v2.1", "Due: third quarter", ""])
def test_another_date_and_no_date_is_none(head: str) -> None:
    assert deadlines(head) == []


@pytest.mark.parametrize("value", ["TBD (was 2027-03-15)", "not before 2027-03-15", "nach dem 15.03.2027"])
def test_a_day_that_is_not_the_last_one_is_none(value: str) -> None:
    assert deadlines(f"Deadline: {value}") == []
    assert deadlines("Deadline: no later than 15 March 2027") != []


def test_a_date_beside_the_text_is_a_deadline_unless_the_text_states_that_day() -> None:
    text = "# Lockers\n\nDue: 2027-03-15\n\n## Requirements\n\n- FR-1: Book a slot\n"
    facts = {"Deadline": "2027-03-15", "Launch 🚀": "2027-04-01", "Created": "2027-01-01"}
    plain, dated = extract(text), extract(text, facts=facts)
    assert [item.text for item in dated.deadlines] == ["Launch 🚀: 2027-04-01", "Due: 2027-03-15"]
    assert dated.deadlines[0].source.rule == "page-property"
    assert dated.fingerprint != plain.fingerprint
