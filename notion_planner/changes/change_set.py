"""Desired and existing → the change set. Pure: what would be written is decided here, before any write."""

import re
from collections.abc import Container, Mapping, Sequence

from notion_planner.changes.backlink import HEADING
from notion_planner.changes.comparison import Comparison, Comparisons
from notion_planner.changes.desired import Desired
from notion_planner.changes.directions import ValueFate, compare_title, to_write, value_conflicts
from notion_planner.merge import (
    Conflict,
    Verdict,
    left_by_person,
    section_texts,
    tick_edits,
)
from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page
from notion_planner.progress import Progress, TaskState
from notion_planner.state.plan_state import TITLE, Existing

# Sections of a task page that say what it is for; the others follow from its neighbours and the calendar.
_MEANING = {"Objective", "Requirements"}
_LONGEST_QUOTE = 80
_LEAD = 20  # characters
_MENTIONED = re.compile(r"@([0-9a-f]{32})")


def diff(
    desired: Desired, existing: Existing, compared: Comparisons, *, spec: Page, cancelled: str | None = None
) -> ChangeSet:
    """Everything that a sync would write; ``spec`` is the specification's page.

    ``cancelled``: the status that means so on this board, None where it has none.
    """
    problems: list[Problem] = [
        *_gone(desired.plan, existing, desired.states, compared.left, cancelled),
        *(_overtaken(existing.tasks[key], names) for key, names in desired.overtaken.items()),
    ]
    tasks = tuple(
        _task_change(task, desired, existing, compared.tasks.get(task.key), problems)
        for task in desired.plan.tasks
        if task.key not in existing.gone
    )
    new_tasks = any(change.action is Action.CREATE for change in tasks)
    retired = _retired(desired.plan, existing)
    return ChangeSet(
        plan=_plan_change(desired, existing, compared.plan, problems, new_tasks=new_tasks),
        tasks=tasks,
        retired=retired,
        spec=_spec_change(spec, compared.backlink, problems, _titles(existing)),
        problems=tuple(problems),
        known_tasks=len(existing.tasks),
        overturned_tasks=len(retired)
        + sum(_is_overturned(task, desired) for task in compared.tasks.values()),
        state_only=existing.state is not None
        and (
            not existing.state.complete
            or existing.state.progress != desired.progress.signature
            or bool(existing.doubles)
            or bool(existing.later)
            or any(page.is_outdated for page in compared.pages)
            or any(problem.code == "section_left" for problem in problems)
            or any(value.is_news for values in desired.values.values() for value in values)
        ),
    )


def _retired(plan: Plan, existing: Existing) -> tuple[PageChange, ...]:
    """Tasks that the specification asked for until the last sync, and no longer does."""
    wanted = {task.key for task in plan.tasks}
    known = existing.state.tasks if existing.state else {}
    return tuple(
        PageChange(role="task", key=key, title=page.title, action=Action.RETIRE, page_id=page.id)
        for key, page in existing.tasks.items()
        if key not in wanted and key in known and not known[key].superseded
    )


def _is_overturned(compared: Comparison, desired: Desired) -> bool:
    """Whether the task's page gets another meaning; other numbers and names are none."""
    now = section_texts(compared.now)
    return any(
        one.target is not None
        and (one.heading not in now or desired.means_another(now[one.heading].text, one.target))
        for one in compared.verdicts
        if one.heading in _MEANING
    )


def _task_change(
    task: Task,
    desired: Desired,
    existing: Existing,
    compared: Comparison | None,
    problems: list[Problem],
) -> PageChange:
    page = existing.tasks.get(task.key)
    if page is None:
        return PageChange(role="task", key=task.key, title=task.full_title, action=Action.CREATE)
    base = existing.base_of(task.key)
    title = compare_title(task.full_title, page.title, base.marks.get(TITLE))
    values = (title, *desired.values.get(task.key, ()))
    parts = [value.role for value in to_write(values)]
    # Who reads a note looks for the page under the title that this sync gives it.
    is_renamed = title.fate is ValueFate.WRITE
    named = page.model_copy(update={"title": task.full_title}) if is_renamed else page
    problems.extend(value_conflicts(named, values))
    if compared is not None:
        parts += compared.parts
        problems.extend(conflicts(named, compared, _titles(existing)))
    return PageChange(
        role="task",
        key=task.key,
        title=page.title,
        action=Action.UPDATE if parts else Action.NO_OP,
        page_id=page.id,
        parts=tuple(parts),
    )


