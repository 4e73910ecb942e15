"""Rows with how or how much, lists by subject, titles below level 1, and what assistants leave in a text."""

import pytest

from notion_planner.extractor import extract


def requirements(body: str) -> list[str]:
    return [item.text for item in extract(f"# Ferry PRD\n\n{body}").requirements]


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        (
            "Requirement | Implementation",
            "Right to access | Export as JSON",
            "Right to access: Export as JSON",
        ),
        ("Vulnerability | Mitigation", "Injection | Bound parameters", "Bound parameters"),
        ("Data | Protection Method", "Tickets | Encrypted at rest", "Tickets: Encrypted at rest"),
        ("Anforderung | Umsetzung", "Auskunft | Ausgabe als JSON", "Auskunft: Ausgabe als JSON"),
        ("Page | p50 | p95", "Booking | <200ms | <1s", "Booking: p50 <200ms, p95 <1s"),
        ("Query | Time", "Seat by number | 10 ms", "Seat by number: Time 10 ms"),
        ("Objective | Target", "First attempt | p95 <5s", "First attempt: p95 <5s"),
    ],
)
def test_a_row_says_how_or_how_much_behind_its_name(header: str, row: str, said: str) -> None:
    rule = " | ".join("---" for _ in header.split("|"))
    assert requirements(f"## Security Requirements\n\n| {header} |\n| {rule} |\n| {row} |\n") == [said]


def test_an_owner_or_note_beside_a_requirement_is_no_part_of_it() -> None:
    table = "| Requirement | Owner | Note |\n|---|---|---|\n| Print tickets | Ada | 3 kinds |\n"
    assert requirements(f"## Requirements\n\n{table}") == ["Print tickets"]


def test_endpoints_of_a_table_of_response_times_are_endpoints_too() -> None:
    table = "| Endpoint | p95 |\n|---|---|\n| `GET /api/seats` | <300ms |\n"
    spec = extract(f"# Ferry\n\n## Performance Requirements\n\n{table}")
    assert [(item.method, item.path) for item in spec.endpoints] == [("GET", "/api/seats")]
    assert [item.text for item in spec.requirements] == ["GET /api/seats: p95 <300ms"]


GROUPS = """## Functional Requirements
- Booking
  - Seats are shown on a plan of the deck.
  - A booking is kept for ten minutes.
- Ticket office
  - Agents print tickets for walk-in guests.
"""


def test_names_over_lists_of_statements_are_subjects() -> None:
    assert requirements(GROUPS) == [
        "Seats are shown on a plan of the deck.",
        "A booking is kept for ten minutes.",
        "Agents print tickets for walk-in guests.",
    ]


@pytest.mark.parametrize(
    "other",
    ["- Guests must book online", "- FR-7: Agents\n  - print tickets for walk-in guests", "- Log of changes"],
)
def test_a_list_with_an_item_that_is_no_subject_has_none(other: str) -> None:
    found = requirements(GROUPS + other)
    assert found[:2] == ["Booking", "Ticket office"]


def test_what_a_statement_consists_of_stays_below_it() -> None:
    body = "## Requirements\n- Filters\n  - by date\n  - by deck\n- Sorting\n  - by price\n"
    assert requirements(body) == ["Filters", "Sorting"]


@pytest.mark.parametrize(
    "heading",
    ["No incluye", "Não inclui", "N'inclut pas", "Enthält nicht", "Non include", "Does not include"],
)
def test_a_section_of_what_is_not_included_is_out_of_scope(heading: str) -> None:
    spec = extract(f"# Ferry\n\n## Requirements\n\n- FR-1: book a seat\n\n## {heading}\n\n- freight\n")
    assert [item.text for item in spec.out_of_scope] == ["freight"]


@pytest.mark.parametrize("label", ["Not included", "**Out of scope:**", "**非范围**：", "Nicht enthalten:"])
def test_an_item_of_the_scope_that_excludes_is_out_of_scope(label: str) -> None:
    sign = "" if label.rstrip("*").endswith((":", "：")) else ":"
    spec = extract(f"# Ferry PRD\n\n## Scope\n\n- Decks: booking of seats\n- {label}{sign} freight\n")
    assert [item.source.line for item in spec.out_of_scope] == [6]
    assert [item.source.line for item in spec.in_scope] == [5]


