"""What every backend answers alike: the workspace in process, the workspace over HTTP, and Notion."""

import httpx
import pytest

from notion_planner.workspace import Fault, Workspace
from tests.workspace.conftest import paragraph, text, update
from tests.workspace.contract.conftest import LOCAL, Backend

pytestmark = pytest.mark.anyio


async def test_a_page_is_written_and_read_as_markdown(backend: Backend) -> None:
    page = await backend.made(markdown="## New Section\n\nHello from **markdown**.\n\n- [ ] a\n\t- b")
    read = await backend.ok("GET", f"pages/{page['id']}/markdown")
    assert read["markdown"] == "## New Section\nHello from **markdown**.\n- [ ] a\n\t- b"
    assert (read["truncated"], read["unknown_block_ids"]) == (False, [])


async def test_an_update_replaces_words_and_answers_the_whole_page(backend: Backend) -> None:
    page = await backend.made(markdown="alpha\nbeta")
    answer = await backend.ok("PATCH", f"pages/{page['id']}/markdown", update("beta", "gamma"))
    assert answer["markdown"] == "alpha\ngamma"


async def test_an_update_without_a_match_changes_nothing(backend: Backend) -> None:
    page = await backend.made(markdown="alpha")
    refused = await backend.send("PATCH", f"pages/{page['id']}/markdown", update("delta", "gamma"))
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert (await backend.ok("GET", f"pages/{page['id']}/markdown"))["markdown"] == "alpha"


async def test_replaced_content_keeps_the_ids_of_unchanged_blocks(backend: Backend) -> None:
    page = await backend.made(markdown="alpha\nbeta\ngamma")
    before = [block["id"] for block in await backend.children(page["id"])]
    body = {"type": "replace_content", "replace_content": {"new_str": "alpha\nbeta edited\ngamma"}}
    await backend.ok("PATCH", f"pages/{page['id']}/markdown", body)
    assert [block["id"] for block in await backend.children(page["id"])] == before


async def test_an_insertion_answers_with_the_following_siblings(backend: Backend) -> None:
    page = await backend.made(markdown="one\ntwo")
    first, second = await backend.children(page["id"])
    position = {"type": "after_block", "after_block": {"id": first["id"]}}
    body = {"children": [paragraph("half")], "position": position}
    answer = await backend.ok("PATCH", f"blocks/{page['id']}/children", body)
    assert [block["id"] for block in answer["results"]][1:] == [second["id"]]


async def test_a_list_is_read_in_pages_by_its_cursor(backend: Backend) -> None:
    page = await backend.made(markdown="one\ntwo\nthree")
    first = await backend.ok("GET", f"blocks/{page['id']}/children?page_size=2")
    assert (len(first["results"]), first["has_more"]) == (2, True)
    path = f"blocks/{page['id']}/children?page_size=2&start_cursor={first['next_cursor']}"
    rest = await backend.ok("GET", path)
    assert (len(rest["results"]), rest["has_more"], rest["next_cursor"]) == (1, False, None)


async def test_a_row_is_found_by_the_key_in_its_text(backend: Backend) -> None:
    source = await backend.source(Key={"rich_text": {}})
    row = await backend.row(source, Key={"rich_text": text("spec-1/FR-1")})
    await backend.row(source, Key={"rich_text": text("spec-1/FR-10")})
    filter_ = {"property": "Key", "rich_text": {"equals": "spec-1/FR-1"}}
    found = await backend.ok("POST", f"data_sources/{source}/query", {"filter": filter_})
    assert [page["id"] for page in found["results"]] == [row["id"]]
    assert found["type"] == "page_or_data_source"


async def test_rows_come_in_the_order_that_is_asked_for(backend: Backend) -> None:
    source = await backend.source(Points={"number": {}})
    for points in (2, 3, 1):
        await backend.row(source, Points={"number": points})
    sorts = [{"property": "Points", "direction": "descending"}]
    found = await backend.ok("POST", f"data_sources/{source}/query", {"sorts": sorts})
    assert [page["properties"]["Points"]["number"] for page in found["results"]] == [3, 2, 1]


