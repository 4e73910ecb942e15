"""Where a story has its identifier and its priority from."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Priority

STORY = "As a clerk, I want to lock a shelf."
OTHER = "As a reader, I want to see it."


@pytest.mark.parametrize(
    ("stories", "identifiers"),
    [
        (f"- **US-1.** {STORY}\n- **US-2.** {OTHER}", ["US-1", "US-2"]),
        (f"**Story 1**: {STORY}\n\n**User story 2:** {OTHER}", ["Story 1", "User story 2"]),
        (f"### SHELF-12 — Lock\n\n{STORY}\n\n### SHELF-13: See\n\n> {OTHER}", ["SHELF-12", "SHELF-13"]),
    ],
    ids=["behind a full stop", "counted", "key of a tracker"],
)
def test_each_story_is_told_once_with_its_identifier(stories: str, identifiers: list[str]) -> None:
    spec = extract(f"# Shelves\n\n## User stories\n\n{stories}\n")
    assert [(one.id, one.text) for one in spec.user_stories] == [
        (identifiers[0], STORY),
        (identifiers[1], OTHER),
    ]
    assert spec.requirements == ()


@pytest.mark.parametrize("word", ["Story #", "User Story "])
def test_a_heading_that_says_story_before_its_identifier_gives_the_story_that(word: str) -> None:
    spec = extract(f"# Shelves\n\n### **{word}US-04: Lock**\n\n**Description:**\n{STORY}\n")
    assert [(one.id, one.text) for one in spec.user_stories] == [("US-04", STORY)]


def test_a_heading_that_says_requirement_before_its_identifier_is_that_requirement() -> None:
    spec = extract("# Shelves\n\n## Requirement REQ-2: Lock a shelf\n\n## Requirement ISO-27001: Norms\n")
    assert [(one.id, one.text) for one in spec.requirements] == [("REQ-2", "Lock a shelf")]


def test_the_heading_of_a_requirement_or_of_several_stories_is_none_of_theirs() -> None:
    page = f"# Shelves\n\n## FR-1: Lock\n\n{STORY}\n\n## SHELF-1: See\n\n- {OTHER}\n- {STORY}\n"
    spec = extract(page)
    assert [one.id for one in spec.requirements] == ["FR-1", "SHELF-1"]
    assert [one.id for one in spec.user_stories] == [None, None, None]


def test_a_heading_may_give_its_stories_their_priority() -> None:
    found = extract(f"# Shelves\n\n## User stories\n\n### Must-have stories\n\n- {STORY}\n").user_stories
    assert [str(one.priority) for one in found] == ["P0"]


def test_the_heading_of_a_story_may_say_that_it_is_optional() -> None:
    page = f"# Shelves\n\n### US-1: Lock (optional)\n\n{STORY}\n\n### Shelves (optional)\n\n{OTHER}\n"
    assert [one.priority for one in extract(page).user_stories] == [Priority.P2, None]


def test_a_story_that_its_heading_names_is_told_below_it_once() -> None:
    parts = f"### Statement\n\n{STORY}\n\n### Technical requirements\n\n- **TR-US1-1**: Use a bolt\n"
    spec = extract(f"# Shelves\n\n## User story 1: Locks\n\n**Priority**: P1\n\n{parts}")
    assert [(one.id, one.text, one.goal) for one in spec.user_stories] == [
        ("User story 1", STORY, "lock a shelf")
    ]
    assert [(one.id, one.text) for one in spec.requirements] == [("TR-US1-1", "Use a bolt")]


def test_a_table_that_ranks_stories_by_their_identifiers_tells_none() -> None:
    rows = "| P0 | US-LOCK-01, US-LOCK-02 |\n| P1 | US-SIGN-01 – 04 |"
    spec = extract(f"# Shelves\n\n## User stories\n\n| Priority | Stories |\n|---|---|\n{rows}\n")
    assert spec.user_stories == ()


def test_a_story_that_a_table_only_names_is_where_it_is_told_with_the_priority_of_its_row() -> None:
    table = "| ID | Story | Priority |\n|---|---|---|\n| US-1 | Lock a shelf | Must |"
    (story,) = extract(f"# Stories\n\n{table}\n\n## US-1: Lock a shelf\n\n{STORY}\n").user_stories
    assert (story.id, story.source.line, story.role, story.goal) == ("US-1", 9, "clerk", "lock a shelf")
    assert (story.text, story.priority_text) == (STORY, "Must")


def test_the_list_right_below_a_story_is_its_conditions_where_it_has_no_others() -> None:
    heading = f"# Stories\n\n## US-1: Lock\n\n{STORY}\n\n"
    listed = (
        "**Points:** 3\n\n- A locked shelf is red\n- Size: small\n- See: the plan\n- Why red?\n\nRules: 2\n"
    )
    spec = extract(f"{heading}{listed}")
    assert [(one.text, one.parent) for one in spec.acceptance_criteria] == [
        ("A locked shelf is red", spec.user_stories[0].key)
    ]
    criteria = "### Acceptance criteria\n\n- Nobody else opens it\n"
    others = (f"Tasks:\n\n- Buy paint\n\n{criteria}", f"- Buy paint\n\n{criteria}")
    for other in others:
        assert [one.text for one in extract(f"{heading}{other}").acceptance_criteria] == [
            "Nobody else opens it"
        ]


@pytest.mark.parametrize(
    "head", ["| Field | Value |\n|---|---|\n| Priority | Must |", "| Priority | Must |\n|---|---|"]
)
def test_a_story_is_told_by_a_card_of_its_parts(head: str) -> None:
    rows = "| **As a** | clerk |\n| **I want** | to lock a shelf |\n| **So that** | nobody steals |"
    card = f"{head}\n{rows}\n| Acceptance criteria | It is shut<br>It is red |\n"
    spec = extract(f"# Shelves\n\n## User stories\n\n### US-1: Lock\n\n{card}")
    assert [(one.id, one.goal, one.benefit, one.priority_text) for one in spec.user_stories] == [
        ("US-1", "lock a shelf", "nobody steals", "Must")
    ]
    assert [one.text for one in spec.acceptance_criteria] == ["It is shut", "It is red"]
    assert spec.requirements == ()


def test_a_line_below_a_heading_may_give_a_story_or_a_function_its_identifier() -> None:
    story = f"### 3.1 Lock\n\n- **ID**: US-7\n- **Description**: {STORY}\n- **Acceptance**:\n  - It is shut\n"
    function = "### 2.1 Keys\n\n- **ID**: FR-4\n- **Description**: Keys are kept.\n- **Priority**: High\n"
    page = f"# Shelves PRD\n\n## Functional requirements\n\n{function}\n## User stories\n\n{story}"
    spec = extract(page)
    assert [(one.id, one.text) for one in spec.user_stories] == [("US-7", STORY)]
    assert [(one.id, one.text) for one in spec.requirements] == [("FR-4", "Description: Keys are kept.")]


@pytest.mark.parametrize("row", ["1.2 Lock | 3", "Story 1.2 | 3", "Story 1.2: Lock | 3"])
def test_a_table_that_names_a_story_by_its_number_tells_no_other(row: str) -> None:
    table = f"| Story | Points |\n|---|---|\n| {row} |\n"
    page = f"# Shelves\n\n## Story 1.2: Lock\n\n{STORY}\n\n## Points\n\n{table}"
    assert [(one.id, one.text) for one in extract(page).user_stories] == [("Story 1.2", STORY)]


@pytest.mark.parametrize("label", ["Narrative", "Our wish"])
def test_a_story_may_stand_behind_any_label_among_others(label: str) -> None:
    page = f"# Shelves\n\n## Story 1: Lock\n\n**Sprint:** 3  \n**{label}:** {STORY}  \n**Points:** 5\n"
    assert [(one.id, one.text) for one in extract(page).user_stories] == [("Story 1", STORY)]


def test_the_letter_before_a_story_is_no_part_of_it() -> None:
    page = f"# Shelves\n\n## User stories\n\na. {STORY}\n\n**Notes**\n\n- Brass\n\nb. {OTHER}\n"
    assert [one.text for one in extract(page).user_stories] == [STORY, OTHER]


@pytest.mark.parametrize("letter", ["", "b. "])
def test_a_story_behind_the_toggle_of_anothers_criteria_is_no_part_of_these(letter: str) -> None:
    toggle = "<details><summary>Acceptance criteria</summary>\n\n- It clicks\n</details>\n"
    page = f"# Shelves\n\n## User stories\n\n### Pilot\n\n{STORY}\n\n{toggle}\n{letter}{OTHER}\n\n{toggle}"
    spec = extract(page)
    paths = [one.source.heading_path for one in spec.user_stories]
    assert paths == [("User stories", "Pilot")] * 2
    assert [one.parent for one in spec.acceptance_criteria] == [one.key for one in spec.user_stories]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("História de Usuário 1 - Abrir (Prioridade: P1)", "Como membro, quero abrir a porta."),
        ("Historia de usuario 1 - Abrir (Prioridad: P1)", "Como socio, quiero abrir la puerta."),
        ("Récit utilisateur 1 - Ouvrir (Priorité : P1)", "En tant que membre, je veux ouvrir la porte."),
        ("Benutzergeschichte 1 - Öffnen (Priorität: P1)", "Als Mitglied möchte ich die Tür öffnen."),
        ("Gebruikersverhaal 1 - Openen (Prioriteit: P1)", "Als lid wil ik de deur openen."),
        ("Пользовательская история 1 - Вход (Приоритет: P1)", "Как гость, я хочу открыть дверь."),
        ("ユーザーストーリー 1 - 開く（優先度: P1）", "会員として、扉を開けたい。"),
    ],
)
def test_a_heading_gives_its_story_number_and_priority_in_every_language(heading: str, told: str) -> None:
    [story] = extract(f"# Gate\n\n## User Scenarios\n\n### {heading}\n\n{told}\n").user_stories
    assert (story.id, story.priority_text) == (heading[: heading.index(" 1") + 2], "P1")


@pytest.mark.parametrize(
    "heading", ["Constitution Alignment", "Alinhamento com a Constituição *(obrigatório)*"]
)
def test_that_a_feature_keeps_to_the_constitution_of_its_project_is_no_criterion(heading: str) -> None:
    page = (
        f"# Gate\n\n## Requirements\n\n- FR-1: Open\n\n## {heading}\n\n- CA-001 Plain: No framework is used\n"
    )
    assert extract(page).acceptance_criteria == ()
