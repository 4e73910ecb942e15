"""Tables of fields and their owners, labels in a data model, matrices of releases, questions among items."""

import pytest

from notion_planner.extractor import extract


def entities(markdown: str) -> list[tuple[object, list[str]]]:
    return [(item.name, [field.name for field in item.fields]) for item in extract(markdown).entities]


@pytest.mark.parametrize("owner", ["`berths` table (excerpt):", "**berths**, as stored", "Tabelle `berths`:"])
@pytest.mark.parametrize("header", ["Column | Type | Note", "Feld | Typ | Hinweis", "欄位 | 型別 | 說明"])
def test_the_columns_of_a_field_table_belong_to_the_entity_named_above_it(owner: str, header: str) -> None:
    page = f"# Spec\n\n## Data model\n\n{owner}\n\n| {header} |\n|---|---|---|\n| slot | INT | 1 to 9 |\n"
    assert entities(page) == [("berths", ["slot"])]


@pytest.mark.parametrize("further", ["berths", ""])
@pytest.mark.parametrize("header", ["Table | Column | Type", "Tabelle | Spalte | Typ"])
@pytest.mark.parametrize("heading", ["Data model", "What we keep"])
def test_fields_belong_to_the_entity_in_their_row_or_the_last_one_named_above(
    heading: str, header: str, further: str
) -> None:
    rows = f"| berths | slot | INT |\n| {further} | length | INT |\n| boats | name | TEXT |\n"
    page = f"# Spec\n\n## {heading}\n\n| {header} |\n|---|---|---|\n{rows}"
    assert entities(page) == [("berths", ["slot", "length"]), ("boats", ["name"])]


@pytest.mark.parametrize("name", ["Field", "Attribute"])
def test_the_type_of_a_field_is_read_from_its_column(name: str) -> None:
    page = f"# Spec\n\n## Data model\n\n| {name} | Type |\n|---|---|\n| slot | INT |\n"
    assert [field.type for item in extract(page).entities for field in item.fields] == ["INT"]


@pytest.mark.parametrize("heading", ["New tables", "Neue Tabellen", "Nouvelles tables", "表结构"])
def test_a_heading_that_only_says_tables_names_no_entity(heading: str) -> None:
    page = f"# Spec\n\n## Data model\n\n### {heading}\n\n```sql\nCREATE TABLE berths (slot INT);\n```\n\n"
    assert entities(page) == [("berths", ["slot"])]


@pytest.mark.parametrize("label", ["**Notes**:", "**Anmerkungen:**", "**Remarques**", "**备注**："])
def test_notes_in_a_data_model_name_no_entity(label: str) -> None:
    page = f"# Spec\n\n## Data model\n\n- **Berth**: a mooring\n\n{label}\n\n- Length: left out on purpose\n"
    assert entities(page) == [("Berth", [])]


def test_a_bold_line_with_an_underscore_directly_after_a_list_is_a_label() -> None:
    page = "# S\n\n## Data model\n\n**Table: berths**\n\n- slot (INT)\n**Table: berth_logs**\n\n- at (DATE)"
    assert [fields for _, fields in entities(page)] == [["slot"], ["at"]]


@pytest.mark.parametrize(
    ("header", "no", "yes"),
    [
        ("Feature | MVP | Later", "❌", "✅"),
        ("Feature | v1 | v2", "no", "yes"),
        ("Funktion | Jetzt | Später", "nein", "ja"),
        ("Fonctionnalité | Maintenant | Plus tard", "non", "oui"),
    ],
)
def test_a_feature_refused_in_the_present_release_is_out_of_scope(header: str, no: str, yes: str) -> None:
    page = (
        f"# Harbour PRD\n\n## Features\n\n| {header} |\n|---|---|---|\n"
        f"| Book a berth | {yes} | {yes} |\n| Weather alarm | {no} | {yes} |\n"
    )
    spec = extract(page)
    assert [item.text for item in spec.requirements] == ["Book a berth"]
    assert [item.text for item in spec.out_of_scope] == ["Weather alarm"]


def test_a_no_in_a_table_without_releases_defers_nothing() -> None:
    page = "# PRD\n\n## Features\n\n| Feature | Admin | Guest |\n|---|---|---|\n| Book a berth | yes | no |\n"
    spec = extract(page)
    assert [item.text for item in spec.requirements] == ["Book a berth"]
    assert not spec.out_of_scope


