"""A GitHub Actions runner as far as action.yml needs one: expressions, env files, bash, and its outputs."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from notion_planner.cli.app import run

ROOT = Path(__file__).parents[1]
_EXPRESSION = re.compile(r"\$\{\{ ([^}]*) \}\}")


@cache
def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return found


@dataclass(frozen=True)
class StepRun:
    """What a step left: exit code, log, summary, and the outputs as the runner reads them."""

    code: int
    log: str
    summary: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)


Launch = Callable[[str, Mapping[str, str], Path], tuple[int, str]]
"""Script, environment and working folder → exit code and log."""


def in_bash(script: str, environ: Mapping[str, str], folder: Path) -> tuple[int, str]:
    path = Path(environ["RUNNER_TEMP"]) / "step.sh"
    path.write_text(script)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(path)],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


class Here:
    """Runs the last step's command in this process, which spares its start; other steps do nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, script: str, environ: Mapping[str, str], folder: Path) -> tuple[int, str]:
        _, is_command, arguments = script.partition(" -m notion_planner ")
        if not is_command:
            return 0, ""
        with self._monkeypatch.context() as patch:
            patch.chdir(folder)
            for name, value in environ.items():
                patch.setenv(name, value)
            code = run(arguments.split())
        captured = self._capsys.readouterr()
        return code, captured.out + captured.err


class Runner:
    """One job's machine. ``checkout`` is the repository that the workflow runs on."""

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str] | None = None,
        launch: Launch = in_bash,
        python: str = sys.executable,
    ) -> None:
        self.checkout, self.temp = folder / "checkout", folder / "temp"
        self.checkout.mkdir()
        self.temp.mkdir()
        self._launch, self.python = launch, python
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.checkout),
            "RUNNER_TEMP": str(self.temp),
            **(environ or {}),
        }

    def uses(self, **given: str) -> StepRun:
        """Runs the action's own steps with these inputs (``min_coverage`` for ``min-coverage``)."""
        done = StepRun(code=0, log="")
        site = ""
        for step in action()["runs"]["steps"]:
            if "run" in step and done.code == 0:
                done = self.run(step, given, site=site)
                site = done.outputs.get("site", site)
        return done

    def run(
        self, step: Mapping[str, Any], given: Mapping[str, str] | None = None, *, site: str = ""
    ) -> StepRun:
        inputs = {name: str(value.get("default", "")) for name, value in action()["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in (given or {}).items()}
        values = {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {"steps.python.outputs.python-path": self.python, "github.action_path": str(ROOT)}
        values["steps.install.outputs.site"] = site
        environ = {
            name: _EXPRESSION.sub(lambda found: values[found[1]], value)
            for name, value in step["env"].items()
        }
        files = {name: self.temp / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        for path in files.values():
            path.write_text("")
        environ = {**self._environ, **environ, **{name: str(path) for name, path in files.items()}}
        code, log = self._launch(step["run"], environ, self.checkout)
        outputs = read_outputs(files["GITHUB_OUTPUT"].read_text())
        return StepRun(code, log, files["GITHUB_STEP_SUMMARY"].read_text(), outputs)


def read_outputs(text: str) -> dict[str, str]:
    """GITHUB_OUTPUT as a runner reads it: ``name=value``, or ``name<<END``, lines, ``END``."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, mark, rest = re.split(r"(=|<<)", line, maxsplit=1)
        if mark == "=":
            found[name] = rest
            continue
        value: list[str] = []
        for inner in lines:
            if inner == rest:
                break
            value.append(inner)
        found[name] = "\n".join(value)
    return found


def commands(log: str) -> list[str]:
    """The workflow commands that a runner obeys in a log, outside of what stop-commands shields."""
    found: list[str] = []
    token = None
    for line in log.splitlines():
        text = line.strip()
        if token is not None:
            token = None if text == f"::{token}::" else token
        elif text.startswith("::stop-commands::"):
            token = text.removeprefix("::stop-commands::")
        elif text.startswith("::") or "##[" in text:
            found.append(text)
    return found
