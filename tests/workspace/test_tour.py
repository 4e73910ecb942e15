"""A tour in a real Chromium: plan page, task board, a ticked to-do that stays ticked, a phone."""

import asyncio
import os
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from notion_planner.workspace.serving import bind, server
from tests.workspace.chromium import BINARY, Chromium
from tests.workspace.conftest import Api

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(BINARY is None, reason="no Chromium: install the Debian package chromium"),
]
PLAN = """## Implementation Phases
- [ ] Setup database schema
- [ ] Configure storage
<callout icon="🎯" color="blue_bg">
\tOne goal
</callout>
```mermaid
graph TD
A[Schema] --> B[API]
B --> C[Tests]
```
| Milestone | Date |
|---|---|
| Phase 1 | Oct 16 |
"""


@pytest.fixture
async def site(api: Api) -> AsyncIterator[str]:
    listener = bind(0)
    running = server(api.workspace)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    while not running.started:
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    await task


def colours(png: bytes) -> int:
    """How many different bytes the picture is made of: one for a blank page."""
    data = b""
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return len(set(zlib.decompress(data)))


async def test_the_tour(api: Api, site: str, tmp_path: Path) -> None:
    plan = await api.page("Implementation Plan", markdown=PLAN)
    row = await api.row("Setup database schema", Status={"select": {"name": "To Do"}})
    source = row["parent"]["data_source_id"]
    shots = Path(os.environ.get("WORKSPACE_SCREENSHOTS", str(tmp_path)))
    async with Chromium(tmp_path / "profile") as browser:
        await browser.size(1280, 900)
        await browser.open(f"{site}/p/{plan['id']}")
        assert colours(await browser.screenshot(shots / "plan.png")) > 20
        assert await browser.run("document.querySelectorAll('svg.diagram rect').length") == 3

        await browser.run("document.querySelector('.to-do button').focus()")
        await browser.press("Enter", 13, navigates=True)
        await browser.reload()
        ticks = "[...document.querySelectorAll('[role=checkbox]')].map(b => b.ariaChecked).join()"
        assert await browser.run(ticks) == "true,false"
        assert (await api.markdown(plan["id"])).startswith("## Implementation Phases\n- [x] Setup")

        await browser.open(f"{site}/p/{source}?as=board")
        assert colours(await browser.screenshot(shots / "board.png")) > 20
        await browser.run(
            "const s = document.querySelector('.card select');"
            "s.value = [...s.options].find(o => o.text === 'Done').value;"
            "s.dispatchEvent(new Event('change', {bubbles: true}))",
            navigates=True,
        )
        assert await browser.run("document.querySelector('.card').closest('section').ariaLabel") == "Done"

        await browser.size(390, 800)
        await browser.open(f"{site}/p/{plan['id']}")
        await browser.screenshot(shots / "phone.png")
        assert await browser.run("document.documentElement.scrollWidth <= window.innerWidth")
        elsewhere = [url for url in browser.requested if not url.startswith((site, "data:", "about:"))]
        assert (elsewhere, browser.complaints) == ([], [])
