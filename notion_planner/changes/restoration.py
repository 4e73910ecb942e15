"""What of a run can be taken back: whatever still stands as the run left it. Pure."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Literal

from notion_planner.changes.backlink import find_backlink
from notion_planner.changes.directions import as_written, text_of
from notion_planner.merge import (
    Base,
    Edit,
    SectionVerdict,
    applied,
    compare,
    replacing,
    section_texts,
    tick_edits,
    ticks_of,
)
from notion_planner.model.base import Frozen
from notion_planner.notion.markup import Section, fingerprint, sections
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema, rich_text
from notion_planner.state.plan_state import TITLE, Existing, PageState, PlanState
from notion_planner.state.run_record import (
    PageRecord,
    RunRecord,
    SectionRecord,
    Stage,
    ValueRecord,
    mark_of,
)

_DIVIDER = "\n---\n"
_CHANGED = "it was changed since"
_TWICE = "it stands there more than once"
_TICKS = "its ticks were changed since"
_VIEW = "a view that was made is yours"


class Kept(Frozen):
    """Something that stays as it is. ``part`` is a section's heading or "title", empty for the whole page."""

    page: str
    part: str
    reason: str


class PageNow(Frozen):
    """A page as it stands; of the specification's text only the Implementation section is ours."""

    page: Page
    text: str
    role: Literal["plan", "task", "spec"] = "task"

    @property
    def ours(self) -> Section:
        return (
            (find_backlink(self.text) or Section(text="")) if self.role == "spec" else Section(text=self.text)
        )


class Restoration(Frozen):
    """What one page is to get back.

    ``edits`` bring about its text then, which is ``target``; ``back`` are the sections that get their former
    text, ``out`` those that go, and ``settled`` both, with those of which nothing is left to do. ``values``:
    property → its value then; ``former``: those and the ones that have it already; ``ticks``: task page →
    tick of its to-do then.
    """

    now: PageNow
    edits: tuple[Edit, ...] = ()
    back: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    settled: tuple[SectionRecord, ...] = ()
    title: str | None = None
    values: Mapping[str, ValueRecord] = {}
    former: tuple[ValueRecord, ...] = ()
    ticks: Mapping[str, bool] = {}
    kept: tuple[Kept, ...] = ()

    @property
    def properties(self) -> dict[str, Any]:
        """Property → value in the API's form."""
        values = {name: as_written(value.before) for name, value in self.values.items()}
        # By its id: a task that a person moved out of the database has another name for its title.
        title = {} if self.title is None else {"title": {"title": rich_text(self.title)}}
        return values | title

    @property
    def target(self) -> str:
        return applied(self.now.text, self.edits)

    @property
    def turned(self) -> dict[str, bool]:
        """Of the ticks, those that stand otherwise now."""
        now = ticks_of(self.now.text)
        return {page_id: tick for page_id, tick in self.ticks.items() if now.get(page_id, tick) is not tick}

    def unproven(self, text: str) -> list[str]:
        """What does not stand in the page's text as it is to."""
        proven, now = self._proven(text), ticks_of(text)
        sections = [item.heading for item in self.settled if item not in proven]
        turned = all(now.get(page_id, tick) is tick for page_id, tick in self.ticks.items())
        return sections if turned else [*sections, "ticks"]

    def _proven(self, text: str) -> list[SectionRecord]:
        now = section_texts(self.now.model_copy(update={"text": text}).ours.text)
        return [
            item
            for item in self.settled
            if (item.heading not in now) is (item.before is None)
            and (item.before is None or fingerprint(now[item.heading].text) == fingerprint(item.before))
        ]

    def in_state(self, state: PlanState, text: str) -> PlanState:
        """The state as it was before the run, as far as the page's text proves it to stand so again."""
        proven = self._proven(text)

        def former(base: Base) -> Base:
            return reduce(lambda found, section: section.base_in(found), proven, base)

        if self.now.role == "spec":
            return state.model_copy(update={"backlink": former(state.backlink)})
        if self.now.role == "plan":
            tasks = self._ticks_in(state.tasks, ticks_of(text))
            title = state.title if self.title is None else fingerprint(self.title)
            return state.model_copy(update={"plan": former(state.plan), "title": title, "tasks": tasks})
        tasks = {
            key: self._in_task(known, former(known.base)) if known.id == self.now.page.id else known
            for key, known in state.tasks.items()
        }
        return state.model_copy(update={"tasks": tasks})

    def _ticks_in(self, tasks: Mapping[str, PageState], now: Mapping[str, bool]) -> dict[str, PageState]:
        done = {page_id: tick for page_id, tick in self.ticks.items() if now.get(page_id) is tick}
        return {
            key: known.model_copy(update={"done": done.get(known.id, known.done)})
            for key, known in tasks.items()
        }

    def _in_task(self, known: PageState, base: Base) -> PageState:
        if self.title is not None:
            base = base.model_copy(update={"marks": {**base.marks, TITLE: fingerprint(self.title)}})
        former = {value.role: value.base for value in self.former}
        values = {role: text for role, text in {**known.values, **former}.items() if text is not None}
        return known.model_copy(update={"base": base, "values": values})


