"""The one gateway to Notion: version, authentication, rate limit, retry, pagination, error translation.

Everything goes through :meth:`Gateway.request` and not through notion-client's endpoint methods, because
those silently drop keywords that they do not know (``allow_async``, ``filter_properties`` and others).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, Self

import httpx
from notion_client import AsyncClient  # noqa: TID251 (this is the gateway)
from notion_client.errors import NotionClientErrorBase  # noqa: TID251
from pyrate_limiter import Limiter

from notion_planner.errors import UnavailableError
from notion_planner.notion.client import Hooks, http_client
from notion_planner.notion.failure import ExchangeError, Failure, classify
from notion_planner.notion.ledger import Ledger
from notion_planner.notion.objects import (
    Block,
    ChildPage,
    DataSource,
    Page,
    PageMarkdown,
    block_of,
    child_page_of,
    data_source_of,
    markdown_of,
    may_hold_pages,
    page_of,
)
from notion_planner.notion.pace import paced
from notion_planner.notion.pause import Pause
from notion_planner.notion.repetition import Repetition
from notion_planner.settings import NotionSettings

NOTION_VERSION = "2026-03-11"
# Seconds before each look for a page whose creation was not answered: a query may lag behind a write.
SETTLE_DELAYS = (0.0, 2.0, 5.0)
PAGE_SIZE = 100  # the API's maximum and default
# A list longer than this is a cursor that does not advance: a query ends at 10,000 results.
_LONGEST_LIST = 1_000
# Search answers in order of relevance, so an exact title does not hide behind hundreds of near ones.
_MOST_SEARCH_RESULTS = 200

Json = dict[str, Any]
_logger = logging.getLogger("notion_planner.notion")


class Gateway:
    """Notion over one HTTP client; use as ``async with Gateway(...) as notion``.

    ``transport`` replaces the network (the embedded local workspace, tests); ``sleep`` and ``clock``
    replace waiting. The ledger counts what was sent; ``server_date`` is the last answer's Date header.
    Raises ConfigError where the environment's certificates or its proxy cannot be used.
    """

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        settings: NotionSettings,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.ledger = Ledger()
        self.server_date = ""
        self._token = token
        self.base_url = base_url
        self._host = httpx.URL(base_url).netloc.decode()  # without a password that the address may hold
        self._sleep = sleep
        self._clock = clock
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._limiter = paced(settings.requests_per_minute)
        self.pause = Pause(self._host, clock=clock, sleep=sleep)
        self._repetition = Repetition(attempts=settings.attempts, pause=self.pause, wait=self._pause)
        self._parents: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._conflicted: set[str] = set()
        hooks: Hooks = {"request": [self._on_request], "response": [self._on_response]}
        self._http = http_client(base_url, transport, hooks)
        self._client = AsyncClient(
            client=self._http,
            auth=token,
            base_url=base_url.rstrip("/"),
            notion_version=NOTION_VERSION,
            timeout_ms=int(settings.timeout_seconds * 1000),
            retry=False,
            logger=_logger,
            log_level=logging.CRITICAL,  # its warnings repeat what our errors say, and debug logs bodies
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()
        self._limiter.close()

    def __repr__(self) -> str:
        return f"Gateway({self.base_url!r})"

    def draw_from(self, limiter: Limiter) -> None:
        """Takes its requests from a budget that several processes share, instead of one of its own."""
        self._limiter.close()
        self._limiter = limiter

    async def me(self) -> Json:
        return await self.request("GET", "users/me", what="the connection's own user")

    async def page(self, page_id: str, *, what: str = "page") -> Page:
        return page_of(await self.request("GET", f"pages/{page_id}", what=f"{what} {page_id}"))

    async def markdown(self, page_id: str, *, what: str = "content of page") -> PageMarkdown:
        return markdown_of(await self.request("GET", f"pages/{page_id}/markdown", what=f"{what} {page_id}"))

    async def data_source(self, data_source_id: str) -> DataSource:
        raw = await self.request(
            "GET", f"data_sources/{data_source_id}", what=f"data source {data_source_id}"
        )
        return data_source_of(raw)

    async def database_sources(
        self, database_id: str, *, what: str = "database"
    ) -> tuple[tuple[str, str], ...]:
        """(id, name) of each data source of a database."""
        raw = await self.request("GET", f"databases/{database_id}", what=f"{what} {database_id}")
        return tuple((source["id"], source.get("name") or "") for source in raw.get("data_sources") or ())

    async def search(
        self, query: str, *, kind: str, most: int = _MOST_SEARCH_RESULTS
    ) -> tuple[Page | DataSource, ...]:
        """What Notion's index finds; ``kind`` is ``page`` or ``data_source``. Fuzzy and late by design.

        Without a query it finds everything that is shared.
        """
        body: Json = {"filter": {"property": "object", "value": kind}} | ({"query": query} if query else {})
        results = self._pages("POST", "search", body=body, what=f"search for {query!r}", most=most)
        convert = page_of if kind == "page" else data_source_of
        return tuple([convert(raw) async for raw in results if raw.get("object") == kind])

    async def query(
        self,
        data_source_id: str,
        *,
        filter_: Json | None = None,
        sorts: Sequence[Json] = (),
        most: int | None = None,
    ) -> tuple[Page, ...]:
        """All rows that match, 100 a request; with ``most`` no request more than it takes to have as many."""
        body = ({"filter": filter_} if filter_ else {}) | ({"sorts": list(sorts)} if sorts else {})
        path, what = f"data_sources/{data_source_id}/query", f"rows of {data_source_id}"
        rows = self._pages("POST", path, body=body, what=what, most=most)
        return tuple([page_of(raw) async for raw in rows if raw.get("object") == "page"])

    async def newest(self, data_source_id: str) -> tuple[Page, ...]:
        """The 100 rows that were edited last, the latest first, in one request."""
        latest_first = {"timestamp": "last_edited_time", "direction": "descending"}
        return await self.query(data_source_id, sorts=[latest_first], most=PAGE_SIZE)

    async def related(self, page_id: str, property_id: str) -> tuple[str, ...]:
        """All pages that a relation names: a page's own answer stops at 25."""
        found = self._pages("GET", f"pages/{page_id}/properties/{property_id}", what=f"relation of {page_id}")
        return tuple([str(raw["relation"]["id"]) async for raw in found if raw.get("relation")])

    async def edited_since(self, data_source_id: str, since: datetime) -> tuple[Page, ...]:
        """Rows whose last edit is of that minute or later."""
        minute = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00.000Z")
        edited = {"timestamp": "last_edited_time", "last_edited_time": {"on_or_after": minute}}
        return await self.query(data_source_id, filter_=edited)

    async def blocks(self, block_id: str) -> tuple[Block, ...]:
        """A page's or block's children, one level deep."""
        found = self._pages("GET", f"blocks/{block_id}/children", what=f"blocks of {block_id}")
        return tuple([block_of(raw) async for raw in found])

    async def child_pages(self, page_id: str) -> tuple[ChildPage, ...]:
        """Sub-pages in the order of the page, those in its columns and toggles, too; none in the trash."""
        found: dict[str, ChildPage] = {}
        async for raw in self._pages("GET", f"blocks/{page_id}/children", what=f"sub-pages of {page_id}"):
            if (child := child_page_of(raw)) is not None:
                found[child.id] = child
            elif may_hold_pages(raw):
                found |= {page.id: page for page in await self.child_pages(raw["id"])}
        return tuple(found.values())

    async def create_page(self, *, parent: Json, properties: Json, markdown: str, what: str) -> Page:
        """Create a page with its content in one request.

        Raises:
            OutcomeUnknownError: the answer was lost; look before repeating.
        """
        body: Json = {"parent": parent, "properties": properties}
        if markdown:
            body["markdown"] = markdown
        scope = next(str(value) for key, value in parent.items() if key.endswith("_id"))
        raw = await self.request("POST", "pages", payload=body, write_to=scope, what=what)
        return page_of(raw)

    async def update_page(self, page_id: str, *, properties: Json, what: str) -> Page:
        body = {"properties": properties}
        raw = await self.request(
            "PATCH", f"pages/{page_id}", payload=body, write_to=page_id, repeatable=True, what=what
        )
        return page_of(raw)

    async def edit_markdown(
        self, page_id: str, edits: Sequence[tuple[str, str]], *, what: str
    ) -> PageMarkdown:
        """Replace exact texts, each occurring once; answers with the whole page after the edit.

        Raises:
            OutcomeUnknownError: the answer was lost; read the page before repeating.
            RejectedError: a text was not found or occurs several times.
        """
        body = {
            "type": "update_content",
            "update_content": {"content_updates": [{"old_str": old, "new_str": new} for old, new in edits]},
        }
        return await self._write_markdown(page_id, body, what=what)

    async def append_markdown(self, page_id: str, content: str, *, what: str) -> PageMarkdown:
        body = {
            "type": "insert_content",
            "insert_content": {"content": content, "position": {"type": "end"}},
        }
        return await self._write_markdown(page_id, body, what=what)

    async def replace_markdown(self, page_id: str, content: str, *, what: str) -> PageMarkdown:
        """Replace a page's whole content; refused by Notion where that would delete sub-pages."""
        body = {"type": "replace_content", "replace_content": {"new_str": content}}
        return await self._write_markdown(page_id, body, what=what, repeatable=True)

    async def _write_markdown(
        self, page_id: str, body: Json, *, what: str, repeatable: bool = False
    ) -> PageMarkdown:
        path = f"pages/{page_id}/markdown"
        return markdown_of(
            await self.request(
                "PATCH", path, payload=body, write_to=page_id, repeatable=repeatable, what=what
            )
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        what: str,
        payload: Json | None = None,
        write_to: str | None = None,
        repeatable: bool = False,
    ) -> Json:
        """One call under the rate limit, repeated where that can do no harm.

        ``payload`` is the query of a GET, else the JSON body. ``write_to`` names the parent that a write
        changes (None: it is a read); ``repeatable`` marks a write whose second application changes nothing.

        Raises:
            AccessError, RejectedError, UnavailableError, OutcomeUnknownError: :mod:`notion_planner.errors`
                says what each means.
        """
        safe = write_to is None or repeatable
        send = partial(self._exchange, method, path, payload, write_to)
        try:
            try:
                return await send()
            except ExchangeError as error:
                return await self._repetition.after(error, send, safe=safe)
        except ExchangeError as error:
            if repeatable and error.failure.committed_id:  # saved: each of these answers with what is there
                return await self.request("GET", path, what=what)
            raise error.failure.translate(what, safe=safe, host=self._host, path=path) from error.__cause__

    async def _exchange(self, method: str, path: str, payload: Json | None, write_to: str | None) -> Json:
        if write_to is not None and write_to in self._conflicted:
            async with self._parents[write_to]:
                return await self._send(method, path, payload, write_to)
        return await self._send(method, path, payload, write_to)

    async def _send(self, method: str, path: str, payload: Json | None, write_to: str | None) -> Json:
        async with self._slots:
            await self._await_turn()
            self.ledger.sent(write=write_to is not None)
            query, body = (payload, None) if method == "GET" else (None, payload)
            try:
                answer = await self._client.request(path=path, method=method, query=query, body=body)
            except (NotionClientErrorBase, httpx.RequestError, ValueError) as error:
                failure = classify(error)
                if failure is None:
                    raise
                # A server may echo what it was sent; a token must not travel on in our messages.
                failure = replace(failure, message=failure.message.replace(self._token, "***"))
                if failure.is_conflict and write_to is not None:
                    self._conflicted.add(write_to)
                raise ExchangeError(failure) from error
        if not isinstance(answer, dict):
            raise ExchangeError(Failure(200, "unreadable_answer", "the answer is not a JSON object"))
        return answer

    async def _await_turn(self) -> None:
        started = self._clock()
        await self._limiter.try_acquire_async("notion")
        await self.pause.over()
        self.ledger.waited += self._clock() - started

    async def trash(self, page_id: str, *, what: str) -> None:
        body, what = {"in_trash": True}, f"move {what} to the trash"
        await self.request(
            "PATCH", f"pages/{page_id}", payload=body, write_to=page_id, repeatable=True, what=what
        )

    async def settle(self, seconds: float) -> None:
        """Waits, for one, until Notion's index may have caught up."""
        if seconds:
            self.ledger.waited += seconds
            await self._sleep(seconds)

    async def _pause(self, seconds: float) -> None:
        self.ledger.retries += 1
        await self.settle(seconds)

    async def _pages(
        self, method: str, path: str, *, what: str, body: Json | None = None, most: int | None = None
    ) -> AsyncIterator[Json]:
        cursor: str | None = None
        count = 0
        for _ in range(_LONGEST_LIST):
            page: Json = {"page_size": PAGE_SIZE} | ({"start_cursor": cursor} if cursor else {})
            answer = await self.request(method, path, payload={**(body or {}), **page}, what=what)
            for raw in answer.get("results") or ():
                yield raw
                count += 1
            if most is not None and count >= most:
                return
            if (answer.get("request_status") or {}).get("type") == "incomplete":
                raise UnavailableError(
                    f"Notion cut off the {what} at 10,000 results.", hint="Narrow it down in config.yaml."
                )
            following = answer.get("next_cursor")
            if not answer.get("has_more") or not following:
                return
            if following == cursor:
                break
            cursor = following
        raise UnavailableError(f"Notion's list of {what} does not end: its cursor does not advance.")

    async def _on_request(self, request: httpx.Request) -> None:
        self.ledger.bytes_sent += len(request.content)
        request.extensions["sent_at"] = self._clock()

    async def _on_response(self, response: httpx.Response) -> None:
        content = await response.aread()
        self.server_date = response.headers.get("date", "")
        self.ledger.answered(
            response.status_code, len(content), self._clock() - response.request.extensions["sent_at"]
        )
