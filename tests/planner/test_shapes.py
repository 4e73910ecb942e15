"""What a specification is about decides the phases: migration, component, pipeline, process, feature flag."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from notion_planner.extractor import extract
from notion_planner.extractor.readers.dates import date_in
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Dependency, DependencyKind, Endpoint, Spec
from notion_planner.planner import Profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START
from tests.planner.worked_example import at


@pytest.fixture
def planned(standard: Profile) -> Callable[[Spec], Plan]:
    return lambda spec: make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)


def names(plan: Plan) -> list[str]:
    return [phase.name for phase in plan.phases]


def titles(plan: Plan) -> list[str]:
    return [task.title for task in plan.tasks]


def test_a_migration_expands_backfills_writes_both_switches_and_contracts(
    planned: Callable[[Spec], Plan],
) -> None:
    plan = planned(building.database_migration())
    assert names(plan) == [
        "Expand: New Tables and Indexes",
        "Backfill",
        "Dual-Write",
        "Switch Reads",
        "Contract: Drop the Old",
    ]


def test_the_steps_of_a_migration_are_one_chain(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.database_migration())
    chain = ["expand", "backfill", "dual_write", "switch", "rollback", "contract"]
    for before, after in pairwise(chain):
        assert plan.task(after).blocked_by == (before,)


def test_the_way_back_of_a_migration_is_tried_from_its_end(planned: Callable[[Spec], Plan]) -> None:
    texts = [check.text for check in planned(building.database_migration()).task("rollback").criteria]
    assert any("each step has been tried on a copy, the last step first" in text for text in texts)


def test_what_a_migration_changes_waits_for_its_new_structures(planned: Callable[[Spec], Plan]) -> None:
    spec = building.database_migration()
    more = building.wanted(("Checkout must read preferences by key",), group="Checkout")
    plan = planned(spec.model_copy(update={"requirements": more, "entities": ()}))
    assert plan.task("requirement:fr-1").blocked_by == ("expand",)


@pytest.mark.parametrize(
    ("left_out", "planned_so"),
    [
        ("Data migration from the old store (no data to preserve)", False),
        ("Backfilling existing data", False),
        ("Data migration of accounts closed before 2020", True),
    ],
)
def test_a_migration_without_records_to_keep_has_no_backfill(
    left_out: str, *, planned_so: bool, planned: Callable[[Spec], Plan]
) -> None:
    text = "# Migrate settings from JSON to tables\n\n## Requirements\n\n- FR-1: Migrate the schema\n"
    spec = extract(f"{text}- FR-2: Cutover without downtime\n\n## Out of Scope\n\n- {left_out}\n")
    plan = planned(spec)
    assert ("Backfill existing data" in titles(plan), "dual_write" in {t.key for t in plan.tasks}) == (
        planned_so,
        True,
    )


def test_the_steps_of_a_migration_trace_to_its_requirements(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.database_migration())
    traced = {
        key: plan.task(key).requirement_keys for key in ("expand", "backfill", "dual_write", "contract")
    }
    assert traced == {
        "expand": ("fr-1",),
        "backfill": ("fr-2",),
        "dual_write": ("fr-3",),
        "contract": ("fr-5",),
    }


def test_a_component_gets_phases_from_base_to_accessibility(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.search_component())
    assert names(plan) == [
        "Base Component",
        "API Integration & Debounce",
        "Keyboard Navigation",
        "Further Behaviour",
        "Polish & Accessibility",
    ]
    assert plan.phases[3].goal.text == "Complete what the component does"


def test_keys_and_debouncing_of_something_else_draw_nothing_into_the_phases_of_a_search(
    planned: Callable[[Spec], Plan],
) -> None:
    spec = building.search_component()
    more = building.wanted(["Edit: enters the mode to change it", "Saving is debounced while typing"])
    more = tuple(item.model_copy(update={"key": f"more-{item.key}"}) for item in more)
    plan = planned(spec.model_copy(update={"requirements": (*spec.requirements, *more)}))
    asked = {item.text: item.tasks for item in plan.coverage}
    edited, saved = (plan.task(asked[item.text][0]) for item in more)
    assert plan.phases[edited.phase - 1].name == "Further Behaviour"
    assert "search" not in saved.title


def test_the_endpoints_behind_a_component_come_before_it_is_connected(
    planned: Callable[[Spec], Plan],
) -> None:
    answers = Endpoint(key="e", text="GET /hints", method="GET", path="/hints", source=at(300, "GET /hints"))
    plan = planned(building.search_component().model_copy(update={"endpoints": (answers,)}))
    assert plan.phases[plan.task("endpoint:e").phase - 1].name == "API Integration & Debounce"
    assert "endpoint:e" in plan.task("connect").blocked_by


def test_a_component_gets_keyboard_accessibility_and_responsive_work(planned: Callable[[Spec], Plan]) -> None:
    found = titles(planned(building.search_component()))
    assert {
        "Create base component",
        "Integrate search API with debounce",
        "Implement keyboard navigation",
        "Implement accessibility support",
        "Implement responsive layout",
    } <= set(found)


def test_a_pipeline_starts_with_its_sources(planned: Callable[[Spec], Plan]) -> None:
    assert names(planned(building.data_pipeline()))[:3] == [
        "Sources & Contracts",
        "Ingestion",
        "Transformation",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("Users set a schedule for each room", "Users copy a schedule", "Users share a schedule of a week"),
        ("Users subscribe to a feed", "The feed shows the rota", "Admins import a rota from CSV"),
    ],
)
def test_weak_words_that_are_said_often_do_not_change_the_shape(
    texts: tuple[str, ...], planned: Callable[[Spec], Plan]
) -> None:
    plan = planned(Spec(title="Heating Schedule", requirements=building.wanted(texts)))
    assert [phase.name for phase in plan.phases] == [
        "Foundation", "Core Features", "Testing & Hardening", "Documentation & Deployment",
    ]  # fmt: skip


def test_one_strong_word_however_often_does_not_change_the_shape_of_a_long_text(
    planned: Callable[[Spec], Plan],
) -> None:
    texts = [f"The UI language {number} names each day" for number in range(12)]
    plan = planned(Spec(title="Names of Days", requirements=building.wanted(texts)))
    assert "Keyboard Navigation" not in {phase.name for phase in plan.phases}


def test_a_service_of_several_components_that_has_a_ui_is_no_component(
    planned: Callable[[Spec], Plan],
) -> None:
    items = "".join(f"- Component {n} reports its state\n" for n in range(4))
    plan = planned(extract(f"# Watch\n\n## Requirements\n\n{items}- The UI lists what is down\n"))
    assert "Keyboard Navigation" not in names(plan)


def test_a_site_of_accessible_pages_is_no_component(planned: Callable[[Spec], Plan]) -> None:
    items = "".join(f"- Page {n} of the site shows a bill\n" for n in range(9))
    plan = planned(extract(f"# Bills\n\n## Requirements\n\n{items}- Each component meets WCAG\n"))
    assert "Keyboard Navigation" not in names(plan)


def test_a_stock_app_is_no_data_pipeline_however_often_it_says_warehouse(
    planned: Callable[[Spec], Plan],
) -> None:
    texts = [f"Show the stock of each warehouse by quality {number}" for number in range(9)]
    texts += ["Stay fast with a large dataset of each warehouse"]
    plan = planned(Spec(title="Stock", requirements=building.wanted(texts)))
    assert "Sources & Contracts" not in names(plan)


def test_endpoints_make_an_api_however_few_words_tell_of_one(planned: Callable[[Spec], Plan]) -> None:
    text = "# Chat\n\n## Features\n\n- Users send photos\n\n## API\n\n- `POST /groups`\n"
    assert "Create API scaffolding" in [task.title for task in planned(extract(text)).tasks]


def test_a_page_with_a_dropdown_is_no_component(planned: Callable[[Spec], Plan]) -> None:
    items = "".join(f"- Part {n} of the form is chosen from a dropdown of the page\n" for n in range(6))
    plan = planned(extract(f"# Requests\n\n## Requirements\n\n{items}"))
    assert "Keyboard Navigation" not in names(plan)


def test_a_pure_process_has_no_deployment_and_no_unit_tests(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.onboarding_process())
    assert names(plan) == ["Preparation", "Definition", "Pilot", "Roll-out"]
    assert not {"deploy", "unit", "scaffold", "monitoring"} & {task.key for task in plan.tasks}


def test_a_feature_flag_is_created_first_and_removed_last(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.flagged_feature())
    assert plan.task("flag").phase == 1
    assert plan.task("cleanup").blocked_by == ("rollout",)
    assert set(plan.task("rollout").blocked_by) == {"flag", "deploy"}


def test_stories_are_slices(planned: Callable[[Spec], Plan]) -> None:
    assert names(planned(building.plain_stories()))[1:4] == [
        "Save a draft",
        "Publish a post",
        "Delete a post",
    ]


def test_groups_of_requirements_are_slices_with_the_most_urgent_first(
    planned: Callable[[Spec], Plan],
) -> None:
    rooms = building.wanted(("Show free rooms", "Show the floor plan"), group="Rooms")
    bookings = [
        requirement.model_copy(update={"key": f"b-{n}", "group": "3.2 Bookings", "priority": "P0"})
        for n, requirement in enumerate(building.wanted(("Book a room", "Cancel a booking")))
    ]
    plan = planned(Spec(title="Rooms", requirements=(*rooms, *bookings)))
    assert names(plan)[1:3] == ["Bookings", "Rooms"]


def test_tests_and_documents_that_are_asked_for_are_the_tasks_that_every_plan_has(
    planned: Callable[[Spec], Plan],
) -> None:
    wanted = [
        "Unit tests for all public methods",
        "README with an example",
        "Generate unit tests for a class",
    ]
    plan = planned(Spec(title="Client", requirements=building.wanted(wanted)))
    asked = {item.text: [plan.task(key).title for key in item.tasks] for item in plan.coverage}
    assert asked[wanted[0]] == ["Write unit tests"]
    assert asked[wanted[1]] == ["Write documentation"]
    assert asked[wanted[2]] == ["Implement generating unit tests for a class"]


def test_an_open_question_blocks_the_task_that_it_is_about(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(building.troubled())
    task = plan.task("requirement:fr-1")
    assert "question" in task.blocked_by
    assert "? for " not in plan.task("question").full_title
    assert any("unknowns" in reason for reason in task.estimate.reasons)


def test_one_point_is_so_many_hours(standard: Profile) -> None:
    settings = PlanningSettings(points={1: 4})
    plan = make_plan(building.troubled(), settings=settings, profile=standard, start=START)
    assert {task.estimate.reasons[-1] for task in plan.tasks} == {"1 point is 4 hours"}


def test_a_stated_mitigation_is_a_task_and_a_missing_one_a_decision(planned: Callable[[Spec], Plan]) -> None:
    found = titles(planned(building.troubled()))
    assert "Mitigate: large reports time out" in found
    assert "Decide how to mitigate: fonts are missing" in found


def test_a_requirement_with_many_criteria_is_split_below_three_days(planned: Callable[[Spec], Plan]) -> None:
    wanted = building.wanted(("Import a contract",))
    spec = Spec(
        title="Contracts",
        requirements=wanted,
        acceptance_criteria=building.criteria((f"Field {n} is read" for n in range(20)), parent="fr-1"),
    )
    parts = [task for task in planned(spec).tasks if task.requirement_keys == ("fr-1",)]
    assert len(parts) > 1
    listed = [[c.key for c in part.criteria if c.key.startswith("ac-")] for part in parts]
    assert sum(map(len, listed)) == 20
    assert [list(part.criterion_keys) for part in parts] == listed
    assert all(part.estimate.hours <= 24 for part in parts)
    assert parts[1].blocked_by == (parts[0].key,)


def test_tasks_keep_their_keys_when_requirements_move(planned: Callable[[Spec], Plan]) -> None:
    spec = building.troubled()
    one, two = building.wanted(("Export a report as PDF", "Print a report"))
    before = planned(spec.model_copy(update={"requirements": (one, two)}))
    after = planned(spec.model_copy(update={"requirements": (two, one)}))
    assert {t.key for t in before.tasks} == {t.key for t in after.tasks}


def test_a_missed_deadline_is_a_blocker_and_a_milestone(standard: Profile) -> None:
    settings = PlanningSettings(deadline=START)
    plan = make_plan(building.troubled(), settings=settings, profile=standard, start=START)
    assert [line.origin.rule for line in plan.blockers] == ["deadline"]
    assert ("Deadline", START) in [(milestone.title, milestone.due) for milestone in plan.milestones]


def test_a_story_that_requirements_serve_is_verified_and_not_built_twice(
    planned: Callable[[Spec], Plan],
) -> None:
    stories = building.plain_stories().user_stories
    served = building.wanted(("Save a draft every minute",))[0].model_copy(update={"story": "us-1"})
    checks = building.criteria(("A draft is there after a restart",), parent="us-1")
    plan = planned(
        Spec(title="Blog", user_stories=stories, requirements=(served,), acceptance_criteria=checks)
    )
    kinds = {task.key: task.kind.value for task in plan.tasks if "us-1" in task.requirement_keys}
    assert kinds == {"story:us-1": "Test"}
    assert plan.task("story:us-1").blocked_by == ("requirement:fr-1",)


def test_what_a_row_requires_and_the_story_beside_it_are_one_task(planned: Callable[[Spec], Plan]) -> None:
    table = "| Requirement | User story |\n|---|---|\n| Drafts | A writer wants to go on after lunch |\n"
    plan = planned(extract(f"# Blog\n\n## Requirements\n\n{table}"))
    assert [task.title for task in plan.tasks if task.requirement_keys] == ["Implement Drafts"]


def test_a_date_in_the_stated_schedule_is_a_fixed_date(planned: Callable[[Spec], Plan]) -> None:
    fixed = Dependency(
        key="d", text="Launch with the fair on October 20, 2025", kind=DependencyKind.TIMELINE, source=at(1)
    )
    plan = planned(building.troubled().model_copy(update={"dependencies": (fixed,)}))
    assert plan.milestones[-1].title == "Launch with the fair on October 20, 2025"
    assert plan.milestones[-1].due == date(2025, 10, 20)
    assert [line.origin.items for line in plan.blockers] == [("d",)]


def test_a_date_in_the_head_of_a_specification_is_a_fixed_date(planned: Callable[[Spec], Plan]) -> None:
    plan = planned(extract("# Lockers\n\n**Due:** 2025-10-15\n\n## Requirements\n\n- FR-1: Book a slot\n"))
    assert (plan.milestones[-1].title, plan.milestones[-1].due) == ("Due", date(2025, 10, 15))
    assert "after the fixed date 2025-10-15: Due" in plan.blockers[-1].text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15 March 2027 (first 2026-01-01)", date(2027, 3, 15)),
        ("by 28.10.2025", date(2025, 10, 28)),
        ("by 2025-10-28", date(2025, 10, 28)),
        ("by Oct 28th, 2025", date(2025, 10, 28)),
        ("by 28 October 2025", date(2025, 10, 28)),
        ("by 28 ſep 2025", date(2025, 9, 28)),
        ("by 2025-13-40", None),
        ("next quarter", None),
    ],
)
def test_only_a_whole_date_is_read_as_one(text: str, found: date | None) -> None:
    assert date_in(text) == found


def test_a_process_in_one_part_is_agreed_part_by_part(planned: Callable[[Spec], Plan]) -> None:
    text = "# Review policy\n\n## Requirements\n\n- Train each manager in the approval process\n"
    (define,) = [phase for phase in planned(extract(text)).phases if phase.name == "Definition"]
    assert define.goal.text == "Write down and agree each part of the process"


@pytest.mark.parametrize(
    ("package", "is_ui"), [("@bills/modal-component", False), ("a modal component", True)]
)
def test_what_a_package_is_called_does_not_say_what_is_built_with_it(
    planned: Callable[[Spec], Plan], package: str, is_ui: bool
) -> None:
    texts = [f"The {part} is written with {package}" for part in ("bill", "letter", "list", "report")]
    plan = planned(Spec(title="Bills", requirements=building.wanted(texts)))
    assert ("Base Component" in names(plan)) is is_ui
