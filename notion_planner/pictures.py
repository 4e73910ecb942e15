"""Pictures of a plan: Mermaid gantt charts and dependency graphs for the page, text for the terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from notion_planner.model.plan import Phase, Plan, Task

LARGEST = 40
"""Tasks in one picture; more cannot be read, and Mermaid draws at most 500 edges and 50,000 characters."""

LABEL = 60
BARS = 36
_FARTHEST = 5  # a day that many times as far off as all before it leaves these a fifth of the picture
_SHORTEST = timedelta(days=7)
_UNSAFE_IN_GANTT = re.compile(r"[:;#,%\"`{}<>\\]+")
_ENTITIES = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "#": "#35;", "\\": "#92;", "&": "#amp;"}


def numbers(plan: Plan) -> dict[str, str]:
    """Task key → its number on the page, "2.1" for the first task of the second phase."""
    return {key: f"{phase.number}.{at}" for phase in plan.phases for at, key in enumerate(phase.tasks, 1)}


def last_shown(first: date, ends: Iterable[date]) -> date:
    """The last day that a picture from ``first`` on shows: those far off would leave the rest no room.

    A slip of the pen in one due date is enough: the year 2062.
    """
    days = sorted(day for day in ends if day >= first) or [first]
    last = days[len(days) // 2]
    for day in days[len(days) // 2 + 1 :]:
        if day - first > _FARTHEST * max(last - first, _SHORTEST):
            break
        last = day
    return last


def gantt(plan: Plan) -> tuple[str, ...]:
    """Gantt charts in Mermaid, more than one where one could not be read; the last has the deployment."""
    number = numbers(plan)
    critical, last = set(plan.critical_path), _last_of(plan)
    parts = list(_parts(plan))
    charts = []
    for at, part in enumerate(parts):
        lines = ["gantt", "  dateFormat YYYY-MM-DD", "  inclusiveEndDates", "  axisFormat %b %d"]
        for phase, keys in part:
            lines.append(f"  section {phase.number} {_bare(phase.name)}")
            lines += [_gantt_line(plan.task(key), number[key], last, crit=key in critical) for key in keys]
        if at == len(parts) - 1:
            day = min(plan.deploy, last)
            lines += [
                "  section Milestones",
                f"  Production Deploy{_beyond(plan.deploy, last)} :milestone, deploy, {day}, {day}",
            ]
        charts.append("\n".join(lines))
    return tuple(charts)


def _last_of(plan: Plan) -> date:
    return last_shown(plan.start, (plan.deploy, *(task.due for task in plan.tasks)))


def _beyond(day: date, last: date) -> str:
    """What is said of a day that a picture does not reach."""
    return f" ({day})" if day > last else ""


def _gantt_line(task: Task, number: str, last: date, *, crit: bool) -> str:
    # The number stands first because a task whose text begins with a keyword of the language ends the chart.
    mark = "crit, " if crit else ""
    name = f"{number} {_bare(task.title)}{_beyond(task.due, last)}"
    start, due = min(task.start, last), min(task.due, last)
    return f"  {name} :{mark}t{number.replace('.', '_')}, {start}, {due}"


def _bare(text: str) -> str:
    """Without the characters that mean something in a gantt chart, which has no way to quote them."""
    return " ".join(_UNSAFE_IN_GANTT.sub(" ", text).split())[:LABEL] or "untitled"


def _parts(plan: Plan) -> Iterator[list[tuple[Phase, tuple[str, ...]]]]:
    """The phases with their tasks, cut so that a picture holds at most ``LARGEST`` tasks."""
    if len(plan.tasks) <= LARGEST:
        yield [(phase, phase.tasks) for phase in plan.phases]
        return
    for phase in plan.phases:
        for at in range(0, len(phase.tasks), LARGEST):
            yield [(phase, phase.tasks[at : at + LARGEST])]


def dependency_graph(plan: Plan) -> tuple[str, ...]:
    """Flowcharts in Mermaid; where there are several, tasks of another one stand there as their number."""
    number = numbers(plan)
    return tuple(_flowchart(plan, part, number) for part in _parts(plan))


def _flowchart(plan: Plan, part: Sequence[tuple[Phase, tuple[str, ...]]], number: dict[str, str]) -> str:
    inside = {key for _, keys in part for key in keys}
    lines = ["flowchart LR"]
    for phase, keys in part:
        lines.append(f'  subgraph phase{phase.number}["{_quoted(f"Phase {phase.number}: {phase.name}")}"]')
        lines += [
            f'    {_node(number[key])}["{_quoted(f"{number[key]} {plan.task(key).title}")}"]' for key in keys
        ]
        lines.append("  end")
    edges = [(blocker, key) for _, keys in part for key in keys for blocker in plan.task(key).blocked_by]
    drawn = [(blocker, key) for blocker, key in edges if blocker in inside]
    lines += [f"  {_node(number[blocker])} --> {_node(number[key])}" for blocker, key in drawn]
    outside = dict.fromkeys(number[blocker].split(".")[0] for blocker, _ in edges if blocker not in inside)
    lines += [f'  from{phase}(["Phase {phase}"])' for phase in outside]
    entering = dict.fromkeys((number[b].split(".")[0], key) for b, key in edges if b not in inside)
    lines += [f"  from{phase} -.-> {_node(number[key])}" for phase, key in entering]
    return "\n".join(lines)


def _node(number: str) -> str:
    return "t" + number.replace(".", "_")


def _quoted(text: str) -> str:
    """A label as Mermaid quotes it: characters with a meaning become entity codes."""
    return "".join(_ENTITIES.get(character, character) for character in _cut(text, LABEL + 12))


def _cut(text: str, most: int) -> str:
    """At most so many characters, cut between words where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ", most // 2)
    return f"{cut[:space] if space > 0 else cut}…"


def text_graph(plan: Plan, *, width: int = 100) -> str:
    """Phases, tasks, what each waits for and when it is done; ``*`` marks the critical path."""
    number = numbers(plan)
    critical, last = set(plan.critical_path), _last_of(plan)
    end = min(plan.finish, last)
    title_width = max(24, width - BARS - 20)
    lines: list[str] = []
    for phase in plan.phases:
        days = (
            f"Days {phase.first_day}-{phase.last_day}, {_day(phase.start, last)} to {_day(phase.due, last)}"
        )
        lines.append(f"Phase {phase.number}: {phase.name} ({days})")
        for key in phase.tasks:
            task = plan.task(key)
            title = _cut(task.title, title_width)
            mark = "*" if key in critical else " "
            after = _listed(number[blocker] for blocker in task.blocked_by)
            row = f" {mark}{number[key]:>5} {title:<{title_width}} |{_bar(task, plan.start, end)}| {after}"
            lines.append(row.rstrip())
    lines.append(f"Production Deploy {_day(plan.deploy, last)}; * critical path")
    return "\n".join(lines)


def _listed(found: Iterable[str], most: int = 4) -> str:
    shown = list(found)
    more = f" +{len(shown) - most}" if len(shown) > most else ""
    return f"after {', '.join(shown[:most])}{more}" if shown else ""


def _bar(task: Task, begin: date, end: date) -> str:
    """One that goes on beyond the picture ends in an arrow."""
    span = (end - begin).days + 1
    first = (min(task.start, end) - begin).days * BARS // span
    last = max(first + 1, ((min(task.due, end) - begin).days + 1) * BARS // span)
    bar = "=" * (last - first - 1) + (">" if task.due > end else "=")
    return " " * first + bar + " " * (BARS - last)


def _day(day: date, last: date) -> str:
    return f"{day:%b} {day.day}" if day <= last else str(day)
