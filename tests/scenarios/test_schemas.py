"""Teams' own databases: other names, other types, relations by role, plans in a database."""

from typing import Any

import pytest

from notion_planner.fetcher.pages import find_data_source
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource, PropertySchema
from notion_planner.notion.properties import map_schema
from notion_planner.settings import PlansPlace, Settings, TaskProperties, TasksPlace
from tests.conftest import SPEC, Notion, kept


def database(notion: Notion, title: str, properties: dict[str, Any]) -> str:
    """A database made by a person; answers with its data source's id."""
    body = {
        "parent": {"type": "page_id", "page_id": notion.find("Engineering Plans")},
        "title": [{"type": "text", "text": {"content": title}}],
        "initial_data_source": {"properties": properties},
    }
    return str(notion.request("POST", "databases", body)["data_sources"][0]["id"])


def use(notion: Notion, tasks: str, plans: PlansPlace | None = None, **roles: str) -> None:
    place = TasksPlace(database=tasks, properties=TaskProperties(**roles))
    planning = notion.settings.planning
    notion.settings = Settings(plans=plans or notion.settings.plans, tasks=place, planning=planning)


def rows(notion: Notion, source: str) -> list[Any]:
    return notion.rows(source)


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def test_a_status_for_new_tasks_that_the_board_does_not_have_is_told(notion: Notion) -> None:
    tasks = notion.settings.tasks.model_copy(update={"status": "Nope"})
    notion.settings = notion.settings.model_copy(update={"tasks": tasks})
    [told] = [problem for problem in notion.preview().problems if problem.code == "status_missing"]
    assert "has no option 'Nope'" in told.message
    assert "new tasks get 'To Do'" in told.message


def test_other_names_and_types_are_matched_by_role(notion: Notion) -> None:
    source = database(
        notion,
        "Sprint Board",
        {
            "Task": {"title": {}},
            "State": {"status": {}},
            "Prio": {"select": {"options": [{"name": "P1"}, {"name": "P2"}]}},
            "Estimate": {"number": {}},
            "Labels": {"multi_select": {}},
            "Deadline": {"date": {}},
        },
    )
    use(notion, "Sprint Board")
    report = notion.sync()
    assert codes(report) == []
    for page in rows(notion, source):
        values = {name: found.value for name, found in page.properties.items()}
        assert values["State"] == "Not started"
        assert values["Prio"] in ("P1", "P2")
        assert values["Estimate"]
        assert values["Labels"]
        assert str(values["Deadline"]).startswith("20")
    assert not notion.sync().changed


@kept
def odd(notion: Notion) -> tuple[str, Report]:
    """A board whose priority is a text, whose statuses are others, and which lacks the rest."""
    statuses = {"select": {"options": [{"name": "Later"}, {"name": "Soon"}]}}
    source = database(
        notion, "Odd Board", {"Name": {"title": {}}, "Priority": {"rich_text": {}}, "Status": statuses}
    )
    use(notion, "Odd Board")
    return source, notion.sync()


def test_a_missing_property_is_reported_and_not_fatal(notion: Notion) -> None:
    _, report = odd(notion)
    assert codes(report).count("property_missing") == 2
    assert report.counts["created"] == len(report.tasks)


def test_a_property_of_the_wrong_type_is_reported_and_left_alone(notion: Notion) -> None:
    source, report = odd(notion)
    assert "property_type" in codes(report)
    assert {page.properties["Priority"].value for page in rows(notion, source)} == {""}


def test_an_option_that_does_not_exist_is_reported_and_never_created(notion: Notion) -> None:
    source, report = odd(notion)
    assert "option_missing" in codes(report)
    schema = notion.request("GET", f"data_sources/{source}")["properties"]["Status"]["select"]["options"]
    assert [option["name"] for option in schema] == ["Later", "Soon"]


@kept
def rich(notion: Notion) -> tuple[str, Report]:
    """A board with keys, dependencies, two properties for points and a relation to another database."""
    other = database(notion, "Other", {"Name": {"title": {}}})
    source = database(
        notion,
        "Board",
        {
            "Name": {"title": {}},
            "Plan": {"relation": {"data_source_id": other, "single_property": {}}},
            "Planner Key": {"rich_text": {}},
            "Points": {"number": {}},
            "Weight": {"number": {}},
        },
    )
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Depends on": relation}})
    use(notion, "Board", points="Weight")
    return source, notion.sync()


def test_dependencies_are_real_relations_where_the_database_has_them(notion: Notion) -> None:
    source, report = rich(notion)
    ids = {row.key: row.id for row in report.tasks}
    pages = {page.id: page for page in rows(notion, source)}
    for row in report.tasks:
        assert row.id is not None
        found = pages[row.id].properties["Depends on"].value
        assert found == tuple(ids[key] for key in row.blocked_by)
    assert report.requests["writes"] == len(report.tasks) + 4


