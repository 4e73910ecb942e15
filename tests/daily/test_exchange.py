"""Files of other tools: what goes out comes back, and nothing but known tasks' statuses is written."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.errors import UsageError
from notion_planner.exchange import (
    Imported,
    ListedTask,
    calendar_text,
    csv_text,
    decide,
    json_text,
    read_csv,
    read_json,
    read_task_list,
    task_list_text,
)
from notion_planner.exchange.csv_file import COLUMNS, guarded, unguarded
from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.notion.objects import PropertySchema
from notion_planner.progress import TaskState
from notion_planner.settings import StatusNames
from notion_planner.use_cases.daily import plan_items
from notion_planner.use_cases.run import pipeline_of
from tests.conftest import TEMPLATES
from tests.daily.conftest import MADE, SETTINGS, SPEC, TEXT, Desk
from tests.daily.test_worklist import item

STATUS = PropertySchema(id="s", name="Status", type="select", options=("To Do", "Doing", "Blocked", "Done"))
NAMES = StatusNames()
TEXTS = st.text(max_size=40)
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+x", "＝1")


@cache
def plan_of(text: str = TEXT) -> tuple[Plan, Any]:
    spec = extract(text, title=SPEC)
    return pipeline_of(SETTINGS, TEMPLATES).plan(spec, start=MADE), spec


def decided(items: list[Any], listed: tuple[ListedTask, ...]) -> Imported:
    return decide(items, listed, STATUS, NAMES)


@given(TEXTS | st.sampled_from(DANGEROUS))
def test_a_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert unguarded(cell) == text


@given(st.lists(st.tuples(TEXTS | st.sampled_from(DANGEROUS), st.sampled_from(STATUS.options)), max_size=6))
def test_csv_brings_back_titles_and_statuses(rows: list[tuple[str, str]]) -> None:
    items = [
        item(f"k{number}", title=title, status=status, place=number)
        for number, (title, status) in enumerate(rows)
    ]
    listed = read_csv(csv_text(items))
    assert [(line.key, line.status, line.place) for line in listed] == [
        (found.key, found.status, found.place + 1) for found in items
    ]
    assert [line.title or "" for line in listed] == [found.title.strip() for found in items]


def test_csv_is_as_rfc_4180_has_it(desk: Desk) -> None:
    text = csv_text(desk.work().items)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert text.count("\r\n") == text.count("\n") == len(rows)
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_a_spreadsheets_own_csv_is_read() -> None:
    listed = read_csv("Title;Status\r\nWrite docs;done\r\n\r\n;\r\n")
    assert [(line.title, line.status) for line in listed] == [("Write docs", "done")]


DONE = st.deferred(lambda: st.sets(st.sampled_from([task.key for task in plan_of()[0].tasks])))


def list_of(done: set[str]) -> str:
    plan, spec = plan_of()
    return task_list_text(plan, spec, TEMPLATES.text, done=frozenset(done))


@given(DONE)
def test_tasks_md_brings_back_exactly_the_ticks(done: set[str]) -> None:
    tasks, listed = plan_of()[0].tasks, read_task_list(list_of(done))
    assert [(line.key, line.title) for line in listed] == [(task.key, task.title) for task in tasks]
    assert {line.key for line in listed if line.done} == done


def test_the_key_of_a_task_for_a_store_of_several_words_comes_back() -> None:
    plan, spec = plan_of("## Acceptance Criteria\n- AC-1: Photos are stored in Google Cloud Storage\n")
    listed = read_task_list(task_list_text(plan, spec, TEMPLATES.text, done=frozenset()))
    assert "storage:google-cloud-storage" in [line.key for line in listed]


@given(DONE)
def test_what_tasks_md_brings_back_is_what_finishes_tasks(done: set[str]) -> None:
    tasks = plan_of()[0].tasks
    items = [item(task.key, title=task.title, place=n, id=task.key) for n, task in enumerate(tasks)]
    found = decided(items, read_task_list(list_of(done)))
    assert {change.key for change in found.changes} == done
    assert {change.after for change in found.changes} <= {"Done"}
    assert (found.left, found.unknown) == ((), ())


def test_a_list_without_keys_is_matched_by_number_and_title() -> None:
    items = [item("a", title="Write docs", id="1", place=0), item("b", title="Deploy", id="2", place=1)]
    text = "- [x] **T001** [P] [US1] Write docs\n- [x] T002 Something else\n```\n- [x] T002 Deploy\n```\n"
    found = decided(items, read_task_list(text))
    assert [change.key for change in found.changes] == ["a"]
    assert [(line.line, line.text) for line in found.unknown] == [(2, "T002 Something else")]


@pytest.mark.parametrize("rest", [" done in #12", " ✅ <!-- by hand -->", ""])
def test_a_note_behind_a_key_hides_no_task(rest: str) -> None:
    text = f"- [x] T007 Write <!-- the --> docs, reworded <!--requirement:a-->{rest}\n"
    found = decided([item("requirement:a", title="Write docs", id="1")], read_task_list(text))
    assert [change.key for change in found.changes] == ["requirement:a"]


def test_json_is_the_published_plan_with_states_beside_it(desk: Desk) -> None:
    work = desk.work()
    document = json.loads(json_text(work.decided, work.items))
    assert Plan.model_validate(document["plan"]) == work.decided
    listed = read_json(json.dumps(document))
    assert [(line.key, line.status) for line in listed] == [(i.key, i.status) for i in work.items]


def components(text: str, kind: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk(kind))


def test_a_calendar_has_a_to_do_for_each_task_under_a_lasting_uid(desk: Desk) -> None:
    first = desk.work()
    texts = [calendar_text(first.decided, first.items, spec_id="abc") for _ in range(2)]
    assert texts[0] == texts[1]
    todos = components(texts[0], "VTODO")
    assert [str(todo["summary"]) for todo in todos] == [i.title for i in first.items]
    assert [todo.decoded("due") for todo in todos] == [i.due for i in first.items]
    desk.set(first.items[0].id, Status="Done", Name="Renamed; a, b\\n")
    again = components(calendar_text(first.decided, desk.work().items, spec_id="abc"), "VTODO")
    assert [str(todo["uid"]) for todo in again] == [str(todo["uid"]) for todo in todos]
    assert len({str(todo["uid"]) for todo in todos}) == len(todos)
    assert (str(again[0]["status"]), str(again[0]["summary"])) == ("COMPLETED", "Renamed; a, b\\n")


def test_events_end_the_day_after_their_last_one_and_hold_the_milestones(desk: Desk) -> None:
    work = desk.work()
    events = components(calendar_text(work.decided, work.items, spec_id="abc", events=True), "VEVENT")
    assert len(events) == len(work.items) + len(work.decided.milestones)
    for event, one in zip(events, work.items, strict=False):
        assert event.decoded("dtend") == one.due + timedelta(days=1)


def test_a_cancelled_task_is_a_cancelled_event(desk: Desk) -> None:
    plan = desk.work().decided
    items = [item("a"), item("b", state=TaskState.CANCELLED)]
    events = components(calendar_text(plan, items, spec_id="abc", events=True), "VEVENT")
    assert [event.get("status") for event in events[:2]] == [None, "CANCELLED"]


def test_a_missing_tick_reopens_nothing_and_a_cancelled_task_stays_so() -> None:
    done = item("done", id="1", state=TaskState.DONE, status="Done")
    cancelled = item("cancelled", id="2", state=TaskState.CANCELLED, status="Dropped")
    listed = (
        ListedTask(line=1, text="a", key="done", done=False),
        ListedTask(line=2, text="b", key="cancelled", done=True),
    )
    found = decided([done, cancelled], listed)
    assert found.changes == ()
    assert [passed.line for passed in found.left] == [1, 2]


def test_a_status_that_the_board_has_not_is_reported_and_not_made() -> None:
    found = decided([item("a", id="1")], (ListedTask(line=1, text="a", key="a", status="Finished-ish"),))
    assert [passed.reason for passed in found.unknown] == ["'Status' has no status 'Finished-ish'"]


@pytest.mark.parametrize("name", ["Done ✅", "🚀", "✅"])
def test_a_status_comes_back_beside_others_that_are_like_it(name: str) -> None:
    status = PropertySchema(id="s", name="Status", type="select", options=("Done", "Done ✅", "✅", "🚀"))
    same = item("a", id="1", status=name)
    other = item("b", id="2", status="Done")
    listed = read_csv(csv_text([same, other]).replace(",Done,", f",{name},"))
    found = decide([same, other], listed, status, NAMES)
    assert (found.same, [change.after for change in found.changes]) == (1, [name])


def test_a_task_that_two_lines_name_is_set_once() -> None:
    listed = tuple(ListedTask(line=n, text="a", key="a", status=s) for n, s in ((1, "doing"), (2, "Done")))
    found = decided([item("a", id="1")], listed)
    assert [change.after for change in found.changes] == ["Doing"]
    assert [passed.line for passed in found.left] == [2]


def test_a_key_that_no_plan_knows_leaves_the_title_to_decide() -> None:
    listed = (ListedTask(line=1, text="a", title="Build a", key="as-the-file-was-worded", done=True),)
    assert len(decided([item("a", id="1", title="Build a", short_title="Build a")], listed).changes) == 1


def test_a_name_that_two_plans_have_is_not_guessed() -> None:
    twins = [item("a", id="1", spec="One"), item("a", id="2", spec="Two")]
    found = decided(twins, (ListedTask(line=1, text="a", key="a", done=True),))
    assert [passed.reason for passed in found.unknown] == [
        "several tasks could be meant (--spec names one plan)"
    ]


TWINS = [
    item(
        "deploy",
        id=f"{number}" * 32,
        spec=spec,
        title=f"Deploy for {spec}",
        short_title="Deploy",
        status="To Do",
    )
    for number, spec in enumerate(("One", "Two"), 1)
]


@pytest.mark.parametrize(
    "names",
    [
        {"url": f"https://app.notion.com/p/Deploy-{'2' * 32}", "spec": "Renamed since"},
        {"spec": "Two"},
        {"title": "Deploy for Two"},
    ],
    ids=["address", "specification", "title"],
)
def test_a_key_that_two_plans_have_is_told_apart_by(names: dict[str, str]) -> None:
    found = decided(TWINS, (ListedTask(line=1, text="a", key="deploy", done=True, **names),))
    assert [change.id for change in found.changes] == ["2" * 32]


def test_a_line_of_a_plan_that_is_not_there_is_not_taken_for_anothers() -> None:
    found = decided(TWINS[:1], (ListedTask(line=1, text="a", key="deploy", spec="Two", done=True),))
    assert [passed.reason for passed in found.unknown] == ["no plan of a specification 'Two' is read here"]


def exported(form: str) -> tuple[ListedTask, ...]:
    """The whole of a plan's tasks as a file of that form brings them back."""
    plan, spec = plan_of()
    items = plan_items(plan, SETTINGS, spec=SPEC)
    match form:
        case "csv":
            return read_csv(csv_text(items))
        case "json":
            return read_json(json_text(plan, items))
        case _:
            return read_task_list(task_list_text(plan, spec, TEMPLATES.text, title=SPEC, done=frozenset()))


@pytest.mark.parametrize("form", ["csv", "json", "md"])
def test_what_is_exported_leads_back_to_its_plan_beside_another_with_the_same_keys(form: str) -> None:
    items = plan_items(plan_of()[0], SETTINGS, spec=SPEC)
    others = [found.model_copy(update={"spec": "Another"}) for found in items]
    found = decided([*others, *items], exported(form))
    assert (found.unknown, found.same) == ((), len(items))


READERS = [read_task_list, read_csv, read_json]


@pytest.mark.parametrize("read", READERS)
@given(text=st.text() | st.sampled_from(["[" * 100_000, '"' * 10_000, "- [x] " * 10_000, "Key,Status\n\x00"]))
def test_no_file_breaks_a_reader(read: Callable[[str], tuple[ListedTask, ...]], text: str) -> None:
    with suppress(UsageError):
        read(text)
