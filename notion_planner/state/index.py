"""What a sync of many specifications remembers, so that the next one reads only those that changed. Pure.

It is a cache that lives in Notion, beside the plans: without it, or where it cannot be read, every
specification is read, and nothing else is different. Times are Notion's own, which are floored to the minute.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from notion_planner.model.base import Frozen
from notion_planner.model.report import Report
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page
from notion_planner.state.toggle import render_toggle, toggle_code

SUMMARY = "Planner index"
_NOTE = "Kept by notion-planner to read only what changed. It may be deleted at any time."
_VERSION = 3
_ID_DIGITS = 8  # the end of a page's id; a chance match of tasks only costs a reading
# A query may lag behind a write, so the last minutes are always looked at again.
OVERLAP = timedelta(minutes=2)
_MOST_RECENT = 100  # rows of one answer
# What has to be said again at the next sync.
_UNSETTLED = ("conflict", "edit_not_applied", "spec_edited", "task_doubled")


class Entry(Frozen):
    """A specification as it stood when its plan was last brought up to date.

    ``edited``, ``editor``: last edit of its page; ``plan``, ``tasks``: the ends of its pages' ids; ``gone``:
    of tasks in the trash or out of sight, which may come back; ``quiet``: the last day on which the plan has
    nothing new to say (on the next a task is late), None while nothing is due.
    """

    edited: str
    editor: str
    plan: str
    tasks: str = ""
    gone: str = ""
    quiet: date | None = None

    def concerns(self, rows: Iterable[Page]) -> bool:
        """Whether its plan or one of its tasks is among them."""
        own = _parted(self.plan + self.tasks + self.gone)
        return not own.isdisjoint(end_of(row.id) for row in rows)


class Rows(Frozen):
    """The rows of a database that were edited last, the latest first; ``complete``: it has no others."""

    newest: tuple[Page, ...]
    complete: bool

    def show(self, since: datetime) -> bool:
        """Whether every row that was edited since is among them."""
        return self.complete or any(_edit_time(row) < since for row in self.newest)

    def differ(self, present: str, gone: str = "") -> bool:
        """Whether for certain a page of the former is no row any more, or one of the latter is one again.

        A page that goes into the trash or to another place is in no query, whatever its last edit.
        """
        is_back = not _parted(gone).isdisjoint(self._ends)
        return is_back or (self.complete and not _parted(present) <= self._ends)

    def lack(self, recent: Mapping[str, str]) -> set[str]:
        """Those of an index's recent tasks that are no rows any more: as late as they were edited, they would
        be among these.
        """
        oldest = min(map(_edit_time, self.newest), default=None)
        if oldest is None:
            return set()
        later = (ends for time, ends in recent.items() if datetime.fromisoformat(time) > oldest)
        return _parted("".join(later)) - self._ends

    @property
    def _ends(self) -> set[str]:
        return {end_of(row.id) for row in self.newest}


class Index(Frozen):
    """``basis``: what else the plans were made from; ``seen``: edits of rows before it were looked at.

    ``bot`` is the connection's own user, whose edits until ``written`` were the planner's. Of that minute
    its time does not tell: ``latest`` has the end of each task's id → what its properties were then.
    ``recent``: time of the last edit → ends of the ids of the tasks that had it, of those edited last.
    """

    version: int = _VERSION
    basis: str
    bot: str
    seen: datetime
    latest: Mapping[str, str] = {}
    recent: Mapping[str, str] = {}
    entries: Mapping[str, Entry] = {}

    @property
    def since(self) -> datetime:
        """``seen`` as Notion floors it."""
        return _floored(self.seen)

    @property
    def written(self) -> datetime:
        return self.seen + OVERLAP

    def may_have_missed(self, task: Page) -> bool:
        """Whether others than the syncs until then may have edited the task, as ``tasks move`` does."""
        edited = _edit_time(task)
        is_ambiguous = _floored(self.written) <= edited <= self.written
        return self.is_of_others(task) or (
            is_ambiguous and self.latest.get(end_of(task.id)) != _values_of(task)
        )

    def is_of_others(self, row: Page) -> bool:
        return row.last_edited_by != self.bot or _edit_time(row) > self.written


def latest_of(tasks: Iterable[Page], *, bot: str, now: datetime) -> dict[str, str]:
    """What stands in the tasks that the planner's connection edited in the minute that is not over yet."""
    return {
        end_of(task.id): _values_of(task)
        for task in tasks
        if task.last_edited_by == bot and _edit_time(task) >= _floored(now)
    }


