"""What people set in a plan: it is found, put over what the rules make, and the rest computed anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.overrides import AddedTask, Overrides
from notion_planner.model.plan import OriginKind, Override, OverrideField, Plan, Task, TaskKind
from notion_planner.model.plan_file import NewEstimate, NewTask
from notion_planner.model.spec import Priority, Spec
from notion_planner.planner import faults, make_plan, outdated, overrides_of, still_kept
from notion_planner.settings import PlanningSettings
from notion_planner.trace import explain
from tests.planner.conftest import START, profile_named
from tests.planner.invariants import problems
from tests.planner.worked_example import worked_example

SETTINGS = PlanningSettings()
SPEC = worked_example()
STANDARD = profile_named("standard")


def planned(overrides: Overrides | None = None, spec: Spec = SPEC) -> Plan:
    return make_plan(
        spec, settings=SETTINGS, profile=STANDARD, start=START, overrides=overrides or Overrides()
    )


MADE = planned()


def edited(key: str, plan: Plan = MADE, /, **values: object) -> Plan:
    """The plan with one task edited; ``points`` and ``hours`` are its estimate's."""
    task = plan.task(key)
    estimate = task.estimate.model_copy(update={k: values.pop(k) for k in ("points", "hours") if k in values})
    new = task.model_copy(update={**values, "estimate": estimate})
    return replaced(plan, [new if old.key == key else old for old in plan.tasks])


def replaced(plan: Plan, tasks: list[Task]) -> Plan:
    return plan.model_copy(update={"tasks": tuple(tasks)})


def applied(edit: Plan, *, added: tuple[NewTask, ...] = ()) -> Plan:
    return planned(overrides_of(MADE, edit, added=added))


def lawful(plan: Plan) -> list[str]:
    return [p for p in problems(plan, SPEC, SETTINGS) if not p.startswith("invented")]


FIRST = MADE.tasks[5].key


def test_an_unedited_plan_has_no_overrides() -> None:
    assert not overrides_of(MADE, MADE)
    assert planned(Overrides()) == MADE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Serve the profile of one user"),
        ("priority", Priority.P3),
        ("tags", ("later", "ours")),
        ("phase", 3),
    ],
)
def test_what_is_set_of_a_task_is_what_it_becomes(field: str, value: object) -> None:
    plan = applied(edited(FIRST, **{field: value}))
    assert getattr(plan.task(FIRST), field) == value
    assert [o.field.value for o in plan.task(FIRST).overridden] == [field]
    assert lawful(plan) == []


def test_an_override_knows_what_the_planner_had_made() -> None:
    found = overrides_of(MADE, edited(FIRST, priority=Priority.P3)).tasks
    before = MADE.task(FIRST).priority.value
    assert found == (Override(task=FIRST, field=OverrideField.PRIORITY, base=before, value="P3"),)


def test_an_estimate_moves_the_dates_and_says_who_set_it() -> None:
    plan = applied(edited(FIRST, points=8, hours=24.0))
    task = plan.task(FIRST)
    assert (task.estimate.points, task.estimate.hours) == (8, 24)
    assert task.estimate.reasons[-1] == "set by a person: 8 points, 24 hours"
    assert plan.deploy > MADE.deploy
    assert lawful(plan) == []


def test_points_alone_bring_their_hours_and_hours_their_points() -> None:
    assert applied(edited(FIRST, points=5)).task(FIRST).estimate.hours == SETTINGS.points[5]
    assert applied(edited(FIRST, hours=16.0)).task(FIRST).estimate.points == 5


def test_a_dropped_task_hands_on_what_it_waited_for() -> None:
    dropped = next(task for task in MADE.tasks if task.enabler and task.blocked_by and task.blocks)
    plan = applied(replaced(MADE, [task for task in MADE.tasks if task.key != dropped.key]))
    assert dropped.key not in {task.key for task in plan.tasks}
    ancestors: dict[str, set[str]] = {}
    for task in plan.tasks:
        ancestors[task.key] = set(task.blocked_by).union(*(ancestors[key] for key in task.blocked_by))
    assert all(set(dropped.blocked_by) <= ancestors[key] for key in dropped.blocks)
    assert lawful(plan) == []


