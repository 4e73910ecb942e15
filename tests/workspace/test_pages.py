"""Pages and rows: shapes, validation, trash, and where they can be made."""

import re

import pytest

from tests.workspace.conftest import Api, Clock, text, title_of

pytestmark = pytest.mark.anyio


async def test_a_page_has_the_recorded_keys_in_order(api: Api) -> None:
    page = await api.page("Moving Page")
    assert list(page) == [
        "object", "id", "created_time", "last_edited_time", "created_by", "last_edited_by", "cover", "icon",
        "parent", "in_trash", "is_archived", "is_locked", "properties", "url", "public_url", "request_id",
    ]  # fmt: skip


async def test_the_old_version_has_archived_before_the_request_id(api: Api) -> None:
    api.version = "2025-09-03"
    assert list(await api.page())[-2:] == ["archived", "request_id"]


async def test_times_are_floored_to_the_minute(api: Api) -> None:
    assert (await api.page())["created_time"] == "2026-07-04T09:12:00.000Z"


async def test_an_address_ends_in_the_bare_id_behind_the_title(api: Api) -> None:
    page = await api.page("Moving Page")
    assert page["url"] == f"https://app.notion.com/p/Moving-Page-{page['id'].replace('-', '')}"


async def test_ids_of_one_day_share_their_first_twelve_digits(api: Api) -> None:
    first, second = await api.page("A"), await api.page("B")
    assert first["id"][:13] == second["id"][:13]
    assert first["id"].startswith("393")
    assert re.match(r"[0-9a-f]{8}-[0-9a-f]{4}-81", first["id"])


async def test_a_heading_becomes_the_title_when_none_is_given(api: Api) -> None:
    parent = await api.find("Engineering Plans")
    body = {"parent": {"page_id": parent["id"]}, "markdown": "# The Title\n\nWords."}
    page = await api.ok("POST", "pages", body)
    assert title_of(page) == "The Title"
    assert await api.markdown(page["id"]) == "Words."


async def test_a_heading_stays_in_the_body_when_a_title_is_given(api: Api) -> None:
    page = await api.page("Given", markdown="# Heading\nWords.")
    assert await api.markdown(page["id"]) == "# Heading\nWords."


