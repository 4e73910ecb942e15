"""Later values of a task's properties: what follows the specification, and what the plan follows. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from notion_planner.changes.list_values import (
    NEW,
    is_list,
    items_of,
    list_value,
    merged_value,
    text_of_list,
    without,
    without_new,
)
from notion_planner.changes.task_values import Surroundings, task_values
from notion_planner.merge import Base
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Override, OverrideField, OverrideValue, Plan, Task
from notion_planner.model.report import Problem
from notion_planner.notion import properties
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page, Property, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.planner.editing.edits import values_of
from notion_planner.planner.tasks.sizing import hours_of
from notion_planner.state.plan_state import TITLE, Existing

BLOCKS = "blocks"
_DUE = "due"
_UNKNOWN = "?"  # for what was last written: no value reads like it


class ValueFate(StrEnum):
    SAME = "same"  # stands as it should
    WRITE = "write"
    THEIRS = "theirs"  # only a person changed it
    CONFLICT = "conflict"  # a person changed it and it also has to change


class ValueChange(Frozen):
    """One property of one task. ``value`` is what is asked for, in the API's form, and ``merged`` the same of
    a list with what a person made of it; None where that is unknown.

    ``base`` (what was last asked for; None: nothing yet), ``now`` and ``wanted`` can be compared.
    """

    role: str
    name: str
    type: str
    value: Mapping[str, Any]
    base: str | None
    now: str
    wanted: str
    merged: Mapping[str, Any] | None = None

    @property
    def written(self) -> Mapping[str, Any]:
        """What would be written, in the API's form."""
        return self.value if self.merged is None else self.merged

    @property
    def after(self) -> str:
        """What stands there once that is written, as ``now``."""
        return self.wanted if self.merged is None else _text_of_value(self.merged)

    @property
    def fate(self) -> ValueFate:
        if self.now == self.wanted:
            return ValueFate.SAME
        if self.merged is not None:
            return ValueFate.THEIRS if self.now == self.after else ValueFate.WRITE
        if self.now == (self.base or ""):
            return ValueFate.WRITE
        return ValueFate.THEIRS if self.wanted == self.base else ValueFate.CONFLICT

    @property
    def remembered(self) -> str | None:
        """What the state is to know as last asked for, as things stand: nothing before that stands there."""
        return self.wanted if self.now in (self.wanted, self.after) else self.base

    @property
    def meant(self) -> str:
        """What is asked for, as ``base``; what is yet to be made nobody can have taken out."""
        return without_new(self.wanted) if self.type == "relation" else self.wanted

    @property
    def is_news(self) -> bool:
        """Whether the state does not know yet that the value stands as it should."""
        return self.remembered != self.base


def follow(plan: Plan, existing: Existing, around: Surroundings) -> dict[str, tuple[ValueChange, ...]]:
    """The properties that follow the specification, of every task that exists."""
    schema = around.database
    ids, lost = named_pages(plan, existing, schema), lost_pages(existing, schema)
    known = existing.state.tasks if existing.state else {}
    return {
        task.key: compare_values(
            task,
            existing.tasks[task.key],
            known[task.key].values if task.key in known else {},
            around=around,
            ids=ids,
            lost=lost,
        )
        for task in plan.tasks
        if task.key in existing.tasks
    }


def named_pages(plan: Plan, existing: Existing, schema: TaskSchema) -> dict[str, str]:
    """Task key → what a relation can name: its page, or a stand-in where that is yet to be made."""
    known = {*existing.tasks, *existing.gone}
    new = {task.key: NEW + task.key for task in plan.tasks if task.key not in known}
    return new | ids_of(existing, schema)


def ids_of(existing: Existing, schema: TaskSchema) -> dict[str, str]:
    """Task key → page that a relation can name: also of one that a person unbound, which stays mentioned."""
    unbound = {key: page for key, page in existing.gone.items() if page is not None and not page.in_trash}
    pages = {**unbound, **existing.tasks}
    return {key: page.id for key, page in pages.items() if not is_elsewhere(page, schema)}


def lost_pages(existing: Existing, schema: TaskSchema) -> frozenset[str]:
    """Pages in the trash, out of sight or in another place: no relation can name them, and no person took
    them out.
    """
    known = existing.state.tasks if existing.state else {}
    gone = {
        known[key].id
        for key, page in existing.gone.items()
        if key in known and (page is None or page.in_trash)
    }
    return frozenset(gone | {page.id for page in existing.tasks.values() if is_elsewhere(page, schema)})


def is_elsewhere(page: Page, schema: TaskSchema) -> bool:
    """Whether a person moved the page out of the task database: Notion takes no other page for a relation."""
    return page.parent.id not in (schema.data_source, None)


