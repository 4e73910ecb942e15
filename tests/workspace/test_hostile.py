"""Whatever is sent, the answer is one of Notion's: no crash, no other status, nothing half done."""

import asyncio
import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import Request, answer, routes
from tests.running import hang_up
from tests.workspace.conformance.driving import STEPS

HEADERS = {"authorization": f"Bearer {Workspace.token}", "notion-version": "2026-03-11"}
WORKSPACE = Workspace.open()
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def sent(method: str, path: str, body: Any) -> dict[str, Any]:
    request = Request(method, path, {}, HEADERS, json.dumps(body).encode())
    found = answer(WORKSPACE.store, WORKSPACE.options, WORKSPACE.now(), request)
    json.dumps(found.body, ensure_ascii=False).encode()
    assert found.status in {200, 202, 400, 403, 404, 409, 413}, found.body
    return found.body


def known_ids() -> dict[str, str]:
    search = sent("POST", "/v1/search", {})["results"]
    pages = [item for item in search if item["object"] == "page"]
    source = next(item for item in search if item["object"] == "data_source")
    row = sent(
        "POST", "/v1/pages", {"parent": {"data_source_id": source["id"]}, "markdown": "- [ ] a\n| a |\n|---|"}
    )
    block = sent("GET", f"/v1/blocks/{row['id']}/children", None)["results"][0]["id"]
    comment = sent("POST", "/v1/comments", {"parent": {"page_id": row["id"]}, "rich_text": []})["id"]
    place = {"database_id": source["parent"]["database_id"]}
    body = {"data_source_id": source["id"], "name": "v", "type": "table", **place}
    view = sent("POST", "/v1/views", body)["id"]
    return {
        "page": row["id"],
        "plans": pages[0]["id"],
        "source": source["id"],
        "block": block,
        "view": view,
        "database": source["parent"]["database_id"],
        "comment": comment,
        "bot": "00000000-0000-4000-8000-000000000001",
        "task": "task_x",
        "query": "00000000-0000-4000-8000-000000000002",
    }


IDS = known_ids()
PARAMETERS = {
    "page_id": "page",
    "data_source_id": "source",
    "block_id": "block",
    "view_id": "view",
    "database_id": "database",
    "comment_id": "comment",
    "user_id": "bot",
    "task_id": "task",
    "query_id": "query",
}


def address(path: str) -> str:
    for name, known in PARAMETERS.items():
        path = path.replace(f"{{{name}}}", IDS[known])
    return path.replace("{property_id}", "title")


def filled(value: Any) -> Any:
    text = json.dumps(value)
    for name, identifier in IDS.items():
        text = text.replace(f"${name}", identifier)
    return json.loads(text)


SEEDS = [
    (step["endpoint"].split(" ")[0], address(step["endpoint"].split(" ")[1]), filled(step["args"]))
    for step in STEPS
]
WRITES = [seed for seed in SEEDS if seed[0] in {"POST", "PATCH"}]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@given(st.data())
def test_a_request_with_one_wrong_value_is_answered(data: st.DataObject) -> None:
    method, path, body = data.draw(st.sampled_from(WRITES))
    place = data.draw(st.sampled_from(places(body)))
    sent(method, path, replaced(body, place, data.draw(values)))


@given(st.sampled_from([(route.method, route.path) for route in routes.all]), values)
def test_any_body_is_answered(route: tuple[str, str], body: Any) -> None:
    sent(route[0], address(route[1]), body)


def searched(raw: bytes) -> int:
    request = Request("POST", "/v1/search", {}, HEADERS, raw)
    found = answer(WORKSPACE.store, WORKSPACE.options, WORKSPACE.now(), request)
    json.dumps(found.body, ensure_ascii=False).encode()
    return found.status


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"markdown": "\\ud800"}',
        b"1" * 600_000,
        b'"\\ud800"',
        b'{"page_size": 1e400}',
    ],
)
def test_bytes_that_are_no_body_are_answered(raw: bytes) -> None:
    assert searched(raw) in {200, 400, 413}


@pytest.mark.parametrize("field", [b"query", b"filter"])
def test_a_body_of_any_depth_is_answered(field: bytes) -> None:
    depths = range(sys.getrecursionlimit() - 150, sys.getrecursionlimit())
    bodies = (b'{"%s": %s%s}' % (field, b"[" * depth, b"]" * depth) for depth in depths)
    assert {searched(body) for body in bodies} <= {200, 400}


@pytest.mark.parametrize("path", ["/v1/pages", f"/edit/add/{'0' * 32}"])
def test_a_client_that_hangs_up_in_the_middle_is_no_error_of_the_workspace(path: str) -> None:
    asyncio.run(hang_up(WORKSPACE.app, path))
