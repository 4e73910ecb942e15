"""What holds of every plan, whatever the specification."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from notion_planner.model.plan import OriginKind, Plan
from notion_planner.model.spec import Spec
from notion_planner.planner import waves
from notion_planner.planner.dates.calendar import WorkCalendar
from notion_planner.settings import PlanningSettings

NAMES = frozenset((Path(__file__).parent / "technologies.txt").read_text(encoding="utf-8").split())
_WORD = re.compile(r"[A-Za-z0-9](?:[\w.+#-]*\w)?")


@cache
def technologies_in(text: str) -> frozenset[str]:
    """The names from the list that stand in a text, in their own spelling."""
    words = {part for word in _WORD.findall(text) for part in (word, *re.split(r"[-./]", word))}
    return frozenset(words & NAMES)


def problems(plan: Plan, spec: Spec, settings: PlanningSettings) -> list[str]:
    """Every law that the plan breaks, in words."""
    found = [*_coverage(plan, spec), *_tasks(plan), *_graph(plan), *_dates(plan, settings)]
    return [*found, *(f"invented: {name}" for name in invented(plan, spec))]


def _coverage(plan: Plan, spec: Spec) -> Iterator[str]:
    items = [*spec.requirements, *spec.user_stories, *spec.acceptance_criteria]
    known = {task.key for task in plan.tasks}
    if [entry.item for entry in plan.coverage] != [item.key for item in items]:
        yield "the matrix does not list every item in order"
    yield from (f"no task for {entry.item}" for entry in plan.coverage if not entry.tasks)
    yield from (f"{entry.item} leads nowhere" for entry in plan.coverage if not known.issuperset(entry.tasks))


def _tasks(plan: Plan) -> Iterator[str]:
    titles = [task.title.casefold() for task in plan.tasks]
    if len(set(titles)) != len(titles):
        yield f"duplicate titles: {sorted(t for t in titles if titles.count(t) > 1)}"
    if len({task.key for task in plan.tasks}) != len(plan.tasks):
        yield "duplicate task keys"
    if not 1 <= len(plan.phases) <= 6:
        yield f"{len(plan.phases)} phases"
    if [key for phase in plan.phases for key in phase.tasks] != [task.key for task in plan.tasks]:
        yield "phases do not list the tasks in order"
    for task in plan.tasks:
        if not 2 <= task.estimate.hours <= 24:
            yield f"{task.key} takes {task.estimate.hours} hours"
        if not task.estimate.reasons:
            yield f"{task.key} has no reason for its estimate"
        if not (task.requirement_keys or task.criterion_keys or task.enabler):
            yield f"{task.key} leads back to nothing"
        if len({check.key for check in task.criteria}) != len(task.criteria):
            yield f"{task.key} has two criteria of one key"
        if not task.title.strip() or "\n" in task.title:
            yield f"{task.key} has no title of one line"


def _graph(plan: Plan) -> Iterator[str]:
    place = {task.key: number for number, task in enumerate(plan.tasks)}
    blocks = {(key, task.key) for task in plan.tasks for key in task.blocked_by}
    if blocks != {(task.key, key) for task in plan.tasks for key in task.blocks}:
        yield "blocks is not the inverse of blocked_by"
    yield from (f"{task} waits for {key}" for key, task in blocks if place[key] >= place[task])
    if sum(len(wave) for wave in waves(plan)) != len(plan.tasks):
        yield "the waves do not hold every task"
    ancestors: dict[str, set[str]] = {}
    for task in plan.tasks:
        above = set().union(*(ancestors[key] for key in task.blocked_by))
        if above & set(task.blocked_by):
            yield f"{task.key} names a dependency that follows from another"
        ancestors[task.key] = above | set(task.blocked_by)


def _dates(plan: Plan, settings: PlanningSettings) -> Iterator[str]:
    calendar = WorkCalendar(settings)
    by_key = {task.key: task for task in plan.tasks}
    for before, after in zip(plan.phases, plan.phases[1:], strict=False):
        if not (before.due < after.start and before.last_day + 1 == after.first_day):
            yield f"phase {after.number} does not follow on phase {before.number}"
    for task in plan.tasks:
        phase = plan.phases[task.phase - 1]
        if not phase.start <= task.start <= task.due <= phase.due:
            yield f"{task.key} is not within its phase"
        if not calendar.is_working(task.start) or not calendar.is_working(task.due):
            yield f"{task.key} starts or ends on a day off"
        yield from (
            f"{task.key} starts before {k} ends" for k in task.blocked_by if by_key[k].due > task.start
        )
    if not plan.start == plan.phases[0].start <= plan.finish == plan.phases[-1].due <= plan.deploy:
        yield "start, finish and deployment are out of order"


def invented(plan: Plan, spec: Spec) -> list[str]:
    """Technology names outside lines that are to decide, which the specification does not hold."""
    # A sentence that begins with a word of the specification capitalises it: "ruby" becomes "Ruby".
    # Not its JSON, in which an escaped control character goes on into the word behind it.
    said = " ".join(_strings(spec.model_dump()))
    stated = {word.casefold() for word in _WORD.findall(said)}
    named = {name for text in _texts(plan.model_dump()) for name in technologies_in(text)}
    stated |= {name.casefold() for name in technologies_in(said)}
    return sorted(name for name in named if name.casefold() not in stated)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        origin = value.get("origin")
        if isinstance(origin, dict) and origin.get("kind") is OriginKind.TO_DECIDE:
            return
        for key, inner in value.items():
            if key not in ("origin", "schema_version", "key", "tasks"):
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
