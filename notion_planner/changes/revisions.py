"""What a person decides about a plan's pages: whose text counts, which page belongs to which task. Pure.

Each takes what stands in Notion and answers with the same under the decision; the sync then does the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from rapidfuzz import fuzz

from notion_planner.changes.backlink import HEADING, current_backlink
from notion_planner.changes.desired import Desired
from notion_planner.changes.directions import ValueChange, ValueFate, compare_title, titled
from notion_planner.errors import NotFoundError
from notion_planner.merge import GIVEN_UP, Base, Verdict, base_of, compare, pair_off
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan, Task
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page
from notion_planner.state.plan_state import TITLE, Existing, PageState, PlanState
from notion_planner.tracking.task_lookup import find_key

# Titles of one task are at least this much alike (percent of rapidfuzz's token sort ratio).
_SAME_TITLE = 80.0
_OPEN = (Verdict.THEIRS, Verdict.CONFLICT, Verdict.REMOVED)
_OPEN_VALUES = (ValueFate.THEIRS, ValueFate.CONFLICT)


class Side(StrEnum):
    """Whose text counts where the two differ."""

    SPEC = "spec"
    PERSON = "person"


class Selection(Frozen):
    """``page``: any name of a task, ``plan``, ``spec`` or a title of these; ``section``: a heading;
    ``property``: its name or what it is for. None: all of them, of ``section`` and ``property`` as long as
    the other is None, too.
    """

    page: str | None = None
    section: str | None = None
    property: str | None = None

    def takes_page(self, *names: str) -> bool:
        wanted = self.page
        return wanted is None or any(wanted.casefold() == name.casefold() for name in names if name)

    def of(self, plan: Plan, existing: Existing, spec_title: str) -> "Selection":
        """The same with a task's page named by its key, and the specification's as ``spec``.

        Raises:
            NotFoundError, AmbiguousError: no task is called so, or several are.
        """
        plan_title = existing.plan.title if existing.plan else ""
        if self.page is None or self.takes_page("plan", plan_title, "spec", HEADING):
            return self
        if self.takes_page(spec_title):
            return self.model_copy(update={"page": "spec"})
        return self.model_copy(update={"page": find_key(plan, existing.tasks, self.page)})

    def takes_section(self, heading: str) -> bool:
        if self.section is None:
            return self.property is None
        return self.section.casefold() == heading.casefold()

    def takes_property(self, *names: str) -> bool:
        if self.property is None:
            return self.section is None
        return self.property.casefold() in {name.casefold() for name in names}


EVERYTHING = Selection()


def settled(
    desired: Desired,
    existing: Existing,
    texts: Mapping[str, str],
    *,
    spec_markdown: str,
    take: Side,
    selection: Selection,
) -> Existing:
    """The same with every open difference of the selection decided.

    ``texts``: task key → its page's Markdown.

    Raises:
        NotFoundError: the plan does not exist yet, or the selection holds no difference.
    """
    state = existing.state
    if state is None or existing.plan is None:
        raise NotFoundError(
            "There is no plan yet, so there is nothing to settle.",
            hint="`notion-planner sync SPEC` makes one.",
        )
    decide = _Decision(desired, take, selection)
    updates: dict[str, object] = {}
    if selection.takes_page("plan", existing.plan.title):
        updates["plan"] = decide(existing.plan_markdown, desired.plan_markdown, state.plan)
        title = compare_title(desired.plan.title, existing.plan.title, state.title)
        updates["title"] = decide.title(title) or state.title
    backlink = current_backlink(spec_markdown)
    is_linked = backlink is not None or HEADING in existing.backlink.marks
    if is_linked and selection.takes_page("spec", HEADING):
        updates["backlink"] = decide(backlink or "", desired.backlink, existing.backlink)
    tasks = dict(state.tasks)
    for key, text in texts.items():
        if key in tasks and selection.takes_page(key, existing.tasks[key].title):
            page, task = existing.tasks[key], desired.plan.task(key)
            base = decide(text, desired.tasks[key], tasks[key].base)
            title = compare_title(task.full_title, page.title, base.marks.get(TITLE))
            base = titled(base, decide.title(title))
            values = decide.values(desired.values.get(key, ()), tasks[key].values)
            tasks[key] = tasks[key].model_copy(update={"base": base, "values": values})
    if not decide.count and decide.parted:
        raise _not_written_over(*decide.parted[0])
    if not decide.count:
        raise NotFoundError(
            "Nothing of that selection differs from what the specification asks for.",
            hint="`notion-planner drift` lists what does.",
        )
    return existing.model_copy(update={"state": state.model_copy(update={**updates, "tasks": tasks})})


def _not_written_over(heading: str, parted_by: str) -> NotFoundError:
    if parted_by == heading:
        return NotFoundError(
            f"Section '{heading}' stands there more than once: which to write over cannot be told.",
            hint="Delete what is too many, or give it another heading.",
        )
    return NotFoundError(
        f"The heading '{parted_by}' stands in the middle of section '{heading}': what is below it is not "
        "written over.",
        hint="Move that heading behind the section, or make it a smaller one.",
    )


class _Decision:
    """Moves bases so that the next comparison finds the chosen side's text to be the right one."""

    def __init__(self, desired: Desired, take: Side, selection: Selection) -> None:
        self._reworded = desired.reworded
        self._take = take
        self._selection = selection
        self.count = 0
        self.parted: list[tuple[str, str]] = []

    def __call__(self, current: str, wanted: str, base: Base) -> Base:
        marks, lines = dict(base.marks), dict(base.lines)
        present, asked = base_of(current), base_of(wanted)
        for item in compare(current, wanted, base, self._reworded):
            heading = item.heading
            if item.verdict not in _OPEN or not self._selection.takes_section(heading):
                continue
            if item.parted_by is not None and self._take is Side.SPEC:
                self.parted.append((heading, item.parted_by))
                continue
            self.count += 1
            source = present if self._take is Side.SPEC else asked
            if item.verdict is Verdict.REMOVED:
                marks.pop(heading, None)
                lines.pop(heading, None)
                if self._take is Side.PERSON:
                    marks[heading] = GIVEN_UP
            else:
                marks[heading], lines[heading] = source.marks[heading], source.lines[heading]
        return Base(marks=marks, lines=lines)

    def title(self, compared: ValueChange) -> str | None:
        """The fingerprint of what is to be taken for last written; None where nothing is decided."""
        decided = self.values((compared,), {})
        return fingerprint(decided[TITLE]) if decided else None

    def values(self, compared: Iterable[ValueChange], known: Mapping[str, str]) -> dict[str, str]:
        """Role → what is to be taken for last written."""
        decided = {
            value.role: value.now if self._take is Side.SPEC else value.meant
            for value in compared
            if value.fate in _OPEN_VALUES and self._selection.takes_property(value.name, value.role)
        }
        self.count += len(decided)
        return {**known, **decided}


