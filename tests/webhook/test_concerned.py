"""Which specification a changed page belongs to: itself, its plan's, its task's, or none."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from notion_planner.config import starter_settings
from notion_planner.environment import QueuePlace
from notion_planner.errors import NotFoundError
from notion_planner.jobs.model import Job
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.store import JobStore
from notion_planner.model.report import PlanRow, Report
from notion_planner.settings import ExtractionSettings, JobsSettings, SpecsPlace, WebhookSettings
from notion_planner.state.plan_state import SUMMARY
from notion_planner.state.toggle import render_toggle
from notion_planner.webhook.concerned import RECONCILE, handlers, reconciling, spec_of
from notion_planner.webhook.door import PAGE_CHANGED, Outcome, WebhookDoor
from notion_planner.webhook.token import TokenKeeper
from tests.conftest import CREATED, Notion, kept
from tests.webhook.test_event import TOKEN, event, signature

SPEC = "Export Service"
TEXT = "## Requirements\n\n- FR-1: Export as CSV\n\n## Acceptance Criteria\n\n- The file opens\n"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    with open_store(QueuePlace(file=tmp_path / "jobs.db"), JobsSettings()) as store:
        yield store


@kept
def _written(notion: Notion) -> str:
    return notion.add_page(SPEC, "Engineering Plans", TEXT)


@kept
def _planned(notion: Notion) -> tuple[str, Report]:
    spec = notion.add_page(SPEC, "Engineering Plans", TEXT)
    return spec, notion.sync(SPEC)


@pytest.fixture
def spec(notion: Notion) -> str:
    """A specification that has no plan yet."""
    return _written(notion)


@pytest.fixture
def planned(notion: Notion) -> tuple[str, PlanRow]:
    """A specification and its plan."""
    spec, report = _planned(notion)
    assert report.plan is not None
    return spec, report.plan


def concerned(notion: Notion, page_id: str) -> str | None:
    found: str | None = notion.ask(lambda gateway: spec_of(notion.run(gateway, CREATED), page_id))
    return found


def carry_out(notion: Notion, store: JobStore, job: Job) -> list[Job]:
    """The jobs that the job leaves."""
    notion.ask(lambda gateway: handlers(notion.run(gateway, CREATED), store)[job.kind](job))
    return [record.job for record in store.waiting()]


def changed(page: str, burst: str = "1") -> Job:
    payload = {"page": page, "burst": burst}
    return Job(key=f"{page}{burst}", kind=PAGE_CHANGED, lane=page, payload=payload)


def test_a_specification_a_plan_and_a_task_lead_to_the_specification(
    notion: Notion, planned: tuple[str, PlanRow]
) -> None:
    spec, plan = planned
    assert plan.id is not None
    pages = [spec, plan.id, notion.tasks()[0].id]
    assert [concerned(notion, page) for page in pages] == [spec] * 3


def test_a_row_leads_to_the_specification_whose_page_its_database_stands_on(
    notion: Notion, planned: tuple[str, PlanRow]
) -> None:
    places = [planned[0], notion.find("Engineering Plans")]
    sources = [notion.add_database("Wishes", place, {"Name": {"title": {}}}) for place in places]
    rows = [notion.add_row(source, {}) for source in sources]
    assert [concerned(notion, row) for row in rows] == [planned[0], None]


def test_a_sub_page_leads_to_the_specification_that_it_is_a_part_of(
    notion: Notion, planned: tuple[str, PlanRow]
) -> None:
    part = notion.add_page("Formats", SPEC, "- FR-2: Export as PDF")
    assert concerned(notion, part) is None
    extraction = ExtractionSettings(sub_pages=True)
    notion.settings = notion.settings.model_copy(update={"extraction": extraction})
    note = notion.add_page("Note", "Engineering Plans", "- FR-2: Export as PDF")
    assert [concerned(notion, page) for page in (part, note)] == [planned[0], None]


def test_a_page_of_nobodys_leads_nowhere(notion: Notion, spec: str) -> None:
    page = notion.add_page("Meeting", "Engineering Plans", "Nothing to plan.")
    assert concerned(notion, page) is None


def test_a_task_that_no_plan_knows_leads_nowhere(notion: Notion, planned: tuple[str, PlanRow]) -> None:
    _, plan = planned
    source = notion.find("Engineering Tasks", "data_source")
    properties = {"Name": {"title": [{"text": {"content": "Mine"}}]}}
    body = {
        "parent": {"type": "data_source_id", "data_source_id": source},
        "properties": properties,
        "markdown": f'<mention-page url="{plan.url}">x</mention-page>',
    }
    assert concerned(notion, str(notion.request("POST", "pages", body)["id"])) is None


def test_a_page_that_cannot_be_seen_leads_nowhere(notion: Notion, spec: str) -> None:
    assert concerned(notion, "38c9ce7b-60a4-8123-9bcd-1234567890ab") is None


def test_a_new_specification_counts_where_the_configuration_names_it(notion: Notion, spec: str) -> None:
    assert concerned(notion, spec) is None
    notion.settings = starter_settings().model_copy(update={"specs": SpecsPlace(pages=(SPEC,))})
    assert concerned(notion, spec) == spec


def test_a_copy_of_a_specification_counts_only_where_the_configuration_names_it(
    notion: Notion, planned: tuple[str, PlanRow]
) -> None:
    spec, _ = planned
    copy = notion.add_page(f"{SPEC} (1)", "Engineering Plans", notion.markdown(spec))
    assert concerned(notion, copy) is None
    notion.settings = starter_settings().model_copy(update={"specs": SpecsPlace(pages=(copy,))})
    assert concerned(notion, copy) == copy


@pytest.mark.parametrize("named", ["Export Service", "{spec}"])
def test_a_page_that_only_says_so_is_no_specifications_plan(notion: Notion, spec: str, named: str) -> None:
    state = json.dumps({"version": 2, "spec": named.format(spec=spec)})
    note = notion.add_page("Note", "Engineering Plans", render_toggle(SUMMARY, "Mine", [state]))
    assert concerned(notion, note) is None


def test_several_pages_of_a_plan_in_one_window_make_one_sync(
    notion: Notion, store: JobStore, planned: tuple[str, PlanRow]
) -> None:
    spec, _ = planned
    for task in notion.tasks()[:3]:
        left = carry_out(notion, store, changed(task.id))
    assert [(job.kind, job.lane) for job in left] == [("sync", spec)]


def test_a_change_in_a_later_window_makes_another_sync(
    notion: Notion, store: JobStore, planned: tuple[str, PlanRow]
) -> None:
    spec, _ = planned
    carry_out(notion, store, changed(spec, "1"))
    assert len(carry_out(notion, store, changed(spec, "2"))) == 2


def test_an_edit_after_its_burst_was_looked_at_is_taken_by_a_server_whose_clock_is_behind(
    notion: Notion, store: JobStore, spec: str, tmp_path: Path
) -> None:
    keeper = TokenKeeper(given=SecretStr(TOKEN), path=tmp_path / "token", expected=False)
    door = WebhookDoor(store, keeper, window=10, own_id=lambda: None, clock=lambda: 1_000_003)

    def edited(number: str) -> Outcome:
        raw = json.dumps(event(id=number, entity={"id": spec, "type": "page"})).encode()
        return door.take(raw, signature(raw))

    assert edited("1") is Outcome.ACCEPTED
    carry_out(notion, store, store.waiting()[0].job)
    assert edited("2") is Outcome.ACCEPTED
    assert edited("3") is Outcome.BUNDLED


def test_a_sync_job_makes_the_plan_and_a_second_changes_nothing(
    notion: Notion, store: JobStore, spec: str
) -> None:
    job = Job(key="s", kind="sync", lane=spec, payload={"spec": spec})
    carry_out(notion, store, job)
    tasks = len(notion.tasks())
    carry_out(notion, store, job)
    assert len(notion.tasks()) == tasks > 2


def test_what_the_configuration_names_is_synced_every_hour(
    notion: Notion, store: JobStore, spec: str
) -> None:
    notion.settings = starter_settings().model_copy(update={"specs": SpecsPlace(pages=(SPEC,))})
    due = reconciling(notion.settings)
    (job,) = due(NOON)
    assert list(due(NOON.replace(minute=59))) == [job]
    assert list(due(NOON.replace(hour=13))) != [job]
    assert [left.kind for left in carry_out(notion, store, job)] == ["sync"]


def test_a_page_that_is_gone_is_named_after_the_others_are_on_their_way(
    notion: Notion, store: JobStore, spec: str
) -> None:
    notion.settings = starter_settings().model_copy(update={"specs": SpecsPlace(pages=("Old", SPEC))})
    with pytest.raises(NotFoundError, match=r"'Old'.*take it out of specs\.pages"):
        carry_out(notion, store, Job(key="r", kind=RECONCILE, lane="r"))
    assert [left.job.lane for left in store.waiting()] == [spec]


def test_without_specifications_or_with_zero_minutes_nothing_is_reconciled(
    notion: Notion, store: JobStore, spec: str
) -> None:
    settings = starter_settings()
    assert list(reconciling(settings)(NOON)) == []
    named = {"specs": SpecsPlace(pages=(SPEC,)), "webhook": WebhookSettings(reconcile_minutes=0)}
    assert list(reconciling(settings.model_copy(update=named))(NOON)) == []
    job = Job(key="r", kind=RECONCILE, lane="r")
    assert carry_out(notion, store, job) == []
