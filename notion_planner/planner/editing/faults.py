"""Tells what is wrong with an edited plan: where, what was expected, and the next step. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan, Task
from notion_planner.model.plan_file import NewTask
from notion_planner.planner.dates.calendar import WorkCalendar
from notion_planner.planner.editing.edits import key_of
from notion_planner.planner.english.wording import content_key
from notion_planner.planner.tasks.dependencies import cycle_in
from notion_planner.planner.tasks.sizing import LARGEST, SMALLEST
from notion_planner.settings import PlanningSettings

_MOST_POINTS = 100
_FURTHEST = timedelta(days=3660)
_LONGEST_TAG = 100  # of an option's name in Notion, which counts in UTF-16


class Fault(Frozen):
    """What is wrong with an edited plan: where (a JSON pointer), what was expected, the next step."""

    path: str
    message: str
    hint: str


def faults(edited: Plan, added: Sequence[NewTask], shown: Plan, settings: PlanningSettings) -> list[Fault]:
    """What is wrong with an edited plan; ``shown`` is the plan as it was written into the file."""
    known = {task.key for task in shown.tasks}
    keys = [task.key for task in edited.tasks]
    return [
        *_unknown_keys(keys, known),
        *_computed(edited, shown),
        *(f for n, task in enumerate(edited.tasks) for f in _task_faults(n, task, shown, settings)),
        *(f for n, task in enumerate(added) for f in _added_faults(n, task, shown, keys)),
        *_titles(edited, added),
        *_graph(edited, added, known),
        *_uncovered(edited, added, shown),
    ]


def _unknown_keys(keys: Sequence[str], known: set[str]) -> Iterator[Fault]:
    for number, key in enumerate(keys):
        if key not in known:
            hint = _meant(key, known) or "Add a new task under 'added'."
            yield Fault(path=f"/tasks/{number}/key", message=f"'{key}' is no task of this plan", hint=hint)
        elif key in keys[:number]:
            yield Fault(
                path=f"/tasks/{number}/key",
                message=f"'{key}' stands here twice",
                hint="Remove one of the two.",
            )


def _meant(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, list(known), n=1)
    return f"Did you mean '{near[0]}'?" if near else ""


_EDITABLE = frozenset(
    {"key", "title", "full_title", "phase", "priority", "estimate", "start", "due", "blocked_by", "tags",
     "blocks", "slack_days", "overridden", "resources"}
)  # fmt: skip
_FOLLOWS = frozenset(
    {"tasks", "phases", "milestones", "start", "finish", "deploy", "working_days", "coverage",
     "critical_path", "blockers", "documentation", "extras", "assumptions"}
)  # fmt: skip


def _computed(edited: Plan, shown: Plan) -> Iterator[Fault]:
    """What was changed although it is made from the specification alone."""
    for name in Plan.model_fields:
        if name not in _FOLLOWS and getattr(edited, name) != getattr(shown, name):
            yield _from_spec(f"/{name}")
    stood = {task.key: task for task in shown.tasks}
    for number, task in enumerate(edited.tasks):
        before = stood.get(task.key)
        for name in Task.model_fields if before else ():
            if name not in _EDITABLE and getattr(task, name) != getattr(before, name):
                yield _from_spec(f"/tasks/{number}/{name}")
        if before and task.full_title != before.full_title and task.title == before.title:
            yield Fault(
                path=f"/tasks/{number}/full_title",
                message="it is made of 'title' and the feature's name",
                hint="Change 'title' instead.",
            )


def _from_spec(path: str) -> Fault:
    return Fault(
        path=path,
        message="it is made from the specification and cannot be set here",
        hint="Set it back, and change the specification or the page in Notion instead.",
    )


def _task_faults(number: int, task: Task, shown: Plan, settings: PlanningSettings) -> Iterator[Fault]:
    place = f"/tasks/{number}"
    if not 1 <= task.phase <= len(shown.phases):
        yield _no_phase(f"{place}/phase", task.phase, shown)
    yield from _one_line(f"{place}/title", task.title)
    yield from _tags(place, task.tags)
    if not SMALLEST <= task.estimate.hours <= LARGEST:
        yield Fault(
            path=f"{place}/estimate/hours",
            message=f"{task.estimate.hours:g} is not between {SMALLEST:g} and {LARGEST:g} hours",
            hint="Split what takes longer than three days, and join what takes less than two hours.",
        )
    if not 1 <= task.estimate.points <= _MOST_POINTS:
        yield Fault(
            path=f"{place}/estimate/points",
            message=f"{task.estimate.points} is not between 1 and {_MOST_POINTS} points",
            hint="Use a value of planning.points in config.yaml.",
        )
    stood = next((found for found in shown.tasks if found.key == task.key), task)
    calendar = WorkCalendar(settings)
    for name, day, before in (("start", task.start, stood.start), ("due", task.due, stood.due)):
        if day != before:
            yield from _date(f"{place}/{name}", day, shown, calendar)
    if task.due < task.start and (task.due, task.start) != (stood.due, stood.start):
        yield Fault(
            path=f"{place}/due", message=f"{task.due} is before the start {task.start}", hint="Swap the two."
        )


def _date(path: str, day: date, shown: Plan, calendar: WorkCalendar) -> Iterator[Fault]:
    if day < shown.start:
        message = f"{day} is before the plan's start {shown.start}"
        yield Fault(path=path, message=message, hint="Choose a day of the plan.")
    elif day > shown.start + _FURTHEST:
        yield Fault(
            path=path,
            message=f"{day} is not within ten years of the plan's start {shown.start}",
            hint="Choose a day of the plan.",
        )
    elif not calendar.is_working(day):
        yield Fault(path=path, message=f"{day} is no working day", hint="Choose a working day.")


def _no_phase(path: str, number: int, shown: Plan) -> Fault:
    names = ", ".join(f"{phase.number} {phase.name}" for phase in shown.phases)
    return Fault(path=path, message=f"there is no phase {number}", hint=f"The plan has: {names}.")


def _one_line(path: str, title: str) -> Iterator[Fault]:
    if not title.strip() or "\n" in title or len(title) > 200:
        yield Fault(
            path=path,
            message="a title is one line of 1 to 200 characters",
            hint="Say in a few words what is done.",
        )


def _tags(place: str, tags: Sequence[str]) -> Iterator[Fault]:
    for at, tag in enumerate(tags):
        length = len(tag.encode("utf-16-le", "surrogatepass")) // 2
        if not tag.strip() or "\n" in tag or length > _LONGEST_TAG:
            yield Fault(
                path=f"{place}/tags/{at}",
                message=f"a tag is one line of 1 to {_LONGEST_TAG} characters",
                hint="Say it in a word or two.",
            )


def _added_faults(number: int, task: NewTask, shown: Plan, keys: Sequence[str]) -> Iterator[Fault]:
    place = f"/added/{number}"
    if not 1 <= task.phase <= len(shown.phases):
        yield _no_phase(f"{place}/phase", task.phase, shown)
    yield from _one_line(f"{place}/title", task.title)
    yield from _tags(place, task.tags)
    if key_of(task) in keys:
        yield Fault(
            path=f"{place}/key", message=f"the plan has a task '{key_of(task)}' already", hint="Name another."
        )
    known = {name for row in shown.coverage for name in (row.item, row.label)}
    for at, name in enumerate(task.covers):
        if name not in known:
            hint = _meant(name, known) or "`notion-planner trace` lists them."
            yield Fault(
                path=f"{place}/covers/{at}", message=f"the specification has no item '{name}'", hint=hint
            )


def _titles(edited: Plan, added: Sequence[NewTask]) -> Iterator[Fault]:
    seen: set[str] = set()
    named = [(f"/tasks/{n}/title", task.title) for n, task in enumerate(edited.tasks)]
    for path, title in (*named, *((f"/added/{n}/title", task.title) for n, task in enumerate(added))):
        if content_key(title) in seen:
            yield Fault(
                path=path, message=f"another task is called '{title}' too", hint="Say what sets them apart."
            )
        seen.add(content_key(title))


def _graph(edited: Plan, added: Sequence[NewTask], known: set[str]) -> Iterator[Fault]:
    """A dependency on a task that was removed is none: what waited for it waits for what it waited for."""
    nodes: list[tuple[str, str, int, tuple[str, ...]]] = [
        (f"/tasks/{n}", task.key, task.phase, task.blocked_by) for n, task in enumerate(edited.tasks)
    ]
    nodes += [(f"/added/{n}", key_of(task), task.phase, task.blocked_by) for n, task in enumerate(added)]
    phase = {key: number for _, key, number, _ in nodes}
    for place, key, number, blockers in nodes:
        for at, blocker in enumerate(blockers):
            path = f"{place}/blocked_by/{at}"
            if blocker not in phase and blocker in known:
                continue
            if blocker not in phase:
                hint = _meant(blocker, phase) or "Remove it, or name a task of this plan."
                yield Fault(path=path, message=f"'{blocker}' is no task of this plan", hint=hint)
            elif blocker == key:
                yield Fault(path=path, message="a task cannot wait for itself", hint="Remove it.")
            elif phase[blocker] > number:
                yield Fault(
                    path=path,
                    message=f"'{blocker}' is in phase {phase[blocker]}, after phase {number}",
                    hint="Move one of the two into the other's phase, or remove the dependency.",
                )
    found = cycle_in({key: [b for b in blockers if b in phase] for _, key, _, blockers in nodes})
    if found:
        path = next(f"{place}/blocked_by" for place, key, _, _ in nodes if key == found[0])
        yield Fault(
            path=path,
            message=f"these tasks wait for each other: {' → '.join((*found, found[0]))}",
            hint="Remove one of these dependencies.",
        )


def _uncovered(edited: Plan, added: Sequence[NewTask], shown: Plan) -> Iterator[Fault]:
    left = {task.key for task in edited.tasks}
    served = {name for task in added for name in task.covers}
    for row in shown.coverage:
        if row.tasks and not left.intersection(row.tasks) and not served & {row.item, row.label}:
            titles = ", ".join(f"'{shown.task(key).title}'" for key in row.tasks)
            yield Fault(
                path="/tasks",
                message=f"nothing covers {row.label} once {titles} is removed",
                hint=f"Keep it, add a task that 'covers' {row.label}, or take {row.label} out of the "
                "specification.",
            )
