"""Native views on plan pages: made once, of the plan's own tasks, and a person's from then on."""

from typing import Any

import pytest

from notion_planner.errors import AccessError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.markup import mentioned_pages
from notion_planner.notion.objects import DataSource, PropertySchema
from notion_planner.notion.properties import map_schema
from notion_planner.settings import PlansPlace, Settings, TasksPlace
from notion_planner.use_cases.undoing import prepare_undo, undo
from notion_planner.workspace import Fault
from notion_planner.writer.views import task_views
from tests.conftest import CREATED, Notion, kept
from tests.scenarios.test_schemas import codes, database

SMALL = "Invoice Specification"
TEXT = "## Requirements\n- FR-1: Send an invoice by mail\n- FR-2: Print an invoice"


def make_board(notion: Notion, **further: Any) -> str:
    """A task database with what both views need; plans get views."""
    source = database(
        notion,
        "Board",
        {
            "Name": {"title": {}},
            "Status": {"status": {}},
            "Due": {"date": {}},
            "Planner Key": {"rich_text": {}},
            **further,
        },
    )
    relation = {"relation": {"data_source_id": source, "dual_property": {"synced_property_name": "Blocks"}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked by": relation}})
    notion.settings = AGREED
    notion.add_page(SMALL, "Engineering Specs", TEXT)
    return source


AGREED = Settings(
    plans=PlansPlace(parent="Engineering Plans", views=True), tasks=TasksPlace(database="Board")
)
UNASKED = AGREED.model_copy(update={"plans": PlansPlace(parent="Engineering Plans")})


@kept
def usual_board(notion: Notion) -> str:
    return make_board(notion)


@kept
def viewed(notion: Notion) -> Report:
    """A plan that has its views."""
    usual_board(notion)
    notion.settings = AGREED
    return notion.sync(SMALL)


@kept
def lived_with(notion: Notion) -> tuple[bool, Report]:
    """The same after a person deleted its board, renamed its timeline and wrote below, and it grew.

    Answers with whether that alone changed anything, and what the sync of the grown specification told.
    """
    viewed(notion)
    for view in linked(notion, plan_id(notion)):
        if view["type"] == "board":
            notion.request("DELETE", f"views/{view['id']}")
        else:
            notion.request("PATCH", f"views/{view['id']}", {"name": "My timeline"})
    paragraph = {"type": "paragraph", "paragraph": {"rich_text": [{"text": {"content": "Ours to keep"}}]}}
    notion.request("PATCH", f"blocks/{plan_id(notion)}/children", {"children": [paragraph]})
    alone = notion.sync(SMALL)
    add_requirement(notion)
    return alone.changed, notion.sync(SMALL)


@kept
def unviewed(notion: Notion) -> None:
    """A plan that was made without consent to views."""
    usual_board(notion)
    notion.settings = UNASKED
    notion.sync(SMALL)


@pytest.fixture
def board(notion: Notion) -> str:
    notion.settings = AGREED
    return usual_board(notion)


@pytest.fixture
def plan(notion: Notion) -> Report:
    notion.settings = AGREED
    return viewed(notion)


def plan_id(notion: Notion) -> str:
    """The plan that the small specification names."""
    return mentioned_pages(notion.markdown(notion.find(SMALL)))[0]


def add_requirement(notion: Notion) -> None:
    notion.edit(notion.find(SMALL), "- FR-2: Print", "- FR-3: Cancel an invoice\n- FR-2: Print")


def linked(notion: Notion, page_id: str) -> list[dict[str, Any]]:
    """The views on a page."""
    blocks = notion.ask(lambda gateway: gateway.blocks(page_id))
    views = []
    for block in blocks:
        if block.type == "child_database":
            listed = notion.request("GET", "views", {"database_id": block.id})["results"]
            views += [notion.request("GET", f"views/{item['id']}") for item in listed]
    return views


def types(notion: Notion) -> list[str]:
    return [view["type"] for view in linked(notion, plan_id(notion))]


def shown(notion: Notion, view: dict[str, Any]) -> set[str]:
    found = notion.request("POST", f"views/{view['id']}/queries", {"page_size": 100})
    return {page["id"] for page in found["results"]}


def test_without_consent_no_view_is_made(notion: Notion) -> None:
    unviewed(notion)
    assert linked(notion, plan_id(notion)) == []


def test_a_plan_page_gets_a_board_and_a_timeline_with_arrows_in_one_block(
    notion: Notion, plan: Report
) -> None:
    assert "view_refused" not in codes(plan)
    board = notion.find("Board", "data_source")
    schema = notion.request("GET", f"data_sources/{board}")["properties"]
    views = {view["type"]: view for view in linked(notion, plan_id(notion))}
    assert views["board"]["configuration"]["group_by"]["property_id"] == schema["Status"]["id"]
    timeline = views["timeline"]["configuration"]
    assert timeline["date_property_id"] == schema["Due"]["id"]
    assert timeline["arrows_by"] == {"property_id": schema["Blocked by"]["id"]}
    assert len({view["parent"]["database_id"] for view in views.values()}) == 1


def test_views_cost_one_request_each_and_a_look_at_the_page_and_nothing_later(
    notion: Notion, plan: Report
) -> None:
    assert plan.requests["total"] <= len(plan.tasks) + 17
    second = notion.sync(SMALL)
    assert not second.changed
    assert (second.requests["writes"], second.requests["total"] <= 7) == (0, True)


@pytest.mark.parametrize("way", ["relation", "key", "title"])
def test_a_view_shows_the_tasks_of_its_plan_only(notion: Notion, way: str) -> None:
    if way == "relation":
        plans = database(notion, "Plans", {"Plan": {"title": {}}})
        make_board(notion, Plan={"relation": {"data_source_id": plans, "single_property": {}}})
        place = PlansPlace(data_source="Plans", views=True)
        notion.settings = notion.settings.model_copy(update={"plans": place})
    elif way == "title":
        source = make_board(notion)
        notion.request("PATCH", f"data_sources/{source}", {"properties": {"Planner Key": None}})
    report = viewed(notion) if way == "key" else notion.sync(SMALL)
    own = {row.id for row in report.tasks}
    add_task_of_another_plan(notion, notion.find("Board", "data_source"), way)
    views = {view["type"]: shown(notion, view) for view in linked(notion, plan_id(notion))}
    assert views == {"board": own, "timeline": own}


def add_task_of_another_plan(notion: Notion, source: str, way: str) -> None:
    """With all that the same board's tasks carry of their plan."""
    values: dict[str, Any] = {"Name": {"title": [{"text": {"content": "Take a payment for Billing"}}]}}
    if way != "title":
        values["Planner Key"] = {"rich_text": [{"text": {"content": f"{'0' * 32}/deploy"}}]}
    if way == "relation":
        parent = {"type": "data_source_id", "data_source_id": notion.find("Plans", "data_source")}
        title = {"Plan": {"title": [{"text": {"content": "Implementation: Billing"}}]}}
        other = notion.request("POST", "pages", {"parent": parent, "properties": title})["id"]
        values["Plan"] = {"relation": [{"id": other}]}
    parent = {"type": "data_source_id", "data_source_id": source}
    notion.request("POST", "pages", {"parent": parent, "properties": values})


def test_a_view_that_a_person_deletes_stays_deleted(notion: Notion) -> None:
    is_changed_alone, report = lived_with(notion)
    assert (is_changed_alone, report.changed) == (False, True)
    assert types(notion) == ["timeline"]


def test_a_view_that_a_person_renamed_is_not_made_again(notion: Notion) -> None:
    lived_with(notion)
    assert [view["name"] for view in linked(notion, plan_id(notion))] == ["My timeline"]


@kept
def agreed_later(notion: Notion) -> tuple[Report, Report]:
    """A plan whose views are agreed to later, beside a database that is not shared: preview and sync."""
    unviewed(notion)
    body = {
        "parent": {"type": "page_id", "page_id": plan_id(notion)},
        "initial_data_source": {"properties": {"Name": {"title": {}}}},
    }
    theirs = notion.request("POST", "databases", body)["id"]
    notion.workspace.share(theirs, shared=False)
    notion.settings = AGREED
    told = notion.preview(SMALL), notion.sync(SMALL)
    notion.workspace.share(theirs)
    return told


def test_views_that_are_agreed_to_later_are_shown_first_and_then_made(notion: Notion) -> None:
    preview, _ = agreed_later(notion)
    assert preview.plan is not None
    assert (preview.changed, preview.plan.parts) == (True, ("view 'Board'", "view 'Timeline'"))
    assert {"board", "timeline"} < set(types(notion))
    notion.settings = AGREED
    assert not notion.sync(SMALL).changed


def test_a_database_on_the_plan_page_that_is_not_shared_stops_no_sync(notion: Notion) -> None:
    _, report = agreed_later(notion)
    assert "view_refused" not in codes(report)
    assert sorted(types(notion)) == ["board", "table", "timeline"]


@pytest.mark.usefixtures("board")
def test_a_lost_answer_makes_no_second_view(notion: Notion) -> None:
    notion.workspace.faults.add(
        Fault(kind="dropped", method="POST", path="/v1/views$", after_write=True, times=2)
    )
    notion.sync(SMALL)
    assert types(notion) == ["board", "timeline"]
    assert not notion.sync(SMALL).changed


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(
    "death",
    [
        Fault(kind="revoked", method="POST", path="/v1/views$", requests=(2,)),
        Fault(kind="revoked", method="PATCH", path="/markdown$", requests=(3,)),
    ],
    ids=["between the views", "before the state"],
)
def test_a_run_that_died_after_making_a_view_is_completed_by_the_next(notion: Notion, death: Fault) -> None:
    notion.workspace.faults.add(death)
    with pytest.raises(AccessError):
        notion.sync(SMALL)
    notion.sync(SMALL)
    assert types(notion) == ["board", "timeline"]
    assert not notion.sync(SMALL).changed


@pytest.mark.usefixtures("board")
def test_views_that_notion_refuses_are_reported_and_the_sync_is_done(notion: Notion) -> None:
    refusal = Fault(kind="forbidden", method="POST", path="/v1/views$", times=None)
    notion.workspace.faults.add(refusal)
    report = notion.sync(SMALL)
    assert codes(report).count("view_refused") == 2
    assert not notion.sync(SMALL).changed
    notion.workspace.faults.clear()
    add_requirement(notion)
    notion.sync(SMALL)
    assert types(notion) == ["board", "timeline"]


def test_without_a_date_there_is_a_board_only() -> None:
    found = [PropertySchema(id=name, name=name, type=name.casefold()) for name in ("Status", "Date")]
    source = DataSource(id="d", title="Board", url="", database=None, properties=tuple(found))
    dated, _ = map_schema(source, {"due": "Date"})
    undated, _ = map_schema(source.model_copy(update={"properties": tuple(found[:1])}), {})
    assert [view.type for view in task_views(dated)] == ["board", "timeline"]
    assert [view.type for view in task_views(undated)] == ["board"]


@pytest.mark.usefixtures("plan")
def test_a_plan_page_that_nobody_touched_goes_with_its_views_when_its_run_is_undone(notion: Notion) -> None:

    async def take_back(gateway: Gateway) -> Report:
        run, document = notion.run(gateway, CREATED), await read_spec(gateway, SMALL)
        return await undo(run, await prepare_undo(run, document, None))

    report = notion.ask(take_back)
    assert (report.counts["kept"], list(report.problems)) == (0, [])


def test_what_a_person_wrote_below_the_views_stays(notion: Notion) -> None:
    lived_with(notion)
    assert "Ours to keep" in notion.markdown(plan_id(notion))
