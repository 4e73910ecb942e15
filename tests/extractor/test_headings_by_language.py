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


@pytest.mark.parametrize("heading", ["一、性能", "（二）安全性", "다. 성능"])
def test_a_heading_says_the_same_behind_a_chinese_or_korean_number(heading: str) -> None:
    (found,) = extract(f"# Atlas\n\n## 需求\n\n### {heading}\n\n- 页面在两秒内打开\n").requirements
    assert found.kind == "non_functional"


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


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("功能需求", "requirements"),
        ("驗收條件", "acceptance_criteria"),
        ("可量測成果", "acceptance_criteria"),
        ("未決問題", "open_questions"),
        ("風險", "risks"),
    ],
)
def test_chinese_headings_are_known_in_either_script(heading: str, kind: str) -> None:
    assert len(getattr(extract(f"# 借閱\n\n## {heading}\n\n- 每本書都有到期日\n"), kind)) == 1


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Требования", "requirements"),
        ("Функциональные требования", "requirements"),
        ("Критерии приёмки", "acceptance_criteria"),
        ("Вне рамок", "out_of_scope"),
        ("Зависимости", "dependencies"),
        ("Открытые вопросы", "open_questions"),
        ("Wymagania funkcjonalne", "requirements"),
        ("Kryteria akceptacji (story)", "acceptance_criteria"),
        ("Poza zakresem", "out_of_scope"),
        ("Otwarte pytania", "open_questions"),
    ],
)
def test_russian_and_polish_headings_are_known(heading: str, kind: str) -> None:
    page = f"# Atlas\n\n## {heading}\n\n- Читатель видит срок возврата\n"
    assert len(getattr(extract(page), kind)) == 1


@pytest.mark.parametrize(
    ("story", "parts"),
    [
        (
            "Как читатель, я хочу продлить книгу, чтобы дочитать её",
            ("читатель", "продлить книгу", "дочитать её"),
        ),
        (
            "Jako czytelnik chcę przedłużyć książkę, aby ją skończyć",
            ("czytelnik", "przedłużyć książkę", "ją skończyć"),
        ),
    ],
)
def test_a_russian_or_polish_story_has_its_parts(story: str, parts: tuple[str, str, str]) -> None:
    found = extract(f"# Atlas\n\n{story}\n").user_stories
    assert [(one.role, one.goal, one.benefit) for one in found] == [parts]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("交付标准", "acceptance_criteria"),
        ("不在本期范围", "out_of_scope"),
        ("対応しないこと", "out_of_scope"),
        ("미포함 사항", "out_of_scope"),
        ("인수 테스트", "acceptance_criteria"),
        ("Points en suspens", "open_questions"),
        ("Pendências", "open_questions"),
        ("Nicht-Anforderungen", "out_of_scope"),
        ("Abgrenzungen", "out_of_scope"),
        ("Не входит в объём работ", "out_of_scope"),
        ("Anforderungskatalog", "requirements"),
    ],
)
def test_less_common_names_of_sections_are_known(heading: str, kind: str) -> None:
    page = f"# Atlas\n\n## Anforderungen\n\n- Fristen zeigen\n\n## {heading}\n\n- Ausleihe per Post\n"
    assert getattr(extract(page), kind)[-1].text == "Ausleihe per Post"


@pytest.mark.parametrize("heading", ["비기능 요구사항", "비기능 요구 사항", "비기능요구사항"])
def test_a_korean_heading_says_the_same_with_and_without_spaces(heading: str) -> None:
    found = extract(f"# Atlas\n\n## {heading}\n\n- 목록은 1초 이내에 열린다\n").requirements
    assert [str(one.kind) for one in found] == ["non_functional"]


def test_two_spellings_of_the_same_korean_word_head_a_data_model() -> None:
    pages = (f"# 복지 PRD\n\n## {word}\n\n- `Center`: 복지관\n" for word in ("엔티티", "핵심 엔터티"))
    assert [[item.name for item in extract(page).entities] for page in pages] == [["Center"], ["Center"]]


def test_headings_and_columns_typed_without_accents_say_the_same() -> None:
    table = "| Riesgo | Probabilidad | Mitigacion |\n|---|---|---|\n| Se llena | ALTA | Borrar lo viejo |\n"
    spec = extract(f"# Taquillas\n\n## Criterios de aceptacion\n\n- Se abre\n\n## Riesgos\n\n{table}")
    assert [risk.mitigation for risk in spec.risks] == ["Borrar lo viejo"]
    assert [criterion.text for criterion in spec.acceptance_criteria] == ["Se abre"]


@pytest.mark.parametrize(
    "heading", ["Fichiers concernés", "Archivos afectados", "Arquivos afetados", "Betrokken bestanden"]
)
def test_the_files_that_are_touched_are_no_requirements_in_any_language(heading: str) -> None:
    page = f"# Atlas PRD\n\n## Seiten\n\n- Karten drehen\n\n## {heading}\n\n- `src/map.py` — Karte\n"
    assert [item.text for item in extract(page).requirements] == ["Karten drehen"]


@pytest.mark.parametrize("heading", ["Follow-ups", "Follow-ups (explicitly later)", "Explicitly deferred"])
def test_what_a_design_leaves_to_follow_ups_is_out_of_scope(heading: str) -> None:
    page = f"# Ovens PRD\n\n## Features\n\n- Ovens preheat\n\n## {heading}\n\n- Ovens that clean themselves\n"
    spec = extract(page)
    assert [item.text for item in spec.requirements] == ["Ovens preheat"]
    assert [item.text for item in spec.out_of_scope] == ["Ovens that clean themselves"]


@pytest.mark.parametrize(
    "heading",
    [
        "Instructions for the planner",
        "Anweisungen für den Agenten",
        "Instructions pour l'agent",
        "Instrucciones para la IA",
        "Instruções para a skill",
        "Istruzioni per l'agente",
        "Instructies voor de agent",
    ],
)
def test_what_an_agent_is_told_to_do_asks_nothing_of_the_product(heading: str) -> None:
    told = "- Read the whole file before you plan the ovens\n- Do not write code while you plan them\n"
    page = f"# Ovens PRD\n\n## Requirements\n\n- Ovens preheat\n\n## {heading}\n\n{told}"
    assert [item.text for item in extract(page).requirements] == ["Ovens preheat"]


@pytest.mark.parametrize("heading", ["Testing & validation", "Validation and testing", "Test approach"])
def test_how_the_product_is_tested_is_none_of_its_features(heading: str) -> None:
    page = f"# Ovens PRD\n\n## Features\n\n- Ovens preheat\n\n## {heading}\n\n- Unit: the heat of an oven\n"
    assert [item.text for item in extract(page).requirements] == ["Ovens preheat"]
