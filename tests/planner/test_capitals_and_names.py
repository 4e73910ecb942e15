"""How the words of a specification stand in titles, phases and lines of the plan."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.planner import make_plan
from notion_planner.planner.english.wishes import story_phrase
from notion_planner.planner.english.wording import inside_title
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def planned(text: str) -> Plan:
    standard = profile_named("standard")
    return make_plan(extract(text), settings=PlanningSettings(), profile=standard, start=START)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Weigh a parcel", "Implement weighing a parcel"),
        ("Dark mode", "Implement dark mode"),
        ("Stripe payments", "Implement Stripe payments"),
        ("Progress Timeline", "Implement Progress Timeline"),
        ("PDF export", "Implement PDF export"),
        ("React will draw the doors", "Ensure React draws the doors"),
        ("Export as JSON", "Implement export as JSON"),
        ("English-only filtering", "Implement English-only filtering"),
        ("🔐 Weigh a parcel", "Implement weighing a parcel"),
    ],
)
def test_a_title_goes_on_in_small_letters_unless_a_name_follows(asked: str, title: str) -> None:
    plan = planned(f"# Lockers\n\n## Functional Requirements\n\n- FR-1: {asked}\n- FR-2: Book a slot\n")
    assert title in [task.title for task in plan.tasks]


@pytest.mark.parametrize(
    ("store", "called"), [("S3", "S3 storage"), ("Azure Blob Storage", "Azure Blob Storage")]
)
def test_a_store_is_called_storage_once(store: str, called: str) -> None:
    plan = planned(f"# Photos\n\n## Acceptance Criteria\n\n- AC-1: Photos are stored in {store}\n")
    assert f"Configure {called}" in [task.title for task in plan.tasks]


def test_requirements_that_only_a_sign_tells_apart_get_a_task_each() -> None:
    asked = ("C clients", "C# clients", "C++ clients", "Alarm at 5 °C", "Alarm at -5 °C", "Alarm at < 5 °C")
    lines = "".join(f"- FR-{number}: {text}\n" for number, text in enumerate(asked, 1))
    coverage = planned(f"# Codes\n\n## Functional Requirements\n\n{lines}").coverage
    assert len({row.tasks for row in coverage}) == len(asked)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("ingredients to be merged", "Ensure ingredients are merged"),
        ("see orders to be packed", "Implement seeing orders to be packed"),
        ("orders to scan", "Implement orders to scan"),
    ],
)
def test_a_wish_for_a_state_of_things_needs_no_article(wanted: str, title: str) -> None:
    assert story_phrase(wanted, "Implement") == title


def test_a_phase_is_called_by_the_thing_and_not_by_the_verb_behind_it() -> None:
    text = "# Parcels\n\n## Functional Requirements\n\n- FR-1: The courier sends a photo\n"
    text += "- FR-2: A locker MUST open with a code\n\n## API\n\n- `POST /photos`\n- `GET /photos`\n"
    text += "- `POST /v1/lockers/{id}/open`\n"
    assert not [phase.name for phase in planned(text).phases if "Must" in phase.name]


@pytest.mark.parametrize("heading", ["Must have", "Should Have (P1)", "High priority"])
def test_a_phase_of_a_priority_is_called_the_features_of_it(heading: str) -> None:
    text = f"# Parcels\n\n## Functional\n\n- Weigh a parcel\n\n### {heading}\n\n- Print a label\n"
    assert f"{heading} features" in [phase.name for phase in planned(text).phases]


def test_the_plan_page_says_the_category_of_a_quality_once() -> None:
    text = "# App\n\n## Features\n\n- Map\n\n## Non-Functional\n\n- Performance: App launches in 2 s\n"
    (line,) = planned(text).non_functional
    assert (line.label, line.text) == ("Performance", "App launches in 2 s")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Epic 5: App settings", "Implement app settings"),
        ("F1 — Reports by day", "Implement reports by day"),
        ("REQ-006 Session cookies", "Implement session cookies"),
        ("UTF-8 names", "Implement UTF-8 names"),
        ("ISO-8601 dates in reports", "Implement ISO-8601 dates in reports"),
        ("Soll vs. Ist anzeigen", "Implement Soll vs. Ist anzeigen"),
        ("번역된 문자 수 보기", "Implement: 번역된 문자 수 보기"),
        ("TTS: 단어 발음 제공", "Implement: TTS: 단어 발음 제공"),
    ],
)
def test_a_title_says_what_is_asked_for_and_not_its_number(asked: str, title: str) -> None:
    known = "".join(f"- FR-{n}: Show the orders of a day\n" for n in range(3))
    plan = planned(f"# Shop\n\n## Functional Requirements\n\n{known}- {asked}\n")
    assert title in [task.title for task in plan.tasks]


def test_a_phase_is_called_without_the_number_of_its_heading() -> None:
    parts = "".join(
        f"### M{n} — {name}\n\n- FR-{n}1: Show the {name} of a day\n- FR-{n}2: Sort {name} by name\n\n"
        for n, name in ((1, "rooms"), (2, "guests"))
    )
    plan = planned(f"# Hotel\n\n## Functional Requirements\n\n{parts}")
    assert {"Rooms", "Guests"} <= {phase.name for phase in plan.phases}


def test_a_risk_keeps_the_capital_of_a_name() -> None:
    risks = (
        "- Google Meet shows no camera. Mitigation: a guide\n- Hand tracking fails. Mitigation: smooth it\n"
    )
    plan = planned(f"# Ink\n\n## Requirements\n\n- FR-1: Draw\n\n## Risks\n\n{risks}")
    assert [task.title for task in plan.tasks if task.key.startswith("mitigation")] == [
        "Mitigate: Google Meet shows no camera",
        "Mitigate: hand tracking fails",
    ]


def test_what_another_language_says_keeps_its_capitals_among_the_deliverables() -> None:
    wishes = "- FR-1: Buchung einer Fähre ohne Konto\n- FR-2: Stornierung einer Buchung durch den Gast\n"
    (phase,) = [
        phase
        for phase in planned(f"# Fähre\n\n## Anforderungen\n\n{wishes}").phases
        if "Buchung" in phase.deliverables.text
    ]
    assert phase.deliverables.text.startswith("Working: Buchung einer Fähre ohne Konto; Stornierung")


@pytest.mark.parametrize("name", ["React Native Keychain", "Python 3.12", "Backend Service of the harbour"])
def test_a_dependency_that_begins_with_a_name_keeps_its_capital(name: str) -> None:
    plan = planned(f"# Ferry\n\n## Requirements\n\n- FR-1: Book a ferry\n\n## Dependencies\n\n- {name}\n")
    assert plan.task("dependency").title == f"Confirm {name}"


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Boats -- also small ones -- MUST carry a light", "Ensure boats carry a light"),
        ("A boat (of any size) must carry a light", "Ensure a boat carries a light"),
        ("Boats must carry a light — a red one — and a horn", "Ensure boats carry a light and a horn"),
        ("Boats must carry a light — a red one", "Ensure boats carry a light — a red one"),
    ],
)
def test_a_title_leaves_out_what_is_said_by_the_way(asked: str, title: str) -> None:
    plan = planned(f"# Boats\n\n## Functional Requirements\n\n- FR-1: {asked}\n- FR-2: Book a slot\n")
    assert title in [task.title for task in plan.tasks]


def test_a_quality_in_another_language_is_ensured_as_it_is_stated() -> None:
    text = "Die Lampen werden nachts gedimmt"
    rules = "- FR-1: Die Lampen müssen am Tag aus sein\n- FR-2: Jede Lampe muss einen Namen haben\n"
    page = f"# Lampen\n\n## Funktionale Anforderungen\n\n{rules}\n"
    plan = planned(f"{page}## Nichtfunktionale Anforderungen\n\n- {text}\n")
    assert f"Ensure: {text}" in [task.title for task in plan.tasks]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Browse and Discover Dreams", "Browse and Discover Dreams"),
        ("Create an account", "create an account"),
        ("API keys", "API keys"),
        ("Payments", "payments"),
    ],
)
def test_a_name_in_title_case_keeps_its_capital_inside_a_title(name: str, shown: str) -> None:
    assert inside_title(name) == shown
