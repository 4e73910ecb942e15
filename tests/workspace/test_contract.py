"""One contract for every backend: in process, over HTTP, and the real API where a token and a page are given.

For the real API: NOTION_LIVE_TOKEN, NOTION_LIVE_PAGE (the id of a scratch page the connection may use) and
``--force-enable-socket --allow-hosts=``; what the tests make stays below that page.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from notion_planner.workspace import Fault, Workspace

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]
LIVE_TOKEN, LIVE_PAGE = os.environ.get("NOTION_LIVE_TOKEN"), os.environ.get("NOTION_LIVE_PAGE")


@dataclass
class Backend:
    address: str
    token: str
    page: str

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Notion-Version": "2026-03-11"}
        return httpx.request(method, f"{self.address}/v1/{path}", json=body, headers=headers, timeout=70)

    def ok(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        response = self.send(method, path, body)
        assert response.status_code == 200, response.text
        return response.json()

    def made(self, **body: Any) -> dict[str, Any]:
        given = {
            "parent": {"page_id": self.page},
            "properties": {"title": [{"text": {"content": "Contract"}}]},
        }
        return self.ok("POST", "pages", {**given, **body})


@pytest.fixture(params=["local", "live"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "live":
        if not LIVE_TOKEN or not LIVE_PAGE:
            pytest.skip("no NOTION_LIVE_TOKEN and NOTION_LIVE_PAGE")
        yield Backend("https://api.notion.com", LIVE_TOKEN, LIVE_PAGE)
        return
    address = request.getfixturevalue("notion_workspace_url")
    local = Backend(address, Workspace.token, "")
    found = local.ok("POST", "search", {"query": "Engineering Plans"})["results"]
    yield Backend(address, Workspace.token, found[0]["id"])


def test_a_page_is_written_and_read_as_markdown(backend: Backend) -> None:
    page = backend.made(markdown="## New Section\n\nHello from **markdown**.\n\n- [ ] a\n\t- b")
    read = backend.ok("GET", f"pages/{page['id']}/markdown")
    assert read["markdown"] == "## New Section\nHello from **markdown**.\n- [ ] a\n\t- b"
    assert (read["truncated"], read["unknown_block_ids"]) == (False, [])


def test_an_update_replaces_words_and_answers_the_whole_page(backend: Backend) -> None:
    page = backend.made(markdown="alpha\nbeta")
    edit = {"content_updates": [{"old_str": "beta", "new_str": "gamma"}]}
    answer = backend.ok(
        "PATCH", f"pages/{page['id']}/markdown", {"type": "update_content", "update_content": edit}
    )
    assert answer["markdown"] == "alpha\ngamma"


def test_replaced_content_keeps_the_ids_of_unchanged_blocks(backend: Backend) -> None:
    page = backend.made(markdown="alpha\nbeta\ngamma")
    before = [block["id"] for block in backend.ok("GET", f"blocks/{page['id']}/children")["results"]]
    body = {"type": "replace_content", "replace_content": {"new_str": "alpha\nbeta edited\ngamma"}}
    backend.ok("PATCH", f"pages/{page['id']}/markdown", body)
    after = [block["id"] for block in backend.ok("GET", f"blocks/{page['id']}/children")["results"]]
    assert after == before


def test_an_insertion_answers_with_the_following_siblings(backend: Backend) -> None:
    page = backend.made(markdown="one\ntwo")
    first, second = backend.ok("GET", f"blocks/{page['id']}/children")["results"]
    child = {"paragraph": {"rich_text": [{"text": {"content": "half"}}]}}
    position = {"type": "after_block", "after_block": {"id": first["id"]}}
    answer = backend.ok("PATCH", f"blocks/{page['id']}/children", {"children": [child], "position": position})
    assert [block["id"] for block in answer["results"]][1:] == [second["id"]]


def test_a_row_is_found_by_the_key_in_its_text(backend: Backend) -> None:
    properties = {"Name": {"title": {}}, "Key": {"rich_text": {}}}
    body = {"parent": {"page_id": backend.page}, "initial_data_source": {"properties": properties}}
    source = backend.ok("POST", "databases", body)["data_sources"][0]["id"]
    values = {"Key": {"rich_text": [{"text": {"content": "spec-1/FR-1"}}]}}
    row = backend.ok("POST", "pages", {"parent": {"data_source_id": source}, "properties": values})
    filter_ = {"property": "Key", "rich_text": {"equals": "spec-1/FR-1"}}
    found = backend.ok("POST", f"data_sources/{source}/query", {"filter": filter_})
    assert [page["id"] for page in found["results"]] == [row["id"]]
    assert found["type"] == "page_or_data_source"


def test_a_trashed_page_can_be_read_but_not_edited(backend: Backend) -> None:
    page = backend.made()
    backend.ok("PATCH", f"pages/{page['id']}", {"in_trash": True})
    assert backend.ok("GET", f"pages/{page['id']}")["in_trash"] is True
    refused = backend.send("PATCH", f"pages/{page['id']}", {"properties": {"title": []}})
    assert (refused.status_code, refused.json()["code"]) == (400, "validation_error")


def test_errors_have_status_code_and_request_id(backend: Backend) -> None:
    for method, path, status, code in (
        ("GET", "pages/00000000-0000-0000-0000-000000000000", 404, "object_not_found"),
        ("GET", "pages/not-a-real-id", 400, "validation_error"),
        ("GET", "invalid", 400, "invalid_request_url"),
    ):
        response = backend.send(method, path)
        error = response.json()
        assert (response.status_code, error["object"], error["code"]) == (status, "error", code)
        assert set(error) >= {"status", "message", "request_id"}


def test_a_dropped_connection_breaks_over_http_too(
    notion_workspace: Workspace, notion_workspace_url: str
) -> None:
    notion_workspace.faults.add(Fault(kind="dropped"))
    backend = Backend(notion_workspace_url, Workspace.token, "")
    with pytest.raises(httpx.RemoteProtocolError):
        backend.send("GET", "users/me")
    assert backend.send("GET", "users/me").status_code == 200
