"""Golden messages: what is said, with ids replaced by their order."""

import json
import os
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
UPDATE = os.environ.get("NOTION_PLANNER_UPDATE")
_IDS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|(?<=-)[0-9a-f]{32}\b"
    r'|(?<=\\"message\\":\\")[0-9a-f]{12}|(?<=run )[0-9a-f]{12}'
)


def check(name: str, message: dict[str, Any]) -> None:
    """Compares a message with its golden file."""
    text = json.dumps(message, indent=2, ensure_ascii=False) + "\n"
    known: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return known.setdefault(found.group().replace("-", ""), f"id{len(known) + 1}")

    text = _IDS.sub(numbered, text)
    path = FOLDER / f"{name}.json"
    if UPDATE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), (
        f"{name} is said differently: run with NOTION_PLANNER_UPDATE=1 and review the difference"
    )
