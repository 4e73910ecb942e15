"""A task that the specification asks for when its part of the plan is over already."""

from datetime import date, timedelta

from tests.conftest import SPEC, Notion, kept
from tests.scenarios.test_schemas import database, rows, use

LATER = date(2026, 1, 15)
DATED = {
    "Name": {"title": {}},
    "Due": {"date": {}},
    "Status": {"select": {"options": [{"name": "To Do"}, {"name": "Done"}]}},
}


@kept
def all_done(notion: Notion) -> str:
    source = database(notion, "Dated", DATED)
    use(notion, "Dated")
    for row in notion.sync().tasks:
        notion.request("PATCH", f"pages/{row.id}", {"properties": {"Status": {"select": {"name": "Done"}}}})
    notion.sync()
    return source


def begun(notion: Notion) -> str:
    """A plan of last year's autumn with all of its tasks done; the data source of its tasks."""
    source = all_done(notion)
    use(notion, "Dated")
    return source


def dues(notion: Notion, source: str) -> dict[str, date]:
    return {page.id: date.fromisoformat(page.properties["Due"].value) for page in rows(notion, source)}


def ask_for_more(notion: Notion) -> None:
    notion.edit(
        notion.find(SPEC), "Search users by name", "Search users by name\n- FR-6: Export users as CSV"
    )


def test_a_task_that_is_added_late_is_due_later_than_the_day_as_previewed_and_not_overdue(
    notion: Notion,
) -> None:
    source = begun(notion)
    before = dues(notion, source)
    ask_for_more(notion)
    previewed = (value for page in notion.preview(today=LATER).changes for value in page["properties"])
    shown = {value["to"] for value in previewed if value["name"] == "Due"}
    report = notion.sync(today=LATER)
    after = dues(notion, source)
    added = {day for key, day in after.items() if key not in before}
    assert before.items() <= after.items()
    assert min(added) > LATER
    assert shown == {day.isoformat() for day in added}
    assert report.plan is not None
    assert "Overdue" not in notion.markdown(str(report.plan.id))
    assert not notion.sync(today=LATER).changed


def test_where_no_working_day_is_to_come_an_added_task_keeps_the_plans_day(notion: Notion) -> None:
    source = begun(notion)
    before = dues(notion, source)
    ask_for_more(notion)
    off = tuple(LATER + timedelta(days=number) for number in range(400))
    planning = notion.settings.planning.model_copy(update={"days_off": off})
    notion.settings = notion.settings.model_copy(update={"planning": planning})
    notion.sync(today=LATER)
    after = dues(notion, source)
    assert max(after[key] for key in after.keys() - before.keys()) < LATER
