"""Views of a database: made, listed, changed, asked for their rows and deleted."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workspace.conftest import Api

pytestmark = pytest.mark.anyio


async def made(api: Api, **more: Any) -> dict[str, Any]:
    source = await api.find("Engineering Tasks", "data_source")
    body = {"database_id": source["parent"]["database_id"], "data_source_id": source["id"], "name": "Mine"}
    return await api.ok("POST", "views", {**body, "type": "table", **more})


async def test_a_database_lists_its_views_and_a_data_source_too(api: Api) -> None:
    view = await made(api)
    for place in (
        {"database_id": view["parent"]["database_id"]},
        {"data_source_id": view["data_source_id"]},
    ):
        listed = (await api.ok("GET", "views", **place))["results"]
        assert [item["object"] for item in listed] == ["view", "view"]
        assert view["id"] in {item["id"] for item in listed}


@pytest.mark.parametrize(
    "wrong",
    [
        {"create_database": {"parent": {"page_id": "00000000-0000-0000-0000-000000000000"}}},
        {"database_id": None},
        {"filter": {"property": "Nope", "select": {"equals": "x"}}},
        {"sorts": [{"property": "Nope", "direction": "ascending"}]},
        {"type": "board", "configuration": {"type": "board", "group_by": {"property_id": "nope"}}},
    ],
)
async def test_a_view_in_no_one_place_or_by_a_property_that_is_none_is_refused(
    api: Api, wrong: dict[str, Any]
) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    body = {"database_id": source["parent"]["database_id"], "data_source_id": source["id"], "name": "Mine"}
    error = await api.error("POST", "views", {**body, "type": "table", **wrong})
    assert (error["status"], error["code"]) == (400, "validation_error")


async def test_a_view_takes_both_capabilities_that_it_changes_content_with(
    open_api: Callable[..., Api],
) -> None:
    api = open_api(capabilities=frozenset({"read_content", "insert_content"}))
    source = await api.find("Engineering Tasks", "data_source")
    body = {"database_id": source["parent"]["database_id"], "data_source_id": source["id"], "name": "Mine"}
    assert (await api.error("POST", "views", {**body, "type": "table"}))["status"] == 403


async def test_a_changed_view_keeps_what_was_not_named(api: Api) -> None:
    view = await made(api, sorts=[{"property": "Name", "direction": "ascending"}])
    changed = await api.ok("PATCH", f"views/{view['id']}", {"name": "Yours"})
    assert (changed["name"], changed["sorts"]) == ("Yours", view["sorts"])


async def test_a_view_answers_the_rows_that_its_filter_chooses_page_by_page(api: Api) -> None:
    for title in ("a", "b", "c"):
        await api.row(title, Status={"select": {"name": "Done"}})
    await api.row("open", Status={"select": {"name": "To Do"}})
    view = await made(api, filter={"property": "Status", "select": {"equals": "Done"}})
    query = await api.ok("POST", f"views/{view['id']}/queries", {"page_size": 2})
    assert (query["total_count"], len(query["results"]), query["has_more"]) == (3, 2, True)
    rest = await api.ok("GET", f"views/{view['id']}/queries/{query['id']}", start_cursor=query["next_cursor"])
    shown = {item["id"] for item in query["results"]} | {item["id"] for item in rest["results"]}
    assert len(shown) == 3


async def test_the_last_view_of_a_database_cannot_be_deleted(api: Api) -> None:
    view = await made(api)
    deleted = await api.ok("DELETE", f"views/{view['id']}")
    assert deleted["id"] == view["id"]
    (last,) = (await api.ok("GET", "views", database_id=view["parent"]["database_id"]))["results"]
    assert (await api.error("DELETE", f"views/{last['id']}"))["code"] == "validation_error"
    assert (await api.error("GET", f"views/{view['id']}"))["status"] == 404
