"""Requirements that are grouped by endpoint: what is sent along and what is answered are none of them."""

from notion_planner.extractor import extract

PAGE = """# Refund spec

## Functional requirements

### POST /refunds

Creates a refund.

**Request**

| Parameter | Type | Required | Description |
|---|---|---|---|
| amount | integer | no | In cents |
| reason | enum | no | Fraud or other |

**Validation**

- The amount must be positive

**Responses**

| Status | Code | Description |
|---|---|---|
| 201 | – | Refund created |
| 409 | already_refunded | Nothing is left |
"""


def test_parameters_and_answers_of_a_call_are_no_requirements() -> None:
    found = extract(PAGE).requirements
    assert [item.text for item in found] == ["Creates a refund.", "The amount must be positive"]


def test_the_answers_of_a_call_are_details_of_what_it_is_required_to_do() -> None:
    assert extract(PAGE).requirements[0].details == (
        "201: Refund created",
        "409 already_refunded: Nothing is left",
    )


def test_a_table_of_types_that_ranks_its_rows_still_states_requirements() -> None:
    rows = "| Name | Type | Priority |\n|---|---|---|\n| Refunds are logged | Functional | Must |\n"
    assert len(extract(f"# Refund spec\n\n## Requirements\n\n{rows}").requirements) == 1
