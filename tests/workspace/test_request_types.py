"""Every request that a sync sends has the types that Notion declares."""

import json
import shutil

import pytest

from tests.conftest import SPEC, Notion
from tests.workspace.conformance.request_types import COMPILER, violations
from tests.workspace.conformance.sent import Ledger, Sent, sent_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("node") is None or COMPILER is None or not COMPILER.exists(),
        reason="no Node.js with @notionhq/client and typescript: run `make node`",
    ),
]


def filtered(condition: str) -> dict[str, object]:
    return {"property": "Name", "title": {condition: " for Invoices"}}


VIEW: dict[str, object] = {"data_source_id": "x", "name": "Board", "type": "list"}
WRONG = {
    "GET papers": Sent("GET", "papers"),
    "propertys": Sent("POST", "pages", body=json.dumps({"parent": {"page_id": "x"}, "propertys": {}})),
    "finishes": Sent("POST", "views", body=json.dumps({**VIEW, "filter": filtered("finishes")})),
}


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    """What a first and a later sync send."""
    notion = Notion()
    notion.sync()
    notion.edit(notion.find(SPEC), "Search users by name", "Search users by name or email")
    notion.sync()
    ledger = Ledger()
    for request in notion.workspace.requests:
        ledger.note(sent_of(request))
    notion.workspace.close()
    return ledger.requests()


@pytest.fixture(scope="module")
def said(sent: list[Sent], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the compiler says, which starts slowly, of these and of the wrong ones."""
    good = Sent("POST", "views", body=json.dumps({**VIEW, "filter": filtered("ends_with")}))
    return violations([*sent, good, *WRONG.values()], tmp_path_factory.mktemp("types"))


def test_requests_of_a_first_and_a_later_sync_have_the_official_types(
    sent: list[Sent], said: list[str]
) -> None:
    assert {"POST", "PATCH"} <= {request.method for request in sent}
    others = [line for line in said if not any(word in line for word in WRONG)]
    assert others == [], "\n".join(others)


def test_a_wrong_field_and_an_unknown_endpoint_are_found(said: list[str]) -> None:
    assert "no official type: GET papers" in said
    assert len([line for line in said if "propertys" in line]) == 1


def test_the_filter_of_a_view_is_held_to_that_of_a_query(said: list[str]) -> None:
    assert len([line for line in said if "finishes" in line]) == 1
    assert [line for line in said if "ends_with" in line] == []
