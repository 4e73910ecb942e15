"""Everything that the grammar of Markdown version 1 lists reads back from a page as it was written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notion_planner.workspace import Workspace
from tests.workspace.conftest import Api, Clock, text

pytestmark = pytest.mark.anyio
HUES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
LINK = "https://a.example/x"
MARKED = {
    "paragraph with children": "words\n\tinside\n\t\tdeeper",
    "colours of blocks": "\n".join(
        f'words {{color="{hue}{ground}"}}' for hue in HUES for ground in ("", "_bg")
    ),
    "headings": '# One\n## Two {color="red"}\n### Three\n#### Four',
    "toggle headings": "\n".join(
        f'{"#" * level} T {{toggle="true" color="blue"}}\n\tinside' for level in range(1, 5)
    ),
    "bulleted list": '- a {color="gray_bg"}\n\t- b',
    "numbered list": "1. a\n1. b\n\t1. c",
    "to-dos": '- [ ] open\n- [x] done {color="green"}\n\t- [ ] inside',
    "quotes": "> a<br>b\n\tinside\n> another",
    "toggle": '<details color="pink_bg">\n<summary>T **b**</summary>\n\tinside\n</details>',
    "callout": '<callout icon="🎯" color="blue_bg">\n\ttext\n\t- inside\n</callout>',
    "callout without icon": "<callout>\n\ttext\n</callout>",
    "callout with a picture": f'<callout icon="{LINK}.svg">\n\ttext\n</callout>',
    "code": "```python\nif x:\n\treturn\n```",
    "diagram": "```mermaid\ngraph TD\nA --> B\n```",
    "code without a language": "```\nx * y\n```",
    "equation": "$$\n\\frac{a}{b}\n+ c\n$$",
    "divider": "---",
    "empty block": 'a\n<empty-block/>\n<empty-block/> {color="red"}\nb',
    "table": (
        '<table fit-page-width="true" header-row="true" header-column="true">\n<colgroup>\n'
        '<col color="red" width="120">\n<col>\n</colgroup>\n<tr color="blue_bg">\n<td>**a**</td>\n'
        '<td color="green">b<br>c</td>\n</tr>\n</table>'
    ),
    "columns": "<columns>\n\t<column>\n\t\tleft\n\t</column>\n\t<column>\n\t\tright\n\t</column>\n</columns>",
    "image": f'![cap *i* [l]({LINK})]({LINK}) {{color="red_bg"}}',
    "media": "\n".join(
        f'<{kind} src="{LINK}" color="red">cap **b**</{kind}>' for kind in ("audio", "video", "file", "pdf")
    ),
    "table of contents": '<table_of_contents color="gray"/>\n<table_of_contents/>',
    "meeting notes": (
        "<meeting-notes>\n\tWeekly **sync**\n\t<summary>\n\t\tShort\n\t</summary>\n"
        "\t<notes>\n\t\t- mine\n\t</notes>\n</meeting-notes>"
    ),
    "marks": "**b** *i* ~~s~~ `c` ***bi***",
    "underline and colours": '<span underline="true">u</span> <span color="red">r</span>',
    "words that people comment on": (
        'a <span discussion-urls="discussion://1">**b** [c](https://a.example/x)</span> d\n'
        '## <span discussion-urls="discussion://1">e</span>'
    ),
    "links and line breaks": f"a<br>[words]({LINK})",
    "equation in a line": "so $a^2$ is",
    "citation": f"said[^{LINK}]",
    "custom emoji": "so :tada: it is, at 10:30:45",
    "dates": (
        '<mention-date start="2026-07-04"/> <mention-date start="2026-07-04" end="2026-07-06"/> '
        '<mention-date start="2026-07-04" startTime="09:30" end="2026-07-04" '
        'endTime="10:00" timeZone="Europe/Paris"/>'
    ),
    "escapes": "\\\\ \\* \\~ \\` \\$ \\[ \\] \\< \\> \\{ \\} \\| \\^",
}


@pytest.fixture(scope="module")
def lively(planted: Path) -> Iterator[Api]:
    """With an emoji of its own; for tests that each look at a page of theirs."""
    workspace = Workspace.open(snapshot=planted, clock=Clock())
    with workspace.store.transaction(write=True):
        workspace.store.put_document("emoji", "e", {"id": "e", "name": "tada", "url": LINK})
    yield Api(workspace)
    workspace.close()


@pytest.mark.parametrize("name", MARKED)
async def test_a_page_keeps(lively: Api, name: str) -> None:
    page = await lively.page(markdown=MARKED[name])
    assert await lively.markdown(page["id"]) == MARKED[name]


@pytest.mark.parametrize("name", MARKED)
async def test_writing_what_was_read_changes_no_block(lively: Api, name: str) -> None:
    page = await lively.page(markdown=MARKED[name])
    before = await lively.children(page["id"])
    body = {"type": "replace_content", "replace_content": {"new_str": MARKED[name]}}
    await lively.ok("PATCH", f"pages/{page['id']}/markdown", body)
    assert await lively.children(page["id"]) == before


async def test_mentions_keep_what_they_name(api: Api) -> None:
    target, source = await api.page("Target"), await api.find("Engineering Tasks", "data_source")
    bot = (await api.ok("GET", "users/me"))["id"]
    database = source["parent"]["database_id"]
    named = f'url="{address(source["id"])}">Engineering Tasks'
    words = [
        f'<mention-page url="{address(target["id"])}">Target</mention-page>',
        f'<mention-database url="{address(database)}">Engineering Tasks</mention-database>',
        f"<mention-data-source {named}</mention-data-source>",
        f'<mention-user url="user://{bot}">Local workspace</mention-user>',
        f'<mention-agent url="agent://{bot}">Local workspace</mention-agent>',
    ]
    for line in words:
        page = await api.page(markdown=f"see {line} now")
        assert await api.markdown(page["id"]) == f"see {line} now"


async def test_synced_blocks_keep_their_origin(api: Api) -> None:
    page = await api.page(markdown="<synced_block>\n\tshared\n</synced_block>")
    (block,) = await api.children(page["id"])
    assert block["synced_block"] == {"synced_from": None}
    url = address(block["id"])
    copy = await api.page(
        markdown=f'<synced_block_reference url="{url}">\n\tshared\n</synced_block_reference>'
    )
    assert (await api.markdown(copy["id"])).startswith(f'<synced_block_reference url="{url}">')


async def test_a_page_tag_without_an_address_makes_a_page_and_keeps_its_colour(api: Api) -> None:
    page = await api.page(markdown='<page color="blue_bg">Inside</page>')
    (block,) = await api.children(page["id"])
    assert (block["type"], block["child_page"]["title"]) == ("child_page", "Inside")
    read = await api.markdown(page["id"])
    assert re.fullmatch(r'<page url="[^"]+" color="blue_bg">Inside</page>', read)
    body = {"type": "replace_content", "replace_content": {"new_str": read.replace("blue_bg", "red")}}
    await api.ok("PATCH", f"pages/{page['id']}/markdown", body)
    assert await api.markdown(page["id"]) == read.replace("blue_bg", "red")


async def test_a_database_tag_without_an_address_makes_a_database(api: Api) -> None:
    page = await api.page(markdown='<database inline="true" icon="🗂" color="gray">Bugs</database>')
    (block,) = await api.children(page["id"])
    database = await api.ok("GET", f"databases/{block['id']}")
    assert (database["title"][0]["plain_text"], database["is_inline"]) == ("Bugs", True)
    source = await api.ok("GET", f"data_sources/{database['data_sources'][0]['id']}")
    assert [item["type"] for item in source["properties"].values()] == ["title"]
    read = await api.markdown(page["id"])
    assert read == f'<database url="{database["url"]}" inline="true" icon="🗂" color="gray">Bugs</database>'


async def test_a_database_tag_with_a_data_source_makes_a_linked_view(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    tag = f'<database inline="true" data-source-url="{source["url"]}">Tasks here</database>'
    page = await api.page(markdown=tag)
    (block,) = await api.children(page["id"])
    listed = (await api.ok("GET", "views", database_id=block["id"]))["results"]
    view = await api.ok("GET", f"views/{listed[0]['id']}")
    assert view["data_source_id"] == source["id"]
    read = await api.markdown(page["id"])
    assert f'data-source-url="{address(source["id"])}">Tasks here</database>' in read


def address(identifier: str) -> str:
    return f"https://app.notion.com/p/{identifier.replace('-', '')}"


async def test_what_the_grammar_cannot_say_reads_as_unknown_and_stays(api: Api) -> None:
    page = await api.page(children=[{"bookmark": {"url": LINK}}])
    (block,) = await api.children(page["id"])
    read = await api.markdown(page["id"])
    assert re.fullmatch(r'<unknown url="[^"]+" alt="bookmark"/>', read)
    body = {"type": "replace_content", "replace_content": {"new_str": f"{read}\nafter"}}
    await api.ok("PATCH", f"pages/{page['id']}/markdown", body)
    first, _ = await api.children(page["id"])
    assert first["id"] == block["id"]


async def test_the_transcript_is_read_on_request_and_survives_content_without_it(api: Api) -> None:
    notes = "<meeting-notes>\n\tSync\n\t<transcript>\n\t\tA: hello\n\t</transcript>\n</meeting-notes>"
    page = await api.page(markdown=notes)
    without = await api.markdown(page["id"])
    assert without == "<meeting-notes>\n\tSync\n</meeting-notes>"
    body = {"type": "replace_content", "replace_content": {"new_str": without.replace("Sync", "Weekly")}}
    await api.ok("PATCH", f"pages/{page['id']}/markdown", body)
    read = await api.ok("GET", f"pages/{page['id']}/markdown", include_transcript="true")
    assert read["markdown"] == notes.replace("Sync", "Weekly")


@pytest.mark.parametrize(
    ("version", "type_"), [("2026-03-11", "meeting_notes"), ("2025-09-03", "transcription")]
)
async def test_meeting_notes_have_their_older_name_in_the_older_version(
    api: Api, version: str, type_: str
) -> None:
    page = await api.page(markdown=MARKED["meeting notes"])
    api.version = version
    (block,) = await api.children(page["id"])
    assert block["type"] == type_
    assert block[type_]["title"][1]["plain_text"] == "sync"
    sections: dict[str, Any] = block[type_]["children"]
    assert set(sections) == {"summary_block_id", "notes_block_id"}
    (line,) = await api.children(sections["notes_block_id"])
    assert line["bulleted_list_item"]["rich_text"][0]["plain_text"] == "mine"


async def test_a_custom_emoji_is_a_mention_in_the_api(lively: Api) -> None:
    page = await lively.page(markdown=":tada: and :unknown:")
    (block,) = await lively.children(page["id"])
    first, second = block["paragraph"]["rich_text"]
    assert first["mention"] == {
        "type": "custom_emoji",
        "custom_emoji": {"id": "e", "name": "tada", "url": LINK},
    }
    assert second["plain_text"] == " and :unknown:"


def test_a_seed_names_the_custom_emojis(tmp_path: Any) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text(
        "emojis: [{name: tada, url: https://a.example/t.png}]\npages: [{title: P, markdown: ':tada:'}]"
    )
    workspace = Workspace.open(seed=seed)
    (emoji,) = workspace.store.documents("emoji")
    assert (emoji["name"], emoji["url"]) == ("tada", "https://a.example/t.png")
    workspace.close()


async def test_a_custom_emoji_can_be_sent_as_rich_text(api: Api) -> None:
    emoji = {"id": "38c9ce7b-60a4-8114-b301-ddc78a46ec5d", "name": "tada", "url": LINK}
    mention = {"mention": {"custom_emoji": emoji}}
    page = await api.page(children=[{"paragraph": {"rich_text": [mention, *text(" so")]}}])
    assert await api.markdown(page["id"]) == ":tada: so"
