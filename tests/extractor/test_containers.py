"""What holds requirements, stories and criteria: cards, groups of rows, lists below a story, code."""

import pytest

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


CARDS = """# Ferry SRS

## Functional requirements

### Booking

| Field | Value |
|---|---|
| **ID** | FR-1 |
| **Description** | The system shall book seats |
| **Priority** | High |
| **Actor** | Guest |
| **Acceptance criteria** | A full ferry is refused<br>A seat is kept |

| **ID** | FR-2 |
|---|---|
| **Title** | Print tickets |
| **Source** | Harbour |

| Use case ID | UC-1 |
|---|---|
| Name | Book a seat |
| Actor | Guest |

| ID | US-3 |
|---|---|
| User story | As a guest, I want to pay |
| Priority | Must |
"""


def test_a_table_of_properties_tells_of_one_item() -> None:
    spec = extract(CARDS)
    assert [(item.id, item.text, item.priority_text, item.source.line) for item in spec.requirements] == [
        ("FR-1", "The system shall book seats", "High", 9),
        ("FR-2", "Print tickets", None, 15),
    ]
    assert [(item.parent, item.source.line) for item in spec.acceptance_criteria] == [
        (spec.requirements[0].key, 13)
    ] * 2
    assert [(item.id, item.priority_text) for item in spec.user_stories] == [("US-3", "Must")]


def test_a_heading_over_a_card_with_its_identifier_is_the_item() -> None:
    spec = extract(
        "# Ferry\n\n| ID | PRD-7 |\n|---|---|\n| Title | Ferry |\n| Version | 1 |\n\n"
        "## Functional requirements\n\n### FR-1: Booking\n\n| Attribute | Details |\n|---|---|\n"
        "| Requirement ID | FR-1 |\n| Priority | Must |\n| Description | Guests book seats |\n"
        "| Acceptance criteria | Full ferries are refused |\n"
    )
    (requirement,) = spec.requirements
    assert (requirement.id, requirement.text, requirement.priority_text) == ("FR-1", "Booking", "Must")
    assert requirement.details == ("Guests book seats",)
    assert [item.parent for item in spec.acceptance_criteria] == [requirement.key]


def test_a_row_that_only_names_the_rows_below_it_is_no_item() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n| # | Requirement | User story | Notes |\n|---|---|---|---|\n"
        "| 1 | **Booking** | | |\n| | Seats | As a guest, I want seats | |\n| | Prices | | from 2 EUR |\n\n"
        "| ID | Requirement | Priority |\n|---|---|---|\n| Office | | |\n| FR-1 | Print tickets | P0 |\n"
        "| FR-2 | **Scan tickets** | |\n"
    )
    assert [item.text for item in spec.user_stories] == ["As a guest, I want seats"]
    assert [item.text for item in spec.requirements] == ["Seats", "Prices", "Print tickets", "Scan tickets"]


def test_a_requirement_beside_its_story_is_one_as_well() -> None:
    table = "| Requirement | User story | Importance | Acceptance criteria |\n|---|---|---|---|\n"
    row = "| Seats are kept | As a guest, I want a seat | HIGH | It is free after 10 minutes |\n"
    spec = extract(f"# Ferry\n\n## Requirements\n\n{table}{row}")
    assert [(item.text, item.priority_text) for item in spec.requirements] == [("Seats are kept", "HIGH")]
    assert [item.text for item in spec.user_stories] == ["As a guest, I want a seat"]
    assert [item.parent for item in spec.acceptance_criteria] == [spec.requirements[0].key]
    stories = extract(f"# Ferry\n\n## User stories\n\n{table}{row}")
    assert (len(stories.requirements), len(stories.user_stories)) == (0, 1)


