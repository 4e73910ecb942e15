"""What stands in a part of a section, whatever that part is called and however it is numbered."""

import pytest

from notion_planner.extractor import extract

ENDPOINTS = """# Loans

## API Endpoints

### Users

| Method | Path | Description |
|---|---|---|
| GET | /users | All readers |

### Tasks

- `GET /tasks`

## Data Model

### Users

| Field | Type |
|---|---|
| id | uuid |
"""


def test_resources_and_tables_may_be_called_users_and_tasks() -> None:
    spec = extract(ENDPOINTS)
    assert [(item.method, item.path) for item in spec.endpoints] == [("GET", "/users"), ("GET", "/tasks")]
    assert [item.name for item in spec.entities] == ["Users"]


NUMBERED = """# Loans

## 4. Functional requirements

## **4.1 Desk**

- Extend a loan

### Drawer

- Lock the drawer

## 5) Out of scope

## 5.1 Money

- Fines

## Shelves

- Wood
"""


def test_a_heading_is_a_part_of_the_one_whose_number_it_continues() -> None:
    spec = extract(NUMBERED)
    assert [item.text for item in spec.requirements] == ["Extend a loan", "Lock the drawer"]
    assert [item.text for item in spec.out_of_scope] == ["Fines"]
    assert spec.requirements[1].source.heading_path == ("4. Functional requirements", "4.1 Desk", "Drawer")


GROUPS = """# Loans SRS

## User stories

### E1: At the desk

- **US-1**: As a clerk, I want to extend a loan.

## Functional requirements

R1.1: Desk and drawer

R1.1.1: The desk shall lock the drawer
R1.1.2: Keys
R1.2: Shelves of the hall
R1.2.1: A shelf has a number
"""


def test_a_line_that_only_names_what_continues_its_identifier_is_no_requirement() -> None:
    assert [item.id for item in extract(GROUPS).requirements] == ["R1.1.1", "R1.1.2", "R1.2.1"]


@pytest.mark.parametrize(
    ("features", "technical"),
    [
        ("Features", "Technical requirements"),
        ("Główne funkcje", "Wymagania techniczne"),
        ("Funktionalitäten", "Technische Anforderungen"),
        ("主要功能", "技术需求"),
        ("主要功能", "用户体验要求"),
        ("주요 기능", "사용자 경험 요구사항"),
    ],
)
def test_technical_requirements_in_parts_leave_the_features_what_is_required(
    features: str, technical: str
) -> None:
    page = f"# Loans PRD\n\n## {features}\n\n- Extend a loan\n\n## {technical}\n\n### Backend\n\n- Python\n"
    assert [item.text for item in extract(page).requirements] == ["Extend a loan", "Python"]


def test_sections_speak_for_a_specification_by_what_stands_in_their_parts() -> None:
    page = "# Loans\n\n## Features\n\n### Desk\n\n- Extend a loan\n\n## Risks\n\n### Money\n\n- Fines\n"
    assert [item.text for item in extract(page).requirements] == ["Extend a loan"]


@pytest.mark.parametrize("title", ["Wymagania systemu Atlas", "ТЗ: Atlas", "Atlas – specyfikacja"])
def test_a_slavic_title_speaks_for_a_specification(title: str) -> None:
    assert len(extract(f"# {title}\n\n## Biurko\n\n- Przedłuż książkę\n").requirements) == 1


def test_a_name_alone_is_an_entity_with_its_fields_below_it_or_among_names() -> None:
    page = "# Desk\n\n## Entities\n\n- Loan\n- Card\n\n## Database schema of loan\n\n- loans\n  - id\n- id\n"
    assert [item.name for item in extract(page).entities] == ["Loan", "Card", "loans"]
    assert extract("# Loans\n\n## Entities\n\n- due date\n- fine\n").entities == ()
    assert extract("# Loans\n\n## Database\n\n- PostgreSQL\n- Redis\n").entities == ()


@pytest.mark.parametrize("heading", ["データ設計", "데이터 설계", "Diccionario de datos", "Datenbankmodell"])
def test_the_design_of_data_holds_entities(heading: str) -> None:
    page = f"# Atlas\n\n## {heading}\n\n### User\n\n| Field | Type |\n|---|---|\n| id | int |\n"
    assert [item.name for item in extract(page).entities] == ["User"]


def test_an_abbreviation_behind_a_heading_does_not_translate_it() -> None:
    page = "# 대출\n\n## 기능 요구사항\n\n### 결과 출력(UI)\n\n- 대출 목록\n"
    assert [item.text for item in extract(page).requirements] == ["대출 목록"]


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("Wydajność", "performance"),
        ("Bezpieczeństwo", "security"),
        ("Надёжность", "reliability"),
        ("Удобство использования", "usability"),
    ],
)
def test_slavic_headings_name_qualities(heading: str, category: str) -> None:
    (one,) = extract(f"# Atlas\n\n## Wymagania\n\n### {heading}\n\n- XY\n").requirements
    assert (one.kind, one.category) == ("non_functional", category)


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        ("Functional requirements", "Users"),
        ("Functional requirements", "**Team**"),
        ("Features", "Tasks"),
        ("Funktionen", "Aufgaben"),
        ("Requirements", "UI"),
    ],
)
def test_a_function_may_be_called_what_elsewhere_is_about_people_or_work(above: str, heading: str) -> None:
    heading = heading if heading.startswith("*") else f"### {heading}"
    page = f"# Desk PRD\n\n## {above}\n\n{heading}\n\n- A reader can extend a loan\n"
    assert [item.text for item in extract(page).requirements] == ["A reader can extend a loan"]
    other = page.replace(f"## {above}", "## Background")
    assert extract(other).requirements == ()


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("Acceptance criteria", "acceptance_criteria"),
        ("Out of scope", "out_of_scope"),
        ("Risks", "risks"),
        ("Open questions", "open_questions"),
        ("Dependencies", "dependencies"),
    ],
)
@pytest.mark.parametrize("heading", ["Users", "Team", "Security", "Data model", "Technology"])
def test_criteria_risks_and_questions_may_be_grouped_by_what_they_are_about(
    above: str, kind: str, heading: str
) -> None:
    page = f"# Desk PRD\n\n## {above}\n\n### {heading}\n\n- Who keeps the key?\n"
    spec = extract(page)
    assert [item.text for item in getattr(spec, kind)] == ["Who keeps the key?"]
    assert not spec.requirements


