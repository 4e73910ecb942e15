"""Lists without any sign: short lines, one below the other, where requirements stand."""

import pytest

from notion_planner.extractor import extract


def read(heading: str, lines: list[str], between: str) -> list[str]:
    return [one.text for one in extract(f"# Loans\n\n## {heading}\n\n{between.join(lines)}\n").requirements]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Functional requirements", ["Extend a loan", "Pay a fine (by card)", "Search: by title"]),
        ("Funktionen", ["Ausleihe verlängern", "Gebühr bezahlen", "Titel suchen"]),
        ("功能需求", ["延长借阅时间", "支付罚款", "按标题搜索"]),
    ],
)
def test_short_lines_below_each_other_are_items(heading: str, lines: list[str], between: str) -> None:
    assert read(heading, lines, between) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["Extend a loan", "Pay a fine"],
        ["Readers borrow books here and", "clerks look after", "all of them"],
        ["Owner: Ada", "Version: 2", "Pay a fine"],
        ["Ada", "Bo", "Cy Young"],
        ["Extend a loan", "Pay a fine", "This has been asked for by many."],
    ],
)
def test_names_facts_and_the_lines_of_a_paragraph_are_no_items(lines: list[str]) -> None:
    assert not set(lines) & set(read("Features", lines, "\n"))


def test_short_lines_elsewhere_are_text() -> None:
    assert read("Background", ["Extend a loan", "Pay a fine", "Search by title"], "\n") == []
