"""Which specifications there are: those that the configuration names, or those that have a plan."""

import asyncio
from collections.abc import Mapping
from typing import Any

from notion_planner.errors import AccessError, ConfigError
from notion_planner.fetcher import find_data_source, find_page
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource, Page, PropertySchema
from notion_planner.settings import PlansPlace, SpecsPlace
from notion_planner.state import named_spec

_OPERATORS = {
    "select": "equals",
    "status": "equals",
    "multi_select": "contains",
    "rich_text": "equals",
    "checkbox": "equals",
}


async def find_specs(notion: Gateway, place: SpecsPlace) -> tuple[Page, ...]:
    """The pages, each once, in the order of the ways and of Notion's answers.

    Raises:
        ConfigError: the filter names a property that the database has not, or cannot be filtered by.
        NotFoundError, AmbiguousError, AccessError: as :func:`notion_planner.fetcher.find_page`.
    """
    found: dict[str, Page] = {}
    if place.data_source is not None:
        source = await find_data_source(notion, place.data_source, what="specifications database")
        rows = await notion.query(source.id, filter_=row_filter(source, place.filter))
        found |= {page.id: page for page in sorted(rows, key=lambda page: (page.created_time, page.id))}
    if place.parent is not None:
        parent = await find_page(notion, place.parent, what="page of specifications (specs.parent)")
        children = await notion.child_pages(parent.id)
        pages = await asyncio.gather(*(notion.page(child.id, what="spec") for child in children))
        found |= {page.id: page for page in pages}
    for reference in place.pages:
        page = await find_page(notion, reference, what="spec")
        found[page.id] = page
    if place.search is not None:
        words = place.search.casefold()
        results = await notion.search(place.search, kind="page")
        pages = [page for page in results if isinstance(page, Page) and words in page.title.casefold()]
        found |= {page.id: page for page in pages}
    return tuple(page for page in found.values() if not page.in_trash)


async def planned_specs(notion: Gateway, place: PlansPlace) -> tuple[Page, ...]:
    """The specifications that have a plan, by the states of the plans where plans are made.

    Raises:
        NotFoundError, AmbiguousError, AccessError: as :func:`notion_planner.fetcher.find_page`.
    """
    if place.parent is not None:
        parent = await find_page(notion, place.parent, what="page for plans (plans.parent)")
        plans = [child.id for child in await notion.child_pages(parent.id)]
    else:
        source = await find_data_source(notion, place.data_source or "", what="plans database")
        plans = [row.id for row in await notion.query(source.id)]
    contents = await asyncio.gather(*(notion.markdown(plan, what="content of plan") for plan in plans))
    named = (named_spec(content.text) for content in contents)
    specs = dict.fromkeys(spec for spec in named if spec is not None)
    found = await asyncio.gather(*(_visible(notion, spec) for spec in specs))
    return tuple(page for page in found if page is not None and not page.in_trash)


async def _visible(notion: Gateway, spec: str) -> Page | None:
    try:
        return await notion.page(spec, what="spec")
    except AccessError:
        return None


def row_filter(source: DataSource, wanted: Mapping[str, str | bool]) -> dict[str, Any] | None:
    """Notion's filter for rows whose properties have these values.

    Raises:
        ConfigError: there is no such property, or one of its type cannot be compared with a value.
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
        conditions.append(_condition(schema, value))
    return {"and": conditions} if conditions else None


def _condition(schema: PropertySchema, value: object) -> dict[str, Any]:
    operator = _OPERATORS.get(schema.type)
    if operator is None:
        raise ConfigError(
            f"specs.filter: '{schema.name}' is of type {schema.type}, which no value can be compared with.",
            hint=f"Filter by a property of these types: {', '.join(_OPERATORS)}.",
        )
    return {"property": schema.name, schema.type: {operator: value}}
