"""Plan, change set and what was written → the report. Pure apart from reading the summary's template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from notion_planner.change_view import as_markdown
from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.model.plan import Phase, Plan, Task
from notion_planner.model.report import PlanRow, Problem, Report, TaskRow
from notion_planner.notion.objects import DataSource, Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.progress import Progress
from notion_planner.renderer import weeks
from notion_planner.templating import Templates
from notion_planner.worklist import counted


@dataclass(frozen=True)
class Outcome:
    """What a report is made of. ``plan_page``: None while the plan has no page; ``quiet`` is the report's."""

    plan: Plan
    changes: ChangeSet
    spec: Page
    plan_page: Page | None
    pages: Mapping[str, Page]
    database: DataSource
    progress: Progress
    schema: TaskSchema
    seven_day: bool = False
    quiet: date | None = None


def report_of(
    command: str,
    outcome: Outcome,
    *,
    templates: Templates,
    problems: Sequence[Problem],
    requests: Mapping[str, Any],
    written: bool,
) -> Report:
    """``written``: the changes were made, not only decided."""
    plan, changes = outcome.plan, outcome.changes
    by_key = {change.key: change for change in changes.tasks}
    values = _summary_values(outcome)
    return Report(
        command=command,
        changed=changes.changed,
        counts={**changes.counts(), "tasks": len(plan.tasks), "phases": len(plan.phases)},
        requests=requests,
        plan=_plan_row(outcome),
        tasks=tuple(_task_row(task, by_key.get(task.key), outcome) for task in plan.tasks),
        problems=tuple(dict.fromkeys(problems)),
        quiet=outcome.quiet,
        summary=templates.page("summary.md.j2", **values) if written else _state_line(outcome, markdown=True),
        text=templates.text("summary.md.j2", **values) if written else _state_line(outcome, markdown=False),
    )


def _summary_values(outcome: Outcome) -> dict[str, Any]:
    return {
        "plan": outcome.plan,
        "created": outcome.changes.plan.action is Action.CREATE,
        "counts": outcome.changes.counts(),
        "weeks": weeks(outcome.plan, seven_day=outcome.seven_day),
        "plan_url": outcome.plan_page.url if outcome.plan_page else "",
        "spec_title": outcome.spec.title,
        "spec_url": outcome.spec.url,
        "backlink_written": outcome.changes.spec.action is not Action.NO_OP,
        "database": outcome.database.title,
        "database_url": outcome.database.url,
    }


def _state_line(outcome: Outcome, *, markdown: bool) -> str:
    """What a run that wrote nothing tells: what stands, or what would be written."""
    plan = outcome.plan
    title = plan.title
    if markdown and outcome.plan_page:
        title = f"[{title}]({outcome.plan_page.url})"
    if not outcome.changes.changed:
        tasks, phases = counted(outcome.progress.total, "task"), counted(len(plan.phases), "phase")
        return f"No changes. {title}: {tasks} in {phases}, deploy {plan.deploy}."
    if markdown:
        return f"### {title}\n\n{as_markdown(outcome.changes)}"
    return f"{outcome.changes.summary()} Deploy {plan.deploy}."


def _plan_row(outcome: Outcome) -> PlanRow:
    plan = outcome.plan
    return PlanRow(
        title=plan.title,
        feature=plan.feature,
        action=outcome.changes.plan.action,
        start=plan.start,
        finish=plan.finish,
        deploy=plan.deploy,
        working_days=plan.working_days,
        phases=tuple(_phase(phase) for phase in plan.phases),
        coverage={row.label: row.tasks for row in plan.coverage},
        parts=outcome.changes.plan.parts,
        id=outcome.plan_page.id if outcome.plan_page else None,
        url=outcome.plan_page.url if outcome.plan_page else None,
        spec={"title": outcome.spec.title, "id": outcome.spec.id or None, "url": outcome.spec.url or None},
    )


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "number": phase.number,
        "name": phase.name,
        "tasks": list(phase.tasks),
        "effort_days": phase.effort_days,
        "start": phase.start.isoformat(),
        "due": phase.due.isoformat(),
    }


def _task_row(task: Task, change: PageChange | None, outcome: Outcome) -> TaskRow:
    page = outcome.pages.get(task.key)
    labels = {row.item: row.label for row in outcome.plan.coverage}
    return TaskRow(
        key=task.key,
        title=task.full_title,
        action=change.action if change else "trashed",
        phase=task.phase,
        points=task.estimate.points,
        hours=task.estimate.hours,
        start=task.start,
        due=task.due,
        priority=task.priority,
        tags=task.tags,
        requirements=tuple(labels.get(key, key) for key in task.requirement_keys),
        criteria=tuple(labels.get(key, key) for key in task.criterion_keys),
        blocked_by=task.blocked_by,
        origin=task.origin.model_dump(mode="json"),
        parts=change.parts if change else (),
        id=page.id if page else None,
        url=page.url if page else None,
        status=status_of(page, outcome.schema) if page else None,
    )


def status_of(page: Page, schema: TaskSchema) -> str | None:
    """The task's status as the board shows it."""
    role = schema.role("status")
    found = page.properties.get(role.name) if role else None
    return found.value if found and isinstance(found.value, str) else None
