"""Errors: status, code and words."""

from typing import Any

import pytest

from notion_planner.workspace import Fault
from tests.workspace.conftest import Api, paragraph

NIL = "00000000-0000-0000-0000-000000000000"
pytestmark = pytest.mark.anyio


async def test_an_unknown_token_is_unauthorized(api: Api) -> None:
    api.token = "other"
    error = await api.error("GET", "users/me")
    assert (error["status"], error["code"], error["message"]) == (
        401,
        "unauthorized",
        "API token is invalid.",
    )


async def test_a_missing_version_is_named(api: Api) -> None:
    api.headers = {"Notion-Version": ""}
    error = await api.error("GET", "users/me")
    assert error["code"] in {"missing_version", "validation_error"}


async def test_an_unknown_address_is_an_invalid_request_url(api: Api) -> None:
    error = await api.error("GET", "invalid")
    assert (error["status"], error["code"], error["message"]) == (
        400,
        "invalid_request_url",
        "Invalid request URL.",
    )


async def test_an_id_that_is_none_is_quoted(api: Api) -> None:
    error = await api.error("GET", "pages/not-a-real-id")
    assert error["message"] == (
        'path failed validation: path.page_id should be a valid uuid, instead was `"not-a-real-id"`.'
    )


@pytest.mark.parametrize(
    "identifier", ["0" * 8 + "-0000-0000-0000-" + "0" * 12, "deadbeef-dead-beef-dead-beefdeadbeef"]
)
async def test_a_page_that_does_not_exist_reads_as_not_shared(api: Api, identifier: str) -> None:
    error = await api.error("GET", f"pages/{identifier}")
    assert error["message"] == (
        f"Could not find page with ID: {identifier}. Make sure the relevant pages and databases are shared "
        'with your integration "Local workspace".'
    )
    assert set(error["additional_data"]) == {"integration_id"}


async def test_a_hidden_page_hides_what_is_below_it(api: Api) -> None:
    specs, spec = await api.find("Engineering Specs"), await api.find("User Profile API Specification")
    api.workspace.share(specs["id"], shared=False)
    assert (await api.error("GET", f"pages/{spec['id']}"))["code"] == "object_not_found"
    assert (await api.ok("POST", "search", {"query": "User Profile"}))["results"] == []


async def test_more_than_a_hundred_children_are_refused(api: Api) -> None:
    page = await api.page()
    error = await api.error("PATCH", f"blocks/{page['id']}/children", {"children": [paragraph("x")] * 131})
    assert (
        error["message"]
        == "body failed validation: body.children.length should be ≤ `100`, instead was `131`."
    )


async def test_text_beyond_two_thousand_characters_is_refused(api: Api) -> None:
    page = await api.page()
    error = await api.error("PATCH", f"blocks/{page['id']}/children", {"children": [paragraph("x" * 3375)]})
    assert error["message"] == (
        "body failed validation: body.children[0].paragraph.rich_text[0].text.content.length should be "
        "≤ `2000`, instead was `3375`."
    )


async def test_a_fourth_level_is_refused(api: Api) -> None:
    page = await api.page()
    nested = paragraph("1", paragraph("2", paragraph("3", paragraph("4"))))
    error = await api.error("PATCH", f"blocks/{page['id']}/children", {"children": [nested]})
    assert error["message"].startswith(
        "body failed validation: body.children[0].paragraph.children[0].paragraph.children[0].paragraph"
        ".children should be not present, instead was `["
    )


async def test_a_missing_capability_is_forbidden(open_api) -> None:  # type: ignore[no-untyped-def]
    api = open_api(capabilities=frozenset({"read_content"}))
    error = await api.error("POST", "pages", {})
    assert (error["status"], error["message"]) == (403, "Insufficient permissions for this endpoint.")


async def test_a_rate_limit_says_when_to_come_back(api: Api) -> None:
    api.workspace.faults.add(Fault(kind="rate_limited", retry_after=7))
    response = await api.send("GET", "users/me")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "7"
    assert response.json()["additional_data"] == {
        "rate_limit_reason": "public_api_request_rate_limit",
        "retry_after": "7",
    }
    assert (await api.send("GET", "users/me")).status_code == 200


async def test_a_saved_write_can_answer_unavailable(api: Api) -> None:
    parent = await api.find("Engineering Plans")
    api.workspace.faults.add(Fault(kind="saved_but_unavailable", method="POST", path="/pages$"))
    error = await api.error("POST", "pages", {"parent": {"page_id": parent["id"]}, "properties": {}})
    assert error["status"] == 503
    made = error["additional_data"]["committed_resource_id"]
    assert (await api.ok("GET", f"pages/{made}"))["parent"]["page_id"] == parent["id"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"children": [{"equation": {"expression": "x" * 1001}}]}, "expression.length should be ≤ `1000`"),
        (
            {"children": [{"bookmark": {"url": "https://a.example/" + "x" * 2000}}]},
            "url.length should be ≤ `2000`",
        ),
        ({"properties": {"Mail": {"email": "x" * 201}}}, "email.length should be ≤ `200`"),
        (
            {"properties": {"Tags": {"multi_select": [{"name": str(n)} for n in range(101)]}}},
            "length should be ≤ `100`",
        ),
        ({"properties": {"Related Tasks": {"relation": [{"id": "x"}] * 101}}}, "length should be ≤ `100`"),
        ({"children": [{"toggle": {"rich_text": [], "children": [{"divider": {}}] * 100}}] * 10}, "≤ `1000`"),
    ],
)
async def test_limits_are_refused_with_the_number(api: Api, body: dict[str, Any], words: str) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    await api.ok("PATCH", f"data_sources/{source['id']}", {"properties": {"Mail": {"email": {}}}})
    error = await api.error(
        "POST", "pages", {"parent": {"data_source_id": source["id"]}, "properties": {}, **body}
    )
    assert (error["status"], error["code"]) == (400, "validation_error")
    assert words in error["message"]


async def test_a_request_above_500_kilobytes_is_too_large(api: Api) -> None:
    response = await api.send("POST", "search", {"query": "x" * 500_001})
    assert (response.status_code, response.json()["message"]) == (413, "Payload Too Large")
