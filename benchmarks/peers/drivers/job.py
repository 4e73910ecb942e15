"""What every driver is given: the server, the page to publish under, the documents; and how it reports."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

URL = os.environ["PEER_URL"]
TOKEN = os.environ["PEER_TOKEN"]
PARENT = os.environ["PEER_PARENT"]
FOLDER = Path(os.environ["PEER_FOLDER"])


def documents() -> Iterator[tuple[Path, str, str]]:
    """(file, title, text without its title) of each document."""
    for path in sorted(FOLDER.glob("*.md")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        yield path, title.removeprefix("# "), body.strip()


def refused(title: str, error: object) -> None:
    """A document that the tool could not publish; the others are tried all the same."""
    sys.stderr.write(f"refused: {title}: {' '.join(str(error).split())[:200]}\n")
