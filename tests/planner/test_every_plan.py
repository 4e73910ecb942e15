"""Laws of every plan: complete, acyclic, sized, scheduled, nothing invented; on shapes and at random."""

import string
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.spec import (
    AcceptanceCriterion,
    Dependency,
    DependencyKind,
    Endpoint,
    Entity,
    EntityField,
    OpenQuestion,
    Priority,
    Requirement,
    RequirementKind,
    Risk,
    SecurityRule,
    Spec,
    Target,
    UserStory,
)
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from tests.planner.building import ALL
from tests.planner.conftest import START, profile_named, profile_text
from tests.planner.invariants import NAMES, problems, technologies_in
from tests.planner.test_profile import NAMES as PROFILES
from tests.planner.worked_example import at, worked_example

SHAPES = (worked_example, *ALL)
PROFILE_OF = {name: profile_named(name) for name in PROFILES}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("build", SHAPES, ids=lambda build: build.__name__)
def test_every_law_holds_for_every_shape_and_profile(build: Callable[[], Spec], profile: str) -> None:
    spec, settings = build(), PlanningSettings()
    plan = make_plan(spec, settings=settings, profile=PROFILE_OF[profile], start=START)
    assert problems(plan, spec, settings) == []


def test_the_list_of_technologies_is_worth_searching() -> None:
    assert len(NAMES) > 350
    assert technologies_in("Store it in PostgreSQL, with Redis.") == {"PostgreSQL", "Redis"}


@pytest.mark.parametrize("name", PROFILES)
def test_no_shipped_profile_names_a_technology(name: str) -> None:
    assert technologies_in(profile_text(name)) == frozenset()


VOCABULARY = """
user must shall can the system upload search profile avatar file report export room booking email delete
update within 200 ms 5 MB rate limit login permission stored in S3 batch migrate backfill keyboard column
pipeline ingest policy training feature flag not be encrypted GDPR compliant ÿ 検索 {{x}} **a** | #
"""
WORDS = st.sampled_from(VOCABULARY.split())
TEXT = st.one_of(
    st.lists(WORDS, min_size=1, max_size=9).map(" ".join),
    st.text(string.printable, min_size=1, max_size=60),
    st.text(min_size=1, max_size=40),
).filter(lambda text: any(c.isprintable() and not c.isspace() for c in text))
NAME = st.text(string.ascii_letters + "_é検", min_size=1, max_size=12)
SAID = st.none() | TEXT
NAMES_OR_NONE = st.none() | NAME
LEVELS = st.none() | st.sampled_from(list(Priority))
TARGETS = st.lists(
    st.builds(Target, text=TEXT, value=st.just(5.0), unit=st.sampled_from(["ms", "MB", ""])), max_size=2
).map(tuple)
FIELDS = st.lists(
    st.builds(EntityField, name=NAME, type=SAID, constraints=st.tuples() | st.tuples(TEXT)), max_size=3
).map(tuple)
FEW, MORE = st.integers(0, 3), st.integers(0, 12)
IS_NAMED = st.booleans()
REQUIREMENTS = st.fixed_dictionaries({
    "kind": st.sampled_from(list(RequirementKind)), "priority": LEVELS, "group": SAID, "targets": TARGETS,
    "category": st.sampled_from([None, "performance", "security", "privacy", "usability"]),
})  # fmt: skip
METHODS = st.sampled_from([None, "GET", "POST"])
KINDS = st.sampled_from(list(DependencyKind))


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A specification with anything in it, keys unique as the extractor makes them."""
    numbers = iter(range(10_000))

    def many(build: Callable[[str], object], count: st.SearchStrategy[int] = FEW) -> tuple[object, ...]:
        return tuple(build(f"k{next(numbers)}") for _ in range(draw(count)))

    def said(key: str) -> dict[str, object]:
        return {
            "key": key,
            "id": key.upper() if draw(IS_NAMED) else None,
            "text": draw(TEXT),
            "source": at(1),
        }

    stories = many(lambda key: UserStory(**said(key), goal=draw(SAID), priority=draw(LEVELS)))
    story_keys = [story.key for story in stories]  # type: ignore[attr-defined]
    story = st.sampled_from([None, *story_keys])
    requirements = many(lambda key: Requirement(**said(key), **draw(REQUIREMENTS), story=draw(story)), MORE)
    parents = [None, "gone", *story_keys, *(r.key for r in requirements)]  # type: ignore[attr-defined]
    parent = st.sampled_from(parents)
    return Spec(
        title=draw(SAID), overview=draw(SAID),
        requirements=requirements, user_stories=stories,
        acceptance_criteria=many(lambda k: AcceptanceCriterion(**said(k), parent=draw(parent)), MORE),
        endpoints=many(lambda k: Endpoint(**said(k), method=draw(METHODS), path="/" + draw(NAME))),
        entities=many(lambda k: Entity(**said(k), name=draw(NAMES_OR_NONE), fields=draw(FIELDS))),
        security_rules=many(lambda k: SecurityRule(**said(k), aspect=draw(SAID))),
        dependencies=many(lambda k: Dependency(**said(k), kind=draw(KINDS))),
        risks=many(lambda k: Risk(**said(k), mitigation=draw(SAID))),
        open_questions=many(lambda k: OpenQuestion(**said(k), about=draw(parent))),
    )  # fmt: skip


SETTINGS = st.builds(
    PlanningSettings,
    capacity=st.sampled_from([0.5, 1.0, 2.5, 8.0]),
    hours_per_day=st.sampled_from([2.0, 6.0, 8.0]),
    buffer=st.sampled_from([0.0, 0.3]),
    country=st.sampled_from([None, "DE", "US"]),
    points=st.sampled_from([{1: 3.0, 2: 4.0, 3: 8.0, 5: 16.0, 8: 28.0}, {1: 0.5, 13: 100.0}, {4: 40.0}]),
)


@pytest.mark.slow
@given(spec=specs().filter(lambda spec: spec.is_plannable), settings=SETTINGS, name=st.sampled_from(PROFILES))
def test_every_law_holds_for_random_specifications(spec: Spec, settings: PlanningSettings, name: str) -> None:
    plan = make_plan(spec, settings=settings, profile=PROFILE_OF[name], start=date(2026, 1, 1))
    assert problems(plan, spec, settings) == []


def test_specification_text_is_never_run_as_a_template() -> None:
    spec = Spec(title="{{ 7 * 7 }}", requirements=ALL[0]().requirements[:1])
    plan = make_plan(spec, settings=PlanningSettings(), profile=PROFILE_OF["standard"], start=START)
    assert plan.title == "Implementation Plan: {{ 7 * 7 }}"
