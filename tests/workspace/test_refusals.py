"""Values of another kind, beyond what can be computed with, or that would tie a knot are refused."""

from typing import Any

import pytest

from tests.workspace.conftest import Api, text
from tests.workspace.test_data_sources import add, change, database

pytestmark = pytest.mark.anyio


async def every_type(api: Api) -> str:
    """A data source with a row and a property of each type below, named as its type."""
    source = await database(
        api, {name: {name: {}} for name in ("created_by", "date", "files", "rich_text", "unique_id")}
    )
    await change(api, source, relation={"relation": {"data_source_id": source, "single_property": {}}})
    rollup = {"relation_property_name": "relation", "rollup_property_name": "Name", "function": "count"}
    await change(api, source, select={"select": {"options": [{"name": "Todo"}]}})
    await change(api, source, formula={"formula": {"expression": "1"}}, rollup={"rollup": rollup})
    await add(api, source, "Row")
    return source


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("formula", {"number": True}),
        ("formula", {"number": {}}),
        ("formula", {"number": {"contains": 1}}),
        ("rollup", {"number": {"equals": {}}}),
        ("rollup", {"any": {"number": {"equals": "x"}}}),
        ("rollup", {"any": 1}),
        ("select", {"equals": "todo"}),
        ("select", {"equals": ["Todo", "Nope"]}),
        ("created_by", {"equals": "me"}),
        ("files", {"contains": "x"}),
        ("rich_text", {"equals": 5}),
        ("rich_text", {"is_empty": False}),
    ],
)
async def test_a_condition_that_means_nothing_is_refused(api: Api, kind: str, condition: Any) -> None:
    source = await every_type(api)
    await api.error("POST", f"data_sources/{source}/query", {"filter": {"property": kind, kind: condition}})


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("unique_id", {"greater_than": 10**20}),
        ("date", {"equals": "9999-12-31"}),
        ("date", {"before": "0001-01-01T00:00:00+14:00"}),
    ],
)
async def test_a_condition_that_nothing_can_meet_finds_nothing(api: Api, kind: str, condition: Any) -> None:
    source = await every_type(api)
    asked = {"filter": {"property": kind, kind: condition}}
    assert (await api.ok("POST", f"data_sources/{source}/query", asked))["results"] == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("files", [{"name": ["x"], "external": {"url": "https://a.example"}}]),
        ("date", {"start": "0001-01-01T00:00:00+14:00", "time_zone": "Europe/Berlin"}),
        ("date", {"start": "2026-01-01", "time_zone": "Europe"}),
        ("date", {"start": "2026-01-01", "time_zone": "x" * 300}),
    ],
)
async def test_a_value_that_is_none_is_refused(api: Api, kind: str, value: Any) -> None:
    body = {"parent": {"data_source_id": await every_type(api)}, "properties": {kind: {kind: value}}}
    assert (await api.error("POST", "pages", body))["message"].startswith("body failed validation")


@pytest.mark.parametrize(
    "body", [{"in_trash": "false"}, {"is_locked": 1}, {"erase_content": "no"}, {"is_archived": None}]
)
async def test_a_flag_that_is_neither_true_nor_false_changes_nothing(api: Api, body: Any) -> None:
    page = await api.page(markdown="kept")
    assert "should be a boolean" in (await api.error("PATCH", f"pages/{page['id']}", body))["message"]
    assert (await api.ok("GET", f"pages/{page['id']}"))["in_trash"] is False


@pytest.mark.parametrize("url", ["#top", "docs/a.md", "www.example.com"])
async def test_a_link_without_a_scheme_is_refused(api: Api, url: str) -> None:
    words = [{"text": {"content": "x", "link": {"url": url}}}]
    body = {"children": [{"paragraph": {"rich_text": words}}]}
    page = await api.page()
    assert (await api.error("PATCH", f"blocks/{page['id']}/children", body))[
        "message"
    ] == "Invalid URL for link."


async def test_a_database_in_the_trash_is_not_edited_before_it_is_restored(api: Api) -> None:
    source = await database(api, {})
    above = (await api.ok("GET", f"data_sources/{source}"))["parent"]["database_id"]
    await api.ok("PATCH", f"databases/{above}", {"in_trash": True})
    assert "archived" in (await api.error("PATCH", f"databases/{above}", {"title": text("x")}))["message"]
    body = {"properties": {"N": {"number": {}}}}
    assert "archived" in (await api.error("PATCH", f"data_sources/{source}", body))["message"]
    await api.ok("PATCH", f"databases/{above}", {"in_trash": False, "title": text("x")})


@pytest.mark.parametrize("options", [[1], {"a": 1}])
async def test_status_options_that_are_none_are_refused(api: Api, options: Any) -> None:
    source = await database(api, {})
    body = {"properties": {"S": {"status": {"options": options}}}}
    assert (await api.error("PATCH", f"data_sources/{source}", body))["code"] == "validation_error"


async def test_a_search_for_an_object_that_is_none_is_refused(api: Api) -> None:
    assert (await api.error("POST", "search", {"filter": {"value": {}}}))["code"] == "validation_error"


@pytest.mark.parametrize("cursor", ["²", "9" * 5_000])
async def test_a_cursor_that_is_no_place_in_a_list_is_refused(api: Api, cursor: str) -> None:
    page = await api.page()
    await api.error("GET", f"pages/{page['id']}/properties/title", start_cursor=cursor)


async def test_no_page_goes_below_itself_by_a_tag_in_a_page_that_it_holds(api: Api) -> None:
    page = await api.page()
    tag = f'<page url="https://app.notion.com/p/{api.seeded("Engineering Plans")}">x</page>'
    body = {"type": "insert_content", "insert_content": {"content": tag}}
    assert "into itself" in (await api.error("PATCH", f"pages/{page['id']}/markdown", body))["message"]


async def test_no_database_goes_below_itself_into_one_of_its_rows(api: Api) -> None:
    source = await database(api, {})
    row = await add(api, source, "Row")
    above = (await api.ok("GET", f"data_sources/{source}"))["parent"]["database_id"]
    body = {"parent": {"type": "page_id", "page_id": row}}
    assert "into itself" in (await api.error("PATCH", f"databases/{above}", body))["message"]


async def test_markdown_of_a_version_that_is_not_emulated_is_neither_read_nor_written(api: Api) -> None:
    page = await api.page(markdown="one")
    wanted = {"markdown_version": "v2"}
    body = {"type": "replace_content", "replace_content": {"new_str": "two"}, **wanted}
    await api.error("GET", f"pages/{page['id']}/markdown", **wanted)
    await api.error("PATCH", f"pages/{page['id']}/markdown", body)
    await api.error("POST", "pages", {"parent": {"page_id": page["id"]}, "markdown": "x", **wanted})
    assert (await api.ok("GET", f"pages/{page['id']}/markdown", markdown_version="v1"))["markdown"] == "one"