@pytest.mark.slow
def test_a_one_way_blocks_relation_is_filled_after_the_pages_exist(notion: Notion) -> None:
    source = database(notion, "Graph", {"Name": {"title": {}}})
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocks": relation}})
    use(notion, "Graph")
    report = notion.sync()
    blocked = {(key, row.key) for row in report.tasks for key in row.blocked_by}
    keys = {row.id: row.key for row in report.tasks}
    found = {
        (keys[page.id], keys[other])
        for page in rows(notion, source)
        for other in page.properties["Blocks"].value
    }
    assert found == blocked
    first = next(row for row in report.tasks if any(row.key in other.blocked_by for other in report.tasks))
    notion.request("PATCH", f"pages/{first.id}", {"properties": {"Blocks": {"relation": []}}})
    notion.edit(notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the profile as CSV\n- FR-5: Search")
    notion.sync()
    page = next(page for page in rows(notion, source) if page.id == first.id)
    assert page.properties["Blocks"].value == (), "a person's relation was overwritten"


def test_plan_and_specification_are_related_where_the_relation_accepts_them(notion: Notion) -> None:
    plans = database(notion, "Plans", {"Plan": {"title": {}}})
    specs = database(notion, "Specs", {"Spec": {"title": {}}})
    text = notion.markdown(notion.find(SPEC))
    title = {"Spec": {"title": [{"text": {"content": "Profile Spec"}}]}}
    parent = {"type": "data_source_id", "data_source_id": specs}
    spec = notion.request("POST", "pages", {"parent": parent, "properties": title, "markdown": text})["id"]
    source = database(
        notion,
        "Linked Board",
        {
            "Name": {"title": {}},
            "Implementation Plan": {"relation": {"data_source_id": plans, "single_property": {}}},
            "Specification": {"relation": {"data_source_id": specs, "single_property": {}}},
        },
    )
    use(notion, "Linked Board", PlansPlace(data_source="Plans"))
    report = notion.sync("Profile Spec")
    assert report.plan is not None
    for page in rows(notion, source):
        assert page.properties["Implementation Plan"].value == (report.plan.id,)
        assert page.properties["Specification"].value == (spec,)
    assert [page.title for page in rows(notion, plans)] == ["Implementation: Profile"]
    assert not notion.sync("Profile Spec").changed


def test_a_relation_to_another_database_is_left_alone(notion: Notion) -> None:
    source, _ = rich(notion)
    assert {page.properties["Plan"].value for page in rows(notion, source)} == {()}


def test_a_key_property_carries_the_identity_of_each_task(notion: Notion) -> None:
    source, report = rich(notion)
    spec = notion.find(SPEC).replace("-", "")
    assert {page.properties["Planner Key"].value for page in rows(notion, source)} == {
        f"{spec}/{row.key}" for row in report.tasks
    }


def test_a_key_property_that_the_database_gets_later_makes_no_sync_dearer(notion: Notion) -> None:
    notion.sync()
    source = notion.find("Engineering Tasks", "data_source")
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Planner Key": {"rich_text": {}}}})
    notion.workspace.requests.clear()
    assert not notion.sync().changed
    assert len(notion.workspace.requests) <= 7


def test_a_configured_name_wins_over_the_usual_ones(notion: Notion) -> None:
    source, _ = rich(notion)
    properties = [page.properties for page in rows(notion, source)]
    assert {(bool(own["Weight"].value), own["Points"].value) for own in properties} == {(True, None)}


def test_a_board_that_has_it_all_is_written_once(notion: Notion) -> None:
    rich(notion)
    use(notion, "Board", points="Weight")
    assert not notion.sync().changed


def test_the_task_database_is_named_in_any_way(notion: Notion) -> None:
    source = notion.find("Engineering Tasks", "data_source")
    database_id = notion.request("GET", f"data_sources/{source}")["parent"]["database_id"]
    address = notion.request("GET", f"databases/{database_id}")["url"] + "?v=" + "0" * 32

    async def found(gateway: Gateway) -> set[str]:
        named = ("Engineering Tasks", source, database_id.replace("-", ""), address)
        return {(await find_data_source(gateway, way, what="task database")).id for way in named}

    assert notion.ask(found) == {source}


def test_a_property_of_the_configured_name_wins_over_one_that_is_like_it() -> None:
    found = [PropertySchema(id=name, name=name, type="select") for name in ("Lane", "Status", "Status ✅")]
    source = DataSource(id="d", title="Tasks", url="", database=None, properties=tuple(found))
    schema, _ = map_schema(source, {"status": "Status"})
    assert schema.roles["status"].name == "Status"
