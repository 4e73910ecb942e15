"""Page content as Markdown: what updates do, keep, refuse and defer."""

import pytest

from notion_planner.workspace import Workspace
from tests.workspace.conftest import Api, paragraph, text, update

pytestmark = pytest.mark.anyio


async def write(api: Api, page_id: str, body: dict) -> dict:
    return await api.ok("PATCH", f"pages/{page_id}/markdown", body)


def replace(new: str, **more: object) -> dict:
    return {"type": "replace_content", "replace_content": {"new_str": new, **more}}


async def ids(api: Api, page_id: str) -> list[str]:
    return [block["id"] for block in await api.children(page_id)]


async def test_a_mention_reads_with_the_current_title(api: Api) -> None:
    target = await api.page("Before")
    page = await api.page(markdown=f'See <mention-page url="{target["url"]}"/>.')
    await api.ok("PATCH", f"pages/{target['id']}", {"properties": {"title": text("After")}})
    address = f"https://app.notion.com/p/{target['id'].replace('-', '')}"
    assert await api.markdown(page["id"]) == f'See <mention-page url="{address}">After</mention-page>.'
    (block,) = await api.children(page["id"])
    mention = block["paragraph"]["rich_text"][1]
    assert (mention["plain_text"], mention["href"]) == ("After", address)


async def test_replacing_keeps_the_ids_of_blocks_that_stay_or_are_edited(api: Api) -> None:
    page = await api.page(markdown="# One\nalpha words here\n- a\n\t- b\n- c\nomega")
    before = await ids(api, page["id"])
    await write(api, page["id"], replace("# One\nalpha words there\n- a\n\t- b\n- c\nomega"))
    assert await ids(api, page["id"]) == before


async def test_an_insertion_leaves_every_other_block_alone(api: Api) -> None:
    page = await api.page(markdown="one\ntwo\nthree\nfour")
    before = await ids(api, page["id"])
    await write(api, page["id"], replace("one\ntwo\nnew\nthree\nfour"))
    after = await ids(api, page["id"])
    assert [item for item in after if item in before] == before
    assert len(after) == 5


async def test_a_removed_block_goes_to_the_trash(api: Api) -> None:
    page = await api.page(markdown="one\ntwo")
    first, second = await ids(api, page["id"])
    await write(api, page["id"], replace("one"))
    assert await ids(api, page["id"]) == [first]
    assert (await api.ok("GET", f"blocks/{second}"))["in_trash"] is True


async def test_an_edit_that_changes_nothing_is_no_edit(api: Api, clock: object) -> None:
    page = await api.page(markdown="one")
    clock.now = clock.now.replace(hour=12)  # type: ignore[attr-defined]
    await write(api, page["id"], replace("one"))
    assert (await api.ok("GET", f"pages/{page['id']}"))["last_edited_time"] == "2026-07-04T09:12:00.000Z"


async def test_deleting_a_child_page_is_refused_unless_allowed(api: Api) -> None:
    page = await api.page(markdown="words")
    body = {"parent": {"page_id": page["id"]}, "properties": {"title": text("Child")}}
    child = await api.ok("POST", "pages", body)
    error = await api.error("PATCH", f"pages/{page['id']}/markdown", replace("new words"))
    assert error["message"] == (
        "This operation would delete 1 child page(s) or database(s):\n"
        f'- page: "Child" (id: {child["id"]})\n\n'
        "To proceed, either:\n"
        '1. Include these items in new_str using <page url="..."> or <database url="..."> tags, OR\n'
        "2. Set allow_deleting_content: true to confirm deletion."
    )
    kept = await write(api, page["id"], replace(f'<page url="{child["url"]}"/>\nnew words'))
    assert kept["markdown"] == f'<page url="{child["url"]}">Child</page>\nnew words'
    await write(api, page["id"], replace("gone", allow_deleting_content=True))
    assert (await api.ok("GET", f"pages/{child['id']}"))["in_trash"] is True


async def test_a_page_tag_moves_an_existing_page(api: Api) -> None:
    page, other = await api.page("Here", markdown="words"), await api.page("Other")
    await write(api, page["id"], replace(f'words\n<page url="{other["url"]}">Other</page>'))
    assert (await api.ok("GET", f"pages/{other['id']}"))["parent"]["page_id"] == page["id"]


async def test_words_that_are_not_there_are_no_match(api: Api) -> None:
    page = await api.page(markdown="one")
    error = await api.error("PATCH", f"pages/{page['id']}/markdown", update("two", "three"))
    assert error["message"].startswith("No matches found for two")


async def test_words_that_stand_twice_need_replace_all(api: Api) -> None:
    page = await api.page(markdown="one\none")
    assert (await api.error("PATCH", f"pages/{page['id']}/markdown", update("one", "two")))["status"] == 400
    answer = await write(api, page["id"], update("one", "two", replace_all_matches=True))
    assert answer["markdown"] == "two\ntwo"


