"""Which specifications there are: those that the configuration names, or those that have a plan.

Pages that a sync made, plans and tasks, are never among them.
"""

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notion_planner.errors import (
    AccessError,
    ConfigError,
    DecisionNeededError,
    NotFoundError,
    PlannerError,
    UsageError,
)
from notion_planner.fetcher.own_pages import MOST_MENTIONED, is_plan, is_report, is_row, may_be_report
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.fetcher.spec_file import names_path, nearest
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import parse_id, plain
from notion_planner.notion.markup import mentioned_pages
from notion_planner.notion.objects import DataSource, Page, PropertySchema
from notion_planner.notion.properties import option_named
from notion_planner.settings import PlansPlace, Settings
from notion_planner.state.plan_state import named_spec, parse_state

_OPERATORS = {
    "select": "equals",
    "status": "equals",
    "multi_select": "contains",
    "rich_text": "equals",
    "checkbox": "equals",
}
_OF_OPTIONS = ("select", "status", "multi_select")
# YAML reads these as one truth value; an option may be called any of them.
_SPELT = {True: ("Yes", "True", "On"), False: ("No", "False", "Off")}


@dataclass(frozen=True)
class FoundSpecs:
    """``failures``: why a page that the configuration names is none of them, with the way on.

    ``left_out``: the same of those that have a plan, and that nobody named.
    """

    pages: tuple[Page, ...] = ()
    failures: tuple[PlannerError, ...] = ()
    left_out: tuple[PlannerError, ...] = ()


async def find_specs(notion: Gateway, settings: Settings) -> FoundSpecs:
    """The pages, each once, in the order of the ways and of Notion's answers.

    Raises:
        ConfigError: the filter names a property that the database has not, or cannot be filtered by.
        NotFoundError, AmbiguousError, AccessError: as :func:`find_page`, of the database or the parent page.
    """
    place = settings.specs
    if place is None:
        return FoundSpecs()
    listed: list[Page] = []
    if place.data_source is not None:
        source = await find_data_source(notion, place.data_source, what="specifications database")
        rows = await notion.query(source.id, filter_=row_filter(source, place.filter))
        listed += sorted(rows, key=lambda page: (page.created_time, page.id))
    if place.parent is not None:
        parent = await find_page(notion, place.parent, what="page of specifications (specs.parent)")
        children = await notion.child_pages(parent.id)
        listed += await asyncio.gather(*(notion.page(child.id, what="spec") for child in children))
    named, failures = await _named(notion, place.pages)
    searched: list[Page] = []
    if place.search is not None:
        words = place.search.casefold()
        results = await notion.search(place.search, kind="page")
        pages = [page for page in results if isinstance(page, Page) and words in page.title.casefold()]
        searched = await _without_tasks(notion, settings, pages)
    made = await _made_among(notion, settings.plans, [*listed, *searched])
    found = {page.id: page for page in (*listed, *named, *searched) if page.id not in made}
    return FoundSpecs(tuple(page for page in found.values() if not page.in_trash), failures)


async def _named(notion: Gateway, references: Sequence[str]) -> tuple[list[Page], tuple[PlannerError, ...]]:
    """The pages of ``specs.pages``: one that is gone, or is no longer shared, hides no other."""
    pages, failures = [], []
    for reference in references:
        try:
            pages.append(await find_page(notion, reference, what="spec"))
        except (NotFoundError, UsageError, AccessError) as error:
            if isinstance(error, AccessError) and error.lacking != "sharing":
                raise
            if type(error) is NotFoundError and names_path(reference):
                error = _of_file(reference)
            error.hint = f"{error.hint} Or take it out of specs.pages in config.yaml.".lstrip()
            failures.append(error)
    return pages, tuple(failures)


def _of_file(reference: str) -> NotFoundError:
    path = Path(reference)
    if path.is_file():
        return NotFoundError(
            f"{reference} is a file, and specs.pages names pages; none is called so.",
            hint=f"`notion-planner sync {shlex.quote(reference)}` makes its page, whose title can be named.",
        )
    what = "a folder" if path.is_dir() else "no file here"
    return NotFoundError(
        f"{reference} is {what} ({path.absolute()}), and no page is called so.",
        hint=f"{nearest(path)}Name a page by its title or URL.",
    )