@pytest.mark.parametrize("label", ["**Users**", "Tasks:", "**Owners:**"])
def test_an_item_that_groups_requirements_may_be_called_like_people_or_work(label: str) -> None:
    page = f"# Desk PRD\n\n## Requirements\n\n- **Loans**\n  - end in May\n- {label}\n  - can be late\n"
    assert [item.text for item in extract(page).requirements] == ["end in May", "can be late"]


def test_criteria_may_be_grouped_by_numbered_phases_of_any_name() -> None:
    text = "# Ferry\n\n## Requirements\n\n- FR-1: Book\n\n## Acceptance Criteria\n"
    text += "\n### Phase 1: Environment Setup\n\n- [ ] Bookings have a database\n"
    text += "\n### Phase 2: Sale\n\n- [ ] A ticket is sold\n"
    assert [item.text for item in extract(text).acceptance_criteria] == [
        "Bookings have a database",
        "A ticket is sold",
    ]


def test_what_a_label_with_a_picture_says_holds_for_the_list_below_it() -> None:
    spec = extract(
        "# Loans\n\n## Product requirements\n\n✅ **Phase 1 in scope**\n\n- Extend a loan\n\n"
        "🛑 **Phase 2 / Out of scope**\n\n- Fines\n\n⚠️ **Risks:** Queues grow.\n\n"
        "🔍 **Search**\n\n- By author\n"
    )
    assert [item.text for item in spec.requirements] == ["Extend a loan", "By author"]
    assert [item.text for item in (*spec.out_of_scope, *spec.risks)] == ["Fines", "Queues grow"]


def test_what_is_in_scope_below_requirements_are_these_requirements() -> None:
    page = (
        "# Loans\n\n## Requirements\n\n| Feature | Web |\n| --- | --- |\n| Loans | no |\n\n"
        "### In scope\n\n- Extend a loan\n\n### Out of scope\n\n- Fines\n"
    )
    spec = extract(page)
    assert "Extend a loan" in [item.text for item in spec.requirements]
    assert [item.text for item in spec.out_of_scope] == ["Fines"]


def test_metrics_beside_logs_are_required_and_those_of_success_are_not() -> None:
    metrics = "### Logging\n\n- Logs as JSON\n\n### Metrics\n\n- Loans an hour\n"
    page = f"# Loans PRD\n\n## {{}} requirements\n\n{metrics}"
    found = [[one.text for one in extract(page.format(of)).requirements] for of in ("Monitoring", "Loan")]
    assert found == [["Logs as JSON", "Loans an hour"], ["Logs as JSON"]]


@pytest.mark.parametrize("heading", ["Observability requirements", "Logging requirements"])
def test_requirements_of_one_quality_leave_the_others_to_other_sections(heading: str) -> None:
    features = "# Loans PRD\n\n## Features\n\n- Extend a loan\n\n"
    page = f"{features}## {heading}\n\n- Lines as JSON\n\n## Security\n\n- No card number is kept\n"
    assert [(one.text, one.kind) for one in extract(page).requirements] == [
        ("Extend a loan", "functional"),
        ("Lines as JSON", "non_functional"),
        ("No card number is kept", "non_functional"),
    ]


def test_the_indexes_of_a_data_model_are_no_entity() -> None:
    fields = "### Loan\n\n- id: UUID\n\n**Indexes:**\n- `due`\n\n**인덱스:**\n- `due`\n"
    assert [one.name for one in extract(f"# Loans\n\n## Data model\n\n{fields}").entities] == ["Loan"]


def test_an_outline_has_items_for_headings() -> None:
    spec = extract(
        "# Loans PRD\n\n- MVP\n  - Requirements\n    - Extend a loan\n    - End a loan\n"
        "  - Out of scope\n    - Fines\n"
        "- Open questions\n  - Who pays?\n"
    )
    assert [item.text for item in spec.requirements] == ["Extend a loan", "End a loan"]
    assert [item.text for item in (*spec.out_of_scope, *spec.open_questions)] == ["Fines", "Who pays?"]


def test_a_table_of_contents_is_no_outline() -> None:
    contents = "1. Goals\n2. Requirements\n   - Functional requirements\n   - Security\n"
    spec = extract(f"# Loans\n\n{contents}\n## Requirements\n\n- Extend a loan\n")
    assert [item.text for item in spec.requirements] == ["Extend a loan"]


def test_requirements_of_one_feature_do_not_stand_for_the_other_features() -> None:
    page = (
        "# Ferry\n\n## Features\n\n### Tickets\n\n- Sold at the pier\n\n"
        "**Requirements:**\n\n- Paid by card\n\n### Doors\n\n- Shut on the way\n"
    )
    read = [item.text for item in extract(page).requirements]
    assert read == ["Sold at the pier", "Paid by card", "Shut on the way"]
    apart = extract(f"{page}\n## Requirements\n\n- Ramps are lit\n").requirements
    assert [item.text for item in apart] == ["Paid by card", "Ramps are lit"]