def test_a_task_that_alone_covers_something_is_not_dropped() -> None:
    only = next(task for task in MADE.tasks if task.requirement_keys and "FR-1" in str(task.requirements))
    drop = Override(task=only.key, field=OverrideField.DROPPED, base=False, value=True)
    plan = planned(Overrides(tasks=(drop,)))
    assert lawful(plan) == []
    assert [p.code for p in outdated(MADE, plan, Overrides(tasks=(drop,)))] == ["override_not_kept"]


NEW = NewTask(title="Review with legal", kind=TaskKind.DOCUMENT, phase=2, blocked_by=(MADE.tasks[0].key,))


def test_an_added_task_is_scheduled_and_says_where_it_comes_from() -> None:
    plan = applied(MADE, added=(NEW,))
    task = plan.task("added:review-with-legal")
    assert (task.phase, task.estimate.points, task.origin.kind) == (2, 3, OriginKind.PERSON)
    assert task.blocked_by == NEW.blocked_by
    assert lawful(plan) == []


def test_an_added_task_may_take_over_what_a_dropped_one_covered() -> None:
    only = next(task for task in MADE.tasks if "FR-1" in str(task.requirements))
    new = NEW.model_copy(update={"covers": ("FR-1",)})
    left = replaced(MADE, [task for task in MADE.tasks if task.key != only.key])
    assert faults(left, (new,), MADE, SETTINGS) == []
    plan = applied(left, added=(new,))
    assert next(row.tasks for row in plan.coverage if row.label == "FR-1") == ("added:review-with-legal",)


def test_an_added_task_stays_editable_in_the_next_file() -> None:
    kept = overrides_of(MADE, MADE, added=(NEW,))
    shown = planned(kept)
    again = overrides_of(
        MADE, edited("added:review-with-legal", shown, points=5), shown=shown, kept=kept, settings=SETTINGS
    )
    assert again.added[0].points == 5
    gone = replaced(shown, [task for task in shown.tasks if not task.key.startswith("added:")])
    assert overrides_of(MADE, gone, shown=shown, kept=kept).added == ()


def test_the_order_within_a_phase_is_kept_as_far_as_dependencies_allow() -> None:
    mine = [task for task in MADE.tasks if task.phase == 2]
    wanted = [task for task in MADE.tasks if task.phase != 2] + mine[::-1]
    plan = applied(replaced(MADE, wanted))
    got = [task.key for task in plan.tasks if task.phase == 2]
    assert got != [task.key for task in mine]
    assert got[0] == mine[-1].key or mine[-1].blocked_by
    assert lawful(plan) == []


def test_a_fixed_date_that_can_be_kept_is_kept() -> None:
    task = MADE.task(FIRST)
    later = task.due + timedelta(days=7)
    plan = applied(edited(FIRST, due=later))
    assert plan.task(FIRST).due == later
    assert all(plan.task(key).start >= later for key in plan.task(FIRST).blocks)
    assert lawful(plan) == []


def test_a_fixed_date_that_cannot_be_kept_is_a_blocker() -> None:
    last = MADE.tasks[-1].key
    plan = applied(edited(last, start=START, due=START))
    assert plan.task(last).due == MADE.task(last).due
    assert any(f"is fixed for {START}" in line.text for line in plan.blockers)


def test_a_value_set_back_is_no_override_any_more() -> None:
    kept = overrides_of(MADE, edited(FIRST, title="Mine", priority=Priority.P3))
    shown = planned(kept)
    back = edited(FIRST, shown, title=MADE.task(FIRST).title)
    assert [o.field for o in overrides_of(MADE, back, shown=shown, kept=kept).tasks] == [
        OverrideField.PRIORITY
    ]


def test_what_is_left_as_it_was_shown_stays_set() -> None:
    kept = overrides_of(MADE, edited(FIRST, points=8, hours=20.0, due=MADE.task(FIRST).due))
    shown = planned(kept)
    assert overrides_of(MADE, shown, shown=shown, kept=kept) == kept


