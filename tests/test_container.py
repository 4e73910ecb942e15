"""The container's files: no image is built here, so what they name is held against what there is."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode
from tests.runner import ROOT
from tests.test_workflows import against_schema, lint

DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.M))
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


def argument(name: str) -> str:
    return next(value for word, value in reversed(instructions()) if word == name)


def copied() -> list[str]:
    """What the image is built from: the sources of COPY that come from the context."""
    found = [shlex.split(value) for word, value in instructions() if word == "COPY"]
    return [source for words in found if not words[0].startswith("--") for source in words[:-1]]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return found


def test_the_dockerfile_passes_hadolint() -> None:
    assert lint("hadolint", str(DOCKERFILE)) == ""


def test_the_compose_file_follows_the_compose_specification() -> None:
    assert against_schema("compose-spec", COMPOSE) == ""


@pytest.mark.slow
def test_a_wheel_built_from_what_the_image_copies_lacks_nothing(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    for source in copied():
        path = ROOT / source
        if path.is_dir():
            shutil.copytree(path, context / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, context / source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=context, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    modules = [path.relative_to(ROOT).as_posix() for path in (ROOT / "notion_planner").rglob("*.py")]
    assert set(modules) | {
        "notion_planner/templates/plan.md.j2",
        "notion_planner/starter/config.yaml",
    } <= set(names)


def test_the_build_context_holds_what_is_copied_and_no_secret() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == set(copied())
    assert not any(PurePosixPath(source).name == ".env" for source in copied())


def test_the_image_runs_serve_as_nobody_in_particular() -> None:
    assert argument("USER") not in ("root", "0")
    command = [*json.loads(argument("ENTRYPOINT")), *json.loads(argument("CMD"))]
    assert command[:2] == ["notion-planner", "serve"]


def test_what_the_image_runs_is_a_command_with_these_options(capsys: pytest.CaptureFixture[str]) -> None:
    command, *options = json.loads(argument("CMD"))
    assert run([command, "--help"]) == ExitCode.DONE
    usage = capsys.readouterr().out
    assert [word for word in options if word.startswith("--") and word not in usage] == []


def test_port_and_health_check_are_those_of_the_command() -> None:
    options = json.loads(argument("CMD"))
    port = options[options.index("--port") + 1]
    address = urlsplit(re.findall(r"'(http://[^']+)'", argument("HEALTHCHECK"))[0])
    assert (argument("EXPOSE"), str(address.port), address.path) == (port, port, "/healthz")
    assert compose()["services"]["planner"]["ports"][0].endswith(f":{port}")
    code = json.loads(re.findall(r"CMD (\[.*\])", argument("HEALTHCHECK"))[0])[-1]
    compile(code, "healthcheck", "exec")


def test_bases_are_pinned_by_tag() -> None:
    bases = [value.split()[0] for word, value in instructions() if word == "FROM"]
    images = [service["image"] for service in compose()["services"].values() if "build" not in service]
    assert all(re.search(r":\d+\.\d+[\w.-]*$", image) for image in [*bases, *images])


def test_paths_and_settings_of_the_compose_file_exist() -> None:
    planner = compose()["services"]["planner"]
    mounted = [volume.split(":")[0] for volume in planner["volumes"] if volume.startswith("./")]
    assert [path for path in mounted if not (ROOT / path).exists()] == []
    assert (ROOT / f"{planner['env_file']}.example").exists()
    documented = (ROOT / "docs" / "configuration.md").read_text()
    assert [name for name in planner["environment"] if f"`{name}`" not in documented] == []
    named = {
        volume.split(":")[0] for service in compose()["services"].values() for volume in service["volumes"]
    }
    assert {name for name in named if not name.startswith(".")} == set(compose()["volumes"])


def test_no_secret_stands_in_the_files() -> None:
    assert "TOKEN" not in DOCKERFILE.read_text()
    assert "SECRET" not in DOCKERFILE.read_text() + COMPOSE.read_text()
