"""Undo takes back what a run changed, and nothing that anybody has changed since."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notion_planner.errors import BusyError, ExitCode, NotFoundError, PlannerError
from notion_planner.fetcher.reading import read_spec
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.state.plan_state import find_state_text, parse_state, render_state
from notion_planner.state.run_record import (
    RunRecord,
    Stage,
)
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.use_cases.undoing import prepare_undo, preview_of_undo, recorded_runs, undo
from notion_planner.workspace import Fault
from tests.conftest import CREATED, SPEC, Cli, Notion, kept
from tests.scenarios.test_directions import direct

# Which request of an undo (its writes are the 8th to the 13th) is the first that gets no answer, and what is
# done next.
KILLED = ((9, "sync"), (11, "undo"))
PICTURE = "Upload profile avatar picture"


def doing(notion: Notion, work: Callable[[Run, SpecDocument], Awaitable[Any]], spec: str = SPEC) -> Any:
    async def main(gateway: Gateway) -> Any:
        return await work(notion.run(gateway, CREATED), await read_spec(gateway, spec))

    return notion.ask(main)


def undone(notion: Notion, name: str | None = None, spec: str = SPEC) -> Report:
    async def work(at: Run, document: SpecDocument) -> Report:
        return await undo(at, await prepare_undo(at, document, name))

    report: Report = doing(notion, work, spec)
    return report


def foretold(notion: Notion) -> Report:
    async def work(at: Run, document: SpecDocument) -> Report:
        return preview_of_undo(await prepare_undo(at, document, None))

    report: Report = doing(notion, work)
    return report


def runs(notion: Notion) -> tuple[RunRecord, ...]:
    found: tuple[RunRecord, ...] = doing(notion, recorded_runs)
    return found


def texts(notion: Notion, first: Report) -> dict[str, str]:
    """Every page's text, without the plan's state."""
    ids = [str(first.plan.id) if first.plan else "", notion.find(SPEC), *(str(t.id) for t in first.tasks)]
    found = {page_id: notion.markdown(page_id) for page_id in ids}
    return {page_id: text.replace(find_state_text(text) or "\0", "") for page_id, text in found.items()}


def rewords(notion: Notion) -> None:
    notion.edit(notion.find(SPEC), "Upload profile avatar", PICTURE)


def of(label: str, first: Report) -> str:
    return next(str(task.id) for task in first.tasks if label in task.requirements)


def done(notion: Notion, page: str) -> None:
    notion.request("PATCH", f"pages/{page}", {"properties": {"Status": {"select": {"name": "Done"}}}})


@kept
def changed(notion: Notion) -> tuple[Report, dict[str, str]]:
    """A run that carried a change over; answers with the first report and the texts before the run."""
    first = notion.sync()
    rewords(notion)
    before = texts(notion, first)
    notion.sync()
    return first, before


@kept
def worked_on(notion: Notion) -> tuple[Report, str, dict[str, str]]:
    """A run that wrote text, a title, a property and a tick.

    Answers with the first report, the task, and the texts before the run.
    """
    first = notion.sync()
    page = of("FR-3", first)
    direct(notion, priority="spec")
    notion.sync()
    notion.edit(notion.find(SPEC), "Upload profile avatar", f"{PICTURE} (P3)")
    done(notion, page)
    before = texts(notion, first)
    notion.sync()
    return first, page, before


def priority(notion: Notion, page: str) -> Any:
    return next(row for row in notion.tasks() if row.id == page).properties["Priority"].value


def live(notion: Notion) -> set[str]:
    return {task.id for task in notion.tasks() if not task.in_trash}


@kept
def taken_back(notion: Notion) -> tuple[Report, dict[str, str], dict[str, str], Report]:
    """A run that carried a change over, undone; the texts before and after the run, and what undo told."""
    first, before = changed(notion)
    return first, before, texts(notion, first), undone(notion)


@kept
def beside_people(notion: Notion) -> tuple[Report, Report, dict[str, str]]:
    """A run between edits of people, undone and synced again; first report, what undo told, its texts.

    One edited the task of FR-1 before the run, another that of FR-3 after it, and ticked an item of the plan.
    """
    first = notion.sync()
    plan = str(first.plan.id) if first.plan else ""
    notion.edit(of("FR-1", first), "## Requirements\n", "## Requirements\nAda asked for this\n")
    notion.edit(notion.find(SPEC), "Get user profile by ID", "Get a user profile by ID")
    rewords(notion)
    notion.sync()
    notion.edit(of("FR-3", first), f"**: {PICTURE}\n", f"**: {PICTURE} and crop it\n")
    notion.edit(plan, ticked(notion, plan, " "), ticked(notion, plan, " ").replace("[ ]", "[x]"))
    report = undone(notion)
    found = texts(notion, first)
    notion.sync()
    return first, report, found


def ticked(notion: Notion, plan: str, mark: str) -> str:
    """The plan's item of the integration tests, where it has that mark."""
    lines = notion.markdown(plan).split("\n")
    return next(line for line in lines if line.startswith(f"- [{mark}]") and "integration tests" in line)