async def test_a_range_runs_from_its_first_to_its_last_words(api: Api) -> None:
    page = await api.page(markdown="keep\nstart here\nmiddle\nend here\ntail")
    given = {"content": "new", "content_range": "start here...end here"}
    answer = await write(api, page["id"], {"type": "replace_content_range", "replace_content_range": given})
    assert answer["markdown"] == "keep\nnew\ntail"
    given["content_range"] = "absent...words"
    error = await api.error(
        "PATCH",
        f"pages/{page['id']}/markdown",
        {"type": "replace_content_range", "replace_content_range": given},
    )
    assert error["message"] == "String not found: <pattern>absent...words</pattern>"


async def test_content_is_inserted_at_the_start_at_the_end_and_after_words(api: Api) -> None:
    page = await api.page(markdown="one\ntwo")
    for given in (
        {"content": "zero", "position": {"type": "start"}},
        {"content": "three"},
        {"content": "half", "after": "one"},
    ):
        answer = await write(api, page["id"], {"type": "insert_content", "insert_content": given})
    assert answer["markdown"] == "zero\none\nhalf\ntwo\nthree"


async def test_what_markdown_cannot_say_reads_as_unknown_and_stays(api: Api) -> None:
    page = await api.page(children=[paragraph("one"), {"bookmark": {"url": "https://a.example"}}])
    bookmark = (await ids(api, page["id"]))[1]
    read = await api.ok("GET", f"pages/{page['id']}/markdown")
    address = f"{page['url']}#{bookmark.replace('-', '')}"
    assert read["markdown"] == f'one\n<unknown url="{address}" alt="bookmark"/>'
    assert (read["truncated"], read["unknown_block_ids"]) == (True, [bookmark])
    await write(api, page["id"], replace(read["markdown"].replace("one", "two")))
    assert (await ids(api, page["id"]))[1] == bookmark


async def test_a_long_page_is_truncated_and_the_rest_can_be_read_by_block(open_api: object) -> None:
    api = open_api(markdown_limit=2)  # type: ignore[operator]
    page = await api.page(markdown="one\n- a\n\t- b")
    read = await api.ok("GET", f"pages/{page['id']}/markdown")
    assert read["truncated"] is True
    (hidden,) = read["unknown_block_ids"]
    assert (await api.ok("GET", f"blocks/{hidden}"))["bulleted_list_item"]["rich_text"][0][
        "plain_text"
    ] == "b"


async def test_an_asynchronous_write_is_queued_and_then_done(api: Api) -> None:
    page = await api.page()
    body = {**replace("# Hello\n\nAsync test content."), "allow_async": True}
    response = await api.send("PATCH", f"pages/{page['id']}/markdown", body)
    assert response.status_code == 202
    task = response.json()
    assert (task["status"], task["poll_after_seconds"]) == ("queued", 2)
    done = await api.ok("GET", f"async_tasks/{task['id']}")
    assert done["status"] == "succeeded"
    assert done["result"]["markdown"] == "# Hello\nAsync test content."
    assert "poll_after_seconds" not in done


async def test_a_failed_asynchronous_write_tells_why_and_changes_nothing(api: Api) -> None:
    page = await api.page(markdown="one")
    body = {**update("absent", "x"), "allow_async": True}
    task = (await api.send("PATCH", f"pages/{page['id']}/markdown", body)).json()
    failed = await api.ok("GET", f"async_tasks/{task['id']}")
    assert (failed["status"], failed["error"]["code"]) == ("failed", "validation_error")
    assert await api.markdown(page["id"]) == "one"


async def test_the_demo_specification_reads_as_it_was_seeded(api: Api) -> None:
    spec = await api.find("User Profile API Specification")
    read = await api.ok("GET", f"pages/{spec['id']}/markdown")
    assert read["markdown"].startswith(
        "## Overview\nRESTful API for user profile management\n## Requirements\n"
    )
    assert "- NFR-1: Response time \\< 200ms (p95)" in read["markdown"]
    assert read["truncated"] is False


def test_an_empty_workspace_opens_without_pages() -> None:
    workspace = Workspace.open(seed=None)
    with workspace.store.transaction(write=False):
        assert workspace.store.select("kind='page'") == []
    workspace.close()


@pytest.mark.parametrize("version", ["2025-09-03", "2026-03-11"])
async def test_a_page_can_be_made_asynchronously(api: Api, version: str) -> None:
    api.version = version
    parent = await api.find("Engineering Plans")
    body = {"parent": {"page_id": parent["id"]}, "markdown": "# Title\nwords", "allow_async": True}
    response = await api.send("POST", "pages", body)
    assert (response.status_code, response.json()["operation"]["name"]) == (202, "POST /v1/pages")
    done = await api.ok("GET", f"async_tasks/{response.json()['id']}")
    assert (done["status"], done["result"]["object"]) == ("succeeded", "page")
    assert await api.markdown(done["result"]["id"]) == "words"
