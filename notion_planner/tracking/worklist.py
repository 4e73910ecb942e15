"""What to work on: which tasks are ready, which wait and for what, which is next, and why. Pure.

The order is the one by latest start: first the task that can be put off the least before it moves the
plan's end. Ties go by priority, due date and the plan's own order.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from notion_planner.model.base import Frozen
from notion_planner.model.spec import Priority
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Person
from notion_planner.progress import TaskState, fresh_until

WORK_SCHEMA = "notion-planner/work/1"
OVER = (TaskState.DONE, TaskState.CANCELLED)


class Blocker(Frozen):
    """What a task waits for; ``key`` is None where it is no task of the same plan.

    ``state`` is None where the page cannot be seen, so that nobody can tell whether it is done.
    """

    title: str
    key: str | None = None
    url: str | None = None
    status: str | None = None
    state: TaskState | None = None

    @property
    def holds(self) -> bool:
        return self.state not in OVER


class WorkItem(Frozen):
    """A task as it stands in Notion, with what the plan knows of it.

    ``url`` is None while it has no page; ``ticket`` is the number that its database gave it ("TASK-12").
    ``start`` is the planned one, ``due`` the planned one or what a person made of it in Notion; where theirs
    lies before the start, that is it, too. ``latest_start`` is the day by which it
    has to begin so that no other task and no phase moves. ``waits_for`` are blockers, finished ones included;
    ``unblocks`` counts the unfinished tasks that wait for this one. ``blocked_since`` is the day on which a
    sync first saw it so, ``done_on`` the one on which anything did.
    """

    key: str
    title: str
    short_title: str = ""
    spec: str
    number: str = ""
    state: TaskState = TaskState.NOT_STARTED
    status: str | None = None
    ticket: str | None = None
    id: str | None = None
    url: str | None = None
    phase: int
    priority: Priority
    points: int
    start: date
    due: date
    latest_start: date
    slack_days: float = 0
    critical: bool = False
    assignees: tuple[Person, ...] = ()
    waits_for: tuple[Blocker, ...] = ()
    unblocks: int = 0
    blocked_since: date | None = None
    done_on: date | None = None
    edited: date | None = None
    place: int = 0

    @property
    def holding(self) -> tuple[Blocker, ...]:
        """The blockers that still hold it up."""
        return tuple(blocker for blocker in self.waits_for if blocker.holds)

    @property
    def is_ready(self) -> bool:
        return self.state is TaskState.NOT_STARTED and self.url is not None and not self.holding

    @property
    def is_blocked(self) -> bool:
        """Called so by its status, or not begun because of what it waits for."""
        return self.state is TaskState.BLOCKED or (self.state is TaskState.NOT_STARTED and bool(self.holding))

    def days_overdue(self, today: date) -> int:
        return 0 if self.state in OVER else max(0, (today - self.due).days)

    def days_stale(self, today: date, *, after: int) -> int:
        """Days since the last edit where they are ``after`` or more; 0 of a task that is not stale."""
        last = fresh_until(self.state, self.edited, after=after)
        return (today - last).days + after - 1 if last is not None and last < today else 0


def short(title: str, feature: str) -> str:
    """A task's title without the feature that it is for, where that is named already."""
    return title.removesuffix(f" for {feature}")


def briefly(items: Iterable[WorkItem], feature: str) -> tuple[WorkItem, ...]:
    """The items with titles as they are read where the plan is named beside them."""
    return tuple(
        item.model_copy(
            update={
                "title": short(item.title, feature),
                "waits_for": tuple(
                    blocker.model_copy(update={"title": short(blocker.title, feature)})
                    for blocker in item.waits_for
                ),
            }
        )
        for item in items
    )


