"""How fast Slack's commands are acknowledged while the workers are busy with large plans.

Slack waits for three seconds. Run with ``python -m benchmarks.slack [COMMANDS]``.
"""

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from notion_planner.serving.server import build_app
from tests.conftest import Notion
from tests.running import running
from tests.slack.fake import FakeSlack
from tests.slack.requests import Person, send
from tests.slack.test_server import serving

LARGE = "Large Specification"
_REQUIREMENTS = 600
_SENDERS = 20


def main(commands: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _seed(Path(folder))
        fake = FakeSlack()
        try:
            _measure(Path(folder), fake, commands)
        finally:
            fake.close()


def _seed(folder: Path) -> None:
    lines = [f"- FR-{n}: Export report number {n} as file type {n}" for n in range(_REQUIREMENTS)]
    notion = Notion(path=folder / "workspace.db")
    notion.add_page(LARGE, "Engineering Specs", "\n".join(["## Requirements", *lines]))
    notion.workspace.close()


def _measure(folder: Path, fake: FakeSlack, commands: int) -> None:
    person = Person(fake)
    texts = [LARGE if number % (commands // 4) == 0 else f"Nowhere {number}" for number in range(commands)]
    forms = [person.command(text) for text in texts]
    started = time.perf_counter()
    with (
        running(build_app(serving(folder, fake))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        client.get("/healthz")

        def timed(form: dict[str, str]) -> tuple[int, float]:
            sent = time.perf_counter()
            return send(client, form).status_code, time.perf_counter() - sent

        with ThreadPoolExecutor(_SENDERS) as pool:
            answers = list(pool.map(timed, forms))
        accepted = time.perf_counter() - started
        said = Counter(fake.posts.get(timeout=600).to for _ in range(commands))
    seconds = sorted(taken for _, taken in answers)
    print(
        f"{commands} commands of {_SENDERS} senders, "
        f"{texts.count(LARGE)} of them plans of {_REQUIREMENTS} requirements"
    )
    print(f"statuses: {dict(Counter(status for status, _ in answers))}")
    print(
        f"acknowledged after: median {seconds[len(seconds) // 2] * 1000:.0f} ms, "
        f"p99 {seconds[len(seconds) * 99 // 100] * 1000:.0f} ms, longest {seconds[-1] * 1000:.0f} ms"
    )
    print(f"all accepted after {accepted:.1f} s, all answered after {time.perf_counter() - started:.1f} s")
    print(f"answered: {len(said)}, answered twice: {sum(number > 1 for number in said.values())}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
