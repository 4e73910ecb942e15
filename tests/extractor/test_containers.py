"""What holds requirements, stories and criteria: cards, groups of rows, lists below a story, code."""

from notion_planner.extractor import extract


def test_what_is_to_be_typed_in_code_is_no_placeholder() -> None:
    spec = extract(
        "# Ferry\n\n## Acceptance criteria\n\n- `ferry book <user> --seat <number>` books a seat\n\n"
        "## Requirements\n\n- Print [description] for [user]\n\n| ID | Requirement |\n|---|---|\n"
        "| FR-1 | `ferry list <user> <date>` lists |\n\n## Risks\n\n- `ferry list <user> <date>` is slow\n"
    )
    assert [item.text for item in spec.acceptance_criteria] == [
        "ferry book <user> --seat <number> books a seat"
    ]
    assert [item.id for item in spec.requirements] == ["FR-1"]
    assert len(spec.risks) == 1
