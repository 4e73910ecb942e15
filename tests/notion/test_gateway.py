"""The gateway's promises, one odd answer at a time."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
import respx

from notion_planner.errors import (
    AccessError,
    DecisionNeededError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from notion_planner.notion.gateway import NOTION_VERSION, Gateway
from notion_planner.notion.pause import told
from notion_planner.settings import NotionSettings
from notion_planner.workspace import Workspace
from tests.running import running

BASE = "https://notion.example"
TOKEN = "ntn_canary_5f1c"
PAGE = {"object": "page", "id": "11111111-1111-4111-8111-111111111111", "properties": {}, "url": "u"}
LIMITED = {"object": "error", "status": 429, "code": "rate_limited", "message": "slow down"}


class Waiting:
    """A clock that only moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.told: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


def run(
    work: Callable[[Gateway], Awaitable[object]], waiting: Waiting | None = None, **settings: int
) -> object:
    waiting = waiting or Waiting()

    async def main() -> object:
        gateway = Gateway(
            token=TOKEN,
            base_url=BASE,
            settings=NotionSettings(**settings),
            # Nothing is sent: reading the machine's certificates would take longer than a test.
            transport=httpx.AsyncHTTPTransport(verify=False),
            sleep=waiting.sleep,
            clock=waiting.clock,
        )
        gateway.pause.tell = waiting.told.append
        async with gateway as notion:
            return await work(notion)

    return asyncio.run(main())


def create(notion: Gateway) -> Awaitable[object]:
    parent = {"type": "page_id", "page_id": PAGE["id"]}
    return notion.create_page(parent=parent, properties={}, markdown="x", what="create page 'X'")


def error(status: int, code: str, **more: object) -> httpx.Response:
    body = {"object": "error", "status": status, "code": code, "message": code, **more}
    return httpx.Response(status, json=body)


@respx.mock
def test_every_request_carries_the_version_and_the_token() -> None:
    route = respx.get(f"{BASE}/v1/users/me").respond(json={"object": "user"})
    run(lambda notion: notion.me())
    headers = route.calls.last.request.headers
    assert (headers["Notion-Version"], headers["Authorization"]) == (NOTION_VERSION, f"Bearer {TOKEN}")


@respx.mock
def test_a_rate_limit_is_waited_out_for_as_long_as_notion_says() -> None:
    waiting = Waiting()
    respx.post(f"{BASE}/v1/pages").mock(
        side_effect=[
            httpx.Response(429, json=LIMITED, headers={"Retry-After": "300"}),
            httpx.Response(529, json=LIMITED, headers={"Retry-After": "2"}),
            httpx.Response(200, json=PAGE),
        ]
    )
    run(create, waiting)
    assert waiting.waits == [300.0, 2.0]
    assert waiting.told == [300.0]
    assert re.match(r"Notion asks for a pause: going on in 5 min, at \S*", told(300))


@respx.mock
def test_a_pause_of_hours_ends_the_run_with_the_time_to_try_again_and_nothing_more_is_sent() -> None:
    waiting = Waiting()
    limited = httpx.Response(429, json=LIMITED, headers={"Retry-After": "7800"})
    route = respx.route(url__startswith=BASE).mock(return_value=limited)

    async def work(notion: Gateway) -> None:
        for send in (create(notion), notion.me()):
            with pytest.raises(UnavailableError, match=r"2 h 10 min\. .* again after .*\d:\d\d") as error:
                await send
            assert error.value.wait == 7800.0

    run(work, waiting)
    assert (route.call_count, waiting.waits, waiting.told) == (1, [], [])


@respx.mock
def test_while_one_request_is_limited_no_other_is_sent() -> None:
    waiting = Waiting()
    sent: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(waiting.now)
        if len(sent) == 1:
            return httpx.Response(429, json=LIMITED, headers={"Retry-After": "40"})
        return httpx.Response(200, json=PAGE)

    respx.get(url__startswith=f"{BASE}/v1/pages/").mock(side_effect=answer)

    async def two(notion: Gateway) -> None:
        first = asyncio.create_task(notion.page("a"))
        while not sent:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.gather(first, notion.page("b"))

    run(two, waiting)
    assert sent[0] == 0.0
    assert min(sent[1:]) >= 40.0


@respx.mock
def test_a_blocked_integration_is_not_asked_again() -> None:
    blocked = error(429, "rate_limited", additional_data={"rate_limit_reason": "public_api_request_blocked"})
    route = respx.get(f"{BASE}/v1/users/me").mock(return_value=blocked)
    with pytest.raises(RejectedError):
        run(lambda notion: notion.me())
    assert route.call_count == 1


