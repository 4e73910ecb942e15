"""Where the npm packages are that some tests drive: ``make node`` puts them into tests/node."""

import os
from pathlib import Path

# A script lives for a second or two: to compile it well takes longer than to run it.
NODE = ("node", "--no-opt", "--max-semi-space-size=64")


def package(name: str) -> Path | None:
    """The folder of an installed package: below NOTION_NODE_MODULES where that is named, else tests/node."""
    given = os.environ.get("NOTION_NODE_MODULES")
    for folder in (Path(given) if given else None, Path(__file__).parent / "node"):
        found = folder / "node_modules" / name if folder else None
        if found is not None and found.is_dir():
            return found
    return None
