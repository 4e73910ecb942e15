"""What a statement is depends on where it stands: beside criteria, in a log of work, under another name."""

import pytest

from notion_planner.extractor import extract

LOANS = "# Loans PRD\n\n"


def requirements(page: str) -> list[str]:
    return [item.text for item in extract(page).requirements]


def criteria(page: str) -> list[str]:
    return [item.text for item in extract(page).acceptance_criteria]


@pytest.mark.parametrize("heading", ["Integration", "Security", "Edge cases", "Data model"])
def test_a_subject_among_criteria_groups_criteria(heading: str) -> None:
    page = f"{LOANS}## Acceptance Criteria\n\n### {heading}\n\n- [ ] A loan shows its due date\n"
    assert criteria(page) == ["A loan shows its due date"]
    assert requirements(page) == []


def test_each_box_on_a_line_is_a_criterion() -> None:
    page = f"{LOANS}**Acceptance:** [ ] a loan ends; [ ] a late loan is marked; [x] it can be extended\n"
    assert criteria(page) == ["a loan ends", "a late loan is marked", "it can be extended"]


@pytest.mark.parametrize("item", ["[x] Extend a loan", "✅ Extend a loan", "T-3: Extend a loan"])
def test_work_under_a_heading_that_says_nothing_is_no_requirement(item: str) -> None:
    page = f"{LOANS}## In scope\n\n- Return a loan\n\n## Round two\n\n- {item}\n- Reserve a loan\n"
    assert requirements(page) == ["Return a loan", "Reserve a loan"]


@pytest.mark.parametrize("value", ["none", "N/A", "无", "不适用", "entfällt", "no aplica"])
def test_a_label_without_a_value_asks_for_nothing(value: str) -> None:
    assert requirements(f"{LOANS}## Requirements\n\n- Data model: {value}\n- Extend a loan\n") == [
        "Extend a loan"
    ]


def test_a_value_that_is_still_to_come_is_asked_for() -> None:
    assert requirements(f"{LOANS}## Requirements\n\n- FR-1: TBD\n- Data model: TBD\n") == [
        "TBD",
        "Data model: TBD",
    ]


def test_stories_by_priority_leave_the_requirements_to_the_features() -> None:
    page = (
        f"{LOANS}## User Stories\n\n### Must Have\n\n- As a reader, I want to extend a loan\n\n"
        "## In scope\n\n- Extend a loan twice\n"
    )
    spec = extract(page)
    assert [item.text for item in spec.requirements] == ["Extend a loan twice"]
    assert len(spec.user_stories) == 1


def test_a_series_of_identifiers_that_begins_among_the_goals_is_read_whole() -> None:
    page = "# Loans\n\n## Goals\n\n- F1: Extend a loan\n- G1: Happy readers\n\n## Reminders\n\n- F2: Remind\n"
    assert [item.id for item in extract(page).requirements] == ["F1", "F2"]


def test_a_heading_can_tell_a_story() -> None:
    spec = extract(
        "# HU-048\n\n## Como lector quiero prorrogar un préstamo\n\n## Criterios\n\n- Hay un botón\n"
    )
    assert [item.goal for item in spec.user_stories] == ["prorrogar un préstamo"]


@pytest.mark.parametrize("story", ["Yo como lector quiero prorrogar", "Eu, como leitor, quero prorrogar"])
def test_a_story_may_begin_with_its_teller(story: str) -> None:
    assert len(extract(f"# Loans\n\n{story}\n").user_stories) == 1


def test_a_heading_that_is_an_identifier_has_its_text_and_priority_in_lines_below() -> None:
    page = (
        "# Loans\n\n## Requirements\n\n### LOAN-REQ-001\n**Capability:** LOAN-CAP-001  \n"
        "**Statement:** The system shall extend a loan.  \n**Acceptance Criteria:**\n- It has a new date\n\n"
        "**Priority:** Must\n"
    )
    found = extract(page).requirements
    assert [(one.id, one.text, one.priority_text) for one in found] == [
        ("LOAN-REQ-001", "The system shall extend a loan.", "Must")
    ]


def test_duties_in_the_design_of_a_product_are_requirements() -> None:
    page = (
        f"{LOANS}## Features\n\n- Extend a loan\n\n## Design\n\n- The button is green\n"
        "- The page must keep its address\n"
    )
    assert requirements(page) == ["Extend a loan", "The page must keep its address"]


