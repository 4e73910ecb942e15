"""Who has the say over a task's properties once it exists: the specification, or whoever works on it."""

from dataclasses import replace
from typing import Any

import pytest

from notion_planner.changes.directions import said_in_notion
from notion_planner.config import starter_settings
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.overrides import Overrides
from notion_planner.model.plan import Override, Plan
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page, Parent, Property, PropertySchema
from notion_planner.notion.properties import TaskSchema
from notion_planner.settings import Direction, TaskDirections
from notion_planner.state.plan_state import Existing
from notion_planner.use_cases.run import pipeline_of
from notion_planner.use_cases.sync import sync
from tests.conftest import CREATED, SPEC, TEMPLATES, Notion, kept
from tests.scenarios.as_previewed import written
from tests.scenarios.test_schemas import database, use

FEATURE = "Upload profile avatar"
FOLLOWING = dict.fromkeys(("priority", "points", "tags", "status"), "spec")


def direct(notion: Notion, **directions: str) -> None:
    tasks = notion.settings.tasks.model_copy(update={"directions": TaskDirections.model_validate(directions)})
    notion.settings = notion.settings.model_copy(update={"tasks": tasks})


@kept
def followed(notion: Notion) -> None:
    notion.sync()


def follow(notion: Notion) -> None:
    """A plan whose priorities, points, tags and statuses follow the specification."""
    direct(notion, **FOLLOWING)
    followed(notion)


def values(notion: Notion) -> dict[str, Any]:
    """The properties of the avatar's task."""
    page = next(page for page in notion.tasks() if "uploading profile avatar" in page.title.casefold())
    return {"id": page.id, **{name: found.value for name, found in page.properties.items()}}


def prioritise(notion: Notion, priority: str) -> None:
    """The specification asks for another priority."""
    notion.edit(notion.find(SPEC), FEATURE, f"{FEATURE} ({priority})")


def set_priority(notion: Notion, option: str | None) -> None:
    value = {"select": {"name": option} if option else None}
    notion.request("PATCH", f"pages/{values(notion)['id']}", {"properties": {"Priority": value}})


def conflicts(report: Report) -> list[str]:
    return [problem.message for problem in report.problems if problem.code == "conflict"]


def test_a_value_is_written_once_and_then_theirs(notion: Notion) -> None:
    notion.sync()
    assert values(notion)["Priority"] == "High"
    direct(notion, priority="create_only")
    prioritise(notion, "P3")
    report = notion.sync()
    assert values(notion)["Priority"] == "High"
    assert not conflicts(report)
    assert not notion.sync().changed


@pytest.mark.slow
def test_a_value_that_is_notions_is_never_written_and_the_plan_takes_it_over(notion: Notion) -> None:
    direct(notion, priority="notion", points="notion")
    report = notion.sync()
    page = values(notion)
    assert (page["Priority"], page["Story Points"]) == (None, None)
    low = {"Priority": {"select": {"name": "Low"}}, "Story Points": {"number": 13}}
    notion.request("PATCH", f"pages/{page['id']}", {"properties": low})
    prioritise(notion, "P0")
    report = notion.sync()
    row = next(row for row in report.tasks if row.id == page["id"])
    assert (row.points, row.priority) == (13, "P3")
    assert "13 story points" in notion.markdown(page["id"])
    assert "*Set by a person: priority, points, hours*" in notion.markdown(page["id"])
    assert not conflicts(report)
    assert not notion.sync().changed


def said(role: str, standing: Property, plan: Plan) -> dict[str, Any]:
    """What the property of that role sets of a plan's first task, the page "1"; "2" is the next one's."""
    pages = {
        task.key: Page(id=str(n), title="", url="", parent=Parent(kind="page", id=""))
        for n, task in enumerate(plan.tasks[:2], 1)
    }
    first = plan.tasks[0].key
    pages[first] = pages[first].model_copy(update={"properties": {"It": standing}})
    schema = TaskSchema(
        data_source="d",
        title="Name",
        roles={role: PropertySchema(id="p", name="It", type=standing.type)},
        directions={role: Direction.NOTION},
    )
    found = said_in_notion(plan, Existing(tasks=pages), schema, {1: 2, 13: 24})
    assert {item.task for item in found} <= {first}
    return {item.field.value: item.value for item in found}


