"""Marks of what is done, stars, and names that begin like another technology's."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize("mark", ["✅", "✔️", "☑"])
def test_a_mark_of_what_is_done_is_no_part_of_a_criterion(mark: str) -> None:
    (criterion,) = extract(f"# S\n\n## Acceptance Criteria\n\n- {mark} A locker opens\n").acceptance_criteria
    assert criterion.text == "A locker opens"


def test_a_service_is_not_taken_for_the_database_whose_name_it_begins_with() -> None:
    page = "# S\n\n## Requirements\n\n- Mails go out by Firebase Cloud Messaging\n"
    assert [item.source.rule for item in extract(page).technologies] == ["technology-messaging"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Keep 2**10 rows", "Keep 2**10 rows"),
        ("Write docs/*.md files", "Write docs/*.md files"),
        ("Allow *.example.com", "Allow *.example.com"),
        ("**Keep** *ten* rows", "Keep ten rows"),
        ("Mail* is asked for", "Mail is asked for"),
    ],
)
def test_a_star_within_a_word_is_emphasis_only_beside_another(written: str, said: str) -> None:
    (item,) = extract(f"# S\n\n## Requirements\n\n- {written}\n").requirements
    assert item.text == said
