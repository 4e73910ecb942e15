"""A day that the page of a specification has in a property: a milestone, as one that its text states."""

from typing import Any

import pytest

from tests.conftest import Notion
from tests.scenarios.test_schemas import database


@pytest.fixture
def profile() -> str:
    return "standard"


def test_a_due_date_beside_the_text_is_a_milestone_by_its_last_day(notion: Notion) -> None:
    schema = {"Name": {"title": {}}, "Due date": {"date": {}}, "Met on": {"date": {}}}
    values: dict[str, Any] = {
        "Name": {"title": [{"text": {"content": "Invoices"}}]},
        "Due date": {"date": {"start": "2030-12-02", "end": "2031-02-03"}},
        "Met on": {"date": {"start": "2030-05-06"}},
    }
    parent = {"type": "data_source_id", "data_source_id": database(notion, "Specs", schema)}
    text = "## Requirements\n- FR-1: Send an invoice by mail"
    page = notion.request("POST", "pages", {"parent": parent, "properties": values, "markdown": text})
    shown = notion.preview(page["id"]).full_diff
    assert "+<td>**Due date**</td>\n+<td>**Feb 3, 2031**</td>" in shown
    assert "Met on" not in shown
