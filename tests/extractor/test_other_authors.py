"""The same things said as other authors say them."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize(
    ("story", "role"),
    [
        ("As admin, I want to lock a shelf", "admin"),
        ("As branch manager I need to lock a shelf", "branch manager"),
        ("As readers, we want to lock a shelf", "readers"),
        ("As someone who shares a desk, I want to lock a shelf", "someone who shares a desk"),
        ("As any clerk, I can lock a shelf", "clerk"),
    ],
)
def test_a_story_needs_no_article(story: str, role: str) -> None:
    found = extract(f"# Shelves\n\n## User stories\n\n- {story}\n").user_stories
    assert [(one.role, one.goal) for one in found] == [(role, "lock a shelf")]


@pytest.mark.parametrize(
    "sentence",
    [
        "As soon as the shelf is full, I want a mail",
        "As discussed, I can lock the shelf",
        "As readers grow older, we need larger shelves",
        "As such, we can lock the shelf",
    ],
)
def test_other_sentences_that_begin_with_as_are_no_stories(sentence: str) -> None:
    assert not extract(f"# Shelves\n\n## Notes\n\n- {sentence}\n").user_stories


def test_a_story_table_needs_neither_outer_bars_nor_a_line_above_it() -> None:
    table = "As a | I want to | So that\n--- | --- | ---\n||\nclerk | lock a shelf | nobody takes books\n"
    assert [one.text for one in extract(table).user_stories] == [
        "As a clerk, I want to lock a shelf so that nobody takes books"
    ]


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ("Als | möchte ich | damit", "Als Leser, möchte ich …, damit"),
        ("En tant que | Je veux | Pour", "En tant que Leser, je veux … pour"),
        ("Como | Quiero | Para", "Como Leser, quiero … para"),
    ],
)
def test_the_titles_of_a_story_table_are_its_sentence_in_other_languages(titles: str, told: str) -> None:
    text = extract(f"# A\n\n| {titles} |\n| --- | --- | --- |\n| Leser | … blättern | … lesen |\n")
    assert [one.role for one in text.user_stories] == ["Leser"]
    assert text.user_stories[0].text.startswith(told.split(" …")[0])


def test_numbers_that_a_converter_escaped_number_a_list() -> None:
    page = "\\# Shelves\n\n\\## Requirements\n\n1\\. A shelf can be locked\n\n2\\. A shelf has a sign\n"
    assert [one.text for one in extract(page).requirements] == [
        "A shelf can be locked",
        "A shelf has a sign",
    ]


@pytest.mark.parametrize("methods", ["GET/PUT", "GET | PUT", "GET, PUT", "GET and PUT"])
def test_methods_that_share_a_path_are_an_endpoint_each(methods: str) -> None:
    found = extract(f"# Shelves\n\n## API\n\n- `{methods} /shelves/{{id}}` - one shelf\n").endpoints
    assert [(one.method, one.path) for one in found] == [("GET", "/shelves/{id}"), ("PUT", "/shelves/{id}")]


def test_methods_that_share_a_row_are_an_endpoint_each() -> None:
    table = "| Method | Path |\n| --- | --- |\n| GET/POST | `/shelves` |\n| delete | POST `/locks` |\n"
    found = extract(f"# Shelves\n\n## API\n\n{table}").endpoints
    assert [(one.method, one.path) for one in found] == [
        ("GET", "/shelves"),
        ("POST", "/shelves"),
        ("POST", "/locks"),
    ]


@pytest.mark.parametrize("story", ["", "**User story:** As a clerk, I want to lock a shelf\n\n"])
@pytest.mark.parametrize("criteria", ["#### Acceptance criteria", "**Acceptance criteria**"])
def test_a_heading_that_has_criteria_is_the_requirement_that_nothing_else_states(
    story: str, criteria: str
) -> None:
    unit = f"### 1. Shelves and current duties\n\n{story}{criteria}\n\n1. A lock holds\n"
    spec = extract(f"# Library\n\n## Requirements\n\n{unit}")
    assert [one.text for one in spec.requirements] == ["Shelves and current duties"]
    assert [one.text for one in spec.acceptance_criteria] == ["A lock holds"]
    assert len(spec.user_stories) == bool(story)


def test_a_heading_with_criteria_groups_the_requirements_that_stand_below_it() -> None:
    unit = "### Shelves\n\n- A shelf can be locked\n\n#### Acceptance criteria\n\n- A lock holds\n"
    spec = extract(f"# Library\n\n## Requirements\n\n{unit}")
    assert [one.text for one in spec.requirements] == ["A shelf can be locked"]