async def test_a_select_takes_a_new_option_and_a_status_does_not(backend: Backend) -> None:
    source = await backend.source(Kind={"select": {}}, Stage={"status": {}})
    row = await backend.row(source, Kind={"select": {"name": "New"}})
    assert row["properties"]["Kind"]["select"]["name"] == "New"
    values = {"Stage": {"status": {"name": "Unheard of"}}}
    refused = await backend.send("PATCH", f"pages/{row['id']}", {"properties": values})
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


async def test_a_dual_relation_is_kept_on_both_sides(backend: Backend) -> None:
    source = await backend.source()
    relation = {"relation": {"data_source_id": source, "type": "dual_property", "dual_property": {}}}
    changed = await backend.ok("PATCH", f"data_sources/{source}", {"properties": {"Blocked by": relation}})
    other = changed["properties"]["Blocked by"]["relation"]["dual_property"]["synced_property_name"]
    first = await backend.row(source)
    second = await backend.row(source, **{"Blocked by": {"relation": [{"id": first["id"]}]}})
    seen = await backend.ok("GET", f"pages/{first['id']}")
    assert seen["properties"][other]["relation"] == [{"id": second["id"]}]


async def test_a_text_above_2000_letters_is_refused_with_its_place(backend: Backend) -> None:
    body = {"parent": {"page_id": backend.page}, "children": [paragraph("x" * 2001)]}
    refused = await backend.send("POST", "pages", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")
    assert "children[0].paragraph.rich_text[0].text.content.length" in refused.json()["message"]


async def test_more_than_100_children_are_refused(backend: Backend) -> None:
    page = await backend.made()
    body = {"children": [paragraph("x")] * 101}
    refused = await backend.send("PATCH", f"blocks/{page['id']}/children", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


async def test_a_trashed_page_can_be_read_but_not_edited(backend: Backend) -> None:
    page = await backend.made()
    await backend.ok("PATCH", f"pages/{page['id']}", {"in_trash": True})
    assert (await backend.ok("GET", f"pages/{page['id']}"))["in_trash"] is True
    refused = await backend.send("PATCH", f"pages/{page['id']}", {"properties": {"title": []}})
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


async def test_the_older_version_says_archived_as_well(backend: Backend) -> None:
    page = await backend.made()
    older = (await backend.send("GET", f"pages/{page['id']}", version="2025-09-03")).json()
    newer = await backend.ok("GET", f"pages/{page['id']}")
    assert ("archived" in older, "archived" in newer) == (True, False)


async def test_times_are_whole_minutes(backend: Backend) -> None:
    page = await backend.made()
    assert page["created_time"].endswith(":00.000Z")
    assert page["last_edited_time"].endswith(":00.000Z")


async def test_errors_have_status_code_and_request_id(backend: Backend) -> None:
    for method, path, status, code in (
        ("GET", "pages/00000000-0000-0000-0000-000000000000", 404, "object_not_found"),
        ("GET", "pages/not-a-real-id", 400, "validation_error"),
        ("GET", "invalid", 400, "invalid_request_url"),
    ):
        response = await backend.send(method, path)
        error = response.json()
        assert (response.status_code, error["object"], error["code"]) == (status, "error", code)
        assert set(error) >= {"status", "message", "request_id"}


@pytest.mark.parametrize("backend", LOCAL, indirect=True)
async def test_a_dropped_connection_breaks_off(backend: Backend, workspace: Workspace) -> None:
    workspace.faults.add(Fault(kind="dropped"))
    with pytest.raises(httpx.RemoteProtocolError):
        await backend.send("GET", "users/me")
    assert (await backend.send("GET", "users/me")).status_code == 200
