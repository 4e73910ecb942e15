"""What a page holds is read whole, and what cannot be read is said."""

import asyncio

import httpx
import respx

from notion_planner.fetcher.databases import Tables, read_tables
from notion_planner.fetcher.reading import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings
from notion_planner.workspace import WorkspaceOptions
from tests.conftest import Notion


def test_a_block_that_markdown_cannot_say_is_reported(notion: Notion) -> None:
    page = notion.add_page("Linked", "Engineering Specs", "- FR-1: Export as CSV")
    bookmark = {"type": "bookmark", "bookmark": {"url": "https://example.com"}}
    notion.request("PATCH", f"blocks/{page}/children", {"children": [bookmark]})
    document = notion.ask(lambda gateway: read_spec(gateway, "Linked"))
    assert [problem.code for problem in document.problems] == ["content_unread"]
    assert "bookmark" in document.problems[0].message
    assert "FR-1" in document.markdown


def test_content_that_was_cut_off_is_fetched_further_and_put_in_its_place() -> None:
    notion = Notion(options=WorkspaceOptions(markdown_limit=4))
    lines = [f"- FR-{number}: Export number {number}" for number in range(1, 8)]
    notion.add_page("Long", "Engineering Specs", "\n".join([lines[0], *(f"\t{line}" for line in lines[1:])]))
    document = notion.ask(lambda gateway: read_spec(gateway, "Long"))
    notion.workspace.close()
    assert [line.strip() for line in document.markdown.split("\n")] == lines
    assert document.problems == ()


def test_an_empty_page_is_read_as_empty(notion: Notion) -> None:
    notion.add_page("Empty", "Engineering Specs", "")
    document = notion.ask(lambda gateway: read_spec(gateway, "Empty"))
    assert (document.markdown, document.problems) == ("", ())


@respx.mock
def test_a_view_that_the_api_does_not_serve_is_passed_over() -> None:
    refusal = {"object": "error", "status": 400, "code": "validation_error"}
    refusal["message"] = "Database does not contain any data sources accessible by this API bot."
    respx.get(url__regex="https://notion.example/v1/databases/.*").respond(400, json=refusal)
    address = f"https://app.notion.com/p/{'a' * 32}"

    async def read() -> Tables:
        settings, plain_http = NotionSettings(), httpx.AsyncHTTPTransport(verify=False)
        base = "https://notion.example"
        async with Gateway(token="t", base_url=base, settings=settings, transport=plain_http) as notion:
            return await read_tables(notion, f'<database url="{address}" inline="true">Tasks</database>')

    assert asyncio.run(read()) == Tables(())
