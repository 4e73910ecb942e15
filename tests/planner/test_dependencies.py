"""Dependencies: reduced, acyclic, nothing dangling, whole phases expanded to their tasks."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec
from notion_planner.planner import Profile, ProfileError, make_plan
from notion_planner.planner.tasks.dependencies import MOST_BLOCKERS, bounded, reduced, topological
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START, profile_named, profile_text
from tests.planner.invariants import problems


def own_profile(text: str) -> Profile:
    return Profile.parse(f"schema: notion-planner/profile/1\nextends: standard\n{text}", "ours", profile_text)


def test_a_dependency_that_follows_from_others_is_left_out() -> None:
    graph = {"a": set(), "b": {"a"}, "c": {"a", "b"}}
    assert reduced(graph, ["a", "b", "c"]) == {"a": (), "b": ("a",), "c": ("b",)}


def test_a_cycle_is_refused_with_its_tasks() -> None:
    with pytest.raises(ProfileError, match="wait for each other: a, b"):
        topological({"a": {"b"}, "b": {"a"}}, ["a", "b"])


def test_a_dependency_on_nothing_is_refused_by_name() -> None:
    with pytest.raises(ProfileError, match="not in the plan: gone"):
        topological({"a": {"gone"}}, ["a"])


def test_a_profile_whose_tasks_wait_for_each_other_is_refused() -> None:
    profile = own_profile("enablers: {decide: {after: [scaffold]}, scaffold: {after: [decide]}}")
    with pytest.raises(ProfileError, match="wait for each other"):
        make_plan(building.troubled(), settings=PlanningSettings(), profile=profile, start=START)


def test_all_of_a_phase_means_each_of_its_tasks() -> None:
    profile = own_profile("enablers: {unit: {after: ['phase:foundation']}}")
    plan = make_plan(building.flagged_feature(), settings=PlanningSettings(), profile=profile, start=START)
    above: set[str] = set()
    waiting = list(plan.task("unit").blocked_by)
    while waiting:
        key = waiting.pop()
        above.add(key)
        waiting += plan.task(key).blocked_by
    assert above == set(plan.phases[0].tasks)


GRAPHS = st.lists(st.lists(st.integers(0, 40), max_size=6), min_size=1, max_size=40)


@given(GRAPHS)
def test_a_reduction_keeps_what_follows_and_nothing_else(drawn: list[list[int]]) -> None:
    order = [str(n) for n in range(len(drawn))]
    graph = {str(n): {str(p) for p in parents if p < n} for n, parents in enumerate(drawn)}
    small = reduced(graph, order)

    def ancestors(edges: dict[str, set[str]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key in order:
            found[key] = set(edges[key]).union(*(found[parent] for parent in edges[key]))
        return found

    kept = {key: set(parents) for key, parents in small.items()}
    assert ancestors(kept) == ancestors(graph)
    above = ancestors(kept)
    for parents in kept.values():
        for parent in parents:
            assert parent not in set().union(*(above[other] for other in parents - {parent}))


def above_of(graph: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in topological(graph, list(graph)):
        found[key] = set(graph[key]).union(*(found[parent] for parent in graph[key]))
    return found


@given(st.integers(90, 350), st.integers(1, 3), st.integers(0, 120))
def test_no_task_has_more_direct_blockers_than_a_request_takes(tasks: int, gates: int, later: int) -> None:
    names = [f"t{n}" for n in range(tasks)]
    graph = {"root": (), **dict.fromkeys(names, ("root",))}
    graph |= {f"late{n}": (names[n % tasks],) for n in range(later)}
    open_ends = tuple(reduced(graph | {"end": tuple(graph)}, [*graph, "end"])["end"])
    graph |= {f"gate{n}": open_ends for n in range(gates)}
    small = bounded(graph, list(graph))
    assert max(len(parents) for parents in small.values()) <= MOST_BLOCKERS
    before, after = above_of(graph), above_of(small)
    assert all(before[key] <= after[key] for key in graph)
    assert reduced(small, list(graph)) == small


def test_a_test_task_of_a_very_large_plan_waits_for_every_feature_by_a_hundred(standard: Profile) -> None:
    spec = Spec(
        title="x", requirements=building.wanted([f"Export the report number {n}" for n in range(260)])
    )
    plan = make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)
    assert max(len(task.blocked_by) for task in plan.tasks) == MOST_BLOCKERS
    above = above_of({task.key: task.blocked_by for task in plan.tasks})["unit"]
    assert {f"requirement:fr-{n}" for n in range(1, 261)} <= above
    assert problems(plan, spec, PlanningSettings()) == []


@pytest.mark.parametrize("section", ["Functional Requirements", "Non-Functional Requirements"])
def test_whatever_a_question_is_marked_on_waits_for_its_answer(section: str) -> None:
    marked = "- R-1: Exports finish in time [NEEDS CLARIFICATION: which?]"
    spec = extract(f"# Export\n\n## {section}\n\n{marked}\n- R-2: Exports are kept for a year\n")
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    asked = spec.requirements[0].key
    task = next(task for task in plan.tasks if asked in task.requirement_keys)
    assert "question" in task.blocked_by


def test_what_names_a_store_waits_until_it_is_configured() -> None:
    text = "# Albums\n\n## Functional Requirements\n\n- FR-1: Copy photos to MinIO\n- FR-2: Show albums\n\n"
    spec = extract(f"{text}## Acceptance Criteria\n\n- Photos are stored in MinIO\n")
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    waits = ["storage:minio" in plan.task(f"requirement:{item.key}").blocked_by for item in spec.requirements]
    assert waits == [True, False]


def test_what_is_put_into_a_store_waits_for_the_scaffolding_that_puts_it_there() -> None:
    text = "# Parcels\n\n## Functional Requirements\n\n- FR-1: Register a parcel\n\n"
    spec = extract(f"{text}## Acceptance Criteria\n\n- Labels are stored in S3\n")
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile_named("standard"), start=START)
    (stored,) = (task for task in plan.tasks if task.key.startswith("store:"))
    assert set(stored.blocked_by) == {"storage:s3", "scaffold"}
