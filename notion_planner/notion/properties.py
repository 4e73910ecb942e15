"""A task's values ⇄ properties of the team's own database, by role, name, alias and type. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem
from notion_planner.model.spec import Priority
from notion_planner.notion.objects import DataSource, PropertySchema
from notion_planner.settings import Direction

JsonValue = dict[str, Any]

# Role → types that can hold it, then the names it usually goes by, most usual first.
_ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "status": (("status", "select"), ("Status", "State", "Task Status", "Stage")),
    "priority": (("select", "status"), ("Priority", "Prio", "Importance", "Urgency")),
    "points": (("number",), ("Story Points", "Points", "Estimate", "SP", "Size", "Effort")),
    "tags": (("multi_select",), ("Tags", "Labels", "Tag", "Label", "Components", "Area")),
    "due": (("date",), ("Due", "Due Date", "Deadline", "Target Date")),
    "assignee": (("people",), ("Assignee", "Assignees", "Assigned To", "Owner", "Responsible", "Person")),
    "key": (("rich_text",), ("Planner Key",)),
    "spec": (("relation",), ("Spec", "Specification", "Specs", "Specifications", "Feature Spec")),
    "plan": (("relation",), ("Plan", "Implementation Plan", "Plans", "Implementation Plans")),
    "blocked_by": (
        ("relation",),
        ("Blocked By", "Depends On", "Dependencies", "Predecessors", "Is Blocked By"),
    ),
    "blocks": (("relation",), ("Blocks", "Blocking", "Is Blocking", "Successors", "Dependents")),
    "parent": (("relation",), ("Parent Task", "Parent", "Parent Item", "Epic")),
}
# Every team's database has these or has decided against them; only a missing one of these is worth a word.
_EXPECTED = ("status", "priority", "points", "tags")

_PRIORITY_NAMES = {
    Priority.P0: ("P0", "Critical", "Urgent", "Highest", "Blocker", "P1", "High"),
    Priority.P1: ("P1", "High"),
    Priority.P2: ("P2", "Medium", "Normal"),
    Priority.P3: ("P3", "Low", "Lowest", "P2", "Medium"),
}
# The names that stand for a priority itself, not in place of one that the database does not offer.
_OWN_NAMES = {Priority.P0: 5, Priority.P1: 2, Priority.P2: 3, Priority.P3: 3}
_PRIORITY_MEANT = {
    name.casefold(): priority
    for priority, names in _PRIORITY_NAMES.items()
    for name in names[: _OWN_NAMES[priority]]
}
_TO_DO_NAMES = ("To Do", "Not started", "Todo", "Backlog", "Open", "New")
_MOST_FREE = 3
MOST_PER_REQUEST = 100  # multi-select options and relation ids in one request (request limits page)


class TaskSchema(Frozen):
    """Which property of the database has which role; ``title`` under whatever name it has.

    ``directions``: who has the say over a role's values once a task exists.
    """

    data_source: str
    title: str
    roles: Mapping[str, PropertySchema] = {}
    directions: Mapping[str, Direction] = {}

    def role(self, name: str) -> PropertySchema | None:
        return self.roles.get(name)

    def accepts(self, role: str, data_source: str | None) -> bool:
        """Whether the role's relation may hold pages of that data source: it accepts one source only."""
        schema = self.roles.get(role)
        return schema is not None and data_source is not None and schema.target == data_source

    @property
    def dependencies(self) -> str | None:
        """The role whose relation holds what waits for what; None where the database has none for it."""
        found = (role for role in ("blocked_by", "blocks") if self.accepts(role, self.data_source))
        return next(found, None)

    @property
    def written(self) -> "TaskSchema":
        """The same without the properties that are never written."""
        never = (Direction.IGNORE, Direction.NOTION)
        roles = {
            role: schema for role, schema in self.roles.items() if self.directions.get(role) not in never
        }
        return self.model_copy(update={"roles": roles})

    def follows_spec(self, role: str) -> bool:
        return self.directions.get(role) is Direction.SPEC

    def is_followed(self, role: str) -> bool:
        """Whether the plan takes over what stands in the property."""
        return self.directions.get(role) is Direction.NOTION


