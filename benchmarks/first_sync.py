"""Requests and wall time of the worked example's first and second sync, at Notion's latency and rate limit.

The local workspace answers each request after LATENCY seconds and allows RATE requests a minute. The figure
to compare with is max(requests ÷ 3 per second, critical path); the critical path is the longest chain of
requests that have to wait for one another, times the latency.

    python -m benchmarks.first_sync [--latency 0.5] [--rate 180]
"""

import argparse
import asyncio
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from notion_planner.config import starter_settings
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.workspace import Workspace, WorkspaceOptions

SPEC = "User Profile API Specification"
# spec by title, its text, database ∥ plans page, children, create plan, read it, mentions, back-link, state
STEPS_AROUND_TASKS = 10


async def timed_sync(workspace: Workspace, rate: int) -> tuple[Report, float]:
    settings = starter_settings()
    gateway = Gateway(
        token=workspace.token,
        base_url="http://workspace.test",
        settings=NotionSettings(requests_per_minute=rate),
        transport=workspace.transport,
    )
    started = perf_counter()
    async with gateway as notion:
        run = Run(notion, settings, Templates(), today=lambda: date(2025, 10, 14))
        report = await sync(run, await read_spec(notion, SPEC))
    return report, perf_counter() - started


def depth(report: Report) -> int:
    """The longest chain of tasks in which each has to wait for the one before."""
    depths: dict[str, int] = {}
    for row in report.tasks:
        depths[row.key] = 1 + max((depths.get(key, 0) for key in row.blocked_by), default=0)
    return max(depths.values(), default=0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--rate", type=int, default=180)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = WorkspaceOptions(latency_seconds=given.latency, requests_per_minute=given.rate)
        workspace = Workspace.open(Path(folder) / "workspace.db", options=options)
        first, first_wall = asyncio.run(timed_sync(workspace, given.rate))
        second, second_wall = asyncio.run(timed_sync(workspace, given.rate))
        workspace.close()
    tasks, requests = len(first.tasks), first.requests["total"]
    path = (STEPS_AROUND_TASKS + depth(first)) * given.latency
    bound = max(requests / 3, path)
    print(f"latency {given.latency} s, {given.rate} requests a minute")
    print(f"first sync: {tasks} tasks, {requests} requests (N + {requests - tasks}; the bare bound is N + 2)")
    print(
        f"  wall {first_wall:.1f} s; max(requests / 3, critical path {path:.1f}) = {bound:.1f} s; "
        f"ratio {first_wall / bound:.2f}; waited for limits {first.requests['waited_seconds']} s"
    )
    print(
        f"second sync: {second.requests['total']} requests, {second.requests['writes']} writes, "
        f"wall {second_wall:.1f} s"
    )


if __name__ == "__main__":
    main()
