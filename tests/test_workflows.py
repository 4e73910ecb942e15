"""The example workflows: what GitHub's own rules and this action's inputs say of them."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tests.runner import ROOT, action

WORKFLOWS = sorted((ROOT / "examples" / "workflows").glob("*.yml"))


def tool(name: str) -> str:
    """A linter beside this Python, or on the path."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (it comes with the dev extra)")
    return found


def lint(*command: str) -> str:
    done = subprocess.run([tool(command[0]), *command[1:]], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def against_schema(name: str, path: Path) -> str:
    """How a file breaks a schema that check-jsonschema carries; asked in this process, as it starts for
    longer than it checks.
    """
    tool = pytest.importorskip("check_jsonschema", reason="check-jsonschema comes with the dev extra")
    done = CliRunner().invoke(tool.main, ["--builtin-schema", f"vendor.{name}", str(path)])
    return "" if done.exit_code == 0 else done.output


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def test_the_workflows_pass_actionlint() -> None:
    assert lint("actionlint", *map(str, WORKFLOWS)) == ""


def test_the_action_follows_githubs_schema() -> None:
    assert against_schema("github-actions", ROOT / "action.yml") == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_uses_only_what_the_action_has(path: Path) -> None:
    for step in steps(path):
        if step.get("uses", "").startswith("notion-planner/"):
            assert set(step.get("with", {})) <= set(action()["inputs"])
    ours = {
        step["id"]
        for step in steps(path)
        if step.get("uses", "").startswith("notion-planner/") and "id" in step
    }
    named = [word for word in path.read_text().split() if word.startswith("steps.")]
    for _, step_id, _, output in (word.split(".") for word in named):
        assert step_id in ours
        assert output in action()["outputs"]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_other_peoples_actions_are_pinned_to_a_commit(path: Path) -> None:
    found = action()["runs"]["steps"] if path.name == "action.yml" else steps(path)
    others = [
        step["uses"]
        for step in found
        if not step.get("uses", "notion-planner/").startswith("notion-planner/")
    ]
    assert all(len(use.partition("@")[2]) == 40 for use in others)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_grants_itself_nothing_that_it_does_not_need(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in workflow["jobs"].values())
    assert "pull_request_target" not in path.read_text()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_is_pasted_into_a_script(path: Path) -> None:
    assert all("${{" not in step.get("run", "") for step in steps(path))


def test_each_way_to_use_the_action_has_its_example() -> None:
    described = (ROOT / "docs" / "action.md").read_text()
    assert [path.name for path in WORKFLOWS if f"`{path.name}`" not in described] == []
    # YAML reads the key `on` as true.
    triggers = {name for path in WORKFLOWS for name in read(path)[True]}  # type: ignore[index]
    assert {"schedule", "workflow_dispatch", "pull_request"} <= triggers
    assert "concurrency" in read(ROOT / "examples" / "workflows" / "sync.yml")
