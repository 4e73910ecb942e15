"""The browser view without a browser: what pages show and what forms change."""

import unicodedata
from urllib.parse import urlencode

import httpx
import pytest

from notion_planner.workspace.browser.mermaid import draw
from tests.workspace.conftest import Api

pytestmark = pytest.mark.anyio


async def fetch(api: Api, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(api.workspace.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://workspace") as client:
        if form is None:
            return await client.get(path, headers=headers)
        headers["content-type"] = "application/x-www-form-urlencoded"
        return await client.post(path, content=urlencode(form), headers=headers)


async def test_the_tree_names_pages_and_databases(api: Api) -> None:
    shown = (await fetch(api, "/")).text
    for title in (
        "Engineering Specs",
        "User Profile API Specification",
        "Engineering Plans",
        "Engineering Tasks",
    ):
        assert title in shown


async def test_a_page_shows_its_blocks(api: Api) -> None:
    target = await api.page("Target")
    page = await api.page(
        "Shown",
        markdown=f'## Head\n- item **bold**\n- [x] done\n> said\n<callout icon="🎯">\n\tmind\n</callout>\n'
        f'```mermaid\ngraph TD\nA[Start] --> B{{Choice}}\n```\n<mention-page url="{target["url"]}"/>\n'
        "| a | b |\n|---|---|\n| 1 | 2 |",
    )
    shown = (await fetch(api, f"/p/{page['id']}")).text
    for part in ("<h3", "<strong>bold</strong>", 'aria-checked="true"', "<blockquote", "🎯", "<svg", "Choice",
                 f'href="/p/{target["id"]}"', "<td>1</td>"):  # fmt: skip
        assert part in shown, part


async def test_signs_of_the_view_need_no_font_of_symbols(api: Api) -> None:
    markdown = "- [ ] a\n- [x] b\n<callout>\n\tmind\n</callout>\n```mermaid\ngraph TD\nA --> B\n```"
    page = await api.page("Parent", markdown=markdown)
    await api.ok("POST", "pages", {"parent": {"page_id": page["id"]}, "properties": {"title": []}})
    await api.row("Row")
    source = await api.find("Engineering Tasks", "data_source")
    schema = {"properties": {"Ready": {"checkbox": {}}}}
    await api.ok("PATCH", f"data_sources/{source['id']}", schema)
    for address in ("/", f"/p/{page['id']}", f"/p/{source['id']}", f"/p/{source['id']}?as=board"):
        shown = (await fetch(api, address)).text
        assert {sign for sign in shown if unicodedata.category(sign) == "So"} == set()
        assert 'class="sign"' in shown


async def test_text_cannot_become_markup(api: Api) -> None:
    page = await api.page(
        "<script>alert(1)</script>", markdown="\\<img src=x onerror=alert(1)\\>\n[x](javascript:alert(1))"
    )
    shown = await fetch(api, f"/p/{page['id']}")
    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text
    assert 'href="javascript:' not in shown.text
    assert "script-src 'self'" in shown.headers["content-security-policy"]


async def test_ticking_a_to_do_is_seen_by_the_api(api: Api) -> None:
    page = await api.page(markdown="- [ ] a")
    (block,) = await api.children(page["id"])
    response = await fetch(api, f"/edit/tick/{block['id']}", {})
    assert (response.status_code, response.headers["location"]) == (303, f"/p/{page['id']}")
    assert await api.markdown(page["id"]) == "- [x] a"
    (ticked,) = await api.children(page["id"])
    assert ticked["last_edited_by"] != ticked["created_by"]


async def test_a_text_is_edited_as_markdown(api: Api) -> None:
    page = await api.page(markdown="before\nafter")
    block = (await api.children(page["id"]))[0]
    await fetch(api, f"/edit/text/{block['id']}", {"text": "now **bold**\r\nsecond line"})
    assert await api.markdown(page["id"]) == "now **bold**<br>second line\nafter"


async def test_a_paragraph_is_added_at_the_end(api: Api) -> None:
    page = await api.page(markdown="one")
    await fetch(api, f"/edit/add/{page['id']}", {"text": "two"})
    assert await api.markdown(page["id"]) == "one\ntwo"


async def test_a_choice_moves_a_card_on_the_board(api: Api) -> None:
    row = await api.row("Card", Status={"select": {"name": "To Do"}})
    source = await api.find("Engineering Tasks", "data_source")
    board = (await fetch(api, f"/p/{source['id']}?as=board")).text
    assert 'aria-label="To Do"' in board
    status = source["properties"]["Status"]
    done = next(option["id"] for option in status["select"]["options"] if option["name"] == "Done")
    form = {"property": status["id"], "option": done}
    await fetch(api, f"/edit/choice/{row['id']}", form)
    assert (await api.ok("GET", f"pages/{row['id']}"))["properties"]["Status"]["select"]["name"] == "Done"


async def test_a_page_goes_to_the_trash(api: Api) -> None:
    page = await api.page()
    await fetch(api, f"/edit/trash/{page['id']}", {})
    assert (await api.ok("GET", f"pages/{page['id']}"))["in_trash"] is True


async def test_forms_of_other_sites_change_nothing(api: Api) -> None:
    page = await api.page()
    response = await fetch(api, f"/edit/trash/{page['id']}", {}, origin="https://evil.example")
    assert response.status_code == 403
    assert (await api.ok("GET", f"pages/{page['id']}"))["in_trash"] is False


async def test_an_unknown_page_is_not_found(api: Api) -> None:
    assert (await fetch(api, "/p/00000000-0000-4000-8000-000000000000")).status_code == 404


def test_a_flowchart_is_drawn_and_other_diagrams_are_not() -> None:
    drawn = draw("flowchart LR\n A[One] -->|yes| B(Two)\n B --> C\n C --> A") or ""
    assert drawn.count("<rect") == 3
    assert drawn.count("<line") == 3
    assert draw("sequenceDiagram\n A->>B: hi") is None
