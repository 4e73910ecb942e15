"""Faults strike where they are told to, before or after the work."""

import asyncio

import httpx
import pytest

from notion_planner.workspace import Fault
from notion_planner.workspace.faults import FaultKind
from tests.workspace.conftest import Api, Clock, paragraph

pytestmark = pytest.mark.anyio

STATUSES: list[tuple[FaultKind, int, str]] = [
    ("rate_limited", 429, "rate_limited"),
    ("workspace_rate_limited", 429, "rate_limited"),
    ("overloaded", 529, "service_overload"),
    ("conflict", 409, "conflict_error"),
    ("internal", 500, "internal_server_error"),
    ("unavailable", 503, "service_unavailable"),
    ("gateway_timeout", 504, "gateway_timeout"),
    ("forbidden", 403, "restricted_resource"),
    ("unshared", 404, "object_not_found"),
    ("revoked", 401, "unauthorized"),
    ("block_limit", 403, "restricted_resource"),
]


async def created(api: Api) -> int:
    plans = await api.find("Engineering Plans")
    return len(await api.children(plans["id"]))


@pytest.mark.parametrize(("kind", "status", "code"), STATUSES)
async def test_a_fault_answers_in_notions_form_and_writes_nothing(
    api: Api, kind: FaultKind, status: int, code: str
) -> None:
    plans = await api.find("Engineering Plans")
    api.workspace.faults.add(Fault(kind=kind, method="POST", path="^/v1/pages$"))
    error = await api.error("POST", "pages", {"parent": {"page_id": plans["id"]}, "properties": {}})
    assert (error["object"], error["status"], error["code"]) == ("error", status, code)
    assert await created(api) == 0


@pytest.mark.parametrize("kind", ["internal", "gateway_timeout", "bad_gateway", "saved_but_unavailable"])
async def test_a_fault_after_the_write_loses_only_the_answer(api: Api, kind: FaultKind) -> None:
    plans = await api.find("Engineering Plans")
    api.workspace.faults.add(Fault(kind=kind, method="POST", path="^/v1/pages$", after_write=True))
    response = await api.send("POST", "pages", {"parent": {"page_id": plans["id"]}, "properties": {}})
    assert response.status_code >= 500
    assert await created(api) == 1


async def test_a_bad_gateway_is_html(api: Api) -> None:
    api.workspace.faults.add(Fault(kind="bad_gateway"))
    response = await api.send("GET", "users/me")
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("after_write", "expected"), [(False, 0), (True, 1)])
async def test_a_connection_can_break_before_and_after_the_write(
    api: Api, after_write: bool, expected: int
) -> None:
    plans = await api.find("Engineering Plans")
    fault = Fault(kind="dropped", method="POST", path="^/v1/pages$", after_write=after_write)
    api.workspace.faults.add(fault)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.send("POST", "pages", {"parent": {"page_id": plans["id"]}, "properties": {}})
    assert await created(api) == expected


async def test_saved_children_are_named_in_the_order_of_the_request(api: Api) -> None:
    page = await api.page()
    api.workspace.faults.add(Fault(kind="saved_but_unavailable", method="PATCH"))
    body = {"children": [paragraph("a"), paragraph("b")]}
    error = await api.error("PATCH", f"blocks/{page['id']}/children", body)
    assert error["additional_data"]["committed_resource_id"] == page["id"]
    made = [block["id"] for block in await api.children(page["id"])]
    assert error["additional_data"]["committed_child_ids"] == made


async def test_a_fault_strikes_the_request_of_its_number(api: Api) -> None:
    api.workspace.faults.add(Fault(kind="internal", requests=(2, 4)))
    statuses = [(await api.send("GET", "users/me")).status_code for _ in range(5)]
    assert statuses == [200, 500, 200, 500, 200]


async def test_faults_by_chance_repeat_with_the_same_seed(api: Api) -> None:
    async def statuses() -> list[int]:
        api.workspace.faults.clear()
        api.workspace.faults.add(Fault(kind="internal", probability=0.5, times=None))
        return [(await api.send("GET", "users/me")).status_code for _ in range(20)]

    first = await statuses()
    assert set(first) == {200, 500}
    assert await statuses() == first