def compare_values(
    task: Task,
    page: Page,
    known: Mapping[str, str],
    *,
    around: Surroundings,
    ids: Mapping[str, str],
    lost: frozenset[str],
) -> tuple[ValueChange, ...]:
    """``known``: role → what was last written; ``ids``: task key → page; ``lost``: pages that went."""
    schema = around.database
    following = [(role, found) for role, found in schema.roles.items() if schema.follows_spec(role)]
    if not following or is_elsewhere(page, schema):
        return ()
    values = task_values(task, around, ()) | _dependencies(task, schema, ids)
    changes = []
    for role, found in following:
        now, value = page.properties.get(found.name), values.get(found.name) or _emptied(found, known, role)
        # Of a long relation the answer holds a part only.
        if value is not None and now is not None and now.type == found.type and not now.truncated:
            changes.append(_compared(role, found, now, value, known.get(role), lost))
    return tuple(changes)


def _compared(
    role: str,
    found: PropertySchema,
    now: Property,
    value: Mapping[str, Any],
    known: str | None,
    lost: frozenset[str],
) -> ValueChange:
    standing, is_relation = text_of(now), found.type == "relation"
    base = without(known, lost) if known and is_relation else known
    return ValueChange(
        role=role,
        name=found.name,
        type=found.type,
        value=value,
        base=base,
        now=without(standing, lost) if is_relation else standing,
        wanted=_text_of_value(value),
        merged=None if base in (None, _UNKNOWN) else merged_value(now, value, base, lost),
    )


def _dependencies(task: Task, schema: TaskSchema, ids: Mapping[str, str]) -> dict[str, Mapping[str, Any]]:
    """The relation that holds them, also where there are none, for that is worth knowing later on."""
    role = schema.dependencies
    if role is None:
        return {}
    keys = task.blocks if role == BLOCKS else task.blocked_by
    return {schema.roles[role].name: properties.relation([ids[key] for key in keys if key in ids])}


def with_unknown(existing: Existing, schema: TaskSchema) -> Existing:
    """The same, saying of which tasks nobody knows what was last written to their dependencies.

    They stand in Notion since before dependencies followed the plan; what differs, an emptied relation
    included, may be a person's decision. To a property that is new since the last sync nothing was written.
    """
    state, role = existing.state, schema.dependencies
    if state is None or role is None or role not in state.properties:
        return existing
    tasks = {
        key: page.model_copy(update={"values": {role: _UNKNOWN, **page.values}})
        for key, page in state.tasks.items()
    }
    return existing.model_copy(update={"state": state.model_copy(update={"tasks": tasks})})


def compare_title(wanted: str, now: str, mark: str | None) -> ValueChange:
    """The title of a task or of the plan, which follows the specification like a property.

    ``mark`` is the fingerprint of what was last written, None of a page that was adopted: its title is a
    person's.
    """
    last = mark
    if now == wanted or mark is None:
        last = wanted
    elif mark == fingerprint(now):
        last = now
    elif mark == fingerprint(wanted):
        last = wanted
    value = {"title": properties.rich_text(wanted)}
    return ValueChange(role=TITLE, name=TITLE, type=TITLE, value=value, base=last, now=now, wanted=wanted)


def titled(base: Base, mark: str | None) -> Base:
    """The base with the fingerprint of the title that was last written beside its sections'."""
    return base if mark is None else base.model_copy(update={"marks": {**base.marks, TITLE: mark}})


def _emptied(schema: PropertySchema, known: Mapping[str, str], role: str) -> Mapping[str, Any] | None:
    """A list that the specification leaves empty by now."""
    return {schema.type: []} if known.get(role) and is_list(schema.type) else None


def said_in_notion(
    plan: Plan, existing: Existing, schema: TaskSchema, points: dict[int, float]
) -> tuple[Override, ...]:
    """What the plan takes over from properties that it follows, where it says otherwise by itself.

    ``points``: story points → hours. An empty property says nothing.
    """
    followed = {role: found.name for role, found in schema.roles.items() if schema.is_followed(role)}
    keys = {plain(page.id): key for key, page in existing.tasks.items()}
    found: list[Override] = []
    for task in plan.tasks:
        page, stands = existing.tasks.get(task.key), values_of(task, plan.phases)
        for role, name in followed.items():
            value = page.properties.get(name) if page else None
            said = _said(role, value, keys, points) if value is not None else {}
            found += [
                Override(task=task.key, field=field, base=stands[field], value=it)
                for field, it in said.items()
                if it != stands[field]
            ]
    return tuple(found)


