"""What a requirement leaves open, and endpoints whose method stands elsewhere than before the path."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize(
    "said", ["The limit of a reader is TBD", "Shelves hold [TBD] books", "Cards (TBC) open it"]
)
def test_a_requirement_that_leaves_something_open_is_a_question_too(said: str) -> None:
    spec = extract(f"# Shelves\n\n## Requirements\n\n- FR-1: {said}\n- FR-2: Shelves lock\n")
    assert [one.id for one in spec.requirements] == ["FR-1", "FR-2"]
    assert [one.text for one in spec.open_questions] == [said]


@pytest.mark.parametrize(
    "call", ["`/shelves` (POST)", "/shelves (POST)", "`/shelves` [POST]", "\\[POST\\] /shelves"]
)
def test_a_method_may_stand_in_brackets_or_behind_its_path(call: str) -> None:
    found = extract(f"# Shelves\n\n## API\n\n- {call} – adds a shelf\n").endpoints
    assert [(one.method, one.path) for one in found] == [("POST", "/shelves")]


def test_a_reference_among_open_questions_asks_nothing() -> None:
    items = "- Who pays?\n- Also see the [notes](#n)\n- Siehe Anhang B\n- See whether gates ring\n"
    found = extract(
        f"# Gates\n\n## Requirements\n\n- Gates ring\n\n## Open questions\n\n{items}"
    ).open_questions
    assert [one.text for one in found] == ["Who pays?", "See whether gates ring"]
