"""The change set in full: each property and section as it stands and as it will stand. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from notion_planner.changes.backlink import HEADING
from notion_planner.changes.change_set import changed_ticks
from notion_planner.changes.comparison import Comparison, Comparisons
from notion_planner.changes.desired import Desired, link_of_plan, links_of
from notion_planner.changes.directions import (
    ValueChange,
    ValueFate,
    compare_title,
    named_pages,
    single_text,
    to_write,
)
from notion_planner.changes.list_values import NEW, is_list, items_of
from notion_planner.changes.task_values import Surroundings, needs_blocks_pass, task_values
from notion_planner.merge import (
    Verdict,
    applied,
    edits_for,
    section_texts,
    tick_edits,
)
from notion_planner.model.changes import (
    Action,
    ChangeSet,
    KeptProperty,
    PageChange,
    PropertyChange,
    SectionChange,
    SectionFate,
)
from notion_planner.model.plan import Task
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import sections, with_titles
from notion_planner.renderer import Renderer
from notion_planner.state.plan_state import TITLE, Existing

_FATES = {
    Verdict.THEIRS: SectionFate.THEIRS,
    Verdict.CONFLICT: SectionFate.CONFLICT,
    Verdict.REMOVED: SectionFate.REMOVED,
}
_KEPT = {ValueFate.THEIRS: SectionFate.THEIRS, ValueFate.CONFLICT: SectionFate.CONFLICT}


class Place(Surroundings):
    """Where pages are and will be. ``plan`` is the plan's page, or what it will be where there is none;
    ``plan_title`` the name of its title property.
    """

    plan_title: str


class Itemizing:
    """One change set with its properties and sections."""

    def __init__(
        self,
        desired: Desired,
        existing: Existing,
        compared: Comparisons,
        *,
        place: Place,
        renderer: Renderer,
    ) -> None:
        self._desired = desired
        self._existing = existing
        self._place = place
        self._compared = compared
        self._renderer = renderer
        pages = {**existing.tasks, **{k: p for k, p in existing.gone.items() if p is not None}}
        self._ids = named_pages(desired.plan, existing, place.database)
        self._titles = {plain(page.id): page.title for page in pages.values()}
        self._titles |= {NEW + task.key: task.full_title for task in desired.plan.tasks}
        self._titles |= {plain(page.id): page.title for page in (place.plan, place.spec)}

    def itemized(self, changes: ChangeSet) -> ChangeSet:
        """The same changes, spelled out."""
        self._titles |= {
            plain(change.page_id): self._desired.plan.task(change.key).full_title
            for change in changes.tasks
            if change.page_id is not None and TITLE in change.parts
        }
        if TITLE in changes.plan.parts:
            self._titles[plain(self._place.plan.id)] = self._desired.plan.title
        tasks = {task.key: task for task in self._desired.plan.tasks}
        return changes.model_copy(
            update={
                "plan": self._plan(changes.plan),
                "tasks": tuple(self._task(change, tasks[change.key]) for change in changes.tasks),
                "spec": self._spec(changes.spec),
            }
        )

    def _plan(self, change: PageChange) -> PageChange:
        found = self._compared.plan
        if found is None:
            value = PropertyChange(name=self._place.plan_title, before=None, after=change.title)
            return _with(change, [value], self._new_sections(self._desired.plan_markdown))
        after = _edited(found)
        ticks = tick_edits(after, changed_ticks(self._desired.progress, self._existing))
        state = self._existing.state
        title = compare_title(self._desired.plan.title, change.title, state.title if state else None)
        title = title.model_copy(update={"name": self._place.plan_title})
        values = [self._value(value, change.key, value.written) for value in to_write([title])]
        change = change.model_copy(update={"kept": tuple(self._kept([title], change.key))})
        return _with(change, values, self._sections(found, applied(after, ticks)))

    def _task(self, change: PageChange, task: Task) -> PageChange:
        if change.action is Action.CREATE:
            link = link_of_plan(self._desired.plan, self._existing.plan)
            pages = links_of(self._existing.tasks, self._existing)
            text = self._renderer.task_page(task, plan_page=link, pages=pages)
            return _with(change, self._new_values(task), self._new_sections(text))
        compared = (self._title(change, task), *self._desired.values.get(task.key, ()))
        values = [self._value(value, task.key, value.written) for value in to_write(compared)]
        change = change.model_copy(update={"kept": tuple(self._kept(compared, task.key))})
        found = self._compared.tasks.get(change.key)
        return _with(change, values, self._sections(found, _edited(found)) if found else ())

    def _title(self, change: PageChange, task: Task) -> ValueChange:
        known = self._existing.state.tasks.get(task.key) if self._existing.state else None
        mark = known.base.marks.get(TITLE) if known else None
        compared = compare_title(task.full_title, change.title, mark)
        return compared.model_copy(update={"name": self._place.database.title})

    def _spec(self, change: PageChange) -> PageChange:
        found = self._compared.backlink
        if found is None:
            new = self._new_sections(self._desired.backlink)
            return _with(change, [], [section for section in new if section.heading == HEADING])
        return _with(change, [], self._sections(found, found.wanted if found.parts else found.now))

    def _new_sections(self, text: str) -> list[SectionChange]:
        return [
            SectionChange(
                heading=section.heading, fate=SectionFate.CREATE, wanted=self._readable(section.text)
            )
            for section in sections(text)
            if section.heading is not None
        ]

    def _sections(self, compared: Comparison, after: str) -> Iterator[SectionChange]:
        """Sections that change or that a person keeps from changing; ticks change a section of ours too."""
        standing, coming = section_texts(compared.now), section_texts(after)
        asked = section_texts(compared.wanted)
        for item in compared.verdicts:
            before = standing[item.heading].text if item.heading in standing else None
            then = coming[item.heading].text if item.heading in coming else None
            changes = before != then
            written = SectionFate.CREATE if before is None else SectionFate.UPDATE
            fate = written if changes else _FATES.get(item.verdict)
            if fate is None:
                continue
            text = then if changes else asked[item.heading].text
            yield SectionChange(
                heading=item.heading,
                fate=fate,
                now=None if before is None else self._readable(before),
                wanted=None if text is None else self._readable(text),
            )

    def _new_values(self, task: Task) -> list[PropertyChange]:
        values = task_values(task, self._place, self._named(task.blocked_by))
        found = {name: self._shown(value) for name, value in values.items()}
        if needs_blocks_pass(self._place.database) and task.blocks:
            name = self._place.database.roles["blocks"].name
            found[name] = self._joined(self._named(task.blocks))
        return [PropertyChange(name=name, before=None, after=shown) for name, shown in found.items() if shown]

    def _value(self, change: ValueChange, key: str, then: Mapping[str, Any]) -> PropertyChange:
        after = self._shown(then)
        if not is_list(change.type):
            return PropertyChange(name=change.name, before=change.now or None, after=after or None)
        found = self._existing.tasks[key].properties[change.name].value
        standing = found if isinstance(found, tuple) else ()
        coming = items_of(change.type, then[change.type])
        called = self._called if change.type == "relation" else str
        removed = [called(item) for item in standing if item not in coming]
        return PropertyChange(
            name=change.name,
            before=", ".join(map(called, standing)) or None,
            after=after or None,
            removed=tuple(removed),
            added=tuple(called(item) for item in coming if item not in standing),
            as_before=len(standing) - len(removed),
        )

    def _kept(self, compared: Iterable[ValueChange], key: str) -> Iterator[KeptProperty]:
        for value in compared:
            fate = _KEPT.get(value.fate)
            if fate is not None:
                shown = self._value(value, key, value.value)
                yield KeptProperty(
                    role=value.role, name=value.name, fate=fate, now=shown.before, wanted=shown.after
                )

    def _named(self, keys: Iterable[str]) -> list[str]:
        return [self._ids[key] for key in keys if key in self._ids]

    def _shown(self, value: Mapping[str, Any]) -> str:
        """A property value of the API as people read it."""
        for kind, inner in value.items():
            match kind:
                case "title" | "rich_text":
                    return "".join(str(part["text"]["content"]) for part in inner)
                case "relation":
                    return self._joined([str(item["id"]) for item in inner])
                case "multi_select":
                    return ", ".join(str(option["name"]) for option in inner)
                case _:
                    return single_text(kind, inner)
        return ""

    def _joined(self, ids: Sequence[str]) -> str:
        return ", ".join(map(self._called, ids))

    def _called(self, page_id: str) -> str:
        """A page's title, or its address where it is none of the plan's, and so was not read."""
        known = page_id if page_id.startswith(NEW) else plain(page_id)
        return self._titles.get(known, f"https://www.notion.so/{known}")

    def _readable(self, text: str) -> str:
        return with_titles(text, self._titles).rstrip()


def _edited(compared: Comparison) -> str:
    """The text with every verdict brought about."""
    return applied(compared.now, edits_for(compared.now, compared.wanted, compared.verdicts))


def _with(
    change: PageChange, properties: Iterable[PropertyChange], found: Iterable[SectionChange]
) -> PageChange:
    return change.model_copy(update={"properties": tuple(properties), "sections": tuple(found)})
