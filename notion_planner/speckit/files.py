"""Fills the templates of a spec-kit feature folder from a plan and its specification."""

from collections.abc import Callable
from typing import Any

from notion_planner.model.base import Frozen
from notion_planner.model.plan import OriginKind, Phase, Plan, Task
from notion_planner.model.spec import Spec
from notion_planner.speckit.contract import contract

STORIES = "stage:stories"
"""The rule of the phases that are user stories, by the stage's id in the spec-kit profile."""


class TaskLine(Frozen):
    """A line of tasks.md: ``T001 [P] [US1] description``; ``key`` names the task through renumbering."""

    id: str
    key: str
    done: bool
    parallel: bool
    story: int | None
    text: str
    after: tuple[str, ...] = ()

    @property
    def marks(self) -> str:
        return ("[P] " if self.parallel else "") + (f"[US{self.story}] " if self.story else "")


class PhaseLines(Frozen):
    number: int
    name: str
    goal: str
    story: bool
    tests: tuple[str, ...]
    tasks: tuple[TaskLine, ...]


def tasks_file(
    plan: Plan, spec: Spec, fill: Callable[..., str], *, title: str = "", done: frozenset[str] = frozenset()
) -> str:
    """tasks.md alone; ``title`` is the specification's, ``done`` are keys of the tasks to tick."""
    return fill("speckit/tasks.md.j2", **_values(plan, spec, title, done)).rstrip() + "\n"


def speckit_files(
    plan: Plan, spec: Spec, fill: Callable[..., str], *, title: str = "", done: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Path in the feature folder → content, beside the specification's own spec.md.

    ``fill(template, **values)`` renders one template.
    """
    values = {**_values(plan, spec, title, done), "in_folder": True}
    files = {
        name: fill(f"speckit/{name}.j2", **values).rstrip() + "\n"
        for name in ("plan.md", "tasks.md", "research.md", "quickstart.md")
    }
    if spec.entities:
        files["data-model.md"] = fill("speckit/data-model.md.j2", **values).rstrip() + "\n"
    api = contract(spec, feature=plan.feature)
    if api is not None:
        files["contracts/openapi.yaml"] = api
    return dict(sorted(files.items()))


def _values(plan: Plan, spec: Spec, title: str, done: frozenset[str]) -> dict[str, Any]:
    return {
        "plan": plan,
        "spec": spec,
        "title": title,
        "in_folder": False,
        "phases": task_lines(plan, spec, done=done),
        "stated": [line for line in plan.architecture if line.origin.kind is not OriginKind.TO_DECIDE],
        "open_choices": [line for line in plan.architecture if line.origin.kind is OriginKind.TO_DECIDE],
        "has_contract": any(endpoint.path for endpoint in spec.endpoints),
    }


def task_lines(plan: Plan, spec: Spec, *, done: frozenset[str] = frozenset()) -> tuple[PhaseLines, ...]:
    """Tasks numbered in plan order; ``[P]`` where another task can be done at the same time."""
    width = max(3, len(str(len(plan.tasks))))
    ids = {task.key: f"T{number:0{width}}" for number, task in enumerate(plan.tasks, 1)}
    stories = _story_numbers(plan, spec)
    return tuple(_phase_lines(plan, phase, ids, stories, done=done) for phase in plan.phases)


def _story_numbers(plan: Plan, spec: Spec) -> dict[str, int]:
    order = {story.key: number for number, story in enumerate(spec.user_stories, 1)}
    found: dict[str, int] = {}
    for entry in plan.coverage:
        for key in entry.tasks if entry.item in order else ():
            found.setdefault(key, order[entry.item])
    return found


def _phase_lines(
    plan: Plan, phase: Phase, ids: dict[str, str], stories: dict[str, int], *, done: frozenset[str]
) -> PhaseLines:
    tasks = [plan.task(key) for key in phase.tasks]
    is_story = phase.goal.origin.rule == STORIES
    level = _levels(tasks)
    crowd = [level[task.key] for task in tasks]
    return PhaseLines(
        number=phase.number,
        name=phase.name,
        goal=phase.goal.text,
        story=is_story,
        tests=tuple(check.text for task in tasks for check in task.criteria if _written(check.origin.kind))[
            :5
        ],
        tasks=tuple(
            TaskLine(
                id=ids[task.key],
                key=task.key,
                done=task.key in done,
                parallel=crowd.count(level[task.key]) > 1,
                story=stories.get(task.key) if is_story else None,
                text=task.title,
                after=tuple(ids[key] for key in task.blocked_by),
            )
            for task in tasks
        ),
    )


def _written(kind: OriginKind) -> bool:
    return kind is OriginKind.SPEC


def _levels(tasks: list[Task]) -> dict[str, int]:
    """How many steps of its own phase a task stands behind; tasks come after what blocks them."""
    level: dict[str, int] = {}
    for task in tasks:
        level[task.key] = 1 + max((level[key] for key in task.blocked_by if key in level), default=0)
    return level
