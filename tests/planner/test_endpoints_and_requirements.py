"""Which requirement an endpoint belongs to: the verb and the thing of both must be the same."""

import pytest

from notion_planner.extractor import extract
from notion_planner.planner import make_plan
from notion_planner.planner.demands.matching import join_endpoints
from notion_planner.planner.demands.topics import is_search
from notion_planner.planner.english.wording import stem
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named


def joined(requirement: str, endpoint: str) -> bool:
    spec = extract(f"# S\n\n## Functional\n\n- FR-1: {requirement}\n\n## API\n\n- {endpoint}\n")
    assert len(spec.endpoints) == 1
    return bool(join_endpoints(spec.requirements, spec.endpoints))


@pytest.mark.parametrize(
    ("requirement", "endpoint"),
    [
        ("Save a search under a name", "`POST /searches`"),
        ("List the saved searches of a customer", "`GET /searches`"),
        ("A locker MUST open with a code", "`POST /v1/lockers/{id}/open` - Open a locker"),
        ("Add a courier", "`POST /v1/couriers` - Register a courier"),
        ("Users can sign up", "`POST /users`"),
        ("Guests log in with a code", "`POST /auth/login`"),
    ],
)
def test_an_endpoint_belongs_to_the_requirement_of_its_verb_and_thing(
    requirement: str, endpoint: str
) -> None:
    assert joined(requirement, endpoint)


@pytest.mark.parametrize("who", ["The courier app", "A courier"])
def test_who_does_something_is_not_what_is_made(who: str) -> None:
    endpoint = "`POST /v1/couriers` - Register a courier"
    assert not joined(f"{who} MUST send a photo of the parcel", endpoint)


@pytest.mark.parametrize("word", ["search", "box", "class", "cache", "purchase", "user"])
def test_a_plural_has_the_stem_of_its_singular(word: str) -> None:
    plural = f"{word}es" if word in ("search", "box", "class") else f"{word}s"
    assert stem(plural) == stem(word)


@pytest.mark.parametrize(
    ("text", "searches"),
    [
        ("Save a search under a name", False),
        ("Users can delete their last search", False),
        ("Search users by name", True),
        ("Provide full-text search", True),
        ("Save drafts and search them", True),
        ("Expensive endpoints (search, export) cost more quota", False),
    ],
)
def test_who_keeps_a_search_does_not_search(text: str, searches: bool) -> None:
    assert is_search(text) is searches


def test_of_two_that_fit_an_endpoint_it_belongs_to_the_one_that_says_more_of_its_path() -> None:
    text = "# Books\n\n## Requirements\n\n- FR-1: Add a book\n- FR-2: Guests can review each book\n\n"
    spec = extract(f"{text}## API Endpoints\n\n- `POST /reviews/books/{{id}}` - Add a review of a book\n")
    assert list(join_endpoints(spec.requirements, spec.endpoints).values()) == [spec.requirements[1].key]


def test_an_endpoint_belongs_to_the_requirement_that_names_it() -> None:
    text = "# Parts\n\n## Requirements\n\n- FR-1: Offer GET/PUT /v1/parts\n- FR-2: Change parts by hand\n\n"
    text += "## API Endpoints\n\n- GET /v1/parts\n- PUT /v1/parts\n"
    spec = extract(text)
    assert set(join_endpoints(spec.requirements, spec.endpoints).values()) == {spec.requirements[0].key}


def test_what_is_searched_twice_under_one_name_is_indexed_and_tuned_once() -> None:
    text = "# Rooms\n\n## Features\n\n### Lobby\n\n- Discovery: browse by genre, trending, search\n\n"
    text += "### App\n\n- Discovery: browse, trending, search by name\n\n"
    text += "## Non-Functional Requirements\n\n- Search answers within 300 ms\n\n"
    text += "## Data Model\n\n| Field | Type |\n| --- | --- |\n| name | string |\n"
    plan = make_plan(
        extract(text), settings=PlanningSettings(), profile=profile_named("standard"), start=START
    )
    index, tune = (task for task in plan.tasks if task.key.startswith(("index:", "tune:")))
    assert (index.title, tune.title) == (
        "Add search index for Discovery",
        "Optimize search queries for Discovery",
    )
    assert {key.split(":")[0] for key in tune.blocked_by} == {"index", "requirement"}
    assert len(tune.blocked_by) == 3
