"""Publishes the same plan and tasks with this product and with other tools, to the same server, and compares.

    python -m benchmarks.peers            # print the table
    python -m benchmarks.peers --write    # and put it into docs/comparison.md

Every tool runs twice. Tools are installed from their registries into a folder of their own, kept for the next
time; one that cannot be is left out, with the reason.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.documents import SPEC, write_documents
from benchmarks.peers.loss import losses
from benchmarks.peers.server import Server, open_server
from benchmarks.peers.tools import ROOT, TOOLS, Tool, UnavailableError

HOME = ROOT / ".peers"
PAGE = ROOT / "docs" / "comparison.md"
# The average that Notion allows a connection.
REQUESTS_A_SECOND = 3


@dataclass(frozen=True)
class Measured:
    """One tool's two runs. ``refused`` are the documents that the tool or the server did not take."""

    name: str
    reached: str
    requests: int
    again: int
    lost: list[str]
    refused: list[str]
    twice: int
    relations: str

    @property
    def row(self) -> str:
        lost = "; ".join(self.lost) or "nothing"
        cells = (
            self.name,
            str(self.requests),
            f"{self.requests / REQUESTS_A_SECOND:.1f}",
            lost,
            self.relations,
            str(self.again),
            "none" if not self.twice else f"{self.twice} pages",
        )
        return f"| {' | '.join(cells)} |"


def measure(name: str, reached: str, wanted: dict[str, str], run: Callable[[Server], list[str]]) -> Measured:
    with open_server() as server:
        before = {page for _, page in server.pages()}
        counts, pages, refused = [], [], []
        for _ in range(2):
            server.counts.clear()
            refused.append(run(server))
            counts.append(server.counts.total())
            pages.append([(title, page) for title, page in server.pages() if page not in before])
        published = {title: server.markdown(page) for title, page in pages[0]}
        twice = sum(title in wanted for title, _ in pages[1]) - sum(title in wanted for title, _ in pages[0])
        relations = "yes" if _is_linked(server) else "no"
        return Measured(
            name=name,
            reached=reached,
            requests=counts[0],
            again=counts[1],
            lost=losses(wanted, published),
            refused=refused[0],
            twice=twice,
            relations=relations,
        )


def _is_linked(server: Server) -> bool:
    """Whether the specification names a plan page now."""
    spec = next(page for title, page in server.pages() if title == SPEC)
    return "Implementation Plan" in server.markdown(spec)


def ours(server: Server) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        config = (ROOT / "config.yaml").read_text(encoding="utf-8")
        (Path(folder) / "config.yaml").write_text(config, encoding="utf-8")
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "NOTION_API_TOKEN": server.workspace.token,
            "NOTION_API_BASE_URL": server.url,
        }
        command = [sys.executable, "-m", "notion_planner", "sync", SPEC, "--quiet"]
        subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)
    return []


def theirs(tool: Tool, documents: Path) -> Callable[[Server], list[str]]:
    parents: dict[str, str] = {}

    def run(server: Server) -> list[str]:
        counts = server.counts.copy()
        parent = parents.setdefault(server.url, "") or server.parent_page()
        parents[server.url] = parent
        server.counts = counts
        environ = {
            "PEER_URL": server.url,
            "PEER_TOKEN": server.workspace.token,
            "PEER_PARENT": parent,
            "PEER_FOLDER": str(documents),
        }
        return tool.publish(HOME, environ)

    return run


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = write_documents(Path(folder))
        found = [measure("notion-planner", "`NOTION_API_BASE_URL`", wanted, ours)]
        left_out = []
        for tool in TOOLS:
            label = " + ".join(" ".join(re.split(r"==|(?<!^)@", package)) for package in tool.packages)
            try:
                tool.install(HOME)
                found.append(measure(label, tool.reached, wanted, theirs(tool, Path(folder))))
            except (UnavailableError, subprocess.TimeoutExpired, OSError) as error:
                left_out.append(f"{tool.name} was left out: {error}.")
    block = table(found, left_out, pages=len(wanted))
    print(block)
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        start, end = "<!-- benchmarks/peers -->\n", "<!-- end -->"
        pattern = re.escape(start) + ".*?" + re.escape(end)
        PAGE.write_text(
            re.sub(pattern, lambda _: f"{start}{block}\n{end}", text, flags=re.S), encoding="utf-8"
        )


def table(found: list[Measured], left_out: list[str], *, pages: int) -> str:
    head = (
        "Tool",
        "Requests",
        f"Seconds at {REQUESTS_A_SECOND} requests a second",
        f"Lost of {pages} pages",
        "Specification names its plan",
        "Requests of a second run",
        "Made twice",
    )
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *(tool.row for tool in found)]
    reached = "; ".join(f"{tool.name} by {tool.reached}" for tool in found)
    lines += ["", f"Reached: {reached}."]
    for tool in found:
        if tool.refused:
            lines.append(
                f"\n{tool.name} refused {len(tool.refused)} documents, the first with: {tool.refused[0]}"
            )
    return "\n".join([*lines, *(f"\n{reason}" for reason in left_out)])


if __name__ == "__main__":
    main()
