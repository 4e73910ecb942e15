"""Requirements that no heading of their own announces: under the title, beside others, in tables."""

import pytest

from notion_planner.extractor import extract


def texts(markdown: str) -> list[str]:
    return [item.text for item in extract(markdown).requirements]


@pytest.mark.parametrize(
    "title", ["Requirements", "Project Requirements", "Anforderungen", "Requisitos del sistema", "要件定義"]
)
def test_items_directly_under_a_title_that_announces_requirements_are_read(title: str) -> None:
    assert texts(f"# {title}\n\n- import bank statements\n- match payments to invoices\n") == [
        "import bank statements",
        "match payments to invoices",
    ]


@pytest.mark.parametrize("label", ["Requirements", "TODO", "What we need", "Anforderungen"])
def test_a_plain_line_that_leads_a_list_is_its_heading(label: str) -> None:
    page = (
        f"Payments rework\n\n{label}\n* accept bank cards\n* refund in part\n\nDone when:\n- finance signs\n"
    )
    assert texts(page) == ["accept bank cards", "refund in part"]


def test_a_plain_line_that_leads_no_list_is_text() -> None:
    assert texts("# Payments\n\nRequirements\n\nare discussed tomorrow.\n\n- tea\n") == []


def test_a_short_text_of_little_but_duty_states_requirements() -> None:
    duty = "Users must be able to switch to dark mode. The app shall follow the system."
    assert len(texts(f"# Dark mode\n\n{duty}\n")) == 2
    assert texts(f"# Dark mode\n\nWe talked.\n\nAnna was there.\n\n{duty}\n") == []


def test_numbered_steps_of_a_user_are_a_flow_whatever_their_heading() -> None:
    steps = "1. {} the desk\n2. System lists loans\n3. Ada extends one\n"
    page = "# Loans PRD\n\n## Features\n\n- Extend a loan\n\n## Core v1 workflow\n\n"
    assert texts(page + steps.format("User opens")) == ["Extend a loan"]
    assert len(texts(page + steps.format("Drawers at"))) == 4


def test_what_an_overview_says_a_product_should_do_is_required() -> None:
    page = "# Loans PRD\n\n## Overview\n\n{}:\n\n- Extend a loan\n\n## Goals\n\n- Fewer fines\n"
    assert texts(page.format("The app should")) == ["The app should extend a loan"]
    assert texts(page.format("Readers can")) == []


def test_three_sentences_of_duty_make_a_text_a_specification_wherever_they_stand() -> None:
    talk = "Anna was there.\n\nWe had tea.\n\nBob came late.\n\nIt rained.\n\nThe lift is broken.\n\n"
    duty = "A lamp must answer. It must say its name.\n\nEach lamp must keep still."
    asked = "To be found, a lamp should blink."
    assert len(texts(f"# Lamps\n\n## Finding\n\n{talk}{duty} {asked}\n")) == 4
    assert texts(f"# Lamps\n\n## Finding\n\n{talk}{duty.replace('Each lamp must', 'Lamps')}\n") == []


def test_headings_below_such_a_title_hold_requirements_too() -> None:
    page = "# Anforderungen\n\n- Kontoauszüge einlesen\n\n## Mahnwesen\n\n- Mahnstufen verwalten\n"
    assert texts(page) == ["Kontoauszüge einlesen", "Mahnstufen verwalten"]


def test_the_facts_about_a_document_under_its_title_are_no_requirements() -> None:
    page = (
        "# Software Requirements\n\n- Version: 1.2\n- Owner: Platform team\n\n## Glossary\n\n- Lot: a batch\n"
    )
    assert texts(page) == []


def test_a_long_title_does_not_announce_the_list_under_it() -> None:
    page = "# How we collected requirements with partner stores\n\n- interviews\n- a survey\n"
    assert texts(page) == []


@pytest.mark.parametrize(
    ("empty", "first", "second"),
    [
        ("Requirements", "The crew must see open shifts", "A shift can be swapped"),
        ("Fachliche Anforderungen", "Die Crew muss offene Schichten sehen", "Schichten tauschen"),
        ("Exigences", "L'équipe doit voir les créneaux libres", "Échanger un créneau"),
    ],
)
def test_an_empty_requirements_heading_speaks_for_the_headings_beside_it(
    empty: str, first: str, second: str
) -> None:
    page = f"# Rota\n\n## {empty}\n\n## Alpha\n\n- {first}\n\n## Beta\n\n- {second}\n\n## Timeline\n\n- May\n"
    assert texts(page) == [first, second]


