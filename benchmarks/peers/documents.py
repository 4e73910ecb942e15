"""What is published: the sample specification's plan and tasks, as plain Markdown files."""

import asyncio
import re
from pathlib import Path

from notion_planner.config import starter_settings
from notion_planner.fetcher.reading import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.settings import NotionSettings
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import sync
from notion_planner.workspace import Workspace

SPEC = "User Profile API Specification"
_MENTION = re.compile(r'<mention-page url="([^"]*)">(.*?)</mention-page>')
_STATE = re.compile(r"<details>\n<summary>Planner state</summary>.*?</details>\n?", re.S)
_TABLE = re.compile(r"<table[^>]*>\n(.*?)</table>", re.S)
_ROW = re.compile(r"<tr>\n(.*?)</tr>", re.S)
_CELL = re.compile(r"<td>(.*?)</td>", re.S)


def write_documents(folder: Path) -> dict[str, str]:
    """One Markdown file a page; answers with Notion's own Markdown of each by title."""
    pages = asyncio.run(_planned())
    for number, (title, markdown) in enumerate(pages.items()):
        (folder / f"{number:02d}.md").write_text(f"# {title}\n\n{as_plain(markdown)}\n", encoding="utf-8")
    return pages


async def _planned() -> dict[str, str]:
    workspace = Workspace.open()
    gateway = Gateway(
        token=workspace.token,
        base_url="http://workspace.test",
        settings=NotionSettings(requests_per_minute=100_000),
        transport=workspace.transport,
    )
    async with gateway as notion:
        run = Run(notion=notion, settings=starter_settings(), templates=Templates())
        report = await sync(run, await read_spec(notion, SPEC))
        rows = [(task.title, task.id) for task in report.tasks]
        if report.plan is not None:
            rows.insert(0, (report.plan.title, report.plan.id))
        pages = {title: (await notion.markdown(page)).text for title, page in rows if page is not None}
    workspace.close()
    return {title: _STATE.sub("", text) for title, text in pages.items()}


def as_plain(markdown: str) -> str:
    """Notion's Markdown as every tool reads it: links for mentions, pipes for tables, spaces for tabs."""
    text = _TABLE.sub(_pipes, markdown)
    text = _MENTION.sub(lambda found: f"[{found[2]}]({found[1]})", text)
    parts = re.split(r"(```.*?```)", text, flags=re.S)
    parts[::2] = [_spaced(part).replace("\t", "    ").replace("<br>", " ") for part in parts[::2]]
    return "\n\n".join(part for part in parts if part)


def _spaced(text: str) -> str:
    """A line is a block in Notion's Markdown; in the plain one only a blank line ends a paragraph."""
    spaced = ""
    for line in (line for line in text.split("\n") if line.strip()):
        in_table = line.startswith("|") and spaced.rsplit("\n", 1)[-1].startswith("|")
        spaced += ("\n" if in_table else "\n\n") + line
    return spaced.strip("\n")


def _pipes(table: re.Match[str]) -> str:
    rows = [_CELL.findall(row) for row in _ROW.findall(table[1])]
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
