"""The browser view without a browser: what pages show and what forms change."""

import re
import unicodedata
from urllib.parse import urlencode

import httpx
import pytest

from notion_planner.workspace.browser.gantt import draw_gantt
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


@pytest.mark.parametrize("path", ["/", "/v1/users/me"])
@pytest.mark.parametrize("host", ["evil.example:8127", "127.0.0.1.evil.example", "[", ""])
async def test_nothing_is_answered_under_a_name_that_another_site_gave_this_machine(
    api: Api, path: str, host: str
) -> None:
    refused = await fetch(api, path, host=host, authorization=f"Bearer {api.token}")
    assert (refused.status_code, api.token in refused.text) == (421, False)


@pytest.mark.parametrize("host", ["127.0.0.1:8127", "LOCALHOST:8127", "[::1]:8127", "host.docker.internal"])
async def test_every_name_of_this_machine_is_answered_to(api: Api, host: str) -> None:
    assert (await fetch(api, "/", host=host)).status_code == 200


async def test_an_unknown_page_is_not_found(api: Api) -> None:
    assert (await fetch(api, "/p/00000000-0000-4000-8000-000000000000")).status_code == 404


def test_a_flowchart_is_drawn_and_other_diagrams_are_not() -> None:
    drawn = draw("flowchart LR\n A[One] -->|yes| B(Two)\n B --> C\n C --> A") or ""
    assert drawn.count("<rect") == 3
    assert drawn.count("<line") == 3
    assert draw("sequenceDiagram\n A->>B: hi") is None


def test_labels_of_a_flowchart_show_the_characters_that_mermaid_writes_as_entities() -> None:
    drawn = draw('flowchart LR\n A["Search #amp; Find #lt; 5 #35;"]') or ""
    assert "<title>Search &amp; Find &lt; 5 #</title>" in drawn


def test_a_gantt_chart_has_a_bar_for_each_task_as_long_as_its_days() -> None:
    head = "gantt\n  dateFormat YYYY-MM-DD\n  inclusiveEndDates\n  section 1 Build\n"
    tasks = "  1.1 Schema: tables :crit, t1, 2025-10-13, 2025-10-14\n  1.2 <API> :t2, 2025-10-15, 1d\n"
    drawn = draw_gantt(head + tasks) or ""
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([0-9.]+)"', drawn)]
    assert widths == [386.7, 193.3]
    assert drawn.count('class="critical"') == 1
    assert "1.1 Schema: tables: 2025-10-13 to 2025-10-14" in drawn
    assert "&lt;API&gt;" in drawn
    assert "1 Build" in drawn


@pytest.mark.parametrize(
    "source",
    [
        "gantt\n  A :a1, after b, 3d",
        "gantt\n  section only",
        "gantt\n  A :2025-10-13, soon",
        "gantt\n  A :0001-01-01, 9999-12-31",
        "gantt\n  A :0001-01-01, 0001-01-01",
        "gantt\n  A :9999-12-31, 2d",
        "pie\n a: 1",
    ],
)
def test_a_chart_that_is_not_understood_is_left_as_its_source(source: str) -> None:
    assert draw_gantt(source) is None


async def test_every_diagram_of_a_plan_is_drawn(api: Api) -> None:
    charts = "```mermaid\ngantt\nA :2025-10-13, 2d\n```\n```mermaid\nflowchart LR\nA --> B\n```"
    page = await api.page(markdown=charts)
    assert (await fetch(api, f"/p/{page['id']}")).text.count('<svg class="diagram') == 2


async def test_meeting_notes_show_their_title_and_sections(api: Api) -> None:
    notes = "<meeting-notes>\n\tWeekly\n\t<notes>\n\t\t- mine\n\t</notes>\n</meeting-notes>"
    page = await api.page(markdown=notes)
    shown = (await fetch(api, f"/p/{page['id']}")).text
    assert "Weekly" in shown
    assert "<summary>Notes</summary>" in shown
    assert "mine" in shown
