"""What the columns of a table say in the words of several languages and in any order."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Priority


def _table(titles: str, *rows: str) -> str:
    line = "|".join("---" for _ in titles.split("|"))
    return "\n".join(f"| {row} |" for row in (titles, line, *rows)) + "\n"


@pytest.mark.parametrize(
    "titles",
    [
        "Role | Goal | Benefit",
        "Rolle | Ziel | Nutzen",
        "Rol | Necesidad | Beneficio",
        "Rôle | Besoin | Bénéfice",
        "As a | I can | So that",
        "As A | I WANT TO BE ABLE TO... | SO THAT...",
    ],
)
def test_a_story_table_may_name_the_parts_of_a_story(titles: str) -> None:
    table = _table(titles, "clerk | lock a shelf | nobody takes books")
    found = extract(f"# Shelves\n\n## User stories\n\n{table}").user_stories
    assert [(one.role, one.goal, one.benefit) for one in found] == [
        ("clerk", "lock a shelf", "nobody takes books")
    ]


def test_the_titles_of_numbered_stories_go_on_in_what_they_say() -> None:
    table = _table("User Story # | As a | I can | So that I can", "1 | Clerk | Lock a shelf | Go home")
    (story,) = extract(f"# Shelves\n\n## User stories\n\n{table}").user_stories
    assert story.text == "As a Clerk, I can lock a shelf so that I can go home"


@pytest.mark.parametrize(
    "titles",
    ["Given | When | Then", "Angenommen | Wenn | Dann", "Gegeben | Wenn | Dann", "Dado | Cuando | Entonces"],
)
def test_a_scenario_in_columns_keeps_its_condition_and_its_outcome(titles: str) -> None:
    table = _table(titles, "a card | a clerk pays | the gate opens")
    found = extract(f"# Gate\n\n## Acceptance criteria\n\n{table}").acceptance_criteria
    given, when, then = titles.split(" | ")
    assert [one.text for one in found] == [f"{given} a card, {when} a clerk pays, {then} the gate opens"]


@pytest.mark.parametrize(
    "titles",
    [
        "Field name | Data type | Mandatory",
        "Data type | Field name | Mandatory",
        "Type | Column | Nullable",
        "Datentyp | Feld | Pflichtfeld",
    ],
)
def test_a_table_of_fields_is_one_entity_wherever_their_type_stands(titles: str) -> None:
    cells = {"type": "text", "name": "title", "must": "yes"}
    first = "name" if titles.startswith("Field") else "type"
    row = " | ".join([cells[first], cells["type" if first == "name" else "name"], cells["must"]])
    found = extract(f"# Shelves\n\n## Data model\n\n### Book\n\n{_table(titles, row)}").entities
    assert [(one.name, [(field.name, field.type) for field in one.fields]) for one in found] == [
        ("Book", [("title", "text")])
    ]


@pytest.mark.parametrize(
    "titles", ["URL | Request type", "Endpunkt | Methode", "Rota | Método", "Point d'accès | Verbe"]
)
def test_endpoint_tables_are_read_in_other_words_and_languages(titles: str) -> None:
    found = extract(f"# Shelves\n\n## Calls\n\n{_table(titles, '/shelves | POST')}").endpoints
    assert [(one.method, one.path) for one in found] == [("POST", "/shelves")]


@pytest.mark.parametrize(
    "words",
    [
        "Pflicht/Wünschenswert",
        "Obligatoire/Souhaitable",
        "Esencial/Deseable",
        "Verplicht/Wenselijk",
        "Doit/Devrait",
    ],
)
def test_priorities_are_read_in_other_languages(words: str) -> None:
    first, second = words.split("/")
    table = _table("ID | Requirement | Priority", f"R-1 | Locks | {first}", f"R-2 | Shines | {second}")
    found = extract(f"# Shelves\n\n## Requirements\n\n{table}").requirements
    assert [one.priority for one in found] == [Priority.P0, Priority.P1]


@pytest.mark.parametrize("titles", ["機能名 | 概要", "功能名称 | 功能描述", "기능명 | 상세 설명"])
def test_a_function_and_its_outline_make_one_requirement(titles: str) -> None:
    table = _table(titles, "Lock | A clerk locks a shelf", "Sign | A clerk turns the sign")
    found = extract(f"# Shelves\n\n## 機能一覧\n\n{table}").requirements
    assert [one.text for one in found] == ["Lock: A clerk locks a shelf", "Sign: A clerk turns the sign"]


@pytest.mark.parametrize("title", ["Acceptance criterion", "Acceptance criteria", "Akzeptanzkriterium"])
def test_the_criterion_beside_a_requirement_is_no_part_of_what_is_required(title: str) -> None:
    table = _table(f"ID | Requirement | {title} | Confidence", "FR-1 | Lock a shelf | It stays shut | high")
    spec = extract(f"# Shelves\n\n## Functional requirements\n\n{table}")
    assert [one.text for one in spec.requirements] == ["Lock a shelf"]
    assert [(one.text, one.parent) for one in spec.acceptance_criteria] == [
        ("It stays shut", spec.requirements[0].key)
    ]


@pytest.mark.parametrize("titles", ["Question | Answer", "Question | Outcome", "Frage | Ergebnis"])
def test_a_question_with_its_outcome_beside_it_is_open_no_longer(titles: str) -> None:
    table = _table(titles, "Which bank? | The town's", "Which gate? |")
    found = extract(f"# Ferry\n\n## Open questions\n\n{table}").open_questions
    assert [one.text for one in found] == ["Which gate?"]


@pytest.mark.parametrize("heading", ["Questions", "Fragen", "Preguntas", "Perguntas", "Domande"])
def test_the_questions_of_a_specification_may_be_called_no_more_than_that(heading: str) -> None:
    assert len(extract(f"# Ferry PRD\n\n## {heading}\n\n- Seats\n- Which bank?\n").open_questions) == 2
