"""What the documents hold: fenced blocks, commands, links, names of settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import SPEC, Notion

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
}
# The smallest that has every task which documents name.
SPECIFICATION = """\
## Requirements
- FR-1: Get user profile by ID
## Data Model
- id (UUID)
## Security
- Authentication: JWT bearer token
"""
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.M)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_OUR_CODE = re.compile(r"`(?:\$ )?notion-planner ([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    document: str
    language: str
    text: str


@cache
def _all_blocks() -> list[Block]:
    return [
        Block(name, found[2], re.sub(rf"^{found[1]}", "", found[3], flags=re.M))
        for name, text in DOCUMENTS.items()
        for found in _FENCE.finditer(text)
    ]


def blocks(*languages: str) -> list[Block]:
    return [block for block in _all_blocks() if block.language in languages]


def commands(document: str) -> list[str]:
    """Command lines in their order: those behind a ``$``, and all lines of shell blocks."""
    found = []
    for block in blocks("console", "sh", "bash"):
        if block.document == document:
            lines = block.text.splitlines()
            if block.language == "console":
                lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
            found += [line.partition("  #")[0].strip() for line in lines if line.strip()]
    return found


def mentioned(document: str) -> list[str]:
    """Our command lines in running text, without the program's name."""
    return _OUR_CODE.findall(_FENCE.sub("", DOCUMENTS[document]))


def links(document: str) -> Iterator[str]:
    for found in _LINK.finditer(_FENCE.sub("", DOCUMENTS[document])):
        target = found[1] or found[2]
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(text: str) -> set[str]:
    """The names that GitHub gives to a document's headings."""
    titles = (re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", title) for title in _HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def specify(notion: Notion) -> None:
    """The specification that documents speak of, made small."""
    body = {"type": "replace_content", "replace_content": {"new_str": SPECIFICATION}}
    notion.request("PATCH", f"pages/{notion.find(SPEC)}/markdown", body)
