"""What Notion's limits have to do with a change set, told before the first write. Pure."""

import math
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from notion_planner.changes import Desired
from notion_planner.errors import DecisionNeededError
from notion_planner.merge import Base, base_of
from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.notion.limits import (
    ENVELOPE,
    MOST_BLOCKS,
    MOST_BYTES,
    MOST_CHARACTERS,
    SOURCE,
    count_blocks,
    parts_of,
    size_of,
)
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.units import blocks_of
from notion_planner.state import Existing, PageState, PlanState, pack_items, render_state

TOO_LARGE = "too_large"
MANY_TASKS = 1_000
_STATE_OF_A_TASK = 300  # characters, at least: an id, and a fingerprint for each of its sections
_PER_REQUEST = f"{MOST_BLOCKS:,} blocks and {MOST_BYTES // 1000} KB in one request"
_PER_BLOCK = f"{MOST_CHARACTERS:,} characters in one block"
_HINT = "Split the specification into several pages, each with a plan of its own."


def foresee(desired: Desired, changes: ChangeSet, existing: Existing, spec: Spec) -> tuple[Problem, ...]:
    """One line for each limit that the change set meets; those that cannot be kept have their own code."""
    created = [page for page in changes.tasks if page.action is Action.CREATE]
    found = [*_pages(created), *_long_blocks(desired.plan.title, desired.plan_markdown)]
    if changes.plan.action is Action.CREATE:
        found += _plan_page(desired)
    if created:
        found += _state(desired, created, existing, spec)
    if len(created) >= MANY_TASKS:
        found.append(_many(len(created)))
    return tuple(found)


def refuse_what_does_not_fit(title: str, problems: Iterable[Problem]) -> None:
    """Raises DecisionNeededError where Notion would refuse a part of it after the rest was written."""
    found = next((problem for problem in problems if problem.code == TOO_LARGE), None)
    if found is not None:
        raise DecisionNeededError(f"'{title}': {found.message} Nothing was written.", hint=found.hint)


def _plan_page(desired: Desired) -> Iterator[Problem]:
    text = desired.plan_markdown.rstrip()
    parts = parts_of(text)
    if len(parts) > 1:
        yield Problem(
            code="plan_in_parts",
            message=f"The plan page has {count_blocks(text):,} blocks and {_kilobytes(text)}; Notion takes "
            f"{_PER_REQUEST} ({SOURCE}), so it is made in {len(parts)} requests.",
        )
    for part in parts:
        if size_of(part) > MOST_BYTES - ENVELOPE:
            yield _too_large("A table or list of the plan page", _kilobytes(part), _PER_REQUEST)
        elif count_blocks(part) > MOST_BLOCKS:
            yield Problem(
                code="large_block",
                message=f"A table or list of the plan page has {count_blocks(part):,} blocks and cannot be "
                f"parted; Notion names {MOST_BLOCKS:,} as the most of one request ({SOURCE}).",
                hint=_HINT,
            )


def _too_large(what: str, size: str, limit: str) -> Problem:
    return Problem(
        code=TOO_LARGE,
        message=f"{what} has {size}; Notion takes {limit} ({SOURCE}).",
        hint=_HINT,
    )


def _kilobytes(text: str) -> str:
    return f"{size_of(text) // 1000:,} KB"


def _pages(created: Iterable[PageChange]) -> Iterator[Problem]:
    """Task pages are made in one request each."""
    for page in created:
        text = "\n".join(section.wanted or "" for section in page.sections)
        what = f"The page of '{page.title}'"
        blocks = count_blocks(text)
        if blocks > MOST_BLOCKS or size_of(text) > MOST_BYTES - ENVELOPE:
            yield _too_large(what, f"{blocks:,} blocks and {_kilobytes(text)}", _PER_REQUEST)
        yield from _long_blocks(page.title, text)


def _long_blocks(title: str, text: str) -> Iterator[Problem]:
    if len(text) <= MOST_CHARACTERS:
        return
    for block in blocks_of(text):
        if len(block) > MOST_CHARACTERS and not block.lstrip("\t").startswith("<table"):
            yield _too_large(f"A block of '{title}'", f"{len(block):,} characters", _PER_BLOCK)


def _state(
    desired: Desired, created: Iterable[PageChange], existing: Existing, spec: Spec
) -> Iterator[Problem]:
    """What the plan page would have to remember, at its smallest; weighed where the limit may be near."""
    texts = sum(len(item) for item in (desired.plan_markdown, *(task.title for task in desired.plan.tasks)))
    if len(desired.plan.tasks) * _STATE_OF_A_TASK + texts < MOST_CHARACTERS:
        return
    known = existing.state.tasks if existing.state else {}
    state = PlanState(
        spec=str(uuid5(NAMESPACE_URL, "")),
        created=date.min,
        start=date.min,
        items=pack_items(spec),
        overrides=existing.state.overrides if existing.state else "",
        plan=Base(marks=base_of(desired.plan_markdown).marks),
        tasks={**known, **{page.key: _remembered(page) for page in created}},
    )
    size = len(render_state(_without_texts(state)))
    if size > MOST_CHARACTERS:
        yield _too_large("What the plan page has to remember", f"{size:,} characters", _PER_BLOCK)


def _remembered(page: PageChange) -> PageState:
    marks = {section.heading: fingerprint(section.wanted or "") for section in page.sections}
    return PageState(id=str(uuid5(NAMESPACE_URL, page.key)), base=Base(marks=marks))


def _without_texts(state: PlanState) -> PlanState:
    tasks = {
        key: page.model_copy(update={"base": Base(marks=page.base.marks)})
        for key, page in state.tasks.items()
    }
    return state.model_copy(update={"tasks": tasks})


def _many(count: int) -> Problem:
    minutes = math.ceil(count / 180)
    return Problem(
        code="many_tasks",
        message=f"{count:,} tasks are created, one request each: {minutes} minutes or more, for Notion takes "
        f"180 requests a minute on most plans ({SOURCE}).",
        hint="A run that is interrupted is completed by the next one.",
    )