@pytest.mark.parametrize("title", ["Title", "Titel", "Titre", "Name"])
def test_among_requirements_a_title_says_what_is_required_whether_or_not_a_story_is_told(title: str) -> None:
    table = f"| # | {title} | User story | Importance |\n|---|---|---|---|\n"
    rows = (
        "| 1 | Kept seats | As a guest, I want a seat | Must have |\n| 2 | Night ferries | | Nice to have |\n"
    )
    spec = extract(f"# Ferry\n\n## Requirements\n\n{table}{rows}")
    assert [item.text for item in spec.requirements] == ["Kept seats", "Night ferries"]
    assert [item.text for item in spec.user_stories] == ["As a guest, I want a seat"]


def test_a_list_of_the_stories_told_elsewhere_holds_no_stories() -> None:
    spec = extract(
        "# Ferry stories\n\n## US-1: Book\n\nAs a guest, I want to book.\n\n## Ranking of user stories\n\n"
        "| Rank | ID | Story |\n|---|---|---|\n| 1 | US-1 | Book |\n\n"
        "## User stories done\n\n| Area | User stories |\n|---|---|\n| Booking | 9 |\n"
    )
    assert [item.id for item in spec.user_stories] == ["US-1"]


LABELLED = """# Ferry

## Requirements

### R1: Keep a seat

**Requirement:** A seat is kept while a guest pays.
It is free again afterwards.
**Acceptance:** A second guest
gets another seat.
**Source:** Harbour master

### R2: Print tickets

**Priority:** High
**User story:** As a guest, I want a ticket.

**Acceptance:**
- Three sizes
- One page
  each
**Source:** Harbour master
"""


def test_labelled_lines_of_one_paragraph_are_read_each() -> None:
    spec = extract(LABELLED)
    keys = {item.key: item.id for item in spec.requirements}
    assert [(item.text, keys[item.parent or ""], item.source.line) for item in spec.acceptance_criteria] == [
        ("A second guest gets another seat.", "R1", 9),
        ("Three sizes", "R2", 19),
        ("One page each", "R2", 20),
    ]
    assert [item.text for item in spec.user_stories] == ["As a guest, I want a ticket."]
    assert [item.priority_text for item in spec.requirements] == [None, "High"]


def test_what_requirements_are_for_is_none_of_them() -> None:
    spec = extract(
        "# Ferry\n\n## Functional Requirements\n\n### Booking\n\n- **Goal**: Full ferries\n"
        "- **Requirements**:\n  - [ ] **BO-1 - Seats**: Seats.\n\n## Goals\n\n- Goal: fewer queues\n"
    )
    assert [item.id for item in spec.requirements] == ["BO-1"]
    assert len(spec.goals) == 1


def test_an_item_with_the_identifier_of_a_story_is_one_in_any_words() -> None:
    spec = extract(
        "# Ferry user stories\n\n## Booking\n\n- **US-1** - Book a seat\n- **US-2** - Pay by card\n"
    )
    assert [(item.id, item.text) for item in spec.user_stories] == [
        ("US-1", "Book a seat"),
        ("US-2", "Pay by card"),
    ]
    assert not spec.requirements


def test_a_change_proposal_needs_no_other_section_to_be_read() -> None:
    spec = extract(
        "## Why\n\nQueues are long.\n\n## What Changes\n\n### Booking\n\n- Add seats\n"
        "- Optional (not in this change): bikes\n\n## Impact\n\n- Affected code: `seats.py`\n"
    )
    assert [item.text for item in spec.requirements] == ["Add seats"]
    assert len(spec.out_of_scope) == 1
    assert not extract("## What changes at the harbour\n\n- New boats\n").requirements


def test_technical_constraints_are_no_test_cases() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n- FR-1: Book\n\n## Technical Constraints\n\n- **TC-1**: Use SQLite\n"
    )
    assert [(item.id, item.kind.value) for item in spec.requirements] == [
        ("FR-1", "functional"),
        ("TC-1", "constraint"),
    ]


def test_a_scenario_is_one_in_any_language() -> None:
    spec = extract(
        "# 渡轮\n\n## Requirements\n\n### Requirement: 订座\n\n必须订座。\n\n#### 场景：满员\n\n- 拒绝\n"
    )
    assert [item.parent for item in spec.acceptance_criteria] == [spec.requirements[0].key]


