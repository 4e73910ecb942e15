"""The GitHub door: the action's steps, run the way a runner does, on a workspace served over HTTP."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from notion_planner.environment import ActionInputs
from notion_planner.errors import ExitCode
from notion_planner.model.plan_file import PlanFile
from tests.conftest import SPEC, Notion
from tests.runner import ROOT, Here, Runner, action, commands
from tests.running import running
from tests.tasks import add_task

CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"
WEAK = "# Export Service\n\n## Requirements\n\n- FR-1: Export fast, 100%: safe\n- FR-2: TBD\n"
GOOD = (
    "# Import Service\n\n## Requirements\n\n- FR-1: The user can import a CSV file\n\n"
    "## Acceptance Criteria\n\n- AC-1: A file of 10 rows gives 10 records\n"
)


@pytest.fixture
def secrets(notion: Notion) -> Iterator[dict[str, str]]:
    """What a job's environment says of Notion: here, the workspace served over HTTP."""
    with running(notion.workspace.app) as address:
        yield {"NOTION_API_TOKEN": notion.workspace.token, "NOTION_API_BASE_URL": address}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(monkeypatch, capsys)


@pytest.fixture
def runner(secrets: dict[str, str], tmp_path: Path, here: Here) -> Runner:
    """A job's machine with a token, and the configuration in the checkout."""
    runner = Runner(tmp_path, environ=secrets, launch=here)
    put(runner, "config.yaml", CONFIG)
    return runner


@pytest.fixture
def bare(tmp_path: Path, here: Here) -> Runner:
    """A job's machine without any secret, as for a pull request from a fork."""
    return Runner(tmp_path, environ={}, launch=here)


def put(runner: Runner, name: str, text: str) -> None:
    path = runner.checkout / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.slow
def test_the_steps_install_and_run_in_bash_whatever_the_checkout_holds(
    secrets: dict[str, str], notion: Notion, tmp_path: Path
) -> None:
    """With a checkout that tries to send the token elsewhere, and to stand in for a module."""
    notion.add_page("Export", "Engineering Specs", "- FR-1: Export as CSV")
    # Without dependencies and build isolation, which would come from the network; for one run, uncompiled.
    pip = {"NO_DEPS": "1", "NO_BUILD_ISOLATION": "0", "NO_INDEX": "1", "NO_COMPILE": "0"}
    runner = Runner(tmp_path, environ=secrets | {f"PIP_{name}": value for name, value in pip.items()})
    put(runner, "config.yaml", CONFIG)
    put(runner, ".env", "NOTION_API_BASE_URL=http://127.0.0.1:1\nNOTION_API_TOKEN=ntn_other\n")
    put(runner, "yaml.py", "raise SystemExit('owned')")
    done = runner.uses(specs="\n  Export  \n\n", profile="")
    assert (done.code, done.outputs["changed"]) == (0, "true"), done.log
    assert "## Implementation Plan Created ✅" in done.summary
    (site,) = runner.temp.glob("notion-planner-site-*")
    assert (site / "notion_planner" / "templates" / "plan.md.j2").is_file()


def test_what_an_input_says_is_no_shell(tmp_path: Path) -> None:
    runner = Runner(tmp_path, python="true")
    evil = '$(touch "$PWD/owned") `touch owned2` "; touch owned3'
    assert runner.uses(command=evil, specs=evil, text=evil, status=evil).code == 0
    assert not list(runner.checkout.glob("owned*"))


