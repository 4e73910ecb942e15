"""The plan's state keeps what was done of how much, day by day, in bounded room."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.progress import MOST_SNAPSHOTS, Progress, Snapshot, recorded
from notion_planner.state.plan_state import PlanState, parse_state
from tests.daily.conftest import MADE, SPEC, Team

DAY = date(2025, 1, 1)


def progress(done: int, total: int = 500) -> Progress:
    return Progress(
        done=done, in_progress=0, total=total, points_done=2 * done, points_total=2 * total, phases=()
    )


def state_of(team: Team) -> PlanState:
    assert team.first.plan is not None
    assert team.first.plan.id is not None
    state = parse_state(team.notion.markdown(team.first.plan.id))
    assert state is not None
    return state


@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 500)), max_size=400))
def test_a_history_is_bounded_in_order_and_ends_as_things_stand(steps: list[tuple[int, int]]) -> None:
    history: tuple[Snapshot, ...] = ()
    day = DAY
    for gap, done in steps:
        day += timedelta(days=gap)
        history = recorded(history, progress(done), day)
        assert history[-1][1:] == (2 * done, 1000, done, 500)
    days = [snapshot.day for snapshot in history]
    assert len(history) <= MOST_SNAPSHOTS
    assert days == sorted(set(days))


def test_the_first_snapshot_outlives_thinning() -> None:
    history: tuple[Snapshot, ...] = ()
    for number in range(1000):
        history = recorded(history, progress(number % 400), DAY + timedelta(days=number))
    assert history[0].day == DAY
    assert len(history) > MOST_SNAPSHOTS // 2


def test_unchanged_counts_add_nothing() -> None:
    history = recorded((), progress(1), DAY)
    assert recorded(history, progress(1), DAY + timedelta(days=9)) == history


def test_each_sync_that_sees_progress_adds_a_day(busy: Team) -> None:
    tasks = busy.first.tasks
    total, count = sum(row.points for row in tasks), len(tasks)
    first, second = (row.points for row in tasks[:2])
    assert state_of(busy).history == (
        Snapshot(MADE, 0, total, 0, count),
        Snapshot(MADE + timedelta(days=1), first, total, 1, count),
        Snapshot(MADE + timedelta(days=4), first + second, total, 2, count),
    )


def test_since_when_a_task_is_blocked_is_kept_until_it_no_longer_is(busy: Team) -> None:
    row = busy.first.tasks[3]
    assert busy.items()[row.key].blocked_since == MADE + timedelta(days=4)
    busy.set(row.id, Status="To Do")
    busy.notion.sync(SPEC, today=MADE + timedelta(days=6))
    assert state_of(busy).blocked_since == {}
