"""States that a file gives tasks → statuses to write in Notion, and what is left alone and why. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from notion_planner.exchange.listed import ListedTask
from notion_planner.model.base import Frozen
from notion_planner.notion.ids import parse_id, plain
from notion_planner.notion.objects import PropertySchema
from notion_planner.notion.properties import bare, option_named
from notion_planner.progress import TaskState, state_of
from notion_planner.settings import StatusNames
from notion_planner.tracking.worklist import WorkItem


class StatusChange(Frozen):
    """A status to write; ``title`` and ``before`` are as the page has them now."""

    key: str
    title: str
    id: str
    url: str | None
    before: str | None
    after: str


class Passed(Frozen):
    """A line that changes nothing, with the reason."""

    line: int
    text: str
    reason: str


class Imported(Frozen):
    """``left`` are lines whose task keeps its status though the file says otherwise; ``unknown`` lead to no
    task or no status."""

    changes: tuple[StatusChange, ...] = ()
    left: tuple[Passed, ...] = ()
    unknown: tuple[Passed, ...] = ()
    same: int = 0

    @property
    def found(self) -> int:
        """How many lines lead to a task."""
        return len(self.changes) + len(self.left) + self.same


class _UnknownError(Exception):
    """The line leads nowhere."""


class _LeftError(Exception):
    """The task keeps its status."""


def decide(
    items: Sequence[WorkItem], listed: Sequence[ListedTask], status: PropertySchema, names: StatusNames
) -> Imported:
    """``items`` may be of several plans that share the database of ``status``."""
    changes: list[StatusChange] = []
    left: list[Passed] = []
    unknown: list[Passed] = []
    seen: dict[str, int] = {}
    tasks = _Names(items)
    same = 0
    for line in listed:
        try:
            item = tasks.task_of(line)
            page = item.id or item.key
            if page in seen:
                raise _LeftError(f"line {seen[page]} names the same task")
            seen[page] = line.line
            after = _wanted(item, line, status, names)
        except _LeftError as reason:
            left.append(Passed(line=line.line, text=line.text, reason=str(reason)))
            continue
        except _UnknownError as reason:
            unknown.append(Passed(line=line.line, text=line.text, reason=str(reason)))
            continue
        if after is None or item.id is None:
            same += 1
        else:
            changes.append(
                StatusChange(
                    key=item.key, title=item.title, id=item.id, url=item.url, before=item.status, after=after
                )
            )
    return Imported(changes=tuple(changes), left=tuple(left), unknown=tuple(unknown), same=same)


class _Names:
    """The tasks by each of their names, so that a long file is matched in one pass."""

    def __init__(self, items: Sequence[WorkItem]) -> None:
        self._by_id = {plain(item.id): item for item in items if item.id is not None}
        self._specs = {bare(item.spec) for item in items}
        self._by_key: dict[str, list[WorkItem]] = defaultdict(list)
        self._by_place: dict[int, list[WorkItem]] = defaultdict(list)
        self._by_title: dict[str, list[WorkItem]] = defaultdict(list)
        for item in items:
            self._by_key[item.key].append(item)
            self._by_place[item.place + 1].append(item)
            for title in {bare(item.title), bare(item.short_title)}:
                self._by_title[title].append(item)

    def task_of(self, line: ListedTask) -> WorkItem:
        """By address; else in the plan of the specification that is named, if one is: by key; else by number,
        where the title is the same or not given; else by title."""
        page = self._by_id.get(plain(parse_id(line.url or "") or ""))
        if page is not None:
            return page
        if line.spec is not None and bare(line.spec) not in self._specs:
            raise _UnknownError(f"no plan of a specification '{line.spec}' is read here")
        found = self._meant(line)
        if len(found) == 1:
            return found[0]
        raise _UnknownError(
            "several tasks could be meant (--spec names one plan)"
            if found
            else "no task of the plan is called so"
        )

    def _meant(self, line: ListedTask) -> list[WorkItem]:
        title = bare(line.title) if line.title else None
        keyed = self._of_spec(line, self._by_key.get(line.key or "", ()))
        if keyed:
            # Two plans have the same key for what every plan has, such as its deployment.
            titled = [item for item in keyed if bare(item.title) == title]
            return titled if len(titled) == 1 else keyed
        if line.place is None:
            return self._of_spec(line, self._by_title.get(title, ())) if title is not None else []
        numbered = self._of_spec(line, self._by_place.get(line.place, ()))
        return [item for item in numbered if title in (None, bare(item.title), bare(item.short_title))]

    @staticmethod
    def _of_spec(line: ListedTask, found: Sequence[WorkItem]) -> list[WorkItem]:
        return [item for item in found if line.spec is None or bare(item.spec) == bare(line.spec)]


def _wanted(item: WorkItem, line: ListedTask, status: PropertySchema, names: StatusNames) -> str | None:
    """The status to write; None where the task has it."""
    if line.status is not None:
        option = option_named(status, line.status)
        if option is None:
            raise _UnknownError(f"'{status.name}' has no status '{line.status}'")
        changes = option != item.status
    else:
        # An old list must not re-open what was finished since: a tick finishes, its absence says nothing.
        if not line.done and item.state is TaskState.DONE and line.done is not None:
            raise _LeftError("it is done in Notion, and a missing tick does not re-open it")
        option = _done_option(status, names)
        changes = bool(line.done) and item.state is not TaskState.DONE
    if changes and item.state is TaskState.CANCELLED:
        raise _LeftError("it is cancelled in Notion or in the trash")
    if changes and item.id is None:
        raise _LeftError("it has no page yet")
    return option if changes else None


def _done_option(status: PropertySchema, names: StatusNames) -> str:
    """The board's own name for done: by the configured names in their order, else any that means it."""
    by_name = (option_named(status, name) for name in names.done)
    meant = (o for o in status.options if state_of(o, status.groups, names) is TaskState.DONE)
    option = next((found for found in (*by_name, *meant) if found), None)
    if option is None:
        raise _UnknownError(f"'{status.name}' has no status that means done")
    return option
