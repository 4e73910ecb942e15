"""Which pages were made here, as plans, tasks or reports, and which may be specifications."""

import re
from collections.abc import Sequence

from notion_planner.errors import AccessError, DecisionNeededError
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import mentioned_pages
from notion_planner.notion.objects import Page
from notion_planner.state.plan_state import PlanState, find_state_text, parse_state

# A task mentions its plan first; the pages that people mention below it are not all worth a look.
MOST_MENTIONED = 5
# The last line of a report's page: its fingerprint, and the end of its plan's id.
REPORT_MARK = re.compile(r"\n?\*Made by notion-planner, ([0-9a-f]{12})(?:, plan ([0-9a-f]{12}))?\*\s*\Z")
_REPORT_TITLE = re.compile(r"(?:Daily|Weekly|Milestone|Executive) report \d{4}-\d\d-\d\d: ")
_MOST_READ = 10  # each is a request, or six, before a mistyped title is answered


def is_row(page: Page) -> bool:
    """Whether the page stands in a database."""
    return page.parent.kind in ("data_source", "database")


def is_plan(markdown: str) -> bool:
    """Whether the text is that of a page that a sync made as a plan."""
    return find_state_text(markdown) is not None


def is_report(markdown: str) -> bool:
    return REPORT_MARK.search(markdown) is not None


def may_be_report(title: str) -> bool:
    """By its title, which is there before its text is."""
    return _REPORT_TITLE.match(title) is not None


async def specs_among(notion: Gateway, pages: Sequence[Page], *, most: int) -> list[Page]:
    """The first that were not made here; each is read, but a plan's tasks are known with one of them."""
    made: set[str] = set()
    found: list[Page] = []
    for page in pages[:_MOST_READ]:
        if len(found) < most and plain(page.id) not in made:
            made |= await _made_with(notion, page)
            found += [page] if plain(page.id) not in made else []
    return found


async def _made_with(notion: Gateway, page: Page) -> set[str]:
    """The page, its plan and all tasks of that, where a sync made it; else at most plans that it mentions."""
    text = await _text(notion, page.id)
    if is_report(text):
        return {plain(page.id)}
    if is_plan(text):
        return {plain(page.id), *_tasks_of(text)}
    made: set[str] = set()
    for mentioned in mentioned_pages(text)[:MOST_MENTIONED] if is_row(page) else ():
        if plain(page.id) not in made and is_plan(other := await _text(notion, mentioned)):
            made |= {plain(mentioned), *_tasks_of(other)}
    return made


async def plans_knowing(notion: Gateway, page: Page) -> tuple[tuple[PlanState, str], ...]:
    """The states of the plans that the page mentions and whose task it is, each with the task's key.

    Raises:
        DecisionNeededError: a newer release wrote one of the plans.
    """
    text = await _text(notion, page.id)
    states = [parse_state(await _text(notion, found)) for found in mentioned_pages(text)[:MOST_MENTIONED]]
    return tuple(
        (state, key)
        for state in states
        if state is not None
        for key, task in state.tasks.items()
        if plain(task.id) == plain(page.id)
    )


async def _text(notion: Gateway, page_id: str) -> str:
    try:
        return (await notion.markdown(page_id)).text
    except AccessError:
        return ""


def _tasks_of(markdown: str) -> set[str]:
    try:
        state: PlanState | None = parse_state(markdown)
    except DecisionNeededError:  # a newer release knows
        return set()
    return {plain(task.id) for task in state.tasks.values()} if state else set()
