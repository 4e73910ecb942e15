"""The use case of moving named tasks to a status: their status property is written and nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import Field

from notion_planner.errors import (
    AccessError,
    ConfigError,
    DecisionNeededError,
    ExitCode,
    NotFoundError,
    PlannerError,
    UsageError,
)
from notion_planner.fetcher.pages import find_data_source
from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem
from notion_planner.notion import properties
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import escape
from notion_planner.notion.objects import DataSource, Page, PropertySchema
from notion_planner.notion.properties import TaskSchema, map_schema
from notion_planner.progress import TaskState, state_of
from notion_planner.tracking.task_names import TaskName, name_of, names_in
from notion_planner.tracking.worklist import WorkItem
from notion_planner.use_cases.run import Run

MOVES_SCHEMA = "notion-planner/moves/1"
# A pull request closes a handful of tasks; one that names more is a list of them, not work that was done.
_MOST_TASKS = 50


class Move(Frozen):
    """One task. ``action``: ``update``, ``no-op`` (it has the status), ``left`` (cancelled) or ``failed``."""

    name: str
    title: str
    id: str
    url: str
    before: str | None
    after: str | None
    action: str


class Moves(Frozen):
    """What became of every name.

    ``unknown`` are names that lead to no task of the configured database, of which the first ``problems``
    are, in that order. Those of what could not be read or written are ``failures``, too; ``code`` is that of
    the first one.
    """

    status: str
    dry_run: bool = False
    moves: tuple[Move, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    failures: tuple[Problem, ...] = Field(default=(), exclude=True)
    code: ExitCode = Field(default=ExitCode.DONE, exclude=True)

    @property
    def changed(self) -> bool:
        """Whether a status was written, or in a dry run would be."""
        return any(move.action == "update" for move in self.moves)

    def as_json(self) -> dict[str, Any]:
        body = self.model_dump(mode="json")
        return {"schema": MOVES_SCHEMA, "command": "tasks move", "changed": self.changed, **body}


class Wanted(Frozen):
    """``names`` are single ones; ``texts`` are searched for names, as a pull request's title and body are."""

    status: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    dry_run: bool = False


LookUp = Callable[[str], Awaitable[WorkItem]]
"""A name → the task of any plan that is meant; raises NotFoundError or AmbiguousError."""


async def move_tasks(run: Run, wanted: Wanted, look_up: LookUp | None = None) -> Moves:
    """Gives every task that is named the status, where it has another one and was not cancelled.

    One that cannot be read or written stops no other. ``look_up`` finds what an argument means that is no
    address, number of the database or whole planner key.

    Raises:
        ConfigError: the task database has no status property.
        UsageError: the status is none of its options.
        DecisionNeededError: more tasks are named than one change can have been about.
    """
    tasks = run.settings.tasks
    database = await find_data_source(run.notion, tasks.database, what="task database")
    schema, _ = map_schema(database, tasks.properties.model_dump())
    status = _status_property(database, schema, tasks.properties.status)
    option = _option(database, status, wanted.status)
    failures: dict[str, PlannerError] = {}
    names, unknown = await _names(wanted, database, look_up, failures)
    if len(names) > _MOST_TASKS:
        raise DecisionNeededError(
            f"{len(names)} tasks are named, more than the {_MOST_TASKS} that one call moves; "
            "nothing was written.",
            hint="Name those that are meant as arguments of `notion-planner tasks move`.",
        )
    moves: dict[str, Move] = {}
    for name in names:
        try:
            page = await _page_of(run, name, database, schema)
        except PlannerError as error:
            failures.setdefault(str(error), error)
            continue
        if page is None:
            unknown[name.written] = _unknown(name.written, database)
        else:
            moves.setdefault(page.id, _move(run, name, page, status, option))
    if not wanted.dry_run:
        value = {status.name: properties.select(status, option)}
        moves = {page: await _written(run, move, value, failures) for page, move in moves.items()}
    found = Moves(status=option, dry_run=wanted.dry_run, moves=tuple(moves.values()), unknown=tuple(unknown))
    return found.model_copy(update=_problems(unknown, failures))


def _problems(unknown: Mapping[str, Problem], failures: Mapping[str, PlannerError]) -> dict[str, Any]:
    failed = tuple(Problem(code=e.code, message=e.message, hint=e.hint) for e in failures.values())
    code = next((error.exit_code for error in failures.values()), ExitCode.DONE)
    return {"problems": (*unknown.values(), *failed), "failures": failed, "code": code}


async def _written(run: Run, move: Move, value: dict[str, Any], failures: dict[str, PlannerError]) -> Move:
    if move.action != "update":
        return move
    try:
        await run.notion.update_page(move.id, properties=value, what=f"move task '{move.title}'")
    except PlannerError as error:
        failures.setdefault(str(error), error)
        return move.model_copy(update={"action": "failed", "after": move.before})
    return move


def _status_property(database: DataSource, schema: TaskSchema, configured: str | None) -> PropertySchema:
    status = schema.role("status")
    if status is None:
        called = f" called '{configured}'" if configured else ""
        raise ConfigError(
            f"'{database.title}' has no status property{called}, so no task of it can be moved.",
            hint=properties.to_name(database, "status", schema.roles),
        )
    return status


