"""The main job on the worked example: what stands in Notion after the first sync."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import mentioned_pages
from tests.conftest import SPEC, Notion

SECTIONS = [
    "Overview",
    "Linked Specification",
    "Requirements Summary",
    "Technical Approach",
    "Implementation Phases",
    "Dependencies",
    "Risks & Mitigation",
    "Timeline",
    "Success Criteria",
    "Resources",
    "Progress Tracking",
]
WANTED = [
    *(f"FR-{n}" for n in range(1, 6)),
    *(f"NFR-{n}" for n in range(1, 5)),
    *(f"AC-{n}" for n in range(1, 6)),
]


@pytest.fixture(scope="module")
def synced() -> Iterator[tuple[Notion, Report]]:
    notion = Notion(seed="demo")  # a standard plan
    before = notion.markdown(notion.find(SPEC))
    notion.before = before  # type: ignore[attr-defined]
    yield notion, notion.sync_anew()
    notion.workspace.close()


@pytest.fixture(scope="module")
def pages(synced: tuple[Notion, Report]) -> dict[str, str]:
    """Text of each task's page, by its key."""
    notion, report = synced

    async def read(gateway: Gateway) -> dict[str, str]:
        return {row.key: (await gateway.markdown(str(row.id))).text for row in report.tasks}

    found: dict[str, str] = notion.ask(read)
    return found


def plan_markdown(notion: Notion, report: Report) -> str:
    assert report.plan is not None
    assert report.plan.id is not None
    return notion.markdown(report.plan.id)


@pytest.mark.slow
def test_the_plan_page_has_the_eleven_sections_in_order_and_no_other(synced: tuple[Notion, Report]) -> None:
    headings = re.findall(r"^## (.*)$", plan_markdown(*synced), re.M)
    assert headings == SECTIONS


def test_the_plan_is_made_under_the_configured_page(synced: tuple[Notion, Report]) -> None:
    notion, report = synced
    assert report.plan is not None
    page = notion.request("GET", f"pages/{report.plan.id}")
    assert page["parent"]["page_id"] == notion.find("Engineering Plans")
    assert report.plan.title == "Implementation Plan: User Profile API"


def test_there_are_at_least_as_many_tasks_as_in_the_worked_example(synced: tuple[Notion, Report]) -> None:
    notion, report = synced
    assert len(notion.tasks()) == len(report.tasks) >= 22


@pytest.mark.parametrize("label", WANTED)
def test_every_requirement_and_criterion_reaches_a_task(synced: tuple[Notion, Report], label: str) -> None:
    assert synced[1].plan is not None
    assert synced[1].plan.coverage[label]


def test_each_checklist_item_of_the_phases_is_a_mention_of_its_task_page(
    synced: tuple[Notion, Report],
) -> None:
    notion, report = synced
    text = plan_markdown(notion, report)
    phases = text[text.index("## Implementation Phases") : text.index("## Dependencies")]
    items = re.findall(r"^- \[ \] (.*)$", phases, re.M)
    assert [mentioned_pages(item) for item in items] == [(row.id,) for row in report.tasks]


def test_each_task_mentions_plan_and_specification(
    synced: tuple[Notion, Report], pages: dict[str, str]
) -> None:
    notion, report = synced
    assert report.plan is not None
    both = {report.plan.id, notion.find(SPEC)}
    assert len(pages) == len(report.tasks)
    assert [key for key, text in pages.items() if not both <= set(mentioned_pages(text))] == []


def test_a_task_names_the_pages_it_is_blocked_by_and_the_titles_that_it_blocks(
    synced: tuple[Notion, Report], pages: dict[str, str]
) -> None:
    _, report = synced
    ids = {row.key: row.id for row in report.tasks}
    blocked = [row for row in report.tasks if row.blocked_by]
    assert blocked
    for row in blocked:
        line = next(line for line in pages[row.key].split("\n") if line.startswith("- Blocked By:"))
        assert mentioned_pages(line) == tuple(ids[key] for key in row.blocked_by)


def test_properties_fill_the_worked_examples_schema(synced: tuple[Notion, Report]) -> None:
    for page in synced[0].tasks():
        values = {name: found.value for name, found in page.properties.items()}
        assert values["Status"] == "To Do"
        assert values["Priority"] in ("Critical", "High", "Medium", "Low")
        assert values["Story Points"]
        assert isinstance(values["Tags"], tuple)
        assert page.title.endswith(" for User Profile API")


def test_a_relation_without_a_role_is_left_alone(synced: tuple[Notion, Report]) -> None:
    assert all(page.properties["Related Tasks"].value == () for page in synced[0].tasks())


def test_the_specification_gets_the_back_link_and_nothing_else_changes(synced: tuple[Notion, Report]) -> None:
    notion, report = synced
    assert report.plan is not None
    after = notion.markdown(notion.find(SPEC))
    before = notion.before  # type: ignore[attr-defined]
    assert after.startswith(before)
    added = after.removeprefix(before).strip().split("\n")
    assert added[:2] == ["---", "## Implementation"]
    assert mentioned_pages(added[2]) == (report.plan.id,)
    assert f"({len(report.tasks)} tasks across {len(report.plan.phases)} phases)" in added[3]
    assert len(added) == 5


def test_the_state_stands_in_a_toggle_at_the_end(synced: tuple[Notion, Report]) -> None:
    text = plan_markdown(*synced)
    assert text.rstrip().endswith("</details>")
    assert text.count("<details") == 1


def test_the_first_sync_takes_at_most_fourteen_requests_beside_the_tasks(
    synced: tuple[Notion, Report],
) -> None:
    report = synced[1]
    assert report.requests["total"] <= len(report.tasks) + 14


def test_the_summary_counts_what_was_made_and_links_to_it(synced: tuple[Notion, Report]) -> None:
    report = synced[1]
    assert report.plan is not None
    assert "## Implementation Plan Created ✅" in report.summary
    assert f"{len(report.tasks)} tasks created" in report.summary
    assert f"]({report.plan.url})" in report.summary


def test_a_second_sync_takes_at_most_seven_requests_and_writes_nothing(
    synced: tuple[Notion, Report],
) -> None:
    report = synced[0].sync()
    assert not report.changed
    assert report.requests["writes"] == 0
    assert report.requests["total"] <= 7
    assert report.text.startswith("No changes.")


def test_a_preview_writes_nothing_and_names_what_the_sync_then_creates(notion: Notion) -> None:
    shown = notion.preview()
    assert shown.requests["writes"] == 0
    notion.workspace.requests.clear()
    assert notion.is_as_seeded
    done = notion.sync()
    assert [(row.key, row.action) for row in shown.tasks] == [(row.key, row.action) for row in done.tasks]
    assert shown.counts == done.counts


def test_the_start_is_fixed_at_the_first_sync(notion: Notion) -> None:
    first = notion.sync(start=date(2025, 10, 15))
    later = notion.sync(today=date(2026, 3, 1))
    assert first.plan is not None
    assert later.plan is not None
    assert later.plan.start == first.plan.start == date(2025, 10, 15)
    # By then every task is overdue, which is all that the plan has to say.
    assert later.plan.parts == ("Status",)
    assert later.counts["updated"] == 0


def test_the_specification_is_found_by_title_url_and_id_alike(notion: Notion) -> None:
    page_id = notion.find(SPEC)

    async def found(gateway: Gateway) -> set[str]:
        url = (await gateway.page(page_id)).url
        return {(await read_spec(gateway, named)).page.id for named in (SPEC, page_id, plain(page_id), url)}

    assert notion.ask(found) == {page_id}