class Undoing(Frozen):
    """A run, and all that undoing it comes to. ``trash``: task key → page; ``lost``: keys of tasks already
    in the trash by an undo that did not end; ``plan``: whether the plan page goes too."""

    record: RunRecord
    pages: tuple[Restoration, ...] = ()
    trash: Mapping[str, Page] = {}
    lost: tuple[str, ...] = ()
    plan: Page | None = None
    kept: tuple[Kept, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "restored": sum(len(page.back) + len(page.values) + len(page.turned) for page in self.pages),
            "removed": sum(len(page.out) for page in self.pages),
            "renamed": sum(page.title is not None for page in self.pages),
            "trashed": len(self.trash) + (self.plan is not None),
            "kept": len(self.kept),
        }


def decide(
    record: RunRecord, existing: Existing, texts: Mapping[str, str], spec: PageNow, *, schema: TaskSchema
) -> Undoing:
    """``texts``: page id → Markdown of the tasks that the run created or changed."""
    trash, lost, kept = _created(record, existing, texts)
    standing = {page.id: PageNow(page=page, text=texts.get(page.id, "")) for page in existing.tasks.values()}
    if existing.plan is not None:
        standing[existing.plan.id] = PageNow(page=existing.plan, text=existing.plan_markdown, role="plan")
    standing[spec.page.id] = spec
    pages = {
        page_id: _restoration(changed, standing[page_id], schema)
        for page_id, changed in record.pages.items()
        if page_id in standing
    }
    plan = existing.plan if record.plan else None
    if plan is not None:
        link = pages.get(spec.page.id)
        reason = _plan_stays(record, PageNow(page=plan, text=existing.plan_markdown), kept, link)
        if reason:
            kept.append(Kept(page=plan.title, part="", reason=reason))
            pages.pop(spec.page.id, None)
            plan = None
    kept += [item for page in pages.values() for item in page.kept]
    if existing.plan is not None and plan is None:
        kept += [Kept(page=existing.plan.title, part=name, reason=_VIEW) for name in record.views]
    return Undoing(
        record=record,
        pages=tuple(pages.values()),
        trash=trash,
        lost=lost,
        plan=plan,
        kept=tuple(kept),
    )


def _created(
    record: RunRecord, existing: Existing, texts: Mapping[str, str]
) -> tuple[dict[str, Page], tuple[str, ...], list[Kept]]:
    trash: dict[str, Page] = {}
    lost: list[str] = []
    kept: list[Kept] = []
    for key, mark in record.created.items():
        page, gone = existing.tasks.get(key), existing.gone.get(key)
        if page is not None and page.is_untouched and mark_of(page, texts.get(page.id, "")) == mark:
            trash[key] = page
        elif page is not None:
            kept.append(Kept(page=page.title, part="", reason=_CHANGED))
        elif key not in existing.gone and record.stage is Stage.UNDOING:
            lost.append(key)
        elif gone is not None and not gone.in_trash:
            kept.append(Kept(page=gone.title, part="", reason="it is no longer the plan's"))
    return trash, tuple(lost), kept


def _plan_stays(record: RunRecord, now: PageNow, kept: Sequence[Kept], link: Restoration | None) -> str:
    """Why the plan page cannot go; empty where it can."""
    if kept:
        return "tasks of it stay"
    if not now.page.is_untouched or mark_of(now.page, now.text) != record.plan:
        return _CHANGED
    return "the specification's section that names it was changed since" if link and link.kept else ""


