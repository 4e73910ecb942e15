"""The real commands in processes of their own: killed, stopped, and seen from outside."""

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from notion_planner.environment import QueuePlace
from notion_planner.serving.server import WEBHOOK_PATH
from notion_planner.state.plan_state import find_state_text, parse_state, render_state
from notion_planner.workspace import Workspace
from tests import secrecy
from tests.conftest import Notion
from tests.jobs.conftest import end_leases
from tests.jobs.forking import end, forked, run_command
from tests.running import plain, running
from tests.webhook.test_event import PERSON, TOKEN, event, signature

pytestmark = pytest.mark.slow

CONFIG = """
plans: {parent: Engineering Plans}
tasks: {database: Engineering Tasks}
specs: {search: Kill}
planning: {profile: quick}
jobs: {retry_seconds: 0.1, lease_seconds: 1, grace_seconds: 10, attempts: 20}
webhook: {window_seconds: 0.1, reconcile_minutes: 0}
"""
NOTION_TOKEN = "ntn_canary_of_the_connection"
SPEC = "## Requirements\n\n- FR-1: Export as CSV\n"
SPECS = tuple(f"Kill {number}" for number in range(2))


class House:
    """A workspace over HTTP, and the product's commands against it."""

    def __init__(self, folder: Path, stack: ExitStack, queue: str) -> None:
        self._stack = stack
        self._started = 0
        path = folder / "team.db"
        self.seen = Notion(path=path)
        stack.callback(self.seen.workspace.close)
        workspace = Workspace.open(path)
        stack.callback(workspace.close)
        address = stack.enter_context(running(workspace.app))
        workspace.add_token(NOTION_TOKEN, user=workspace.context().actor.id)
        secrecy.guard(TOKEN)
        self.client = stack.enter_context(plain(timeout=10))
        self.config = folder / "config.yaml"
        self.config.write_text(CONFIG)
        self.environment = {
            **os.environ,
            "NOTION_API_BASE_URL": address,
            "NOTION_API_TOKEN": NOTION_TOKEN,
            "NOTION_WEBHOOK_TOKEN": TOKEN,
            "NOTION_PLANNER_QUEUE": queue,
        }

    def start(self, *arguments: str) -> tuple[ForkServerProcess, Path]:
        """The process, and where it writes what it says."""
        self._started += 1
        said = self.config.with_name(f"said-{self._started}")
        process = forked(run_command, [*arguments, "--config", str(self.config)], self.environment, said)
        self._stack.callback(_end, process, said)
        return process, said

    def serve(self, *arguments: str) -> tuple[ForkServerProcess, str]:
        """The process and its address."""
        process, said = self.start("serve", "--port", "0", *arguments)
        wait_until(lambda: _address_in(said) or not process.is_alive())
        assert process.is_alive(), "it ended without listening"
        return process, _address_in(said)

    def tell(self, address: str, page: str, number: int) -> int:
        """Notion's event of a person's edit; how it was answered."""
        raw = json.dumps(
            event(
                id=f"event-{number}",
                entity={"id": page, "type": "page"},
                authors=[{"id": PERSON, "type": "person"}],
            )
        ).encode()
        headers = {"X-Notion-Signature": signature(raw)}
        return self.client.post(f"{address}{WEBHOOK_PATH}", content=raw, headers=headers).status_code

    def is_idle(self, address: str) -> bool:
        return "notion_planner_jobs_waiting 0.0" in self.client.get(f"{address}/metrics").text

    def pages(self) -> int:
        """How many there are, plans and tasks alike; quick to ask."""
        return int(self.seen.workspace.store.rows("select count(*) from node where kind = 'page'")[0][0])

    def plans(self) -> Counter[str]:
        parent = self.seen.find("Engineering Plans")
        found = self.seen.ask(lambda notion: notion.child_pages(parent))
        return Counter(page.title for page in found)

    def end_leases_of_plans(self) -> None:
        """As two minutes would: a run that was killed still holds its plan page for that long."""
        parent = self.seen.find("Engineering Plans")
        for page in self.seen.ask(lambda notion: notion.child_pages(parent)):
            state = parse_state(text := self.seen.markdown(page.id))
            if state is not None and state.lease is not None:
                ended = render_state(state.model_copy(update={"lease": None}))
                self.seen.edit(page.id, find_state_text(text) or "", ended)

    def tasks(self) -> Counter[str]:
        return Counter(page.title for page in self.seen.tasks())


def _end(process: ForkServerProcess, said: Path) -> None:
    end(process)
    secrecy.printed(said.read_text(), "what a command logged")


def _address_in(said: Path) -> str:
    found = re.search(r"Listening on (http://\S+)", said.read_text()) if said.exists() else None
    return found[1] if found else ""


def wait_until(holds: Callable[[], object]) -> None:
    # A killed run's last request may still be answered, and take the plan for the two minutes of a lease.
    deadline = time.monotonic() + 180
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """The same with the queue in a file."""
    with ExitStack() as stack:
        yield House(tmp_path, stack, str(tmp_path / "jobs.db"))


@pytest.fixture
def house(place: QueuePlace, tmp_path: Path) -> Iterator[House]:
    queue = place.redis.get_secret_value() if place.redis else str(place.file)
    with ExitStack() as stack:
        yield House(tmp_path, stack, queue)


def test_what_was_accepted_before_a_kill_is_synced_once(house: House, place: QueuePlace) -> None:
    pages = [house.seen.add_page(title, "Engineering Plans", SPEC) for title in SPECS]
    tasks = len(house.seen.tasks())
    apart = place.redis is not None
    server, address = house.serve("--no-workers") if apart else house.serve()
    victim = house.start("worker")[0] if apart else server
    before = house.pages()
    assert [house.tell(address, page, number) for number, page in enumerate(pages)] == [200] * len(pages)
    wait_until(lambda: house.pages() > before + 2)
    victim.kill()
    victim.join()
    house.end_leases_of_plans()
    end_leases(place)
    if apart:
        house.start("worker")
    else:
        _, address = house.serve()
    wait_until(lambda: house.is_idle(address))
    plans = house.plans()
    assert {title: plans[f"Implementation: {title}"] for title in SPECS} == dict.fromkeys(SPECS, 1)
    assert set(house.tasks().values()) == {1}
    assert len(house.seen.tasks()) - tasks == 3 * len(SPECS)


def test_a_stop_lets_the_job_under_way_finish(own_house: House) -> None:
    page = own_house.seen.add_page(SPECS[0], "Engineering Plans", SPEC)
    tasks = len(own_house.seen.tasks())
    server, address = own_house.serve()
    before = own_house.pages()
    assert own_house.tell(address, page, 1) == 200
    wait_until(lambda: own_house.pages() > before + 1)
    server.terminate()
    server.join(30)
    assert server.exitcode in (0, -signal.SIGTERM)
    assert own_house.plans()[f"Implementation: {SPECS[0]}"] == 1
    assert len(own_house.seen.tasks()) == tasks + 3
