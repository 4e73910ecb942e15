"""What is ready, blocked and next follows from states, dates and dependencies alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.spec import Priority
from notion_planner.notion.objects import Person
from notion_planner.progress import TaskState
from notion_planner.tracking.worklist import (
    Blocker,
    WorkItem,
    blocked,
    circles,
    next_up,
    of_person,
    overdue,
    ready,
    reasons,
    stale,
    waiting,
    warnings,
)

TODAY = date(2025, 10, 20)
ADA = Person(id="11111111-1111-1111-1111-111111111111", name="Ada Lovelace", email="ada@example.com")


def item(key: str, **values: object) -> WorkItem:
    base = {
        "key": key,
        "title": key.title(),
        "spec": "Spec",
        "url": f"https://notion.so/{key}",
        "phase": 1,
        "priority": Priority.P1,
        "points": 2,
        "start": TODAY,
        "due": TODAY + timedelta(days=5),
        "latest_start": TODAY + timedelta(days=3),
    }
    return WorkItem.model_validate(base | values)


def held_by(key: str, state: TaskState | None) -> Blocker:
    return Blocker(title=key.title(), key=key, state=state)


def test_a_task_is_ready_when_all_that_it_waits_for_is_done_or_cancelled() -> None:
    over = (held_by("a", TaskState.DONE), held_by("b", TaskState.CANCELLED))
    assert item("x", waits_for=over).is_ready
    assert not item("x", waits_for=(*over, held_by("c", TaskState.IN_PROGRESS))).is_ready


def test_a_blocker_that_cannot_be_seen_holds() -> None:
    found = item("x", waits_for=(held_by("a", None),))
    assert found.is_blocked
    assert waiting(found) == ("A (cannot be seen)",)


def test_a_started_task_is_neither_ready_nor_blocked_by_what_it_waits_for() -> None:
    found = item("x", state=TaskState.IN_PROGRESS, waits_for=(held_by("a", TaskState.NOT_STARTED),))
    assert (found.is_ready, found.is_blocked) == (False, False)


def test_a_task_without_a_page_cannot_be_taken() -> None:
    assert ready([item("x", url=None)]) == ()


def test_the_task_that_can_be_put_off_the_least_comes_first() -> None:
    urgent = item("urgent", latest_start=TODAY, priority=Priority.P3)
    important = item("important", priority=Priority.P0)
    early = item("early", due=TODAY + timedelta(days=4))
    rest = item("rest")
    assert [found.key for found in ready([rest, early, important, urgent])] == [
        "urgent", "important", "early", "rest",
    ]  # fmt: skip


def test_a_persons_own_tasks_come_before_those_that_nobody_has_and_others_never() -> None:
    own = item("own", assignees=(ADA,))
    free = item("free", latest_start=TODAY)
    taken = item("taken", assignees=(Person(id="2"),), latest_start=TODAY)
    assert [i.key for i in next_up([taken, free, own], count=9, person="ADA@example.com")] == ["own", "free"]


def test_a_person_is_known_by_name_address_and_id_in_any_form() -> None:
    own = item("own", assignees=(ADA,))
    for name in ("ada  lovelace", "Ada@Example.com", "11111111-1111-1111-1111-111111111111", "1" * 32):
        assert of_person([own], name) == (own,)
    assert of_person([own], "ada") == ()
    assert of_person([own], "") == ()


def test_overdue_counts_days_until_the_task_is_done() -> None:
    late = item("late", due=TODAY - timedelta(days=2))
    assert overdue([late, item("done", due=date(2025, 1, 1), state=TaskState.DONE)], TODAY) == (late,)
    assert warnings(late, TODAY, stale_after=5) == ("overdue by 2 days",)


def test_only_tasks_in_progress_go_stale() -> None:
    edited = TODAY - timedelta(days=5)
    started = item("started", state=TaskState.IN_PROGRESS, edited=edited)
    others = [item("waiting", edited=edited), item("held", state=TaskState.BLOCKED, edited=edited)]
    assert stale([started, *others], TODAY, after=5) == (started,)
    assert stale([started], TODAY, after=6) == ()
    assert [warnings(found, TODAY, stale_after=5) for found in others] == [(), ()]


def test_the_reasons_name_the_critical_path_and_what_it_unblocks() -> None:
    found = item("x", critical=True, unblocks=1, waits_for=(held_by("a", TaskState.DONE),), assignees=(ADA,))
    assert reasons(found, TODAY, person="Ada Lovelace") == (
        "on the critical path",
        "1 task waits for it",
        "'A' is done",
        "assigned to you",
    )


def test_what_was_cancelled_is_not_said_to_be_done() -> None:
    cancelled, done = held_by("a", TaskState.CANCELLED), held_by("b", TaskState.DONE)
    assert "'A' is cancelled" in reasons(item("x", waits_for=(cancelled,)), TODAY)
    both = reasons(item("x", waits_for=(cancelled, done)), TODAY)
    assert "all 2 that it waited for are done or cancelled" in both


def test_a_task_that_has_time_left_says_by_when_it_has_to_begin() -> None:
    found = item("x", latest_start=TODAY + timedelta(days=3))
    assert reasons(found, TODAY)[0] == "begin by 2025-10-23"


def test_a_task_that_somebody_called_blocked_comes_before_those_that_merely_wait() -> None:
    waits = item("waits", waits_for=(held_by("a", TaskState.NOT_STARTED),))
    called = item("called", state=TaskState.BLOCKED, latest_start=TODAY + timedelta(days=30))
    assert [found.key for found in blocked([waits, called])] == ["called", "waits"]


def test_a_late_task_says_when_it_had_to_begin() -> None:
    found = item("x", latest_start=TODAY - timedelta(days=1))
    assert reasons(found, TODAY)[0] == "had to begin by 2025-10-19"


def test_a_circle_is_found_and_what_it_holds_up_is_not_part_of_it() -> None:
    open_ = TaskState.NOT_STARTED
    a = item("a", waits_for=(held_by("c", open_), held_by("root", open_)))
    b = item("b", waits_for=(held_by("a", open_),))
    c = item("c", waits_for=(held_by("b", open_),))
    behind = item("behind", waits_for=(held_by("c", open_),))
    assert circles([item("root"), a, b, c, behind]) == (a, b, c)


def test_a_circle_through_a_finished_task_is_none() -> None:
    a = item("a", waits_for=(held_by("b", TaskState.DONE),))
    b = item("b", state=TaskState.DONE, waits_for=(held_by("a", TaskState.NOT_STARTED),))
    assert circles([a, b]) == ()


STATES = st.sampled_from(TaskState)


@st.composite
def boards(draw: st.DrawFn) -> tuple[WorkItem, ...]:
    """Tasks that wait for any others, also in circles."""
    count = draw(st.integers(1, 8))
    states = [draw(STATES) for _ in range(count)]
    return tuple(
        item(
            f"t{number}",
            state=states[number],
            latest_start=TODAY + timedelta(days=draw(st.integers(-3, 3))),
            waits_for=tuple(
                held_by(f"t{other}", states[other])
                for other in draw(st.sets(st.integers(0, count - 1)))
                if other != number
            ),
        )
        for number in range(count)
    )


@given(boards())
def test_an_unfinished_task_is_ready_blocked_or_under_way_and_only_one_of_them(
    items: tuple[WorkItem, ...],
) -> None:
    lists = [ready(items), blocked(items), [i for i in items if i.state is TaskState.IN_PROGRESS]]
    left = {i.key for i in items if i.state not in (TaskState.DONE, TaskState.CANCELLED)}
    keys = [found.key for listed in lists for found in listed]
    assert sorted(keys) == sorted(left)


@given(boards())
def test_where_work_is_left_something_can_be_done_or_a_circle_or_a_status_holds_it(
    items: tuple[WorkItem, ...],
) -> None:
    left = [i for i in items if i.state not in (TaskState.DONE, TaskState.CANCELLED)]
    begun = [i for i in left if i.state in (TaskState.IN_PROGRESS, TaskState.BLOCKED)]
    assert not left or ready(items) or begun or circles(items)
