"""Headings and stories of other languages than English."""

import pytest

from notion_planner.extractor import extract


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
