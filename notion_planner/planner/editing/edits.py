"""Tells what a person set in a plan, and which of it the specification has overtaken. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notion_planner.model.overrides import AddedTask, Overrides
from notion_planner.model.plan import Override, OverrideField, OverrideValue, Phase, Plan, Task
from notion_planner.model.plan_file import NewTask
from notion_planner.model.report import Problem
from notion_planner.planner.english.wording import slug
from notion_planner.planner.tasks.sizing import hours_of, points_of
from notion_planner.settings import PlanningSettings

ADDED = "added:"


def values_of(task: Task, phases: Sequence[Phase]) -> dict[OverrideField, OverrideValue]:
    """What a person may set of a task, as it stands."""
    number = task.phase - 1
    return {
        OverrideField.TITLE: task.title,
        OverrideField.PHASE: phases[number].key if 0 <= number < len(phases) else None,
        OverrideField.POINTS: task.estimate.points,
        OverrideField.HOURS: task.estimate.hours,
        OverrideField.PRIORITY: task.priority.value,
        OverrideField.START: task.start.isoformat(),
        OverrideField.DUE: task.due.isoformat(),
        OverrideField.BLOCKED_BY: task.blocked_by,
        OverrideField.TAGS: task.tags,
    }


def overrides_of(
    generated: Plan,
    edited: Plan,
    *,
    added: Sequence[NewTask] = (),
    shown: Plan | None = None,
    kept: Overrides | None = None,
    settings: PlanningSettings | None = None,
) -> Overrides:
    """What a person set: where ``edited`` differs from ``generated``, what the planner made of the spec.

    ``shown`` is the plan as it was written into the file, which is ``generated`` with the overrides ``kept``
    from before. What still stands as it was shown stays as it was set; what is set back to what the planner
    made is an override no longer.
    """
    shown, kept = shown or generated, kept or Overrides()
    settings = settings or PlanningSettings()
    return Overrides(
        tasks=tuple(_set(generated, edited, (shown, kept), settings.points)),
        added=(*_still_added(edited, shown, kept), *(_made(task, shown, settings) for task in added)),
        order=_order(edited, shown, kept),
    )


def _set(
    generated: Plan, edited: Plan, before: tuple[Plan, Overrides], points: dict[int, float]
) -> Iterator[Override]:
    shown, kept = before
    made = {task.key: values_of(task, generated.phases) for task in generated.tasks}
    stood = {task.key: values_of(task, shown.phases) for task in shown.tasks}
    now = {task.key: values_of(task, shown.phases) for task in edited.tasks}
    overridden = kept.by_task()
    for key in dict.fromkeys((*made, *overridden)):
        mine = overridden.get(key, {})
        if key not in made:
            yield from mine.values()  # The specification no longer asks for the task; it may again.
        elif key not in now:
            dropped = Override(task=key, field=OverrideField.DROPPED, base=False, value=True)
            yield from [dropped] if key in stood else mine.values()
        elif key in stood:
            whole = _with_estimate(made[key], stood[key], now[key], points)
            yield from _differences(key, (made[key], stood[key], whole), mine)


def _with_estimate(
    made: Mapping[OverrideField, OverrideValue],
    stood: Mapping[OverrideField, OverrideValue],
    now: Mapping[OverrideField, OverrideValue],
    table: dict[int, float],
) -> dict[OverrideField, OverrideValue]:
    """Points and hours go together: who sets one of them gets the other from the table, or back."""
    points, hours = OverrideField.POINTS, OverrideField.HOURS
    if now[points] != stood[points] and now[hours] == stood[hours]:
        back = now[points] == made[points]
        return {**now, hours: made[hours] if back else hours_of(int(str(now[points])), table)}
    if now[hours] != stood[hours] and now[points] == stood[points]:
        back = now[hours] == made[hours]
        return {**now, points: made[points] if back else points_of(float(str(now[hours])), table)}
    return dict(now)


def _differences(
    key: str,
    values: tuple[Mapping[OverrideField, OverrideValue], ...],
    before: Mapping[OverrideField, Override],
) -> Iterator[Override]:
    made, stood, now = values
    for field, value in now.items():
        if value == stood[field]:
            if field in before:
                yield before[field]
        elif value != made[field]:
            yield Override(task=key, field=field, base=made[field], value=value)


def still_kept(listed: Overrides, kept: Overrides) -> Overrides:
    """Of what was set before, what the edited file still lists: who takes an entry out gives it up."""
    keys = {task.key for task in listed.added}
    return Overrides(
        tasks=tuple(override for override in kept.tasks if override in listed.tasks),
        added=tuple(task for task in kept.added if task.key in keys),
        order=kept.order if listed.order else (),
    )


def _still_added(edited: Plan, shown: Plan, kept: Overrides) -> Iterator[AddedTask]:
    stood = {task.key: values_of(task, shown.phases) for task in shown.tasks}
    now = {task.key: values_of(task, shown.phases) for task in edited.tasks}
    for task in kept.added:
        if task.key not in now:
            continue
        fields = {field.value for field in OverrideField} & set(AddedTask.model_fields)
        changed = {f: v for f, v in now[task.key].items() if v != stood[task.key][f] and f.value in fields}
        yield AddedTask.model_validate(task.model_dump() | {field.value: v for field, v in changed.items()})


def _made(task: NewTask, shown: Plan, settings: PlanningSettings) -> AddedTask:
    points, hours = task.estimate.points, task.estimate.hours
    if points is None:
        points = 3 if hours is None else points_of(hours, settings.points)
    labels = {row.label: row.item for row in shown.coverage}
    return AddedTask(
        key=key_of(task),
        title=" ".join(task.title.split()),
        kind=task.kind,
        phase=shown.phases[task.phase - 1].key,
        points=points,
        hours=hours_of(points, settings.points) if hours is None else hours,
        priority=task.priority,
        objective=task.objective,
        tags=task.tags,
        blocked_by=task.blocked_by,
        covers=tuple(labels.get(name, name) for name in task.covers),
    )


def key_of(task: NewTask) -> str:
    """The key that an added task gets: the one that it names, else one made of its title."""
    name = (task.key or slug(task.title)[:60]).removeprefix(ADDED)
    return ADDED + (name or hashlib.sha256(task.title.encode()).hexdigest()[:12])


def _order(edited: Plan, shown: Plan, kept: Overrides) -> tuple[str, ...]:
    phase_of = {task.key: task.phase for task in shown.tasks}
    same = {task.key for task in edited.tasks if phase_of.get(task.key) == task.phase}
    now = sorted((t.key for t in edited.tasks if t.key in same), key=phase_of.__getitem__)
    if now == [task.key for task in shown.tasks if task.key in same]:
        return kept.order
    return tuple(task.key for task in sorted(edited.tasks, key=lambda task: task.phase))


def outdated(generated: Plan, shown: Plan, overrides: Overrides) -> list[Problem]:
    """Overrides that the specification has overtaken; each is kept, and none goes without a word."""
    made = {task.key: values_of(task, generated.phases) for task in generated.tasks}
    stands = {task.key: values_of(task, shown.phases) for task in shown.tasks}
    titles = {task.key: task.title for plan in (generated, shown) for task in plan.tasks}
    return [
        problem
        for override in overrides.tasks
        if (problem := _overtaken(override, made.get(override.task), stands.get(override.task), titles))
        is not None
    ]


def _overtaken(override: Override, made: Any, stands: Any, titles: Mapping[str, str]) -> Problem | None:
    """``titles`` of tasks by their keys, which say nothing to anyone."""
    field, name = override.field.value.replace("_", " "), titles.get(override.task, override.task)
    if made is None:
        return _problem(
            "override_without_task", f"'{name}' is no longer in the plan, but a person set its {field}."
        )
    if override.field is OverrideField.DROPPED:
        if stands is None:
            return None
        return _problem(
            "override_not_kept",
            f"'{name}' was dropped by a person and is back: it alone covers something by now.",
        )
    if stands is None:
        return None
    if made[override.field] != override.base and override.field not in _MOVING:
        return _problem(
            "override_outdated",
            f"'{name}': a person set the {field} to {_said(override.value, titles)} when the specification "
            f"gave {_said(override.base, titles)}; now it gives {_said(made[override.field], titles)}. The "
            "person's stays.",
        )
    if override.field is OverrideField.PHASE and stands[override.field] != override.value:
        return _problem("override_not_kept", f"'{name}' was moved to a phase that the plan no longer has.")
    return None


def circular(shown: Plan, said: Sequence[Override]) -> list[Problem]:
    """Dependencies that Notion names and the plan has not, as they would close a circle."""
    tasks = {task.key: task for task in shown.tasks}
    named = [one for one in said if one.field is OverrideField.BLOCKED_BY and one.task in tasks]
    return [
        Problem(
            code="circle",
            message=f"'{tasks[one.task].title}' waits for '{tasks[blocker].title}' in Notion, which waits "
            "for it: the plan leaves that out.",
            hint="Take one of them out of the dependency relation in Notion.",
        )
        for one in named
        for blocker in (one.value if isinstance(one.value, tuple) else ())
        if blocker in tasks and one.task in _waited_for(shown, blocker)
    ]


def _waited_for(plan: Plan, key: str) -> set[str]:
    """All that a task waits for, itself or by way of others."""
    found: set[str] = set()
    left = [key]
    while left:
        parents = set(plan.task(left.pop()).blocked_by) - found
        found |= parents
        left += parents
    return found


# These follow from other tasks too: that they moved says nothing about what a person meant.
_MOVING = frozenset({OverrideField.START, OverrideField.DUE})


def _problem(code: str, message: str) -> Problem:
    return Problem(
        code=code,
        message=message,
        hint="`notion-planner plan SPEC --out FILE` shows it; apply the file with the value that you want.",
    )


def _said(value: OverrideValue, titles: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(titles.get(item, item) for item in value) or "nothing"
    return f"{value:g}" if isinstance(value, float) else str(value)
