"""Titles of specifications for shell completion: those of the configuration, or what a quick search finds."""

import asyncio
import shlex
from collections.abc import Sequence

from notion_planner.config import (
    DEFAULT_CONFIG,
    Environment,
    connect_to,
    load_settings,
    read_environment,
)
from notion_planner.connection import open_gateway
from notion_planner.errors import PlannerError
from notion_planner.fetcher.discovery import find_specs
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import is_address
from notion_planner.notion.objects import Page
from notion_planner.settings import Settings

# Somebody waits with a finger on the key; starting Python has taken its part of a second already.
_PATIENCE = 0.7
_MOST_TITLES = 30


def spec_titles(incomplete: str, *, environ: Environment | None = None) -> list[str]:
    """Titles that begin as what is typed does, in the shell's own quoting; none when anything goes wrong."""
    try:
        environment = environ or read_environment(DEFAULT_CONFIG)
        found = asyncio.run(_titles(environment, incomplete))
    except (PlannerError, TimeoutError, OSError, ValueError):
        return []
    titles = [title for title in dict.fromkeys(found) if title.startswith(incomplete)]
    return _quoted(titles[:_MOST_TITLES], incomplete, environment)


async def _titles(environment: Environment, incomplete: str) -> Sequence[str]:
    connection = connect_to(environment, DEFAULT_CONFIG, local_allowed=True)
    settings = load_settings(None, local=connection.kind == "local")
    if connection.kind == "local" and not (connection.workspace and connection.workspace.exists()):
        return []  # pressing a key must not make a workspace
    once = settings.notion.model_copy(update={"attempts": 1, "timeout_seconds": _PATIENCE})
    async with asyncio.timeout(_PATIENCE), open_gateway(connection, once) as notion:
        return await _pages(notion, settings, incomplete)


async def _pages(notion: Gateway, settings: Settings, incomplete: str) -> Sequence[str]:
    place = settings.specs
    if place is not None and not (place.data_source or place.parent or place.search):
        named = [page for page in place.pages if not is_address(page)]
        if len(named) == len(place.pages):
            return named
    if place is not None:
        return [page.title for page in (await find_specs(notion, settings)).pages]
    return await _searched(notion, settings, incomplete)


async def _searched(notion: Gateway, settings: Settings, incomplete: str) -> Sequence[str]:
    """Pages that a search finds, without tasks and plans: nobody plans those."""
    found, tasks = await asyncio.gather(
        notion.search(incomplete, kind="page"),
        find_data_source(notion, settings.tasks.database, what="task database"),
    )
    ours = {tasks.id}
    if settings.plans.parent is not None:
        ours.add((await find_page(notion, settings.plans.parent, what="page for plans")).id)
    pages = [page for page in found if isinstance(page, Page) and not page.in_trash]
    return [page.title for page in pages if page.parent.id not in ours and page.id not in ours]


def _quoted(titles: Sequence[str], incomplete: str, environment: Environment) -> list[str]:
    """Bash takes a suggestion as it would be typed; the other shells quote it themselves."""
    words, place = environment.get("COMP_WORDS"), environment.get("COMP_CWORD")
    if words is None or place is None:
        return list(titles)
    typed = words.split("\n")
    word = typed[int(place)] if place.isdecimal() and int(place) < len(typed) else ""
    if word.startswith(('"', "'")):
        return list(titles)
    # Behind a space that was typed with a backslash nothing fits: suggestions have to begin as it was read.
    return [] if " " in incomplete else [_escaped(title) for title in titles]


def _escaped(title: str) -> str:
    return "".join(c if shlex.quote(c) == c else f"\\{c}" for c in title)