def test_what_a_proposal_would_do_is_what_it_asks_for() -> None:
    page = (
        "# KEP-7: Loans\n\n## Motivation\n\nLate.\n\n## Proposal\n\n"
        "The loans API would also need to extend a loan.\nIt would help.\n\n## Alternatives\n\nNone.\n"
    )
    assert requirements(page) == ["The loans API would also need to extend a loan."]


@pytest.mark.parametrize("mark", ["[A CONFIRMAR]", "[to be confirmed]", "[要確認]"])
def test_what_must_be_confirmed_is_an_open_question(mark: str) -> None:
    assert len(extract(f"# Loans\n\n## Assumptions\n\n- Loans take four weeks {mark}\n").open_questions) == 1


def test_a_heading_tells_more_of_what_a_table_lists_under_the_same_identifier() -> None:
    page = (
        "# Loans\n\n## User Stories\n\n| ID | Story |\n|---|---|\n"
        "| US-01 | As a reader, I want to extend a loan |\n\n"
        "## Requirements\n\n| ID | Requirement |\n|---|---|\n| FR-1 | Extend a loan |\n\n"
        "### US-01 - Extension\n\n**Acceptance:**\n- It has a new date\n\n"
        "### FR-1: Extension\n\n**Priority:** P1\n\n**Acceptance:**\n- Twice at most\n"
    )
    spec = extract(page)
    assert [(item.id, item.text) for item in spec.requirements] == [("FR-1", "Extend a loan")]
    assert [item.id for item in spec.user_stories] == ["US-01"]
    told = spec.user_stories[0].key, spec.requirements[0].key
    assert [item.parent for item in spec.acceptance_criteria] == [*told]
    assert spec.requirements[0].priority_text == "P1"


def test_headings_that_repeat_an_identifier_stay_two_requirements() -> None:
    page = (
        "# Loans\n\n## Requirements\n\n### FR-1: Extend a loan\n\nOnce.\n\n"
        "### FR-1: Return a loan\n\nAt the desk.\n"
    )
    assert requirements(page) == ["Extend a loan", "Return a loan"]


def test_facts_about_a_document_bind_nobody() -> None:
    page = f"{LOANS}**Epic:** Loans **Priority:** Must Have\n\n## Features\n\n- Extend a loan\n"
    assert requirements(page) == ["Extend a loan"]


def test_what_the_tool_can_do_already_hides_no_features() -> None:
    page = f"{LOANS}## In scope\n\n- Extend a loan\n\n**Existing functionality leveraged:**\n\n- The table\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["USER-STORY 1: Extend", "User Story 1: Extend"])
def test_a_story_in_bullets_below_its_heading_is_one_story(heading: str) -> None:
    page = f"# Backlog\n\n## {heading}\n\n- ALS Leser\n- WILL ICH verlängern\n- DAMIT ich fertig lese\n"
    spec = extract(page)
    assert (len(spec.user_stories), spec.requirements) == (1, ())


def test_a_column_of_codes_holds_identifiers() -> None:
    page = "# SRS\n\n## Requisitos\n\n| Código | Descrição |\n|---|---|\n| RF01 | Renovar um empréstimo |\n"
    assert [(item.id, item.text) for item in extract(page).requirements] == [
        ("RF01", "Renovar um empréstimo")
    ]


@pytest.mark.parametrize("word", ["None", "해당 없음", "нет"])
def test_no_criteria_are_none(word: str) -> None:
    assert criteria(f"{LOANS}## Acceptance Criteria\n\n- {word}\n- A loan ends\n") == ["A loan ends"]


def test_a_long_line_that_ends_with_a_colon_leads_to_its_criteria() -> None:
    lead = "Tests at the database, each in a transaction that is rolled back at its end:"
    page = f"{LOANS}## Acceptance Criteria\n\n- {lead}\n  - a loan is kept\n  - a second loan is refused\n"
    assert criteria(page) == ["a loan is kept", "a second loan is refused"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Determinism: the same ticket has the same price", "reliability"),
        ("TypeScript in strict mode", "maintainability"),
        ("The lists are lazy-loaded, with no layout shift", "performance"),
        ("Signs are legible on any deck", "usability"),
        ("Isolation: no guest sees the files of another", "security"),
        ("Platform: tablets of the crew", "compatibility"),
        ("Messages are easy to understand on deck", "usability"),
        ("A sale is taken reliably at sea", "reliability"),
    ],
)
def test_a_quality_is_known_by_what_it_speaks_of(text: str, category: str) -> None:
    page = f"# Ferry\n\n## Non-functional requirements\n\n- {text}\n"
    assert [item.category for item in extract(page).requirements] == [category]