async def _without_tasks(notion: Gateway, settings: Settings, pages: Sequence[Page]) -> list[Page]:
    """Those that are no rows of the task database."""
    if not any(is_row(page) for page in pages):
        return list(pages)
    tasks = await _place(notion, source=settings.tasks.database, what="task database")
    return [page for page in pages if page.parent.id not in tasks and page.parent.database not in tasks]


async def _made_among(notion: Gateway, place: PlansPlace, pages: Sequence[Page]) -> set[str]:
    """The ids of plans and reports: of those pages that stand where plans are made, or are called so."""
    live = {page.id: page for page in pages if not page.in_trash}.values()
    reports = [page for page in live if may_be_report(page.title)]
    texts = await asyncio.gather(*(notion.markdown(page.id) for page in reports))
    made = {page.id for page, content in zip(reports, texts, strict=True) if is_report(content.text)}
    return made | await _plans_among(notion, place, [page for page in live if page.id not in made])


async def _plans_among(notion: Gateway, place: PlansPlace, pages: Sequence[Page]) -> set[str]:
    of_rows = place.parent is None
    near = [page for page in pages if is_row(page) is of_rows]
    if not near:
        return set()
    home = await _place(notion, page=place.parent, source=place.data_source, what="place for plans")
    # A page in a column or toggle names that block as its parent, and not the page which it stands on.
    beside = [
        page
        for page in near
        if page.parent.kind == "block" or page.parent.id in home or page.parent.database in home
    ]
    contents = await asyncio.gather(*(notion.markdown(page.id) for page in beside))
    return {page.id for page, content in zip(beside, contents, strict=True) if is_plan(content.text)}


async def _place(
    notion: Gateway, *, what: str, page: str | None = None, source: str | None = None
) -> set[str | None]:
    """The ids that a page's parent may have there; none where the place cannot be found."""
    reference = page or source or ""
    if (given := parse_id(reference)) is not None:
        return {given}
    try:
        if page is not None:
            return {(await find_page(notion, page, what=what)).id}
        found = await find_data_source(notion, reference, what=what)
    except (NotFoundError, AccessError):
        return set()
    return {found.id, found.database} - {None}


async def spec_of_task(notion: Gateway, page: Page, text: str) -> str | None:
    """The specification of the plan that the page mentions and that knows it as its task."""
    for plan_id in mentioned_pages(text)[:MOST_MENTIONED]:
        try:
            state = parse_state((await notion.markdown(plan_id)).text)
        except (AccessError, DecisionNeededError):
            continue
        if state is not None and plain(page.id) in {plain(task.id) for task in state.tasks.values()}:
            return parse_id(state.spec)
    return None


async def refuse_own_page(notion: Gateway, document: SpecDocument, tasks: DataSource | None) -> None:
    """``tasks``: the task database; None where the page is no row of any database.

    Raises:
        NotFoundError: the page is no specification: it was made here, as a plan, a task or a report.
    """
    page, text = document.page, document.markdown
    if is_report(text):
        kind, spec_id = "report", None
    elif is_plan(text):
        kind, spec_id = "plan", parse_id(named_spec(text) or "")
    elif tasks is not None and page.parent.id in (tasks.id, tasks.database):
        kind, spec_id = "task", await spec_of_task(notion, page, text)
        if spec_id is None:
            return
    else:
        return
    spec = await _visible(notion, spec_id) if spec_id else None
    which = f"'{spec.title}' ({spec.url})" if spec else "the specification"
    maker = "`notion-planner report`" if kind == "report" else "a sync"
    raise NotFoundError(
        f"'{page.title}' ({page.url}) is a {kind} that {maker} made, and no specification.",
        hint=f"Name what it was made from: {which}.",
    )


async def all_specs(notion: Gateway, settings: Settings) -> FoundSpecs:
    """Those of the configuration, or where it names none, all that have a plan.

    Raises:
        PlannerError: as :func:`find_specs` and :func:`planned_specs`.
    """
    if settings.specs is not None:
        return await find_specs(notion, settings)
    return await planned_specs(notion, settings.plans)


