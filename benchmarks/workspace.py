"""Times queries, reads and updates in a large workspace against one that holds only what they touch.

Run: python -m benchmarks.workspace [--specs 1000] [--tasks 20]
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from notion_planner.workspace import Workspace
from notion_planner.workspace.api import Request, answer

HEADERS = {"authorization": f"Bearer {Workspace.token}", "notion-version": "2026-03-11"}
BODY = "\n".join(["## Context", "words of the task", "## Acceptance Criteria", *["- [ ] criterion"] * 6])
ROUNDS = 15


def send(workspace: Workspace, method: str, path: str, body: Any = None) -> dict[str, Any]:
    raw = json.dumps(body).encode() if body is not None else b""
    found = answer(
        workspace.store, workspace.options, workspace.now(), Request(method, path, {}, HEADERS, raw)
    )
    if found.status != 200:
        raise SystemExit(f"{method} {path}: {found.body}")
    return found.body


def task_source(workspace: Workspace) -> str:
    wanted = {"query": "Engineering Tasks", "filter": {"property": "object", "value": "data_source"}}
    source: str = send(workspace, "POST", "/v1/search", wanted)["results"][0]["id"]
    changes: dict[str, Any] = {"properties": {"Key": {"rich_text": {}}}}
    send(workspace, "PATCH", f"/v1/data_sources/{source}", changes)
    return source


def fill(workspace: Workspace, specs: int, tasks: int) -> tuple[str, str]:
    """The task data source and the page of the last spec; a hundred tasks share a key."""
    source = task_source(workspace)
    page = ""
    number = 0
    parent = send(workspace, "POST", "/v1/search", {"query": "Engineering Specs"})["results"][0]["id"]
    for spec in range(specs):
        body = {"parent": {"page_id": parent}, "markdown": f"# Spec {spec}\n{BODY}"}
        page = send(workspace, "POST", "/v1/pages", body)["id"]
        for _ in range(tasks):
            properties = {
                "Name": {"title": [{"text": {"content": f"Task {number}"}}]},
                "Key": {"rich_text": [{"text": {"content": f"group-{number // 100}"}}]},
                "Status": {"select": {"name": "To Do"}},
            }
            row = {"parent": {"data_source_id": source}, "properties": properties, "markdown": BODY}
            send(workspace, "POST", "/v1/pages", row)
            number += 1
    return source, page


def timed(*works: Callable[[int], object]) -> list[float]:
    """The median of each in milliseconds, taken in turns so that other load meets all alike."""
    seconds: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS):
        for work, taken in zip(works, seconds, strict=True):
            start = time.perf_counter()
            work(number)
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) * 1000 for taken in seconds]


def operations(
    workspace: Workspace, source: str, page: str, group: str
) -> dict[str, Callable[[int], object]]:
    query = {"filter": {"property": "Key", "rich_text": {"equals": group}}, "page_size": 100}
    found = send(workspace, "POST", f"/v1/data_sources/{source}/query", query)["results"]
    if len(found) != 100:
        raise SystemExit(f"expected 100 rows, got {len(found)}")

    def update(number: int) -> object:
        body = {"type": "replace_content", "replace_content": {"new_str": f"{BODY}\nround {number}"}}
        return send(workspace, "PATCH", f"/v1/pages/{page}/markdown", body)

    return {
        "query of 100 rows by key": lambda _: send(
            workspace, "POST", f"/v1/data_sources/{source}/query", query
        ),
        "page read": lambda _: send(workspace, "GET", f"/v1/pages/{page}/markdown"),
        "markdown update": update,
        "search by title": lambda _: send(workspace, "POST", "/v1/search", {"query": "Engineering Plans"}),
    }


def started() -> float:
    """Milliseconds until a workspace in memory, with the demo seed, answers its first request."""

    def work(_: int) -> None:
        workspace = Workspace.open()
        send(workspace, "GET", "/v1/users/me")
        workspace.close()

    return timed(work)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--specs", type=int, default=1000)
    parser.add_argument("--tasks", type=int, default=20)
    options = parser.parse_args()
    print(f"started in process and answered in {started():.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        small, large = (Workspace.open(Path(folder) / name) for name in ("small.db", "large.db"))
        alone = operations(small, *fill(small, 1, 100), "group-0")
        start = time.perf_counter()
        filled = fill(large, options.specs, options.tasks)
        seconds = time.perf_counter() - start
        among = operations(large, *filled, f"group-{options.specs * options.tasks // 200}")
        size = (Path(folder) / "large.db").stat().st_size / 1e6
        print(f"{options.specs} specs and {options.specs * options.tasks} tasks written in {seconds:.0f} s")
        for name, work in alone.items():
            base, grown = timed(work, among[name])
            print(f"{name:26} {base:8.2f} ms alone {grown:8.2f} ms among all  x {grown / base:.2f}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"file {size:.0f} MB, memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
