"""The trace matrix of a plan and the explanation of a task: requirement → task → criterion, and back."""

from collections.abc import Collection, Iterable, Mapping

from notion_planner.model.base import Frozen
from notion_planner.model.plan import CheckItem, Line, Origin, OriginKind, OverrideValue, Plan, Task
from notion_planner.model.spec import Item, Source, Spec
from notion_planner.sarif import sarif_locations, sarif_log

TRACE_SCHEMA = "notion-planner/trace/1"
_RULES = {
    "no-task": "A requirement, story or criterion that no task reaches",
    "no-origin": "A task that leads back to no requirement, criterion or declared enabler",
}


_HOW = {
    OriginKind.SPEC: "from the specification",
    OriginKind.DERIVED: "derived",
    OriginKind.DEFAULT: "a default of the profile",
    OriginKind.TO_DECIDE: "to decide",
    OriginKind.PERSON: "set by a person",
}


class TraceTask(Frozen):
    key: str
    title: str
    criteria: tuple[str, ...] = ()


class TraceRow(Frozen):
    """One item of the specification and the tasks that it reaches; ``kind`` is its kind in words.

    ``gone`` are those of its tasks that nobody works on any more, for their page is gone.
    """

    item: str
    label: str
    kind: str
    text: str
    line: int | None = None
    tasks: tuple[TraceTask, ...] = ()
    gone: tuple[TraceTask, ...] = ()

    @property
    def lacking(self) -> str:
        """Why it counts as reaching no task."""
        titles = ", ".join(f"'{task.title}'" for task in self.gone)
        return f"no task: {titles} is in the trash or cannot be seen" if titles else "no task"


class Trace(Frozen):
    """The matrix in both directions. ``orphans`` are tasks that lead back to nothing."""

    schema_version: str = TRACE_SCHEMA
    feature: str
    coverage: float
    covered: int
    total: int
    rows: tuple[TraceRow, ...]
    enablers: tuple[TraceTask, ...] = ()
    orphans: tuple[TraceTask, ...] = ()

    def reaches(self, percent: float) -> bool:
        """Whether the coverage is at least so many percent and no task is without origin."""
        return self.coverage >= percent and not self.orphans


def trace(plan: Plan, spec: Spec, *, gone: Collection[str] = ()) -> Trace:
    """``gone``: keys of the tasks whose page is in the trash or cannot be seen."""
    kinds = _kinds(spec)
    tasks = {task.key: _trace_task(task) for task in plan.tasks}
    rows = []
    for entry in plan.coverage:
        kind, source = kinds.get(entry.item, ("item", None))
        rows.append(
            TraceRow(
                item=entry.item, label=entry.label, kind=kind, text=entry.text,
                line=source.line if source else None,
                tasks=tuple(tasks[key] for key in entry.tasks if key in tasks and key not in gone),
                gone=tuple(tasks[key] for key in entry.tasks if key in tasks and key in gone),
            )
        )  # fmt: skip
    covered = sum(bool(row.tasks) for row in rows)
    free = [task for task in plan.tasks if not (task.requirement_keys or task.criterion_keys)]
    return Trace(
        feature=plan.feature,
        # Rounded down: 99.96 % covered is not 100 %.
        coverage=100.0 if covered == len(rows) else int(1000 * covered / len(rows)) / 10,
        covered=covered,
        total=len(rows),
        rows=tuple(rows),
        enablers=tuple(tasks[task.key] for task in free if task.enabler),
        orphans=tuple(tasks[task.key] for task in free if not task.enabler),
    )


def _trace_task(task: Task) -> TraceTask:
    return TraceTask(key=task.key, title=task.title, criteria=tuple(c.label or c.text for c in task.criteria))


def _kinds(spec: Spec) -> dict[str, tuple[str, Source]]:
    found = {r.key: (f"{r.kind.value.replace('_', '-')} requirement", r.source) for r in spec.requirements}
    found |= {s.key: ("user story", s.source) for s in spec.user_stories}
    return found | {c.key: ("acceptance criterion", c.source) for c in spec.acceptance_criteria}


def as_text(found: Trace) -> str:
    lines = [f"{found.feature}: {found.covered} of {found.total} covered ({found.coverage:g} %)"]
    for row in found.rows:
        lines.append(f"{'ok' if row.tasks else '--'}  {row.label}  {row.text}")
        lines += [f"      {task.title}" for task in row.tasks] or [f"      {row.lacking}"]
    lines += [f"enabler  {task.title}" for task in found.enablers]
    lines += [f"no origin  {task.title}" for task in found.orphans]
    return "\n".join(lines)


