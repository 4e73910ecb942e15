"""What is said of plans as they stand: status, what is next, what is blocked, the digest. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block

from notion_planner.errors import PlannerError
from notion_planner.model.report import Report
from notion_planner.progress import TaskState, percent
from notion_planner.slack.blocks import (
    Message,
    context,
    failure_lines,
    link,
    message,
    plain,
    section,
    sections,
)
from notion_planner.tracking.worklist import (
    WorkItem,
    blocked,
    counted,
    next_up,
    overdue,
    reasons,
    under_way,
    waiting,
    warnings,
)

_MOST_NEXT = 3
_MOST_LISTED = 15
_BAR = 10


@dataclass(frozen=True)
class Standing:
    """A plan as it stands in Notion. ``report`` tells whether the specification asks for something else."""

    report: Report
    items: tuple[WorkItem, ...]

    @property
    def title(self) -> str:
        plan = self.report.plan
        return link(plan.url, plan.feature) if plan else ""


def status(standings: Sequence[Standing], today: date, failures: Sequence[PlannerError]) -> Message:
    parts: list[Block] = []
    for standing in standings:
        parts += _status_of(standing, today, detailed=len(standings) == 1)
    return message(_summary(standings), parts, failure_lines(failures))


def _status_of(standing: Standing, today: date, *, detailed: bool) -> list[Block]:
    lines = [f"*{standing.title}*", _progress(standing.items), *_alarms(standing, today)]
    if not detailed:
        return list(sections(lines))
    plan = standing.report.plan
    phases = [_phase(phase["number"], phase["name"], standing.items) for phase in plan.phases] if plan else []
    return [*sections(lines), *sections(phases)]


def _progress(items: Sequence[WorkItem]) -> str:
    counts = _counts(items)
    total = sum(counts.values()) - counts[TaskState.CANCELLED]
    done = percent(counts[TaskState.DONE], total)
    bar = "█" * (done * _BAR // 100) + "░" * (_BAR - done * _BAR // 100)
    words = [f"{counts[state]} {name}" for state, name in _NAMES.items() if counts[state]]
    return f"`{bar}` {done}% · {', '.join(words) or 'no tasks'}"


_NAMES = {
    TaskState.DONE: "done",
    TaskState.IN_PROGRESS: "in progress",
    TaskState.BLOCKED: "blocked",
    TaskState.NOT_STARTED: "not started",
    TaskState.CANCELLED: "cancelled",
}


def _counts(items: Iterable[WorkItem]) -> dict[TaskState, int]:
    counts = dict.fromkeys(TaskState, 0)
    for item in items:
        counts[item.state] += 1
    return counts


def _phase(number: int, name: str, items: Sequence[WorkItem]) -> str:
    counts = _counts(item for item in items if item.phase == number)
    total = sum(counts.values()) - counts[TaskState.CANCELLED]
    finished = counts[TaskState.DONE]
    sign = ":white_check_mark:" if total and finished == total else ":white_large_square:"
    if counts[TaskState.BLOCKED]:
        sign = ":construction:"
    elif finished < total and (finished or counts[TaskState.IN_PROGRESS]):
        sign = ":arrows_counterclockwise:"
    return f"{sign} Phase {number}: {plain(name)}, {finished} of {total} done"


def _alarms(standing: Standing, today: date) -> list[str]:
    late, held = overdue(standing.items, today), blocked(standing.items)
    lines = [f":red_circle: {counted(len(late), 'task')} overdue"] if late else []
    lines += [f":construction: {counted(len(held), 'task')} blocked or waiting"] if held else []
    if standing.report.changed:
        lines.append(":memo: Something has changed since the last sync")
    return lines


def upcoming(standings: Sequence[Standing], today: date, failures: Sequence[PlannerError]) -> Message:
    """What to take next, and what is under way."""
    items = [item for standing in standings for item in standing.items]
    several = len(standings) > 1
    found, running = next_up(items, count=_MOST_NEXT), under_way(items)
    lines = [f"*Under way* ({len(running)})", *_listed(running, several=several)] if running else []
    lines.append("*Next*" if found else "Nothing is ready to be taken.")
    for item in found:
        lines += [_line(item, several=several), f"    _{plain('; '.join(reasons(item, today)), 400)}_"]
    return message(_titles("Next", found), sections(lines), failure_lines(failures))


def held_up(
    standings: Sequence[Standing], today: date, failures: Sequence[PlannerError], *, stale_after: int
) -> Message:
    """What is blocked, and by what."""
    found = blocked(item for standing in standings for item in standing.items)
    several = len(standings) > 1
    lines = [f"*Blocked or waiting* ({len(found)})"] if found else ["Nothing is blocked."]
    for item in found[:_MOST_LISTED]:
        lines.append(_line(item, several=several))
        why = (*waiting(item), *warnings(item, today, stale_after=stale_after))
        lines += [f"    _{plain('; '.join(why), 400)}_"] if why else []
    lines += [f"… and {len(found) - _MOST_LISTED} more"] if len(found) > _MOST_LISTED else []
    return message(_titles("Blocked", found), sections(lines), failure_lines(failures))


def digest(
    standings: Sequence[Standing], today: date, failures: Sequence[PlannerError], *, command: str
) -> tuple[Message, str]:
    """What a channel is told every working day, and a fingerprint that is the same for the same news."""
    parts: list[Block] = [section("*Where the plans stand*")]
    for standing in standings:
        late, held = overdue(standing.items, today), blocked(standing.items)
        stuck = [item for item in held if item.state is TaskState.BLOCKED]
        lines = [f"*{standing.title}*", _progress(standing.items), *_alarms(standing, today)]
        lines += [f"    :red_circle: {_entry(item)}" for item in late[:_MOST_NEXT]]
        lines += [f"    :construction: {_entry(item)}" for item in stuck[:_MOST_NEXT]]
        lines += [f"    :arrow_right: {_entry(item)}" for item in next_up(standing.items, count=1)]
        parts += sections(lines)
    made = message(
        _summary(standings), parts, failure_lines(failures), context(f"`{command} status` says more.")
    )
    return made, hashlib.sha256(made.model_dump_json().encode()).hexdigest()[:16]


def _summary(standings: Sequence[Standing]) -> str:
    names = [
        f"{standing.report.plan.feature} {_percent(standing.items)}%"
        for standing in standings
        if standing.report.plan is not None
    ]
    return ", ".join(names) or "There is no plan yet."


def _percent(items: Sequence[WorkItem]) -> int:
    counts = _counts(items)
    return percent(counts[TaskState.DONE], sum(counts.values()) - counts[TaskState.CANCELLED])


def _titles(what: str, items: Sequence[WorkItem]) -> str:
    return f"{what}: {', '.join(item.title for item in items[:_MOST_NEXT]) or 'nothing'}"


def _listed(items: Sequence[WorkItem], *, several: bool) -> list[str]:
    lines = [_line(item, several=several) for item in items[:_MOST_LISTED]]
    return lines + ([f"… and {len(items) - _MOST_LISTED} more"] if len(items) > _MOST_LISTED else [])


def _line(item: WorkItem, *, several: bool) -> str:
    return f"• {_entry(item, several=several)}"


def _entry(item: WorkItem, *, several: bool = False) -> str:
    facts = [item.priority.value, f"{item.points} pt", f"due {item.due}"]
    facts += [person.label for person in item.assignees] + ([item.spec] if several else [])
    return f"{link(item.url, item.title)} ({plain(', '.join(facts), 300)})"