def map_schema(
    source: DataSource, configured: Mapping[str, str | None], known: Mapping[str, str] | None = None
) -> tuple[TaskSchema, list[Problem]]:
    """Roles of a data source's properties, and what is missing or of the wrong type.

    A configured name wins over aliases; a relation without a role is left alone. ``known``: role → id of the
    property that had it before, which is found again under whatever name it has been given since.
    """
    alike = {bare(schema.name): schema for schema in reversed(source.properties)}
    by_name = alike | {schema.name: schema for schema in source.properties}
    roles: dict[str, PropertySchema] = {}
    problems: list[Problem] = []
    missing: list[tuple[str, str]] = []
    for role, (types, aliases) in _ROLES.items():
        wanted = configured.get(role)
        candidates = [
            by_name.get(name) or by_name.get(bare(name)) for name in ((wanted,) if wanted else aliases)
        ]
        present = [schema for schema in candidates if schema is not None]
        fitting = [schema for schema in present if schema.type in types]
        renamed = _renamed(source, (known or {}).get(role), types)
        if fitting:
            roles[role] = fitting[0]
        elif renamed is not None:
            roles[role] = renamed
            problems += [_is_renamed(source, role, wanted, renamed)] if wanted else []
        elif present:
            problems.append(_wrong_type(source, role, present[0], types))
        elif wanted or role in _EXPECTED:
            missing.append((role, wanted or aliases[0]))
    _pair(roles, by_name)
    problems += [_missing(source, role, name, roles) for role, name in missing]
    title = next((schema.name for schema in source.properties if schema.type == "title"), "Name")
    return TaskSchema(data_source=source.id, title=title, roles=roles), problems


def _renamed(source: DataSource, known_id: str | None, types: Sequence[str]) -> PropertySchema | None:
    found = (schema for schema in source.properties if schema.id == known_id and schema.type in types)
    return next(found, None)


def _is_renamed(source: DataSource, role: str, wanted: str, schema: PropertySchema) -> Problem:
    return Problem(
        code="property_renamed",
        message=f"'{source.title}': property '{wanted}' is called '{schema.name}' now; it is used as before.",
        hint=f"Set tasks.properties.{role} to '{schema.name}' in config.yaml.",
    )


def _pair(roles: dict[str, PropertySchema], by_name: Mapping[str, PropertySchema]) -> None:
    """A two-way 'Blocks' has its other side under whatever name: that one is 'Blocked By'."""
    blocks = roles.get("blocks")
    if blocks and blocks.reverse and "blocked_by" not in roles:
        reverse = by_name.get(blocks.reverse) or by_name.get(bare(blocks.reverse))
        if reverse is not None and reverse.type == "relation":
            roles["blocked_by"] = reverse


def _wrong_type(source: DataSource, role: str, schema: PropertySchema, types: Sequence[str]) -> Problem:
    return Problem(
        code="property_type",
        message=f"'{source.title}': property '{schema.name}' is {schema.type}, not {' or '.join(types)}; "
        f"tasks get no {role.replace('_', ' ')}.",
        hint=f"Change its type in Notion, or name another property under tasks.properties.{role}.",
    )


def _missing(source: DataSource, role: str, name: str, roles: Mapping[str, PropertySchema]) -> Problem:
    return Problem(
        code="property_missing",
        message=f"'{source.title}' has no property '{name}' ({_ROLES[role][0][0]}); "
        f"tasks get no {role.replace('_', ' ')}.",
        hint=to_name(source, role, roles),
    )


def to_name(source: DataSource, role: str, roles: Mapping[str, PropertySchema]) -> str:
    """What to do about a role without a property."""
    found = " or ".join(f"'{name}'" for name in may_be_meant(source, role, roles))
    yours = f"yours ({found}?)" if found else "yours"
    return f"Add it in Notion, or name {yours} in config.yaml under tasks.properties.{role}."


