"""A new task's property values, as far as the team's database has a place for them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.notion import properties
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema


class Surroundings(Frozen):
    """What a task's values refer to besides itself. ``status`` is the one a new task gets; ``late_dues``:
    key of a new task → its day, where that is not the plan's.
    """

    database: TaskSchema
    status: str
    spec: Page
    plan: Page
    late_dues: Mapping[str, date] = {}


def key_value(spec_id: str, task_key: str) -> str:
    """Identity as data: the specification's id and the task's key, for the key property."""
    return f"{plain(spec_id)}/{task_key}"


def task_values(task: Task, around: Surroundings, blockers: Sequence[str]) -> dict[str, Any]:
    """Property name → value. ``blockers`` are ids of the pages that the task is blocked by."""
    schema = around.database.written
    values: dict[str, Any] = {schema.title: {"title": properties.rich_text(task.full_title)}}
    if status := schema.role("status"):
        option = properties.status_option(status, around.status)
        values |= {status.name: properties.select(status, option)} if option else {}
    if priority := schema.role("priority"):
        option = properties.priority_option(priority, task.priority)
        values |= {priority.name: properties.select(priority, option)} if option else {}
    if points := schema.role("points"):
        values[points.name] = {"number": task.estimate.points}
    if (labels := schema.role("tags")) and task.tags:
        values[labels.name] = properties.tags(task.tags)
    if due := schema.role("due"):
        values[due.name] = properties.due(around.late_dues.get(task.key, task.due))
    if key := schema.role("key"):
        values[key.name] = {"rich_text": properties.rich_text(key_value(around.spec.id, task.key))}
    return values | _relations(around, blockers)


def _relations(around: Surroundings, blockers: Sequence[str]) -> dict[str, Any]:
    schema = around.database.written
    wanted: list[tuple[str, str | None, Sequence[str]]] = [
        ("spec", around.spec.parent.id, [around.spec.id]),
        ("plan", around.plan.parent.id, [around.plan.id]),
        ("blocked_by", schema.data_source, blockers),
    ]
    return {
        schema.roles[role].name: properties.relation(ids)
        for role, source, ids in wanted
        if ids and schema.accepts(role, source)
    }


def needs_blocks_pass(schema: TaskSchema) -> bool:
    """Whether dependencies fit only a one-way 'Blocks', whose pages do not exist yet at creation."""
    return schema.dependencies == "blocks" and schema.written.accepts("blocks", schema.data_source)


def option_problems(plan: Plan, schema: TaskSchema, status: str) -> list[Problem]:
    """Values for which the database offers no option."""
    wanted: list[tuple[str, str, str | None]] = []
    schema = schema.written
    if found := schema.role("status"):
        wanted.append((found.name, status, properties.status_option(found, status)))
    if found := schema.role("priority"):
        wanted += [
            (found.name, priority, properties.priority_option(found, priority))
            for priority in sorted({task.priority for task in plan.tasks})
        ]
    options = {schema_.name: schema_.options for schema_ in schema.roles.values()}
    missing = [_no_option(name, value, options[name]) for name, value, option in wanted if option is None]
    return [*properties.other_status(schema, status), *missing]


def _no_option(name: str, wanted: str, options: Sequence[str]) -> Problem:
    return Problem(
        code="option_missing",
        message=f"Property '{name}' has no option for '{wanted}' (it has: {', '.join(options) or 'none'}); "
        "it is left empty.",
        hint="Add the option in Notion.",
    )