def test_an_empty_heading_of_a_template_speaks_for_nobody() -> None:
    page = "# Kickoff notes\n\n## Requirements\n\n## Participants\n\n- Ana\n- Bo\n"
    assert texts(page) == []


@pytest.mark.parametrize(
    ("statements", "other"),
    [
        (("The lock must open offline", "A code must expire", "Codes shall be single-use"), "Buy ten locks"),
        (("Das Schloss muss offline öffnen", "Codes müssen ablaufen", "Es soll piepen"), "Zehn Schlösser"),
        (("La serrure doit s'ouvrir hors ligne", "Un code doit expirer", "Elle doit sonner"), "Dix serrures"),
    ],
)
def test_three_statements_of_duty_make_a_document_a_specification(
    statements: tuple[str, ...], other: str
) -> None:
    listed = "\n".join(f"- {text}" for text in (*statements, other))
    assert texts(f"# Locker\n\n{listed}\n") == list(statements)


@pytest.mark.parametrize("title", ["Weekly notes", "Brainstorming Schließfach", "Compte rendu"])
def test_a_title_that_says_otherwise_keeps_duties_from_being_requirements(title: str) -> None:
    page = f"# {title}\n\n- Ana must call the vendor\n- Bo must order locks\n- Das muss bis Mai fertig sein\n"
    assert texts(page) == []


def test_what_the_writers_must_do_themselves_does_not_make_a_specification() -> None:
    page = "# Locker\n\n- We must call the vendor\n- you must bring a badge\n- wir müssen bestellen\n"
    assert texts(page) == []


@pytest.mark.parametrize(
    "header", ["Ref | Topic | Expectation", "Réf. | Volet | Attendu", "Kennung | Thema | Erwartung"]
)
def test_a_table_of_identified_rows_lists_requirements_whatever_its_headers(header: str) -> None:
    page = (
        f"# Depot specification\n\n## Yard\n\n| {header} |\n|---|---|---|\n"
        "| YRD-01 | Gate | Opens for known plates |\n| YRD-02 | Scale | Weighs each lorry twice |\n"
    )
    assert [(item.id, item.text) for item in extract(page).requirements] == [
        ("YRD-01", "Gate: Opens for known plates"),
        ("YRD-02", "Scale: Weighs each lorry twice"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| Key | Topic | Version |\n|---|---|---|\n| CH-1 | Gate | 1.0 |\n| CH-2 | Scale | 1.1 |\n",
        "| Key | Topic | Note |\n|---|---|---|\n| T-1 | Order scale | soon |\n| T-2 | Fit gate | later |\n",
        "| Key | Topic | Note |\n|---|---|---|\n| ADR-1 | Postgres | ok |\n| ADR-2 | Kafka | no |\n",
        "| Standard | Topic | Note |\n|---|---|---|\n| ISO-9001 | Quality | a |\n| RFC-2119 | Words | b |\n",
    ],
    ids=["changes", "tasks", "decisions", "standards"],
)
def test_other_numbered_tables_list_no_requirements(table: str) -> None:
    assert texts(f"# Depot specification\n\n## Yard\n\n{table}") == []


def test_roles_with_codes_are_no_requirements() -> None:
    page = (
        "# Depot specification\n\n## User roles\n\n| Code | Who | May |\n|---|---|---|\n"
        "| ROL-1 | Driver | Enter |\n| ROL-2 | Clerk | Weigh |\n"
    )
    assert texts(page) == []


@pytest.mark.parametrize(
    "label",
    [
        "Verification criteria",
        "Prüfkriterien",
        "Critères de vérification",
        "Criterios de verificación",
        "Critérios de verificação",
        "Criteri di verifica",
        "Verificatiecriteria",
        "検証基準",
        "验证标准",
        "검증 기준",
    ],
)
def test_verification_criteria_are_acceptance_criteria_in_every_language(label: str) -> None:
    page = (
        f"# PRD\n\n## Requirements\n\n### FR-1: Weigh lorries\n\n{label}:\n\n- two weights differ by 1 kg\n"
    )
    spec = extract(page)
    assert [item.text for item in spec.acceptance_criteria] == ["two weights differ by 1 kg"]
    assert [item.id for item in spec.requirements] == ["FR-1"]


