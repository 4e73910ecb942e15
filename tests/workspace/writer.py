"""Writes pages to a workspace file for ever and says which ones were answered; made to be killed."""

import json
import sys
from itertools import count
from pathlib import Path

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import Request, answer

HEADERS = {"authorization": f"Bearer {Workspace.token}", "notion-version": "2026-03-11"}


def send(workspace: Workspace, method: str, path: str, body: object) -> dict:
    request = Request(method, f"/v1/{path}", {}, HEADERS, json.dumps(body).encode())
    found = answer(workspace.store, workspace.options, workspace.now(), request)
    assert found.status == 200, found.body
    return found.body


def main() -> None:
    workspace = Workspace.open(Path(sys.argv[1]))
    wanted = {"property": "object", "value": "data_source"}
    found = send(workspace, "POST", "search", {"query": "Engineering Tasks", "filter": wanted})
    source = found["results"][0]["id"]
    previous: list[str] = []
    for number in count():
        properties = {
            "Name": {"title": [{"text": {"content": f"{sys.argv[2]} {number}"}}]},
            "Tags": {"multi_select": [{"name": f"tag {number % 7}"}]},
            "Related Tasks": {"relation": [{"id": item} for item in previous[-3:]]},
        }
        body = {"parent": {"data_source_id": source}, "properties": properties}
        body["markdown"] = "one\ntwo\n- three\n\t- four"
        page = send(workspace, "POST", "pages", body)
        previous.append(page["id"])
        sys.stdout.write(page["id"] + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
