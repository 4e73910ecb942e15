"""A Markdown file as a specification: the title that it gets, and that its page has outside its text."""

from pathlib import Path

import pytest

from notion_planner.fetcher.spec_file import read_file, without_title


@pytest.mark.parametrize(
    ("place", "text", "title"),
    [
        ("seat-map.md", "# Checkout PRD\n", "Checkout PRD"),
        ("seat-map.md", "# Requirements Document\n", "Seat map"),
        ("specs/001-seat-map/requirements.md", "# Requirements Document\n", "Seat map"),
        ("specs/seat-map/spec.md", "Seats can be chosen.\n", "Seat map"),
        ("docs/requirements.md", "# System Requirements\n", "System Requirements"),
        (
            "seat-map.md",
            "# Requirements Document\n\n## Introduction\n\nThis document specifies the ticket scanner.\n",
            "Requirements Document",
        ),
    ],
)
def test_a_file_whose_title_names_nothing_is_called_by_its_file_or_folder(
    place: str, text: str, title: str, tmp_path: Path
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert read_file(path).page.title == title


def test_comments_before_the_title_do_not_make_it_a_section_of_its_page() -> None:
    text = "<!-- docs/desk.md -->\n\n# Desk\n\nIt locks.\n"
    assert without_title(text, "Desk") == "It locks.\n"
    assert without_title(text, "Bill") == text
