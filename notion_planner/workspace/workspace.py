"""A local workspace: opened from a file or in memory, seeded once, spoken to over HTTP or in process."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self

import httpx
from starlette.applications import Starlette

from notion_planner.workspace.context import Actor, Context
from notion_planner.workspace.faults import Faults
from notion_planner.workspace.ids import random_id
from notion_planner.workspace.in_process import InProcess
from notion_planner.workspace.options import CAPABILITIES, WorkspaceOptions
from notion_planner.workspace.rate import RateWindow
from notion_planner.workspace.records import Json
from notion_planner.workspace.seeds import plant, read_seed
from notion_planner.workspace.server import RecordedRequest, build_app
from notion_planner.workspace.store import Store
from notion_planner.workspace.times import to_millis
from notion_planner.workspace.webhooks import Deliveries, Webhook

TOKEN = "local-workspace"  # noqa: S105 - guards nothing: the workspace is on this machine
_FORMAT = "1"
_PERSON = "Local person"


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Workspace:
    """``app`` speaks Notion's HTTP API, and so does ``transport`` to a client in this process;

    everything it knows is in the store.
    """

    token = TOKEN

    def __init__(self, store: Store, clock: Callable[[], datetime], options: WorkspaceOptions) -> None:
        self.store = store
        self.options = options
        self.faults = Faults()
        self.writing: set[str] = set()
        self.requests: list[RecordedRequest] = []
        self.webhooks: list[Webhook] = []
        self.deliveries = Deliveries()
        self.rate = RateWindow(options.requests_per_minute) if options.requests_per_minute else None
        self._clock = clock

    @cached_property
    def app(self) -> Starlette:
        return build_app(self)

    @cached_property
    def transport(self) -> httpx.AsyncBaseTransport:
        return InProcess(self)

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        *,
        seed: str | Path | None = "demo",
        snapshot: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        options: WorkspaceOptions | None = None,
    ) -> Self:
        """A file that exists is opened as it is;

        a new one, or memory, begins as the ``snapshot``, or is seeded. ``seed`` None leaves it empty.
        """
        copy_of = None if path is not None and path.exists() else snapshot
        workspace = cls(Store(path, copy_of=copy_of), clock or _wall_clock, options or WorkspaceOptions())
        with workspace.store.transaction(write=True):
            if workspace.store.meta("format") is None:
                workspace.plant(seed)
        return workspace

    def now(self) -> int:
        return to_millis(self._clock())

    def plant(self, seed: str | Path | None) -> None:
        """Fills an empty store; the caller holds the transaction."""
        store = self.store
        store.set_meta("format", _FORMAT)
        store.set_meta("workspace_id", random_id())
        bot = random_id()
        store.put_document("user", bot, _bot(bot, store.meta("workspace_id") or ""))
        person = random_id()
        store.set_meta("person", person)
        store.put_document("user", person, _person(person))
        self.add_token(TOKEN, user=bot)
        plant(self.context(), read_seed(seed))

    def context(self) -> Context:
        """Acts as the connection itself, for seeds, imports and the browser."""
        known = self.store.document("token", TOKEN) or {}
        actor = Actor(str(known.get("user", "")), "Local workspace", CAPABILITIES)
        return Context(self.store, self.now(), actor, self.options, self.store.meta("workspace_id") or "")

    def person(self) -> Context:
        """Acts as the person at the browser, who sees everything."""
        actor = Actor(self.store.meta("person") or "", _PERSON, CAPABILITIES)
        return Context(
            self.store,
            self.now(),
            actor,
            self.options,
            self.store.meta("workspace_id") or "",
            omniscient=True,
        )

    def add_token(self, token: str, *, user: str, capabilities: frozenset[str] | None = None) -> None:
        """Accepts another token; without capabilities of its own it has those of the options."""
        listed = None if capabilities is None else sorted(capabilities)
        self.store.put_document("token", token, {"user": user, "capabilities": listed})

    def share(self, identifier: str, *, shared: bool = True) -> None:
        """Shows a page or database, and what is below it, to the connection, or hides it."""
        with self.store.transaction(write=True):
            self.store.execute(
                "update node set access=? where id=?", "shared" if shared else "hidden", identifier
            )

    def reset(self, seed: str | Path | None = "demo") -> None:
        with self.store.transaction(write=True):
            self.store.clear()
            self.plant(seed)
        self.requests.clear()
        self.faults.clear()

    def snapshot(self, target: Path) -> None:
        """A consistent copy of everything, also while others write."""
        self.store.copy_to(target)

    def restore(self, source: Path) -> None:
        """Back to a snapshot; what is newer is gone."""
        self.store.copy_from(source)

    def subscribe(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> Webhook:
        """From now on events go to this address, as long as this object serves."""
        ctx = self.context()
        webhook = Webhook(url, ctx.workspace_id, ctx.actor.name, ctx.actor.id, transport=transport)
        self.webhooks.append(webhook)
        return webhook

    def publish(self, events: Sequence[Json]) -> None:
        """Tells the webhooks what happened."""
        for webhook in self.webhooks:
            self.deliveries.start(webhook, [webhook.payload(event, self.now()) for event in events])

    def close(self) -> None:
        self.store.close()


def _person(identifier: str) -> Json:
    return {
        "object": "user",
        "id": identifier,
        "name": _PERSON,
        "avatar_url": None,
        "type": "person",
        "person": {"email": "person@localhost"},
    }


def _bot(identifier: str, workspace_id: str) -> Json:
    return {
        "object": "user",
        "id": identifier,
        "name": "Local workspace",
        "avatar_url": None,
        "type": "bot",
        "bot": {
            "owner": {"type": "workspace", "workspace": True},
            "workspace_name": "Local workspace",
            "workspace_id": workspace_id,
            "workspace_limits": {"max_file_upload_size_in_bytes": 5_242_880},
        },
    }
