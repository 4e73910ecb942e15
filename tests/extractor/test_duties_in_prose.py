"""Sentences of duty beside a list of requirements, in the words of several languages."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize(
    "duty",
    [
        "Das Regal muss zwei Schlösser haben.",
        "Der Bereich muss zwei Schlösser haben.",
        "Das Regal muß zwei Schlösser haben.",
        "Le rayon doit avoir deux serrures.",
        "El estante tiene que llevar dos cerraduras.",
        "Het rek moet twee sloten hebben.",
    ],
)
def test_a_sentence_of_duty_after_a_list_of_requirements_is_one_too(duty: str) -> None:
    found = extract(
        f"# Shelves\n\n## Requirements\n\n- A shelf can be locked\n- A shelf has a sign\n\n{duty}\n"
    )
    assert [one.text for one in found.requirements][2:] == [duty]


@pytest.mark.parametrize(
    "told", ["Heute müssen wir zählen.", "Die Liste zeigt, was da ist.", "On doit compter."]
)
def test_what_a_team_must_do_after_a_list_of_requirements_is_none(told: str) -> None:
    found = extract(
        f"# Shelves\n\n## Requirements\n\n- A shelf can be locked\n- A shelf has a sign\n\n{told}\n"
    )
    assert len(found.requirements) == 2


def test_numbered_lines_below_requirements_are_requirements_and_their_headings_none() -> None:
    lines = "2.1. Shelves\n2.1.1. A shelf opens by a key.\n2.1.2. A reader may turn the sign;\n"
    found = extract(f"# Shelves\n\n## 2. Requirements\n\n{lines}").requirements
    assert [one.text for one in found] == ["A shelf opens by a key.", "A reader may turn the sign;"]


TOLD = """# Loans

**Owner:** Ann of the city library

## Functional requirements by module

**Priority:** High

**Desk** – no loan without a card. Returns at any desk of the city.

**Search** (public): by author and by title

## Non-functional requirements

Readers come from all over the city.

### Privacy

Encryption of all loans at rest.
"""


def test_what_is_told_of_a_named_function_or_quality_is_required() -> None:
    spec = extract(TOLD)
    assert [item.text.split()[0] for item in spec.requirements] == ["Desk", "Search", "Encryption"]
    assert spec.requirements[2].category == "privacy"


def test_what_is_told_of_a_quality_among_all_requirements_is_required() -> None:
    page = "# Desk SRS\n\n## Specific requirements\n\n### Security\n\nA loan is kept under a number.\n"
    attributes = "### Software system attributes\n\n#### Upkeep\n\n- One language\n"
    found = extract(f"{page}\n{attributes}").requirements
    assert [(item.text, item.kind) for item in found] == [
        ("A loan is kept under a number.", "non_functional"),
        ("One language", "non_functional"),
    ]


def test_beside_requirements_of_their_own_form_security_and_capitals_bind_in_prose() -> None:
    unit = "## Requirements\n\n### Requirement: Lock\n\nA shelf SHALL lock.\n"
    said = "Codes must change each week. Staff like them short."
    alarms = "## Alarms\n\nA door MUST ring. Bells must be new.\n"
    page = f"# Shelves\n\n{unit}\n## Security\n\n### Codes\n\n{said}\n\n{alarms}"
    found = extract(page).requirements
    assert [one.text for one in found] == ["Lock", "Codes must change each week.", "A door MUST ring."]


@pytest.mark.parametrize("mark", ["- **{}:** {}\n", "**{}**: {}\n\n"])
def test_what_goes_in_and_out_of_a_described_function_is_no_function(mark: str) -> None:
    fields = [("Inputs", "a code"), ("Processing", "count it"), ("Priority", "high"), ("Outputs", "a lock")]
    page = "# Shelves SRS\n\n## Functional requirements\n\n### 3.1 Lock\n\n"
    said = "".join(mark.format(*field) for field in [("Description", "A shelf shall lock."), *fields])
    assert [one.text for one in extract(f"{page}{said}").requirements] == ["Description: A shelf shall lock."]
    alone = extract(f"{page}- Input: by touch\n- Output: on paper\n").requirements
    assert [one.text for one in alone] == ["Input: by touch", "Output: on paper"]


@pytest.mark.parametrize(
    ("able", "other"),
    [
        ("Guests can {}", "Rowing boats"),
        ("Ein Gast kann {}", "Ruderboote"),
        ("손님은 {} 할 수 있습니다", "노 젓는 배"),
        ("利用者は{}できる", "手漕ぎの舟"),
    ],
)
def test_a_list_of_what_somebody_can_do_states_requirements_where_it_is_most_of_the_text(
    able: str, other: str
) -> None:
    lines = [able.format(word) for word in ("row", "sail", "swim")]
    listed = "".join(f"- {line}\n" for line in lines)
    assert [item.text for item in extract(f"# Boats\n\n{listed}- {other}\n").requirements] == lines
    others = f"- {other}\n" * 3
    assert not extract(f"# Boats\n\n{listed}{others}").requirements
    assert not extract(f"# Boats\n\n{listed.replace(lines[0], other)}").requirements


def test_what_should_be_done_may_stand_behind_when_or_for_what() -> None:
    page = "# Boats PRD\n\n## Features\n\n- Boats are hired\n\n## Looks\n\n"
    asked = ["For a given boat, the pictures should match.", "If a boat is away, the list should say so."]
    found = extract(f"{page}{asked[0]} Fog is rare. {asked[1]} If in doubt, we should ask.\n").requirements
    assert [one.text for one in found] == ["Boats are hired", *asked]


_SHOULD = [f"The {part} should be green." for part in ("bow", "deck", "mast", "oar", "rope", "sail")]


def test_a_text_of_which_much_should_be_so_states_that_whatever_it_is_called() -> None:
    others = "".join(f"- boat {number}\n" for number in range(20))
    found = extract(f"# Boats\n\n## Looks\n\n{' '.join(_SHOULD)}\n\n{others}")
    assert [one.text for one in found.requirements] == _SHOULD
    assert not extract(f"# Boats\n\n## Looks\n\n{' '.join(_SHOULD[1:])}\n\n{others}").requirements


def test_such_a_text_states_what_should_be_in_its_flows_and_below_its_rules() -> None:
    said = " ".join(_SHOULD)
    flow = "## User flow\n\n- a guest boards\n- if it rains, the cabin should open\n"
    rules = "## Crew\n\nBehaviour rules:\n\n- greet each guest\n\nNames:\n\n- Ada of the north\n"
    found = extract(f"# Boats\n\n## Looks\n\n{said}\n\n{flow}\n{rules}").requirements
    assert [one.text for one in found[6:]] == ["if it rains, the cabin should open", "greet each guest"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Features", "The gate will ring at night."),
        ("Fonctionnalités", "Les portes seront fermées la nuit."),
        ("Funcionalidades", "O portão poderá tocar à noite."),
        ("Funzionalità", "I cancelli saranno chiusi di notte."),
    ],
)
def test_features_told_in_prose_are_what_will_be(heading: str, said: str) -> None:
    goals, others = "## Goals\n\n- Less noise", "## Out of scope\n\n- Doors"
    page = f"# Gates\n\n{goals}\n\n## {heading}\n\n{said} Gates are old.\n\n{others}\n"
    assert [one.text for one in extract(page).requirements] == [said]
