"""How the wanted behaviour is cut into phases: evenly, and named so that it can be read."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.spec import Priority, Spec, UserStory
from notion_planner.planner import make_plan
from notion_planner.planner.slices import Slice, _merged
from notion_planner.settings import PlanningSettings
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