@pytest.fixture(scope="module")
def plan() -> Plan:
    pipeline = pipeline_of(starter_settings(), TEMPLATES)
    spec = pipeline.read(
        "## Requirements\n- Members upload a picture\n- Members delete a picture\n", title="A"
    )
    return pipeline.plan(spec, start=CREATED)


@pytest.mark.parametrize(
    ("role", "standing", "expected"),
    [
        ("priority", Property(id="p", type="select", value="Low"), {"priority": "P3"}),
        ("priority", Property(id="p", type="select", value="Whenever"), {}),
        ("points", Property(id="p", type="number", value=13.0), {"points": 13, "hours": 24}),
        ("points", Property(id="p", type="number"), {}),
        ("tags", Property(id="p", type="multi_select", value=("urgent",)), {"tags": ("urgent",)}),
        ("tags", Property(id="p", type="multi_select", value=()), {}),
        ("due", Property(id="p", type="date", value="2030-01-02", end="2030-01-04"), {"due": "2030-01-04"}),
        ("blocked_by", Property(id="p", type="relation", value=("a-stranger",)), {}),
        ("blocked_by", Property(id="p", type="relation", value=("2",), truncated=True), {}),
        ("spec", Property(id="p", type="relation", value=("2",)), {}),
    ],
)
def test_what_the_plan_takes_over_from_a_property(
    plan: Plan, role: str, standing: Property, expected: dict[str, Any]
) -> None:
    assert said(role, standing, plan) == expected


def test_the_plan_takes_over_its_own_tasks_as_blockers(plan: Plan) -> None:
    standing = Property(id="p", type="relation", value=("2", "a-stranger"))
    assert said("blocked_by", standing, plan) == {"blocked_by": (plan.tasks[1].key,)}


def test_a_value_that_follows_the_specification_is_previewed_and_written_and_no_other(notion: Notion) -> None:
    follow(notion)
    before = {page.id: page.properties for page in notion.tasks()}
    prioritise(notion, "P3")
    [change] = (page["properties"] for page in notion.preview().changes if page["properties"])
    assert change == [{"name": "Priority", "from": "High", "to": "Low"}]
    notion.sync()
    mine = values(notion)
    assert mine["Priority"] == "Low"
    for page in notion.tasks():
        same = set(page.properties) - ({"Priority", "Name"} if page.id == mine["id"] else set())
        assert [page.properties[name] for name in same] == [before[page.id][name] for name in same]
    assert notion.sync().requests["writes"] == 0


def test_a_title_and_its_values_are_one_request(notion: Notion) -> None:
    follow(notion)
    notion.edit(notion.find(SPEC), FEATURE, f"{FEATURE} picture (P3)")
    notion.workspace.requests.clear()
    notion.sync()
    page = values(notion)
    assert page["Priority"] == "Low"
    assert "picture" in page["Name"]
    sent = [(request.method, request.path) for request in notion.workspace.requests]
    assert sum(method == "PATCH" and path.endswith(page["id"]) for method, path in sent) == 1


def test_a_persons_value_stays_while_the_specification_says_what_it_said(notion: Notion) -> None:
    follow(notion)
    set_priority(notion, "Medium")
    report = notion.sync()
    assert not report.changed
    assert not conflicts(report)
    assert values(notion)["Priority"] == "Medium"


def test_a_persons_tag_stays_beside_those_that_a_plan_file_sets(notion: Notion) -> None:
    follow(notion)
    mine = values(notion)
    tags = {"Tags": {"multi_select": [{"name": name} for name in (*mine["Tags"], "mine")]}}
    notion.request("PATCH", f"pages/{mine['id']}", {"properties": tags})
    key = next(row.key for row in notion.preview().tasks if row.id == mine["id"])
    field = {"task": key, "field": "tags", "base": ("feature",), "value": ("api",)}

    async def apply_file(gateway: Gateway) -> Report:
        run = replace(notion.run(gateway, CREATED), overrides=Overrides(tasks=(Override(**field),)))
        return await sync(run, await read_spec(gateway, SPEC))

    assert not conflicts(notion.ask(apply_file))
    assert values(notion)["Tags"] == ("mine", "api")
    assert not notion.sync().changed


