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


def test_a_story_has_the_identifier_that_stands_nearest_to_it() -> None:
    spec = extract(
        "# Ferry stories\n\n**US-1** | Must | 3 pts\n\nAs a guest, I want to book.\n\n**[US-2] Pay** (P1)\n"
        "> As a guest, I want to pay.\n\n## US-3: Print\n\nAs a clerk, I want to print.\n\n"
        "As a clerk, I want to scan.\n\n- US-5: As a clerk, I want to refund.\n"
    )
    assert [item.id for item in spec.user_stories] == ["US-1", "US-2", "US-3", None, "US-5"]
    assert not spec.requirements
    assert not spec.acceptance_criteria


def test_stories_and_scenarios_that_share_a_paragraph_are_told_apart() -> None:
    spec = extract(
        "# Ferry stories\n\nAs a guest, I want to book. It takes a minute.\nAs a clerk, I want lists. "
        "Given a full ferry, booking returns FULL.\n"
    )
    assert [item.text for item in spec.user_stories] == [
        "As a guest, I want to book. It takes a minute.",
        "As a clerk, I want lists.",
    ]
    assert [(item.text, item.source.line) for item in spec.acceptance_criteria] == [
        ("Given a full ferry, booking returns FULL.", 4)
    ]
    assert spec.acceptance_criteria[0].parent == spec.user_stories[1].key


def test_the_items_right_below_a_story_of_a_list_are_its_criteria() -> None:
    spec = extract(
        "# Ferry stories\n\n1. As a guest, I want to book.\n   - a seat is kept\n   - Note: no bikes yet\n"
        "   - Priority: high\n   - how long is it kept?\n"
        "2. As a clerk, I want lists.\n   - AC1: sorted by name\n   - Screens\n     - list\n"
        "3. As a guest, I want to pay.\n   - Flow\n     - choose a card\n   - total is shown\n"
    )
    keys = {item.key: item.text for item in spec.user_stories}
    assert [(item.text, keys[item.parent or ""]) for item in spec.acceptance_criteria] == [
        ("a seat is kept", "As a guest, I want to book."),
        ("sorted by name", "As a clerk, I want lists."),
    ]
