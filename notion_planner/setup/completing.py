"""Setting up Notion: what the connection sees, what a task database lacks, and adding what was agreed to."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Literal

from notion_planner.errors import AccessError, AmbiguousError, NotFoundError, UsageError
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.model.base import Frozen
from notion_planner.model.report import Problem
from notion_planner.notion import databases
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource, Page, Parent
from notion_planner.notion.properties import TaskSchema, map_schema, may_be_meant
from notion_planner.settings import TasksPlace
from notion_planner.setup import task_database
from notion_planner.setup.task_database import NewProperty, Places
from notion_planner.writer.views import TaskView, not_there, task_views

# Each costs a request, and a list that long is not read anyway.
_MOST_PARENTS_ASKED = 20

Kind = Literal["page", "database"]


class Sight(Frozen):
    """A page or database that the connection can see; ``parent`` names where it stands."""

    kind: Kind
    id: str
    title: str
    url: str
    parent: str = ""

    @property
    def line(self) -> str:
        return f"{self.title or 'Untitled'} ({self.kind}{f', in {self.parent}' if self.parent else ''})"


class Offer(Frozen):
    """One change of Notion that a person may agree to. ``key`` names it in answers and in JSON."""

    key: str
    kind: Literal["database", "property", "rename", "view"]
    line: str


class Wishes(Frozen):
    """``tasks`` is found or, where nothing is called so, made as a database under ``under``."""

    plans: Sight
    specs: Sight | None
    tasks: str
    under: str | None = None


class Setup(Frozen):
    """What is there and what is missing. ``source`` None: the task database has yet to be made."""

    title: str
    source: DataSource | None
    parent: str | None
    places: Places
    offers: tuple[Offer, ...] = ()
    notes: tuple[Problem, ...] = ()


async def survey(notion: Gateway) -> tuple[Sight, ...]:
    """Pages and databases that search finds, by title; rows of databases are left out."""
    pages, sources = await asyncio.gather(
        notion.search("", kind="page"), notion.search("", kind="data_source")
    )
    seen = [page for page in pages if isinstance(page, Page) and page.parent.kind != "data_source"]
    tables = [source for source in sources if isinstance(source, DataSource)]
    titles = {page.id: page.title for page in seen}
    wanted = {item.id for item in (*(page.parent for page in seen), *(table.place for table in tables))}
    for parent_id in sorted(item for item in wanted if item and item not in titles)[:_MOST_PARENTS_ASKED]:
        titles[parent_id] = await _title(notion, parent_id)
    sights = [
        Sight(kind="page", id=page.id, title=page.title, url=page.url, parent=_where(page.parent, titles))
        for page in seen
        if not page.in_trash
    ]
    sights += [
        Sight(
            kind="database",
            id=table.id,
            title=table.title,
            url=table.url,
            parent=_where(table.place, titles),
        )
        for table in tables
        if not table.in_trash
    ]
    return tuple(sorted(sights, key=lambda sight: (sight.kind, sight.title.casefold(), sight.id)))


async def _title(notion: Gateway, page_id: str) -> str:
    try:
        return (await notion.page(page_id)).title
    except AccessError:  # the parent of a shared page need not be shared
        return ""


def _where(parent: Parent, titles: dict[str, str]) -> str:
    if parent.kind == "workspace":
        return "the workspace"
    title = titles.get(parent.id or "")
    return f"'{title}'" if title else ""


async def find_place(notion: Gateway, reference: str, *, what: str) -> Sight:
    """The page or database that a title, URL or ID means.

    Raises:
        NotFoundError, AmbiguousError, AccessError, UsageError: as :func:`find_page`.
    """
    try:
        page = await find_page(notion, reference, what=what)
    except AmbiguousError:
        raise
    except (NotFoundError, AccessError) as error:
        try:
            source = await find_data_source(notion, reference, what=f"{what} database")
        except AmbiguousError:
            raise
        except (NotFoundError, AccessError):
            raise error from None
        return Sight(kind="database", id=source.id, title=source.title, url=source.url)
    return Sight(kind="page", id=page.id, title=page.title, url=page.url)


async def inspect(notion: Gateway, wishes: Wishes, tasks: TasksPlace) -> Setup:
    """What is missing. Reads only.

    Raises:
        NotFoundError, AmbiguousError, AccessError, UsageError: as :func:`find_page`.
    """
    places = Places(
        plans=wishes.plans.id if wishes.plans.kind == "database" else None,
        specs=wishes.specs.id if wishes.specs and wishes.specs.kind == "database" else None,
    )
    parent = await _parent_of_new(notion, wishes)
    source = await _existing(notion, wishes.tasks, parent)
    setup = Setup(title=wishes.tasks, source=source, parent=parent, places=places)
    if source is None:
        return setup.model_copy(update={"offers": (_new_database(setup, tasks),), "notes": _notes(wishes)})
    found = await _with_offers(notion, setup, source, tasks)
    return found.model_copy(update={"notes": (*found.notes, *_notes(wishes))})


async def _parent_of_new(notion: Gateway, wishes: Wishes) -> str | None:
    if wishes.under is not None:
        return (await find_page(notion, wishes.under, what="page for the task database")).id
    return wishes.plans.id if wishes.plans.kind == "page" else None


async def _existing(notion: Gateway, reference: str, parent: str | None) -> DataSource | None:
    """The task database; None where none is called so. Beside the search, the parent page is asked.

    Search may not know yet what an interrupted run has just made.
    """
    try:
        return await find_data_source(notion, reference, what="task database")
    except AmbiguousError:
        raise
    except NotFoundError:
        if parent is None:
            raise UsageError(
                f"No database is called '{reference}', and it is not known where to make it.",
                hint="Name a page for it with --under, or an existing database with --tasks.",
            ) from None
    found = await databases.child_database(notion, parent, reference)
    return await find_data_source(notion, found, what="task database") if found else None


def _new_database(setup: Setup, tasks: TasksPlace) -> Offer:
    listed = ", ".join(
        f"{item.name} ({item.type})" for item in task_database.wanted(setup.places, status=tasks.status)
    )
    line = (
        f"task database '{setup.title}' with {listed}, '{task_database.BLOCKED_BY}' ⇄ "
        f"'{task_database.BLOCKS}', and the views Board and Timeline"
    )
    return Offer(key="database", kind="database", line=line)


async def _with_offers(notion: Gateway, setup: Setup, source: DataSource, tasks: TasksPlace) -> Setup:
    schema, problems = map_schema(source, tasks.properties.model_dump())
    properties = task_database.missing(source, schema, setup.places, status=tasks.status)
    offers = [_property_offer(item, may_be_meant(source, item.role, schema.roles)) for item in properties]
    if task_database.unnamed_reverse(source, schema) is not None:
        offers.append(_rename_offer())
    offers += [_view_offer(view) for view in await _missing_views(notion, source, schema, properties)]
    mapped = [problem for problem in problems if problem.code == "property_type"]
    notes = (
        *mapped,
        *task_database.by_hand(source, schema, status=tasks.status),
        *task_database.relation_problems(schema, setup.places, {}),
    )
    return setup.model_copy(update={"source": source, "offers": tuple(offers), "notes": notes})


async def _missing_views(
    notion: Gateway, source: DataSource, schema: TaskSchema, coming: Sequence[NewProperty]
) -> tuple[TaskView, ...]:
    """Views to offer; those of properties that are offered as well count as possible."""
    if source.database is None:
        return ()
    roles = dict(schema.roles)
    for item in coming:
        roles.setdefault(item.role, item.as_schema())
    possible = task_views(schema.model_copy(update={"roles": roles}))
    present = await databases.views_of(notion, source.database)
    return not_there(possible, (view.type for view in present if view.data_source == source.id))


def _property_offer(item: NewProperty, others: Sequence[str]) -> Offer:
    """``others``: names of properties that are there and may be meant for the same."""
    line = f"property '{item.name}' ({item.type}): {item.why}"
    if others and item.type != "relation":
        named = ", ".join(f"'{name}'" for name in others)
        line += f"; or name yours in config.yaml ({named}?)"
    return Offer(key=f"property:{item.role}", kind="property", line=line)


def _rename_offer() -> Offer:
    line = f"rename the other side of '{task_database.BLOCKED_BY}' to '{task_database.BLOCKS}'"
    return Offer(key="rename:blocks", kind="rename", line=line)


def _view_offer(view: TaskView) -> Offer:
    return Offer(key=f"view:{view.type}", kind="view", line=f"view '{view.name}' ({view.type} {view.why})")


def _notes(wishes: Wishes) -> tuple[Problem, ...]:
    """What a relation to plans or specifications would take."""
    return tuple(
        Problem(
            code="relation_impossible",
            message=f"Tasks mention their {name} in their text only: a relation holds rows of a database, "
            f"and {name}s are sub-pages of '{place.title}'.",
        )
        for name, place in (("plan", wishes.plans), ("specification", wishes.specs))
        if place is not None and place.kind == "page"
    )


async def apply(
    notion: Gateway, setup: Setup, tasks: TasksPlace, accepted: Collection[str]
) -> DataSource | None:
    """Makes what was agreed to, each step able to find itself already done; the task database afterwards."""
    source = setup.source
    if source is None:
        if "database" not in accepted or setup.parent is None:
            return None
        properties = {"Name": {"title": {}}} | {
            item.name: dict(item.definition)
            for item in task_database.wanted(setup.places, status=tasks.status)
        }
        source = await databases.create_database(
            notion, page_id=setup.parent, title=setup.title, properties=properties
        )
        made = await _with_offers(notion, setup, source, tasks)
        accepted = {*accepted, *(offer.key for offer in made.offers)}
    source = await _add_properties(notion, source, setup, tasks, accepted)
    source = await _rename_reverse(notion, source, tasks, accepted)
    await _add_views(notion, source, tasks, accepted)
    return source


async def _add_properties(
    notion: Gateway, source: DataSource, setup: Setup, tasks: TasksPlace, accepted: Collection[str]
) -> DataSource:
    schema, _ = map_schema(source, tasks.properties.model_dump())
    missing = task_database.missing(source, schema, setup.places, status=tasks.status)
    adding = {item.name: item.definition for item in missing if f"property:{item.role}" in accepted}
    if not adding:
        return source
    what = f"add {', '.join(adding)} to '{source.title}'"
    return await databases.change_schema(notion, source, {k: dict(v) for k, v in adding.items()}, what=what)


async def _rename_reverse(
    notion: Gateway, source: DataSource, tasks: TasksPlace, accepted: Collection[str]
) -> DataSource:
    schema, _ = map_schema(source, tasks.properties.model_dump())
    reverse = task_database.unnamed_reverse(source, schema)
    if reverse is None or not {"rename:blocks", "property:blocked_by"} & set(accepted):
        return source
    change = {reverse.id: {"name": task_database.BLOCKS}}
    return await databases.change_schema(notion, source, change, what=f"rename '{reverse.name}'")


async def _add_views(
    notion: Gateway, source: DataSource, tasks: TasksPlace, accepted: Collection[str]
) -> None:
    schema, _ = map_schema(source, tasks.properties.model_dump())
    database = source.database
    wanted = [view for view in task_views(schema) if f"view:{view.type}" in accepted]
    if not wanted or database is None:
        return
    present = await databases.views_of(notion, database)
    types = (view.type for view in present if view.data_source == source.id)
    for view in not_there(wanted, types):
        body = view.body(source.id, database_id=database)
        await databases.create_view(notion, body, where=database)