@respx.mock
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_fault_on_a_read_is_repeated(status: int) -> None:
    route = respx.get(f"{BASE}/v1/users/me").mock(
        side_effect=[httpx.Response(status, html="<html>"), httpx.Response(200, json={"object": "user"})]
    )
    run(lambda notion: notion.me())
    assert route.call_count == 2


@respx.mock
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_create_whose_answer_is_lost_is_not_repeated(status: int) -> None:
    route = respx.post(f"{BASE}/v1/pages").mock(return_value=error(status, "service_unavailable"))
    with pytest.raises(OutcomeUnknownError):
        run(create)
    assert route.call_count == 1


@respx.mock
def test_a_create_that_notion_says_was_saved_names_the_page() -> None:
    saved = error(503, "service_unavailable", additional_data={"committed_resource_id": PAGE["id"]})
    respx.post(f"{BASE}/v1/pages").mock(return_value=saved)
    with pytest.raises(OutcomeUnknownError) as caught:
        run(create)
    assert caught.value.committed_id == PAGE["id"]


@respx.mock
def test_an_update_that_notion_says_was_saved_is_read_instead_of_repeated() -> None:
    saved = error(503, "service_unavailable", additional_data={"committed_resource_id": PAGE["id"]})
    written = respx.patch(f"{BASE}/v1/pages/{PAGE['id']}").mock(return_value=saved)
    respx.get(f"{BASE}/v1/pages/{PAGE['id']}").mock(return_value=httpx.Response(200, json=PAGE))
    page = run(lambda notion: notion.update_page(PAGE["id"], properties={}, what="task"))
    assert (page.id, written.call_count) == (PAGE["id"], 1)


@respx.mock
def test_a_cut_connection_leaves_a_create_unknown() -> None:
    respx.post(f"{BASE}/v1/pages").mock(side_effect=httpx.ReadError("cut"))
    with pytest.raises(OutcomeUnknownError):
        run(create)


@respx.mock
def test_a_create_that_never_reached_the_server_is_repeated() -> None:
    route = respx.post(f"{BASE}/v1/pages").mock(
        side_effect=[httpx.ConnectError("refused"), httpx.Response(200, json=PAGE)]
    )
    run(create)
    assert route.call_count == 2


@respx.mock
def test_a_conflict_is_repeated_because_it_did_not_commit() -> None:
    route = respx.post(f"{BASE}/v1/pages").mock(
        side_effect=[error(409, "conflict_error"), httpx.Response(200, json=PAGE)]
    )
    run(create)
    assert route.call_count == 2


@respx.mock
def test_after_a_conflict_the_writes_to_that_parent_go_one_by_one() -> None:
    flying, most, count = 0, 0, 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal flying, most, count
        count += 1
        if count == 1:
            return error(409, "conflict_error")
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        flying -= 1
        return httpx.Response(200, json=PAGE)

    respx.post(f"{BASE}/v1/pages").mock(side_effect=answer)

    async def five(notion: Gateway) -> None:
        await create(notion)
        await asyncio.gather(*(create(notion) for _ in range(4)))

    run(five)
    assert most == 1


@respx.mock
def test_an_unreachable_host_is_given_up_after_the_configured_attempts_and_named() -> None:
    route = respx.get(f"{BASE}/v1/users/me").mock(side_effect=httpx.ConnectError("no route"))
    says = rf"Notion \({httpx.URL(BASE).host}\) cannot be reached: .* Look at the network"
    with pytest.raises(UnavailableError, match=says):
        run(lambda notion: notion.me(), attempts=3)
    assert route.call_count == 3


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (
            "Can't edit block that is archived. You must unarchive the block before editing.",
            DecisionNeededError,
        ),
        ("Can't edit page on block with an archived ancestor.", DecisionNeededError),
        ("No matches found for - List archived loans.", RejectedError),
    ],
)
@respx.mock
def test_only_notions_own_words_say_that_a_page_is_in_the_trash(message: str, kind: type[Exception]) -> None:
    failure = {"object": "error", "status": 400, "code": "validation_error", "message": message}
    respx.patch(f"{BASE}/v1/pages/p/markdown").respond(400, json=failure)
    with pytest.raises(kind):
        run(lambda notion: notion.edit_markdown("p", [("- List archived loans", "")], what="edit 'Loans'"))


@respx.mock
@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (401, "unauthorized", r"the token \(unauthorized\)\. Check"),
        (403, "restricted_resource", "lacks the capability"),
    ],
)
def test_a_refused_token_or_missing_capability_is_an_access_error(status: int, code: str, says: str) -> None:
    respx.get(f"{BASE}/v1/users/me").mock(return_value=error(status, code))
    with pytest.raises(AccessError, match=says):
        run(lambda notion: notion.me())


