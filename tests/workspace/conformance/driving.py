"""Runs the steps with notion-client and with the official JavaScript client."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from notion_client import Client
from notion_client.errors import APIResponseError, HTTPResponseError

HERE = Path(__file__).parent
STEPS: list[dict[str, Any]] = json.loads((HERE / "steps.json").read_text(encoding="utf-8"))
VERSION = "2026-03-11"


def _node_folder() -> Path | None:
    """Where node_modules has the official client: named by NOTION_NODE_MODULES, else tests/node."""
    given = os.environ.get("NOTION_NODE_MODULES")
    for folder in (Path(given) if given else None, Path(__file__).parents[2] / "node"):
        if folder is not None and (folder / "node_modules" / "@notionhq" / "client").is_dir():
            return folder
    return None


NODE_FOLDER = _node_folder()


def drive_javascript(address: str, token: str) -> dict[str, str]:
    node = shutil.which("node")
    assert NODE_FOLDER is not None
    assert node is not None
    command = [node, str(HERE / "drive.mjs"), address, token, str(HERE / "steps.json")]
    done = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=120, check=True)
    outcome: dict[str, str] = json.loads(done.stdout)
    return outcome


def official_endpoints() -> list[str]:
    """Every endpoint that the official JavaScript client has."""
    node = shutil.which("node")
    assert NODE_FOLDER is not None
    assert node is not None
    command = [node, str(HERE / "endpoints.mjs")]
    done = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.split("\n")


def drive_python(address: str, token: str) -> dict[str, str]:
    client = Client(auth=token, base_url=address, notion_version=VERSION, retry=False)
    known: dict[str, str] = {}
    outcome = {}
    for step in STEPS:
        try:
            found, way = _call(client, step, known)
        except (APIResponseError, HTTPResponseError) as error:
            outcome[step["endpoint"]] = f"differs: {error}"
            continue
        for name, where in step.get("save", {}).items():
            known[name] = _at(found, where)
        wrong = {key: found.get(key) for key, value in step["expect"].items() if found.get(key) != value}
        outcome[step["endpoint"]] = f"differs: {wrong}" if wrong else way
    client.close()
    return outcome


def _call(client: Client, step: dict[str, Any], known: dict[str, str]) -> tuple[dict[str, Any], str]:
    arguments = _filled(step["args"], known)
    if "raw" in step:
        raw = _filled(step["raw"], known)
        body = {key: value for key, value in arguments.items() if not key.endswith("_id")}
        found: Any = client.request(path=raw["path"], method=raw["method"], body=body)
        return found, "works (client.request)"
    target: Any = client
    for name in step["call"].split("."):
        target = getattr(target, name)
    return target(**arguments), "works"


def _filled(value: Any, known: dict[str, str]) -> Any:
    return json.loads(re.sub(r"\$([a-z]+)", lambda found: known[found[1]], json.dumps(value)))


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value[int(key)] if key.isdigit() else value[key]
    return value
