"""What Notion's limits have to do with a change set, told before the first write. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from notion_planner.changes.desired import Desired
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
from notion_planner.state.plan_state import Existing, PageState, PlanState, least, pack_items, render_state

TOO_LARGE = "too_large"
MANY_TASKS = 1_000
# Of a free workspace with more than one member, for its lifetime; how many are left cannot be asked for.
FREE_BLOCKS = 1_000
_FREE_SOURCE = "https://developers.notion.com/reference/workspace-block-limits"
# Characters, at least: what a task packs to (its key, an id, a fingerprint for each of its sections), and
# what a run may add to the fields beside the tasks (an entry of the log, the days that tasks are blocked).
_STATE_OF_A_TASK = 300
_STATE_GROWTH = 20_000
_PER_REQUEST = f"{MOST_BLOCKS:,} blocks and {MOST_BYTES // 1000} KB in one request"
_PER_BLOCK = f"{MOST_CHARACTERS:,} characters in one block"
_HINT = "Split the specification into several pages, each with a plan of its own."


def foresee(
    desired: Desired, changes: ChangeSet, existing: Existing, spec: Spec, *, overrides: str = ""
) -> tuple[Problem, ...]:
    """One line for each limit that the change set meets; those that cannot be kept have their own code.

    ``overrides``: what people set in a plan file, packed.
    """
    created = [page for page in changes.tasks if page.action is Action.CREATE]
    blocks = sum(count_blocks(_written(page)) for page in created)
    found = [*_tasks(changes.tasks)]
    if changes.plan.action is not Action.NO_OP:
        found += _plan_page(desired, is_new=changes.plan.action is Action.CREATE)
    if changes.plan.action is Action.CREATE:
        blocks += count_blocks(desired.plan_markdown)
    if changes.changed:
        found += _state(desired, created, existing, {"items": pack_items(spec), "overrides": overrides})
    if len(created) >= MANY_TASKS:
        found.append(_many_tasks(len(created)))
    if blocks >= FREE_BLOCKS:
        found.append(_many_blocks(blocks))
    return tuple(found)


def refuse_what_does_not_fit(title: str, problems: Iterable[Problem]) -> None:
    """Raises DecisionNeededError where Notion would refuse a part of it after the rest was written."""
    found = next((problem for problem in problems if problem.code == TOO_LARGE), None)
    if found is not None:
        raise DecisionNeededError(f"'{title}': {found.message} Nothing was written.", hint=found.hint)


def _plan_page(desired: Desired, *, is_new: bool) -> Iterator[Problem]:
    text = desired.plan_markdown.rstrip()
    parts = parts_of(text)
    if is_new and len(parts) > 1:
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
    yield from _long_blocks(desired.plan.title, text)


def _too_large(what: str, size: str, limit: str) -> Problem:
    return Problem(
        code=TOO_LARGE,
        message=f"{what} has {size}; Notion takes {limit} ({SOURCE}).",
        hint=_HINT,
    )


def _kilobytes(text: str) -> str:
    return f"{size_of(text) // 1000:,} KB"


def _tasks(pages: Iterable[PageChange]) -> Iterator[Problem]:
    """Task pages are made in one request each."""
    for page in pages:
        text = _written(page)
        if page.action is Action.CREATE:
            blocks = count_blocks(text)
            if blocks > MOST_BLOCKS or size_of(text) > MOST_BYTES - ENVELOPE:
                size = f"{blocks:,} blocks and {_kilobytes(text)}"
                yield _too_large(f"The page of '{page.title}'", size, _PER_REQUEST)
        yield from _long_blocks(page.title, text)


def _written(page: PageChange) -> str:
    return "\n".join(section.wanted or "" for section in page.sections if section.is_written)


def _long_blocks(title: str, text: str) -> Iterator[Problem]:
    if len(text) <= MOST_CHARACTERS:
        return
    for block in blocks_of(text):
        if len(block) > MOST_CHARACTERS and not block.lstrip("\t").startswith("<table"):
            yield _too_large(f"A block of '{title}'", f"{len(block):,} characters", _PER_BLOCK)


def _state(
    desired: Desired, created: Sequence[PageChange], existing: Existing, packed: Mapping[str, str]
) -> Iterator[Problem]:
    """What the plan page would have to remember, at its least; weighed where the limit may be near."""
    before = existing.state or PlanState(spec=str(uuid5(NAMESPACE_URL, "")), created=date.min, start=date.min)
    keys = {*before.tasks, *(page.key for page in created)}
    texts = sum(len(text) for text in packed.values())
    if len(keys) * _STATE_OF_A_TASK + texts + _STATE_GROWTH < MOST_CHARACTERS:
        return
    tasks = {**before.tasks, **{page.key: _remembered(page) for page in created}}
    plan = base_of(desired.plan_markdown)
    state = least(before.model_copy(update={**packed, "plan": plan, "tasks": tasks}))
    size = len(render_state(state)) + _STATE_GROWTH
    if size > MOST_CHARACTERS:
        yield _too_large("What the plan page has to remember", f"up to {size:,} characters", _PER_BLOCK)


def _remembered(page: PageChange) -> PageState:
    marks = {section.heading: fingerprint(section.wanted or "") for section in page.sections}
    values = {"blocked_by": fingerprint(page.title)}  # of about as many characters as one or two ids take
    return PageState(id=str(uuid5(NAMESPACE_URL, page.key)), base=Base(marks=marks), values=values)


def _many_tasks(count: int) -> Problem:
    minutes = math.ceil(count / 180)
    return Problem(
        code="many_tasks",
        message=f"{count:,} tasks are created, one request each: {minutes} minutes or more, for Notion takes "
        f"180 requests a minute on most plans ({SOURCE}).",
        hint="A run that is interrupted is completed by the next one.",
    )


def _many_blocks(count: int) -> Problem:
    return Problem(
        code="many_blocks",
        message=f"{count:,} blocks are created; a free workspace with more than one member has "
        f"{FREE_BLOCKS:,} in all ({_FREE_SOURCE}).",
        hint="A run that is stopped for want of blocks is completed by the next one.",
    )