@pytest.mark.parametrize("name", ["Saldo e historial", "Historique des achats", "Histórico de consultas"])
def test_a_function_about_histories_is_not_the_history_of_the_document(name: str) -> None:
    page = f"# SRS\n\n## Requisitos funcionales\n\n### {name}\n\n- RF-7: listar los movimientos\n"
    assert [item.id for item in extract(page).requirements] == ["RF-7"]


@pytest.mark.parametrize(
    "name",
    [
        "Historial de cambios",
        "Historique",
        "Histórico de versões",
        "Änderungsprotokoll",
        "IANA Considerations",
    ],
)
def test_the_history_of_the_document_holds_no_requirements(name: str) -> None:
    listed = "".join(f"- 1.{number}: nueva portada\n" for number in range(4))
    spec = extract(f"# SRS\n\n## Requisitos\n\n- exportar\n\n## {name}\n\n{listed}")
    assert [item.text for item in spec.requirements] == ["exportar"]
    assert "section_not_read" not in [warning.code for warning in spec.warnings]


@pytest.mark.parametrize("name", ["Checklist Results Report", "Ergebnisse der Checkliste"])
def test_what_a_review_ticked_off_is_no_requirement(name: str) -> None:
    page = f"# PRD\n\n## Features\n\n- weigh lorries\n\n## {name}\n\n**Requirements**\n\n- [x] all testable\n"
    assert texts(page) == ["weigh lorries"]


def test_a_permission_outside_the_requirements_is_none() -> None:
    page = "# PRD\n\n## Features\n\n- A clerk MAY add a note\n- A clerk MUST weigh twice\n"
    assert texts(page) == ["A clerk MUST weigh twice"]


@pytest.mark.parametrize("gap", ["…", "..."])
def test_an_ellipsis_stands_for_nothing(gap: str) -> None:
    spec = extract(f"# PRD\n\n## Acceptance criteria\n\n1. Weights agree\n2. {gap}\n")
    assert [item.text for item in spec.acceptance_criteria] == ["Weights agree"]
    assert "template_placeholders" in [warning.code for warning in spec.warnings]


def test_features_with_identifiers_are_requirements_in_any_document() -> None:
    page = "# Desk\n\n## Features\n\n- FR-1: Lock the drawer\n- FR-2: Light the desk\n"
    assert [item.id for item in extract(page).requirements] == ["FR-1", "FR-2"]


@pytest.mark.parametrize("title", ["Export spec", "PRD: Export", "导出需求"])
def test_a_page_without_sections_that_is_called_a_specification_lists_its_requirements(title: str) -> None:
    page = extract("Some words.\n- Write a file\n- Mail the file\n- Keep it for a month", title=title)
    assert [item.text for item in page.requirements] == [
        "Write a file",
        "Mail the file",
        "Keep it for a month",
    ]
    assert extract("Some words.\n- Write a file\n- Mail the file", title="Shopping").requirements == ()


def test_a_title_that_names_its_kind_before_a_colon_is_of_that_kind() -> None:
    steps = "\n\n## Mitigation\n\na) Scale the workers\nb) Pause the importer\n"
    assert texts(f"# Runbook: queue backlog{steps}") == []
    assert texts(f"# Queue backlog{steps}") == ["Scale the workers", "Pause the importer"]


def test_stories_under_headings_of_their_own_make_a_specification() -> None:
    page = (
        "# Tool library\n\n## User stories\n\n### Borrow\n\nAs a member, I want to borrow a tool.\n\n"
        "**Acceptance criteria**\n\n- It is mine for 7 days\n\n## MoSCoW\n\n"
        "| Feature | Priority |\n| --- | --- |\n| Search by name | Must |\n| Reminders | Should |\n"
    )
    assert texts(page) == ["Search by name", "Reminders"]


