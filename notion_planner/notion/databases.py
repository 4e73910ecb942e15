"""Requests on databases themselves: making one, adding to its schema, its views."""

from collections.abc import Mapping
from typing import Any

from notion_planner.errors import OutcomeUnknownError
from notion_planner.model.base import Frozen
from notion_planner.notion.gateway import PAGE_SIZE, Gateway, Json
from notion_planner.notion.objects import DataSource, data_source_of
from notion_planner.notion.properties import rich_text


class View(Frozen):
    """A view of a database; ``data_source`` is the one whose rows it shows."""

    id: str
    name: str
    type: str
    database: str
    data_source: str | None = None


async def child_database(notion: Gateway, page_id: str, title: str) -> str | None:
    """The id of the database of exactly this title on a page, whose blocks are never late as search is."""
    blocks = await notion.blocks(page_id)
    return next(
        (block.id for block in blocks if block.type == "child_database" and block.text == title), None
    )


async def create_database(
    notion: Gateway, *, page_id: str, title: str, properties: Mapping[str, Json]
) -> DataSource:
    """A database under a page, or the one of that title that an interrupted call has left there."""
    what = f"create database '{title}'"
    body = {
        "parent": {"type": "page_id", "page_id": page_id},
        "title": rich_text(title),
        "initial_data_source": {"properties": dict(properties)},
    }
    try:
        database = await child_database(notion, page_id, title)
        if database is None:
            raw = await notion.request("POST", "databases", payload=body, write_to=page_id, what=what)
            database = str(raw["id"])
    except OutcomeUnknownError:
        database = await child_database(notion, page_id, title)
        if database is None:
            raise
    return await notion.data_source((await notion.database_sources(database))[0][0])


async def change_schema(
    notion: Gateway, source: DataSource, properties: Mapping[str, Json], *, what: str
) -> DataSource:
    """Adds or renames properties. Keyed by name or id, so that a second application changes nothing."""
    raw = await notion.request(
        "PATCH",
        f"data_sources/{source.id}",
        payload={"properties": dict(properties)},
        write_to=source.id,
        repeatable=True,
        what=what,
    )
    return data_source_of(raw)


async def views_of(notion: Gateway, database_id: str) -> tuple[View, ...]:
    """The first hundred views of a database; the list tells ids only, so each is asked for."""
    query = {"database_id": database_id, "page_size": PAGE_SIZE}
    what = f"views of database {database_id}"
    listed = await notion.request("GET", "views", payload=query, what=what)
    ids = [str(item["id"]) for item in listed.get("results") or ()]
    return tuple([_view(await notion.request("GET", f"views/{view}", what=what)) for view in ids])


async def create_view(notion: Gateway, body: Json, *, where: str) -> View:
    """Adds a view. ``where`` is the id of the database or page that gets it.

    Raises:
        OutcomeUnknownError: the answer was lost; look before repeating.
    """
    what = f"create view '{body['name']}'"
    return _view(await notion.request("POST", "views", payload=body, write_to=where, what=what))


def _view(raw: Mapping[str, Any]) -> View:
    return View(
        id=str(raw["id"]),
        name=str(raw.get("name") or ""),
        type=str(raw.get("type") or ""),
        database=str((raw.get("parent") or {}).get("database_id") or ""),
        data_source=raw.get("data_source_id"),
    )
