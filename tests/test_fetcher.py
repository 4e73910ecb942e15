"""What a page holds is read whole, and what cannot be read is said."""

from notion_planner.fetcher.pages import read_spec
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