@kept
def contested(notion: Notion) -> Report:
    followed(notion)
    set_priority(notion, "Medium")
    prioritise(notion, "P3")
    return notion.sync()


def contest(notion: Notion) -> Report:
    """What a sync tells where a person changed a priority that follows the specification, which did, too."""
    direct(notion, **FOLLOWING)
    return contested(notion)


def test_a_persons_value_wins_over_the_specifications_new_one_and_is_told(notion: Notion) -> None:
    [message] = conflicts(contest(notion))
    assert values(notion)["Priority"] == "Medium"
    assert "'Priority'" in message
    assert "'Low'" in message
    assert not notion.sync().changed


def test_a_value_that_a_person_took_away_stays_away(notion: Notion) -> None:
    follow(notion)
    set_priority(notion, None)
    prioritise(notion, "P3")
    assert len(conflicts(notion.sync())) == 1
    assert values(notion)["Priority"] is None


def test_a_person_who_takes_the_specifications_value_has_it_followed_again(notion: Notion) -> None:
    contest(notion)
    set_priority(notion, "Low")
    notion.sync()
    notion.edit(notion.find(SPEC), "(P3)", "(P0)")
    assert not conflicts(notion.sync())
    assert values(notion)["Priority"] == "Critical"


def test_a_plan_from_before_follows_where_its_values_are_ours(notion: Notion) -> None:
    notion.sync()
    direct(notion, priority="spec")
    assert notion.sync().changed
    assert notion.sync().requests["writes"] == 0
    prioritise(notion, "P3")
    notion.sync()
    assert values(notion)["Priority"] == "Low"


def test_an_ignored_property_is_never_written(notion: Notion) -> None:
    direct(notion, priority="ignore", status="ignore", points="ignore", tags="ignore")
    notion.sync()
    found = values(notion)
    assert [found[name] for name in ("Priority", "Status", "Story Points")] == [None, None, None]
    assert found["Tags"] == ()
    assert not notion.sync().changed


@pytest.mark.slow
def test_dates_move_with_the_plan_but_a_persons_stays(notion: Notion) -> None:
    source = database(notion, "Dated", {"Name": {"title": {}}, "Due": {"date": {}}})
    use(notion, "Dated")
    direct(notion, due="spec")
    notion.sync()
    rows = {page.id: page.properties["Due"].value for page in notion.rows(source)}
    mine = max(rows, key=lambda key: str(rows[key]))
    notion.request("PATCH", f"pages/{mine}", {"properties": {"Due": {"date": {"start": "2030-01-02"}}}})
    many = "".join(f"- FR-{number}: Export field {number} as CSV\n" for number in range(6, 10))
    notion.edit(notion.find(SPEC), "- FR-5: Search", f"{many}- FR-5: Search")
    report = notion.sync()
    due = {row.id: row.due.isoformat() for row in report.tasks}
    after = {page.id: page.properties["Due"].value for page in notion.rows(source)}
    assert after.pop(mine) == "2030-01-02"
    assert after == {key: due[key] for key in after}
    assert any(after[key] != rows[key] for key in rows if key != mine)
    assert len(conflicts(report)) == 1
    assert notion.sync().requests["writes"] == 0


@pytest.mark.slow
def test_dependencies_follow_the_plan_where_tasks_name_what_they_block(notion: Notion) -> None:
    source = database(notion, "Graph", {"Name": {"title": {}}})
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocks": relation}})
    use(notion, "Graph")
    direct(notion, blocks="spec")
    notion.sync()
    notion.edit(notion.find(SPEC), "- FR-5: Search", "- FR-6: Export the profile as CSV\n- FR-5: Search")
    assert written(notion, notion.find(SPEC)).otherwise == []
    report = notion.sync()
    assert report.requests["writes"] == 0
    ids = {row.key: row.id for row in report.tasks}
    wanted = {(ids[key], row.id) for row in report.tasks for key in row.blocked_by}
    pages = notion.rows(source)
    assert {(page.id, other) for page in pages for other in page.properties["Blocks"].value} == wanted