def test_a_quality_beside_an_identifier_is_the_category() -> None:
    page = "# SRS\n\n## Non-functional\n\n| ID | Requirement |\n|---|---|\n| NFR-02 Privacy | Names stay |\n"
    assert [(item.id, item.category) for item in extract(page).requirements] == [("NFR-02", "privacy")]


def test_criteria_of_a_document_that_is_one_story_are_the_storys() -> None:
    story = "As a reader, I want to extend a loan"
    spec = extract(f"# Extension\n\n{story}\n\n## Acceptance Criteria\n\n- It has a new date\n")
    assert [item.parent for item in spec.acceptance_criteria] == [spec.user_stories[0].key]


def test_what_stands_in_brackets_is_meant_where_the_heading_names_nothing_known() -> None:
    spec = extract("# Desk\n\n## Requirements\n\n- Locks\n\n## Later ideas (out of scope)\n\n- A lamp\n")
    assert [item.text for item in spec.out_of_scope] == ["A lamp"]
    spec = extract("# Desk\n\n## Requirements\n\n- Locks\n\n## Login (security)\n\n- Asks for a key\n")
    assert [item.text for item in spec.requirements] == ["Locks"]


def test_a_whole_scenario_among_the_stories_is_a_criterion() -> None:
    scenario = "Locked: Given a closed drawer, when it is pulled, then it stays closed"
    spec = extract(f"# Desk\n\n## User scenarios\n\n1. **Locked**:{scenario.removeprefix('Locked:')}\n")
    assert [item.text for item in spec.acceptance_criteria] == [scenario]


@pytest.mark.parametrize(
    "label", ["Acceptance criterion", "**Acceptance criteria**", "Critério de aceite", "DoD"]
)
def test_a_criterion_among_the_items_of_its_requirement_is_that_of_the_requirement(label: str) -> None:
    page = (
        f"# Desk\n\n## Requirements\n\n**RF01 — Lock**\n- The drawer must lock.\n- {label}: it stays closed\n"
    )
    spec = extract(page)
    assert [(item.text, item.parent) for item in spec.acceptance_criteria] == [
        ("it stays closed", spec.requirements[0].key)
    ]


def test_a_story_in_bold_that_goes_on_in_the_next_line_is_one_story() -> None:
    story = "**As a clerk,**  \nI want to lock the drawer, \n**so that it stays closed.**\n"
    assert [item.text for item in extract(f"# Desk\n\n## US-01 Lock\n\n{story}").user_stories] == [
        "As a clerk, I want to lock the drawer, so that it stays closed."
    ]


def test_a_label_without_words_is_no_criterion() -> None:
    page = (
        "# Desk\n\n## Requirements\n\n**RF01 — Lock**\n- The drawer must lock.\n- **Acceptance criteria:**\n"
    )
    assert criteria(page) == []


@pytest.mark.parametrize(
    "question", ["Do children pay? (ask Ada)", "Do children pay???", "Zahlen Kinder? [Ada]"]
)
def test_a_question_among_requirements_may_end_with_a_note(question: str) -> None:
    spec = extract(f"{LOANS}## Requirements\n\n- Extend a loan\n- {question}\n")
    assert [item.text for item in spec.requirements] == ["Extend a loan"]
    assert [item.text for item in spec.open_questions] == [question]


def test_what_a_proposal_says_will_happen_may_follow_its_condition() -> None:
    page = (
        "# RFC 4: Loans\n\n## Motivation\n\nQueues.\n\n## Proposal\n\n"
        "While a loan is late, extensions will be refused. When that happens, we will be sorry.\n"
    )
    assert requirements(page) == ["While a loan is late, extensions will be refused."]


def test_a_runbook_of_which_only_the_invariants_are_read_says_so() -> None:
    spec = extract(
        "# Runbook: gates\n\n## Invariants\n\n- Gates fail open\n\n## Reset\n\n- Press it\n- Wait\n"
    )
    assert [item.text for item in spec.requirements] == ["Gates fail open"]
    assert "not_a_spec" in [warning.code for warning in spec.warnings]


def test_key_flows_are_no_requirements_beside_what_is_built() -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## Key flows\n\n- Desk → loans → extend\n"
    assert requirements(page) == ["Extend a loan"]
