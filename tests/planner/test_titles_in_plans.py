"""What the tasks of a plan are titled after, and what the plan says is built."""

import pytest

from notion_planner.extractor import extract
from notion_planner.model.spec import Requirement, RequirementKind, Spec, Target
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START, profile_named
from tests.planner.worked_example import at


@pytest.mark.parametrize(
    ("story", "title"),
    [
        ("As a caller, I want to draw lines over my feed", "Let callers draw lines over their feed"),
        ("As a guest, I want to see what I owe", "Let guests see what they owe"),
        ("As a guest, I want to be told if my room is late", "Ensure guests are told if their room is late"),
        ("As a shift lead, I want my list to load in 1 s", "Ensure the shift lead's list loads in 1 s"),
        ("As a person who is ill, I want to keep my seat", "Let users keep their seat"),
        ("As a caller, I want mirror mode", "Implement mirror mode"),
        ("As a caller, I want Record a voice memo", "Implement recording a voice memo"),
        ("As a caller, I want AI to suggest a reply", "Let AI suggest a reply"),
        ("As a caller, I want to doodle on a map", "Implement doodling on a map"),
    ],
)
def test_what_a_person_says_of_themselves_is_said_of_their_role(story: str, title: str) -> None:
    text = f"# Rooms\n\n## User Stories\n\n- {story}, so that it is easy.\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    assert [task.title for task in plan.tasks if task.requirement_keys] == [title]


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        (
            "Shape of a locker: it has the outline of the lockers of the other halls, and is drawn only once",
            "Implement shape of a locker",
        ),
        ("Clock-safe: a locker opens when clocks fail", "Ensure a locker opens when clocks fail"),
        ("Simplify the list of lockers", "Simplify the list of lockers"),
        ("Lend a locker; and", "Implement lending a locker"),
    ],
)
def test_a_label_is_a_title_where_it_names_a_thing(wanted: str, title: str) -> None:
    spec = Spec(title="Lockers", requirements=building.wanted([wanted]))
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("quick"), start=START)
    (task,) = (task for task in plan.tasks if task.requirement_keys)
    assert task.title == title
    assert not task.requirements[0].text.endswith("and")


def test_the_overview_says_what_a_story_wants_and_not_its_form() -> None:
    spec = Spec(title="Rooms", requirements=building.wanted(["As a guest, I want to see my bill"]))
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert plan.overview.text == "Build Rooms: see their bill."
    spec = spec.model_copy(update={"overview": 'Input: User description: "Show guests what they owe."'})
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert plan.overview.text == "Show guests what they owe: see their bill."
    spec = spec.model_copy(update={"overview": "通知を一覧で表示する。"})
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert plan.overview.text == "Build Rooms. 通知を一覧で表示する."


@pytest.mark.parametrize(
    ("stated", "overview"),
    [
        ("Shares rooms with guests", "Build Rooms. Shares rooms with guests."),
        ("Billing shares a room with the bar", "Build Rooms. Billing shares a room with the bar."),
        ("A room for each guest", "Build a room for each guest: print a bill."),
        ("Status: DRAFT v0.7", "Build Rooms: print a bill."),
        ("Ada Byron | 26 May", "Build Rooms: print a bill."),
        ("Read all of it before we meet!", "Build Rooms: print a bill."),
    ],
)
def test_the_overview_says_what_is_built_and_nothing_of_the_document(stated: str, overview: str) -> None:
    spec = Spec(title="Rooms", overview=stated, requirements=building.wanted(["Print a bill"]))
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert plan.overview.text == overview


def titles(texts: list[str]) -> list[str]:
    slow = Requirement(
        key="nfr-1", text="La respuesta tarda menos de 2 s", source=at(30), category="performance",
        kind=RequirementKind.NON_FUNCTIONAL, targets=(Target(text="2 s", value=2, unit="s"),),
    )  # fmt: skip
    spec = Spec(title="Pedidos", requirements=(*building.wanted(texts), slow))
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    return [task.title for task in plan.tasks if task.requirement_keys]


def test_a_sentence_in_another_language_stands_whole_after_the_verb() -> None:
    assert titles(["El sistema permitirá gestionar facturas.", "Un pedido incluye varios productos"]) == [
        "Implement: El sistema permitirá gestionar facturas",
        "Implement: Un pedido incluye varios productos",
        "Test: La respuesta tarda menos de 2 s",
    ]


