"""Takes the pictures of docs/pictures in the local workspace: python -m tests.docs.pictures."""

import asyncio
import base64
import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode
from tests.conftest import SPEC, Notion
from tests.running import running
from tests.workspace.chromium import Chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZES = {"plan": (1180, 820), "board": (1700, 700)}
LARGEST = 200_000
# A plan from its phases on: what stands before them is the specification's own. Without the tree of pages.
_CLIP = """(() => {
  const phases = [...document.querySelectorAll('h3')].find(h => /Implementation Phases/.test(h.textContent));
  const box = document.querySelector('main').getBoundingClientRect();
  const top = phases ? phases.getBoundingClientRect().top - 12 : 0;
  return {x: box.left, y: top, width: box.width, height: window.innerHeight - 60, scale: 1};
})()"""
# What people have moved meanwhile, so that the pictures show a plan that is under way.
_MOVES = {
    "Done": ("Setup database schema", "Configure S3 storage"),
    "In Progress": ("Create API scaffolding",),
    "Blocked": ("Implement uploading profile avatar",),
}


@contextmanager
def addresses() -> Iterator[Mapping[str, str]]:
    """Name of a picture → address of what it shows, served from the current folder's local workspace."""
    _call("init", "--yes")
    _call("sync", SPEC, "--start", "2026-12-07")
    people = Notion(path=Path(".notion-planner/workspace.db"))
    try:
        urls = {task.title: task.url for task in people.tasks()}
        for status, starts in _MOVES.items():
            found = [url for title, url in urls.items() if title.startswith(starts)]
            _call("tasks", "move", *found, "--status", status)
        plan = json.loads(_call("sync", SPEC, "--json"))["plan"]["id"]
        board = people.find("Engineering Tasks", "data_source")
        with running(people.workspace.app) as site:
            yield {"plan": f"{site}/p/{plan}", "board": f"{site}/p/{board}?as=board"}
    finally:
        people.workspace.close()


def _call(*arguments: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as said:
        code = run(arguments)
    assert code == ExitCode.DONE, said.getvalue()
    return out.getvalue()


async def take(browser: Chromium, shown: Mapping[str, str], folder: Path) -> None:
    for name, address in shown.items():
        await browser.size(*SIZES[name])
        await browser.open(address)
        clip = await browser.run(_CLIP)
        shot = await browser.send(
            "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True
        )
        (folder / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))


async def _take_anew(shown: Mapping[str, str], profile: Path) -> None:
    async with Chromium(profile) as browser:
        await take(browser, shown, FOLDER)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), addresses() as shown:
        asyncio.run(_take_anew(shown, Path(folder, "profile")))


if __name__ == "__main__":
    main()