@kept
def begun(notion: Notion) -> tuple[Report, str, set[str]]:
    """A first sync, and the specification and the tasks as they stood before."""
    before, tasks = notion.markdown(notion.find(SPEC)), live(notion)
    return notion.sync(), before, tasks


@kept
def nothing_left(notion: Notion) -> tuple[Report, str, set[str], Report]:
    """A first sync, undone; what stood before it, and what undo told."""
    return *begun(notion), undone(notion)


def test_undoing_a_change_gives_every_page_its_former_text(notion: Notion) -> None:
    first, before, changed_to, report = taken_back(notion)
    assert changed_to != before
    assert texts(notion, first) == before
    assert report.counts["restored"]
    assert not report.problems
    assert "the next sync writes it again" in report.text


@pytest.mark.slow
def test_undo_gives_back_properties_and_ticks_and_the_next_sync_sets_them_again(notion: Notion) -> None:
    first, page, before = worked_on(notion)
    direct(notion, priority="spec")
    wanted = texts(notion, first)
    assert priority(notion, page) == "Low"
    told = foretold(notion).text
    assert "'Priority' is 'High' again" in told
    assert "1 tick as before the run" in told
    report = undone(notion)
    assert texts(notion, first) == before
    assert priority(notion, page) == "High"
    assert not report.problems
    assert notion.sync().changed
    assert texts(notion, first) == wanted
    assert priority(notion, page) == "Low"
    assert not notion.sync().changed


def test_a_property_that_was_changed_since_stays_and_is_reported(notion: Notion) -> None:
    _, page, _ = worked_on(notion)
    direct(notion, priority="spec")
    medium = {"properties": {"Priority": {"select": {"name": "Medium"}}}}
    notion.request("PATCH", f"pages/{page}", medium)
    report = undone(notion)
    assert priority(notion, page) == "Medium"
    assert any("'Priority' stays as it is" in problem.message for problem in report.problems)


@pytest.mark.slow
def test_an_undo_that_is_killed_anywhere_is_completed_by_the_next_undo_or_sync(
    notion: Notion, tmp_path: Path
) -> None:
    first, _, before = worked_on(notion)
    direct(notion, priority="spec")
    after = texts(notion, first)
    notion.workspace.snapshot(tmp_path / "synced.db")
    for number, way in KILLED:
        notion.workspace.restore(tmp_path / "synced.db")
        killed = tuple(range(number, number + 60))
        notion.workspace.faults.add(Fault(kind="dropped", requests=killed, after_write=number == 11))
        with pytest.raises(PlannerError):
            undone(notion)
        notion.workspace.faults.clear()
        later(notion) if way == "undo" else next_sync(notion)
        assert texts(notion, first) == (before if way == "undo" else after), number
    next_sync(notion)
    assert texts(notion, first) == after


def test_a_persons_edit_since_the_run_stays_and_is_reported(notion: Notion) -> None:
    first, report, after_undo = beside_people(notion)
    page = of("FR-3", first)
    assert "and crop it" in after_undo[page]
    assert any("'Requirements' stays as it is" in problem.message for problem in report.problems)
    assert "and crop it" in notion.markdown(page)


def test_a_persons_edit_before_the_run_outlives_undo_and_next_sync(notion: Notion) -> None:
    first, _, after_undo = beside_people(notion)
    page = of("FR-1", first)
    assert "Ada asked for this" in after_undo[page]
    assert "Get a user profile by ID" not in after_undo[page]
    assert "Ada asked for this" in notion.markdown(page)
    assert "Get a user profile by ID" in notion.markdown(page)


def test_a_tick_that_a_person_set_since_outlives_undo_and_next_sync(notion: Notion) -> None:
    first, *_ = beside_people(notion)
    assert ticked(notion, str(first.plan.id) if first.plan else "", "x")


def test_undoing_a_first_sync_leaves_nothing_of_it(notion: Notion) -> None:
    first, before, tasks, report = nothing_left(notion)
    assert notion.markdown(notion.find(SPEC)) == before
    assert live(notion) == tasks
    assert notion.request("GET", f"pages/{first.plan.id if first.plan else ''}")["in_trash"]
    assert not report.problems


def test_after_undoing_a_first_sync_the_next_makes_the_plan_anew(notion: Notion) -> None:
    first, *_ = nothing_left(notion)
    again = notion.sync()
    assert again.counts["created"] == first.counts["created"]
    assert not notion.sync().changed


def test_a_task_that_a_person_worked_on_stays_with_the_plan_that_holds_it(notion: Notion) -> None:
    first = notion.sync()
    page = of("FR-3", first)
    done(notion, page)
    report = undone(notion)
    assert live(notion) & {str(task.id) for task in first.tasks} == {page}
    assert not notion.request("GET", f"pages/{first.plan.id if first.plan else ''}")["in_trash"]
    assert sum(problem.code == "undo_kept" for problem in report.problems) == 2
    assert notion.sync().counts["created"] == len(first.tasks) - 1


