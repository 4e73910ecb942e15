"""Webhooks out: what events say, and how they are signed."""

import hashlib
import hmac
import json
import ssl
from typing import Any

import httpx
import pytest

from tests.workspace.conftest import Api


@pytest.mark.anyio
async def test_events_tell_what_was_done_to_which_page(api: Api) -> None:
    received: list[dict[str, Any]] = []

    def receive(request: httpx.Request) -> httpx.Response:
        received.append(json.loads(request.content))
        return httpx.Response(200)

    api.workspace.subscribe("https://hooks.example/notion", transport=httpx.MockTransport(receive))
    row = await api.row("Task")
    await api.ok("PATCH", f"pages/{row['id']}", {"properties": {"Story Points": {"number": 3}}})
    await api.ok("PATCH", f"blocks/{row['id']}/children", {"children": [{"divider": {}}]})
    await api.ok("PATCH", f"pages/{row['id']}", {"in_trash": True})
    await api.workspace.deliveries.finish()
    types = sorted(event["type"] for event in received)
    assert types == ["page.content_updated", "page.created", "page.deleted", "page.properties_updated"]
    changed = next(event for event in received if event["type"] == "page.properties_updated")
    assert changed["entity"] == {"id": row["id"], "type": "page"}
    assert len(changed["data"]["updated_properties"]) == 1


@pytest.mark.anyio
async def test_a_webhook_is_signed_over_its_raw_body(api: Api) -> None:
    received: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(200)

    webhook = api.workspace.subscribe("https://hooks.example/notion", transport=httpx.MockTransport(receive))
    assert await webhook.verify() == 200
    page = await api.page("Told")
    await api.workspace.deliveries.finish()
    handshake, event = received
    assert json.loads(handshake.content) == {"verification_token": webhook.token}
    expected = hmac.new(webhook.token.encode(), event.content, hashlib.sha256).hexdigest()
    assert event.headers["X-Notion-Signature"] == f"sha256={expected}"
    payload = json.loads(event.content)
    assert (payload["type"], payload["entity"]) == ("page.created", {"id": page["id"], "type": "page"})
    assert payload["authors"] == [{"id": page["created_by"]["id"], "type": "bot"}]


@pytest.mark.anyio
async def test_certificates_are_read_once_for_all_events(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook = api.workspace.subscribe("http://127.0.0.1:1/nobody-listens")
    assert await webhook.deliver([{}]) == [0]
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", None, raising=False)
    assert await webhook.deliver([{}, {}]) == [0, 0]
