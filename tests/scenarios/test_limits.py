"""Large plans: what is too much for one request is parted, what is too much for Notion is refused before."""

import json
from collections.abc import Sequence

import pytest

from notion_planner.errors import DecisionNeededError, PlannerError
from notion_planner.notion.limits import MOST_BLOCKS, MOST_BYTES, count_blocks, parts_of
from notion_planner.notion.markup import sections
from notion_planner.workspace import Fault
from tests.conftest import Notion

TITLE = "Large Specification"
LAST = "Progress Tracking"
FEW_TASKS = [f"Export the ledger number {number} of the archive as a file" for number in range(1, 11)]
HUNDREDS = [f"The archive's page {number} is complete" for number in range(1, 381)]


def add(notion: Notion, requirements: Sequence[str], criteria: Sequence[str] = ()) -> None:
    listed = "".join(f"- FR-{number}: {text}\n" for number, text in enumerate(requirements, 1))
    checked = "".join(f"- AC-{number}: {text}\n" for number, text in enumerate(criteria, 1))
    body = f"## Requirements\n### Functional\n{listed}## Acceptance Criteria\n{checked}"
    notion.add_page(TITLE, "Engineering Specs", body)


def sent(notion: Notion) -> list[str]:
    return [
        json.dumps(request.body, ensure_ascii=False)
        for request in notion.workspace.requests
        if request.is_write
    ]


def headings(notion: Notion) -> list[str | None]:
    page = notion.find("Implementation Plan: Large")
    return [section.heading for section in sections(notion.markdown(page))]


def test_a_plan_of_hundreds_of_requirements_is_made_in_parts_and_stable(notion: Notion) -> None:
    add(notion, FEW_TASKS, HUNDREDS)
    notion.workspace.requests.clear()
    report = notion.sync(TITLE)
    [told] = [problem.message for problem in report.problems if problem.code == "plan_in_parts"]
    assert "1,000 blocks" in told
    assert max(len(body.encode()) for body in sent(notion)) <= MOST_BYTES
    creations = [r for r in notion.workspace.requests if r.method == "POST" and r.path == "/v1/pages"]
    assert all(count_blocks(str(request.body["markdown"])) <= MOST_BLOCKS for request in creations)
    assert report.plan is not None
    assert notion.markdown(str(report.plan.id)).count("- [ ] <mention-page") == len(report.tasks)
    assert notion.sync(TITLE).requests["writes"] == 0


def test_a_plan_that_was_cut_off_between_its_parts_is_completed(notion: Notion) -> None:
    add(notion, FEW_TASKS, HUNDREDS)
    notion.workspace.faults.add(Fault(kind="forbidden", method="PATCH", path="/markdown$"))
    with pytest.raises(PlannerError):
        notion.sync(TITLE)
    assert LAST not in headings(notion)
    report = notion.sync(TITLE)
    assert LAST in headings(notion)
    assert len(set(headings(notion))) == len(headings(notion))
    assert not [problem for problem in report.problems if problem.code == "conflict"]
    assert notion.sync(TITLE).requests["writes"] == 0


def test_what_notion_would_refuse_is_refused_before_the_first_write(notion: Notion) -> None:
    add(notion, ["Export the ledger as " + "a file " * 30_000])
    [told, *_] = [problem for problem in notion.preview(TITLE).problems if problem.code == "too_large"]
    notion.workspace.requests.clear()
    with pytest.raises(DecisionNeededError, match="200,000 characters"):
        notion.sync(TITLE)
    assert "https://developers.notion.com/reference/request-limits" in told.message
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
