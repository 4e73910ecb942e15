"""What a sync of many specifications remembers, so that the next one reads only those that changed. Pure.

It is a cache that lives in Notion, beside the plans: without it, or where it cannot be read, every
specification is read, and nothing else is different. Times are Notion's own, which are floored to the minute.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from notion_planner.model.base import Frozen
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page
from notion_planner.toggle import render_toggle, toggle_code

SUMMARY = "Planner index"
_NOTE = "Kept by notion-planner to read only what changed. It may be deleted at any time."
_VERSION = 2
_ID_DIGITS = 8  # the end of a task's id; a chance match only costs a reading
# A query may lag behind a write, so the last minutes are always looked at again.
OVERLAP = timedelta(minutes=2)


class Entry(Frozen):
    """A specification as it stood when its plan was last brought up to date.

    ``edited``, ``editor``: last edit of its page; ``tasks``: the ends of its tasks' ids; ``quiet``: the last
    day on which the plan has nothing new to say (on the next a task is late), None while nothing is due.
    """

    edited: str
    editor: str
    tasks: str = ""
    quiet: date | None = None

    def has_task(self, page_id: str) -> bool:
        end = plain(page_id)[-_ID_DIGITS:]
        return any(self.tasks[at : at + _ID_DIGITS] == end for at in range(0, len(self.tasks), _ID_DIGITS))


class Index(Frozen):
    """``basis``: what else the plans were made from; ``seen``: edits of tasks before it were looked at.

    ``bot`` is the connection's own user, whose edits until then were the planner's.
    """

    version: int = _VERSION
    basis: str
    bot: str
    seen: datetime
    entries: Mapping[str, Entry] = {}


def task_ends(page_ids: Iterable[str]) -> str:
    return "".join(plain(page_id)[-_ID_DIGITS:] for page_id in page_ids)


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


def parse_index(markdown: str) -> Index | None:
    """The index that a page holds; None where there is none, or none that this version can use."""
    code = toggle_code(markdown, SUMMARY)
    try:
        found = Index.model_validate_json(code) if code else None
    except ValueError:
        return None
    return found if found is not None and found.version == _VERSION else None


def unchanged(
    index: Index | None,
    specs: Iterable[Page],
    *,
    edited_tasks: Iterable[Page],
    basis: str,
    today: date,
) -> frozenset[str]:
    """Ids of the specifications of which neither page nor tasks were edited since.

    ``edited_tasks``: rows of the task database edited since ``index.seen``.
    """
    if index is None or index.basis != basis:
        return frozenset()
    touched = [
        task.id
        for task in edited_tasks
        if task.last_edited_by != index.bot or edit_time(task) > index.seen + OVERLAP
    ]
    return frozenset(
        spec.id
        for spec in specs
        if (entry := index.entries.get(plain(spec.id))) is not None
        and (entry.edited, entry.editor) == (spec.last_edited_time, spec.last_edited_by)
        and (entry.quiet is None or today <= entry.quiet)
        and not any(entry.has_task(page_id) for page_id in touched)
    )


def edit_time(page: Page) -> datetime:
    return datetime.fromisoformat(page.last_edited_time)


def settled(spec: Page, *, bot: str, now: datetime) -> bool:
    """Whether the time of the page's last edit will tell the next one from it.

    A second edit within the same minute does not move the time; ours would, by its author.
    """
    return spec.last_edited_by == bot or now - edit_time(spec) >= OVERLAP