def test_rows_that_are_struck_out_or_excluded_are_read_so() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n| ID | Name | Status | Note |\n|---|---|---|---|\n"
        "| FR-1 | Book | Open | |\n| FR-2 | ~~Chat~~ | Dropped | |\n\n"
        "## Out of scope\n\n| Item | Reason |\n|---|---|\n| Bikes | too heavy |\n"
    )
    assert [item.id for item in spec.requirements] == ["FR-1"]
    assert [item.text for item in spec.out_of_scope] == ["Bikes: too heavy"]


def test_declarations_with_escaped_braces_are_entities() -> None:
    fence = "```typescript\ninterface Seat \\{\n  row: number;\n\\}\n```\n"
    spec = extract(f"# Ferry\n\n## Data Model\n\n### New fields\n\n{fence}")
    (entity,) = spec.entities
    assert (entity.name, [field.name for field in entity.fields]) == ("Seat", ["row"])


def test_ranks_in_the_scope_are_no_requirements_beside_a_section_of_these() -> None:
    scope = "# Ferry PRD\n\n## In scope\n\n**Must have (P0)**:\n\n- Seats\n- Prices\n"
    listed = extract(f"{scope}\n## Requirements\n\n### FR-1: Book a seat\n\nGuests book.\n")
    assert [item.id for item in listed.requirements] == ["FR-1"]
    assert [item.text for item in extract(scope).requirements] == ["Seats", "Prices"]


def test_what_a_requirement_consists_of_is_part_of_it() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n### FR-1: Map\n\n| Field | Value |\n|---|---|\n| ID | FR-1 |\n"
        "| Priority | Must |\n| Acceptance criteria | |\n\n- [ ] It opens in 1 s\n\n"
        "**Features:**\n\n- Harbours\n- Routes\n"
    )
    (requirement,) = spec.requirements
    assert [(item.text, item.parent) for item in spec.acceptance_criteria] == [
        ("It opens in 1 s", requirement.key)
    ]


def test_a_blank_row_above_the_titles_of_a_table_is_passed_over() -> None:
    blank = "|  |  |  |\n|---|---|---|\n"
    spec = extract(
        f"# Ferry\n\n## Requirements\n\n{blank}|  | Requirement | Importance |\n| 1 | Book seats | HIGH |\n\n"
        f"## Open questions\n\n{blank}| Question | Answer | Date |\n| Which bank? |  |  |\n\n"
        f"## Non-functional requirements\n\n{blank}| NFR-1 | Opens in 1 s | |\n| NFR-2 | Runs on phones | |\n"
    )
    assert [item.text for item in spec.requirements] == ["Book seats", "Opens in 1 s", "Runs on phones"]
    assert [item.text for item in spec.open_questions] == ["Which bank?"]


def test_parts_of_a_change_that_hold_a_table_or_nothing_are_no_features() -> None:
    spec = extract(
        "## Why\n\nQueues.\n\n## What Changes\n\n### Booking\n\n"
        "| Step | Behaviour |\n|---|---|\n| Pay | By card |\n\nCards only.\n\n"
        "## Capabilities\n\n### New Capabilities\n\n(None - it only changes words.)\n"
    )
    assert [item.text for item in spec.requirements] == ["By card"]


def test_the_specifications_that_a_change_names_are_none_of_its_changes() -> None:
    page = "## Why\n\nQueues.\n\n## What Changes\n\n- Book by phone\n\n## Capabilities\n\n"
    page += "### New Capabilities\n\n- {}booking{}: booked by phone\n\n### Modified Capabilities\n\n- none\n"
    assert [item.text for item in extract(page.format("`", "`")).requirements] == ["Book by phone"]
    assert len(extract(page.format("", "")).requirements) == 2