def test_what_is_not_required_for_the_mvp_is_out_of_scope() -> None:
    later = "**Not required for MVP, but plan for:**\n\n- freight\n"
    spec = extract(f"# Ferry\n\n## Requirements\n\n- FR-1: book a seat\n\n{later}")
    assert [item.text for item in spec.out_of_scope] == ["freight"]


RELATIVE = "POST api/seat : Body [ Deck ]\nGET api/seat/{Id}\nDELETE api/deck/{Id}/seat"


def test_paths_without_a_slash_before_them_are_endpoints_where_an_api_is_described() -> None:
    found = extract(f"# Ferry\n\n## API Endpoints\n\n```\n{RELATIVE}\n```\n\n- `PUT api/deck`\n").endpoints
    assert [(item.method, item.path) for item in found] == [
        ("POST", "api/seat"),
        ("GET", "api/seat/{Id}"),
        ("DELETE", "api/deck/{Id}/seat"),
        ("PUT", "api/deck"),
    ]


def test_words_with_a_slash_behind_a_method_are_no_endpoint_elsewhere() -> None:
    page = "# Ferry\n\n## Requirements\n\n- GET and/or POST are logged\n- No POST/PUT/DELETE\n"
    assert extract(page).endpoints == ()


@pytest.mark.parametrize(
    "line",
    [
        "[cite_start]FR-1: Print tickets[cite: 71, 72].",
        r"\[cite\_start\]FR-1: Print tickets \[cite: 71\].",
        "FR-1: Print tickets :contentReference[oaicite:3]{index=3}.",
        "FR-1: Print tickets 【4†ferry.pdf】.",
    ],
)
def test_the_sources_that_assistants_name_are_no_words_of_the_text(line: str) -> None:
    (found,) = extract(f"# Ferry\n\n## Requirements\n\n- {line}\n").requirements
    assert (found.id, found.text) == ("FR-1", "Print tickets.")


@pytest.mark.parametrize(
    ("question", "is_open"),
    [
        ("Go on by itself (booking -> boarding)? By hand today.", True),
        ("Which decks → upper and lower", False),
        ("Which decks? → upper and lower", False),
        ("Boarding by foot — ✅ on the lower deck", False),
    ],
)
def test_an_arrow_or_a_tick_answers_a_question_that_was_asked_before_it(question: str, is_open: bool) -> None:
    spec = extract(f"# Ferry\n\n## Open Questions\n\n- {question}\n")
    assert bool(spec.open_questions) is is_open


@pytest.mark.parametrize(
    ("state", "is_open"), [("resolved", False), ("all answered", False), ("to be resolved", True)]
)
def test_the_heading_of_questions_says_whether_they_are_settled(state: str, *, is_open: bool) -> None:
    spec = extract(f"# Ferry\n\n## Open Questions ({state})\n\n- Which decks? Upper and lower\n")
    assert bool(spec.open_questions) is is_open


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("## Ferry PRD", "Ferry PRD"),
        ("**Ferry Booking Specification**", "Ferry Booking Specification"),
        ("**Draft**", None),
        ("**Open Questions**", None),
    ],
)
def test_the_first_line_is_the_title_where_all_headings_stand_below_it(first: str, title: str | None) -> None:
    body = "### Requirements\n\n- FR-1: book a seat\n\n### Open Questions\n\n- Freight?\n"
    assert extract(f"{first}\n\n{body}").title == title


def test_one_of_several_headings_is_no_title() -> None:
    assert extract("## Background\n\nText\n\n## Requirements\n\n- FR-1: book a seat\n").title is None


def test_a_table_ranked_by_moscow_lists_requirements_under_any_heading() -> None:
    table = "| Name | MoSCoW |\n|---|---|\n| Sell tickets | Must |\n| Sell meals | {} |\n"
    page = f"## Quay side\n\n{table}\n## Out of scope\n\n- Bikes\n"
    assert requirements(page.format("Could have")) == ["Sell tickets", "Sell meals"]
    assert requirements(page.format("Ada")) == []


