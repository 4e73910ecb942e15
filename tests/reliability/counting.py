"""Counts the requests of the jobs that have a budget, at Notion's side of the line."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from notion_planner.config import starter_settings
from tests.reliability.clock import ShiftedClock
from tests.reliability.world import LONG_ENOUGH, SPEC, Attempt, Person, World
from tests.running import running

TASKS = "Engineering Tasks"
_CONFIG = """\
specs:
  data_source: Specs
  filter: {Status: Ready}
plans:
  data_source: Plans
tasks:
  database: Engineering Tasks
notion: {requests_per_minute: 100000}
"""
_ENVIRONMENT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Count:
    """``most`` is the budget, ``least`` what the job takes at the very least, without any safety."""

    job: str
    requests: int
    writes: int
    most: int
    least: int
    most_writes: int | None = None

    @property
    def good(self) -> bool:
        writes_fit = self.most_writes is None or self.writes <= self.most_writes
        return self.requests <= self.most and writes_fit


def of_one_plan() -> tuple[Count, Count]:
    """The worked example's first sync and the one after it."""
    with World() as world:
        first = _done(world.sync(SPEC))
        world.clock.advance(LONG_ENOUGH)
        second = _done(world.sync(SPEC))
    tasks = len(first.report.tasks) if first.report else 0
    return (
        Count(f"first sync, {tasks} tasks", first.requests, first.writes, tasks + 14, tasks + 2),
        Count(f"second sync, {tasks} tasks", second.requests, second.writes, 7, 1, most_writes=0),
    )


def of_progress(tasks: int, changed: int) -> Count:
    """One plan with about so many tasks, the statuses of some of which have changed."""
    lines = [f"- FR-{number}: Pack item {number} in paper {_word(number)}" for number in range(1, tasks + 1)]

    async def write(person: Person) -> str:
        text = "\n".join(["## Requirements", *lines])
        return await person.add_page(await person.find("Engineering Specs"), "Warehouse", text)

    async def progress(person: Person) -> None:
        rows = await person.rows(await person.find(TASKS, "data_source"))
        for row in rows[:changed]:
            await person.select(row["id"], "Status", "Done")

    with World(settings=starter_settings().with_profile("quick")) as world:
        spec = world.people(write)
        made = _done(world.sync(spec))
        world.clock.advance(LONG_ENOUGH)
        world.people(progress)
        world.clock.advance(LONG_ENOUGH)
        found = _done(world.sync(spec))
    total = len(made.report.tasks) if made.report else 0
    pages = -(-total // 100)
    job = f"progress of {total} tasks, {changed} changed"
    return Count(job, found.requests, found.writes, pages + 8, pages + 1)


def _word(number: int) -> str:
    """Words that are near to no other's, so that no two requirements are taken for one."""
    digits = f"{number:04d}"
    return "".join(
        ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu")[int(digit)] for digit in digits
    )


def _done(attempt: Attempt) -> Attempt:
    assert attempt.report is not None, attempt.error
    return attempt


Command = Callable[[str, Path], str]
"""`notion-planner sync --json` against that address from that folder → what it prints."""


def of_many(specs: int, changed: int, command: Command | None = None) -> tuple[Count, Count]:
    """`sync` without arguments over rows of a database: nothing changed, then some requirements added.

    Each is a process of its own where no other way to give the command is named.
    """
    counted = partial(_counted, command=command or _as_process)
    # The commands have the machine's time, so what is to lie behind is done in the past.
    clock = ShiftedClock()
    clock.seconds = -3 * LONG_ENOUGH
    with World(clock=clock) as world, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "config.yaml").write_text(_CONFIG, encoding="utf-8")
        pages = world.people(lambda person: _databases(person, specs))
        with running(world.workspace.app) as address:
            counted(world, address, place)
            world.clock.advance(LONG_ENOUGH)
            unchanged = counted(world, address, place)
            world.clock.advance(LONG_ENOUGH)
            world.people(lambda person: _add(person, pages[:changed]))
            world.clock.advance(LONG_ENOUGH)
            some = counted(world, address, place)
    tasks = some.tasks
    most = 5 + 10 * changed + 3 * max(tasks, changed)
    return (
        Count(
            f"{specs} specifications, none changed",
            unchanged.requests,
            unchanged.writes,
            most=5,
            least=1,
            most_writes=0,
        ),
        Count(
            f"{specs} specifications, {changed} changed, {tasks} tasks with them",
            some.requests,
            some.writes,
            most=most,
            least=9 + tasks,
        ),
    )


class _Sent(NamedTuple):
    """``tasks`` are those that were created or updated."""

    requests: int
    writes: int
    tasks: int


async def _databases(person: Person, specs: int) -> list[str]:
    parent = {"type": "page_id", "page_id": await person.find("Engineering Specs")}
    status = {"select": {"options": [{"name": "Ready"}]}}
    sources = {}
    for name, more in (("Specs", {"Status": status}), ("Plans", {})):
        schema = {"properties": {"Name": {"title": {}}, **more}}
        body = {"parent": parent, "title": _title(name), "initial_data_source": schema}
        sources[name] = (await person.request("POST", "databases", body))["data_sources"][0]["id"]
    pages = []
    for number in range(specs):
        word = _word(number)
        values = {"Name": {"title": _title(f"Store {word}")}, "Status": {"select": {"name": "Ready"}}}
        text = f"## Requirements\n- FR-1: Sell {word} by weight\n- FR-2: Wrap {word} in paper"
        into = {"type": "data_source_id", "data_source_id": sources["Specs"]}
        row = await person.request("POST", "pages", {"parent": into, "properties": values, "markdown": text})
        pages.append(row["id"])
    return pages


def _title(text: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": {"content": text}}]


async def _add(person: Person, pages: list[str]) -> None:
    for page in pages:
        await person.edit(page, ("- FR-1: ", "- FR-3: Count the stock each night\n- FR-1: "))


def _counted(world: World, address: str, folder: Path, *, command: Command) -> _Sent:
    world.workspace.requests.clear()
    counts = json.loads(command(address, folder))["counts"]
    sent = list(world.workspace.requests)
    writes = sum(request.is_write for request in sent)
    return _Sent(len(sent), writes, counts.get("created", 0) + counts.get("updated", 0))


def access(address: str) -> dict[str, str]:
    """The environment that leads a command there."""
    return {"NOTION_API_BASE_URL": address, "NOTION_API_TOKEN": "local-workspace"}


def _as_process(address: str, folder: Path) -> str:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    own = {**access(address), "PYTHONPATH": str(Path(__file__).parents[2])}
    settings = [sys.executable, "-m", "notion_planner", "sync", "--json"]
    done = subprocess.run(
        settings, cwd=folder, env={**kept, **own}, capture_output=True, check=False, timeout=3600
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()
