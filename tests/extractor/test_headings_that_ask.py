"""Headings that say what they are about and explain it by a question, as in widely used templates."""

from notion_planner.extractor import extract

ONE_PAGE = """# Ferry PRD

## Problem: What is wrong today?

- Queues are long

## What: Roughly, what does this look like?

1. Guests book a seat
2. Clerks see who booked

## Success: How do we know that it works?

- Half of all seats are booked

## Out of scope: What do we leave out?

- Meals
"""


def test_the_label_before_the_question_says_what_a_section_is_about() -> None:
    spec = extract(ONE_PAGE)
    assert [item.text for item in spec.requirements] == ["Guests book a seat", "Clerks see who booked"]
    assert [item.text for item in spec.success_metrics] == ["Half of all seats are booked"]
    assert [item.text for item in spec.out_of_scope] == ["Meals"]


def test_a_heading_that_only_asks_still_holds_its_answer() -> None:
    page = "# Ferry PRD\n\n## Features\n\n- Book a seat\n\n## Night ferries: do we need any?\n\n- No\n"
    assert [item.text for item in extract(page).requirements] == ["Book a seat"]
