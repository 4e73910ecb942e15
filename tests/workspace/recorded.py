"""Recorded exchanges of the real API as they lie in their folder, where there is one."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def folder() -> Path | None:
    given = os.environ.get("NOTION_RECORDINGS")
    beside = Path(__file__).parents[3] / "shared" / "reference" / "recordings"
    found = Path(given) if given else beside
    return found if found.is_dir() else None


@dataclass(frozen=True)
class Recording:
    name: str
    method: str
    path: str
    version: str
    request: Any
    status: int
    response: Json


def recordings(where: Path) -> Iterator[Recording]:
    for file in sorted(where.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            yield Recording(
                file.stem,
                item["method"],
                item["path"].removeprefix("/v1/"),
                item["notion_version"],
                item["request"],
                item["status"],
                item["response"],
            )
