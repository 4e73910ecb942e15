"""Large plans: what is too much for one request is parted, what is too much for Notion is refused before."""

import json

import pytest

from notion_planner.errors import DecisionNeededError, PlannerError
from notion_planner.notion.limits import MOST_BLOCKS, MOST_BYTES, PART_BLOCKS, count_blocks, parts_of
from notion_planner.notion.markup import sections
from notion_planner.workspace import Fault
from tests.conftest import Notion

TITLE = "Large Specification"
# Lines of the plan that ask for no task: a page is large here, and a test of it quick.
OUTSIDE = "".join(f"- The archive's page {number}\n" for number in range(PART_BLOCKS))


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


def headings(notion: Notion) -> list[str | None]:
    return [section.heading for section in sections(plan_text(notion)) if section.heading]


def test_a_plan_that_is_cut_off_between_its_parts_is_completed_in_requests_that_fit(notion: Notion) -> None:
    notion.settings = notion.settings.with_profile("standard")
    add(notion, "Export the ledger as a file", f"## Out of Scope\n{OUTSIDE}")
    notion.workspace.faults.add(Fault(kind="forbidden", method="PATCH", path="/markdown$"))
    notion.workspace.requests.clear()
    with pytest.raises(PlannerError):
        notion.sync(TITLE)
    assert len(headings(notion)) == 3
    report = notion.sync(TITLE)
    assert [p.code for p in report.problems if p.code in ("conflict", "edit_not_applied")] == []
    assert len(headings(notion)) == len(set(headings(notion))) == 11
    assert OUTSIDE in plan_text(notion)
    assert max(len(body.encode()) for body in sent(notion)) <= MOST_BYTES
    made = [r.body for r in notion.workspace.requests if (r.method, r.path) == ("POST", "/v1/pages")]
    assert max(count_blocks(str(body["markdown"])) for body in made) <= MOST_BLOCKS
    assert notion.sync(TITLE).requests["writes"] == 0


def test_what_notion_would_refuse_is_refused_before_the_first_write(notion: Notion) -> None:
    add(notion, "Export the ledger as " + "a file " * 30_000)
    notion.workspace.requests.clear()
    with pytest.raises(DecisionNeededError, match="200,000 characters"):
        notion.sync(TITLE)
    assert sent(notion) == []


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
