"""Tells which edits of a plan file have no effect, because their places are computed anew. Pure."""

from collections.abc import Iterator
from typing import Any

from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem

_OF_DATES = "a task's 'start' or 'due' moves it"
_OF_SPEC = "change the specification instead"
_ROOM = {
    "phases": "a task's 'phase' moves the task, and name and goal come from the specification",
    "milestones": _OF_DATES,
    "finish": _OF_DATES,
    "deploy": _OF_DATES,
    "working_days": _OF_DATES,
    "critical_path": "a task's 'blocked_by', 'start' or 'due' moves it",
    "coverage": "an added task's 'covers' adds to it",
    "blockers": _OF_SPEC,
    "documentation": _OF_SPEC,
    "extras": _OF_SPEC,
    "assumptions": _OF_SPEC,
}
_OF_TASKS = {
    "blocks": "the other task's 'blocked_by' says it",
    "slack_days": _OF_DATES,
    "resources": _OF_SPEC,
    "overridden": "take the entry out of 'overrides.tasks'",
}
_MOST_LISTED = 5


def without_effect(edited: Plan, shown: Plan, made: Plan) -> list[Problem]:
    """What was changed and is not so in the plan that the edits lead to.

    ``shown`` is the plan as it was written into the file, ``made`` the one that is made of it as edited.
    """
    file, before, after = (plan.model_dump(mode="json") for plan in (edited, shown, made))
    problems = [
        _problem(list(_paths(f"/{name}", file[name], before[name], after[name])), hint)
        for name, hint in _ROOM.items()
    ]
    stood, stands = ({task["key"]: task for task in plan["tasks"]} for plan in (before, after))
    of_both = [
        (n, task) for n, task in enumerate(file["tasks"]) if task["key"] in stood.keys() & stands.keys()
    ]
    for name, hint in _OF_TASKS.items():
        paths = [
            path
            for n, task in of_both
            for path in _paths(
                f"/tasks/{n}/{name}", task[name], stood[task["key"]][name], stands[task["key"]][name]
            )
        ]
        problems.append(_problem(paths, hint))
    return [problem for problem in problems if problem is not None]


def _paths(path: str, now: Any, before: Any, after: Any) -> Iterator[str]:
    """Where it was changed from what it was before, and is not so after."""
    if now in (before, after):
        return
    if isinstance(now, dict) and isinstance(before, dict) and isinstance(after, dict):
        for name in now:
            yield from _paths(f"{path}/{name}", now[name], before.get(name), after.get(name))
    elif isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        for at, item in enumerate(now):
            then = after[at] if isinstance(after, list) and at < len(after) else None
            yield from _paths(f"{path}/{at}", item, before[at], then)
    else:
        yield path


def _problem(paths: list[str], hint: str) -> Problem | None:
    if not paths:
        return None
    more = f" and {len(paths) - _MOST_LISTED} more" if len(paths) > _MOST_LISTED else ""
    listed = f"{', '.join(paths[:_MOST_LISTED])}{more}"
    return Problem(
        code="edit_without_effect",
        message=f"{listed}: computed anew from the tasks, so what was changed there has no effect.",
        hint=f"{hint[0].upper()}{hint[1:]}.",
    )