def _said(
    role: str, found: Property, keys: Mapping[str, str], points: dict[int, float]
) -> dict[OverrideField, OverrideValue]:
    """What a task's property sets of the plan. ``keys``: page without dashes → task key."""
    match role, found.value:
        case "priority", str(option) if priority := properties.priority_named(option):
            return {OverrideField.PRIORITY: priority.value}
        case "points", float(number) if number > 0:
            whole = max(1, round(number))
            return {OverrideField.POINTS: whole, OverrideField.HOURS: hours_of(whole, points)}
        case "tags", tuple(names) if names:
            return {OverrideField.TAGS: names}
        case "due", str(start):
            return {OverrideField.DUE: (found.end or start)[:10]}
        case "blocked_by", tuple(ids) if not found.truncated:
            blockers = tuple(keys[plain(item)] for item in ids if plain(item) in keys)
            return {OverrideField.BLOCKED_BY: blockers} if blockers else {}
    return {}


def text_of(found: Property) -> str:
    """A property's value in a form that can be compared; empty where there is none."""
    value = found.value
    if isinstance(value, tuple):
        return text_of_list(found.type, value)
    if isinstance(value, float):
        return f"{value:g}"
    text = "" if value is None else str(value)
    return f"{text}/{found.end}" if found.end else text


def as_written(found: Property) -> dict[str, Any]:
    """A property's value in the API's form, to be put back."""
    value = found.value
    if is_list(found.type):
        return list_value(found.type, value if isinstance(value, tuple) else ())
    match found.type:
        case "date":
            return {"date": {"start": value, "end": found.end} if value else None}
        case "number":
            return {"number": value}
        case _:
            return {found.type: {"name": value} if value else None}


def _text_of_value(value: Mapping[str, Any]) -> str:
    [(kind, inner)] = value.items()
    return text_of_list(kind, items_of(kind, inner)) if is_list(kind) else single_text(kind, inner)


def single_text(kind: str, inner: Any) -> str:
    """What a property value of the API holds that is no list: a day, a number or an option's name."""
    match kind:
        case "date":
            return str(inner["start"])
        case "number":
            return f"{inner:g}"
        case _:
            return str(inner["name"])


def due_of(task: Task, page: Page | None, schema: TaskSchema, known: Mapping[str, str]) -> date:
    """The day that a person set in Notion, else the plan's. ``known``: role → what was last written.

    The property keeps the day that it was given while the plan moves on: what still reads as it was written
    is no person's.
    """
    found = _due_property(page, schema)
    if found is None or (not schema.is_followed(_DUE) and text_of(found) == known.get(_DUE)):
        return task.due
    return day_of(found.end or (found.value if isinstance(found.value, str) else "")) or task.due


def due_written(task: Task, page: Page, schema: TaskSchema, known: Mapping[str, str]) -> dict[str, str]:
    """The day that the page was given, for the state; none where nobody knows it any more."""
    found = _due_property(page, schema.written)
    is_ours = found is not None and text_of(found) == task.due.isoformat()
    return {_DUE: task.due.isoformat()} if is_ours and _DUE not in known else {}


def _due_property(page: Page | None, schema: TaskSchema) -> Property | None:
    role = schema.role(_DUE)
    return page.properties.get(role.name) if page and role else None


def day_of(text: str) -> date | None:
    """The day of a date, or of a moment where the reader is; None where it is neither."""
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).astimezone().date()
    except (ValueError, OverflowError):
        return None


def remembered(changes: Sequence[ValueChange], known: Mapping[str, str]) -> dict[str, str]:
    """Role → value for the state; what could not be compared stays as it was."""
    now = {change.role: change.remembered for change in changes}
    return {role: text for role, text in {**known, **now}.items() if text is not None}


def to_write(changes: Sequence[ValueChange]) -> tuple[ValueChange, ...]:
    return tuple(change for change in changes if change.fate is ValueFate.WRITE)


def value_conflicts(page: Page, changes: Sequence[ValueChange]) -> list[Problem]:
    """Values of a person's that keep the specification's from being written, one line each."""
    return [
        Problem(
            code="conflict",
            message=f"'{page.title}': {_opposed(change)}; the person's value stays.",
            hint=f"Settle it with `notion-planner resolve`: {page.url}",
        )
        for change in changes
        if change.fate is ValueFate.CONFLICT
    ]


def _opposed(change: ValueChange) -> str:
    if change.type == "relation":
        return f"'{change.name}' names other pages in Notion than the plan now asks for"
    now = f"is '{change.now}'" if change.now else "is empty"
    asked = f"'{change.wanted}'" if change.wanted else "none"
    return f"'{change.name}' {now} in Notion, and the specification now asks for {asked}"