def _option(database: DataSource, status: PropertySchema, wanted: str) -> str:
    # A select would take any name and so grow an option out of a slip of the pen.
    for option in status.options:
        if option.casefold() == wanted.strip().casefold():
            return option
    raise UsageError(
        f"'{database.title}' has no status '{wanted}'; "
        f"property '{status.name}' has: {', '.join(status.options)}.",
        hint="Use one of these.",
    )


async def _names(
    wanted: Wanted, database: DataSource, look_up: LookUp | None, failures: dict[str, PlannerError]
) -> tuple[list[TaskName], dict[str, Problem]]:
    """Names that lead to one page at most, and what is wrong with each argument that is none."""
    numbering = _numbering(database)
    prefix = numbering.prefix if numbering else None
    found: list[TaskName] = []
    unknown: dict[str, Problem] = {}
    for argument in wanted.names:
        name = name_of(argument, prefix=prefix)
        if name is None and look_up is not None:
            try:
                name = await _meant(argument, look_up, unknown)
            except PlannerError as error:
                failures.setdefault(str(error), error)
                continue
        if name is not None:
            found.append(name)
        else:
            unknown.setdefault(argument, _unknown(argument, database))
    found += [name for text in wanted.texts for name in names_in(text, prefix=prefix)]
    names: dict[tuple[str, str], TaskName] = {}
    for name in found:
        names.setdefault((name.kind, name.value), name)
    return list(names.values()), unknown


async def _meant(argument: str, look_up: LookUp, unknown: dict[str, Problem]) -> TaskName | None:
    try:
        item = await look_up(argument)
    except NotFoundError as error:
        unknown[argument] = Problem(code="task_unknown", message=error.message, hint=error.hint)
        return None
    return TaskName(kind="page", value=item.id, written=argument) if item.id is not None else None


def _numbering(database: DataSource) -> PropertySchema | None:
    return next((schema for schema in database.properties if schema.type == "unique_id"), None)


async def _page_of(run: Run, name: TaskName, database: DataSource, schema: TaskSchema) -> Page | None:
    """The task of that name; None where there is none, or the page belongs to something else."""
    if name.kind == "page":
        try:
            page = await run.notion.page(name.value, what="task")
        except AccessError:
            return None
        source = plain(page.parent.id or "")
        return page if source == plain(database.id) and not page.in_trash else None
    condition = _condition(name, database, schema)
    if condition is None:
        return None
    rows = await run.notion.query(database.id, filter_=condition)
    live = [row for row in rows if not row.in_trash]
    return live[0] if len(live) == 1 else None


def _condition(name: TaskName, database: DataSource, schema: TaskSchema) -> dict[str, Any] | None:
    numbering, key = _numbering(database), schema.role("key")
    if name.kind == "number" and numbering is not None:
        return {"property": numbering.name, "unique_id": {"equals": int(name.value)}}
    if name.kind == "key" and key is not None:
        return {"property": key.name, "rich_text": {"equals": name.value}}
    return None


def _move(run: Run, name: TaskName, page: Page, status: PropertySchema, option: str) -> Move:
    found = page.properties.get(status.name)
    before = found.value if found and isinstance(found.value, str) else None
    state = state_of(before, status.groups, run.settings.tasks.states)
    # Somebody decided against a cancelled task: a mention in a pull request does not overrule that.
    action = "left" if state is TaskState.CANCELLED else "update"
    action = "no-op" if before == option else action
    return Move(
        name=name.written,
        title=page.title,
        id=page.id,
        url=page.url,
        before=before,
        after=option if action == "update" else before,
        action=action,
    )


def _unknown(name: str, database: DataSource) -> Problem:
    return Problem(
        code="task_unknown",
        message=f"'{name}' is no task of '{database.title}'.",
        hint="A task is named by its address, its number (TASK-12, T3), its key or its title.",
    )


def moves_text(found: Moves) -> str:
    """One line a task: what was (or would be) done with it."""
    if not found.moves:
        return "No task was moved." if found.problems else "No task is named."
    return "\n".join(f"{move.title}: {_said(move, dry_run=found.dry_run)}" for move in found.moves)


def moves_markdown(found: Moves) -> str:
    """The same as a list of links."""
    lines = [
        f"- [{escape(move.title)}]({move.url}): {escape(_said(move, dry_run=found.dry_run))}"
        for move in found.moves
    ]
    lines += [f"- Unknown: {escape(name)}" for name in found.unknown]
    return "\n".join(lines) or "No task is named."


def _said(move: Move, *, dry_run: bool) -> str:
    match move.action:
        case "update":
            verb = "would move" if dry_run else "moved"
            return f"{verb} from {move.before or 'no status'} to {move.after}"
        case "left":
            return f"left alone, it is {move.before}"
        case "failed":
            return f"could not be moved, it is {move.before or 'without a status'}"
        case _:
            return f"is {move.before} already"
