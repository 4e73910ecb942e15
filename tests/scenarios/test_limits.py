"""Large plans: what is too much for one request is parted, what is too much for Notion is refused before."""

import asyncio
import json

import httpx
import pytest

from notion_planner.errors import DecisionNeededError, MovedError, PlannerError
from notion_planner.fetcher.reading import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.limits import (
    MOST_BLOCKS,
    MOST_BYTES,
    PART_BLOCKS,
    PART_BYTES,
    count_blocks,
    parts_of,
)
from notion_planner.notion.markup import sections
from notion_planner.settings import NotionSettings
from notion_planner.state.plan_state import find_state_text
from notion_planner.use_cases.sync import sync
from notion_planner.workspace import Fault
from notion_planner.writer.editing import batches
from tests.conftest import CREATED, Notion

TITLE = "Large Specification"
# Lines of the plan that ask for no task: few and long, so that a page is large here, and a test of it quick.
OUTSIDE = "".join(f"- {letter * (PART_BYTES // 4)}\n" for letter in "abcd")


def add(notion: Notion, requirement: str, rest: str = "") -> None:
    notion.add_page(TITLE, "Engineering Specs", f"## Requirements\n- FR-1: {requirement}\n{rest}")


def sent(notion: Notion) -> list[str]:
    return [
        json.dumps(request.body, ensure_ascii=False)
        for request in notion.workspace.requests
        if request.is_write
    ]


def plan_text(notion: Notion) -> str:
    return notion.markdown(notion.find(f"Implementation Plan: {TITLE.removesuffix(' Specification')}"))


def headings(text: str) -> list[str | None]:
    return [section.heading for section in sections(text) if section.heading]


@pytest.mark.slow
def test_a_plan_that_is_cut_off_between_its_parts_is_completed_in_requests_that_fit(notion: Notion) -> None:
    notion.settings = notion.settings.with_profile("standard")
    add(notion, "Export the ledger as a file", f"## Out of Scope\n{OUTSIDE}")
    notion.workspace.faults.add(Fault(kind="forbidden", method="PATCH", path="/markdown$"))
    notion.workspace.requests.clear()
    with pytest.raises(PlannerError):
        notion.sync(TITLE)
    assert len(headings(plan_text(notion))) == 3
    begun = len(notion.workspace.requests)
    report = notion.sync(TITLE)
    writes = [r.method for r in notion.workspace.requests[begun:] if r.is_write]
    # The lease, then the other part at once with the state that knows it, then tasks.
    assert writes[: writes.index("POST")] == ["PATCH"] * 2
    assert [p.code for p in report.problems if p.code in ("conflict", "edit_not_applied")] == []
    text = plan_text(notion)
    assert len(headings(text)) == len(set(headings(text))) == 11
    assert OUTSIDE in text
    assert max(len(body.encode()) for body in sent(notion)) <= MOST_BYTES
    assert notion.sync(TITLE).requests["writes"] == 0


class Deleting(httpx.AsyncBaseTransport):
    """Somebody deletes the state of a plan's page as soon as it is made."""

    def __init__(self, notion: Notion) -> None:
        self._answering = notion.workspace.transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._answering.handle_async_request(request)
        if (request.method, request.url.path) == ("POST", "/v1/pages"):
            made = json.loads(await answer.aread())["id"]
            state = find_state_text(json.loads(request.content)["markdown"])
            body = {"content_updates": [{"old_str": state, "new_str": ""}]}
            edit = {"type": "update_content", "update_content": body}
            url = request.url.copy_with(path=f"/v1/pages/{made}/markdown")
            headers = {name: request.headers[name] for name in ("authorization", "notion-version")}
            gone = httpx.Request("PATCH", url, headers=headers, json=edit)
            assert (await self._answering.handle_async_request(gone)).status_code == 200
        return answer


@pytest.mark.slow
def test_a_plan_whose_state_is_deleted_between_its_parts_is_left_as_it_stands(notion: Notion) -> None:
    notion.settings = notion.settings.with_profile("standard")
    add(notion, "Export the ledger as a file", f"## Out of Scope\n{OUTSIDE}")

    async def stopped() -> None:
        limits, url = NotionSettings(requests_per_minute=100_000), "http://workspace.test"
        token, transport = notion.workspace.token, Deleting(notion)
        async with Gateway(token=token, base_url=url, settings=limits, transport=transport) as gateway:
            await sync(notion.run(gateway, CREATED), await read_spec(gateway, TITLE))

    with pytest.raises(MovedError, match="Run the same command again"):
        asyncio.run(stopped())
    text = plan_text(notion)
    assert text.startswith("## Overview\n")
    assert len(headings(text)) == 3


def test_what_notion_would_refuse_is_refused_before_the_first_write(notion: Notion) -> None:
    add(notion, "Export the ledger as " + "x" * 200_000)
    notion.workspace.requests.clear()
    with pytest.raises(DecisionNeededError, match="200,000 characters"):
        notion.sync(TITLE)
    assert sent(notion) == []


def test_a_part_and_the_state_that_knows_it_go_into_one_request_whatever_its_rows() -> None:
    rows = "<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n" * (PART_BLOCKS - 1)
    edits = [("state", "its state\n" * 90), ("anchor", f"anchor\n<table>\n{rows}</table>")]
    assert list(batches(edits)) == [edits]


def test_no_request_holds_more_blocks_than_notion_takes() -> None:
    edits = [("a", "- a line\n" * 600), ("b", "- a line\n" * 600)]
    assert list(batches(edits)) == [edits[:1], edits[1:]]
    parts = parts_of("\n".join(["- a line"] * 2 * MOST_BLOCKS))
    assert [count_blocks(part) for part in parts] == [
        PART_BLOCKS,
        PART_BLOCKS,
        2 * (MOST_BLOCKS - PART_BLOCKS),
    ]


def test_parts_are_the_text_cut_where_no_block_is_torn() -> None:
    table = "<table>\n" + "<tr>\n<td>a</td>\n</tr>\n" * 5 + "</table>"
    items = "- one\n\t- inner\n\t- inner\n- two"
    code = "```mermaid\na\n\nb\n```"
    text = f"## A\n{items}\n{table}\n## B\n{code}\n{items}"
    parts = parts_of(text, blocks=6)
    assert "\n".join(parts) == text
    assert [count_blocks(part) for part in parts] == [5, 6, 6]
    assert table in parts
    assert any(code in part for part in parts)