@pytest.mark.parametrize(
    "question", ["Is a deposit needed?", "Brauchen wir eine Kaution?", "Faut-il une caution ?"]
)
def test_a_question_among_requirements_is_open(question: str) -> None:
    spec = extract(f"# Harbour PRD\n\n## Requirements\n\n- book a berth\n- {question}\n")
    assert [item.text for item in spec.requirements] == ["book a berth"]
    assert [item.text for item in spec.open_questions] == [question]


@pytest.mark.parametrize(("name", "named"), [("`berths`", ["berths"]), ("Round table", [])])
@pytest.mark.parametrize("header", ["Table | Purpose", "Tabelle | Inhalt"])
def test_a_table_of_tables_named_in_code_lists_entities(header: str, name: str, named: list[str]) -> None:
    page = (
        f"# Spec\n\n## Features\n\n- Book\n\n## Storage\n\n| {header} |\n|---|---|\n| {name} | a mooring |\n"
    )
    assert [item.name for item in extract(page).entities] == named


@pytest.mark.parametrize(
    "named", ["**Berth** / **Boat**: what lies where", "**Berth**, **Boat** and **Buoy**"]
)
def test_names_in_bold_beside_each_other_are_as_many_entities(named: str) -> None:
    found = entities(f"# Spec\n\n## Data model\n\n- {named}\n- **Quay** (`id`)\n")
    assert [name for name, _ in found] == [*("Berth", "Boat", "Buoy")[: named.count("**") // 2], "Quay"]


def test_an_aggregate_and_an_entity_among_others_are_called_by_their_names_alone() -> None:
    model = (
        "## Domain model\n\n### New aggregate: Boat\n\n- `id`: uuid\n\n### Aggregate: Crew\n\n- `id`: uuid\n"
    )
    page = f"# Spec\n\n## Core domain entities\n\n- Berth\n- Quay wall (never moves)\n\n{model}"
    assert [name for name, _ in entities(page)] == ["Berth", "Quay wall", "Boat", "Crew"]


def test_a_remark_in_brackets_is_no_part_of_a_name_in_a_sketch_of_the_data() -> None:
    code = "If (full) {\n  wait\n}\nMoor (boat, slot) {\n  wait\n}\n"
    page = f"# Spec\n\n## Data model\n\n```\nBerth (global) {{\n  slot\n  length: int\n}}\n{code}```\n"
    assert entities(page) == [("Berth", ["length"])]


@pytest.mark.parametrize("heading", ["Mails", "Permissions"])
@pytest.mark.parametrize(("yes", "no"), [("✅", "—"), ("ja", "nein")])
def test_a_table_of_yes_and_no_says_for_whom_its_rows_hold(heading: str, yes: str, no: str) -> None:
    rows = f"| Book a berth | {yes} | {no} | own |\n| Cancel | {yes} | {yes} | {no} |\n"
    rows += f"| Sink a boat | {no} | {no} | {no} |\n"
    page = f"# Harbour PRD\n\n## {heading}\n\n| Action | Admin | Guest | Owner |\n|---|---|---|---|\n{rows}"
    said = ["Book a berth: Admin, Owner (own)", "Cancel: Admin, Guest"]
    assert [item.text for item in extract(page).requirements] == said


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Alternatives", "Feature | Ours | Theirs"),
        ("Test results", "Feature | Ours | Theirs"),
        ("So far", "Item | Done | Reviewed"),
        ("Berths", "Person | Asked | Answered"),
        ("Evaluation", "Criterion | Ours | Theirs"),
    ],
)
def test_a_table_of_yes_and_no_about_something_else_states_no_requirements(
    heading: str, columns: str
) -> None:
    rows = "| Books berths | ✅ | ❌ |\n| Warns of storms | ✅ | ✅ |\n"
    page = f"# Harbour PRD\n\n## {heading}\n\n| {columns} |\n|---|---|---|\n{rows}"
    assert not extract(page).requirements


