"""Lists and headings whose signs were typed by hand, pasted from elsewhere or come with a language."""

import pytest

from notion_planner.extractor import extract

SAID = ["Export loans", "End a loan"]


def said(items: str) -> list[str]:
    spec = extract(f"# Atlas\n\n## Requirements\n\n{items}\n\n## Out of scope\n\n- Fines\n")
    assert [item.text for item in spec.out_of_scope] == ["Fines"]
    return [item.text for item in spec.requirements]


@pytest.mark.parametrize(
    "sign",
    ["・", "· ", "– ", "→ ", "✓ ", "✅ ", "-", "-\u00a0", "[ ] ", "\t- ", "    - ", "•", "*", "o\t", "§ "],
)
def test_a_list_is_one_with_the_signs_of_other_programs(sign: str) -> None:
    assert said("\n".join(f"{sign}{text}" for text in SAID)) == SAID


@pytest.mark.parametrize(
    "signs",
    [("①", "②"), ("1、", "2、"), ("1．", "2．"), ("(1) ", "(2) "), ("（1）", "（2）"), ("1\\. ", "2\\. ")],
)
def test_a_list_is_one_with_the_numbers_of_other_languages(signs: tuple[str, str]) -> None:
    assert said(f"{signs[0]}{SAID[0]}\n\n{signs[1]}{SAID[1]}") == SAID


def test_a_dash_a_picture_or_a_number_alone_begins_no_list() -> None:
    assert said("– Atlas, 2026\n\n📌 Read this first\n\n(2) of the contract holds\n\n- Export loans") == [
        "Export loans"
    ]


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("##{}", "##{}"),
        ("##\u3000{}", "##\u00a0{}"),
        ("**## {}**", "**## {}**"),
        ("<h2>{}</h2>", '<h2 align="center"><b>{}</b></h2>'),
    ],
)
def test_a_heading_is_one_in_other_hands(heading: str, other: str) -> None:
    page = (
        f"# Atlas\n\n{heading.format('Requirements')}\n\n- Loans\n\n{other.format('Won’t have')}\n\n- Fines\n"
    )
    spec = extract(page)
    assert [item.text for item in spec.requirements] == ["Loans"]
    assert [item.text for item in spec.out_of_scope] == ["Fines"]


def test_what_is_indented_below_an_item_stays_below_it() -> None:
    page = "# Atlas\n\n## Requirements\n\n- Export loans as\n\n    - CSV\n\n    - JSON\n\n- End a loan\n"
    assert [item.text for item in extract(page).requirements] == ["Export loans as", "End a loan"]


def test_lines_that_are_bold_with_their_signs_are_what_these_say() -> None:
    assert said("**- \\*\\*R1\\*\\*: Export loans**\n\n**- End a loan**\n\n**---**") == SAID
    assert extract("**1. Loans**\n\n**2. Requirements**\n\n- Fines\n").requirements[0].text == "Fines"
