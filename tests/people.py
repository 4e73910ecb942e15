"""What people and other tools ask of a workspace in this process: answered without HTTP, struck by no fault.

Going through HTTP takes longer than most answers, and what is claimed is about the product's own requests.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from notion_planner.workspace import RecordedRequest, Workspace
from notion_planner.workspace.api import Request, answer, is_read

_VERSION = "2026-03-11"


def asked(
    workspace: Workspace, token: str, method: str, path: str, payload: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answer; ``payload`` is the query of a GET, else the body, ``path`` begins below /v1/.

    Raises:
        AssertionError: it was refused.
    """
    place, _, query = path.partition("?")
    if method == "GET" and payload:
        query = urlencode(payload)
    raw = json.dumps(payload).encode() if payload is not None and method != "GET" else b""
    headers = {"authorization": f"Bearer {token}", "notion-version": _VERSION}
    request = Request(method, f"/v1/{place}", parse_qs(query), headers, raw)
    found = answer(workspace.store, workspace.options, workspace.now(), request)
    workspace.publish(found.events)
    recorded = RecordedRequest(method, request.path, raw, found.status, len(raw), not is_read(request))
    workspace.requests.append(recorded)
    if found.status != 200:
        raise AssertionError(f"{method} {path}: {found.body}")
    # As it would be read: bodies in the store are shared, and nobody else's to change.
    shown: dict[str, Any] = json.loads(json.dumps(found.body))
    return shown
