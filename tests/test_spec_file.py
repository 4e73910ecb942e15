"""A Markdown file as a specification: the title that it gets."""

from pathlib import Path

import pytest

from notion_planner.fetcher.spec_file import read_file


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
