"""Every request that a sync sends has the types that Notion declares."""

import json
import shutil
from pathlib import Path

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


def test_requests_of_a_first_and_a_later_sync_have_the_official_types(notion: Notion, tmp_path: Path) -> None:
    notion.sync()
    notion.edit(notion.find(SPEC), "Search users by name", "Search users by name or email")
    notion.sync()
    ledger = Ledger()
    for request in notion.workspace.requests:
        ledger.note(sent_of(request))
    assert {"POST", "PATCH"} <= {sent.method for sent in ledger.requests()}
    said = violations(ledger.requests(), tmp_path)
    assert said == [], "\n".join(said)


def test_a_wrong_field_and_an_unknown_endpoint_are_found(tmp_path: Path) -> None:
    body = {"parent": {"page_id": "x"}, "propertys": {}}
    said = violations([Sent("POST", "pages", body=json.dumps(body)), Sent("GET", "papers")], tmp_path)
    assert said[0] == "no official type: GET papers"
    assert ["propertys" in line for line in said[1:]] == [True]


def test_the_filter_of_a_view_is_held_to_that_of_a_query(tmp_path: Path) -> None:
    body: dict[str, object] = {"data_source_id": "x", "name": "Board", "type": "list"}
    good = {**body, "filter": {"property": "Name", "title": {"ends_with": " for Invoices"}}}
    bad = {**body, "filter": {"property": "Name", "title": {"finishes": " for Invoices"}}}
    said = violations([Sent("POST", "views", body=json.dumps(given)) for given in (good, bad)], tmp_path)
    assert ["finishes" in line for line in said] == [True]
