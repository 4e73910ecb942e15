"""What of a run can be taken back: whatever still stands as the run left it. Pure."""

from collections.abc import Mapping, Sequence

from notion_planner.backlink import current_backlink
from notion_planner.merge import Base, Edit, SectionVerdict, compare, line_edits, section_texts
from notion_planner.model.base import Frozen
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page
from notion_planner.run_record import PageRecord, RunRecord, SectionRecord, Stage, mark_of
from notion_planner.state import Existing

_DIVIDER = "\n---\n"
_CHANGED = "it was changed since"
_TICKS = "its ticks were changed since"


class Kept(Frozen):
    """Something that stays as it is. ``part`` is a section's heading or "title", empty for the whole page."""

    page: str
    part: str
    reason: str


class PageNow(Frozen):
    """A page as it stands; ``is_spec``: of its text, only the Implementation section is ours."""

    page: Page
    text: str
    is_spec: bool = False

    @property
    def ours(self) -> str:
        return (current_backlink(self.text) or "") if self.is_spec else self.text


class Restoration(Frozen):
    """What one page is to get back.

    ``target`` is its text then; ``back`` the sections that get their former text, ``out`` those that go, and
    ``settled`` both, with those of which nothing is left to do.
    """

    now: PageNow
    target: str
    back: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    settled: tuple[SectionRecord, ...] = ()
    title: str | None = None
    kept: tuple[Kept, ...] = ()

    @property
    def edits(self) -> list[Edit]:
        return line_edits(self.now.text, self.now.text, self.target)

    def proven(self, text: str) -> tuple[SectionRecord, ...]:
        """Those settled sections that the page's text proves to stand as they are to."""
        now = section_texts(self.now.model_copy(update={"text": text}).ours)
        return tuple(
            item
            for item in self.settled
            if (item.heading not in now) is (item.before is None)
            and (item.before is None or fingerprint(now[item.heading].text) == fingerprint(item.before))
        )


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
            "restored": sum(len(page.back) for page in self.pages),
            "removed": sum(len(page.out) for page in self.pages),
            "renamed": sum(page.title is not None for page in self.pages),
            "trashed": len(self.trash) + (self.plan is not None),
            "kept": len(self.kept),
        }


def decide(record: RunRecord, existing: Existing, texts: Mapping[str, str], spec: PageNow) -> Undoing:
    """``texts``: page id → Markdown of the tasks that the run created or changed."""
    trash, lost, kept = _created(record, existing, texts)
    standing = {page.id: PageNow(page=page, text=texts.get(page.id, "")) for page in existing.tasks.values()}
    if existing.plan is not None:
        standing[existing.plan.id] = PageNow(page=existing.plan, text=existing.plan_markdown)
    standing[spec.page.id] = spec
    pages = {
        page_id: _restoration(changed, standing[page_id])
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
        elif gone is not None and gone.in_trash and record.stage is Stage.UNDOING:
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


def _restoration(record: PageRecord, now: PageNow) -> Restoration:
    former = "\n".join(section.before for section in record.sections if section.before is not None)
    marks = {section.heading: section.after for section in record.sections}
    ours = now.ours
    # Without the items of what the run wrote, a section that is not as it was left is never merged.
    verdicts = {item.heading: item for item in compare(ours, former, Base(marks=marks))}
    found = _Sections(now, ours)
    for section in record.sections:
        found.settle(section, verdicts.get(section.heading))
    title = _former_title(record, now, found.kept)
    return Restoration(
        now=now,
        target=found.text,
        back=tuple(found.back),
        out=tuple(found.out),
        settled=tuple(found.settled),
        title=title,
        kept=tuple(found.kept),
    )


def _former_title(record: PageRecord, now: PageNow, kept: list[Kept]) -> str | None:
    if record.title is None or now.page.title == record.title[0]:
        return None
    if now.page.title == record.title[1]:
        return record.title[0]
    kept.append(Kept(page=now.page.title, part="title", reason=_CHANGED))
    return None


class _Sections:
    """One page's text while its sections are settled one after the other."""

    def __init__(self, now: PageNow, ours: str) -> None:
        self.text = now.text
        self.back: list[str] = []
        self.out: list[str] = []
        self.settled: list[SectionRecord] = []
        self.kept: list[Kept] = []
        self._now = now
        self._standing = section_texts(ours)

    def settle(self, section: SectionRecord, verdict: SectionVerdict | None) -> None:
        heading = section.heading
        standing = self._standing[heading].text if heading in self._standing else None
        if section.before is None:
            self._take_out(section, standing)
        elif standing is None or verdict is None:
            self._keep(heading, "it was removed or renamed since")
        elif fingerprint(standing) == fingerprint(section.before):
            self.settled.append(section)
        elif verdict.target is None:
            self._keep(heading, _CHANGED)
        elif _ticked(verdict.target) != _ticked(standing):
            self._keep(heading, _TICKS)
        else:
            self.text = self.text.replace(standing, verdict.target, 1)
            self.back.append(heading)
            self.settled.append(section)

    def _take_out(self, section: SectionRecord, standing: str | None) -> None:
        if standing is None:
            self.settled.append(section)
        elif fingerprint(standing) != section.after or _ticked(standing):
            self._keep(section.heading, _CHANGED)
        else:
            self.text = _without(self.text, standing, divider=self._now.is_spec)
            self.out.append(section.heading)
            self.settled.append(section)

    def _keep(self, heading: str, reason: str) -> None:
        self.kept.append(Kept(page=self._now.page.title, part=heading, reason=reason))


def _ticked(text: str) -> int:
    return sum(line.lstrip("\t").lower().startswith("- [x] ") for line in text.split("\n"))


def _without(text: str, section: str, *, divider: bool) -> str:
    """The text without the section's lines; of the specification, without our divider before them."""
    start = text.index(section)
    before, after = text[:start], text[start + len(section) :]
    if divider and f"\n{before}".endswith(_DIVIDER):
        before = before[: -len(_DIVIDER) + 1]
    return before + after[1:] if after else before.removesuffix("\n")
