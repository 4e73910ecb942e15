"""Drives both clients and writes docs/local-workspace.md: python -m tests.workspace.conformance."""

import sys
from collections.abc import Callable
from pathlib import Path

from notion_planner.workspace import Workspace
from notion_planner.workspace.serving import served
from tests.workspace.conformance.driving import NODE_FOLDER, STEPS, drive_javascript, drive_python

ROOT = Path(__file__).parents[3]
TEXT = Path(__file__).parent / "local-workspace.md"
MARK = "<!-- endpoints -->"


def main() -> int:
    if NODE_FOLDER is None:
        sys.stderr.write("run `make node` first\n")
        return 2
    outcome = {"javascript": _driven(drive_javascript), "python": _driven(drive_python)}
    lines = ["| endpoint | @notionhq/client | notion-client |", "|---|---|---|"]
    for step in STEPS:
        name = step["endpoint"]
        lines.append(f"| `{name}` | {outcome['javascript'][name]} | {outcome['python'][name]} |")
    text = TEXT.read_text(encoding="utf-8").replace(MARK, "\n".join(lines))
    (ROOT / "docs" / "local-workspace.md").write_text(text, encoding="utf-8")
    differing = sum(1 for results in outcome.values() for result in results.values() if "differs" in result)
    sys.stdout.write(f"{len(STEPS)} endpoints, {differing} differ\n")
    return 1 if differing else 0


def _driven(drive: Callable[[str, str], dict[str, str]]) -> dict[str, str]:
    workspace = Workspace.open()
    with served(workspace) as address:
        outcome = drive(address, Workspace.token)
    workspace.close()
    return outcome


if __name__ == "__main__":
    raise SystemExit(main())