def _plan_change(
    desired: Desired,
    existing: Existing,
    compared: Comparison | None,
    problems: list[Problem],
    *,
    new_tasks: bool,
) -> PageChange:
    if existing.plan is None or existing.state is None or compared is None:
        return PageChange(role="plan", key="plan", title=desired.plan.title, action=Action.CREATE)
    title = compare_title(desired.plan.title, existing.plan.title, existing.state.title)
    problems.extend(value_conflicts(existing.plan, [title]))
    problems.extend(conflicts(existing.plan, compared, _titles(existing)))
    parts = [*(value.role for value in to_write([title])), *compared.parts]
    if tick_edits(existing.plan_markdown, changed_ticks(desired.progress, existing)):
        parts.append("ticks")
    return PageChange(
        role="plan",
        key="plan",
        title=existing.plan.title,
        action=Action.UPDATE if parts or new_tasks else Action.NO_OP,
        page_id=existing.plan.id,
        parts=tuple(parts),
    )


def changed_ticks(progress: Progress, existing: Existing) -> dict[str, bool]:
    """Page id → tick, for the tasks that were finished or re-opened since their tick was last set."""
    known = existing.state.tasks if existing.state else {}
    ticked = {key for key, page in known.items() if page.done}
    return {
        page.id: key in progress.done_keys
        for key, page in existing.tasks.items()
        if (key in ticked) != (key in progress.done_keys)
    }


def _spec_change(
    spec: Page, compared: Comparison | None, problems: list[Problem], titles: Mapping[str, str]
) -> PageChange:
    change = PageChange(role="spec", key="spec", title=spec.title, action=Action.NO_OP, page_id=spec.id)
    if compared is not None:
        problems.extend(conflicts(spec, compared, titles))
        if not compared.parts:
            return change
    return change.model_copy(update={"action": Action.UPDATE, "parts": (HEADING,)})


def _titles(existing: Existing) -> dict[str, str]:
    """Page id without dashes → title, of the plan and its tasks."""
    pages = (existing.plan, *existing.tasks.values(), *existing.gone.values())
    return {plain(page.id): page.title for page in pages if page is not None}


def conflicts(page: Page, compared: Comparison, titles: Mapping[str, str]) -> list[Problem]:
    """What a person's edits keep from being carried over, one line each.

    ``titles``: page id without dashes → what a mention of it is called.
    """
    return [
        *(
            _parted(page, item.heading, item.parted_by)
            if item.parted_by is not None
            else _conflict(page, item.heading, _read(conflict, titles))
            for item in compared.verdicts
            if item.verdict is Verdict.CONFLICT
            for conflict in item.conflicts or (None,)
        ),
        *(
            Problem(
                code="section_left",
                message=f"'{page.title}': section '{heading}' was removed or renamed in Notion; "
                "it is no longer kept up to date.",
                hint="`notion-planner resolve --take spec` writes it anew.",
            )
            for heading in left_by_person(compared.verdicts, compared.base)
        ),
    ]


def _parted(page: Page, heading: str, parted_by: str) -> Problem:
    if parted_by == heading:
        return Problem(
            code="conflict",
            message=f"'{page.title}': section '{heading}' has to change, and stands there more than once in "
            "Notion; all of it stays as it is.",
            hint=f"Delete what is too many, or give it another heading: {page.url}",
        )
    return Problem(
        code="conflict",
        message=f"'{page.title}': section '{heading}' has to change, and the heading '{parted_by}' was put "
        "into its middle in Notion; it stays as it is.",
        hint=f"Move that heading behind the section, or make it a smaller one: {page.url}",
    )


