"""The GitHub door: the action's script, run the way a runner does."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import SPEC

ROOT = Path(__file__).parents[1]


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return found


def run_script(tmp_path: Path, specs: str, specs_of_config: str = "", **environ: str) -> tuple[int, str, str]:
    """Exit code, summary and outputs of the action's last step."""
    tools = tmp_path / "bin"
    tools.mkdir(exist_ok=True)
    script = f'#!/bin/sh\nexec "{sys.executable}" -m notion_planner "$@"\n'
    (tools / "notion-planner").write_text(script)
    (tools / "notion-planner").chmod(0o755)
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for path in files.values():
        path.touch()
    config = (ROOT / "config.yaml").read_text()
    (tmp_path / "config.yaml").write_text(config + (f"specs:\n{specs_of_config}" if specs_of_config else ""))
    environment = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "SPECS": specs,
        "CONFIG": "config.yaml",
        **{name: str(path) for name, path in files.items()},
        **environ,
    }
    step = action()["runs"]["steps"][-1]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, files["GITHUB_STEP_SUMMARY"].read_text(), files["GITHUB_OUTPUT"].read_text()


def test_a_first_run_writes_the_summary_and_says_that_something_changed(tmp_path: Path) -> None:
    code, summary, outputs = run_script(tmp_path, f"\n  {SPEC}  \n\n")
    assert code == 0
    assert "## Implementation Plan Created ✅" in summary
    assert outputs == "changed=true\n"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    run_script(tmp_path, SPEC)
    code, summary, outputs = run_script(tmp_path, SPEC)
    assert code == 0
    assert "No changes." in summary
    assert outputs.endswith("changed=false\n")


def test_a_missing_token_under_ci_fails_the_job_with_its_exit_code(tmp_path: Path) -> None:
    code, _, outputs = run_script(tmp_path, SPEC, CI="true")
    assert (code, outputs) == (5, "changed=false\n")


def test_an_input_is_never_run_as_shell(tmp_path: Path) -> None:
    run_script(tmp_path, '$(touch "$PWD/owned") `touch owned2` "; touch owned3')
    assert not list(tmp_path.glob("owned*"))


def test_without_specifications_those_of_the_configuration_are_synced(tmp_path: Path) -> None:
    code, summary, outputs = run_script(tmp_path, " \n", specs_of_config=f"  pages: [{SPEC}]\n")
    assert (code, outputs) == (0, "changed=true\n")
    assert "## Implementation Plan Created ✅" in summary


def test_inputs_reach_the_scripts_through_the_environment_only() -> None:
    assert all("${{" not in step.get("run", "") for step in action()["runs"]["steps"])


def test_the_example_workflow_passes_only_inputs_that_the_action_has() -> None:
    workflow = yaml.safe_load((ROOT / "examples" / "workflows" / "sync.yml").read_text())
    steps = workflow["jobs"]["sync"]["steps"]
    used = next(step for step in steps if "notion-planner" in step["uses"])
    assert set(used["with"]) <= set(action()["inputs"])
    assert "concurrency" in workflow