def test_a_cancelled_job_tells_the_command_itself_and_not_a_shell_around_it(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "child of $PPID"\n')
    python.chmod(0o755)
    assert f"child of {os.getpid()}\n" in Runner(tmp_path, python=str(python)).uses().log


def test_a_step_with_another_python_installs_for_that_one(tmp_path: Path) -> None:
    pip = (
        'case "$*" in *--target*) mkdir -p "$7/notion_planner"; touch "$7/notion_planner/__main__.py";; esac'
    )
    runner = Runner(tmp_path)
    for name in ("one", "two", "one"):
        python = tmp_path / name
        python.write_text(f"#!/bin/sh\n{pip}\n")
        python.chmod(0o755)
        runner.python = str(python)
        assert runner.uses().code == 0
    assert len(list(runner.temp.glob("*/notion_planner/__main__.py"))) == 2


def test_a_first_sync_tells_what_it_made_and_a_second_one_changes_nothing(
    runner: Runner, notion: Notion
) -> None:
    notion.add_page("Export", "Engineering Specs", "- FR-1: Export as CSV")
    first = runner.uses(specs="\n  Export  \n\n")
    assert first.code == 0
    assert "## Implementation Plan Created ✅" in first.summary
    tasks = len(notion.tasks())
    assert first.outputs["changed"] == "true"
    assert (first.outputs["created"], first.outputs["updated"]) == (str(tasks), "0")
    assert first.outputs["plan-url"].startswith("https://")
    report = json.loads(Path(first.outputs["report-file"]).read_text())
    assert report["plan"]["url"] == first.outputs["plan-url"]
    second = runner.uses(specs="Export")
    assert (second.code, second.outputs["changed"], second.outputs["unchanged"]) == (0, "false", str(tasks))
    assert "No changes." in second.summary


def test_a_sync_that_is_only_tried_writes_nothing(runner: Runner, notion: Notion) -> None:
    done = runner.uses(specs=SPEC, dry_run="true")
    assert (done.code, done.outputs["changed"]) == (0, "true")
    assert notion.tasks() == []


def test_a_plan_leaves_its_file_and_fails_only_where_changes_are_to_fail(
    runner: Runner, notion: Notion
) -> None:
    done = runner.uses(command="plan", specs=SPEC)
    assert done.code == 0
    assert notion.tasks() == []
    assert PlanFile.model_validate_json(Path(done.outputs["plan-file"]).read_text()).tasks
    assert "<details>" in done.summary
    gate = runner.uses(command="plan", specs=SPEC, fail_on_changes="true")
    assert (gate.code, gate.outputs["exit-code"]) == (ExitCode.CHANGES, str(int(ExitCode.CHANGES)))
    assert commands(gate.log)[0].startswith("::error title=Changes::")


def test_without_specifications_those_of_the_configuration_are_meant(runner: Runner) -> None:
    put(runner, "config.yaml", CONFIG + f"specs:\n  pages: [{SPEC}]\n")
    done = runner.uses(command="plan", specs=" \n")
    assert (done.code, done.outputs["changed"]) == (0, "true")


def test_one_failure_of_several_fails_the_step_and_stops_none(runner: Runner) -> None:
    done = runner.uses(command="plan", specs=f"No Such Spec\n{SPEC}")
    assert (done.code, done.outputs["changed"]) == (ExitCode.NOT_FOUND, "true")
    assert "❌" in done.summary
    assert "No Such Spec" in commands(done.log)[0]


def test_lint_annotates_the_lines_of_files_and_needs_no_secret(bare: Runner) -> None:
    put(bare, "docs/specs/export.md", WEAK)
    done = bare.uses(command="lint", specs="docs/specs/*.md", fail_on="warning")
    assert done.code == ExitCode.GATE
    found = commands(done.log)
    assert any(line.startswith("::error file=docs/specs/export.md,line=6,") for line in found)
    assert int(done.outputs["findings"]) == len(found)
    assert bare.uses(command="lint", specs="docs/specs/*.md", fail_on="never").code == 0


def test_findings_of_several_files_are_one_sarif_run(bare: Runner) -> None:
    for name in ("one", "two"):
        put(bare, f"{name}.md", WEAK)
    done = bare.uses(command="lint", specs="one.md\ntwo.md", fail_on="never")
    log = json.loads(Path(done.outputs["sarif-file"]).read_text())
    assert len(log["runs"]) == 1
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
    ]
    assert set(places) == {"one.md", "two.md"}


@pytest.mark.parametrize("command", ["lint", "trace"])
def test_a_file_that_cannot_be_read_hides_no_finding_of_the_others(bare: Runner, command: str) -> None:
    put(bare, "docs/b.md", "")
    (bare.checkout / "docs/b.md").write_bytes(b"\xff")
    put(bare, "docs/c.md", WEAK)
    done = bare.uses(command=command, specs="docs/*.md", fail_on="never")
    assert done.code == ExitCode.USAGE
    assert any("docs/b.md is not UTF-8" in line for line in commands(done.log))
    assert "### Export Service" in done.summary
    assert Path(done.outputs["sarif-file"]).is_file()