def recent_of(tasks: Iterable[Page]) -> dict[str, str]:
    """As the index holds it; of a task that is there twice, what was read last counts."""
    once = {task.id: task for task in tasks}.values()
    found: dict[str, str] = {}
    for task in sorted(once, key=_edit_time, reverse=True)[:_MOST_RECENT]:
        found[task.last_edited_time] = found.get(task.last_edited_time, "") + end_of(task.id)
    return found


def _values_of(task: Page) -> str:
    values = sorted((found.id, str(found.value), str(found.end)) for found in task.properties.values())
    return sha256(repr((task.title, values)).encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]


def _floored(time: datetime) -> datetime:
    return time.replace(second=0, microsecond=0)


def end_of(page_id: str) -> str:
    """As entries hold it."""
    return plain(page_id)[-_ID_DIGITS:]


def _parted(ends: str) -> set[str]:
    return {ends[at : at + _ID_DIGITS] for at in range(0, len(ends), _ID_DIGITS)}


def render_index(index: Index) -> str:
    """The toggle; one specification a line."""
    head = index.model_dump(mode="json", exclude={"entries"})
    lines = [json.dumps(head, separators=(",", ":"))[:-1] + ',"entries":{']
    entries = [
        f"{json.dumps(key)}:{json.dumps(entry.model_dump(mode='json'), separators=(',', ':'))}"
        for key, entry in index.entries.items()
    ]
    lines += [*",\n".join(entries).split("\n"), "}}"]
    return render_toggle(SUMMARY, _NOTE, lines)


def parse_index(markdown: str, *, basis: str) -> Index | None:
    """The index that a page holds; None where there is none, or none that this version and basis can use."""
    code = toggle_code(markdown, SUMMARY)
    try:
        found = Index.model_validate_json(code) if code else None
    except ValueError:
        return None
    return found if found is not None and (found.version, found.basis) == (_VERSION, basis) else None


def index_row(rows: Iterable[Page]) -> Page | None:
    """The index's row; of two the oldest, for a creation whose answer was lost may have been repeated."""
    found = (row for row in rows if row.title == SUMMARY and row.is_untouched)
    return min(found, key=lambda row: (row.created_time, row.id), default=None)


def unchanged(
    index: Index, specs: Iterable[Page], *, tasks: Rows, plans: Rows | None, today: date
) -> dict[str, Entry]:
    """Id → entry of the specifications of which neither page, plan nor tasks were edited since.

    ``tasks`` show at least every edit since ``index.seen``. ``plans`` is None where the plans are sub-pages:
    Notion lists no edits of those.
    """
    if plans is not None and not plans.show(index.since):
        return {}
    touched = [
        *(row for row in tasks.newest if _edit_time(row) >= index.since and index.may_have_missed(row)),
        *(
            row
            for row in (plans.newest if plans else ())
            if _edit_time(row) >= index.since and index.is_of_others(row)
        ),
    ]
    lacking = tasks.lack(index.recent)
    return {
        spec.id: entry
        for spec in specs
        if (entry := index.entries.get(plain(spec.id))) is not None
        and (entry.edited, entry.editor) == _edit(spec)
        and (entry.quiet is None or today <= entry.quiet)
        and not (plans is not None and plans.differ(entry.plan))
        and not tasks.differ(entry.tasks, entry.gone)
        and lacking.isdisjoint(_parted(entry.tasks))
        and not entry.concerns(touched)
    }


def entry_of(report: Report, *, before: Page, after: Page, bot: str, now: datetime) -> Entry | None:
    """What is known of a specification that was just synced; None where it has to be read again.

    ``before``, ``after``: its page before the sync and after it.
    """
    ours = report.changed and after.last_edited_by == bot
    same = _edit(before) == _edit(after) and _is_settled(after, bot, now)
    # No query of the task database shows the edits of what stands in another one.
    unsettled = report.elsewhere or any(problem.code in _UNSETTLED for problem in report.problems)
    if not (ours or same) or unsettled or report.plan is None or report.plan.id is None:
        return None
    return Entry(
        edited=after.last_edited_time,
        editor=after.last_edited_by,
        plan=end_of(report.plan.id),
        tasks="".join(end_of(task.id) for task in report.tasks if task.id is not None),
        gone="".join(end_of(page_id) for page_id in report.gone),
        quiet=report.quiet,
    )


def _edit(page: Page) -> tuple[str, str]:
    return page.last_edited_time, page.last_edited_by


def _edit_time(page: Page) -> datetime:
    return datetime.fromisoformat(page.last_edited_time)


def _is_settled(spec: Page, bot: str, now: datetime) -> bool:
    """Whether the time of the page's last edit will tell the next one from it.

    A second edit within the same minute does not move the time; ours would, by its author.
    """
    return spec.last_edited_by == bot or now - _edit_time(spec) >= OVERLAP