def _conflict(page: Page, heading: str, conflict: Conflict | None) -> Problem:
    place = f"'{page.title}': section '{heading}'"
    if conflict is None:
        message = f"{place} was edited in Notion and also has to change; the person's text stays."
    elif not conflict.theirs:
        message = (
            f"{place}: {_quote(conflict.base)} was removed in Notion and also has to change; it stays so."
        )
    elif not conflict.ours:
        message = (
            f"{place}: {_quote(conflict.theirs)} was edited in Notion and is no longer asked for; it stays."
        )
    else:
        message = (
            f"{place}: {_quote(conflict.theirs, conflict.ours)} was edited in Notion, and the specification "
            f"now says {_quote(conflict.ours, conflict.theirs)}; the person's text stays."
        )
    return Problem(
        code="conflict", message=message, hint=f"Settle it with `notion-planner resolve`: {page.url}"
    )


def _read(conflict: Conflict | None, titles: Mapping[str, str]) -> Conflict | None:
    """The conflict with mentions as people read them."""
    if conflict is None:
        return None

    def called(text: str) -> str:
        return _MENTIONED.sub(lambda found: titles.get(found[1], found[0]), text)

    return Conflict(base=called(conflict.base), theirs=called(conflict.theirs), ours=called(conflict.ours))


def _quote(text: str, other: str = "") -> str:
    """A long text from shortly before where it differs from the other."""
    flat, beside = " ".join(text.split()), " ".join(other.split())
    differing = (n for n, (one, two) in enumerate(zip(flat, beside, strict=False)) if one != two)
    start = next(differing, min(len(flat), len(beside))) - _LEAD
    if len(flat) > _LONGEST_QUOTE and start > 0:
        flat = f"…{flat[start:]}"
    return f"'{flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1] + '…'}'"


def _gone(
    plan: Plan,
    existing: Existing,
    states: Mapping[str, TaskState],
    left: Container[str],
    cancelled: str | None,
) -> list[Problem]:
    wanted = {task.key for task in plan.tasks}
    known = existing.state.tasks if existing.state else {}
    superseded = [key for key in known if key not in wanted and key in existing.tasks]
    trashed = [
        task.full_title
        for task in plan.tasks
        if task.key in existing.gone and not (task.key in known and known[task.key].forgotten)
    ]
    return [
        *(
            _superseded(
                existing.tasks[key],
                states.get(key, TaskState.NOT_STARTED),
                cancelled,
                is_begun=key not in left,
            )
            for key in superseded
        ),
        *(
            Problem(
                code="task_trashed",
                message=f"'{title}' is in the trash or cannot be seen; it was not created again.",
                hint="Restore it, share it, or `notion-planner forget` it.",
            )
            for title in trashed
        ),
    ]


def _overtaken(page: Page, names: Sequence[str]) -> Problem:
    """A finished task stays finished, as somebody said: only they know whether the change matters to it."""
    return Problem(
        code="task_overtaken",
        message=f"'{page.title}' is done, and {', '.join(names)} changed since; its status stays.",
        hint=f"Reopen it if that leaves something to do: {page.url}",
    )


def _superseded(page: Page, state: TaskState, cancelled: str | None, *, is_begun: bool) -> Problem:
    """A task that is no longer asked for is never deleted; what to do with it depends on what was done."""
    drop = f"set its status to '{cancelled}'" if cancelled else "delete it or `notion-planner forget` it"
    if state in (TaskState.DONE, TaskState.CANCELLED):
        advice, hint = "it is kept as superseded.", "Nothing needs to be done."
    elif not is_begun:
        advice, hint = "nobody has begun it.", f"{drop[0].upper()}{drop[1:]}: {page.url}"
    else:
        advice, hint = "somebody works on it.", f"Finish it or {drop}, as you decide: {page.url}"
    return Problem(
        code="task_superseded",
        message=f"'{page.title}': the specification no longer asks for this task; {advice}",
        hint=hint,
    )
