"""Demands that stand in a database on the specification's page are planned like those of its text."""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from notion_planner.errors import DecisionNeededError
from notion_planner.extractor import extract
from notion_planner.fetcher.databases import read_tables
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.spec import Priority, Spec
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import cells_of
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.workspace import Fault
from tests.conftest import CREATED, Notion, kept

DESK = "Desk"
TEXT = "## Overview\nA desk for two.\n## Needed\n"
COLUMNS = {"Name": {"title": {}}, "Priority": {"select": {}}}
ID = {"unique_id": {"prefix": "DESK"}}
LOCK = "Lock the drawer"
ROWS = (LOCK, "Light the desk", "Build the frame")


def row(title: str) -> dict[str, Any]:
    return {"Name": {"title": [{"text": {"content": title}}]}, "Priority": {"select": {"name": "Must"}}}


@kept
def desk(notion: Notion) -> str:
    """A specification whose requirements are rows; their data source."""
    page = notion.add_page(DESK, "Engineering Specs", TEXT)
    return notion.add_database("Requirements <1>", page, COLUMNS | {"ID": ID}, *map(row, ROWS))


@kept
def planned(notion: Notion) -> str:
    found = desk(notion)
    notion.sync(DESK)
    return found


def database_of(notion: Notion, source: str) -> str:
    return str(notion.request("GET", f"data_sources/{source}")["parent"]["database_id"])


def read(notion: Notion) -> Spec:
    document = notion.ask(lambda gateway: read_spec(gateway, DESK))
    return extract(document.text(notion.settings), title=DESK)


def test_the_rows_are_requirements_that_stand_where_the_database_does(notion: Notion) -> None:
    desk(notion)
    lines = notion.markdown(notion.find(DESK)).split("\n")
    (line,) = (number for number, text in enumerate(lines, 1) if text.startswith("<database"))
    found = [(item.id, item.text, item.priority, item.source.line) for item in read(notion).requirements]
    names = ("DESK-1", "DESK-2", "DESK-3")
    assert found == [(name, text, Priority.P0, line) for name, text in zip(names, ROWS, strict=True)]


def test_rows_without_numbers_are_read_in_the_order_in_which_they_were_made(notion: Notion) -> None:
    page = notion.add_page(DESK, "Engineering Specs", TEXT)
    notion.add_database("Requirements", page, COLUMNS, *map(row, ROWS))
    assert [item.text for item in read(notion).requirements] == [*ROWS]


def test_a_number_reads_as_it_is_written(notion: Notion) -> None:
    page = notion.add_page(DESK, "Engineering Specs", TEXT)
    numbers = (2_500_000, 1234.5678, 0.1)
    limits = [{**row(f"Carry {number}"), "Load": {"number": number}} for number in numbers]
    notion.add_database("Limits", page, COLUMNS | {"Load": {"number": {}}}, *limits)
    (table,) = notion.ask(lambda gateway: read_tables(gateway, notion.markdown(page))).read
    assert [cells_of(line)[-1] for line in table.text.split("<tr>")[2:]] == [*map(str, numbers)]


def test_a_row_that_has_no_number_yet_is_read(notion: Notion) -> None:
    number = unquote(notion.rows(desk(notion))[0].properties["ID"].id)
    # The API's types allow for that, and the local workspace numbers every row at once.
    without = "json_patch(body, json_object('properties', json_object(?, null)))"
    notion.workspace.store.rows(f"update node set body = {without} where title=?", number, LOCK)
    assert [item.id for item in read(notion).requirements] == [None, "DESK-2", "DESK-3"]


def test_a_row_that_is_added_or_renamed_reaches_the_plan_and_a_further_sync_changes_nothing(
    notion: Notion,
) -> None:
    source = planned(notion)
    notion.add_row(source, row("Add a shelf"))
    (lock,) = (found.id for found in notion.rows(source) if found.title == LOCK)
    notion.request("PATCH", f"pages/{lock}", {"properties": row("Lock both drawers")})
    before = len(notion.tasks())
    assert notion.sync(DESK).changed
    assert {"Implement locking both drawers for Desk", "Implement adding a shelf for Desk"} <= {
        task.title for task in notion.tasks()
    }
    assert len(notion.tasks()) == before + 1
    assert not notion.sync(DESK).changed


def test_what_a_database_says_that_cannot_be_read_is_not_withdrawn_unless_a_person_says_so(
    notion: Notion,
) -> None:
    source = planned(notion)
    notion.edit(notion.find(DESK), "A desk for two.", "A desk for two.\n## Requirements\n- FR-1: Add a shelf")
    notion.workspace.share(database_of(notion, source), shared=False)
    with pytest.raises(DecisionNeededError, match="DESK-1, DESK-2, DESK-3") as refused:
        notion.sync(DESK)
    assert "--force" in refused.value.hint

    async def by_force(gateway: Gateway) -> None:
        run: Run = replace(notion.run(gateway, CREATED), force=True)
        await sync(run, await read_spec(gateway, DESK))

    notion.ask(by_force)
    assert "Implement adding a shelf for Desk" in {task.title for task in notion.tasks()}


def test_neither_views_of_another_pages_database_nor_our_own_tasks_are_requirements(notion: Notion) -> None:
    page = notion.add_page(DESK, "Engineering Specs", f"{TEXT}- FR-1: Add a shelf")
    notion.settings = notion.settings.model_copy(
        update={"tasks": notion.settings.tasks.model_copy(update={"database": "Requirements of ours"})}
    )
    notion.add_database("Requirements of ours", page, COLUMNS, *map(row, ROWS))
    plans = notion.find("Engineering Plans")
    other = notion.add_database("Requirements", plans, COLUMNS, *map(row, ROWS))
    view = f'<database data-source-url="https://app.notion.com/p/{plain(other)}">Requirements</database>'
    notion.edit(page, "A desk for two.", f"A desk for two.\n{view}")
    assert [item.id for item in read(notion).requirements] == ["FR-1"]
    notion.workspace.faults.add(Fault(kind="unshared", path="databases/"))
    assert notion.ask(lambda gateway: read_spec(gateway, DESK)).unread == ()


def test_a_database_of_more_rows_than_demands_can_be_is_named_and_not_read(notion: Notion) -> None:
    desk(notion)
    markdown = notion.markdown(notion.find(DESK))
    found = notion.ask(lambda gateway: read_tables(gateway, markdown, most_rows=2))
    assert (found.read, found.unread, found.too_long) == ((), (), ("Requirements <1>",))