def unbound(plan: Plan, existing: Existing, name: str) -> Existing:
    """Without the task of that name: its page stays, is no longer written to, and not made again. One that
    is in the trash already is named no longer.

    Raises:
        NotFoundError: the plan has no such task, or the task no page.
        AmbiguousError: it has several.
    """
    state, key = existing.state, find_key(plan, existing.tasks, name)
    page, known = existing.tasks.get(key), state.tasks.get(key) if state else None
    if state is None or (page is None and (known is None or known.forgotten)):
        raise NotFoundError(
            f"The task '{name}' has no page that could be unbound.",
            hint="`notion-planner status` lists those that have one.",
        )
    known = known or PageState(id=page.id if page else "")
    tasks = {**state.tasks, key: known.model_copy(update={"forgotten": True})}
    return existing.model_copy(
        update={
            "state": state.model_copy(update={"tasks": tasks}),
            "tasks": {k: p for k, p in existing.tasks.items() if k != key},
            "gone": {**existing.gone, key: page or existing.gone.get(key)},
        }
    )


class Match(Frozen):
    """A page that may be a task's; ``likeness`` in percent.

    ``let_go``: specifications whose plans know the page as the task of something that they no longer ask for.
    ``base`` is what another plan last wrote to it.
    """

    key: str
    task: str
    page: Page
    likeness: int
    let_go: tuple[str, ...] = ()
    base: Base = Base()


def alike(plan: Plan, existing: Existing, rows: Iterable[Page]) -> tuple[Page, ...]:
    """Those of the rows that read like a task which has no page yet; a page of another task's is none."""
    taken = {page.id for page in existing.tasks.values()} | _known_ids(existing.state)
    waiting = _waiting(plan, existing)
    free = (row for row in rows if row.id not in taken and not row.in_trash)
    return tuple(row for row in free if any(_likeness(task, row) >= _SAME_TITLE for task in waiting))


def _waiting(plan: Plan, existing: Existing) -> list[Task]:
    return [task for task in plan.tasks if task.key not in existing.tasks and task.key not in existing.gone]


def proposals(plan: Plan, existing: Existing, free: Sequence[Page]) -> tuple[Match, ...]:
    """Pages that read like tasks which have none yet, each at most once, the likest first.

    ``free``: those of :func:`alike` that are no task of another plan's.
    """
    waiting = _waiting(plan, existing)
    scored = ((_likeness(task, row), n, m) for n, task in enumerate(waiting) for m, row in enumerate(free))
    return tuple(_match(waiting[n], free[m]) for n, m in pair_off(scored, _SAME_TITLE).items())


def _match(task: Task, row: Page) -> Match:
    return Match(key=task.key, task=task.full_title, page=row, likeness=int(_likeness(task, row)))


def _known_ids(state: PlanState | None) -> set[str]:
    return {page.id for page in state.tasks.values()} if state else set()


def _likeness(task: Task, row: Page) -> float:
    """By what both are called in full: one word in common is not the same task. Who writes a task down takes
    the words of the requirement more often than those of our titles; another plan's task ends in its feature.
    """
    called = (row.title, row.title.rpartition(" for ")[0])
    meant = (task.title, task.full_title, task.objective.text)
    return max(fuzz.token_sort_ratio(one.casefold(), other.casefold()) for one in called for other in meant)


def bound(existing: Existing, matches: Sequence[Match]) -> Existing:
    """The same with each page as its task's: what the page holds stays, ours is added to it."""
    pages = {match.key: match.page for match in matches}
    return existing.model_copy(
        update={
            "tasks": {**existing.tasks, **pages},
            "adopted": (*existing.adopted, *pages),
            "brought": {match.key: match.base for match in matches},
        }
    )