def test_an_entry_taken_out_of_the_list_is_given_up() -> None:
    drop = Override(task="docs", field=OverrideField.DROPPED, base=False, value=True)
    kept = Overrides(tasks=(drop,), added=(), order=(FIRST,))
    shown = planned(kept)
    left = still_kept(Overrides(), kept)
    assert not overrides_of(MADE, shown, shown=shown, kept=left)
    assert still_kept(kept, kept) == kept


def test_explain_names_what_a_person_set() -> None:
    text = explain(applied(edited(FIRST, priority=Priority.P3)), SPEC, FIRST)
    before = MADE.task(FIRST).priority.value
    assert f"set by a person: priority is P3; the specification gave {before}" in text


def test_an_override_whose_task_is_gone_is_kept_and_reported() -> None:
    lost = Override(task="requirement:gone", field=OverrideField.TITLE, base="A", value="B")
    kept = Overrides(tasks=(lost,))
    shown = planned(kept)
    assert [p.code for p in outdated(MADE, shown, kept)] == ["override_without_task"]
    assert overrides_of(MADE, shown, shown=shown, kept=kept) == kept


def test_an_override_whose_base_the_specification_changed_is_reported_and_stays() -> None:
    old = Override(task=FIRST, field=OverrideField.TITLE, base="What it once was", value="Mine")
    kept = Overrides(tasks=(old,))
    shown = planned(kept)
    assert shown.task(FIRST).title == "Mine"
    found = outdated(MADE, shown, kept)
    assert [p.code for p in found] == ["override_outdated"]
    assert MADE.task(FIRST).title in found[0].message
    assert found[0].message.startswith("'Mine': ")


def test_an_override_is_reported_by_the_titles_of_its_tasks() -> None:
    task = next(task for task in MADE.tasks if task.blocked_by)
    blocker = MADE.task(task.blocked_by[0])
    kept = Override(task=task.key, field=OverrideField.BLOCKED_BY, base=(), value=(blocker.key,))
    [found] = outdated(MADE, MADE, Overrides(tasks=(kept,)))
    assert found.message.startswith(f"'{task.title}': a person set the blocked by to {blocker.title} when")


def test_dependencies_that_close_a_cycle_by_now_are_left_as_the_rules_made_them() -> None:
    task = next(task for task in MADE.tasks if task.blocks)
    same = [key for key in task.blocks if MADE.task(key).phase == task.phase]
    key = same[0] if same else task.key
    cyclic = Override(task=task.key, field=OverrideField.BLOCKED_BY, base=task.blocked_by, value=(key,))
    assert lawful(planned(Overrides(tasks=(cyclic,)))) == []


def fault_of(edit: Plan, *added: NewTask) -> tuple[str, str]:
    found = faults(edit, added, MADE, SETTINGS)
    assert found, "nothing was found wrong"
    assert all(fault.hint for fault in found)
    return found[0].path, found[0].message


AT = f"/tasks/{[task.key for task in MADE.tasks].index(FIRST)}"


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        ({"hours": 40.0}, "/estimate/hours", "not between 2 and 24"),
        ({"points": 0}, "/estimate/points", "not between 1 and 100"),
        ({"phase": 9}, "/phase", "there is no phase 9"),
        ({"title": "two\nlines"}, "/title", "one line"),
        ({"title": MADE.tasks[0].title}, "/title", "another task is called"),
        ({"blocked_by": ("schemaa",)}, "/blocked_by/0", "no task of this plan"),
        ({"blocked_by": (FIRST,)}, "/blocked_by/0", "wait for itself"),
        ({"blocked_by": (MADE.tasks[-1].key,)}, "/blocked_by/0", "after phase"),
        ({"due": date(2025, 10, 18)}, "/due", "no working day"),
        ({"due": date(1999, 10, 18)}, "/due", "1999-10-18 is before the plan's start"),
        ({"due": date(2099, 10, 19)}, "/due", "within ten years"),
        ({"full_title": "Mine"}, "/full_title", "made of 'title'"),
        ({"objective": MADE.tasks[0].objective}, "/objective", "made from the specification"),
        ({"key": "requirment"}, "/key", "no task of this plan"),
    ],
)
def test_a_mistake_is_named_with_its_place(values: dict[str, object], path: str, message: str) -> None:
    found = faults(edited(FIRST, **values), (), MADE, SETTINGS)
    assert any(f.path == f"{AT}{path}" and message in f.message and f.hint for f in found)


