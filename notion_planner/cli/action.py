"""The GitHub door: runs what the action's inputs ask for, leaves the results in the runner's files."""

import secrets
import sys
import tempfile
from pathlib import Path

import typer

from notion_planner.cli import output as out
from notion_planner.cli.action_steps import STEPS, StepResult, failed
from notion_planner.config import DEFAULT_CONFIG, action_inputs, read_environment, runner_files
from notion_planner.environment import Runner
from notion_planner.errors import PlannerError
from notion_planner.github import fitting, output_entries, shielded

_FILE_OUTPUTS = {"report-file": "report.json", "plan-file": "plan.json", "sarif-file": ".sarif"}


def run_action() -> None:
    """Ends with the exit code of the command that the inputs name.

    Raises:
        ConfigError: this is no step of GitHub Actions.
    """
    environment = read_environment(DEFAULT_CONFIG)
    runner = runner_files(environment)
    try:
        inputs = action_inputs(environment)
        result = STEPS[inputs.command](inputs, runner)
    except PlannerError as error:
        result = failed([error])
    _deliver(result, runner)
    raise typer.Exit(int(result.code))


def _deliver(result: StepResult, runner: Runner) -> None:
    folder = Path(tempfile.mkdtemp(prefix="notion-planner-", dir=runner.temp))
    for name, content in result.files.items():
        out.write_file(folder / name, content)
    paths = {
        output: "\n".join(str(folder / name) for name in result.files if name.endswith(suffix))
        for output, suffix in _FILE_OUTPUTS.items()
    }
    values = {"changed": "false", **result.outputs, **paths, "folder": str(folder)}
    values["exit-code"] = str(int(result.code))
    # A random delimiter, so that no title or path can end its value and begin another output.
    out.append_to_file(runner.output, output_entries(values, delimiter=f"end-{secrets.token_hex(16)}"))
    if result.summary:
        out.append_to_file(runner.summary, fitting(result.summary.rstrip() + "\n"))
    lines = list(result.annotations)
    if result.text:
        lines.append(shielded(result.text, token=secrets.token_hex(16)))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