@pytest.mark.parametrize(("header", "number"), [("Cause | To | Text", ""), ("# | Cause | To | Text", "1 | ")])
def test_a_table_that_names_and_describes_says_what_a_product_does(header: str, number: str) -> None:
    rows = f"| {number}Booking | Guest | Place and time of it |\n| {number}Storm | Guest | How to moor |\n"
    page = f"# Harbour PRD\n\n## Mails\n\n| {header} |\n|{'---|' * (header.count('|') + 1)}\n{rows}"
    said = ["Booking: Guest; Place and time of it", "Storm: Guest; How to moor"]
    assert [item.text for item in extract(page).requirements] == said
    listed = page.replace(
        "## Mails", "## Features\n\n- Book a berth\n\n## Requirements\n\n- It floats\n\n## Mails"
    )
    assert [item.text for item in extract(listed).requirements] == ["It floats"]


@pytest.mark.parametrize(
    "header",
    [
        "Term | Meaning",
        "Wettbewerber | Was er tut",
        "Role | What they do",
        "Dimension | What it means",
        "A | Cost",
        "Meeting | What for",
    ],
)
@pytest.mark.parametrize("text", ["Where a boat lies", "8/10"])
def test_a_table_of_words_people_or_scores_states_no_requirements(header: str, text: str) -> None:
    page = (
        f"# Harbour PRD\n\n## All of it\n\n| {header} |\n|---|---|\n| Berth | {text} |\n| Pier | {text} |\n"
    )
    assert not extract(page).requirements


def test_a_heading_in_code_is_a_name_whatever_the_word() -> None:
    fields = "| Field | Type |\n|---|---|\n| slot | INT |\n\n"
    page = f"# Spec\n\n## Data model\n\n### 4.1 `users`\n\n{fields}### `actors`\n\n{fields}"
    assert entities(page) == [("users", ["slot"]), ("actors", ["slot"])]


def test_criteria_with_their_measures_are_read_and_metrics_are_not() -> None:
    head = (
        "# Harbour PRD\n\n## Success criteria\n\n| # | {} | Measure |\n|---|---|---|\n| S1 | Boats moor | 9 |"
    )
    assert [item.text for item in extract(head.format("Criterion")).acceptance_criteria] == ["Boats moor"]
    assert not extract(head.format("Metric")).acceptance_criteria


@pytest.mark.parametrize("header", ["No. | Requirement", "Nr. | Anforderung", "# | Requisito"])
def test_a_numbered_table_with_a_column_of_requirements_lists_them_anywhere(header: str) -> None:
    stated = "## Functional requirements\n\n- A berth can be booked\n\n"
    page = f"# Harbour SRS\n\n{stated}## At night\n\n| {header} |\n|---|---|\n| B1 | Lamps stay on |\n"
    found = [(item.id, item.text) for item in extract(page).requirements]
    assert found == [(None, "A berth can be booked"), ("B1", "Lamps stay on")]
    other = page.replace("## At night", "## Test results")
    assert len(extract(other).requirements) == 1
    covered = page.replace(header, f"{header} | Test").replace("|---|---|", "|---|---|---|")
    assert len(extract(covered.replace("stay on |", "stay on | T1 |")).requirements) == 1


@pytest.mark.parametrize("heading", ["Requirements", "Something"])
def test_a_row_without_cells_is_no_header(heading: str) -> None:
    rows = [["Name", "What it does"], ["Lock", "keeps the gate shut"], ["Bell", "calls for the clerk"]]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in ([], *rows))
    spec = extract(f"# Gate PRD\n\n## {heading}\n\n<table>\n{cells}</table>\n")
    assert len(spec.requirements) == 2


def test_a_table_that_counts_requirements_states_none() -> None:
    stated = "# Harbour SRS\n\n## Requirements\n\n- A berth is booked\n\n"
    table = "| Category | Count |\n|---|---|\n| Functional | 1 |\n| Security | 0 |\n"
    found = extract(f"{stated}## Requirements summary\n\n{table}").requirements
    assert [item.text for item in found] == ["A berth is booked"]


@pytest.mark.parametrize("line", ["`rides`", "**`rides`** table:", "Table `rides`"])
def test_fields_below_the_name_of_their_table_may_be_declared_as_in_sql(line: str) -> None:
    fields = "- `id` uuid, primary key\n- `name` text not null\n- state enum: open, done\n"
    (entity,) = extract(f"# Ferry\n\n## Data model\n\n{line}\n\n{fields}").entities
    assert entity.name == "rides"
    assert [(field.name, field.type) for field in entity.fields] == [
        ("id", "uuid"),
        ("name", "text"),
        ("state", "enum"),
    ]