def test_a_decision_among_the_reasons_of_a_record_states_its_duties() -> None:
    page = "# Mails\n\n## Context\n\nSlow.\n\n## Decision\n\nWe use a queue. Each mail must be sent once.\n\n"
    assert texts(f"{page}## Alternatives\n\n- A thread\n") == ["Each mail must be sent once."]


_STATED = "# Ferry\n\n## Requirements\n\n- Tickets are sold at the pier\n\n## {heading}\n\n"


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Deck", "**Doors:** stay shut while the ship is moving", "Passengers see the next three stops"),
        ("Wibbel", "Anzeige der nächsten drei Anleger", "Speichern der Karten auf dem Gerät"),
        ("甲板", "支持乘客查看接下来的三个站点和时间", "开船以后所有车门必须保持关闭状态"),
    ],
)
def test_a_list_of_statements_holds_requirements_beside_others_whatever_its_heading_says(
    heading: str, first: str, second: str
) -> None:
    page = f"{_STATED.format(heading=heading)}- {first}\n- {second}\n"
    assert texts(page) == ["Tickets are sold at the pier", first.replace("**", ""), second]


@pytest.mark.parametrize(
    "items",
    [
        ["Captain Ada", "Harbour master", "The crew of both of the ships"],
        ["1. Open the gate for the cars", "2. Count the cars that are on board"],
        ["passenger opens the app → sees the three stops", "opens a stop → sees the next ships"],
        ["[x] Doors stay shut on the way", "[x] Passengers see the next stops"],
        ["src/ferry/doors.py shuts all the doors", "src/ferry/stops.py shows the next stops"],
        ["We talk to the harbour master", "You are welcome to join the crew"],
        ["`SHUT`: nobody can board the ship now", "`OPEN` – the ship can be boarded now"],
        ["Only one thing stands in this list"],
    ],
)
def test_names_steps_values_files_and_work_under_such_a_heading_are_no_requirements(items: list[str]) -> None:
    listed = "".join(f"{item}\n" if item[0].isdigit() else f"- {item}\n" for item in items)
    assert texts(_STATED.format(heading="Deck") + listed) == ["Tickets are sold at the pier"]


@pytest.mark.parametrize(
    "heading", ["Ferry architecture", "Architektur der Fähre", "船的架构", "Responsibilities"]
)
def test_how_it_is_built_is_told_beside_requirements_and_is_none(heading: str) -> None:
    items = "- The queue keeps the tickets of a day\n- 支持乘客查看接下来的三个站点和时间\n"
    assert texts(_STATED.format(heading=heading) + items) == ["Tickets are sold at the pier"]


MINUTES = """# Kickoff meeting notes

## Goals

- More guests at the ferry

## Key features

For the pilot we agreed on:

- Book a seat
- Cancel a seat
"""


def test_minutes_that_tell_what_is_built_and_why_and_what_is_not_are_a_specification() -> None:
    left_out = "\nFeatures for later releases:\n\n- Book by phone\n"
    assert texts(MINUTES) == []
    assert texts(f"{MINUTES}{left_out}") == ["Book a seat", "Cancel a seat"]


@pytest.mark.parametrize("today", ["Current", "Existing", "Aktueller", "Actuel"])
def test_what_is_there_today_is_not_asked_for(today: str) -> None:
    said = f"- {today} desk: clerks write every loan by hand\n- Old fines are paid at the desk in coins\n"
    page = f"# Loans PRD\n\n## Requirements\n\n- Extend a loan\n\n## Ecosystem fit\n\n{said}"
    assert texts(page) == ["Extend a loan"]


def test_the_outcome_of_a_decision_record_is_its_decision() -> None:
    page = "# Mails\n\n## Context\n\nSlow.\n\n## Decision Outcome\n\n- A queue keeps each mail\n"
    assert [one.text for one in extract(page).decisions] == ["A queue keeps each mail"]


def test_an_actual_sum_in_english_is_none_of_today() -> None:
    said = "- Actual fee: entered by a clerk at the desk\n- Planned fee: shown beside what is paid\n"
    page = f"# Loans PRD\n\n## Requirements\n\n- Extend a loan\n\n## Fees\n\n{said}"
    assert len(texts(page)) == 3