async def test_an_unknown_property_is_refused_by_name(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    body = {"parent": {"data_source_id": source["id"]}, "properties": {"Nope": {"number": 1}}}
    assert (await api.error("POST", "pages", body))["message"] == "Nope is not a property that exists."


async def test_a_new_select_option_is_made_silently(api: Api) -> None:
    row = await api.row(Status={"select": {"name": "Parked"}})
    assert row["properties"]["Status"]["select"]["name"] == "Parked"
    source = await api.find("Engineering Tasks", "data_source")
    names = [option["name"] for option in source["properties"]["Status"]["select"]["options"]]
    assert names == ["To Do", "In Progress", "Blocked", "In Review", "Done", "Parked"]


async def test_a_refused_page_leaves_no_trace(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    values = {
        "Name": {"title": text("X")},
        "Status": {"select": {"name": "Made"}},
        "Story Points": {"number": "3"},
    }
    await api.error("POST", "pages", {"parent": {"data_source_id": source["id"]}, "properties": values})
    assert (await api.ok("POST", f"data_sources/{source['id']}/query", {}))["results"] == []
    again = await api.find("Engineering Tasks", "data_source")
    assert again["properties"] == source["properties"]


async def test_a_row_can_be_made_through_the_database(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    body = {
        "parent": {"database_id": source["parent"]["database_id"]},
        "properties": {"Name": {"title": text("X")}},
    }
    page = await api.ok("POST", "pages", body)
    assert page["parent"] == {
        "type": "data_source_id",
        "data_source_id": source["id"],
        "database_id": source["parent"]["database_id"],
    }


async def test_a_connection_cannot_make_pages_in_the_workspace_itself(api: Api) -> None:
    error = await api.error("POST", "pages", {"parent": {"workspace": True}, "properties": {}})
    assert error["code"] == "validation_error"


async def test_a_trashed_row_leaves_queries_but_can_be_read(api: Api) -> None:
    row = await api.row("Gone")
    await api.ok("PATCH", f"pages/{row['id']}", {"in_trash": True})
    source_id = row["parent"]["data_source_id"]
    assert (await api.ok("POST", f"data_sources/{source_id}/query", {}))["results"] == []
    assert (await api.ok("GET", f"pages/{row['id']}"))["in_trash"] is True


async def test_a_trashed_page_cannot_be_edited_until_it_is_restored(api: Api) -> None:
    page = await api.page()
    await api.ok("PATCH", f"pages/{page['id']}", {"in_trash": True})
    error = await api.error("PATCH", f"pages/{page['id']}", {"properties": {"title": text("New")}})
    assert error["message"] == (
        "Can't edit block that is archived. You must unarchive the block before editing."
    )
    await api.ok("PATCH", f"pages/{page['id']}", {"in_trash": False, "properties": {"title": text("New")}})


async def test_archived_is_refused_by_the_new_version(api: Api) -> None:
    page = await api.page()
    error = await api.error("PATCH", f"pages/{page['id']}", {"archived": True})
    assert (
        error["message"] == "body failed validation: body.archived should be not present, instead was `true`."
    )


async def test_dates_are_kept_to_the_minute_with_the_offset_of_their_zone(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    await api.ok("PATCH", f"data_sources/{source['id']}", {"properties": {"Due": {"date": {}}}})
    row = await api.row(Due={"date": {"start": "2026-06-27T17:57:32.424991", "time_zone": "Europe/London"}})
    assert row["properties"]["Due"]["date"] == {
        "start": "2026-06-27T17:57:00.000+01:00",
        "end": None,
        "time_zone": None,
    }


async def test_editing_moves_the_edit_time_and_reading_does_not(api: Api, clock: Clock) -> None:
    page = await api.page()
    clock.now = clock.now.replace(hour=10)
    assert (await api.ok("GET", f"pages/{page['id']}"))["last_edited_time"] == "2026-07-04T09:12:00.000Z"
    edited = await api.ok("PATCH", f"pages/{page['id']}", {"icon": {"type": "emoji", "emoji": "🛴"}})
    assert edited["last_edited_time"] == "2026-07-04T10:12:00.000Z"


async def child_of(api: Api, parent_id: str, title: str = "Child") -> dict:
    return await api.ok(
        "POST", "pages", {"parent": {"page_id": parent_id}, "properties": {"title": text(title)}}
    )


async def test_below_a_trashed_page_only_trashing_is_left(api: Api) -> None:
    parent = await api.page()
    child = await child_of(api, parent["id"])
    await api.ok("PATCH", f"pages/{parent['id']}", {"in_trash": True})
    error = await api.error("PATCH", f"pages/{child['id']}", {"properties": {"title": text("New")}})
    assert error["message"] == "Can't edit page on block with an archived ancestor."
    assert (await api.ok("PATCH", f"pages/{child['id']}", {"in_trash": True}))["in_trash"] is True


async def test_deleting_a_page_as_a_block_answers_a_child_page(api: Api) -> None:
    page = await api.page("Gone")
    answer = await api.ok("DELETE", f"blocks/{page['id']}")
    assert (answer["type"], answer["child_page"], answer["in_trash"]) == (
        "child_page",
        {"title": "Gone"},
        True,
    )


async def test_a_moved_page_stands_at_its_new_parent(api: Api) -> None:
    target, page = await api.page("Target"), await api.page("Moving")
    await api.ok("POST", f"pages/{page['id']}/move", {"parent": {"page_id": target["id"]}})
    assert [block["id"] for block in await api.children(target["id"])] == [page["id"]]
    error = await api.error("POST", f"pages/{target['id']}/move", {"parent": {"page_id": page["id"]}})
    assert error["code"] == "validation_error"


async def test_erased_content_is_gone_and_the_page_stays(api: Api) -> None:
    page = await api.page(markdown="one\ntwo")
    await api.ok("PATCH", f"pages/{page['id']}", {"erase_content": True})
    assert await api.markdown(page["id"]) == ""


async def test_a_database_cannot_be_written_as_markdown(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    body = {"type": "replace_content", "replace_content": {"new_str": "x"}}
    error = await api.error("PATCH", f"pages/{source['parent']['database_id']}/markdown", body)
    assert (error["status"], error["code"]) == (400, "validation_error")


async def test_several_kinds_of_content_at_once_are_refused(api: Api) -> None:
    plans = await api.find("Engineering Plans")
    body = {"parent": {"page_id": plans["id"]}, "markdown": "a", "children": [{"divider": {}}]}
    assert (await api.error("POST", "pages", body))["code"] == "validation_error"


async def test_adjacent_text_of_one_style_is_merged(api: Api) -> None:
    two = [{"text": {"content": "x" * 2000}}, {"text": {"content": "y"}}]
    page = await api.page(children=[{"paragraph": {"rich_text": two}}])
    (block,) = await api.children(page["id"])
    assert [len(item["plain_text"]) for item in block["paragraph"]["rich_text"]] == [2001]


async def test_the_old_version_inserts_after_a_block_and_the_new_one_refuses(api: Api) -> None:
    page = await api.page(markdown="one\ntwo")
    first = (await api.children(page["id"]))[0]["id"]
    body = {"children": [{"divider": {}}], "after": first}
    error = await api.error("PATCH", f"blocks/{page['id']}/children", body)
    assert error["message"].startswith("body failed validation: body.after should be not present")
    api.version = "2025-09-03"
    await api.ok("PATCH", f"blocks/{page['id']}/children", body)
    assert [block["type"] for block in await api.children(page["id"])] == [
        "paragraph",
        "divider",
        "paragraph",
    ]


async def test_comments_are_listed_for_their_page(api: Api) -> None:
    page = await api.page()
    made = await api.ok("POST", "comments", {"parent": {"page_id": page["id"]}, "rich_text": text("first")})
    reply = {"discussion_id": made["discussion_id"], "rich_text": text("second")}
    await api.ok("POST", "comments", reply)
    found = (await api.ok("GET", "comments", block_id=page["id"]))["results"]
    assert {item["rich_text"][0]["plain_text"] for item in found} == {"first", "second"}
    assert len({item["discussion_id"] for item in found}) == 1
