"""One workspace in virtual time, the product's processes that reach it, and the people who edit it."""

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from notion_planner.config import starter_settings
from notion_planner.errors import PlannerError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings, Settings
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.workspace import Workspace, WorkspaceOptions
from tests.people import asked
from tests.reliability.clock import VirtualClock
from tests.reliability.faults import FaultKind, FaultyTransport, Killed, drawn_latency
from tests.reliability.index import LaggingIndex

SPEC = "User Profile API Specification"
TEMPLATES = Templates()
ADDRESS = "http://workspace.test"
# After this long every lease of a dead run has expired and every index has caught up.
LONG_ENOUGH = 1800.0
_PERSON_TOKEN = "a-person"

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Attempt:
    """What became of one run: its report, its error, or nothing where the process was killed."""

    report: Report | None = None
    error: PlannerError | None = None
    transport: FaultyTransport = field(kw_only=True)

    @property
    def killed(self) -> bool:
        return self.transport.dead

    @property
    def requests(self) -> int:
        return len(self.transport.sent)

    @property
    def writes(self) -> int:
        return sum(sent.write for sent in self.transport.sent)


class World:
    """``seed`` decides every latency; ``saved`` is where it begins, else in a new demo workspace."""

    def __init__(
        self,
        *,
        settings: Settings | None = None,
        seed: int = 0,
        saved: "Saved | None" = None,
        clock: VirtualClock | None = None,
        options: WorkspaceOptions | None = None,
        index_lag: float = 0.0,
    ) -> None:
        self.clock = clock or VirtualClock()
        self.chance = random.Random(seed)
        self.settings = settings or starter_settings()
        start = None if saved else "demo"
        self.workspace = Workspace.open(clock=self.clock.now, seed=start, options=options)
        if saved is not None:
            self._restore(saved)
        person = self.workspace.store.meta("person") or ""
        with self.workspace.store.transaction(write=True):
            self.workspace.add_token(_PERSON_TOKEN, user=person)
        self._app = self.workspace.transport
        self._index = LaggingIndex(self._app, self.clock.elapsed, index_lag)
        self.requests = 0
        self.faults = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.workspace.close()

    def save(self) -> "Saved":
        """A point to come back to; the same for as many worlds as wanted."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "workspace.db"
            self.workspace.snapshot(path)
            return Saved(path.read_bytes(), self.clock.seconds)

    def _restore(self, saved: "Saved") -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "workspace.db"
            path.write_bytes(saved.content)
            self.workspace.restore(path)
        self.clock.seconds = saved.seconds

    def process(self, plan: Mapping[int, FaultKind] | None = None) -> FaultyTransport:
        return FaultyTransport(
            self._index, self.clock.elapsed, plan or {}, latency=drawn_latency(self.chance)
        )

    async def attempt(self, work: Callable[[Run], Awaitable[Report]], transport: FaultyTransport) -> Attempt:
        """One process from its start to its end, however it ends."""
        gateway = Gateway(
            token=self.workspace.token,
            base_url=ADDRESS,
            settings=NotionSettings(requests_per_minute=1_000_000),
            transport=transport,
            clock=self.clock.elapsed,
        )
        try:
            async with gateway as notion:
                return Attempt(await work(self.run_of(notion)), transport=transport)
        except PlannerError as error:
            return Attempt(error=error, transport=transport)
        except Killed:
            return Attempt(transport=transport)
        finally:
            self.requests += len(transport.sent)
            self.faults += len(transport.struck)

    def run_of(self, notion: Gateway) -> Run:
        return Run(
            notion=notion,
            settings=self.settings,
            templates=TEMPLATES,
            today=self.today,
            now=self.clock.now,
        )

    def today(self) -> date:
        return self.clock.now().date()

    def sync(
        self,
        reference: str = SPEC,
        *,
        plan: Mapping[int, FaultKind] | None = None,
        force: bool = False,
    ) -> Attempt:
        """A run of its own, and nothing beside it."""
        return self.clock.run(self.attempt(syncing(reference, force=force), self.process(plan)))

    def people(self, work: Callable[["Person"], Awaitable[T]]) -> T:
        """What a person does while nothing runs."""

        async def main() -> T:
            return await work(self.person())

        return self.clock.run(main())

    def person(self) -> "Person":
        return Person(self.workspace)


def syncing(reference: str, *, force: bool = False) -> Callable[[Run], Awaitable[Report]]:
    async def work(run: Run) -> Report:
        return await sync(replace(run, force=force), await read_spec(run.notion, reference))

    return work


@dataclass(frozen=True)
class Saved:
    content: bytes
    seconds: float


class Person:
    """Somebody at Notion, not through the product."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def request(self, method: str, path: str, payload: Json | None = None) -> Json:
        return asked(self._workspace, _PERSON_TOKEN, method, path, payload)

    async def listed(self, method: str, path: str, payload: Json | None = None) -> list[Json]:
        """All results of a list, page by page."""
        results: list[Json] = []
        cursor: Json = {}
        while True:
            if method == "GET":
                query = "".join(f"&{name}={value}" for name, value in cursor.items())
                answer = await self.request(method, f"{path}?page_size=100{query}")
            else:
                answer = await self.request(method, path, {**(payload or {}), "page_size": 100, **cursor})
            results += answer["results"]
            if not answer.get("has_more"):
                return results
            cursor = {"start_cursor": answer["next_cursor"]}

    async def find(self, title: str, kind: str = "page") -> str:
        found = await self.listed(
            "POST", "search", {"query": title, "filter": {"property": "object", "value": kind}}
        )
        return next(str(item["id"]) for item in found if title_of(item) == title)

    async def rows(self, source: str) -> list[Json]:
        return await self.listed("POST", f"data_sources/{source}/query")

    async def blocks(self, identifier: str) -> list[Json]:
        return await self.listed("GET", f"blocks/{identifier}/children")

    async def markdown(self, page: str) -> str:
        return str((await self.request("GET", f"pages/{page}/markdown"))["markdown"])

    async def edit(self, page: str, *edits: tuple[str, str]) -> None:
        updates = [{"old_str": old, "new_str": new} for old, new in edits]
        body = {"type": "update_content", "update_content": {"content_updates": updates}}
        await self.request("PATCH", f"pages/{page}/markdown", body)

    async def set(self, page: str, **properties: Json) -> None:
        await self.request("PATCH", f"pages/{page}", {"properties": properties})

    async def select(self, page: str, name: str, option: str) -> None:
        await self.set(page, **{name: {"select": {"name": option}}})

    async def trash(self, page: str, *, back: bool = False) -> None:
        await self.request("PATCH", f"pages/{page}", {"in_trash": not back})

    async def add_page(self, parent: str, title: str, markdown: str) -> str:
        body = {
            "parent": {"type": "page_id", "page_id": parent},
            "properties": {"title": {"title": [{"text": {"content": title}}]}},
            "markdown": markdown,
        }
        return str((await self.request("POST", "pages", body))["id"])


def title_of(raw: Json) -> str:
    runs: Sequence[Json] = raw.get("title") or ()
    if raw.get("object") == "page":
        values: Sequence[Json] = list(raw["properties"].values())
        runs = next((value["title"] for value in values if value["type"] == "title"), ())
    return "".join(run["plain_text"] for run in runs)


async def gather(*work: Awaitable[T]) -> list[T]:
    return list(await asyncio.gather(*work))