def test_a_plan_page_that_a_person_wrote_on_stays(notion: Notion) -> None:
    first = notion.sync()
    plan = str(first.plan.id) if first.plan else ""
    notion.edit(plan, "## Summary", "Read this first\n## Summary")
    undone(notion)
    assert "Read this first" in notion.markdown(plan)


def test_undoing_twice_changes_nothing_the_second_time(notion: Notion) -> None:
    first, before, *_ = taken_back(notion)
    report = undone(notion)
    assert "is undone already. An earlier one is taken back by its name: --list" in report.text
    assert not report.changed
    assert texts(notion, first) == before
    assert runs(notion)[0].stage is Stage.UNDONE


def test_a_run_that_is_too_old_is_not_remembered(notion: Notion) -> None:
    notion.sync()

    async def later(at: Run, document: SpecDocument) -> Any:
        at = replace(at, now=lambda: datetime.now(UTC) + timedelta(days=15))
        return await prepare_undo(at, document, None)

    with pytest.raises(NotFoundError, match="No run is remembered"):
        doing(notion, later)


def test_an_unknown_run_is_refused(notion: Notion) -> None:
    notion.sync()
    with pytest.raises(NotFoundError, match="No run 'yesterday'"):
        undone(notion, "yesterday")


def test_a_sync_without_changes_is_no_run_to_undo(notion: Notion) -> None:
    notion.sync()
    notion.sync()
    assert len(runs(notion)) == 1


def test_another_run_that_holds_the_plan_keeps_undo_waiting(notion: Notion) -> None:
    first = notion.sync()
    plan = str(first.plan.id) if first.plan else ""
    state = parse_state(notion.markdown(plan))
    assert state is not None
    lease = {"lease": {"run": "other", "until": "2099-01-01T00:00:00Z"}}
    held = type(state).model_validate(state.model_dump() | lease)
    notion.edit(
        plan, '"lease":null', '"lease":' + render_state(held).split('"lease":')[1].split("},")[0] + "}"
    )
    with pytest.raises(BusyError):
        undone(notion)


def dies_at(notion: Notion, number: int) -> tuple[Report, str, set[str]]:
    """A first sync, and an undo of it whose writes get no answer from that one on."""
    found = begun(notion)
    dies = tuple(range(number, number + 60))
    notion.workspace.faults.add(Fault(kind="dropped", method="PATCH", requests=dies, after_write=False))
    with pytest.raises(PlannerError):
        undone(notion)
    notion.workspace.faults.clear()
    return found


@kept
def half_undone(notion: Notion) -> tuple[Report, str, set[str]]:
    return dies_at(notion, 4)


# The lease, five tasks, the back-link, and last the plan page itself.
@pytest.mark.parametrize("number", [4, 8])
def test_an_undo_that_dies_is_completed_by_the_next_one(notion: Notion, number: int) -> None:
    first, before, tasks = half_undone(notion) if number == 4 else dies_at(notion, number)
    assert len(first.tasks) == 5
    later(notion)
    assert notion.markdown(notion.find(SPEC)) == before
    assert live(notion) == tasks


def test_tasks_that_a_killed_undo_threw_away_are_made_again_by_the_next_sync(notion: Notion) -> None:
    first, *_ = half_undone(notion)
    assert len(live(notion)) < len(first.tasks)
    next_sync(notion)
    titles = sorted(page.title for page in notion.tasks() if not page.in_trash)
    assert titles == sorted(task.title for task in first.tasks)


def later(notion: Notion) -> Report:
    """After the lease of whoever died has run out."""

    async def work(at: Run, document: SpecDocument) -> Report:
        at = replace(at, now=lambda: datetime.now(UTC) + timedelta(minutes=5))
        return await undo(at, await prepare_undo(at, document, None))

    report: Report = doing(notion, work)
    return report


def next_sync(notion: Notion) -> None:
    async def work(at: Run, document: SpecDocument) -> Report:
        return await sync(replace(at, now=lambda: datetime.now(UTC) + timedelta(minutes=5)), document)

    doing(notion, work)


def test_the_command_says_once_that_the_next_sync_writes_it_again(cli: Cli, local: Notion) -> None:
    local.sync()
    assert cli("undo", SPEC, "--yes")[1].count("Undo is for looking again") == 1


def test_the_command_lists_shows_asks_and_takes_back(cli: Cli, local: Notion) -> None:
    local.sync()
    code, out, _ = cli("undo", SPEC)
    assert code == ExitCode.DECISION
    assert "'Implementation' is taken out" in out
    told = cli("undo", SPEC, "--list")[1]
    assert re.search(r"  done  \d+ tasks created, plan page created, specification updated\n", told)
    code, out, _ = cli("undo", SPEC, "--list", "--json")
    (listed,) = json.loads(out)["runs"]
    assert (code, listed["stage"]) == (ExitCode.DONE, "done")
    code, out, _ = cli("undo", SPEC, listed["id"], "--yes", "--json")
    document = json.loads(out)
    assert (code, document["command"], document["changed"]) == (ExitCode.DONE, "undo", True)
    code, _, err = cli("undo", SPEC)
    assert code == ExitCode.NOT_FOUND
    assert "has no plan" in err