def test_future_stories_are_out_of_scope() -> None:
    spec = extract(
        "# Ferry stories\n\n## User stories\n\n- As a guest, I want to book.\n\n"
        "## Future user stories\n\n- Bikes\n"
    )
    assert [item.text for item in spec.out_of_scope] == ["Bikes"]


def test_callouts_of_an_exported_page_are_read() -> None:
    spec = extract(
        "# Ferry\n\n## Requirements\n\n<aside>\n💡 Guests must be able to leave.\n\n"
        "- Seats are kept\n</aside>\n\n- Print tickets\n"
    )
    assert [item.text for item in spec.requirements] == [
        "💡 Guests must be able to leave.",
        "Seats are kept",
        "Print tickets",
    ]


def test_a_story_may_be_told_on_a_card_without_an_identifier() -> None:
    spec = extract(
        "# Ferry stories\n\n| Story | As a guest, I want a seat |\n|---|---|\n| Priority | Must |\n"
        "| Acceptance criteria | It is kept |\n\n"
        "## User stories\n\n| # | User story |\n|---|---|\n| 1 | As a clerk, I print |\n"
    )
    assert [(item.id, item.text, item.priority_text) for item in spec.user_stories] == [
        (None, "As a guest, I want a seat", "Must"),
        (None, "As a clerk, I print", None),
    ]
    assert [item.parent for item in spec.acceptance_criteria] == [spec.user_stories[0].key]


def test_a_functional_spec_with_a_scope_of_in_and_out_is_a_specification() -> None:
    spec = extract(
        "# Export\n\n## Scope\n\n### In\n\n- CSV\n\n### Out\n\n- PDF\n\n## Functional spec\n\n"
        "- A button exports.\n\n## Open issues\n\n- ~~Do we need YAML?~~ No\n- Do we need XML?\n"
    )
    assert [item.text for item in spec.requirements] == ["A button exports."]
    assert [item.text for item in spec.out_of_scope] == ["PDF"]
    assert [item.text for item in spec.open_questions] == ["Do we need XML?"]


def test_a_list_of_checks_below_a_story_is_of_its_criteria() -> None:
    spec = extract(
        "# Ferry stories\n\n## Booking\n\nAs a guest, I want a seat.\n\nChecks:\n\n- It is kept\n\n"
        "As a guest, I want to pay.\n\nNotes:\n\n- By card\n"
    )
    assert [(item.text, item.parent) for item in spec.acceptance_criteria] == [
        ("It is kept", spec.user_stories[0].key)
    ]


def test_a_story_about_what_is_typed_in_code_is_told() -> None:
    (story,) = extract(
        "# Ferry\n\n## User stories\n\n- As a clerk, I want `ferry <user> <date>`, so that it prints\n"
    ).user_stories
    assert story.text == "As a clerk, I want ferry <user> <date>, so that it prints"


@pytest.mark.parametrize(
    "told",
    [
        "## Out of Scope\n\n- `POST /v1/refunds` for shops",
        "## Notes\n\n- Do not implement `/v1/refunds` or `/v1/vouchers` routes.",
        "## Future work\n\n- GET /v1/refunds",
        "## Fit\n\n- **Current routes:** `GET /v1/refunds`",
        "## Notes\n\n- The route is written `/v1/orders/${order.id}` in the shop",
    ],
)
def test_an_endpoint_that_is_not_to_be_built_is_none(told: str) -> None:
    text = "# Shop\n\n## Requirements\n\n- FR-1: POST /v1/orders must not create a second order\n\n"
    assert [one.path for one in extract(f"{text}{told}\n").endpoints] == ["/v1/orders"]


@pytest.mark.parametrize("asked", ["FR-1: Import rows", "Import rows"])
def test_numbered_criteria_below_a_requirement_are_its_own(asked: str) -> None:
    spec = extract(f"# A\n\n## Requirements\n\n- {asked}\n  - AC-1: A row is shown\n- FR-2: Show rows\n")
    wanted, _ = spec.requirements
    assert (wanted.text, [c.parent for c in spec.acceptance_criteria]) == ("Import rows", [wanted.key])
