"""A phase's deliverables are things, each named once, five at most."""

from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.planner import Profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START


def deliverables(spec: Spec, profile: Profile) -> list[str]:
    plan = make_plan(spec, settings=PlanningSettings(), profile=profile, start=START)
    return [phase.deliverables.text for phase in plan.phases]


def test_foundations_are_named_as_things(plan: Plan) -> None:
    assert plan.phases[0].deliverables.text == (
        "Decided technical choices; database schema; S3 storage; API scaffolding"
    )


def test_behaviour_is_delivered_working_before_what_supports_it(plan: Plan) -> None:
    assert plan.phases[1].deliverables.text == (
        "Working: getting user profile by ID; updating user profile; authentication by JWT bearer token; "
        "rate limiting; input validation; and 2 more"
    )


def test_tests_are_delivered_as_what_has_passed(plan: Plan) -> None:
    assert plan.phases[4].deliverables.text == (
        "Passed and on record: unit tests; security audit; response time < 200ms (p95); "
        "the ability to support 1000 concurrent users; integration tests"
    )


def test_a_split_task_is_delivered_once(standard: Profile) -> None:
    spec = Spec(title="x", requirements=building.wanted(["Export a report"]))
    many = building.criteria((f"Part {n} is exported" for n in range(40)), parent="fr-1")
    found = deliverables(spec.model_copy(update={"acceptance_criteria": many}), standard)
    assert "Working: exporting a report" in found


def test_more_than_five_results_are_counted(standard: Profile) -> None:
    wanted = building.wanted(
        [f"Export the {name} report" for name in ("daily", "weekly", "open", "last", "own")]
    )
    more = [r.model_copy(update={"key": r.key + "b", "text": r.text + " again"}) for r in wanted]
    found = deliverables(Spec(title="x", requirements=(*wanted, *more)), standard)
    (core,) = [text for text in found if text.startswith("Working: ")]
    assert core.count(";") == 5
    assert core.endswith("; and 5 more")


def test_a_name_in_title_case_is_delivered_under_it(standard: Profile) -> None:
    spec = Spec(title="x", requirements=building.wanted(["Doctor Search & Slot Booking", "Export a map"]))
    assert "Working: Doctor Search & Slot Booking; exporting a map" in deliverables(spec, standard)


def test_a_result_is_one_thing_in_the_form_of_its_neighbours(standard: Profile) -> None:
    wanted = [
        "Show the map",
        "A name is required; a picture is optional",
        "Keys of several kinds: Limit by: key of the interface, user, address or a combination",
    ]
    found = deliverables(Spec(title="x", requirements=building.wanted(wanted)), standard)
    assert "Working: showing the map; a name is required; keys of several kinds" in found