@pytest.mark.parametrize("priority", ["Won't", "Won't have", "Won't (this season)", "Wont"])
def test_what_will_not_be_had_this_time_is_out_of_scope(priority: str) -> None:
    rows = f"| Requirement | MoSCoW |\n|---|---|\n| Sell tickets | Must |\n| Sell meals | {priority} |\n"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{rows}\n- Rent bikes ({priority.split(' (')[0]})\n")
    assert [item.text for item in spec.requirements] == ["Sell tickets"]
    assert [item.text.split(" (")[0] for item in spec.out_of_scope] == ["Sell meals", "Rent bikes"]


TABLE = "| Page | Text |\n|---|---|\n| [Seats](./seats.md) | Finds a seat by number |\n"


@pytest.mark.parametrize(
    "index",
    [
        TABLE + "| [Boats](./boats.md) | Shows the boats of a day |\n",
        "- [Seats](./seats.md) – Finds a seat\n- **[Boats](./boats.md)**: Shows the boats of a day\n",
    ],
)
def test_an_index_of_other_pages_states_no_requirements(index: str) -> None:
    assert requirements(f"## Pages\n\n{index}") == []
    assert len(requirements(f"## Features\n\n{index}")) == 2


def test_a_w_in_a_column_of_priorities_says_that_a_row_will_not_be_had() -> None:
    rows = "| Requirement | MoSCoW |\n|---|---|\n| Sell tickets | M |\n| Sell meals | W |\n"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{rows}")
    assert [item.text for item in spec.requirements] == ["Sell tickets"]
    assert [item.text for item in spec.out_of_scope] == ["Sell meals"]


def test_a_row_whose_status_says_that_it_will_not_be_done_is_put_off() -> None:
    rows = "| Requirement | Status |\n|---|---|\n| Sell tickets | In progress |\n| Sell meals | Won't do |\n"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{rows}")
    assert [item.text for item in spec.requirements] == ["Sell tickets"]
    assert [item.text for item in spec.out_of_scope] == ["Sell meals"]


def test_a_column_that_only_says_to_which_story_a_row_belongs_tells_none() -> None:
    page = "# Ferry\n\n## Requirements\n\n| ID | Requirement | User story |\n| --- | --- | --- |\n"
    found = extract(f"{page}| FR-1 | Print tickets | US-1, US-2 |\n| FR-2 | Refund tickets | |\n| FR-3 |\n")
    assert [(item.id, item.text) for item in found.requirements[:2]] == [
        ("FR-1", "Print tickets"),
        ("FR-2", "Refund tickets"),
    ]
    assert found.user_stories == ()


def test_figures_about_the_criteria_are_no_criteria() -> None:
    counted = (
        "| Requirement | Scenarios |\n|---|---|\n| FR-1 | 2 |\n\n**Requirements**: 1\n**Scenarios:** 2\n"
    )
    spec = extract(
        "# Ferry\n\n## Requirements\n\n| ID | Requirement | Acceptance criteria |\n|---|---|---|\n"
        f"| FR-1 | Sell tickets | 2 |\n\n## Acceptance criteria summary\n\n{counted}"
    )
    assert [item.text for item in spec.requirements] == ["Sell tickets"]
    assert spec.acceptance_criteria == ()


@pytest.mark.parametrize("columns", ["Risk | Mitigation", "Risk | Impact | Mitigation"])
def test_what_is_done_about_threats_under_requirements_is_required(columns: str) -> None:
    cells = ["Stolen seals", "High", "Seals are numbered"]
    row = " | ".join(cells if "Impact" in columns else cells[::2])
    table = f"| {columns} |\n|{'---|' * (columns.count('|') + 1)}\n| {row} |\n"
    spec = extract(f"# Ferry PRD\n\n## Security requirements\n\n{table}")
    if "Impact" in columns:
        [weighed] = spec.risks
        assert (weighed.text, spec.requirements) == ("Stolen seals", ())
    else:
        [stated] = spec.requirements
        assert (stated.text, stated.details) == ("Seals are numbered", ("Risk: Stolen seals",))
        assert spec.risks == ()


