"""A worker of its own process: its jobs each make a page in the workspace, looking first."""

import asyncio
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import SecretStr

from notion_planner.environment import QueuePlace
from notion_planner.jobs import workers
from notion_planner.jobs.model import Job
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.workers import Workers
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import JobsSettings, NotionSettings

SETTINGS = JobsSettings(workers=4, attempts=50, retry_seconds=0.1, lease_seconds=1, grace_seconds=5)


def place_of(text: str) -> QueuePlace:
    if text.startswith("redis://"):
        return QueuePlace(redis=SecretStr(text))
    return QueuePlace(file=Path(text))


def main(ready: Connection, address: str, token: str, source: str, queue: str) -> None:
    """``address`` and ``token`` of the workspace, the data source to write to, and the queue."""
    workers._POLL_SECONDS, workers._SWEEP_SECONDS = 0.02, 0.05
    asyncio.run(_main(ready, address, token, source, queue))


async def _main(ready: Connection, address: str, token: str, source: str, queue: str) -> None:
    notion = Gateway(
        token=token, base_url=address, settings=NotionSettings(requests_per_minute=100_000, attempts=1)
    )
    parent = {"type": "data_source_id", "data_source_id": source}

    async def page_made(job: Job) -> None:
        titled = {"property": "Name", "title": {"equals": job.payload["title"]}}
        if not await notion.query(source, filter_=titled):
            title = {"title": [{"text": {"content": job.payload["title"]}}]}
            await notion.create_page(parent=parent, properties={"Name": title}, markdown="", what="page")

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with open_store(place_of(queue), SETTINGS) as store:
        async with notion:
            ready.send("working")
            await Workers(store, {"make": page_made}, SETTINGS).run(stop)