def test_a_requirement_that_is_told_as_a_story_is_titled_by_its_wish() -> None:
    told = ["As a guide, I want to see who is late, so that I can call", "Users can end the tour of a day"]
    assert titles(told)[:2] == ["Implement seeing who is late", "Implement ending the tour of a day"]


def test_what_builders_do_themselves_is_not_implemented_twice() -> None:
    asked = [
        "Use Vite",
        "Deploy the app on the LAN",
        "Guests use the lift",
        "See it | Rather than the whole list",
    ]
    assert titles(asked)[:4] == [
        "Use Vite",
        "Deploy the app on the LAN",
        "Ensure guests use the lift",
        "Implement seeing it",
    ]


def test_the_verb_of_a_requirement_can_decide_the_kind_of_its_task() -> None:
    texts = ["Fix the crash of the export", "The system must integrate with the CRM", "Refactor the parser"]
    spec = Spec(title="Orders", requirements=building.wanted(texts))
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert [(task.kind.value, task.title) for task in plan.tasks if task.requirement_keys] == [
        ("Fix", "Fix the crash of the export"),
        ("Integrate", "Integrate with the CRM"),
        ("Refactor", "Refactor the parser"),
    ]


def test_an_overview_that_is_a_sentence_is_not_the_name_of_what_is_built() -> None:
    spec = Spec(
        title="Onboarding",
        overview="Onboarding defines the first hour of an administrator.",
        requirements=building.wanted(["Connect the CRM"]),
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert plan.overview.text == "Build Onboarding. Onboarding defines the first hour of an administrator."


@pytest.mark.parametrize(
    ("heading", "wanted", "title"),
    [
        ("What is removed", "The nightly export", "Remove the nightly export"),
        ("Removals", "Add a note to the export", "Implement adding a note to the export"),
        ("Exports", "Nightly export — removed. Nobody reads it.", "Remove nightly export"),
        ("Exports", "Nightly export", "Implement nightly export"),
        ("Exports", "Document the nightly export", "Document the nightly export"),
        ("Exports", "Update the migration guide", "Update the migration guide"),
        ("Exports", "Document export", "Implement document export"),
    ],
)
def test_a_title_says_what_is_taken_away_and_what_is_written_about_it(
    heading: str, wanted: str, title: str
) -> None:
    spec = extract(f"# Ledger\n\n## Requirements\n\n### {heading}\n\n- {wanted}\n")
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert [task.title for task in plan.tasks if task.requirement_keys] == [title]


@pytest.mark.parametrize(
    ("lead", "title"),
    [
        ("The map must show:", "Ensure the map shows a bow, the deck"),
        ("The map must be drawn for:", "Ensure the map is drawn for a bow, the deck"),
        ("The map must have these two parts:", "Ensure the map has these two parts"),
    ],
)
def test_the_title_of_a_sentence_that_breaks_off_goes_on_with_what_it_leads_to(lead: str, title: str) -> None:
    spec = extract(
        f"# RFC: Ferry\n\n## Motivation\n\nFog.\n\n## Detailed design\n\n{lead}\n\n- a bow\n- the deck\n"
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert [task.title for task in plan.tasks if task.requirement_keys] == [title]


def test_a_setting_that_a_proposal_introduces_is_titled_by_its_name() -> None:
    table = "| option | description |\n|---|---|\n| map.bow | which bow should be drawn |\n"
    spec = extract(f"# RFC: Ferry\n\n## Motivation\n\nFog.\n\n## Proposal\n\n{table}")
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert [task.title for task in plan.tasks if task.requirement_keys] == ["Implement map.bow"]


@pytest.mark.parametrize("asked", ["Test that the form opens empty", "Testar que o formulário abre vazio"])
def test_a_test_that_is_asked_for_is_one_and_is_not_implemented(asked: str) -> None:
    spec = extract(
        f"# Forms\n\n## Requirements\n\n- A form can be sent\n- {asked}\n- Verify that a name is given\n"
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    kinds = {task.title: task.kind.value for task in plan.tasks if task.requirement_keys}
    assert kinds[asked] == "Test"
    assert list(kinds.values()).count("Implement") == 2