@respx.mock
@pytest.mark.parametrize("status", [302, 401, 403, 404, 407])
def test_an_answer_that_is_none_of_notions_is_no_matter_of_access(status: int) -> None:
    respx.get(f"{BASE}/v1/users/me").mock(return_value=httpx.Response(status, html="<h1>Sign in</h1>"))
    with pytest.raises(UnavailableError, match=rf"HTTP {status}, and not in Notion's form.*HTTPS_PROXY"):
        run(lambda notion: notion.me())


@respx.mock
def test_an_answer_whose_compression_is_broken_is_asked_for_again() -> None:
    broken = httpx.DecodingError("Error -3 while decompressing data")
    good = httpx.Response(200, json={"object": "user"})
    respx.get(f"{BASE}/v1/users/me").mock(side_effect=[broken, good])
    assert run(lambda notion: notion.me()) == {"object": "user"}


@respx.mock
def test_a_list_is_read_to_its_end() -> None:
    pages = [
        {"results": [{**PAGE, "id": "a"}], "has_more": True, "next_cursor": "c1"},
        {"results": [{**PAGE, "id": "b"}], "has_more": False, "next_cursor": None},
    ]
    route = respx.post(f"{BASE}/v1/data_sources/d/query").mock(
        side_effect=[httpx.Response(200, json=page) for page in pages]
    )
    rows = run(lambda notion: notion.query("d"))
    assert [row.id for row in rows] == ["a", "b"]  # type: ignore[attr-defined]
    assert json.loads(route.calls.last.request.content)["start_cursor"] == "c1"


@respx.mock
def test_a_cursor_that_does_not_advance_ends_the_run() -> None:
    page = {"results": [], "has_more": True, "next_cursor": "same"}
    respx.post(f"{BASE}/v1/data_sources/d/query").respond(json=page)
    with pytest.raises(UnavailableError, match="does not advance"):
        run(lambda notion: notion.query("d"))


@respx.mock
def test_a_query_cut_off_by_notion_is_not_taken_for_complete() -> None:
    page = {"results": [], "has_more": False, "next_cursor": None, "request_status": {"type": "incomplete"}}
    respx.post(f"{BASE}/v1/data_sources/d/query").respond(json=page)
    with pytest.raises(UnavailableError, match="cut off"):
        run(lambda notion: notion.query("d"))


@respx.mock
def test_the_newest_rows_of_a_database_of_any_size_are_read() -> None:
    # The status stands on every page of a query of more than 10,000 ("Query a data source").
    page = {"results": [PAGE] * 100, "has_more": True, "next_cursor": "c1"}
    respx.post(f"{BASE}/v1/data_sources/d/query").respond(
        json={**page, "request_status": {"type": "incomplete"}}
    )
    assert len(run(lambda notion: notion.newest("d"))) == 100  # type: ignore[arg-type]


@respx.mock
def test_the_token_is_in_no_log_error_or_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    respx.get(f"{BASE}/v1/users/me").mock(return_value=error(500, f"secret {TOKEN} echoed"))
    gateway = Gateway(token=TOKEN, base_url=BASE, settings=NotionSettings())
    with pytest.raises(UnavailableError) as caught:
        run(lambda notion: notion.me(), attempts=1)
    assert TOKEN not in caplog.text + repr(gateway) + str(caught.value)


@respx.mock
def test_the_ledger_counts_requests_writes_retries_and_bytes() -> None:
    respx.post(f"{BASE}/v1/pages").mock(
        side_effect=[error(409, "conflict_error"), httpx.Response(200, json=PAGE)]
    )

    async def work(notion: Gateway) -> dict[str, object]:
        await create(notion)
        return dict(notion.ledger.as_json())

    ledger = run(work)
    assert isinstance(ledger, dict)
    assert (ledger["total"], ledger["writes"], ledger["retries"]) == (2, 2, 1)
    assert ledger["statuses"] == {"200": 1, "409": 1}
    assert ledger["bytes_sent"] > 0
    assert ledger["bytes_received"] > 0


def test_no_proxy_is_asked_for_what_this_machine_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "corp.invalid")
    workspace = Workspace.open(seed="empty")

    async def main(address: str) -> object:
        settings = NotionSettings(attempts=1)
        async with Gateway(token=workspace.token, base_url=address, settings=settings) as notion:
            return (await notion.me())["type"]

    with running(workspace.app) as address:
        assert asyncio.run(main(address)) == "bot"
    workspace.close()
