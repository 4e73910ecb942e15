"""Writes pages to a workspace file for ever and says which ones were answered; made to be killed."""

import json
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import Request, answer

HEADERS = {"authorization": f"Bearer {Workspace.token}", "notion-version": "2026-03-11"}


def send(workspace: Workspace, method: str, path: str, body: object) -> dict:
    request = Request(method, f"/v1/{path}", {}, HEADERS, json.dumps(body).encode())
    found = answer(workspace.store, workspace.options, workspace.now(), request)
    assert found.status == 200, found.body
    return found.body


def main(said: Connection, path: Path, name: str) -> None:
    """``said`` hears the id of each page that was answered."""
    workspace = Workspace.open(path)
    wanted = {"property": "object", "value": "data_source"}
    found = send(workspace, "POST", "search", {"query": "Engineering Tasks", "filter": wanted})
    source = found["results"][0]["id"]
    previous: list[str] = []
    for number in count():
        properties = {
            "Name": {"title": [{"text": {"content": f"{name} {number}"}}]},
            "Tags": {"multi_select": [{"name": f"tag {number % 7}"}]},
            "Related Tasks": {"relation": [{"id": item} for item in previous[-3:]]},
        }
        body = {"parent": {"data_source_id": source}, "properties": properties}
        body["markdown"] = "one\ntwo\n- three\n\t- four"
        page = send(workspace, "POST", "pages", body)
        previous.append(page["id"])
        said.send(page["id"])
