"""What should stand in Notion: the text of the plan, of each task that exists, and of the back-link. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from notion_planner.changes.directions import ValueChange
from notion_planner.merge import GIVEN_UP, Base, is_mark_of, section_texts
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Item, Spec
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import canonical
from notion_planner.notion.objects import Page
from notion_planner.progress import Progress, TaskState
from notion_planner.renderer import PageLink, Renderer, Standing
from notion_planner.state.index import OVERLAP
from notion_planner.state.plan_state import Existing, Look, unpack_items

_SHORTEST_REWORDED = 8  # characters; a shorter text occurs within unrelated lines


class Desired(Frozen):
    """What should stand in Notion: the plan's text, each existing task's text, the back-link.

    ``reworded``: former → present text of the specification's items, in canonical form.
    ``renamed``: former → present identifier of those, and name of the feature; ``labels``: identifiers that
    those had not before, or have no longer.
    ``values``: task key → its properties that follow the specification. ``overtaken``: finished task →
    names of its demands that have changed.
    """

    plan: Plan
    plan_markdown: str
    tasks: Mapping[str, str] = {}
    backlink: str = ""
    progress: Progress
    states: Mapping[str, TaskState] = {}
    reworded: Mapping[str, str] = {}
    renamed: Mapping[str, str] = {}
    labels: frozenset[str] = frozenset()
    values: Mapping[str, tuple[ValueChange, ...]] = {}
    overtaken: Mapping[str, tuple[str, ...]] = {}

    def means_another(self, now: str, wanted: str) -> bool:
        """Whether a text differs from the one that stands there by more than what things are called."""
        now, wanted = (self._label.sub("", text) for text in (now, wanted))
        now = self._former_name.sub(lambda found: self.renamed[found[0]], now)
        return sorted(now.split("\n")) != sorted(wanted.split("\n"))

    # Of a specification that is numbered anew there are thousands: they are compiled once for all its tasks.
    @cached_property
    def _label(self) -> re.Pattern[str]:
        return re.compile(rf"\*\*(?:{_any_of(self.labels)})\*\*: ")

    @cached_property
    def _former_name(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{_any_of(self.renamed)})(?!\w)")


def _any_of(texts: Iterable[str]) -> str:
    """An expression that finds the longest of the texts, and nothing where there are none."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or "(?!)"


def links_of(pages: Mapping[str, Page], existing: Existing) -> dict[str, PageLink]:
    """Where each task is mentioned; one that is gone stays mentioned, so its going changes no other page."""
    links = {key: PageLink(title=page.title, url=page.url) for key, page in pages.items()}
    known = existing.state.tasks if existing.state else {}
    for key, page in existing.gone.items():
        address = page.url if page else f"https://www.notion.so/{plain(known[key].id)}"
        links[key] = PageLink(title=page.title if page else key, url=address)
    return links


def desire(plan: Plan, existing: Existing, renderer: Renderer, standing: Standing, spec: Spec) -> Desired:
    """The texts as they should be, given the pages that exist; new tasks are rendered when created."""
    state = existing.state
    previous = unpack_items(state.items) if state else None
    former = {state.feature: plan.feature} if state and state.feature else {}
    pages = links_of(existing.tasks, existing)
    plan_page = link_of_plan(plan, existing.plan)
    return Desired(
        plan=plan,
        plan_markdown=renderer.plan_page(pages),
        tasks={
            task.key: renderer.task_page(task, plan_page=plan_page, pages=pages)
            for task in plan.tasks
            if task.key in existing.tasks
        },
        backlink=renderer.backlink(plan_page),
        progress=standing.progress,
        states=standing.states,
        overtaken=standing.overtaken,
        reworded=_rewordings(previous, spec),
        renamed=former | {old: new for old, new in _renamings(previous, spec) if old and new},
        labels=frozenset(old or new for old, new in _renamings(previous, spec) if not (old and new)),
    )


def _rewordings(previous: Spec | None, spec: Spec) -> dict[str, str]:
    """Former → present text of the items that kept their key, so that a tick goes with them."""
    if previous is None:
        return {}
    before, now = _texts(previous), _texts(spec)
    return {
        old: now[key]
        for key, old in before.items()
        if len(old) >= _SHORTEST_REWORDED and now.get(key, old) != old
    }


def _texts(spec: Spec) -> dict[tuple[str, str], str]:
    return {(family, item.key): canonical(item.text) for family, item in _items(spec)}


def _renamings(previous: Spec | None, spec: Spec) -> set[tuple[str, str]]:
    """The former and the present identifier, empty where there is none, of items that kept their key."""
    now = {(family, item.key): item.id or "" for family, item in _items(spec)}
    before = {(family, item.key): item.id or "" for family, item in _items(previous)} if previous else {}
    return {(before[key], now[key]) for key in before.keys() & now.keys() if before[key] != now[key]}


def _items(spec: Spec) -> Iterator[tuple[str, Item]]:
    """Every item of the specification, with the family that its key belongs to."""
    for family in type(spec).model_fields:
        found = getattr(spec, family, ())
        if isinstance(found, tuple):
            yield from ((family, item) for item in found if isinstance(item, Item))


def link_of_plan(plan: Plan, page: Page | None) -> PageLink:
    return PageLink(title=plan.title, url=page.url if page else "")


def tasks_to_read(desired: Desired, existing: Existing) -> tuple[str, ...]:
    """Keys of the tasks whose page must be read: its text should differ from what was last written."""
    known = existing.state.tasks if existing.state else {}
    return tuple(
        key for key, text in desired.tasks.items() if key not in known or _differs(text, known[key].base)
    )


def known_looks(desired: Desired, existing: Existing) -> dict[str, Look | None]:
    """Task that is no longer asked for and that nobody seems to have begun → what is known of its page.

    None where it has to be read. Only the page tells: an edit of ours later than a person's makes us the last
    who edited it. Until its next edit, it says the same.
    """
    wanted = {task.key for task in desired.plan.tasks}
    known = existing.state.tasks if existing.state else {}
    return {
        key: look if (look := known[key].look) and look.edited == page.last_edited_time else None
        for key, page in existing.tasks.items()
        if key in known
        and key not in wanted
        and page.is_untouched
        and desired.states.get(key, TaskState.NOT_STARTED) is TaskState.NOT_STARTED
    }


def settled_looks(looks: Mapping[str, Look], read_at: datetime) -> dict[str, Look]:
    """Those after which an edit has another time than the page's last one: Notion floors to the minute."""
    return {
        key: look
        for key, look in looks.items()
        if look.edited and read_at - datetime.fromisoformat(look.edited) >= OVERLAP
    }


def _differs(text: str, base: Base) -> bool:
    marks = base.marks
    return any(
        marks.get(heading) != GIVEN_UP and not is_mark_of(marks.get(heading), section.text)
        for heading, section in section_texts(text).items()
    )