def may_be_meant(source: DataSource, role: str, roles: Mapping[str, PropertySchema]) -> list[str]:
    """Names of the properties that the role could have, of its type and without another role, if few."""
    taken = [schema.name for schema in roles.values()]
    fitting = [schema.name for schema in source.properties if schema.type in _ROLES[role][0]]
    free = [name for name in fitting if name not in taken]
    return free if len(free) <= _MOST_FREE else []


@lru_cache(maxsize=1024)  # the same few options and properties, asked about for each task
def bare(name: str) -> str:
    """What a name comes down to: its letters and digits, or all of one that has none (an emoji)."""
    return re.sub(r"[\W_]+", "", name).casefold() or name.strip()


def status_option(schema: PropertySchema, wanted: str) -> str | None:
    """The option for a new task: as configured, else a usual name for work not yet begun."""
    return _option(schema, (wanted, *_TO_DO_NAMES))


def other_status(schema: TaskSchema, wanted: str) -> list[Problem]:
    """That new tasks get another status than the configured one, which the database does not have.

    The usual names stand for one another without a word: teams differ in them.
    """
    found = schema.role("status")
    option = status_option(found, wanted) if found else None
    if found is None or option is None or bare(wanted) in map(bare, (option, *_TO_DO_NAMES)):
        return []
    problem = Problem(
        code="status_missing",
        message=f"Property '{found.name}' has no option '{wanted}' (it has: {', '.join(found.options)}); "
        f"new tasks get '{option}'.",
        hint="Name one of these as tasks.status in config.yaml; the property itself is named under "
        "tasks.properties.status.",
    )
    return [problem]


def cancelled_option(schema: PropertySchema, names: Sequence[str]) -> str | None:
    """The option that means "not to be done", of those that the database has; ``names`` as configured."""
    return _option(schema, names) if schema.options else None


def priority_option(schema: PropertySchema, priority: Priority) -> str | None:
    return _option(schema, _PRIORITY_NAMES[priority])


def priority_named(option: str) -> Priority | None:
    """The priority that an option stands for, by the first few of its usual names."""
    return _PRIORITY_MEANT.get(bare(option))


def _option(schema: PropertySchema, names: Sequence[str]) -> str | None:
    """The first name that the property offers. A select without options takes (and so creates) any."""
    if not schema.options and schema.type == "select":
        return names[0]
    return next((found for name in names if (found := option_named(schema, name)) is not None), None)


def option_named(schema: PropertySchema, name: str) -> str | None:
    """The property's option of exactly that name, else one that comes down to the same."""
    if name in schema.options:
        return name
    return next((option for option in schema.options if bare(option) == bare(name)), None)


def rich_text(text: str) -> list[JsonValue]:
    """Rich text cut at 2,000 UTF-16 units an item (request limits page)."""
    return [{"type": "text", "text": {"content": chunk}} for chunk in _chunks(text, 2000)]


def select(schema: PropertySchema, option: str) -> JsonValue:
    return {schema.type: {"name": option}}


def tags(names: Sequence[str]) -> JsonValue:
    """Options of a multi-select; names may not contain commas and are unique ignoring case."""
    clean = {name.replace(",", " ").casefold(): name.replace(",", " ") for name in reversed(names)}
    return {"multi_select": [{"name": name} for name in reversed(clean.values())][:MOST_PER_REQUEST]}


def due(day: date) -> JsonValue:
    return {"date": {"start": day.isoformat()}}


def relation(page_ids: Sequence[str]) -> JsonValue:
    return {"relation": [{"id": page_id} for page_id in page_ids[:MOST_PER_REQUEST]]}


def _chunks(text: str, limit: int) -> list[str]:
    chunks: list[str] = []
    current: list[str] = []
    size = 0
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        if size + width > limit:
            chunks.append("".join(current))
            current, size = [], 0
        current.append(character)
        size += width
    return [*chunks, "".join(current)] if current else chunks
