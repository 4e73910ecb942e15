"""What Notion's OpenAPI file says against requests, and which of it the suite overlooks with a reason."""

import json
from typing import Any

import pytest

from tests.workspace.conformance.openapi import FILE, MISSING, Complaint, complaints
from tests.workspace.conformance.openapi_exceptions import ALLOWED, unexpected, unneeded
from tests.workspace.conformance.sent import Sent

pytestmark = pytest.mark.skipif(FILE is None, reason=MISSING)
ID = "38c9ce7b-60a4-8114-b301-ddc78a46ec5d"


def sent(method: str, path: str, body: Any = None, **query: str) -> Sent:
    return Sent(method, path, json.dumps(query), json.dumps(body))


def said(request: Sent) -> set[tuple[str, str]]:
    return {(complaint.where, complaint.what) for complaint in complaints(request)}


@pytest.mark.parametrize(
    "request_",
    [
        sent("GET", "users/me"),
        sent("GET", f"pages/{ID}/markdown", include_transcript="false"),
        sent("POST", "search", {"query": "a", "filter": {"property": "object", "value": "page"}}),
        sent("POST", "pages", {"parent": {"page_id": ID}, "properties": {"title": []}}),
        sent(
            "PATCH",
            f"blocks/{ID}/children",
            {"children": [{"paragraph": {"rich_text": [{"text": {"content": "a"}}]}}]},
        ),
        sent(
            "PATCH",
            f"pages/{ID}/markdown",
            {"type": "replace_content", "replace_content": {"new_str": "a"}},
        ),
    ],
    ids=lambda request: f"{request.method} {request.path}",
)
def test_requests_that_the_file_declares_pass(request_: Sent) -> None:
    assert complaints(request_) == set()


@pytest.mark.parametrize(
    ("request_", "where", "what"),
    [
        (sent("POST", "search", {"query": 1}), "query", 'type "string"'),
        (sent("POST", "search", {"quarry": "a"}), "quarry", "not declared"),
        (sent("POST", "pages", {"parent": {"page_id": ID}}), "", "properties required"),
        (sent("GET", f"pages/{ID}", fields="a"), "query fields", "not declared"),
        (sent("GET", "comments"), "query block_id", "required"),
        (sent("GET", "pages/1/markdown"), "path page_id", 'format "uuid"'),
        (sent("DELETE", f"blocks/{ID}", {"force": True}), "", "no body declared"),
        (
            sent("PATCH", f"pages/{ID}/markdown", {"type": "append"}),
            "type",
            'enum ["replace_content", "update_content", "insert_content", "replace_content_range"]',
        ),
        (
            sent(
                "PATCH",
                f"blocks/{ID}/children",
                {"children": [{"paragraph": {"rich_text": [{"text": {"content": 1}}], "color": "red"}}]},
            ),
            "children[].paragraph.rich_text[].text.content",
            'type "string"',
        ),
    ],
)
def test_what_is_wrong_in_a_request_is_named_by_its_place(request_: Sent, where: str, what: str) -> None:
    assert (where, what) in said(request_)


def test_of_several_alternatives_only_the_meant_one_speaks() -> None:
    block = {"paragraph": {"rich_text": [], "color": "red"}}
    found = said(sent("PATCH", f"blocks/{ID}/children", {"children": [block]}))
    assert found == {("children[].paragraph", "color not declared")}


def test_an_endpoint_that_the_file_lacks_is_said_to_be_missing() -> None:
    found = complaints(sent("PATCH", f"views/{ID}", {}))
    assert found == {Complaint("PATCH /v1/views/{id}", "", "the endpoint is not declared")}


def test_a_complaint_without_an_exception_is_unexpected() -> None:
    listed = sent("PATCH", f"blocks/{ID}/children", {"children": [], "position": {"type": "start"}})
    unlisted = sent("PATCH", f"blocks/{ID}/children", {"children": [], "place": "start"})
    assert unexpected([listed]) == []
    assert unexpected([listed, unlisted]) == ["PATCH /v1/blocks/{block_id}/children: place: not declared"]


def test_an_exception_that_no_request_needs_is_reported() -> None:
    position, *_ = [allowed for allowed in ALLOWED if allowed.where == "position"]
    needing = sent("PATCH", f"blocks/{ID}/children", {"children": [], "position": {"type": "start"}})
    assert unneeded([needing], [position]) == []
    assert unneeded([sent("GET", "users/me")], [position]) == [
        "no longer needed: PATCH /v1/blocks/{block_id}/children: position: not declared"
    ]
