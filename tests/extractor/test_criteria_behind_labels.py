"""Criteria that stand behind their label, below the requirement that they are for."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec


def _bound(spec: Spec) -> list[tuple[str, str | None]]:
    keys = {item.key: item.id for item in spec.requirements}
    return [(one.text, keys.get(one.parent or "")) for one in spec.acceptance_criteria]


@pytest.mark.parametrize(
    "label", ["AC", "**Acceptance:**", "Done when", "Akzeptanz", "Critères", "Criterios"]
)
def test_criteria_may_stand_one_by_one_behind_their_label(label: str) -> None:
    label = label if label.endswith("*") else f"{label}:"
    criteria = f"  - {label} a key turns it twice\n  - {label} no door stays open\n"
    items = f"- FR-1: Shelves lock\n{criteria}- FR-2: Signs\n"
    spec = extract(f"# Shelves\n\n## Requirements\n\n{items}")
    assert _bound(spec) == [("a key turns it twice", "FR-1"), ("no door stays open", "FR-1")]
    assert [one.text for one in spec.requirements] == ["Shelves lock", "Signs"]


def test_the_last_line_of_an_item_may_be_the_label_of_its_criteria() -> None:
    items = "- FR-1: Shelves lock\n  Acceptance criteria:\n  - a key turns it twice\n  - no door stays open\n"
    spec = extract(f"# Shelves\n\n## Requirements\n\n{items}- FR-2: Signs\n")
    assert _bound(spec) == [("a key turns it twice", "FR-1"), ("no door stays open", "FR-1")]
    assert [one.text for one in spec.requirements] == ["Shelves lock", "Signs"]


def test_a_line_of_an_item_may_be_one_criterion_behind_its_label() -> None:
    spec = extract(
        "# Shelves\n\n## Requirements\n\n- FR-1: Shelves lock\n  AC: a key turns it twice\n- FR-2: Signs\n"
    )
    assert _bound(spec) == [("a key turns it twice", "FR-1")]
    assert [one.text for one in spec.requirements] == ["Shelves lock", "Signs"]


def test_the_method_by_which_a_requirement_is_verified_is_no_criterion() -> None:
    spec = extract(
        "# Shelves\n\n## Requirements\n\n- FR-1: Shelves lock\n  - Verification: test\n- FR-2: Signs\n"
    )
    assert not spec.acceptance_criteria


def test_a_sentence_that_is_broken_before_its_last_word_is_no_label() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n- FR-1: The report gives, for each\n  scenario:\n  - seats sold\n"
    )
    assert [item.text for item in spec.requirements] == ["The report gives, for each scenario:"]
    assert not spec.acceptance_criteria


def test_what_stands_behind_another_label_than_the_criterion_is_none() -> None:
    story = "### US-1: Tickets\n\nAs a guest, I want a ticket.\n\n**DoD:** seats are counted"
    spec = extract(f"# Ferry\n\n## Stories\n\n{story}\n\n**Tech notes:** a new printer\n\n**Design**: blue\n")
    assert [one.text for one in spec.acceptance_criteria] == ["seats are counted"]