async def test_the_rate_window_opens_again_after_a_minute(open_api: object, clock: Clock) -> None:
    api = open_api(requests_per_minute=2)  # type: ignore[operator]
    assert [(await api.send("GET", "users/me")).status_code for _ in range(3)] == [200, 200, 429]
    clock.now = clock.now.replace(second=53)
    limited = await api.send("GET", "users/me")
    assert limited.headers["Retry-After"] == limited.json()["additional_data"]["retry_after"] == "40"
    clock.now = clock.now.replace(minute=14)
    assert (await api.send("GET", "users/me")).status_code == 200


async def test_overlapping_writes_to_one_parent_conflict(open_api: object) -> None:
    api = open_api(conflicts=True, latency_seconds=0.01)  # type: ignore[operator]
    parent, other = await api.find("Engineering Plans"), await api.find("Engineering Specs")
    bodies = [{"parent": {"page_id": item["id"]}, "properties": {}} for item in (parent, parent, other)]
    responses = await asyncio.gather(*(api.send("POST", "pages", body) for body in bodies))
    assert sorted(response.status_code for response in responses) == [200, 200, 409]
    assert (await api.send("POST", "pages", bodies[0])).status_code == 200


async def test_the_ledger_tells_reads_from_writes(api: Api) -> None:
    page = await api.page()
    source = await api.find("Engineering Tasks", "data_source")
    api.workspace.requests.clear()
    await api.ok("POST", f"data_sources/{source['id']}/query", {})
    await api.ok("POST", "search", {})
    await api.ok("PATCH", f"pages/{page['id']}", {"icon": None})
    noted = [(item.method, item.status, item.is_write) for item in api.workspace.requests]
    assert noted == [("POST", 200, False), ("POST", 200, False), ("PATCH", 200, True)]


async def test_a_search_can_be_stale(api: Api) -> None:
    api.workspace.faults.add(Fault(kind="stale_search", path="search", seconds=30))
    assert (await api.ok("POST", "search", {"query": "Engineering Plans"}))["results"] == []
    assert (await api.ok("POST", "search", {"query": "Engineering Plans"}))["results"] != []


async def test_a_permission_withdrawn_midway_hides_the_page_and_its_rows_from_then_on(api: Api) -> None:
    page, row = await api.page("Plan"), await api.row("Task")
    source = row["parent"]["data_source_id"]
    assert (await api.ok("GET", f"pages/{page['id']}"))["id"] == page["id"]
    for hidden in (page["parent"]["page_id"], row["parent"]["database_id"]):
        api.workspace.share(hidden, shared=False)
    for path in (f"pages/{page['id']}", f"pages/{row['id']}", f"data_sources/{source}"):
        assert (await api.error("GET", path))["code"] == "object_not_found"
    assert (await api.error("PATCH", f"pages/{page['id']}", {"icon": None}))["status"] == 404
    api.workspace.share(page["parent"]["page_id"])
    assert (await api.ok("GET", f"pages/{page['id']}"))["id"] == page["id"]


async def test_a_permission_can_be_withdrawn_from_one_request_on(api: Api) -> None:
    page = await api.page()
    fault = Fault(kind="unshared", path=page["id"], requests=tuple(range(2, 100)), times=None)
    api.workspace.faults.add(fault)
    statuses = [(await api.send("GET", f"pages/{page['id']}")).status_code for _ in range(4)]
    assert statuses == [200, 404, 404, 404]


async def test_a_slow_answer_comes_after_the_write(api: Api) -> None:
    api.workspace.faults.add(Fault(kind="slow", method="POST", path="^/v1/pages$", seconds=0.01))
    page = await api.page("Late")
    assert (await api.ok("GET", f"pages/{page['id']}"))["id"] == page["id"]
    assert api.workspace.requests[-2].status == 200
