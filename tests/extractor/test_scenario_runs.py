"""Given/When/Then is a criterion wherever it stands, with or without a label that announces it."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec

STORY = "As a guest, I want to leave a list so that it is gone."
ABOVE = {
    "heading with identifier": f"### US-4: Leave a list\n\n{STORY}\n\n",
    "heading": f"### Leave a list\n\n{STORY}\n\n",
    "only a heading": "### US-4: Leave a list\n\n",
    "no heading": f"{STORY}\n\n",
    "the same paragraph": f"{STORY}\n",
    "item": f"- {STORY}\n",
}
FORMS = {
    "one sentence": "Given a list, when I leave, then it is gone.",
    "bold words": "**Given** a list, **when** I leave, **then** it is gone.",
    "lines": "Given a list\nWhen I leave\nThen it is gone",
    "bold lines": "**Given** a list\n**When** I leave\n**Then** it is gone",
    "paragraphs": "Given a list\n\nWhen I leave\n\nThen it is gone",
    "item": "- Given a list, when I leave, then it is gone.",
    "items": "- Given a list\n- When I leave\n- Then it is gone",
}


def below(above: str, form: str) -> Spec:
    text = FORMS[form]
    if above == "item":
        text = "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
    return extract(f"# Lists spec\n\n## User Stories\n\n{ABOVE[above]}{text}\n")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("above", ABOVE)
def test_a_scenario_below_a_story_is_its_criterion(above: str, form: str) -> None:
    spec = below(above, form)
    (story,) = spec.user_stories
    (found,) = spec.acceptance_criteria
    assert found.parent == story.key
    assert found.text.startswith("Given a list")
    assert found.text.rstrip(".").endswith("hen it is gone")
    assert not spec.requirements


def test_each_given_begins_another_scenario() -> None:
    steps = f"{FORMS['items']}\n- And I am told\n- Given no list\n- Then nothing is\n"
    spec = extract(f"# Lists spec\n\n## User Stories\n\n{STORY}\n\n{steps}")
    assert [item.steps for item in spec.acceptance_criteria] == [
        ("Given a list", "When I leave", "Then it is gone", "And I am told"),
        ("Given no list", "Then nothing is"),
    ]


def test_a_scenario_below_a_requirement_is_its_criterion_and_no_detail() -> None:
    body = "- FR-1: Leave a list\n  - on the web\n  - Given a list\n  - When I leave\n  - Then it is gone\n"
    spec = extract(f"# Lists spec\n\n## Requirements\n\n{body}")
    (requirement,) = spec.requirements
    assert requirement.details == ("on the web",)
    assert [item.parent for item in spec.acceptance_criteria] == [requirement.key]


@pytest.mark.parametrize(
    "text",
    [
        "When a guest leaves, then the list is gone",
        "Given names are shown first",
        "When I leave\n- the list is gone",
        "Then there is the export",
    ],
)
def test_words_that_scenarios_begin_with_make_no_criterion_of_a_requirement(text: str) -> None:
    spec = extract(f"# Lists spec\n\n## Requirements\n\n- {text}\n")
    assert not spec.acceptance_criteria
    assert len(spec.requirements) == text.count("\n- ") + 1


def test_a_sentence_that_is_broken_before_such_a_word_stays_one() -> None:
    body = "The list must be kept\nwhen a guest leaves, and only\nthen be shown to others.\n"
    spec = extract(f"# Lists spec\n\n## Requirements\n\n{body}")
    assert not spec.acceptance_criteria
    assert [item.text for item in spec.requirements] == [" ".join(body.split())]


def test_examples_of_scenarios_are_no_criteria() -> None:
    spec = extract(f"# Lists spec\n\n## Requirements\n\n- FR-1: leave\n\n## Examples\n\n{FORMS['items']}\n")
    assert not spec.acceptance_criteria


def test_a_scenario_of_five_thousand_steps_is_read() -> None:
    further = "- And another\n" * 5_000  # took long where each step looked at all before it
    spec = extract(
        f"# Lists spec\n\n## User Stories\n\n{STORY}\n\n- Given a list\n{further}- Then it is gone\n"
    )
    (found,) = spec.acceptance_criteria
    assert len(found.steps) == 5_002


@pytest.mark.parametrize(
    "heading", ["Requirements", "User stories", "Story 1: Count the till", "User Scenarios & Testing", "BDD"]
)
def test_rows_under_the_keywords_of_scenarios_are_scenarios_wherever_they_stand(heading: str) -> None:
    first = "AC-1 | an open till | a clerk counts it | the sum is right"
    second = "AC-2 | a shut till | | it stays shut"
    titles = "# | Given | When | Then |\n|---|---|---|---"
    page = f"# Till PRD\n\n## {heading}\n\n| {titles} |\n| {first} |\n| {second} |\n"
    found = extract(page)
    assert [(one.id, one.text) for one in found.acceptance_criteria] == [
        ("AC-1", "Given an open till, When a clerk counts it, Then the sum is right"),
        ("AC-2", "Given a shut till, Then it stays shut"),
    ]
    assert found.requirements == ()
    assert all(one.parent == story.key for story in found.user_stories for one in found.acceptance_criteria)


def test_steps_below_a_line_with_an_identifier_are_that_criterion() -> None:
    first = "**AC-US1-1**: Refund\n- **Given** a ticket\n- **When** it is refunded\n- **Then** the till pays"
    second = "**AC-US1-2**: Reprint\n- **Given** a printer\n- **Then** it prints twice"
    found = extract(f"# Till\n\n## Acceptance criteria\n\n{first}\n\n{second}\n").acceptance_criteria
    assert [(one.id, one.text, len(one.steps)) for one in found] == [
        ("AC-US1-1", "Refund", 3),
        ("AC-US1-2", "Reprint", 2),
    ]


@pytest.mark.parametrize("name", ["### Scenario 1: Cash", "**Scenario: Cash**"])
def test_a_scenario_named_by_a_heading_and_told_in_code_is_one(name: str) -> None:
    code = "```gherkin\nGiven cash\nWhen I pay\nThen paid\n```\n"
    (criterion,) = extract(f"# Till\n\n## Acceptance criteria\n\n{name}\n\n{code}").acceptance_criteria
    assert (criterion.text, criterion.steps) == ("Cash", ("Given cash", "When I pay", "Then paid"))


@pytest.mark.parametrize("before", ["The till opens.\nGiven a key\nThen it opens", f"- {STORY}"])
def test_a_requirement_with_steps_is_one_whatever_scenarios_stand_in_the_section_above(before: str) -> None:
    steps = "Given a coin\nWhen it falls\nThen it rings"
    first, second = f"The till must count.\n{steps}", f"The till must ring.\n{steps}"
    page = f"# Till PRD\n\n## Requirements\n\n### Desk\n\n{first}\n\n{before}\n\n### Shop\n\n{second}\n"
    assert [one.text for one in extract(page).requirements][-1] == "The till must ring."


def test_each_line_that_numbers_a_scenario_begins_one() -> None:
    first, second = (
        f"**Scenario 1:** {FORMS['one sentence']}",
        "**Scenario 2:** Given no list\nThen I see that",
    )
    page = f"# Lists\n\n## Story 1: Leave\n\n### Acceptance criteria\n{first}  \n{second}\n"
    criteria = extract(page).acceptance_criteria
    assert [(one.source.line, one.text.split()[-1]) for one in criteria] == [(6, "gone."), (7, "that")]


@pytest.mark.parametrize(
    ("heading", "labels"),
    [("Acceptance tests", ("Steps", "Expected result")), ("Abnahmeszenarien", ("Schritte", "Erwartet"))],
)
def test_steps_and_results_below_a_numbered_scenario_are_its_steps(
    heading: str, labels: tuple[str, str]
) -> None:
    steps, result = labels
    told = f"**{steps}:**\n\n- Leave a list.\n- Open it.\n\n**{result}:**\n\n- It is gone.\n"
    page = f"# Lists\n\n## Requirements\n\n- A guest can leave\n\n## {heading}\n\n### Scenario 1: Leaving\n"
    spec = extract(f"{page}\n{told}")
    assert [(one.text, one.steps) for one in spec.acceptance_criteria] == [
        ("Leaving", ("Leave a list.", "Open it.", "It is gone."))
    ]
    assert [one.text for one in spec.requirements] == ["A guest can leave"]


@pytest.mark.parametrize("within", ["## Acceptance scenarios", "## Refunds"])
@pytest.mark.parametrize("fence", ["```gherkin\n{}\n```", "{}"])
def test_the_scenario_below_a_numbered_heading_is_the_criterion_that_it_names(
    within: str, fence: str
) -> None:
    steps = ("Given a guest has paid", "When they cancel", "Then they are refunded")
    told = fence.format("\n".join(steps))
    spec = extract(
        f"# Seats PRD\n\n## Requirements\n\n- Cancel a seat\n\n{within}\n\n### AC-1: Refund\n\n{told}\n"
    )
    assert [(one.id, one.text, one.steps) for one in spec.acceptance_criteria] == [("AC-1", "Refund", steps)]
