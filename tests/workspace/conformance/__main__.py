"""Drives both clients and writes docs/local-workspace.md: python -m tests.workspace.conformance."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from notion_planner.workspace import Workspace
from notion_planner.workspace.serving import served
from tests.workspace.conformance.driving import (
    NODE_FOLDER,
    STEPS,
    drive_javascript,
    drive_python,
    official_endpoints,
)
from tests.workspace.conformance.openapi import FILE
from tests.workspace.conformance.openapi_exceptions import exceptions_table

ROOT = Path(__file__).parents[3]
TEXT = Path(__file__).parent / "local-workspace.md"
ENDPOINTS, EXCEPTIONS = "<!-- endpoints -->", "<!-- exceptions -->"


def main() -> int:
    if NODE_FOLDER is None or FILE is None:
        sys.stderr.write("run `make node` first\n")
        return 2
    outcome = {"javascript": _driven(drive_javascript), "python": _driven(drive_python)}
    text = TEXT.read_text(encoding="utf-8")
    text = text.replace(ENDPOINTS, _endpoints(outcome)).replace(EXCEPTIONS, exceptions_table())
    (ROOT / "docs" / "local-workspace.md").write_text(text, encoding="utf-8")
    differing = sum(1 for results in outcome.values() for result in results.values() if "differs" in result)
    sys.stdout.write(f"{len(STEPS)} endpoints, {differing} differ\n")
    return 1 if differing else 0


def _endpoints(outcome: Mapping[str, Mapping[str, str]]) -> str:
    lines = ["| endpoint | @notionhq/client | notion-client |", "|---|---|---|"]
    for step in STEPS:
        name = step["endpoint"]
        lines.append(f"| `{name}` | {outcome['javascript'][name]} | {outcome['python'][name]} |")
    emulated = {step["endpoint"] for step in STEPS}
    lines += [
        f"| `{name}` | not emulated | not emulated |" for name in official_endpoints() if name not in emulated
    ]
    return "\n".join(lines)


def _driven(drive: Callable[[str, str], dict[str, str]]) -> dict[str, str]:
    workspace = Workspace.open()
    with served(workspace) as address:
        outcome = drive(address, Workspace.token)
    workspace.close()
    return outcome


if __name__ == "__main__":
    raise SystemExit(main())
