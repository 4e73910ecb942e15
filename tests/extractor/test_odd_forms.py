"""Features in paragraphs, stories without a role, endpoints in tables, deferrals in parentheses."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize("heading", ["Key Features", "Hauptfunktionen", "Fonctionnalités clés", "主要功能"])
def test_each_paragraph_with_a_bold_name_is_a_feature_where_none_are_listed(heading: str) -> None:
    page = (
        f"# Roastery PRD\n\n## {heading}\n\nWhat we begin with.\n\n"
        "**[P0] Batch log.** Each roast is kept.\n\n**Cupping sheet.** Scores per sample.\n"
    )
    found = extract(page).requirements
    assert [(item.text, item.priority_text) for item in found] == [
        ("Batch log. Each roast is kept.", "P0"),
        ("Cupping sheet. Scores per sample.", None),
    ]


def test_a_feature_paragraph_that_begins_with_its_deferral_is_out_of_scope() -> None:
    page = (
        "# Roastery PRD\n\n## Features\n\n**Batch log.** Each roast is kept; blends are out of scope.\n\n"
        "**[P2: maybe]** Out of scope at first: a shop for beans.\n\n**Blends (post-MVP).** Mix two lots.\n"
    )
    spec = extract(page)
    assert [item.source.line for item in spec.requirements] == [5]
    assert [item.source.line for item in spec.out_of_scope] == [7, 9]


def test_a_paragraph_beside_listed_features_is_none() -> None:
    page = "# Roastery PRD\n\n## Features\n\n**In short.** A log.\n\n- batch log\n- cupping sheet\n"
    assert [item.text for item in extract(page).requirements] == ["batch log", "cupping sheet"]


WISHES = [
    "I want to mute a channel",
    "Ich möchte einen Kanal stummschalten",
    "Je veux couper le son d'un canal",
    "Quiero silenciar un canal",
    "Quero silenciar um canal",
    "Voglio silenziare un canale",
    "Ik wil een kanaal dempen",
    "チャンネルをミュートしたい",
    "我想把频道静音",
    "나는 채널을 음소거하고 싶다",
]


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_without_a_role_is_a_story_where_stories_are_listed(wish: str) -> None:
    spec = extract(f"# Radio\n\n## User stories\n\n- {wish}\n")
    assert [item.text for item in spec.user_stories] == [wish]
    assert not spec.requirements


@pytest.mark.parametrize("wish", WISHES)
def test_the_same_wish_elsewhere_is_no_story(wish: str) -> None:
    assert not extract(f"# Radio\n\n## Background\n\n- {wish}\n").user_stories


def test_a_title_that_announces_stories_covers_the_headings_below_it() -> None:
    spec = extract("# User Stories\n\n## Listening\n\n- I want to mute a channel\n- I can skip\n")
    assert len(spec.user_stories) == 2
    assert not spec.requirements


def test_what_a_told_story_lets_its_teller_do_are_no_further_stories() -> None:
    page = "# Radio\n\n## User stories\n\nAs a host, I want a mixer.\n\n- I can set faders\n"
    assert len(extract(page).user_stories) == 1


def test_criteria_in_the_first_person_stay_criteria() -> None:
    page = "# User Stories\n\nAs a host, I want a mixer.\n\n## Acceptance criteria\n\n- I can set faders\n"
    spec = extract(page)
    assert len(spec.user_stories) == 1
    assert [item.text for item in spec.acceptance_criteria] == ["I can set faders"]


def calls(markdown: str) -> list[tuple[str | None, str]]:
    return [(item.method, item.path) for item in extract(markdown).endpoints]


def test_endpoints_in_the_cells_of_a_table_are_read() -> None:
    page = (
        "# Spec\n\n## Requirements\n\n| ID | Requirement |\n|---|---|\n"
        "| R-1 | `PUT /locks/{id}` opens a lock |\n| R-2 | codes/keys expire |\n"
    )
    assert calls(page) == [("PUT", "/locks/{id}")]


@pytest.mark.parametrize("heading", ["POST /v1/locks", "2.1 `POST /v1/locks`", "POST `/v1/locks` – make one"])
def test_an_endpoint_in_a_heading_is_read(heading: str) -> None:
    page = f"# Locks API\n\n## Operations\n\n### {heading}\n\n- A lock has a name\n"
    assert calls(page) == [("POST", "/v1/locks")]


def test_a_table_of_endpoints_names_each_once() -> None:
    page = "# Spec\n\n## API\n\n| Endpoint | Description |\n|---|---|\n| `GET /locks` | all |\n"
    assert calls(page) == [("GET", "/locks")]


def test_an_endpoint_of_a_requirement_and_of_a_table_is_one_with_what_the_table_says() -> None:
    table = "| Path | Method | Description |\n|---|---|---|\n| `/locks/:id` | GET | a lock |\n"
    page = (
        f"# Spec\n\n## Requirements\n\n- FR-1: A lock is read by `GET /locks/{{id}}`\n\n## Calls\n\n{table}"
    )
    (endpoint,) = extract(page).endpoints
    assert (endpoint.path, endpoint.source.line, endpoint.description) == ("/locks/{id}", 5, "a lock")


def test_a_path_whose_method_stands_elsewhere_is_no_other_endpoint() -> None:
    limits = (
        "## Limits\n\nThese endpoints are limited:\n\n- `/v1/locks/open` 5 a minute\n- `/v1/keys/new` 2\n"
    )
    page = f"# Spec\n\n{limits}\n## API\n\n- POST /v1/locks/open\n"
    assert calls(page) == [(None, "/v1/keys/new"), ("POST", "/v1/locks/open")]


@pytest.mark.parametrize("named", ["via the `/v1/locks/open` endpoint", "über den Pfad `/v1/locks/open`"])
def test_a_path_beside_one_called_an_endpoint_is_one_too(named: str) -> None:
    page = f"# Lock design\n\n## Lifecycle\n\n- Opened {named}\n- Shut by `/v1/locks/shut`\n- In `/var`\n"
    assert calls(page) == [(None, "/v1/locks/open"), (None, "/v1/locks/shut")]


def test_a_path_that_a_request_is_made_to_is_an_endpoint_and_a_pattern_of_paths_none() -> None:
    page = "# Lock design\n\n## Limits\n\n{}\n"
    assert calls(page.format("When a request is made to `/locks/open`, it counts.")) == [
        (None, "/locks/open")
    ]
    assert calls(page.format("Any `/locks/admin/*` endpoint counts.")) == []
    assert calls(page.format("The endpoints `/locks/*.json` are open.")) == []


def test_paths_that_nothing_calls_endpoints_are_none() -> None:
    page = "# Lock design\n\n## Files\n\n- Logs in `/var/log/lock`\n\n| File |\n|---|\n| `/etc/lock/conf` |\n"
    assert calls(page) == []


@pytest.mark.parametrize(
    "item",
    [
        "Rows are tinted by state (icons post-MVP)",
        "Zeilen sind gefärbt (Symbole auf später verschoben)",
        "Owners see a report. Charts are deferred to phase 2.",
        "(icons post-MVP)",
    ],
)
def test_a_deferral_in_parentheses_does_not_defer_the_item(item: str) -> None:
    spec = extract(f"# PRD\n\n## Features\n\n- {item}\n- Sorting (post-MVP)\n")
    assert [found.text for found in spec.requirements] == [item]
    assert [found.text for found in spec.out_of_scope] == ["Sorting (post-MVP)"]


@pytest.mark.parametrize(
    "later",
    ["Maps (future)", "Maps (coming soon).", "Karten (später)", "Maps: future consideration (indoors)"],
)
def test_an_item_that_ends_with_when_it_comes_is_put_off(later: str) -> None:
    kept = "Search by name and by colour (later)", "A model open to future enhancements", "Snooze: later"
    items = "".join(f"- {item}\n" for item in (*kept, later))
    spec = extract(f"# PRD\n\n## Features\n\n{items}")
    assert [found.source.line for found in spec.requirements] == [5, 6, 7]
    assert [found.text for found in spec.out_of_scope] == [later]


def test_each_call_of_an_openapi_fragment_stands_where_its_path_is_defined() -> None:
    paths = "paths:\n  /trips:\n    get: {}\n  '/trips/{id}:cancel':\n    post: {}\n"
    spec = extract(f"# Ferry\n\n## API\n\n```yaml\n{paths}```\n")
    found = {endpoint.path: endpoint.source.line for endpoint in spec.endpoints}
    assert found == {"/trips": 7, "/trips/{id}:cancel": 9}


@pytest.mark.parametrize(
    "told",
    [
        "As a member,\n\nI want to queue for a class\n\nso that I get a place.",
        "As a member, I want to queue for a class\n\nSo that I get a place.",
        "**Como** socia\n\n**quiero** entrar en la cola\n\n**para** tener un lugar",
        "- **As a** member\n- **I want to** queue for a class\n- **So that** I get a place",
        "- As a member\n- So that I get a place\n- I want to queue for a class",
        "**As a:** member\n**I want:** to queue for a class\n**So that:** I get a place",
        "- **Como**: socia,\n- **Quiero**: entrar en la cola,\n- **Para**: tener un lugar",
    ],
)
def test_a_story_that_is_told_in_several_paragraphs_or_items_is_one(told: str) -> None:
    (story,) = extract(f"# Gym\n\n## User Stories\n\n{told}\n\nMore words.\n").user_stories
    assert (story.source.line, story.source.end_line) == (5, 5 + told.count("\n"))
    assert story.role in ("member", "socia")
    assert story.benefit in ("I get a place", "tener un lugar")


def test_wishes_in_paragraphs_of_a_list_of_stories_are_stories() -> None:
    text = (
        "I want to reserve a locker so that it is free.\n\nI want to cancel.\n\n- I want to see my bookings"
    )
    found = extract(
        f"# Lockers\n\n## Overview\n\nI want to be brief.\n\n## User stories\n\n{text}\n"
    ).user_stories
    assert [story.goal for story in found] == ["reserve a locker", "cancel", "see my bookings"]


def test_a_story_that_the_items_below_its_name_tell_has_the_criteria_beside_them() -> None:
    told = "    - **As a** member\n    - **I want** a place\n    - **Acceptance:**\n        - It is mine\n"
    spec = extract(f"# Gym\n\n## User Stories\n\n1. **Queue**\n{told}2. **Leave**\n{told}")
    assert [one.goal for one in spec.user_stories] == ["a place", "a place"]
    assert [one.parent for one in spec.acceptance_criteria] == [one.key for one in spec.user_stories]


def test_criteria_that_stand_elsewhere_are_none_here() -> None:
    for line in ("See `tests.md` for all of them.", "Siehe [Testplan](plan.md)."):
        page = f"# Locks\n\n## Requirements\n\n- Lock a door\n\n## Acceptance criteria\n\n{line}\n"
        assert extract(page).acceptance_criteria == ()


def test_a_part_and_its_value_are_no_identifier() -> None:
    page = "# Locks\n\n## Requirements\n\n- R5 = 10 Ω\n- R6 + C4 smooth the voltage\n- R-7 Lock a door\n"
    assert [(one.id, one.text) for one in extract(page).requirements] == [
        (None, "R5 = 10 Ω"),
        (None, "R6 + C4 smooth the voltage"),
        ("R-7", "Lock a door"),
    ]


def test_a_column_that_asks_about_the_story_tells_none() -> None:
    rows = "| 1 | No power | No |\n| 2 | No door | Yes |\n"
    table = f"| # | Edge case | In original story? |\n|---|---|---|\n{rows}"
    assert extract(f"# Locks\n\n## QA review\n\n{table}").user_stories == ()


@pytest.mark.parametrize(
    "said",
    [
        "Not applicable.",
        "N/A for now",
        "Not applicable initially.",
        "Não aplicável inicialmente.",
        "Non applicable.",
    ],
)
def test_a_part_of_the_requirements_that_says_there_are_none_asks_for_nothing(said: str) -> None:
    page = "# Roastery\n\n## Functional requirements\n\n### Shop\n\n- Beans are sold\n\n### Roasting\n\n"
    for form in ("", "- "):
        assert [one.text for one in extract(f"{page}{form}{said}\n").requirements] == ["Beans are sold"]