def as_markdown(found: Trace) -> str:
    """A table for a job's page or a pull request."""
    counted = f"**{found.covered} of {found.total}** requirements, stories and criteria reach a task"
    lines = [f"{counted} ({found.coverage:g} %).", "", "| Item | Kind | Tasks |", "|---|---|---|"]
    for row in found.rows:
        tasks = "; ".join(_cell(task.title) for task in row.tasks) or f"**{_cell(row.lacking)}**"
        lines.append(f"| {_cell(f'{row.label}: {row.text}')} | {row.kind} | {tasks} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in "\\`*_[]|~" else c for c in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_sarif(found: Trace, *, uri: str, version: str) -> str:
    """A SARIF 2.1.0 log with a result for each item without a task and each task without an origin."""
    results = [
        _result("no-task", f"{row.label}: {row.text} reaches {row.lacking}", uri, row.line)
        for row in found.rows
        if not row.tasks
    ]
    results += [_result("no-origin", f"{t.title} leads back to nothing", uri, None) for t in found.orphans]
    driver = {
        "version": version,
        "rules": [{"id": key, "shortDescription": {"text": text}} for key, text in _RULES.items()],
    }
    return sarif_log(driver, results)


def _result(rule: str, message: str, uri: str, line: int | None) -> dict[str, object]:
    return {
        "ruleId": rule,
        "level": "error",
        "message": {"text": message},
        "locations": sarif_locations(uri, {} if line is None else {"startLine": line}),
    }


def explain(plan: Plan, spec: Spec, key: str) -> str:
    """The chain from the specification's words over the rules to each line of a task.

    Raises:
        KeyError: the plan has no such task.
    """
    task = plan.task(key)
    items = _items(spec)
    lines = [task.full_title, f"  because it is {_origin(task.origin, items)}"]
    lines += [
        f"  set by a person: {override.field.value.replace('_', ' ')} is "
        f"{_value(override.value)}; the specification gave {_value(override.base)}"
        for override in task.overridden
    ]
    if task.enabler:
        lines.append(f"  declared enabler: {task.enabler}")
    sections: Mapping[str, Iterable[Line]] = {
        "Objective": (task.objective,),
        "Requirements": task.requirements,
        "Acceptance Criteria": task.criteria,
        "Technical Approach": task.approach,
    }
    for name, found in sections.items():
        for line in found:
            mark = "[ ] " if isinstance(line, CheckItem) else ""
            lines += [f"  {name}: {mark}{line.text}", f"      {_origin(line.origin, items)}"]
    for block in task.code:
        lines += [f"  Technical Approach: {block.language} sketch", f"      {_origin(block.origin, items)}"]
    lines.append(f"  Estimate: {task.estimate.points} points, {task.estimate.hours:g} hours")
    lines += [f"      {reason}" for reason in task.estimate.reasons]
    lines += [f"  Blocked by: {plan.task(blocker).title}" for blocker in task.blocked_by]
    slack = "on the critical path" if key in plan.critical_path else f"{_days(task.slack_days)} of slack"
    lines.append(f"  When: {task.start} to {task.due}, {slack}")
    return "\n".join(lines)


def _days(count: float) -> str:
    return f"{count:g} day{'' if count == 1 else 's'}"


def _value(value: OverrideValue) -> str:
    return ", ".join(value) or "nothing" if isinstance(value, tuple) else str(value)


def _items(spec: Spec) -> dict[str, Item]:
    lists: tuple[tuple[Item, ...], ...] = (
        spec.requirements, spec.user_stories, spec.acceptance_criteria, spec.derived_criteria,
        spec.endpoints, spec.entities, spec.security_rules, spec.dependencies, spec.risks,
        spec.open_questions, spec.decisions, spec.success_metrics, spec.deadlines, spec.goals,
        spec.technologies,
    )  # fmt: skip
    return {item.key: item for items in lists for item in items}


def _origin(origin: Origin, items: Mapping[str, Item]) -> str:
    """ "derived by task:requirement from FR-1, line 6: “Get user profile by ID”"."""
    words = f"{_HOW[origin.kind]} by {origin.rule}"
    quotes = [
        f"{item.label}, line {item.source.line}: “{(item.source.quote or item.text).strip()}”"
        for key in origin.items
        if (item := items.get(key)) is not None
    ]
    return f"{words} from {'; '.join(quotes)}" if quotes else words