def by_urgency(items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    return tuple(sorted(items, key=_urgency))


def _urgency(item: WorkItem) -> tuple[date, Priority, date, str, int]:
    return item.latest_start, item.priority, item.due, item.spec, item.place


def ready(items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    """Not begun, and everything that they wait for is done; most urgent first."""
    return by_urgency(item for item in items if item.is_ready)


def blocked(items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    """First those that somebody called so, then those that merely come later."""
    found = by_urgency(item for item in items if item.is_blocked)
    return tuple(sorted(found, key=lambda item: item.state is not TaskState.BLOCKED))


def under_way(items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
    return by_urgency(item for item in items if item.state is TaskState.IN_PROGRESS)


def overdue(items: Iterable[WorkItem], today: date) -> tuple[WorkItem, ...]:
    return by_urgency(item for item in items if item.days_overdue(today))


def stale(items: Iterable[WorkItem], today: date, *, after: int) -> tuple[WorkItem, ...]:
    """Begun, and not edited for so many days or more."""
    return by_urgency(item for item in items if item.days_stale(today, after=after))


def next_up(items: Sequence[WorkItem], *, count: int = 1, person: str | None = None) -> tuple[WorkItem, ...]:
    """The tasks to take next: of a person, first their own, then those that nobody has."""
    found = ready(items)
    if person is not None:
        own = tuple(item for item in found if is_assigned(item, person))
        found = (*own, *(item for item in found if not item.assignees))
    return found[:count]


def is_assigned(item: WorkItem, person: str) -> bool:
    """``person`` is a name, an e-mail address or an id, in any case."""
    wanted = _bare(person)
    return any(
        wanted in (_bare(name) for name in (found.name, found.email, plain(found.id)) if name)
        for found in item.assignees
    )


def _bare(name: str) -> str:
    text = " ".join(name.split()).casefold()
    return plain(text) if len(plain(text)) == 32 else text  # an id, with or without its dashes


def of_person(items: Iterable[WorkItem], person: str | None) -> tuple[WorkItem, ...]:
    """The items that are assigned to the person; without one, all."""
    return tuple(item for item in items if person is None or is_assigned(item, person))


def people(items: Iterable[WorkItem]) -> tuple[Person, ...]:
    found = {person.id: person for item in items for person in item.assignees}
    return tuple(sorted(found.values(), key=lambda person: (person.label.casefold(), person.id)))


def circles(items: Sequence[WorkItem]) -> tuple[WorkItem, ...]:
    """Unfinished tasks that wait for one another, so that none of them can ever begin."""
    waits = {
        (item.spec, item.key): {(item.spec, blocker.key) for blocker in item.holding if blocker.key}
        for item in items
        if item.state not in OVER
    }
    forward = _cannot_end(waits)
    held: dict[tuple[str, str], set[tuple[str, str]]] = {key: set() for key in forward}
    for key in forward:
        for blocker in waits[key] & forward:
            held[blocker].add(key)
    caught = _cannot_end(held)
    return tuple(item for item in items if (item.spec, item.key) in caught)


def _cannot_end(
    waits: Mapping[tuple[str, str], set[tuple[str, str]]],
) -> set[tuple[str, str]]:
    """Takes away what waits for nothing that is left, until only circles and what they hold up remain."""
    left = {key: len(found & waits.keys()) for key, found in waits.items()}
    followers: dict[tuple[str, str], list[tuple[str, str]]] = {key: [] for key in waits}
    for key, found in waits.items():
        for blocker in found & waits.keys():
            followers[blocker].append(key)
    free = [key for key, count in left.items() if not count]
    for key in free:
        for follower in followers[key]:
            left[follower] -= 1
            if not left[follower]:
                free.append(follower)
    return waits.keys() - set(free)


def reasons(
    item: WorkItem, today: date, *, person: str | None = None, called: str = "you"
) -> tuple[str, ...]:
    """Why a ready task is worth taking now, most telling first; ``called`` is the person's name here."""
    late = (today - item.latest_start).days
    found = []
    if days := item.days_overdue(today):
        found.append(f"overdue by {counted(days, 'day')}")
    elif late > 0:
        found.append(f"had to begin by {item.latest_start}")
    if item.critical:
        found.append("on the critical path")
    elif not late > 0:
        found.append(f"begin by {item.latest_start}")
    if item.unblocks:
        verb = "waits" if item.unblocks == 1 else "wait"
        found.append(f"{counted(item.unblocks, 'task')} {verb} for it")
    found.append(_free(item.waits_for))
    if person is not None:
        found.append(f"assigned to {called}" if is_assigned(item, person) else "nobody has it")
    return tuple(found)


def _free(waited_for: Sequence[Blocker]) -> str:
    """Why nothing holds a ready task up; what was cancelled was not done."""
    is_done = all(found.state is TaskState.DONE for found in waited_for)
    if not waited_for:
        return "waits for nothing"
    if len(waited_for) == 1:
        return f"'{waited_for[0].title}' is {'done' if is_done else 'cancelled'}"
    return f"all {len(waited_for)} that it waited for are {'done' if is_done else 'done or cancelled'}"


def warnings(item: WorkItem, today: date, *, stale_after: int) -> tuple[str, ...]:
    """What should worry a reader of any list: that it is overdue, or begun and left alone."""
    found = []
    if days := item.days_overdue(today):
        found.append(f"overdue by {counted(days, 'day')}")
    if days := item.days_stale(today, after=stale_after):
        found.append(f"stale: no edit for {counted(days, 'day')}")
    return tuple(found)


def waiting(item: WorkItem) -> tuple[str, ...]:
    """What a blocked task waits for, one phrase each."""
    found = [f"its status is {item.status}"] if item.state is TaskState.BLOCKED else []
    return (*found, *(f"{blocker.title} ({_standing(blocker)})" for blocker in item.holding))


def _standing(blocker: Blocker) -> str:
    if blocker.state is None:
        return "cannot be seen"
    return blocker.status or blocker.state.value.replace("_", " ")


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def day_after(day: date) -> date:
    """The next day; of the calendar's last one ("9999-12-31", some day) itself."""
    return day + timedelta(days=1) if day < date.max else day