def _restoration(record: PageRecord, now: PageNow, schema: TaskSchema) -> Restoration:
    former = "\n".join(section.before for section in record.sections if section.before is not None)
    marks = {section.heading: section.after for section in record.sections}
    # Without the items of what the run wrote, a section that is not as it was left is never merged.
    verdicts = {item.heading: item for item in compare(now.ours.text, former, Base(marks=marks))}
    found = _Sections(now)
    for section in record.sections:
        found.settle(section, verdicts.get(section.heading))
    values = _Values(now, schema)
    for value in record.values:
        values.settle(value)
    edits = replacing(now.text, found.changes)
    return Restoration(
        now=now,
        edits=(*edits, *tick_edits(applied(now.text, edits), record.ticks)),
        back=tuple(found.back),
        out=tuple(found.out),
        settled=tuple(found.settled),
        title=_former_title(record, now, found.kept),
        values=values.back,
        former=tuple(values.settled),
        ticks=record.ticks,
        kept=(*found.kept, *values.kept),
    )


def _former_title(record: PageRecord, now: PageNow, kept: list[Kept]) -> str | None:
    if record.title is None or now.page.title == record.title[0]:
        return None
    if now.page.title == record.title[1]:
        return record.title[0]
    kept.append(Kept(page=now.page.title, part="title", reason=_CHANGED))
    return None


class _Values:
    """One task's properties while they are settled one after the other."""

    def __init__(self, now: PageNow, schema: TaskSchema) -> None:
        self.back: dict[str, ValueRecord] = {}
        self.settled: list[ValueRecord] = []
        self.kept: list[Kept] = []
        self._page = now.page
        self._roles = schema.roles

    def settle(self, value: ValueRecord) -> None:
        name = self._roles[value.role].name if value.role in self._roles else value.role
        standing = self._page.properties.get(name)
        if standing is None or standing.type != value.before.type:
            self._keep(name, "the property is another one by now")
        elif text_of(standing) == text_of(value.before):
            self.settled.append(value)
        elif text_of(standing) != value.after:
            self._keep(name, _CHANGED)
        else:
            self.back[name] = value
            self.settled.append(value)

    def _keep(self, name: str, reason: str) -> None:
        self.kept.append(Kept(page=self._page.title, part=name, reason=reason))


class _Sections:
    """One page's sections while they are settled; ``changes``: part of the page → its text then, if any."""

    def __init__(self, now: PageNow) -> None:
        self.changes: list[tuple[Section, str | None]] = []
        self.back: list[str] = []
        self.out: list[str] = []
        self.settled: list[SectionRecord] = []
        self.kept: list[Kept] = []
        self._now = now
        ours = now.ours
        self._headings = {part.heading for part in sections(ours.text)}
        self._standing = {
            heading: part.model_copy(update={"start": ours.start + part.start})
            for heading, part in section_texts(ours.text).items()
        }

    def settle(self, section: SectionRecord, verdict: SectionVerdict | None) -> None:
        heading = section.heading
        standing = self._standing.get(heading)
        if standing is None and heading in self._headings:
            self._keep(heading, _TWICE)
        elif section.before is None:
            self._take_out(section, standing)
        elif standing is None or verdict is None:
            self._keep(heading, "it was removed or renamed since")
        elif fingerprint(standing.text) == fingerprint(section.before):
            self.settled.append(section)
        elif verdict.target is None:
            self._keep(heading, _CHANGED)
        elif _ticked(verdict.target) != _ticked(standing.text):
            self._keep(heading, _TICKS)
        else:
            self.changes.append((standing, verdict.target))
            self.back.append(heading)
            self.settled.append(section)

    def _take_out(self, section: SectionRecord, standing: Section | None) -> None:
        if standing is None:
            self.settled.append(section)
        elif fingerprint(standing.text) != section.after or _ticked(standing.text):
            self._keep(section.heading, _CHANGED)
        else:
            divided = self._now.role == "spec" and f"\n{self._now.text[: standing.start]}".endswith(_DIVIDER)
            self.changes.append((_with_divider(standing) if divided else standing, None))
            self.out.append(section.heading)
            self.settled.append(section)

    def _keep(self, heading: str, reason: str) -> None:
        self.kept.append(Kept(page=self._now.page.title, part=heading, reason=reason))


def _ticked(text: str) -> int:
    return sum(line.lstrip("\t").lower().startswith("- [x] ") for line in text.split("\n"))


def _with_divider(section: Section) -> Section:
    """The section with our divider in the line before it."""
    divider = _DIVIDER.lstrip("\n")
    return Section(text=divider + section.text, start=section.start - len(divider))
