"""What authors of a language call the sections of a specification."""

import pytest

from notion_planner.extractor import extract

KINDS = ("requirements", "out_of_scope", "acceptance_criteria", "open_questions")


@pytest.mark.parametrize(
    "headings",
    [
        ("Muss-Funktionen", "Ausschlüsse", "Fertigstellungskriterien", "Ungeklärt"),
        ("Périmètre fonctionnel", "Hors périmètre", "Conditions d'acceptation", "Points à valider"),
        ("Módulos del sistema", "Lo que no hace", "Criterios de finalización", "Temas pendientes"),
        ("Módulos do sistema", "O que não faz", "Critérios de conclusão", "A definir"),
        ("Cosa deve fare", "Cosa non fa", "Criteri di completamento", "Punti da chiarire"),
        ("Functionele specificaties", "Uitsluitingen", "Aanvaardingscriteria", "Openstaande punten"),
        ("Funkcje systemu", "Wyłączenia", "Warunki akceptacji", "Do wyjaśnienia"),
        ("Основная функциональность", "Нецели", "Критерии принятия", "Требует уточнения"),
        ("実現したいこと", "今後の課題", "完成条件", "懸案事項"),
        ("기능 리스트", "비포함 항목", "인수 조건", "우려 및 논의 사항"),
    ],
)
def test_the_sections_of_a_specification_are_known_in_its_language(headings: tuple[str, ...]) -> None:
    sections = (f"## {heading}\n\n- Atlas {kind}\n" for heading, kind in zip(headings, KINDS, strict=True))
    spec = extract("# Atlas PRD\n\n" + "\n".join(sections))
    assert [[item.text for item in getattr(spec, kind)] for kind in KINDS] == [[f"Atlas {k}"] for k in KINDS]


def test_the_problems_that_a_japanese_specification_solves_are_no_questions() -> None:
    spec = extract("# 貸出 PRD\n\n## 課題\n\n- 手作業が多い\n\n## 機能要件\n\n- 貸出を延長できる\n")
    assert not spec.open_questions
    assert len(spec.requirements) == 1


@pytest.mark.parametrize(
    "heading",
    ["Performance and security", "Leistung und Sicherheit", "Prestazioni e sicurezza", "性能与安全"],
)
def test_a_heading_may_name_two_qualities(heading: str) -> None:
    spec = extract(f"# Atlas PRD\n\n## Features\n\n- Extend a loan\n\n## {heading}\n\n- Lists open at once\n")
    assert [(item.text, str(item.kind)) for item in spec.requirements] == [
        ("Extend a loan", "functional"),
        ("Lists open at once", "non_functional"),
    ]


@pytest.mark.parametrize("heading", ["Installation requirements", "インストール・配布要件"])
def test_requirements_of_how_it_is_installed_stand_beside_the_features(heading: str) -> None:
    spec = extract(f"# Atlas\n\n## Features\n\n- Extend a loan\n\n## {heading}\n\n- An installer of 20 MB\n")
    assert [item.text for item in spec.requirements] == ["Extend a loan", "An installer of 20 MB"]


def test_a_heading_says_the_same_behind_a_chinese_or_korean_number() -> None:
    spec = extract(
        "# Atlas\n\n## 一、功能需求\n\n- Loans\n\n## （二）不做\n\n- Fines\n\n## 다. 리스크\n\n- Queues\n"
    )
    assert [item.text for item in (*spec.requirements, *spec.out_of_scope, *spec.risks)] == [
        "Loans",
        "Fines",
        "Queues",
    ]


def test_a_heading_is_known_by_the_words_that_are_often_misspelt() -> None:
    page = "# Atlas\n\n## Funtional Requirments\n\n- Loans\n\n## Acceptence Criterias\n\n- It opens\n"
    spec = extract(page)
    assert [item.text for item in (*spec.requirements, *spec.acceptance_criteria)] == ["Loans", "It opens"]


@pytest.mark.parametrize(
    ("heading", "excluded"),
    [
        ("Spécification fonctionnelle", "Exclu"),
        ("Especificación funcional", "No objetivo"),
        ("Especificação funcional", "Excluído"),
        ("Leistungsbeschreibung", "Ausgeschlossen"),
        ("Muss-Kriterium", "Abgrenzungskriterium"),
        ("Функциональная спецификация", "Исключено"),
    ],
)
def test_a_heading_or_label_may_stand_in_the_singular(heading: str, excluded: str) -> None:
    spec = extract(f"# Atlas\n\n## {heading}\n\n- Extend a loan\n\n- **{excluded}** : fines\n")
    assert [item.text for item in spec.requirements] == ["Extend a loan"]
    assert [item.text for item in spec.out_of_scope] == ["fines"]
