"""How the wanted behaviour is cut into phases: evenly, and named so that it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.extractor import extract
from notion_planner.model.spec import Priority, Spec, UserStory
from notion_planner.planner import make_plan
from notion_planner.planner.demands.slices import Slice, _merged
from notion_planner.planner.english.wishes import story_name
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START, profile_named
from tests.planner.worked_example import at


def slices(weights: list[int]) -> list[Slice]:
    return [Slice(str(n), (f"S{n}",), weight, Priority.P1, (str(n),)) for n, weight in enumerate(weights)]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=24), st.integers(1, 5))
def test_no_cut_into_as_many_slices_has_a_lighter_heaviest_pair(weights: list[int], limit: int) -> None:
    found = _merged(slices(weights), limit)
    assert len(found) == min(limit, len(weights))
    assert [key for part in found for key in part.keys] == [str(n) for n in range(len(weights))]
    squares = sum(part.weight**2 for part in found)
    greedy = [*weights[: len(found) - 1], sum(weights[len(found) - 1 :])]
    assert squares <= sum(weight**2 for weight in greedy)


def test_equal_slices_are_cut_evenly() -> None:
    assert [part.weight for part in _merged(slices([1] * 12), 3)] == [4, 4, 4]


def test_of_equal_cuts_the_first_slices_stay_small() -> None:
    assert [part.weight for part in _merged(slices([1] * 4), 3)] == [1, 1, 2]


def test_a_name_that_another_one_holds_is_not_said_twice() -> None:
    part = Slice("a", ("Room Types & Roles", "Roles", "Search"), 3, Priority.P1)
    assert part.name == "Room Types & Roles & Search"


def test_a_slice_of_very_many_stories_is_named_without_comparing_each_with_each() -> None:
    part = Slice("a", tuple(f"Open file {number}" for number in range(30_000)), 1, Priority.P1)
    assert part.name == "Open file 0, Open file 1, Open file 2 & 29997 more"


def test_the_goal_of_a_phase_of_stories_reads_as_a_sentence() -> None:
    texts = ("make a payment", "ask for a refund", "follow a refund")
    stories = tuple(
        UserStory(key=f"s{n}", text=f"As a customer, I want to {text}", goal=text, source=at(n + 1))
        for n, text in enumerate(texts)
    )
    plan = make_plan(
        Spec(title="Payments", user_stories=stories),
        settings=PlanningSettings(),
        profile=profile_named("standard"),
        start=START,
    )
    goals = [phase.goal.text for phase in plan.phases]
    assert not any(goal.startswith("Make Make") for goal in goals)
    assert "Working from end to end: Make a payment" in goals


@pytest.mark.parametrize(
    ("text", "goal", "name"),
    [
        ("As a guard, I want to scan a ticket", "scan a ticket", "scan a ticket"),
        ("A climber wants to log a session", None, "log a session"),
        ("A clerk/guard wants to be able to log a ride", None, "log a ride"),
        ("As a tour guide, I can see who is late", None, "see who is late"),
        ("As an operator …", "the cache to survive restarts", "cache survives restarts"),
        ("As an operator …", "my settings to be kept for a year", "settings are kept for a year"),
        ("As an operator …", "the ability to export data", "the ability to export data"),
        ("As a guest …", "am reminded of my visit", "be reminded of their visit"),
        ("Browse and share", None, "Browse and share"),
    ],
)
def test_a_story_is_called_by_what_is_wanted(text: str, goal: str | None, name: str) -> None:
    assert story_name(UserStory(key="s", text=text, goal=goal, source=at(1))) == name


def phases(markdown: str) -> list[tuple[str, int]]:
    spec = extract(markdown)
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    return [(phase.name, len(phase.tasks)) for phase in plan.phases[1:-2]]


def story(who: str, what: str) -> str:
    return f"**User Story:** As a {who}, I want to {what}, so that it is done.\n\n"


def test_a_phase_is_named_by_the_numbered_heading_of_its_story() -> None:
    text = "# Gate\n\n## Requirements\n\n"
    text += "### US-1 — Ticket Scan\n\n" + story("guard", "scan tickets that visitors show to me")
    text += "### US-2: Late List\n\n" + story("guide", "see who is late and has to be called by me")
    assert [name for name, _ in phases(text)] == ["Ticket Scan", "Late List"]


def test_a_phase_is_named_without_the_number_of_its_story_however_deep_that_is() -> None:
    text = "# Gate\n\n"
    text += "## Story 10.1: Ticket Scan\n\n" + story("guard", "scan tickets that visitors show to me")
    text += "## Story 10.2: Late List\n\n" + story("guide", "see who is late and has to be called by me")
    assert [name for name, _ in phases(text)] == ["Ticket Scan", "Late List"]


def test_a_phase_is_named_by_the_heading_above_the_label_that_each_story_has() -> None:
    text = "# Gate\n\n## Epic: Entrance\n\n"
    for number, (name, goal) in enumerate({"Ticket Scan": "scan tickets", "Late List": "see a list"}.items()):
        text += f"### 1.{number} {name}\n\n**User story**\n- As a guard, I want to {goal} at the door\n\n"
    assert [name for name, _ in phases(text)] == ["Ticket Scan", "Late List"]


def test_a_label_that_many_stories_have_names_no_phase() -> None:
    text = "# Gate\n\n"
    for goal in ("scan", "void", "print", "mail", "sell", "sign", "sort", "lend"):
        text += f"### About to {goal}\n\n**Description:**\n\nAs a guard, I want to {goal} tickets\n\n"
    assert "Description" not in [name for name, _ in phases(text)]


def test_a_phase_is_named_without_the_priority_in_the_heading_of_its_story() -> None:
    text = "# Gate\n\n### US-1: Ticket Scan (optional)\n\n" + story("guard", "scan tickets at the door")
    assert [name for name, _ in phases(text)] == ["Ticket Scan"]


def test_a_phase_named_by_a_wish_is_not_cut_within_brackets() -> None:
    wanted = story("writer", "shape the world (places, rules, events) by talking with an engine")
    assert [name for name, _ in phases(f"# Tales\n\n## User stories\n\n{wanted}")] == [
        "Shape the world by talking with an engine"
    ]


def test_a_phase_is_named_by_the_numbered_heading_of_its_story_in_other_languages_too() -> None:
    story = "Como guarda, quero ler bilhetes, passes e convites para {}."
    text = "# Portão\n\n## Histórias de usuário\n\n"
    text += f"### História de Usuário 1 - Ler bilhetes\n\n{story.format('abrir')}\n\n"
    text += f"### História de Usuário 2 - Anular bilhetes\n\n{story.format('anular')}\n"
    assert [name for name, _ in phases(text)] == ["Ler bilhetes", "Anular bilhetes"]


def test_a_phase_named_by_a_wish_says_what_all_its_verbs_are_about() -> None:
    wanted = story("clerk", "open, change, and withdraw the orders of all the shops in town")
    assert [name for name, _ in phases(f"# Shop\n\n## User stories\n\n{wanted}")] == [
        "Open, change, and withdraw the orders of all the shops…"
    ]


def test_many_stories_are_cut_by_the_headings_that_they_share() -> None:
    text = "# Gate\n\n## User Stories\n\n"
    wanted = {"Tickets": ("scan a ticket", "void a ticket"), "Tours": ("start a tour", "end a tour")}
    for heading, goals in wanted.items():
        text += f"### {heading}\n\n" + "".join(f"- As a guard, I want to {goal}\n" for goal in goals) + "\n"
    assert phases(text) == [("Tickets", 2), ("Tours", 2)]


def test_a_phase_is_named_whole_without_an_aside_or_a_number_of_its_own() -> None:
    text = "# Lockers\n\n## Functional Requirements\n\n"
    text += "### Phase 1: Opening of a locker from the panel of a clerk\n\n- Open a locker\n\n"
    text += "### Alarms (sent by mail, and shown at once on the board)\n\n- Show an alarm\n"
    named = [name for name, _ in phases(text)]
    assert named == ["Opening of a locker from the panel of a clerk", "Alarms"]


def test_labels_that_divide_several_sections_are_parts_of_them_and_no_phases() -> None:
    text = "# Lockers\n\n## Functional Requirements\n\n"
    for heading in ("Lending of lockers", "Paying for lockers"):
        text += f"### {heading}\n\n**On the door:**\n- Show {heading}\n- Name a door\n\n"
        text += f"**In the hall:**\n- Log {heading}\n- Report {heading}\n\n"
    assert [name for name, _ in phases(text)] == ["Lending of lockers", "Paying for lockers"]


def test_what_is_said_of_two_parts_in_the_same_few_words_is_a_task_of_each() -> None:
    text = "# Lockers\n\n## Functional Requirements\n\n"
    text += "".join(f"### {part}\n\n- Draw round corners\n\n" for part in ("Door", "Shelf"))
    plan = make_plan(extract(text), settings=PlanningSettings(), profile=profile_named("quick"), start=START)
    titles = [task.title for task in plan.tasks if task.requirement_keys]
    assert titles == ["Implement drawing round corners (Door)", "Implement drawing round corners (Shelf)"]


@pytest.mark.parametrize(
    "heading",
    [
        *("Functional Requirements", "Exigences fonctionnelles", "機能要件", "What Changes"),
        *("Spécification fonctionnelle", "Especificación funcional", "Funktionale Spezifikation"),
    ],
)
def test_a_sections_usual_heading_names_no_phase(heading: str) -> None:
    text = f"# Gate\n\n## {heading}\n\n- FR-1: Guards scan tickets\n- FR-2: Guides see who is late\n"
    assert [name for name, _ in phases(text)] == ["Core Features"]


def test_a_heading_with_the_code_of_its_one_requirement_names_no_phase() -> None:
    text = "# Ferry\n\n## Requirements\n\n"
    text += "".join(
        f"### REQ-SHIP-00{n}: {name}\n\nIt MUST be dry.\n\n" for n, name in enumerate(("Pier", "Deck"))
    )
    assert [name for name, _ in phases(text)] == ["Core Features"]


def test_slices_are_weighed_with_what_else_is_built_in_them() -> None:
    groups = ("Tickets", "Tours", "Shops", "Parking")
    text = "# Gate\n\n## Functional Requirements\n\n" + "".join(
        f"### {group}\n\n- {group} can be listed\n- {group} can be closed\n\n" for group in groups
    )
    text += "## Non-Functional Requirements\n\n" + "".join(
        f"- NFR-{n}: Usability: {text}\n"
        for n, text in enumerate(
            ("Labels follow the house style", "Icons have a name", "Errors tell a way out")
        )
    )
    assert phases(text)[0] == ("Tickets", 5)


def test_a_word_that_several_stories_use_draws_no_weight_to_the_last() -> None:
    text = "# Dreams\n\n## User Stories\n\n" + "".join(
        f"### User Story {n} - {verb} a Dream\n\nA dreamer can {verb.lower()} a dream.\n\n"
        f"**Acceptance Scenarios**:\n\n1. **Given** a dream, **When** it is chosen, **Then** {verb} works\n\n"
        for n, verb in enumerate(("Browse", "Play", "Save", "Share", "Launch", "Delete"), 1)
    )
    assert [count for _, count in phases(text)] == [2, 2, 2]


def test_a_specification_of_qualities_alone_is_planned() -> None:
    spec = Spec(
        title="Gate", requirements=building.qualities((("usability", "Labels follow the house style"),))
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    assert all(entry.tasks for entry in plan.coverage)
