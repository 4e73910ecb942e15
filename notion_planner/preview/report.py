"""Plan, change set and what was written → the report. Pure apart from reading the summary's template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.model.plan import Phase, Plan, Task
from notion_planner.model.report import PlanRow, Problem, Report, TaskRow
from notion_planner.notion.objects import DataSource, Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.preview.change_view import as_markdown, written_parts
from notion_planner.progress import Progress, TaskState
from notion_planner.renderer import Standing, weeks
from notion_planner.templating import Templates
from notion_planner.tracking.worklist import OVER, counted

_MOST_LINES = 25  # a change of every date touches every page


@dataclass(frozen=True)
class Outcome:
    """What a report is made of. ``plan_page``: None while the plan has no page; ``gone``, ``elsewhere`` as in
    :class:`Report`.
    """

    plan: Plan
    changes: ChangeSet
    spec: Page
    plan_page: Page | None
    pages: Mapping[str, Page]
    database: DataSource
    standing: Standing
    schema: TaskSchema
    seven_day: bool = False
    gone: tuple[str, ...] = ()
    elsewhere: bool = False


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
    is_told = written and any(page.action is not Action.NO_OP for page in changes.pages)
    values, line = _summary_values(outcome), partial(_state_line, outcome, written=written)
    labels = {row.item: row.label for row in plan.coverage}
    return Report(
        command=command,
        changed=changes.changed,
        counts={**changes.counts(), "tasks": len(plan.tasks), "phases": len(plan.phases)},
        requests=requests,
        plan=_plan_row(outcome),
        tasks=tuple(_task_row(task, by_key.get(task.key), outcome, labels) for task in plan.tasks),
        problems=tuple(dict.fromkeys(problems)),
        quiet=outcome.standing.quiet,
        gone=outcome.gone,
        elsewhere=outcome.elsewhere,
        summary=templates.page("summary.md.j2", **values) if is_told else line(markdown=True),
        text=templates.text("summary.md.j2", **values) if is_told else line(markdown=False),
    )


def _summary_values(outcome: Outcome) -> dict[str, Any]:
    return {
        "plan": outcome.plan,
        "created": outcome.changes.plan.action is Action.CREATE,
        "counts": outcome.changes.counts(),
        "progress": outcome.standing.progress,
        "written": _written(outcome),
        "most_written": _MOST_LINES,
        "steps": _next_steps(outcome),
        "weeks": weeks(outcome.plan, seven_day=outcome.seven_day),
        "plan_url": outcome.plan_page.url if outcome.plan_page else "",
        "spec_title": outcome.spec.title,
        "spec_url": outcome.spec.url,
        "backlink_written": outcome.changes.spec.action is not Action.NO_OP,
        "database": outcome.database.title,
        "database_url": outcome.database.url,
    }


def _written(outcome: Outcome) -> list[tuple[str, str, str]]:
    """What was done with each page that was touched, its title by now, and the names of its parts."""
    verbs = {Action.CREATE: "Created", Action.UPDATE: "Updated", Action.RETIRE: "No longer asked for"}
    found = []
    for page in outcome.changes.pages:
        if page.action is not Action.NO_OP:
            named = {value.name: value.after for value in page.properties}
            title = named.get(outcome.schema.title) or page.title
            parts = written_parts(page) if page.action is Action.UPDATE else []
            parts += [f"view '{name}'" for name in outcome.changes.views] if page.role == "plan" else []
            shown = "plan page" if page.role == "plan" else title
            found.append((verbs[page.action], shown, ", ".join(parts)))
    return found


def _next_steps(outcome: Outcome) -> list[str]:
    """What is left for people after a later sync."""
    counts, progress = outcome.changes.counts(), outcome.standing.progress
    steps = []
    if new := counts["created"]:
        steps.append(f"Assign {counted(new, 'new task')}")
    if done := len(outcome.standing.overtaken):
        steps.append(f"Look again at {counted(done, 'finished task')} whose requirement changed")
    states = outcome.standing.states
    if retired := sum(states.get(page.key) not in OVER for page in outcome.changes.retired):
        steps.append(f"Decide about {counted(retired, 'task')} that nobody asks for any more")
    if blocked := len(progress.blocked):
        steps.append(f"Unblock {counted(blocked, 'task')}")
    return [*steps, _next_phase(outcome.plan, progress)]


def _next_phase(plan: Plan, progress: Progress) -> str:
    names = {phase.number: phase.name for phase in plan.phases}
    left = (phase for phase in progress.phases if phase.done < phase.total)
    phase = next(left, None)
    if phase is None:
        return "Check the acceptance criteria: every task is done"
    verb = "Begin" if phase.state is TaskState.NOT_STARTED else "Go on with"
    return f"{verb} Phase {phase.number} ({names[phase.number]})"


def _state_line(outcome: Outcome, *, written: bool, markdown: bool) -> str:
    """What a run that wrote to no page tells: what stands, or what would be written."""
    plan = outcome.plan
    title = plan.title
    if markdown and outcome.plan_page:
        title = f"[{title}]({outcome.plan_page.url})"
    if not outcome.changes.changed or written:
        what = "Only what the plan remembers has changed" if written else "No changes"
        total = outcome.standing.progress.total
        tasks, phases = counted(total, "task"), counted(len(plan.phases), "phase")
        return f"{what}. {title}: {tasks} in {phases}, deploy {plan.deploy}."
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


def _task_row(task: Task, change: PageChange | None, outcome: Outcome, labels: Mapping[str, str]) -> TaskRow:
    """``labels``: requirement or criterion → what it is called."""
    page = outcome.pages.get(task.key)
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
