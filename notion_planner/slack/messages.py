"""What is said in the conversation about changes: previews, results, questions, refusals, failures. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from notion_planner.errors import AmbiguousError, DecisionNeededError, NotFoundError, PlannerError
from notion_planner.model.report import PlanRow, Problem, Report, TaskRow
from notion_planner.preview.change_view import SIGNS
from notion_planner.slack.asking import Approval, Choice, Decision
from notion_planner.slack.blocks import (
    Message,
    actions,
    button,
    clip,
    context,
    dangerous_button,
    failure_lines,
    link,
    message,
    plain,
    section,
    sections,
)
from notion_planner.slack.commands import Verb
from notion_planner.tracking.worklist import counted, short

ACTION = "notion_planner"
_SIGNS = {action.value: sign for action, sign in SIGNS.items()}
_MOST_CHANGES = 25
_MOST_PROBLEMS = 5
_MOST_SIMILAR = 5
_TASKS_SHOWN = 3


def preview(reports: Sequence[Report], decision: Decision, approval: Approval, *, note: str = "") -> Message:
    """What would be written, with Apply and Cancel; ``note`` says why it is shown once more."""
    changed = [report for report in reports if report.changed]
    if not changed:
        return unchanged(reports, note=note)
    stops = [text for report in changed for text in stops_of(report)]
    head = [section(f":warning: {plain(note, 500)}")] if note else []
    return message(
        f"{note} {_headline(changed[0])}".strip(),
        head,
        _details(changed[0]) if len(changed) == 1 else _several(changed),
        sections(f":warning: {plain(text, 500)}" for text in stops),
        actions(_apply_or_cancel(decision, approval, stops)),
        context("Nothing has been written yet."),
    )


def _apply_or_cancel(decision: Decision, approval: Approval, stops: Sequence[str]) -> list[ButtonElement]:
    approval = approval.model_copy(update={"force": bool(stops)})
    apply = decision.model_copy(update={"choice": Choice.APPLY, "approval": approval}).as_value()
    cancel = decision.model_copy(update={"choice": Choice.CANCEL}).as_value()
    name = f"{ACTION}.{Choice.APPLY}"
    first = (
        dangerous_button("Apply all the same", action=name, value=apply, warning=" ".join(stops))
        if stops
        else button("Apply", action=name, value=apply, style="primary")
    )
    return [first, button("Cancel", action=f"{ACTION}.{Choice.CANCEL}", value=cancel)]


def difference(reports: Sequence[Report]) -> Message:
    """The same without buttons: only to look at."""
    changed = [report for report in reports if report.changed]
    if not changed:
        return unchanged(reports)
    parts = _details(changed[0]) if len(changed) == 1 else _several(changed)
    stops = (text for report in changed for text in stops_of(report))
    return message(_headline(changed[0]), parts, sections(f":warning: {plain(text, 500)}" for text in stops))


def stops_of(report: Report) -> list[str]:
    """Why nothing of a preview is written unless somebody says that it is meant."""
    return [problem.message for problem in report.problems if problem.code == DecisionNeededError.code]


def _details(report: Report) -> list[Block]:
    plan = _plan(report)
    title = link(plan.spec.get("url"), plan.spec.get("title") or plan.feature)
    return [
        section(f"*Preview of {title}*\n{plain(_headline(report), 500)}"),
        *sections(_phase_line(phase) for phase in plan.phases),
        *sections(_change_lines(report)),
        *_problems([one for one in report.problems if one.code != DecisionNeededError.code]),
    ]


def _several(changed: Sequence[Report]) -> list[Block]:
    lines = [f"*Preview of {len(changed)} specifications*"]
    for report in changed:
        plan = _plan(report)
        title = link(plan.spec.get("url"), plan.spec.get("title") or plan.feature)
        lines.append(f"• {title}: {plain(_headline(report), 500)}")
    return list(sections(lines))


_FATES = {
    "created": "to create",
    "updated": "to update",
    "retired": "no longer asked for",
    "unchanged": "unchanged",
}


def _headline(report: Report) -> str:
    plan, counts = _plan(report), report.counts
    verb = "create" if plan.action == "create" else "update"
    of = [(counts[name], fate) for name, fate in _FATES.items() if counts.get(name)]
    tasks = [f"{counted(number, 'task')} {fate}" for number, fate in of[:1]]
    tasks += [f"{number} {fate}" for number, fate in of[1:]]
    return f"Would {verb} “{clip(plan.title, 150)}”: {', '.join(tasks) or 'no task changes'}; {_dates(plan)}."


def _dates(plan: PlanRow) -> str:
    return (
        f"{counted(len(plan.phases), 'phase')}, {counted(plan.working_days, 'working day')}, "
        f"{plan.start} to {plan.finish}, launch {plan.deploy}"
    )


def _phase_line(phase: Mapping[str, Any]) -> str:
    extent = f"{counted(phase['effort_days'], 'day')}, {counted(len(phase['tasks']), 'task')}"
    return f"• *Phase {phase['number']}: {plain(phase['name'])}* ({extent}, due {phase['due']})"


def _change_lines(report: Report) -> list[str]:
    """What happens to pages that exist already, and which tasks are new beside them."""
    plan = _plan(report)
    if plan.action == "create":
        return []
    rows = [row for row in report.tasks if row.action != "no-op"]
    lines = [_change(row, plan.feature) for row in rows]
    lines += [
        f"`-` {plain(short(page['title'], plan.feature))} (no longer asked for)"
        for page in report.changes
        if page["action"] == "retire"
    ]
    if len(lines) > _MOST_CHANGES:
        lines = [*lines[:_MOST_CHANGES], f"… and {len(lines) - _MOST_CHANGES} more tasks"]
    if plan.parts:
        lines.insert(0, f"`{_SIGNS.get(plan.action, ' ')}` plan page{_parts(plan.parts)}")
    return lines


def _change(row: TaskRow, feature: str) -> str:
    return f"`{_SIGNS.get(row.action, 'x')}` {link(row.url, short(row.title, feature))}{_parts(row.parts)}"


def _parts(parts: Sequence[str]) -> str:
    return f" ({plain(', '.join(parts), 300)})" if parts else ""


def unchanged(reports: Sequence[Report], *, note: str = "") -> Message:
    lines = [f":warning: {plain(note, 500)}"] if note else []
    lines += [_standing_line(report) for report in reports] or [
        "The configuration leads to no specification."
    ]
    return message("No changes.", sections(lines))


def _standing_line(report: Report) -> str:
    plan = _plan(report)
    return f":ballot_box_with_check: No changes. {link(plan.url, plan.title)}: {_dates(plan)}."


def applied(reports: Sequence[Report], *, run: str, user: str) -> Message:
    """What was made, with links to all of it."""
    written = [report for report in reports if report.changed]
    if not written:
        return unchanged(reports)
    parts: list[Block] = []
    for report in written:
        parts += _result(report) if len(written) == 1 else [section("\n".join(_result_head(report)))]
    return message(
        f"{'Created' if _plan(written[0]).action == 'create' else 'Updated'}: {_plan(written[0]).title}",
        parts,
        context(f"Applied by <@{user}> · run {run}"),
    )


def _result(report: Report) -> list[Block]:
    plan, tasks = _plan(report), {task.key: task for task in report.tasks}
    return [
        section("\n".join(_result_head(report))),
        *sections(_phase_with_tasks(phase, tasks, plan.feature) for phase in plan.phases),
        section(
            "*Next steps*\n1. Review and approve plan\n2. Assign tasks to team members\n"
            f"3. Begin Phase 1 ({plain(str(plan.phases[0]['name']))})\n"
            "4. Daily standups for progress tracking"
        ),
        *_problems(report.problems),
    ]


def _result_head(report: Report) -> list[str]:
    plan, counts = _plan(report), report.counts
    verb = "created" if plan.action == "create" else "updated"
    figures = [f"{counts[name]} {name}" for name in ("created", "updated", "unchanged") if counts.get(name)]
    lines = [
        f":white_check_mark: *Implementation plan {verb}: {link(plan.url, plan.title)}*",
        f"Tasks: {', '.join(figures) or 'none'}; {_dates(plan)}.",
    ]
    if counts.get("spec_updated"):
        lines.append(f"Linked from {link(plan.spec.get('url'), plan.spec.get('title') or plan.feature)}.")
    return lines


def _phase_with_tasks(phase: Mapping[str, Any], tasks: Mapping[str, TaskRow], feature: str) -> str:
    keys = phase["tasks"]
    lines = [_phase_line(phase)]
    lines += [
        f"    ◦ {link(tasks[key].url, short(tasks[key].title, feature))}" for key in keys[:_TASKS_SHOWN]
    ]
    if len(keys) > _TASKS_SHOWN:
        lines.append(f"    ◦ and {len(keys) - _TASKS_SHOWN} more")
    return "\n".join(lines)


def choose(reference: str, error: NotFoundError, decision: Decision) -> Message:
    """Several pages are called so, or none is called exactly so: a button for each that may be meant."""
    several = isinstance(error, AmbiguousError)
    what = "Several pages are called" if several else "No page is called exactly"
    parts: list[Block] = [section(f":mag: {what} “{plain(reference)}”. Which one do you mean?")]
    for number, item in enumerate(error.candidates[: None if several else _MOST_SIMILAR], 1):
        chosen = decision.model_copy(update={"choice": Choice.CHOOSE, "reference": item.id})
        pick = button("Choose", action=f"{ACTION}.{Choice.CHOOSE}.{number}", value=chosen.as_value())
        parts.append(section(f"{link(item.url, item.title)}\nin {plain(item.place)}", button=pick))
    return message("Which specification do you mean?", parts)


def failed(error: PlannerError, *, verb: Verb | None = None, private: bool = True) -> Message:
    lines = [f":warning: {plain(error.message, 1500)}"]
    if error.hint:
        lines.append(plain(error.hint, 500))
    if verb in (Verb.STATUS, Verb.SYNC, Verb.NEXT, Verb.BLOCKED, Verb.DIFF) and error.code == "not_found":
        lines.append(f"If “{verb}” is the first word of the title, put the title in quotes.")
    return message(error.message, section("\n".join(lines)), private=private)


def unread(failures: Sequence[PlannerError]) -> Message:
    """None of several specifications could be read, so nothing can be said of how they stand."""
    return message("No specification could be read.", failure_lines(failures))


def said(text: str, *, private: bool = True) -> Message:
    """One plain sentence of our own."""
    return message(text, section(plain(text, 1500)), private=private)


def refused(reason: str) -> Message:
    """``reason`` is Slack's mark-up of our own."""
    return message("Not allowed.", section(f":no_entry: {reason}"), private=True)


def help_text(command: str, *, preview_first: bool) -> Message:
    lines = [
        f"`{command} <title or address>` plans a specification",
        f"`{command} sync [title]` brings the plan of one, or of every configured specification, up to date",
        f"`{command} status [title]` says where plans stand",
        f"`{command} next [title]` says which tasks to take next",
        f"`{command} blocked [title]` says what waits for what",
        f"`{command} diff [title]` shows what a sync would change",
        "A title that begins with one of these words goes in quotes.",
    ]
    if preview_first:
        lines.append("Nothing is written before you press Apply.")
    return message(f"How to use {command}", sections(lines), private=True)


def _problems(problems: Sequence[Problem]) -> list[Block]:
    lines = [f":information_source: {plain(problem.message, 300)}" for problem in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        lines.append(f"… and {len(problems) - _MOST_PROBLEMS} more remarks")
    return list(sections(lines))


def _plan(report: Report) -> PlanRow:
    if report.plan is None:
        raise ValueError(f"a report of {report.command} without a plan")
    return report.plan
