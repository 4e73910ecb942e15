"""How authors dress headings and lists changes nothing of what a document says."""

import re
from collections.abc import Callable

import pytest

from notion_planner.extractor import extract
from tests.extractor.saying import SPECS, document, prose, said

_HEADING = re.compile(r"(#{2,6}) +(.*)$")
_NUMBERED = re.compile(r"\d|[A-Z]+[.)] ")


def headings(text: str, dress: Callable[[str, int], str]) -> str:
    lines = []
    for line, is_prose in prose(text):
        heading = _HEADING.match(line) if is_prose else None
        lines.append(f"{heading[1]} {dress(heading[2], len(lines))}" if heading else line)
    return "\n".join(lines)


def items(text: str, pattern: str, becomes: str) -> str:
    return "\n".join(re.sub(pattern, becomes, line) if is_prose else line for line, is_prose in prose(text))


def pictures_before_headings(text: str) -> str:
    return headings(text, lambda words, _: f"🎯 {words}")


def numbers_before_headings(text: str) -> str:
    return headings(
        text, lambda words, at: words if _NUMBERED.match(words) else f"{at % 20}.{at % 7} {words}"
    )


def pictures_and_numbers_before_headings(text: str) -> str:
    return pictures_before_headings(numbers_before_headings(text))


def capitals_in_headings(text: str) -> str:
    return headings(text, lambda words, _: words.upper())


def bullets_that_are_letters(text: str) -> str:
    return items(text, r"^(\s*)- (?!\[)", r"\1• ")


def boxes_that_are_letters(text: str) -> str:
    return items(text, r"^(\s*)- \[ \] ", r"\1☐ ")


def stars(text: str) -> str:
    return items(text, r"^(\s*)- ", r"\1* ")


HABITS = (
    pictures_before_headings,
    numbers_before_headings,
    pictures_and_numbers_before_headings,
    capitals_in_headings,
    bullets_that_are_letters,
    boxes_that_are_letters,
    stars,
)


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_a_document_says_the_same_with(habit: Callable[[str], str]) -> None:
    dressed = [(other, spec) for text, spec in map(document, SPECS) if (other := habit(text)) != text]
    assert len(dressed) > 5
    for text, spec in dressed:
        assert said(extract(text)) == said(spec), spec.title


@pytest.mark.parametrize("before", ["🔐 ", "3.1 ", "3. ", "4) ", "1️⃣ ", "🔐 3.1. "])
def test_an_identifier_is_found_behind_a_picture_or_a_number(before: str) -> None:
    spec = extract(f"# Shop\n\n## Requirements\n\n### {before}FR-1: Log in\n\nBy mail.\n")
    assert [(item.id, item.text) for item in spec.requirements] == [("FR-1", "Log in")]


def test_a_name_in_bold_before_a_requirement_is_its_label() -> None:
    told = "**FR-1 — Sign in.** A clerk shall sign in.\n\n**FR-2: The till shall print.** A copy is kept.\n"
    spec = extract(f"# Shop\n\n## Functional requirements\n\n{told}")
    assert [item.text for item in spec.requirements] == [
        "Sign in: A clerk shall sign in.",
        "The till shall print. A copy is kept.",
    ]


def test_a_name_in_brackets_behind_an_identifier_is_its_label() -> None:
    page = "# Shop\n\n## Non-functional requirements\n\n- NFR1 (Performance): < 2 s on each answer.\n"
    (item,) = extract(page).requirements
    assert (item.id, item.text, item.category) == (
        "NFR1",
        "Performance: < 2 s on each answer.",
        "performance",
    )
