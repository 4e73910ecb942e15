"""The plan page is called after its specification, until a person calls it something else."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from notion_planner.changes.revisions import Selection, Side
from notion_planner.fetcher.reading import read_spec
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import PlansPlace
from notion_planner.use_cases.deciding import drift, prepare_settling
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import apply
from notion_planner.use_cases.undoing import prepare_undo, undo
from tests.conftest import CREATED, SPEC, Notion, kept
from tests.scenarios.as_previewed import written
from tests.scenarios.test_resync import codes, sync_beside
from tests.scenarios.test_surroundings import rename

FORMER = "Implementation: User Profile API"
LATTER = "Implementation: Member API"


def title_of(notion: Notion, page: str) -> str:
    found: str = notion.request("GET", f"pages/{page}")["properties"]["title"]["title"][0]["plain_text"]
    return found


def doing(notion: Notion, spec: str, work: Callable[[Run, SpecDocument], Awaitable[Any]]) -> Any:
    async def main(gateway: Gateway) -> Any:
        return await work(notion.run(gateway, CREATED), await read_spec(gateway, spec))

    return notion.ask(main)


@kept
def renamed(notion: Notion) -> tuple[str, str]:
    """The page of a specification that was renamed after its first sync, and its plan's."""
    notion.sync()
    plan, spec = notion.find(FORMER), notion.find(SPEC)
    rename(notion, spec, "Member API Specification")
    return spec, plan


@kept
def opposed(notion: Notion) -> tuple[str, str, Report]:
    """The same where a person had called the plan otherwise, and what the next sync told."""
    spec, plan = renamed(notion)
    rename(notion, plan, "Our members")
    return spec, plan, notion.sync(spec)


def test_a_plan_is_renamed_with_its_specification_as_previewed(notion: Notion) -> None:
    spec, plan = renamed(notion)
    assert written(notion, spec).otherwise == []
    assert title_of(notion, plan) == LATTER
    assert not notion.sync(spec).changed


def test_a_title_that_a_person_gave_the_plan_stays_and_is_named(notion: Notion) -> None:
    _, plan, told = opposed(notion)
    assert title_of(notion, plan) == "Our members"
    (message,) = (problem.message for problem in told.problems if problem.code == "conflict")
    assert message == (
        f"'Our members': 'title' is 'Our members' in Notion, and the specification now asks for '{LATTER}'; "
        "the person's value stays."
    )


def test_a_title_that_only_a_person_changed_stays_without_a_word(notion: Notion) -> None:
    notion.sync()
    plan = notion.find(FORMER)
    rename(notion, plan, "Our members")
    told = notion.sync()
    assert (title_of(notion, plan), codes(told)) == ("Our members", set())


def test_a_plan_that_is_renamed_during_the_sync_keeps_its_name(notion: Notion) -> None:
    spec, plan = renamed(notion)
    sync_beside(notion, spec, partial(rename, notion, plan, "Our members"))
    assert title_of(notion, plan) == "Our members"


def test_resolving_for_the_specification_gives_the_plan_its_title(notion: Notion) -> None:
    spec, plan, _ = opposed(notion)
    (found,) = doing(notion, spec, drift)
    assert (found.key, found.property, found.now, found.wanted) == ("plan", "title", "Our members", LATTER)

    async def settle(run: Run, document: SpecDocument) -> None:
        chosen = Selection(page="plan", property="title")
        await apply(run, (await prepare_settling(run, document, take=Side.SPEC, selection=chosen)).prepared)

    doing(notion, spec, settle)
    assert title_of(notion, plan) == LATTER


def test_undo_calls_the_plan_as_before_and_the_next_sync_renames_it_again(notion: Notion) -> None:
    spec, plan = renamed(notion)
    notion.sync(spec)

    async def take_back(run: Run, document: SpecDocument) -> None:
        await undo(run, await prepare_undo(run, document, None))

    doing(notion, spec, take_back)
    assert title_of(notion, plan) == FORMER
    notion.sync(spec)
    assert title_of(notion, plan) == LATTER


def test_a_plan_in_a_database_is_renamed_with_its_specification_as_previewed(notion: Notion) -> None:
    plans = {
        "parent": {"type": "page_id", "page_id": notion.find("Engineering Plans")},
        "title": [{"type": "text", "text": {"content": "Plans"}}],
        "initial_data_source": {"properties": {"Plan": {"title": {}}}},
    }
    notion.request("POST", "databases", plans)
    place = {"plans": PlansPlace(data_source="Plans")}
    notion.settings = notion.settings.model_copy(update=place)
    notion.sync()
    plan, spec = notion.find(FORMER), notion.find(SPEC)
    rename(notion, spec, "Member API Specification")
    assert written(notion, spec).otherwise == []
    assert notion.find(LATTER) == plan
