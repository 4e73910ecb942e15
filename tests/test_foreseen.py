"""What exceeds Notion's limits is told in a line each, or refused, from the change set alone."""

import hashlib
from collections.abc import Sequence
from datetime import date

import pytest

from notion_planner.changes.desired import Desired
from notion_planner.config import starter_settings
from notion_planner.errors import DecisionNeededError
from notion_planner.merge import Base
from notion_planner.model.changes import Action, ChangeSet, PageChange, SectionChange, SectionFate
from notion_planner.model.report import Problem
from notion_planner.notion.limits import MOST_BLOCKS, MOST_BYTES, MOST_CHARACTERS, PART_BLOCKS
from notion_planner.pipeline import Pipeline
from notion_planner.preview.foreseen import FREE_BLOCKS, MANY_TASKS, foresee, refuse_what_does_not_fit
from notion_planner.progress import roll_up
from notion_planner.state.plan_state import Existing, PageState, PlanState, bounded, pack, render_state
from notion_planner.templating import Templates

SETTINGS = starter_settings()
PIPELINE = Pipeline(extraction=SETTINGS.extraction, planning=SETTINGS.planning, templates=Templates())
SPEC = PIPELINE.read("## Requirements\n- FR-1: Show the ledger", title="Ledger")
PLAN = PIPELINE.plan(SPEC, start=date(2025, 10, 15))
LONG = "x" * (MOST_CHARACTERS + 1)


def task(
    text: str = "", action: Action = Action.CREATE, fate: SectionFate = SectionFate.CREATE
) -> PageChange:
    sections = (SectionChange(heading="Context", fate=fate, wanted=text),)
    return PageChange(role="task", key="show", title="Show the ledger", action=action, sections=sections)


def told(
    text: str = "",
    tasks: Sequence[PageChange] = (),
    *,
    action: Action = Action.CREATE,
    existing: Existing | None = None,
    overrides: str = "",
) -> list[Problem]:
    """What is foreseen of a plan page with that text and of these tasks."""
    changes = ChangeSet(
        plan=PageChange(role="plan", key="plan", title=PLAN.title, action=action),
        tasks=tuple(tasks),
        spec=PageChange(role="spec", key="spec", title="Ledger", action=Action.NO_OP),
    )
    desired = Desired(plan=PLAN, plan_markdown=text, progress=roll_up(PLAN, {}))
    return list(foresee(desired, changes, existing or Existing(), SPEC, overrides=overrides))


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def table(rows: int, words: str = "a") -> str:
    return "<table>\n" + f"<tr>\n<td>{words}</td>\n</tr>\n" * rows + "</table>"


def test_of_a_plan_of_usual_size_nothing_is_told() -> None:
    assert told("- a line\n" * 100, [task("- a line\n" * 30)] * 20) == []


def test_a_plan_above_a_requests_blocks_is_made_in_parts_and_changed_without_a_word() -> None:
    text = "- a line\n" * (PART_BLOCKS + 1)
    [first, *_] = told(text)
    assert (first.code, "in 2 requests" in first.message) == ("plan_in_parts", True)
    assert told(text, action=Action.UPDATE) == []


def test_a_table_that_cannot_be_parted_is_told_and_tried() -> None:
    problems = told(table(MOST_BLOCKS), action=Action.UPDATE)
    assert codes(problems) == ["large_block"]
    refuse_what_does_not_fit("Ledger", problems)


@pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE])
def test_a_table_above_a_requests_bytes_is_refused(action: Action) -> None:
    problems = told(table(500, "x" * (MOST_BYTES // 500)), action=action)
    with pytest.raises(DecisionNeededError, match="500 KB in one request"):
        refuse_what_does_not_fit("Ledger", problems)


@pytest.mark.parametrize("text", ["- a line\n" * (MOST_BLOCKS + 1), f"{'x' * 99_999}\n" * 5])
def test_a_task_page_above_one_request_is_refused_by_its_title(text: str) -> None:
    with pytest.raises(DecisionNeededError, match="page of 'Show the ledger' has"):
        refuse_what_does_not_fit("Ledger", told(tasks=[task(text)]))


def test_a_block_above_its_characters_is_refused_wherever_it_would_be_written() -> None:
    change = task(LONG, Action.UPDATE, SectionFate.UPDATE)
    assert codes(told(LONG)) == codes(told(tasks=[change])) == ["too_large"]
    assert told(LONG, action=Action.NO_OP) == []
    assert told(tasks=[task(LONG, Action.UPDATE, SectionFate.THEIRS)]) == []


@pytest.mark.parametrize(("count", "expected"), [(MANY_TASKS - 1, []), (MANY_TASKS, ["many_tasks"])])
def test_from_a_thousand_tasks_on_the_time_is_told(count: int, expected: list[str]) -> None:
    problems = told(tasks=[task()] * count)
    assert codes(problems) == expected
    assert all("6 minutes" in problem.message for problem in problems)


def test_as_many_new_blocks_as_a_free_workspace_has_are_told() -> None:
    lines = "- a line\n" * (FREE_BLOCKS // 2)
    assert codes(told(lines, [task(lines)])) == ["many_blocks"]
    assert told(lines, [task(lines)], action=Action.UPDATE) == []


def planned(tasks: int, **fields: str) -> PlanState:
    """The state of that many tasks, as different from each other as marks and ids are."""
    digests = (hashlib.sha512(str(number).encode()).hexdigest() for number in range(tasks))
    known = {
        f"task-{number}": PageState(
            id=digest[:32],
            base=Base(marks={heading: digest[32 + n * 12 :][:12] for n, heading in enumerate("ABCDEFGH")}),
        )
        for number, digest in enumerate(digests)
    }
    return PlanState(spec="a", created=date.min, start=date.min, tasks=known, **fields)


def test_more_than_a_plan_page_can_remember_is_refused_although_no_task_is_made() -> None:
    problems = told(action=Action.UPDATE, existing=Existing(state=planned(1_600)))
    with pytest.raises(DecisionNeededError, match="What the plan page has to remember"):
        refuse_what_does_not_fit("Ledger", problems)
    assert codes(told(overrides="x" * MOST_CHARACTERS)) == ["too_large"]


@pytest.mark.slow
def test_a_state_that_is_not_refused_fits_a_block_with_all_that_a_run_adds() -> None:
    state = planned(1_300)
    assert told(action=Action.UPDATE, existing=Existing(state=state)) == []
    runs = pack([hashlib.sha256(str(number).encode()).hexdigest() for number in range(500)])
    grown = state.model_copy(update={"runs": runs, "feature": "x" * 19_000})
    assert len(render_state(bounded(grown))) <= MOST_CHARACTERS