RANKED = """## Functional requirements

- FR-1: Sell a ticket at the counter
- FR-2: Refund

## Priorities of the requirements

| Requirement | Pri |
|---|---|
| FR-1: Sell a ticket | Should |
| FR-2 | M |
| FR-3: Print the day's takings | Could |
"""


def test_a_table_that_names_requirements_by_their_identifiers_ranks_them() -> None:
    spec = extract(f"# Ferry PRD\n\n{RANKED}")
    assert [(item.text, item.priority_text) for item in spec.requirements] == [
        ("Sell a ticket at the counter", "Should"),
        ("Refund", "M"),
        ("Print the day's takings", "Could"),
    ]


def test_a_row_with_the_identifier_of_another_requirement_is_one_of_its_own() -> None:
    page = RANKED.replace("FR-1: Sell a ticket |", "FR-1: Board by bicycle |")
    assert "Board by bicycle" in requirements(page)


@pytest.mark.parametrize("title", ["Metric", "Measure", "SLA"])
def test_the_measure_beside_a_requirement_is_a_part_of_it(title: str) -> None:
    rows = "| Speed | Seats are found at once | < 300 ms |\n| Safety | Seals are kept | AES-256 |\n"
    table = f"| Category | Requirement | {title} |\n|---|---|---|\n{rows}"
    assert requirements(f"## Non-functional requirements\n\n{table}") == [
        "Seats are found at once: < 300 ms",
        "Seals are kept",
    ]


def test_a_row_beside_its_story_can_be_put_off_and_its_cell_can_number_criteria() -> None:
    rows = "| Sell tickets | As a guest, I want a ticket | 1. It is paid; 2. It is sent | Must |\n"
    rows += "| Sell meals | | | Won't |\n"
    table = f"| Requirement | User story | Acceptance criteria | Priority |\n|---|---|---|---|\n{rows}"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{table}")
    assert [item.text for item in spec.acceptance_criteria] == ["It is paid", "It is sent"]
    assert [item.text for item in spec.out_of_scope] == ["Sell meals"]
    assert [item.text for item in spec.requirements] == ["Sell tickets"]


def test_a_quality_of_a_word_or_a_number_is_told_with_its_name() -> None:
    table = "| Category | Requirement |\n|---|---|\n| Availability | 99.9 % |\n| Compliance | PSD2 |\n"
    assert requirements(f"## Non-functional requirements\n\n{table}") == [
        "Availability: 99.9 %",
        "Compliance: PSD2",
    ]


def test_the_criteria_of_a_row_may_stand_under_their_abbreviation() -> None:
    table = "| Requirement | AC |\n|---|---|\n| Sell tickets at night | A ticket costs 2 EUR |\n"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{table}")
    assert [item.text for item in spec.acceptance_criteria] == ["A ticket costs 2 EUR"]


def test_a_cell_that_only_names_criteria_told_elsewhere_tells_none() -> None:
    table = "| ID | Requirement | AC |\n|---|---|---|\n| FR-1 | Sell tickets at night | AC-1, AC-2 |\n"
    told = "## Acceptance criteria\n\n- AC-1: A ticket is sold\n- AC-2: It is printed\n"
    spec = extract(f"# Ferry PRD\n\n## Requirements\n\n{table}\n{told}")
    assert [item.id for item in spec.acceptance_criteria] == ["AC-1", "AC-2"]


@pytest.mark.parametrize(
    "header", ["Name | Role | Date", "Role | Name | Signature | Date", "Name | Funktion | Unterschrift"]
)
def test_who_signs_a_document_is_none_of_its_criteria(header: str) -> None:
    rule = " | ".join("---" for _ in header.split("|"))
    table = f"| {header} |\n| {rule} |\n| Ada | Harbour master | 1 May |\n"
    assert extract(f"# Ferry\n\n## Acceptance criteria\n\n{table}").acceptance_criteria == ()


def test_a_table_of_criteria_may_name_who_checks_each_and_when() -> None:
    table = "| Criterion | Role | Date |\n|---|---|---|\n| Agents print tickets | Harbour master | 1 May |\n"
    found = extract(f"# Ferry\n\n## Acceptance criteria\n\n{table}").acceptance_criteria
    assert [item.text for item in found] == ["Agents print tickets"]
