"""The common server: the local workspace over HTTP, with every request counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import httpx

from notion_planner.workspace import Workspace
from notion_planner.workspace.serving import served

VERSION = "2026-03-11"


class Server:
    """A workspace with the demo seed. ``counts`` are statuses of the answers since the last reset."""

    def __init__(self) -> None:
        self.workspace = Workspace.open()
        self.counts: Counter[int] = Counter()
        self.app = self
        self.url = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.counts[message["status"]] += 1
            await send(message)

        await self.workspace.app(scope, receive, counted)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request that is not counted."""
        before = self.counts.copy()
        headers = {"Authorization": f"Bearer {self.workspace.token}", "Notion-Version": VERSION}
        answer = httpx.request(method, f"{self.url}/v1/{path}", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        self.counts = before
        found: dict[str, Any] = answer.json()
        return found

    def parent_page(self) -> str:
        """A new page to publish under."""
        found = self.ask("POST", "search", {"query": "Engineering Plans"})["results"]
        above = next(page["id"] for page in found if page["object"] == "page")
        title = {"title": {"title": [{"text": {"content": "Published"}}]}}
        made = self.ask("POST", "pages", {"parent": {"page_id": above}, "properties": title})
        return str(made["id"])

    def pages(self) -> list[tuple[str, str]]:
        """(title, id) of every page that there is."""
        found: list[tuple[str, str]] = []
        cursor = None
        while True:
            body = {"filter": {"property": "object", "value": "page"}, "page_size": 100}
            answer = self.ask("POST", "search", body | ({"start_cursor": cursor} if cursor else {}))
            found += [(_title(page), page["id"]) for page in answer["results"]]
            cursor = answer.get("next_cursor")
            if not cursor:
                return found

    def markdown(self, page_id: str) -> str:
        return str(self.ask("GET", f"pages/{page_id}/markdown")["markdown"])


def _title(page: dict[str, Any]) -> str:
    parts = next(value["title"] for value in page["properties"].values() if value["type"] == "title")
    return "".join(part["plain_text"] for part in parts)


@contextmanager
def open_server() -> Iterator[Server]:
    server = Server()
    try:
        # All that is asked of what is served is its application.
        with served(cast("Workspace", server)) as server.url:
            yield server
    finally:
        server.workspace.close()