async def planned_specs(notion: Gateway, place: PlansPlace) -> FoundSpecs:
    """The specifications that have a plan, by the states of the plans where plans are made.

    Raises:
        NotFoundError, AmbiguousError, AccessError: as :func:`find_page`.
    """
    return await specs_of(notion, await pages_of_plans(notion, place))


async def pages_of_plans(notion: Gateway, place: PlansPlace) -> dict[str, str]:
    """Id → title of what stands where plans are made: plans, and what people put there, but no report."""
    if place.parent is not None:
        parent = await find_page(notion, place.parent, what="page for plans (plans.parent)")
        children = await notion.child_pages(parent.id)
        return {child.id: child.title for child in children if not may_be_report(child.title)}
    source = await find_data_source(notion, place.data_source or "", what="plans database")
    return {row.id: row.title for row in await notion.query(source.id)}


async def specs_of(notion: Gateway, plans: Mapping[str, str]) -> FoundSpecs:
    """The specifications that these pages (id → title) name as theirs."""
    contents = await asyncio.gather(*(notion.markdown(plan, what="content of plan") for plan in plans))
    named: dict[str, str] = {}
    for title, content in zip(plans.values(), contents, strict=True):
        if (spec := parse_id(named_spec(content.text) or "")) is not None:
            named.setdefault(spec, title)
    found = await asyncio.gather(*(_visible(notion, spec) for spec in named))
    live = tuple(page for page in found if page is not None and not page.in_trash)
    left_out = (
        _left_out(page, plan)
        for page, plan in zip(found, named.values(), strict=True)
        if page is None or page.in_trash
    )
    return FoundSpecs(live, left_out=tuple(left_out))


def _left_out(spec: Page | None, plan: str) -> NotFoundError:
    if spec is None:
        return NotFoundError(
            f"The specification of '{plan}' cannot be seen: it was deleted, or is not shared any more.",
            hint="Share it with the connection again; or put its plan in the trash, too.",
        )
    return NotFoundError(
        f"The specification '{spec.title}' ({spec.url}) is in Notion's trash: '{plan}' stays as it is.",
        hint="Restore it; or put its plan in the trash, too.",
    )


async def _visible(notion: Gateway, spec: str) -> Page | None:
    try:
        return await notion.page(spec, what="spec")
    except AccessError:
        return None


def row_filter(source: DataSource, wanted: Mapping[str, str | bool]) -> dict[str, Any] | None:
    """Notion's filter for rows whose properties have these values.

    Raises:
        ConfigError: there is no such property, or no such option of it, or one of its type cannot be compared
            with a value.
    """
    schemas = {schema.name.casefold(): schema for schema in source.properties}
    conditions = []
    for name, value in wanted.items():
        schema = schemas.get(name.casefold())
        if schema is None:
            raise ConfigError(
                f"specs.filter: '{source.title}' has no property '{name}' "
                f"(it has: {', '.join(found.name for found in source.properties)}).",
                hint="Use one of these names.",
            )
        conditions.append(_condition(schema, value=value))
    return {"and": conditions} if conditions else None


def _condition(schema: PropertySchema, *, value: str | bool) -> dict[str, Any]:
    operator = _OPERATORS.get(schema.type)
    if operator is None:
        raise ConfigError(
            f"specs.filter: '{schema.name}' is of type {schema.type}, which no value can be compared with.",
            hint=f"Filter by a property of these types: {', '.join(_OPERATORS)}.",
        )
    if schema.type in _OF_OPTIONS:
        value = _option(schema, wanted=value)
    elif isinstance(value, bool) is not (schema.type == "checkbox"):
        form = "text: a value in" if isinstance(value, bool) else "a checkbox: true or false without"
        raise ConfigError(f"specs.filter: '{schema.name}' is {form} quotes belongs there.")
    return {"property": schema.name, schema.type: {operator: value}}


def _option(schema: PropertySchema, *, wanted: str | bool) -> str:
    """The option as the database writes it: Notion refuses a filter by any other spelling."""
    names = _SPELT[wanted] if isinstance(wanted, bool) else (wanted,)
    if (option := next(filter(None, (option_named(schema, name) for name in names)), None)) is not None:
        return option
    raise ConfigError(
        f"specs.filter: '{schema.name}' has no option '{names[0]}' "
        f"(it has: {', '.join(schema.options) or 'none'}).",
        hint="Use one of these options.",
    )
