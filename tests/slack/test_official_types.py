"""Slack's own types accept what we make: every golden message, and the app's manifest."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from notion_planner.serving.server import SLACK_PATH
from notion_planner.settings import SlackSettings
from tests.npm import NODE, package
from tests.slack.goldens import FOLDER as GOLDEN
from tests.slack.rules import violations

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "examples/slack/manifest.yaml").read_text(encoding="utf-8"))
MESSAGES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.json"))}
TYPES, WEB_API, TYPESCRIPT = package("@slack/types"), package("@slack/web-api"), package("typescript")
HEAD = """import type { KnownBlock } from "@slack/types";
import type { Manifest } from "@slack/web-api/dist/types/request/manifest";
type Message = { text: string; blocks: KnownBlock[]; unfurl_links: boolean; \
response_type?: "ephemeral" | "in_channel"; replace_original?: boolean };
"""


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_golden_message_keeps_slacks_rules(name: str) -> None:
    assert violations(MESSAGES[name]) == []


def test_the_manifest_says_what_the_server_and_the_settings_say() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    interactivity = MANIFEST["settings"]["interactivity"]
    assert command["command"] == SlackSettings().command
    assert command["url"].endswith(SLACK_PATH)
    assert interactivity == {"is_enabled": True, "request_url": command["url"]}
    assert MANIFEST["oauth_config"]["scopes"]["bot"] == ["commands", "chat:write"]


def test_the_manifest_is_within_slacks_limits() -> None:
    # docs.slack.dev/reference/app-manifest
    display = MANIFEST["display_information"]
    (command,) = MANIFEST["features"]["slash_commands"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert len(MANIFEST["features"]["bot_user"]["display_name"]) <= 80
    assert (len(command["command"]) <= 32, len(command["description"]) <= 2000) == (True, True)
    assert len(command["usage_hint"]) <= 1000


@pytest.mark.slow
@pytest.mark.skipif(
    TYPES is None or WEB_API is None or TYPESCRIPT is None,
    reason="no official types of Slack: run `make node`",
)
def test_slacks_official_types_accept_every_golden_message_and_the_manifest(tmp_path: Path) -> None:
    assert TYPESCRIPT is not None
    declared = [
        f"const m{number}: Message = {json.dumps(each)};" for number, each in enumerate(MESSAGES.values())
    ]
    declared.append(f"const manifest: Manifest = {json.dumps(MANIFEST)};")
    wrong = 'const wrong: Message = {"text": "x", "unfurl_links": false, "blocks": [{"type": "sect"}]};'
    (tmp_path / "said.ts").write_text(HEAD + "\n".join([*declared, wrong]), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(TYPESCRIPT.parent)
    options = {"strict": True, "noEmit": True, "skipLibCheck": True, "types": [], "preserveSymlinks": True}
    options |= {"module": "node16", "moduleResolution": "node16", "lib": ["es5"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["said.ts"]}))
    command = [*NODE, str(TYPESCRIPT / "bin" / "tsc")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    complaints = [line for line in done.stdout.splitlines() if line.startswith("said.ts(")]
    last = len((HEAD + "\n".join([*declared, wrong])).splitlines())
    # The compiler has to see the one that is wrong, and nothing else.
    assert [line.split(",")[0] for line in complaints] == [f"said.ts({last}"], "\n".join(complaints)
