"""What authors of a language call the sections of a specification."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize(
    "heading",
    ["Performance and security", "Leistung und Sicherheit", "Prestazioni e sicurezza", "性能与安全"],
)
def test_a_heading_may_name_two_qualities(heading: str) -> None:
    spec = extract(f"# Atlas PRD\n\n## Features\n\n- Extend a loan\n\n## {heading}\n\n- Lists open at once\n")
    assert [(item.text, str(item.kind)) for item in spec.requirements] == [
        ("Extend a loan", "functional"),
        ("Lists open at once", "non_functional"),
    ]
