"""Which task of the plans a person means: by key, number, title, ticket or address. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from notion_planner.errors import AmbiguousError, NotFoundError
from notion_planner.model.plan import Plan, Task
from notion_planner.notion.ids import parse_id, plain
from notion_planner.notion.objects import Page
from notion_planner.pictures import numbers
from notion_planner.tracking.worklist import WorkItem

_NUMBER = re.compile(r"(?:t-?|#)0*(\d{1,6})", re.IGNORECASE)
_MOST_LISTED = 5
_LONGEST_TITLE = 200  # similarity costs as much as both lengths multiplied


@dataclass(frozen=True)
class Named:
    """A task by all of its names; ``titles`` begin with the one that it is called by.

    ``place`` is its number in exported lists, from 1, and ``number`` that on the plan's page ("2.1").
    """

    key: str
    titles: tuple[str, ...]
    spec: str
    place: int | None = None
    number: str = ""
    ticket: str | None = None
    id: str | None = None


def find_task(items: Sequence[WorkItem], name: str) -> WorkItem:
    """The task that the name means; ``items`` may be of several plans.

    Raises:
        NotFoundError, AmbiguousError: as :func:`find`.
    """
    return items[find([_of_item(item) for item in items], name)]


def find_key(plan: Plan, pages: Mapping[str, Page], name: str) -> str:
    """The key of the plan's task that the name means; ``pages`` by key, also of tasks that it no longer has.

    Raises:
        NotFoundError, AmbiguousError: as :func:`find`.
    """
    number, tasks = numbers(plan), {task.key: task for task in plan.tasks}
    places = {key: place for place, key in enumerate(tasks, 1)}
    named = [
        Named(
            key=key,
            titles=_titles(page, task, plan.feature),
            spec=plan.title,
            place=places.get(key),
            number=number.get(key, ""),
            ticket=ticket_of(page),
            id=page.id if page else None,
        )
        for key in dict.fromkeys((*tasks, *pages))
        for page, task in ((pages.get(key), tasks.get(key)),)
    ]
    return named[find(named, name)].key


def _titles(page: Page | None, task: Task | None, feature: str) -> tuple[str, ...]:
    """The page's title first; a task that the plan no longer has is known without the feature's name, too."""
    planned = (task.title, task.full_title) if task else ()
    return (page.title, *(planned or (page.title.removesuffix(f" for {feature}"),))) if page else planned


def ticket_of(page: Page | None) -> str | None:
    """The number that the database gave the page ("TASK-12")."""
    found = page.properties.values() if page else ()
    return next((str(one.value) for one in found if one.type == "unique_id" and one.value), None)


def _of_item(item: WorkItem) -> Named:
    titles = (item.title, item.short_title)
    return Named(item.key, titles, item.spec, item.place + 1, item.number, item.ticket, item.id)


def find(tasks: Sequence[Named], name: str) -> int:
    """Which of the tasks the name means.

    Raises:
        NotFoundError: none.
        AmbiguousError: several.
    """
    found = _all(tasks, name.strip())
    if len(found) > 1:
        meant = [tasks[at] for at in found[:_MOST_LISTED]]
        listing = "; ".join(f"'{task.titles[0]}' ({task.spec})" for task in meant)
        listing += "; …" if len(meant) < len(found) else ""
        raise AmbiguousError(
            f"{len(found)} tasks could be meant by '{name}': {listing}.",
            hint="Use the task's address, or name its specification with --spec.",
        )
    if not found:
        called, wanted = [task.titles[0] for task in tasks], name.strip().casefold()
        near = get_close_matches(
            wanted[:_LONGEST_TITLE], [title.casefold() for title in called], _MOST_LISTED, 0.4
        )
        holding = [title for title in called if wanted and wanted in title.casefold()]
        similar = holding or [title for title in called if title.casefold() in near]
        shown = "; ".join((similar or called)[:_MOST_LISTED])
        more = ", among others" if len(called) > _MOST_LISTED else ""
        listing = f" {'Similar' if similar else f'There are{more}'}: {shown}." if shown else ""
        raise NotFoundError(
            f"No task is called '{name}'.{listing}",
            hint="Use its title, its key, its number (T3) or its address.",
        )
    return found[0]


def _all(tasks: Sequence[Named], name: str) -> list[int]:
    """By the first kind of name that any task has: what is surest comes first."""
    page = parse_id(name)
    if page is not None:
        return [at for at, task in enumerate(tasks) if task.id is not None and plain(task.id) == plain(page)]
    wanted = name.casefold()
    kinds = (
        lambda task: task.key.casefold() in (wanted, wanted.rpartition("/")[2]),
        lambda task: task.ticket is not None and wanted == task.ticket.casefold(),
        lambda task: wanted in (title.casefold() for title in task.titles),
        lambda task: wanted == task.number,
        lambda task: task.place is not None and _place(name) == task.place,
    )
    for meant in kinds:
        found = [at for at, task in enumerate(tasks) if meant(task)]
        if found:
            return found
    return []


def _place(name: str) -> int | None:
    """The number of "T003", "T-3" or "#3", as exported task lists count."""
    found = _NUMBER.fullmatch(name)
    return int(found[1]) if found else None
