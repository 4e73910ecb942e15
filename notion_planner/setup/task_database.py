"""What a task database should hold: a property for each role, which are missing, which need a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem
from notion_planner.model.spec import Priority
from notion_planner.notion import properties
from notion_planner.notion.objects import DataSource, PropertySchema
from notion_planner.notion.properties import TaskSchema

BLOCKED_BY, BLOCKS = "Blocked by", "Blocks"
# Notion names the other side of a two-way relation by itself, until someone renames it.
_UNNAMED_REVERSE = "Related to "
_STATUSES = (("In Progress", "blue"), ("Blocked", "red"), ("In Review", "yellow"), ("Done", "green"))
_PRIORITIES = (("Critical", "red"), ("High", "orange"), ("Medium", "yellow"), ("Low", "gray"))

Definition = Mapping[str, Any]


class Places(Frozen):
    """What a task's relations may point to: ids of data sources, None where there is no database."""

    plans: str | None = None
    specs: str | None = None


class NewProperty(Frozen):
    """A property to add. ``role`` is what notion-planner uses it for, ``why`` says so to a person."""

    role: str
    name: str
    type: str
    why: str
    definition: Definition

    def as_schema(self) -> PropertySchema:
        """The property as it will be, as far as it is known before Notion has made it."""
        return PropertySchema(id=self.name, name=self.name, type=self.type)


def wanted(places: Places, *, status: str) -> tuple[NewProperty, ...]:
    """Every property of a complete task database that can be made before the database has an id.

    The status is a select: the API makes no groups of a status property, and without them all of its options
    count as not begun.
    """
    others = (item for item in _STATUSES if item[0].casefold() != status.casefold())
    statuses = {"select": {"options": _options(((status, "gray"), *others))}}
    priorities = {"select": {"options": _options(_PRIORITIES)}}
    found = [
        NewProperty(role="status", name="Status", type="select", why="progress", definition=statuses),
        NewProperty(role="priority", name="Priority", type="select", why="priority", definition=priorities),
        NewProperty(
            role="points",
            name="Story Points",
            type="number",
            why="estimate",
            definition={"number": {"format": "number"}},
        ),
        NewProperty(
            role="tags", name="Tags", type="multi_select", why="labels", definition=_empty("multi_select")
        ),
        NewProperty(role="due", name="Due", type="date", why="due date, timeline", definition=_empty("date")),
        NewProperty(
            role="assignee",
            name="Assignee",
            type="people",
            why="yours to fill in",
            definition=_empty("people"),
        ),
        NewProperty(
            role="key",
            name="Planner Key",
            type="rich_text",
            why="identity: tasks are found again whatever they are called",
            definition=_empty("rich_text"),
        ),
    ]
    if places.specs is not None:
        found.append(_relation("spec", "Spec", places.specs, why="link to the specification"))
    if places.plans is not None:
        found.append(_relation("plan", "Plan", places.plans, why="link to the plan"))
    return tuple(found)


def dependencies(source_id: str) -> NewProperty:
    """The two-way relation of the database to itself; only an existing database has an id to name."""
    relation = {"data_source_id": source_id, "dual_property": {"synced_property_name": BLOCKS}}
    return NewProperty(
        role="blocked_by",
        name=BLOCKED_BY,
        type="relation",
        why=f"dependencies, with '{BLOCKS}' as its other side",
        definition={"relation": relation},
    )


def missing(
    source: DataSource, schema: TaskSchema, places: Places, *, status: str
) -> tuple[NewProperty, ...]:
    """What is not there. A name that a property of another type has taken is left alone."""
    names = {found.name.casefold() for found in source.properties}
    has_people = any(found.type == "people" for found in source.properties)
    known = {*schema.roles, *(("assignee",) if has_people else ())}
    if "blocks" in known:
        known.add("blocked_by")
    candidates = (*wanted(places, status=status), dependencies(source.id))
    return tuple(item for item in candidates if item.role not in known and item.name.casefold() not in names)


def unnamed_reverse(source: DataSource, schema: TaskSchema) -> PropertySchema | None:
    """The other side of 'Blocked by', where it still has the name that Notion gave it."""
    blocked_by = schema.role("blocked_by")
    name = blocked_by.reverse if blocked_by and blocked_by.target == source.id else None
    if name is None or not name.startswith(_UNNAMED_REVERSE):
        return None
    return next((found for found in source.properties if found.name == name), None)


def by_hand(source: DataSource, schema: TaskSchema, *, status: str) -> tuple[Problem, ...]:
    """Options that tasks need and that only a person can add without touching the other options, or name."""
    asked: list[tuple[PropertySchema, str, str | None]] = []
    if found := schema.role("status"):
        asked.append((found, status, properties.status_option(found, status)))
    if found := schema.role("priority"):
        asked += [(found, level, properties.priority_option(found, level)) for level in Priority]
    missing = (_missing_option(source, found, wanted_) for found, wanted_, option in asked if option is None)
    return (*properties.other_status(schema, status), *missing)


def _missing_option(source: DataSource, schema: PropertySchema, name: str) -> Problem:
    reason = (
        "the API cannot say which group a new option belongs to"
        if schema.type == "status"
        else "the API replaces all options at once, and values of one left out would be lost"
    )
    return Problem(
        code="option_missing",
        message=f"'{source.title}': '{schema.name}' has no option for '{name}' "
        f"(it has: {', '.join(schema.options) or 'none'}).",
        hint=f"In Notion, open '{schema.name}' → Edit property and add the option '{name}'; {reason}.",
    )


def relation_problems(schema: TaskSchema, places: Places, titles: Mapping[str, str]) -> list[Problem]:
    """Relations that point where no specification, plan or task lives, so that they stay empty."""
    targets = {"plan": places.plans, "spec": places.specs, "blocked_by": schema.data_source}
    return [
        _points_elsewhere(role, found, titles)
        for role, target in targets.items()
        if (found := schema.role(role)) is not None and target is not None and found.target != target
    ]


def _points_elsewhere(role: str, schema: PropertySchema, titles: Mapping[str, str]) -> Problem:
    target = titles.get(schema.target or "", schema.target or "nothing")
    return Problem(
        code="relation_target",
        message=f"Relation '{schema.name}' points to '{target}', so it cannot hold a task's "
        f"{role.replace('_', ' ')}; it stays empty.",
        hint=f"Name another relation under tasks.properties.{role}, or let it point there in Notion.",
    )


def _relation(role: str, name: str, target: str, *, why: str) -> NewProperty:
    relation = {"data_source_id": target, "single_property": {}}
    return NewProperty(role=role, name=name, type="relation", why=why, definition={"relation": relation})


def _empty(kind: str) -> Definition:
    return {kind: {}}


def _options(named: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "color": color} for name, color in named]
