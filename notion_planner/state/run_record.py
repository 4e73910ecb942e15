"""What a run changed, as it is kept beside the plan's state so that it can be undone. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from notion_planner.changelog import Outline
from notion_planner.merge import Base, is_mark_of
from notion_planner.model.base import Frozen
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page, Property
from notion_planner.notion.units import keys_of
from notion_planner.state.plan_state import find_state_text, pack, unpack

MOST_KEPT = 30_000  # characters of the state, which has to fit in one code block beside the texts
_TICK = re.compile(r"^\t*- \[([ xX])\] ", re.M)
# Types that only people and we set; relations, formulas and times change by edits of other pages.
_SET_BY_HAND = (
    *("title", "rich_text", "select", "status", "multi_select", "number"),
    *("date", "people", "checkbox", "url", "email", "phone_number"),
)


class Stage(StrEnum):
    DONE = "done"
    UNDOING = "undoing"  # an undo has begun, and was not seen to end
    UNDONE = "undone"


class SectionRecord(Frozen):
    """``before`` is the text that stood there, None where nothing did; ``after`` what the run left.

    ``mark`` and ``lines`` are the section's base before the run, without lines where ``before`` has the same.
    """

    heading: str
    before: str | None
    after: str
    mark: str | None = None
    lines: tuple[str, ...] | None = None

    def base_in(self, base: Base) -> Base:
        """The base with this section's as it was before the run."""
        marks = {key: value for key, value in base.marks.items() if key != self.heading}
        lines = {key: value for key, value in base.lines.items() if key != self.heading}
        if self.mark is not None:
            marks[self.heading] = self.mark
        if self.lines is not None:
            lines[self.heading] = self.lines
        elif self.before is not None and is_mark_of(self.mark, self.before):
            lines[self.heading] = keys_of(self.before)
        return Base(marks=marks, lines=lines)


class ValueRecord(Frozen):
    """A property of a task by its role. ``before`` is what stood there, ``after`` what the run left as text,
    ``base`` what the state knew as last written before the run.
    """

    role: str
    before: Property
    after: str
    base: str | None = None


class PageRecord(Frozen):
    """``title``: what the page was called before the run, and what the run called it; ``ticks``: task page →
    whether its to-do was ticked before the run turned it.
    """

    sections: tuple[SectionRecord, ...] = ()
    title: tuple[str, str] | None = None
    values: tuple[ValueRecord, ...] = ()
    ticks: Mapping[str, bool] = {}


class RunRecord(Frozen):
    """One run. ``pages``: page id → what was changed on it; ``created``: task key → mark of its page.

    ``plan`` is the mark of the plan page where the run made it. ``items``, ``outline`` are the state's before
    the run where it changed them, ``entries`` the number of entries that it put into the plan's log,
    ``views`` the names of those that it gave the plan page.
    """

    id: str
    at: AwareDatetime
    stage: Stage = Stage.DONE
    plan: str = ""
    created: Mapping[str, str] = {}
    pages: Mapping[str, PageRecord] = {}
    counts: Mapping[str, int] = {}
    items: Any = None
    outline: Outline | None = None
    entries: int = 0
    views: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.plan or self.created or self.pages or self.views)

    def ended(self) -> "RunRecord":
        """The same without what nobody can restore any more."""
        return RunRecord(id=self.id, at=self.at, stage=Stage.UNDONE, counts=self.counts)


def section_record(heading: str, before: str | None, after: str, base: Base) -> SectionRecord:
    """``before``, ``after``: the section's text; ``base``: the page's before the run."""
    mark = base.marks.get(heading)
    same = before is not None and is_mark_of(mark, before)
    return SectionRecord(
        heading=heading,
        before=before,
        after=fingerprint(after),
        mark=mark,
        lines=None if same else base.lines.get(heading),
    )


def mark_of(page: Page, text: str) -> str:
    """A short hash of all that a person may have changed on the page: words, ticks, title, properties.

    The plan's own state is left out.
    """
    state = find_state_text(text)
    words = text if state is None else text.replace(state, "", 1)
    values = {
        name: [found.value, found.end]
        for name, found in page.properties.items()
        if found.type in _SET_BY_HAND
    }
    ticks = "".join(_TICK.findall(words)).lower()
    told = json.dumps([page.id, page.title, values, fingerprint(words), ticks], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def pack_runs(runs: Sequence[RunRecord]) -> str:
    """The runs, the last first, as many of them as the state has room for."""
    values = [run.model_dump(mode="json", exclude_defaults=True) for run in runs]
    while values:
        packed = pack(values)
        if len(packed) <= MOST_KEPT:
            return packed
        values.pop()
    return ""


def unpack_runs(packed: str, now: datetime, days: int) -> tuple[RunRecord, ...]:
    """What :func:`pack_runs` kept and is not too old, the last first; none where it cannot be read."""
    try:
        runs = [RunRecord.model_validate(value) for value in unpack(packed)] if packed else []
    except (ValueError, TypeError):
        return ()
    return tuple(run for run in runs if now - run.at <= timedelta(days=days))


def being_undone(packed: str) -> frozenset[str]:
    """Keys of the tasks that an undo which was not seen to end sends to the trash."""
    runs = unpack_runs(packed, datetime.min.replace(tzinfo=UTC), 0)
    return frozenset(key for run in runs if run.stage is Stage.UNDOING for key in run.created)


def with_run(packed: str, record: RunRecord, days: int) -> str:
    """The packed runs with another one, without those that are too old by then."""
    runs = unpack_runs(packed, record.at, days)
    return pack_runs((*(() if record.is_empty or not days else (record,)), *runs))
