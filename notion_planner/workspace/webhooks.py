"""Webhooks out: events told to an address, signed as Notion signs them."""

import asyncio
import hashlib
import hmac
import json
import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import httpx

from notion_planner.workspace.ids import random_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.times import zulu_text

_TIMEOUT_SECONDS = 10


@cache
def _trusted() -> ssl.SSLContext:
    """httpx's usual certificate authorities, read once: for each event, it held up all other requests."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass
class Webhook:
    """A subscription. ``token`` is told in the first call and signs every one."""

    url: str
    workspace_id: str
    workspace_name: str
    integration_id: str
    token: str = field(default_factory=lambda: f"secret_{secrets.token_hex(20)}")
    subscription_id: str = field(default_factory=random_id)
    transport: httpx.AsyncBaseTransport | None = None

    def signature(self, raw: bytes) -> str:
        return f"sha256={hmac.new(self.token.encode(), raw, hashlib.sha256).hexdigest()}"

    def payload(self, event: Json, now: int) -> Json:
        return {
            "id": random_id(),
            "timestamp": zulu_text(now),
            "workspace_id": self.workspace_id,
            "workspace_name": self.workspace_name,
            "subscription_id": self.subscription_id,
            "integration_id": self.integration_id,
            "authors": [event["author"]],
            "attempt_number": 1,
            "api_version": "2026-03-11",
            "type": event["type"],
            "entity": event["entity"],
            "data": event["data"],
        }

    async def verify(self) -> int:
        """The handshake: the status that the receiver answered."""
        return (await self.deliver([{"verification_token": self.token}]))[0]

    async def deliver(self, payloads: Sequence[Json]) -> list[int]:
        """The statuses; 0 where nobody answered. Nothing is tried again."""
        statuses = []
        verify = _trusted() if self.transport is None else True
        # Who listens to a local workspace is on this machine, where no proxy leads.
        client = httpx.AsyncClient(
            transport=self.transport, verify=verify, timeout=_TIMEOUT_SECONDS, trust_env=False
        )
        async with client:
            for payload in payloads:
                raw = json.dumps(payload, separators=(",", ":")).encode()
                headers = {"Content-Type": "application/json", "X-Notion-Signature": self.signature(raw)}
                try:
                    statuses.append((await client.post(self.url, content=raw, headers=headers)).status_code)
                except httpx.HTTPError:
                    statuses.append(0)
        return statuses


class Deliveries:
    """Delivers in the background of the running loop, and waits for the rest when asked."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[list[int]]] = set()

    def start(self, webhook: Webhook, payloads: Sequence[Json]) -> None:
        task = asyncio.get_running_loop().create_task(webhook.deliver(payloads))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        await asyncio.gather(*self._running)
