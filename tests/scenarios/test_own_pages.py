"""Pages that were made here are never specifications: not found as such, and refused where they are named."""

import pytest

from notion_planner.errors import NotFoundError
from notion_planner.fetcher.discovery import FoundSpecs, find_specs, pages_of_plans, planned_specs
from notion_planner.settings import PlansPlace, SpecsPlace
from notion_planner.state.plan_state import SUMMARY
from notion_planner.state.toggle import render_toggle
from notion_planner.writer.report_page import publish
from tests.conftest import SPEC, Notion


def found(notion: Notion) -> list[str]:
    pages = notion.ask(lambda gateway: find_specs(gateway, notion.settings)).pages
    return [page.title for page in pages]


def test_a_search_finds_no_plan_and_no_task(notion: Notion) -> None:
    notion.sync()
    notion.settings = notion.settings.model_copy(update={"specs": SpecsPlace(search="User Profile")})
    assert found(notion) == [SPEC]


def test_a_plan_beside_its_specification_is_none(notion: Notion) -> None:
    plan = notion.sync().plan
    assert plan is not None
    place = {"type": "page_id", "page_id": notion.find("Engineering Specs")}
    notion.request("POST", f"pages/{plan.id}/move", {"parent": place})
    places = {
        "specs": SpecsPlace(parent="Engineering Specs"),
        "plans": PlansPlace(parent="Engineering Specs"),
    }
    notion.settings = notion.settings.model_copy(update=places)
    assert found(notion) == [SPEC]


@pytest.mark.parametrize("place", [SpecsPlace(search="User Profile"), SpecsPlace(parent="Engineering Specs")])
def test_a_report_is_none(notion: Notion, place: SpecsPlace) -> None:
    specs = notion.find("Engineering Specs")
    title, body = f"Weekly report 2026-01-31: {SPEC}", "## Done\n- FR-1: Get user profile\n"
    notion.ask(lambda gateway: publish(gateway, parent=specs, title=title, body=body, plan=specs))
    notion.settings = notion.settings.model_copy(update={"specs": place})
    assert found(notion) == [SPEC]
    with pytest.raises(NotFoundError, match=r"is a report that `notion-planner report` made"):
        notion.preview(title)


def test_reports_where_plans_are_made_are_not_looked_through_for_plans(notion: Notion) -> None:
    plans = notion.find("Engineering Plans")
    notion.add_page(f"Weekly report 2026-01-31: {SPEC}", "Engineering Plans", "Done.")
    note = notion.add_page("Note", "Engineering Plans", "Mine.")
    assert notion.ask(lambda gateway: pages_of_plans(gateway, PlansPlace(parent=plans))) == {note: "Note"}


COLUMNS = """\
<columns>
	<column>
		<page>Export</page>
	</column>
	<column>
		<page>Import</page>
	</column>
</columns>"""
TOGGLE = """\
<details>
<summary>Older</summary>
	<page url="{}"/>
</details>"""


def test_sub_pages_in_columns_and_toggles_are_found_and_a_plan_among_them_is_none(notion: Notion) -> None:
    plan = notion.sync().plan
    assert plan is not None
    for title, text in (("Engineering Specs", COLUMNS), ("Engineering Plans", TOGGLE.format(plan.url))):
        body = {"type": "insert_content", "insert_content": {"content": text}}
        notion.request("PATCH", f"pages/{notion.find(title)}/markdown", body)
    for title, pages in (("Engineering Specs", [SPEC, "Export", "Import"]), ("Engineering Plans", [])):
        notion.settings = notion.settings.model_copy(update={"specs": SpecsPlace(parent=title)})
        assert found(notion) == pages


def test_a_plan_that_is_a_row_beside_its_specification_is_none(notion: Notion) -> None:
    body = {
        "parent": {"type": "page_id", "page_id": notion.find("Engineering Specs")},
        "title": [{"type": "text", "text": {"content": "Documents"}}],
        "initial_data_source": {"properties": {"Name": {"title": {}}}},
    }
    source = notion.request("POST", "databases", body)["data_sources"][0]["id"]
    row = {
        "parent": {"type": "data_source_id", "data_source_id": source},
        "properties": {"Name": {"title": [{"text": {"content": "Export"}}]}},
        "markdown": "## Requirements\n- FR-1: Export as CSV",
    }
    page = str(notion.request("POST", "pages", row)["id"])
    places = {"specs": SpecsPlace(data_source="Documents"), "plans": PlansPlace(data_source="Documents")}
    notion.settings = notion.settings.model_copy(update=places)
    notion.sync(page)
    assert found(notion) == ["Export"]


@pytest.mark.parametrize("kind", ["plan", "task"])
def test_one_that_is_named_is_refused_with_its_specification(notion: Notion, kind: str) -> None:
    report = notion.sync()
    assert report.plan is not None
    page = report.plan.id if kind == "plan" else report.tasks[0].id
    notion.workspace.requests.clear()
    with pytest.raises(NotFoundError, match=f"is a {kind} that a sync made.*made from: '{SPEC}'"):
        notion.sync(str(page))
    assert not [request for request in notion.workspace.requests if request.is_write]


def test_a_row_of_the_task_database_that_no_plan_knows_can_be_a_specification(notion: Notion) -> None:
    source = notion.find("Engineering Tasks", "data_source")
    row = {
        "parent": {"type": "data_source_id", "data_source_id": source},
        "properties": {"Name": {"title": [{"text": {"content": "Export"}}]}},
        "markdown": "## Requirements\n- FR-1: Export as CSV",
    }
    page = str(notion.request("POST", "pages", row)["id"])
    assert notion.preview(page).counts["plan_created"] == 1


def test_a_plan_whose_state_names_no_page_leads_to_no_specification(notion: Notion) -> None:
    state = '{"version":2,"spec":"Some Other Page"}'
    notion.add_page("Note", "Engineering Plans", render_toggle(SUMMARY, "Mine", [state]))
    assert notion.ask(lambda gateway: planned_specs(gateway, notion.settings.plans)) == FoundSpecs()
