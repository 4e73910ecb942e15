"""Search: words of titles, exact ones first, late by the configured lag; what is in the trash."""

from collections.abc import Callable

import pytest

from tests.workspace.conftest import Api, Clock, title_of
from tests.workspace.test_data_sources import database

pytestmark = pytest.mark.anyio


async def test_search_finds_words_of_titles_exact_ones_first(api: Api) -> None:
    await api.page("Profile notes")
    await api.page("User Profile")
    found = await api.ok(
        "POST", "search", {"query": "user profile", "filter": {"property": "object", "value": "page"}}
    )
    assert [title_of(page) for page in found["results"]][:2] == [
        "User Profile",
        "User Profile API Specification",
    ]
    assert "Profile notes" in [title_of(page) for page in found["results"]]


async def test_search_by_id_finds_nothing(api: Api) -> None:
    page = await api.page()
    assert (await api.ok("POST", "search", {"query": page["id"]}))["results"] == []


async def test_search_is_late_by_the_lag(open_api: Callable[..., Api], clock: Clock) -> None:
    late = open_api(search_lag_seconds=20)
    assert (await late.ok("POST", "search", {"query": "Engineering"}))["results"] == []
    clock.now = clock.now.replace(minute=30)
    assert (await late.ok("POST", "search", {"query": "Engineering"}))["results"] != []


async def test_trashed_data_sources_are_found_and_trashed_pages_are_not(api: Api) -> None:
    page = await api.page("Old thing")
    await database(api, {}, "Old thing")
    source = await api.find("Old thing", "data_source")
    await api.ok("PATCH", f"data_sources/{source['id']}", {"in_trash": True})
    await api.ok("PATCH", f"pages/{page['id']}", {"in_trash": True})
    found = await api.ok("POST", "search", {"query": "Old thing"})
    assert [item["object"] for item in found["results"]] == ["data_source"]


@pytest.mark.parametrize("query", ["plans " * 2_000, "plans" + " q" * 2_000, "a" * 60_000])
async def test_a_query_of_any_length_is_answered(api: Api, query: str) -> None:
    found = (await api.ok("POST", "search", {"query": query}))["results"]
    assert [title_of(item) for item in found] == ["Engineering Plans"] * query.startswith("plans plans")