def test_what_is_wrong_for_all_files_is_said_once(bare: Runner) -> None:
    put(bare, "config.yaml", "plan:\n")
    for name in ("one", "two"):
        put(bare, f"{name}.md", GOOD)
    done = bare.uses(command="trace", specs="*.md")
    assert done.code == ExitCode.CONFIGURATION
    assert len(commands(done.log)) == 1


def test_trace_gates_on_coverage_without_a_secret(bare: Runner) -> None:
    put(bare, "import.md", GOOD)
    done = bare.uses(command="trace", specs="import.md", min_coverage="100")
    assert (done.code, done.outputs["coverage"], done.outputs["findings"]) == (0, "100", "0")
    assert Path(done.outputs["plan-file"]).is_file()
    assert "| Item | Kind | Tasks |" in done.summary


def test_a_missing_token_fails_with_its_exit_code_and_an_annotation(bare: Runner) -> None:
    put(bare, "config.yaml", CONFIG)
    done = bare.uses(specs=SPEC)
    assert (done.code, done.outputs["changed"]) == (ExitCode.ACCESS, "false")
    assert "NOTION_API_TOKEN" in commands(done.log)[0]
    assert "NOTION_API_TOKEN" in done.summary
    assert ".env" not in done.log  # which is not read here


@pytest.mark.parametrize(
    "given",
    [
        {"command": "destroy"},
        {"min_coverage": "much"},
        {"fail_on_changes": "perhaps"},
        {"command": "lint"},
        {"command": "move", "text": "TASK-1"},
    ],
)
def test_an_input_of_the_wrong_kind_is_named(bare: Runner, given: dict[str, str]) -> None:
    done = bare.uses(**given)
    assert done.code in (ExitCode.CONFIGURATION, ExitCode.USAGE)
    assert "input" in commands(done.log)[0]


def test_what_a_specification_says_is_no_workflow_command(bare: Runner) -> None:
    put(bare, "evil.md", WEAK + "- FR-3: fast\n\n::add-mask::x\n\n::error::forged\n- ##[error]forged\n")
    for command in ("lint", "trace"):
        done = bare.uses(command=command, specs="evil.md", fail_on="never")
        assert all(
            line.startswith(("::warning file=", "::notice file=", "::error file="))
            for line in commands(done.log)
        )


def test_a_title_cannot_forge_an_output(runner: Runner, notion: Notion) -> None:
    notion.add_page("Twin\nplan-url=https://evil.example", "Engineering Specs", "- FR-1: Export as CSV")
    put(runner, "config.yaml", CONFIG + "specs:\n  search: Twin\n")
    assert "evil" not in json.dumps(dict(runner.uses(command="plan").outputs))


def test_a_text_moves_the_tasks_that_it_names(runner: Runner, notion: Notion) -> None:
    for title in ("Add search", "Add export"):
        add_task(notion, title)
    task = notion.tasks()[0]
    done = runner.uses(
        command="move", status="Done", text=f"Fix it\n\nCloses {task.url} and https://notion.so/{'0' * 32}"
    )
    assert (done.code, done.outputs["moved"], done.outputs["changed"]) == (0, "1", "true")
    assert commands(done.log)[0].startswith("::warning title=Tasks::")
    now = {row.id: row.properties["Status"].value for row in notion.tasks()}
    assert now.pop(task.id) == "Done"
    assert set(now.values()) == {"To Do"}


def test_inputs_reach_the_scripts_through_the_environment_only() -> None:
    assert all("${{" not in step.get("run", "") for step in action()["runs"]["steps"])


def test_every_input_and_output_is_handed_over_and_documented() -> None:
    described = (ROOT / "docs" / "action.md").read_text()
    inputs = {name.replace("-", "_") for name in action()["inputs"]} - {"python_version"}
    assert inputs == set(ActionInputs.model_fields)
    handed = action()["runs"]["steps"][-1]["env"]
    assert {f"INPUT_{name.upper()}" for name in inputs} == set(handed) - {"PYTHON", "PYTHONPATH"}
    assert [
        name for name in (*action()["inputs"], *action()["outputs"]) if f"`{name}`" not in described
    ] == []


def test_every_declared_output_is_written_by_some_command(runner: Runner, notion: Notion) -> None:
    put(runner, "import.md", GOOD)
    steps = (
        runner.uses(command="plan", specs=SPEC),
        runner.uses(command="trace", specs="import.md"),
        runner.uses(command="move", status="Done", text="nothing"),
    )
    assert set(action()["outputs"]) == {name for step in steps for name in step.outputs}