def test_a_cycle_is_shown_all_the_way_round() -> None:
    one, two = next((t, MADE.task(k)) for t in MADE.tasks for k in t.blocks if MADE.task(k).phase == t.phase)
    path, message = fault_of(edited(one.key, blocked_by=(two.key,)))
    assert path.endswith("/blocked_by")
    assert message.count("→") >= 2


def test_dropping_the_only_task_of_a_requirement_names_it() -> None:
    left = [task for task in MADE.tasks if "FR-1" not in str(task.requirements)]
    path, message = fault_of(replaced(MADE, left))
    assert path == "/tasks"
    assert "nothing covers FR-1" in message


def test_a_change_of_what_the_specification_says_is_refused() -> None:
    assert fault_of(MADE.model_copy(update={"feature": "Mine"}))[0] == "/feature"


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"phase": 0}, "/added/0/phase"),
        ({"covers": ("FR-99",)}, "/added/0/covers/0"),
        ({"blocked_by": ("nothing",)}, "/added/0/blocked_by/0"),
        ({"title": MADE.tasks[0].title}, "/added/0/title"),
    ],
)
def test_a_mistake_in_an_added_task_is_named_with_its_place(values: dict[str, object], path: str) -> None:
    assert path in [f.path for f in faults(MADE, (NEW.model_copy(update=values),), MADE, SETTINGS)]


KEYS = st.sampled_from([task.key for task in MADE.tasks])
SET = st.one_of(
    st.builds(Override, task=KEYS, field=st.just(OverrideField.PHASE), base=st.none(),
              value=st.sampled_from([phase.key for phase in MADE.phases])),
    st.builds(Override, task=KEYS, field=st.just(OverrideField.HOURS), base=st.none(),
              value=st.floats(2, 24)),
    st.builds(Override, task=KEYS, field=st.just(OverrideField.BLOCKED_BY), base=st.none(),
              value=st.lists(KEYS, max_size=4).map(tuple)),
    st.builds(Override, task=KEYS, field=st.just(OverrideField.DROPPED), base=st.just(False),
              value=st.just(True)),
    st.builds(Override, task=KEYS, field=st.sampled_from([OverrideField.START, OverrideField.DUE]),
              base=st.none(), value=st.dates(START, START + timedelta(days=90)).map(
                  lambda day: (day - timedelta(days=max(0, day.weekday() - 4))).isoformat())),
)  # fmt: skip
ADDED = st.builds(
    AddedTask,
    key=st.sampled_from(["added:a", "added:b"]),
    title=st.sampled_from(["Call the bank", "Ask the users"]),
    kind=st.sampled_from(list(TaskKind)),
    phase=st.sampled_from([phase.key for phase in MADE.phases]),
    points=st.integers(1, 8),
    hours=st.floats(2, 24),
    blocked_by=st.lists(KEYS, max_size=3).map(tuple),
)


@pytest.mark.slow
@given(
    overrides=st.builds(
        Overrides,
        tasks=st.lists(SET, max_size=12, unique_by=lambda o: (o.task, o.field)).map(tuple),
        added=st.lists(ADDED, max_size=2, unique_by=lambda a: (a.key, a.title)).map(tuple),
        order=st.lists(KEYS, unique=True).map(tuple),
    )
)
def test_every_law_holds_whatever_people_set(overrides: Overrides) -> None:
    if len({added.key for added in overrides.added}) < len(overrides.added):
        return
    plan = planned(overrides)
    assert lawful(plan) == []
    assert planned(overrides) == plan


def test_an_estimate_of_a_new_task_needs_only_one_half() -> None:
    new = NEW.model_copy(update={"estimate": NewEstimate(hours=16)})
    assert applied(MADE, added=(new,)).task("added:review-with-legal").estimate.points == 5


def test_a_fixed_date_that_can_only_be_a_slip_moves_nothing_and_is_a_blocker() -> None:
    plan = applied(edited(FIRST, due=date(2925, 10, 20)))
    assert plan.finish == MADE.finish
    assert any("fixed for 2925-10-20, more than 20 years" in line.text for line in plan.blockers)
